"""The page for what nobody chose: a full disk, a broken database, a page that failed. It ends no session."""

from __future__ import annotations

from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.ui import navigation
from kiosk.ui.faults import CODES, Kind
from kiosk.ui.screen import Idle
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.fault_card import FaultCard, place_of
from kiosk.ui.widgets.scroll import Scroll


class FaultScreen(ShopperScreen):
    """Says the fault `self.args["kind"]`. It reads nothing that could be what is broken; a scan works if it can."""

    idle: Idle = "question"
    quiet: ClassVar[bool] = True

    def content(self) -> Widget:
        """One card in the middle."""
        self._card = FaultCard("program")
        self._page = Column(gap=32, pad=(56, 24, 56, 24))
        self._scroll = Scroll(self._page)
        self._page.bind(minimum_height=self._place)
        self._scroll.bind(height=self._place)
        return self._scroll

    def buttons(self) -> tuple[Button, ...]:
        """The step that failed once more, or something else."""
        self.again = Button("fault.again", icon="refresh", action=navigation.back)
        self.go_on = Button("fault.go_on", kind="primary", icon="bag", action=navigation.home)
        return (self.again, self.go_on)

    @property
    def kind(self) -> Kind:
        """Which fault this is about."""
        asked: Any = self.args.get("kind")
        return asked if asked in CODES else "program"

    def refresh(self) -> None:
        """Say it."""
        self._card = FaultCard(self.kind, place_of(self.store))
        self._card.bind(height=self._place)
        self._page.replace(self._card)

    def _place(self, *_: object) -> None:
        """In the middle, where there is room; it scrolls where there is not."""
        spare = max(theme.px(24), (self._scroll.height - self._card.height) * 0.45)
        margin = theme.px(56)
        self._page.padding = [margin, spare, margin, theme.px(24)]
