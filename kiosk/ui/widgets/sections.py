"""A page in sections that are kept while what they show stays the same; those below the fold come a frame later."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.ui.motion import PAGE_S, motion
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr

BUDGET_S = 0.008
"""Half of what a frame may take: sections are made until it is spent, and go on with the next frame."""


class Section(Struct, frozen=True):
    """One part of a page.

    `key` is everything that it shows, as values that can be compared; language and size of text are added to it.
    """

    name: str
    key: Any  # values that can be compared
    make: Callable[[], Widget | None]


class Sections:
    """Fills a holder (a column, a sheet) with sections. Those whose key has not changed keep their widgets."""

    def __init__(self, holder: Any) -> None:  # a widget with `replace`
        self._holder = holder
        self._made: dict[str, tuple[Any, Widget | None]] = {}
        self._first: list[Section] = []
        self._later: list[Section] = []
        self._drawn = False
        self._step = Clock.create_trigger(self._next)
        self._in_place = Clock.create_trigger(self._next, PAGE_S)
        self.built = 0
        """How many sections were made so far; for benches and tests."""

    def show(self, first: Sequence[Section], later: Sequence[Section] = ()) -> None:
        """Show `first` now. What has to be made anew of `later` comes in the frames after, as far as they have time; of
        a new page when it has come to its place, so that it does not stumble on the way."""
        self._first, self._later = list(first), list(later)
        known = {section.name for section in (*first, *later)}
        self._made = {name: made for name, made in self._made.items() if name in known}
        for section in first:
            self._make(section)
        self._fill()
        self.rest()
        if not any(self._stale(section) for section in later):
            return
        moving = motion.on and not any(section.name in self._made for section in later)
        self._drawn = moving
        (self._in_place if moving else self._step)()

    def finish(self) -> None:
        """Make now what would come with the next frames."""
        self.rest()
        for section in self._later:
            self._make(section)
        self._fill()

    def rest(self) -> None:
        """Nobody looks: what is not made yet waits for the next `show`."""
        self._step.cancel()
        self._in_place.cancel()

    def clear(self) -> None:
        """Another page: nothing of this one is kept, and nothing of it is seen below the new one's head."""
        self.rest()
        self._made.clear()

    def _next(self, _dt: float) -> None:
        """The first call comes before what stands above was drawn, and only waits for it."""
        if not self._drawn:
            self._drawn = True
            self._step()
            return
        end = time.perf_counter() + BUDGET_S
        stale = [section for section in self._later if self._stale(section)]
        while stale:
            self._make(stale.pop(0))
            if time.perf_counter() > end:
                break
        self._fill()
        if stale:
            self._step()

    def _stale(self, section: Section) -> bool:
        made = self._made.get(section.name)
        return made is None or made[0] != _whole(section)

    def _make(self, section: Section) -> None:
        if self._stale(section):
            self._made[section.name] = (_whole(section), section.make())
            self.built += 1

    def _fill(self) -> None:
        """What stands there already stays until the new is made: the page does not jump."""
        made = [self._made[one.name][1] for one in (*self._first, *self._later) if one.name in self._made]
        wanted = [widget for widget in made if widget is not None]
        if list(reversed(self._holder.children)) != wanted:
            self._holder.replace(*wanted)


def _whole(section: Section) -> Any:  # values that can be compared
    return (section.key, tr.language, theme.text_scale, theme.simple)
