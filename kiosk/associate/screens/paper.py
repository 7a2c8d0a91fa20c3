"""What the stockroom's screens share: a list at the left, what is in the hand at the right, and asking for a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll


class PaperScreen(AskingScreen):
    """Override `refresh`; fill `self.list` and `self.detail`, and put buttons into `self.answers`."""

    place = "stock.lookup"

    def content(self) -> Widget:
        """The papers at the left, the one that is worked on at the right."""
        self.list = Column(gap=0)
        self.detail = Column(gap=16)
        self.answers = Column(gap=12)
        left = Card(Scroll(self.list), pad=(20, 8), grow=True)
        right = Card(Scroll(self.detail), self.answers, pad=24, gap=16, grow=True, size_hint=(0.86, 1))
        return Row(left, right, gap=24, align="stretch", grow=True)

    def write(
        self,
        action: Callable[..., Any],  # an action of the stockroom: (tx, vault, register, ...)
        *args: object,
        done: Callable[[Any], None] | None = None,  # what the action gives
        **named: Any,  # as the action takes them
    ) -> None:
        """Do something on the paper; where it takes somebody else's word, that is asked for."""
        vault = self.store.vault

        def run(tx: Any, register: Any, *rest: object, **more: object) -> Any:  # kiosk.worker.Transaction, Register
            return action(tx, vault, register, *rest, **more)

        self.act(run, *args, done=done, **named)
