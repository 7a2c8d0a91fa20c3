"""All lines of a bag, by the way they get home. A change touches its own row, and a long bag is built bit by bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.till.widgets.bag_line import BagLine, LineActs, LineView
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.text import Icon, Text

AT_ONCE = 6
"""Rows that a screen shows; the others are made in the frames that follow, before anybody can scroll to them."""

A_FRAME = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that reach the shopper the same way."""

    icon: str
    title: str
    """Empty where all lines go one way and nothing needs to be said."""
    views: tuple[LineView, ...]


class BagLines(Column):
    """The groups, each a card with its rows. Rows whose view is the same stay the widgets that they are."""

    def __init__(self, acts: LineActs) -> None:
        self._acts = acts
        self._rows: dict[str, BagLine] = {}
        self._cards: list[Card] = []
        self._groups: tuple[Group, ...] = ()
        self._waiting: list[tuple[int, LineView]] = []
        super().__init__(gap=24)
        self._more = Clock.create_trigger(self._build_more)

    def show(self, groups: Sequence[Group]) -> None:
        """Show these groups."""
        before, self._groups = self._groups, tuple(groups)
        if self.whole and _outline(before) == _outline(self._groups):
            self._renew()
        else:
            self._lay_anew()

    def forget(self) -> None:
        """Nothing of whose bag it was stays."""
        self._more.cancel()
        self._rows.clear()
        self._cards, self._groups, self._waiting = [], (), []
        self.clear_widgets()

    @property
    def whole(self) -> bool:
        """Whether every row is there."""
        return not self._waiting

    def _renew(self) -> None:
        """The same lines in the same places: those that look different are made anew."""
        for card, group in zip(self._cards, self._groups, strict=True):
            for view in group.views:
                old = self._rows[view.line.line_id]
                if old.view != view:
                    place = card.children.index(old)
                    card.remove_widget(old)
                    card.add_widget(self._row(view), index=place)

    def _lay_anew(self) -> None:
        wanted = {view.line.line_id: view for group in self._groups for view in group.views}
        self._rows = {name: row for name, row in self._rows.items() if wanted.get(name) == row.view}
        for card in self._cards:
            card.clear_widgets()
        self._cards = [_card(group) for group in self._groups]
        self._waiting = [(number, view) for number, group in enumerate(self._groups) for view in group.views]
        self.clear_widgets()
        made = 0
        while self._waiting and (made < AT_ONCE or self._waiting[0][1].line.line_id in self._rows):
            made += self._next()
        self._build_later()

    def _next(self) -> int:
        """Put the next row where it belongs; gives how many had to be made for that."""
        number, view = self._waiting.pop(0)
        card, row = self._cards[number], self._rows.get(view.line.line_id)
        made = row is None
        card.add_widget(row if row is not None else self._row(view))
        if card.parent is None:
            self.add_widget(card)
        return int(made)

    def _row(self, view: LineView) -> BagLine:
        row = self._rows[view.line.line_id] = BagLine(view, self._acts)
        return row

    def _build_more(self, _dt: float) -> None:
        for _ in range(A_FRAME):
            if self._waiting:
                self._next()
        self._build_later()

    def _build_later(self) -> None:
        if self._waiting:
            self._more()


def _outline(groups: Sequence[Group]) -> list[tuple[str, str, list[str]]]:
    return [(group.icon, group.title, [view.line.line_id for view in group.views]) for group in groups]


def _card(group: Group) -> Card:
    head: list[Widget] = []
    if group.title:
        words = Text(group.title, role="body", bold=True)
        head.append(Row(Icon(group.icon, 40, colour="accent_line"), words, gap=16, pad=(0, 20, 0, 0)))
    return Card(*head, pad=(32, 8), gap=0)
