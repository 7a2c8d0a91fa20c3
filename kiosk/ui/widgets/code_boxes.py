"""Six boxes for a number that somebody says or types: one digit each, the next one to be typed lit."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.layout import Layout

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Text

DIGITS = 6


class _Box(Styled, FloatLayout):
    """One digit."""

    def __init__(self) -> None:
        self._look = "later"
        super().__init__(size_hint=(None, None))
        self.plate = Plate(self)
        self.digit = Text("", role="display", bold=True, hug=True, pos_hint={"center_x": 0.5, "center_y": 0.5})
        self.add_widget(self.digit)

    def show(self, digit: str, look: str) -> None:
        """A digit or nothing; `now`, `later`, `done` or `wrong`."""
        self._look = look
        self.digit.say(digit)
        self.restyle()

    def restyle(self) -> None:
        """Take colours anew."""
        line = {"now": "accent_line", "wrong": "err"}.get(self._look, "line")
        width = max(3.0, theme.border * 1.5) if self._look in ("now", "wrong") else theme.border
        self.plate.dress("surface", line=line, width=width, radius="thumb")
        self.digit.paint("err" if self._look == "wrong" else "ink")


class CodeBoxes(Styled, Layout):
    """Shows the digits as they are typed, three and three, as people say them.

    Args:
        tall: design pixels.
        digits: how many there are.
    """

    text = StringProperty("")

    def __init__(self, *, tall: float = 0, digits: int = DIGITS) -> None:
        self._tall = tall
        self.wrong = False
        self._boxes = [_Box() for _ in range(digits)]
        super().__init__(size_hint=(1, None))
        for box in self._boxes:
            self.add_widget(box)
        self.bind(pos=self._again, size=self._again, text=self._show)

    @property
    def whole(self) -> bool:
        """Whether every digit is there."""
        return len(self.text) == len(self._boxes)

    def type(self, digit: str) -> None:
        """One more digit; after a wrong number the next one begins."""
        if self.wrong:
            self.wrong = False
            self.text = ""
        if len(self.text) < len(self._boxes) and digit.isdigit():
            self.text += digit

    def erase(self) -> None:
        """One fewer."""
        self.wrong = False
        self.text = self.text[:-1]
        self._show()

    def clear(self) -> None:
        """None."""
        self.wrong = False
        self.text = ""
        self._show()

    def refuse(self) -> None:
        """No order has this number."""
        self.wrong = True
        self._show()

    def restyle(self) -> None:
        """Take sizes anew."""
        self.height = theme.px(self._tall or (132 if not theme.tablet else 72))
        self._show()

    def _show(self, *_: object) -> None:
        for place, box in enumerate(self._boxes):
            digit = self.text[place] if place < len(self.text) else ""
            look = "wrong" if self.wrong else "now" if place == len(self.text) else "done" if digit else "later"
            box.show(digit, look)
        self._again()

    def _again(self, *_: object) -> None:
        self._trigger_layout()

    def do_layout(self, *_: object) -> None:
        """Two groups of three, in the middle."""
        count = len(self._boxes)
        gap = theme.px(14 if not theme.tablet else 8)
        parting = gap * 2.4
        room = self.width - gap * (count - 2) - parting
        wide = min(room / count, self.height * 0.86)
        x = self.middle_x - (wide * count + gap * (count - 2) + parting) / 2
        for place, box in enumerate(self._boxes):
            box.size, box.pos = (round(wide), self.height), (round(x), self.y)
            x += wide + (parting if place == count // 2 - 1 else gap)
