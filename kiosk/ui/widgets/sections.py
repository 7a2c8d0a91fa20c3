"""A page in sections that are kept while what they show stays the same; those below the fold come a frame later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.tr import tr


@dataclass(frozen=True, slots=True)
class Section:
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
        self._finish = Clock.create_trigger(self._rest)
        self.built = 0
        """How many sections were made so far; for benches and tests."""

    def show(self, first: Sequence[Section], later: Sequence[Section] = ()) -> None:
        """Show `first` now and `later` below it with the next frame; at once where nothing of it has to be made."""
        self._first, self._later = list(first), list(later)
        known = {section.name for section in (*first, *later)}
        self._made = {name: made for name, made in self._made.items() if name in known}
        fresh = any(self._stale(section) for section in later)
        top = [self._widget(section) for section in first]
        if fresh:
            # What stands below already stays in its place until the new is there: the page does not jump.
            below = [self._made[section.name][1] for section in later if section.name in self._made]
            self._fill([*top, *below])
            self._finish()
        else:
            self._finish.cancel()
            self._fill([*top, *(self._widget(section) for section in later)])

    def finish(self) -> None:
        """Make now what would come with the next frame."""
        self._finish.cancel()
        self._rest(0)

    def clear(self) -> None:
        """Another page: nothing of this one is kept."""
        self._finish.cancel()
        self._made.clear()

    def _rest(self, _dt: float) -> None:
        self._fill([self._widget(section) for section in (*self._first, *self._later)])

    def _stale(self, section: Section) -> bool:
        made = self._made.get(section.name)
        return made is None or made[0] != _whole(section)

    def _widget(self, section: Section) -> Widget | None:
        if self._stale(section):
            self._made[section.name] = (_whole(section), section.make())
            self.built += 1
        return self._made[section.name][1]

    def _fill(self, widgets: Sequence[Widget | None]) -> None:
        wanted = [widget for widget in widgets if widget is not None]
        if list(reversed(self._holder.children)) != wanted:
            self._holder.replace(*wanted)


def _whole(section: Section) -> Any:  # values that can be compared
    return (section.key, tr.language, theme.text_scale, theme.simple)
