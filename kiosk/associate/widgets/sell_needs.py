"""What goods take before they can be sold: the sheet that asks whether somebody is old enough, and the gift card's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.codes import OwnCode
from kiosk.money import Money
from kiosk.till import amounts
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST_NUMBER = 24
LOADS = (100, 200, 500, 1000)
"""What is usually put on a gift card, in whole units of the currency."""


class AgeSheet(TillSheet):
    """Asks a colleague to look at a document: everybody born on or before the day is old enough."""

    def __init__(self, name: str, age: int, born: date, yes: Callable[[], object], no: Callable[[], object]) -> None:
        self._yes, self._no, self._born, self._age = yes, no, born, age
        self.day = Text("", role="numeral", bold=True, align="center")
        self.words = Text("", role="body", colour="ink2", align="center")
        panel = Panel(
            Text(key="sell.age_born", role="h2", align="center"),
            self.day,
            self.words,
            tone="warn_soft",
            pad=(24, 16),
            gap=2,
        )
        yes_button = Button("sell.age_yes", kind="primary", icon="tick", size="tall", action=partial(self._answer, yes))
        no_button = Button("sell.age_no", icon="close", size="tall", action=partial(self._answer, no))
        super().__init__("sell.age_title", panel, Actions(no_button, yes_button, gap=14), sub=name, wide=680)

    def key_pressed(self, name: str) -> bool:
        """Nobody answers this one by accident: Enter does nothing."""
        return True if name == "enter" else super().key_pressed(name)

    def restyle(self) -> None:
        """The day follows the language."""
        super().restyle()
        self.day.say(f"{self._born:%Y-%m-%d}")
        self.words.say(tr.text("sell.age_words", age=self._age))

    def _answer(self, answer: Callable[[], object]) -> None:
        self.close()
        answer()


class GiftCardSheet(TillSheet):
    """Asks for the number of a gift card, scanned or typed, and then for what is loaded onto it.

    Args:
        read: gives the number that is in a scanned code to the function it is told, or explains why not.
        done: told number and amount.
    """

    def __init__(
        self,
        name: str,
        currency: str,
        read: Callable[[OwnCode, Callable[[str], object]], object],
        done: Callable[[str, int], object],
    ) -> None:
        self._currency, self._read, self._done = currency, read, done
        self.number = ""
        self.words = Text(key="sell.gift_scan", role="body", bold=True)
        self.shown = Text("", role="h2", bold=True)
        self.field = Field("sell.gift_number", clear=self.clear, icon="gift")
        self.chips = Flow(gap=8)
        self.go_on = Button("sell.gift_next", kind="primary", icon="forward", action=self.enter)
        pad = TouchPad(self.type, self.erase, pages=("amount",), key_tall=54, space=False)
        head = Panel(
            Row(Icon("gift", 32, colour="accent_line"), Column(self.words, self.shown, gap=0), gap=16), pad=(20, 12)
        )
        super().__init__("sell.gift_title", head, self.field, self.chips, pad, Actions(self.go_on), sub=name, wide=640)

    def on_gift_card(self, code: OwnCode) -> None:
        """The card was held before the scanner."""
        self._read(code, self.know)

    def know(self, number: str) -> None:
        """The number is known; now the amount."""
        self.number = number
        self.field.text = ""
        self._dress()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if self.number:
            if amounts.accepts(self.field.text, letter, self._currency):
                self.field.text += letter
        elif letter.isdigit() and len(self.field.text) < LONGEST_NUMBER:
            self.field.text += letter
        self._dress()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self._dress()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self._dress()

    def enter(self) -> None:
        """Number or amount is whole."""
        if not self.number:
            if self.field.text:
                self.know(self.field.text)
            return
        typed = amounts.parse(self.field.text, self._currency)
        if typed is not None and typed.minor > 0:
            self.load(typed.minor)

    def load(self, minor: int) -> None:
        """So much it is."""
        self.close()
        self._done(self.number, minor)

    def key_pressed(self, name: str) -> bool:
        """Digits, the eraser and Enter."""
        if name == "enter":
            self.enter()
        elif name == "backspace":
            self.erase()
        elif len(name) == 1:
            self.type(name)
        else:
            super().key_pressed(name)
        return True

    def restyle(self) -> None:
        """Amounts follow the language."""
        super().restyle()
        self._dress()

    def _dress(self) -> None:
        self.words.say_key("sell.gift_amount" if self.number else "sell.gift_scan")
        self.shown.say(" ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4)))
        self.go_on.label.say_key("sell.gift_load" if self.number else "sell.gift_next")
        self.go_on.disabled = not self.field.text
        if self.number:
            each = [amounts.parse(str(load), self._currency) for load in LOADS]
            self.chips.replace(*[self._chip(one) for one in each if one is not None])
        else:
            self.chips.replace(Gap(1))

    def _chip(self, amount: Money) -> Chip:
        return Chip(tr.money(amount), action=partial(self.load, amount.minor))
