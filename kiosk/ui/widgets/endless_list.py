"""Rows of one height below one another, any number of them: only those in sight exist, and a few are shown a frame."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from kivy.clock import Clock
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.widgets.scroll import Scrolling

BUDGET_S = 0.004
"""Showing of rows in one frame; a row is a handful of texts, about a millisecond."""

AHEAD = 1
"""Rows beyond the edges that are kept ready, also for the ring of a keypad."""

NOWHERE = -1


class Taking(Protocol):
    """What a row is: a widget that can show another place of the list."""

    size: Any  # Kivy's pair
    pos: Any  # the same
    opacity: float

    def take(self, place: int) -> None:
        """Show what stands at this place."""


class _Field(Widget):  # type: ignore[misc,unused-ignore]  # Kivy is untyped
    """What the rows lie on, as high as all of them together. It places nothing by itself."""

    def __init__(self) -> None:
        super().__init__(size_hint=(1, None))
        self.view_indices: dict[Any, int] = {}
        """Row -> its place, by which a list is read aloud in order."""


class EndlessList(Scrolling, ScrollView):
    """Any number of rows.

    Args:
        make: gives a new row, which is kept and shows other places later.
        tall: gives a row's height in screen pixels, the same for all.
        gap: design pixels between two rows.
        pad: design pixels beside, above and below the rows: room for their shadows.
    """

    def __init__(
        self,
        make: Callable[[], Any],  # a Kivy widget that is `Taking`
        tall: Callable[[], float],
        *,
        gap: float = 12,
        pad: float = 2,
        **named: Any,
    ) -> None:
        self._make = make
        self._tall = tall
        self._design = (gap, pad)
        self._count = 0
        self._rows: list[Any] = []
        self._by_place: dict[int, Any] = {}
        self._stale: set[int] = set()
        super().__init__(**named)
        self.field = _Field()
        self.add_widget(self.field)
        self._lay_soon = Clock.create_trigger(self._lay)
        self._paint_soon = Clock.create_trigger(self._paint)
        self.bind(pos=self._lay_soon, size=self._lay_soon, scroll_y=self._lay_now)
        self.field.bind(pos=self._moved, width=self._lay_soon)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def in_sight(self) -> list[int]:
        """The places that have a row now."""
        return sorted(self._by_place)

    def show(self, count: int) -> None:
        """There are so many now; what is in sight is shown anew, a few rows a frame."""
        self._count = count
        self._stale = set(self._by_place)
        self._lay()

    def touch(self, places: list[int]) -> None:
        """Show these anew, where they are in sight."""
        self._stale.update(place for place in places if place in self._by_place)
        self._paint_soon()

    def bring(self, place: int) -> None:
        """Scroll so that this place is in sight."""
        gap, pad = (theme.px(one) for one in self._design)
        step = self._tall() + gap
        hidden = max(0.0, self.field.height - self.height)
        if hidden <= 0:
            return
        top = pad + place * step
        above = (1 - float(self.scroll_y)) * hidden  # type: ignore[has-type]  # Kivy's property
        if top < above:
            self.scroll_y = 1 - max(0.0, top - pad) / hidden
        elif top + step > above + self.height:
            self.scroll_y = 1 - min(hidden, top + step - self.height) / hidden
        self._lay()

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._stale = set(self._by_place)
        self._lay_soon()

    def _lay_now(self, *_: object) -> None:
        self._lay()

    def _moved(self, *_: object) -> None:
        self._place()

    def _lay(self, *_: object) -> None:
        """Find the rows in sight, and have a widget for each."""
        if self.width < 2 or self.height < 2:
            return
        gap, pad = (theme.px(one) for one in self._design)
        step = self._tall() + gap
        whole = 2 * pad + max(0.0, self._count * step - gap)
        if abs(self.field.height - whole) > 0.5:
            self.field.height = whole
        hidden = max(0.0, whole - self.height)
        above = (1 - min(1.0, max(0.0, self.scroll_y))) * hidden
        first = max(0, int((above - pad) // step) - AHEAD)
        last = min(self._count, int((above - pad + self.height) // step) + 1 + AHEAD)
        self._deal(first, last)
        self._place()
        self._paint()

    def _deal(self, first: int, last: int) -> None:
        """Give every place in sight a row; those that went out of sight are free again."""
        kept = {place: row for place, row in self._by_place.items() if first <= place < last}
        free = [row for row in self._rows if row not in kept.values()]
        for place in range(first, last):
            if place in kept:
                continue
            if not free:
                row = self._make()
                row.size_hint = (None, None)
                self._rows.append(row)
                self.field.add_widget(row)
                free.append(row)
            kept[place] = free.pop()
            self._stale.add(place)
        for row in free:
            row.opacity = 0
            row.pos = (-2 * theme.width, 0)
        self._by_place = kept
        self._stale &= set(kept)
        self.field.view_indices = {row: place for place, row in kept.items()}

    def _place(self) -> None:
        gap, pad = (theme.px(one) for one in self._design)
        tall = self._tall()
        wide = round(self.field.width - 2 * pad)
        top = self.field.y + self.field.height - pad
        for place, row in self._by_place.items():
            row.size = (wide, tall)
            row.pos = (round(self.field.x + pad), round(top - place * (tall + gap) - tall))

    def _paint(self, *_: object) -> None:
        """Show what the rows stand for, the uppermost first, for as long as a frame has time."""
        until = time.perf_counter() + BUDGET_S
        for place in sorted(self._stale):
            row = self._by_place[place]
            row.take(place)
            row.opacity = 1
            self._stale.discard(place)
            if time.perf_counter() >= until:
                if self._stale:
                    self._paint_soon()
                return
