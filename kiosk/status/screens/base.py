"""What all screens of the manager share: the watch, and reading again while they are in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.status.watch import View, Watch
from kiosk.stock import tables as stock
from kiosk.ui.desk import DeskScreen

LOOK_EVERY = 5
"""Seconds between two looks at the disk while nothing is told to have changed: ages grow by themselves."""


class StatusScreen(DeskScreen):
    """Override `show(view)`."""

    topics: ClassVar[frozenset[str]] = frozenset(
        {"sync", "health", "sale", "sales_told", "devices", "dead_letters", "catalogue", "release", "progress"}
    )

    view: View | None = None
    _seconds = 0

    def __init__(self, store: Any, watch: Watch, **named: Any) -> None:  # kiosk.store.Store
        self.watch = watch
        super().__init__(store, **named)

    def show(self, view: View) -> None:
        """Show this moment."""

    def refresh(self) -> None:
        """Look, and show."""
        self._seconds = 0
        self.view = self.watch.look()
        self.show(self.view)

    def tick(self) -> None:
        """Look again now and then: ages grow, and a silence is nothing that anybody tells of."""
        self._seconds += 1
        if self._seconds >= LOOK_EVERY:
            self.refresh()

    def place_words(self) -> str:
        """Which shop, which device, when."""
        names = stock.store_names(self.store.db, self.store.register.store_gln)
        now = self.store.clock()
        moment = f"{self.tr.date(now)} {self.tr.time(now)}"
        parts = (names.text(self.tr.language) if names else "", self.store.device, moment)
        return "·".join(part for part in parts if part)


class Rows:
    """Fills a box with rows, and leaves it alone while they would be the same ones."""

    def __init__(self, box: Any) -> None:  # a kiosk.ui.widgets.boxes.Box
        self._box = box
        self._shown: object = None

    def show(self, content: object, make: Callable[[], Sequence[Widget]]) -> None:
        """Hold what `make()` gives, if `content` is other than last time."""
        if content != self._shown:
            self._shown = content
            self._box.replace(*make())
