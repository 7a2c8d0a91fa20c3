"""How many: less, the number, more."""

from __future__ import annotations

from collections.abc import Callable

from kivy.properties import NumericProperty

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Text


class Stepper(Row):
    """Asks for a number. It does not change by itself: `change(number)` is told what is wanted, and whoever keeps the
    number sets `value` when it is so.

    Args:
        least: the smallest number; the minus stops there.
        most: the largest.
        side: design pixels across its two buttons; else as the frame has it.
    """

    value = NumericProperty(1)

    def __init__(
        self,
        value: int = 1,
        *,
        change: Callable[[int], object],
        least: int = 1,
        most: int = 99,
        small: bool = False,
        side: float = 0,
    ) -> None:
        self._change = change
        self._least = least
        self._most = most
        side = side or ((72 if small else 80) if not theme.tablet else 52)
        self._fewer = RoundButton("minus", name_key="ui.fewer", action=self._less, size=side, kind="quiet")
        self._more = RoundButton("plus", name_key="ui.more", action=self._add, size=side, kind="quiet")
        self.number = Text(str(value), role="body", bold=True, align="center", size_hint=(None, None))
        super().__init__(self._fewer, self.number, self._more, hug=True, gap=4, pad=6)
        self.plate = Plate(self)
        self.value = value
        self.bind(value=self._show)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        self.number.width = theme.grown(64 if not theme.tablet else 44)
        self.plate.dress("surface", line="line", width=theme.border, radius="pill")
        self._show()

    def _show(self, *_: object) -> None:
        self.number.say(str(int(self.value)))
        self._fewer.disabled = self.value <= self._least
        self._more.disabled = self.value >= self._most
        self._fewer.opacity = 0.38 if self._fewer.disabled else 1
        self._more.opacity = 0.38 if self._more.disabled else 1

    def _less(self) -> None:
        self._change(int(self.value) - 1)

    def _add(self) -> None:
        self._change(int(self.value) + 1)
