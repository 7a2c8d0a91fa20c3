"""Words as one picture: how they are measured, set and drawn, whoever shows them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Generic, TypeVar

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.properties import ObjectProperty

from kiosk.ui.arranging import Spot, Turn
from kiosk.ui.widgets.base import Styled

Value = TypeVar("Value")


class Shown(Generic[Value]):
    """An attribute that changes a text's picture. Nobody listens to it, so it is none of the toolkit's properties: each
    of those is three objects more, and a page has two hundred texts."""

    def __init__(self, default: Value) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, widget: Any, owner: type | None = None) -> Value:  # any text
        value: Value = widget.__dict__.get(self._name, self._default) if widget is not None else self._default
        return value

    def __set__(self, widget: Any, value: Value) -> None:  # any text
        if self.__get__(widget) != value:
            widget.__dict__[self._name] = value
            widget.write_again()


class Written(Styled):
    """What texts and icons share: words as one picture in the middle of the widget."""

    text = Shown("")
    font_name = Shown("Roboto")
    font_size = Shown(15.0)
    """Screen pixels."""

    bold = Shown(False)
    color = Shown((1.0, 1.0, 1.0, 1.0))
    halign = Shown("left")
    text_size: Shown[tuple[float | None, None]] = Shown((None, None))
    """The width to wrap at, screen pixels."""

    texture_size: Any = ObjectProperty((0, 0))  # (int, int): the toolkit's properties have no types
    """Of the picture, screen pixels."""

    def __init__(self, *, text: str = "", font_name: str = "Roboto", **named: Any) -> None:  # Kivy's own properties
        self.write_again = Turn(self, self._write)
        self._letters: Any = None  # Kivy's core label
        super().__init__(**named)
        if text:
            self.text = text
        self.font_name = font_name
        with self.canvas:
            Color(1, 1, 1, 1)
            self._picture = Rectangle(size=(0, 0))
        self._spot = Spot(self._place_picture)
        self.fbind("pos", self._spot)
        self.fbind("size", self._spot)

    @property
    def texture(self) -> Any:  # Kivy's texture
        """The picture; None without words."""
        return self._letters.texture if self._letters is not None else None

    def _write(self) -> None:
        """Set the words anew. What they look like is drawn when they come into sight."""
        text = self.text
        if text:
            self._letters = letters = _Letters(
                text=text,
                font_name=self.font_name,
                font_size=self.font_size,
                bold=self.bold,
                color=self.color,
                halign=self.halign,
                valign="middle",
                text_size=self.text_size,
            )
            letters.refresh()
            self.texture_size = letters.texture.size
        else:
            self._letters = None
            self.texture_size = (0, 0)
        self._spot()

    def _place_picture(self) -> None:
        width, height = self.texture_size
        picture = self._picture
        picture.texture = self.texture
        picture.size = (width, height)
        picture.pos = (int(self.middle_x - width / 2.0), int(self.middle_y - height / 2.0))


class _Letters(CoreLabel):  # type: ignore[misc,unused-ignore]  # Kivy is untyped
    """Kivy's label, which measures the same words again and again: each is measured once."""

    def get_extents(self, text: str) -> tuple[int, int]:
        """Give width and height of a text on one line, in screen pixels."""
        options = self.options
        return _extents(text, options["font_name"], options["font_size"], bool(options["bold"]))


@lru_cache(maxsize=8192)
def _extents(text: str, face: str, size: float, bold: bool) -> tuple[int, int]:
    label = _faces.get((face, size, bold))
    if label is None:
        label = _faces[(face, size, bold)] = CoreLabel(font_name=face, font_size=size, bold=bold)
    width, height = label.get_extents(text)
    return int(width), int(height)


_faces: dict[tuple[str, float, bool], Any] = {}  # Kivy's core labels; there are no more than sizes times weights


@lru_cache(maxsize=2048)
def measure(text: str, font: str, size: float, bold: bool = False) -> int:
    """Give the width of a text on one line, in screen pixels.

    Remembered, as a layout asks for the same texts several times; the end of a session calls `forget_texts`.
    """
    return max((_extents(line, font, size, bold)[0] for line in text.split("\n")), default=0)


@lru_cache(maxsize=2048)
def count_lines(text: str, font: str, size: float, bold: bool, width: float) -> int:
    """Give on how many lines a text stands where it wraps at a width, in screen pixels."""
    letters = _Letters(text=text, font_name=font, font_size=size, bold=bold, text_size=(width, None))
    height = letters.render()[1]
    one = _extents("X", font, size, bold)[1]
    return round(height / one) if one else 0


def forget_texts() -> None:
    """Forget every text that was measured: a name may be among them."""
    measure.cache_clear()
    count_lines.cache_clear()
    _extents.cache_clear()
