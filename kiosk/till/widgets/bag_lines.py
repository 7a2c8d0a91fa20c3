"""All lines of a bag, by the way they get home. Only rows near the eye are drawn, and a change touches its own row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.uix.relativelayout import RelativeLayout
from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.till.widgets.bag_line import BagLine, LineActs, LineView
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.text import Icon, Text

AT_ONCE = 4
"""Rows that a screen shows; the others are made in the frames that follow, before anybody can scroll to them."""

USUAL = 300
"""Design pixels that a row is high, until it is made and says so itself."""

NEAR = 0.6
"""Rows within so many heights of the screen beyond its edges are drawn: a finger does not scroll further in a frame."""

SETTLING = 3
"""Frames in which a new row finds its height, before it takes the place of the one that it replaces."""


class Group(Struct, frozen=True):
    """Lines that reach the shopper the same way."""

    icon: str
    title: str
    """Empty where all lines go one way and nothing needs to be said."""
    views: tuple[LineView, ...]


class Slot(Styled, RelativeLayout):
    """The place of one row. A row lies in a space of its own: where a hundred of them move, no word in them does."""

    toolkit_rules: ClassVar[bool] = True
    """The toolkit's own rule is what moves that space."""

    def __init__(self, view: LineView, acts: LineActs) -> None:
        self.view = view
        self.row: BagLine | None = None
        self._acts = acts
        self._near = False
        super().__init__(size_hint=(1, None), height=theme.px(USUAL))
        self.bind(width=self._widen)

    @property
    def minimum_height(self) -> float:
        """As high as its row."""
        return float(self.height)

    def make(self) -> None:
        """Make the row, if that was not done yet."""
        if self.row is None:
            self._take(self._made())

    def show(self, view: LineView) -> None:
        """Another view of the same line."""
        self.view = view
        if self.row is None or self.row.view == view or self.row.update(view):
            return
        row, left = self._made(), SETTLING

        def soon(_dt: float) -> bool:
            nonlocal left
            left -= 1
            if left or self.view != view:
                return bool(left)
            self._take(row)
            return False

        Clock.schedule_interval(soon, 0)

    def come(self, near: bool) -> None:
        """Whether it lies near the eye: far away it keeps its height and draws nothing."""
        self._near = near
        if near:
            self.make()
        if self.row is not None and near != (self.row.parent is not None):
            if near:
                self.add_widget(self.row)
            else:
                self.remove_widget(self.row)

    def _made(self) -> BagLine:
        row = BagLine(self.view, self._acts)
        row.size_hint = (None, None)
        row.width = self.width
        return row

    def _take(self, row: BagLine) -> None:
        if self.row is not None:
            self.row.unbind(height=self._follow)
            self.remove_widget(self.row)
        self.row = row
        row.width = self.width
        row.bind(height=self._follow)
        if self._near:
            self.add_widget(row)
        self._follow()

    def _follow(self, *_: object) -> None:
        if self.row is not None and self.row.height > 1:
            self.height = self.row.height

    def _widen(self, *_: object) -> None:
        if self.row is not None:
            self.row.width = self.width


class BagLines(Column):
    """The groups, each a card with its rows.

    Args:
        acts: what a finger may do to a line.
    """

    def __init__(self, acts: LineActs) -> None:
        self._acts = acts
        self._slots: dict[str, Slot] = {}
        self._groups: tuple[Group, ...] = ()
        self._scroll: Any = None  # Kivy's scroll view around it
        super().__init__(gap=24)
        self._more = Clock.create_trigger(self._make_next)
        self._look_soon = Clock.create_trigger(self._look)
        self.bind(pos=self._look_soon, size=self._look_soon)

    def watch(self, scroll: Any) -> None:  # Kivy's scroll view
        """What scrolls these lines."""
        self._scroll = scroll
        scroll.bind(scroll_y=self._look_soon, size=self._look_soon)

    def show(self, groups: Sequence[Group]) -> None:
        """Show these groups."""
        before, self._groups = self._groups, tuple(groups)
        views = {view.line.line_id: view for group in self._groups for view in group.views}
        if _outline(before) == _outline(self._groups):
            for name, view in views.items():
                self._slots[name].show(view)
            return
        known, self._slots = self._slots, {}
        cards: list[Widget] = []
        for group in self._groups:
            card = _card(group)
            for view in group.views:
                slot = known.get(view.line.line_id)
                if slot is None:
                    slot = Slot(view, self._acts)
                else:
                    slot.parent.remove_widget(slot)
                    slot.show(view)
                self._slots[view.line.line_id] = slot
                card.add_widget(slot)
            cards.append(card)
        self.replace(*cards)
        for slot in list(self._slots.values())[:AT_ONCE]:
            slot.come(near=True)
        self._look_soon()
        self._more()

    def forget(self) -> None:
        """Nothing of whose bag it was stays."""
        self._more.cancel()
        self._slots.clear()
        self._groups = ()
        self.clear_widgets()

    @property
    def whole(self) -> bool:
        """Whether every row is made."""
        return all(slot.row is not None for slot in self._slots.values())

    def _make_next(self, _dt: float) -> None:
        slot = next((slot for slot in self._slots.values() if slot.row is None), None)
        if slot is not None:
            slot.make()
            self._more()

    def _look(self, _dt: float) -> None:
        """Draw what can be seen, and a little beyond."""
        if self._scroll is None or not self._scroll.children:
            return
        page, room = self._scroll.children[0], self._scroll.height
        low = max(0.0, page.height - room) * self._scroll.scroll_y - room * NEAR
        high = low + room * (1 + 2 * NEAR)
        for slot in self._slots.values():
            slot.come(near=slot.y < high and slot.y + slot.height > low)


def _outline(groups: Sequence[Group]) -> list[tuple[str, str, list[str]]]:
    return [(group.icon, group.title, [view.line.line_id for view in group.views]) for group in groups]


def _card(group: Group) -> Card:
    head: list[Widget] = []
    if group.title:
        words = Text(group.title, role="body", bold=True)
        head.append(Row(Icon(group.icon, 40, colour="accent_line"), words, gap=16, pad=(0, 20, 0, 0)))
    return Card(*head, pad=(32, 8), gap=0)
