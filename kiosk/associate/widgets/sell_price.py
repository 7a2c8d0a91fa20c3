"""A sheet that changes a price: another price, a percentage or an amount off; for one line or for the whole basket."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.associate.widgets.sell_lines import REASONS
from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.money import Money
from kiosk.till import amounts
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

MOST_PERCENT = 100
POINTS = 100
"""Basis points in one per cent."""

Changed = Callable[[str, int, str], object]
"""Told how (price, percent, amount), the value (minor units or basis points) and the reason."""


class PriceSheet(TillSheet):
    """Asks how much, and why.

    Args:
        listed: what the line, or the basket, costs before.
        units: how many the line has; a price is one unit's.
        changed: told what is wanted.
        forget: takes back what was done before; None where there is nothing.
        kinds: which ways there are.
    """

    def __init__(
        self,
        title_key: str,
        sub: str,
        listed: Money,
        changed: Changed,
        *,
        units: int = 1,
        forget: Callable[[], object] | None = None,
        kinds: tuple[str, ...] = ("percent", "amount", "price"),
    ) -> None:
        self._listed, self._units, self._changed, self._forget = listed, units, changed, forget
        self.kind, self.reason = kinds[0], ""
        self.kinds = {kind: Chip(key=f"sell.how_{kind}", action=partial(self.choose, kind)) for kind in kinds}
        self.reasons = {one: Chip(key=f"sell.reason_{one}", action=partial(self.why, one)) for one in REASONS}
        self.field = Field("sell.price_field", clear=self.clear, icon="tag")
        self.after = Text("", role="h2", bold=True)
        self.before = Text("", role="second", colour="ink2")
        self.save = Button("sell.price_save", kind="primary", icon="tick", action=self.enter)
        buttons = [self.save]
        if forget is not None:
            buttons.insert(0, Button("sell.price_forget", icon="undo", action=self._take_back))
        pad = TouchPad(self.type, self.erase, pages=("amount",), key_tall=54, space=False)
        left = Column(Flow(*self.kinds.values(), gap=8), self.field, pad, gap=12, size_hint=(1, None))
        right = Column(
            Panel(self.before, self.after, pad=(18, 12), gap=0),
            Text(key="sell.why", role="second", bold=True),
            Flow(*self.reasons.values(), gap=8),
            Actions(*buttons, gap=10, stack=True),
            gap=14,
            size_hint=(1, None),
        )
        super().__init__(title_key, Row(left, right, gap=28, align="top"), sub=sub, wide=960)
        self.choose(self.kind)

    def choose(self, kind: str) -> None:
        """Another way to change it."""
        self.kind = kind
        self.field.text = ""
        self._dress()

    def why(self, reason: str) -> None:
        """The reason."""
        self.reason = reason
        self._dress()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if amounts.accepts(self.field.text, letter, self._listed.currency):
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
        """Do it, if it is whole."""
        value = self.value()
        if value is not None and self.reason:
            self.close()
            self._changed(self.kind, value, self.reason)

    def value(self) -> int | None:
        """Minor units or basis points; None while it cannot be meant."""
        if self.kind == "percent":
            whole, _, part = self.field.text.partition(".")
            if not (whole + part).isdigit() or len(part) > 2:
                return None
            value = int(whole or "0") * POINTS + int(part.ljust(2, "0") or "0")
            return value if 0 < value <= MOST_PERCENT * POINTS else None
        typed = amounts.parse(self.field.text, self._listed.currency)
        if typed is None or (self.kind == "amount" and not 0 < typed.minor <= self._listed.minor):
            return None
        return typed.minor

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
        for kind, chip in self.kinds.items():
            chip.select(kind == self.kind)
        for reason, chip in self.reasons.items():
            chip.select(reason == self.reason)
        value = self.value()
        self.save.disabled = value is None or not self.reason
        self.save.reason = "" if self.reason or value is None else tr.text("sell.why_first")
        self.before.say(tr.text("sell.price_now", amount=tr.money(self._listed, "receipt")))
        after = self._listed.minor if value is None else self._after(value)
        self.after.say(tr.text("sell.price_after", amount=tr.money(Money(after, self._listed.currency), "receipt")))

    def _after(self, value: int) -> int:
        listed = self._listed.minor
        if self.kind == "price":
            return value * self._units
        return listed - (listed * value // (POINTS * MOST_PERCENT) if self.kind == "percent" else value)

    def _take_back(self) -> None:
        self.close()
        if self._forget is not None:
            self._forget()
