"""The queue of orders: one row an order, any number of orders, and only those in sight are widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.endless_list import EndlessList
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.text import Icon, Text

Tone = Literal["ink2", "warn", "err", "ok"]


class QueueView(Struct, frozen=True):
    """What one row says; finished words."""

    order_id: str
    number: str
    facts: str
    """Who and how many."""
    state: str
    look: State
    due: str = ""
    """By when, how long is left, or since when it is late."""
    due_tone: Tone = "ink2"
    slot: str = ""
    aside: str = ""
    """Who works on it, or how it leaves the store."""


class QueueRow(Card):
    """One order: its number and state, who and how many, by when and who is at it."""

    def __init__(self, queue: OrderQueue) -> None:
        self._queue = queue
        self._place = -1
        self.view: QueueView | None = None
        self._number = Text("", role="h2", bold=True, lines=1)
        self._state = Pill("", "neutral", tight=True)
        self._facts = Text("", role="body", colour="ink2", lines=1)
        self._clock = Icon("clock_line", 22, colour="ink2")
        self._due = Text("", role="second", colour="ink2", hug=True)
        self._slot = Pill("", "accent", icon="", square=True, tight=True, bold=True)
        self._aside = Text("", role="second", colour="ink2", align="right", lines=1)
        self._check = Icon("neutral", 34, colour="accent_line")
        self._foot = Row(gap=8)
        self._words = Column(Row(self._number, self._state, gap=12), self._facts, self._foot, gap=2)
        self._line = Row(self._words, gap=16)
        super().__init__(self._line, pad=(20, 12), gap=0, action=self._tapped)
        # Its height is the list's to give: all rows are equally high.
        self.unbind(minimum_height=self._hug, size_hint_y=self._hug)

    def take(self, place: int) -> None:
        """Show the order at this place of the queue."""
        self._place = place
        view = self._queue.views[place]
        chosen = self._queue.is_chosen(view.order_id)
        if view != self.view:
            self.view = view
            self._number.say(view.number)
            self._state.say(view.state, view.look)
            self._facts.say(view.facts)
            self._due.say(view.due)
            self._due.paint(view.due_tone)
            self._clock.paint(view.due_tone)
            self._clock.name = "warn" if view.due_tone == "err" else "clock_line"
            self._slot.say(view.slot)
            self._aside.say(view.aside)
            self._hold_foot(view)
        self._hold_check(chosen)
        self.select(chosen)

    def _hold_foot(self, view: QueueView) -> None:
        wanted: list[Any] = []  # Kivy's widgets have no types
        if view.slot:
            wanted.append(self._slot)
        if view.due:
            wanted += [self._clock, self._due]
        wanted.append(self._aside if view.aside else Gap(1))
        if [one for one in reversed(self._foot.children) if not isinstance(one, Gap)] != [
            one for one in wanted if not isinstance(one, Gap)
        ]:
            self._foot.replace(*wanted)

    def _hold_check(self, chosen: bool) -> None:
        several = self._queue.several
        if several != (self._check.parent is not None):
            self._line.replace(*([self._check] if several else []), self._words)
        if several:
            self._check.name = "ok" if chosen else "neutral"

    def _tapped(self) -> None:
        if self.view is not None:
            self._queue.tapped(self.view.order_id)


class OrderQueue(EndlessList):
    """The rows of a queue.

    Args:
        tapped: called with the order's id.
    """

    def __init__(self, tapped: Callable[[str], object], **named: Any) -> None:
        self.tapped = tapped
        self.views: Sequence[QueueView] = ()
        self.several = False
        """Whether several can be chosen, to be picked in one walk."""
        self.chosen: frozenset[str] = frozenset()
        super().__init__(lambda: QueueRow(self), row_height, gap=12, **named)

    def is_chosen(self, order_id: str) -> bool:
        """Whether a row is lit."""
        return order_id in self.chosen

    def fill(self, views: Sequence[QueueView], chosen: frozenset[str], several: bool = False) -> None:
        """Show these; rows that say the same as before cost next to nothing."""
        before, was, mode = self.views, self.chosen, self.several
        self.views, self.chosen, self.several = views, chosen, several
        if len(views) != len(before):
            self.show(len(views))
            return
        changed = [
            place
            for place in self.in_sight
            if views[place] != before[place]
            or mode != several
            or (views[place].order_id in chosen) != (before[place].order_id in was)
        ]
        self.touch(changed)


def row_height() -> float:
    """Of one row, in screen pixels: three lines of words and the room around them."""
    words = theme.size_of("h2") + theme.size_of("body")
    foot = max(theme.size_of("second") * 1.5, theme.grown(32))
    return float(round(max(words * 1.5, theme.grown(32) + theme.size_of("body") * 1.5) + foot + theme.px(24 + 8)))
