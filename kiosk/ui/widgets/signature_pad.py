"""A place to sign with a finger: strokes on screen, and the same strokes as a small picture with its hash."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from kivy.graphics import Color, Line, Rectangle

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text

Stroke = tuple[tuple[float, float], ...]
"""Points of one stroke, 0 to 1 from the left and from the top."""

PICTURE = (600, 240)
"""Pixels of the picture: readable on a claim, and some kilobytes."""

THINNEST = 0.004
"""Points nearer than this share of the width say nothing new."""


class SignaturePad(Styled):
    """Signed with a finger. A touch that begins here belongs to the pen, so nothing scrolls meanwhile.

    Args:
        tall: design pixels.
        signed: called after each stroke.
    """

    def __init__(self, *, tall: float = 180, signed: Any = None, **named: Any) -> None:  # an action
        self._tall = tall
        self._signed = signed
        self._strokes: list[list[tuple[float, float]]] = []
        self._lines: list[Any] = []  # Kivy's lines
        self._ink: Any = None  # Kivy's colour
        hint(named, 1, None)
        super().__init__(**named)
        self.plate = Plate(self)
        with self.canvas:
            self._base_colour = Color(0, 0, 0, 0)
            self._base = Rectangle(size=(0, 0))
        self._mark = Icon("edit", 24, colour="ink3")
        self._words = Text(key="hand.sign_here", role="second", colour="ink3", hug=True)
        for part in (self._mark, self._words):
            self.add_widget(part)
        self.bind(pos=self._place, size=self._place)
        self._words.bind(size=self._place)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was written."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    @property
    def empty(self) -> bool:
        """Whether nothing was written; a tap alone is no signature."""
        return not any(len(stroke) > 1 for stroke in self._strokes)

    def write(self, strokes: tuple[Stroke, ...]) -> None:
        """Show these strokes, as if a finger had written them."""
        self.clear()
        for stroke in strokes:
            self._strokes.append(list(stroke))
            self._add_line()
        self._place()

    def clear(self) -> None:
        """Begin again."""
        self._strokes.clear()
        self.canvas.after.clear()
        self._lines.clear()
        self._place()
        if self._signed is not None:
            self._signed()

    def picture(self) -> tuple[bytes, str]:
        """(a PNG, black on white, `PICTURE` pixels; its SHA-256): what is kept, and what the order's history names."""
        png = picture_of(self.strokes)
        return png, hashlib.sha256(png).hexdigest()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.height = theme.px(self._tall)
        self.plate.dress("surface", line="line", width=theme.border, radius="thumb")
        if self._lines:
            self._ink.rgba = theme.colour("ink")
        self._base_colour.rgba = theme.colour("line")
        self._place()

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """A stroke begins."""
        if self.disabled or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._strokes.append([self._point(touch)])
        self._add_line()
        self._place()
        return True

    def on_touch_move(self, touch: Any) -> bool:  # Kivy's touch
        """The stroke goes on."""
        if touch.grab_current is not self:
            return False
        point, stroke = self._point(touch), self._strokes[-1]
        if abs(point[0] - stroke[-1][0]) + abs(point[1] - stroke[-1][1]) >= THINNEST:
            stroke.append(point)
            self._lines[-1].points = self._drawn(stroke)
        return True

    def on_touch_up(self, touch: Any) -> bool:  # Kivy's touch
        """The stroke ends."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if self._signed is not None:
            self._signed()
        return True

    def _add_line(self) -> None:
        # Above the words that it is written over, in a colour of its own: theirs would go on being used.
        with self.canvas.after:
            if not self._lines:
                self._ink = Color(*theme.colour("ink"))
            self._lines.append(Line(width=max(1.5, theme.px(2)), cap="round", joint="round"))

    def _point(self, touch: Any) -> tuple[float, float]:  # Kivy's touch
        across = (touch.x - self.x) / max(1.0, self.width)
        down = (self.end_y - touch.y) / max(1.0, self.height)
        return (round(min(1.0, max(0.0, across)), 4), round(min(1.0, max(0.0, down)), 4))

    def _drawn(self, stroke: list[tuple[float, float]]) -> list[float]:
        return [
            value
            for across, down in stroke
            for value in (self.x + across * self.width, self.end_y - down * self.height)
        ]

    def _place(self, *_: object) -> None:
        side, low = theme.px(20), self.y + self.height * 0.26
        self._base.pos = (self.x + side, low)
        self._base.size = (max(0.0, self.width - 2 * side), max(1.0, theme.px(1)))
        for line, stroke in zip(self._lines, self._strokes, strict=True):
            line.points = self._drawn(stroke)
        shown = 0 if self._strokes else 1
        self._mark.opacity = self._words.opacity = shown
        self._mark.pos = (round(self.x + side), round(low + theme.px(10)))
        self._words.pos = (round(self.x + side + self._mark.width + theme.px(8)), round(low + theme.px(10)))


def picture_of(strokes: tuple[Stroke, ...]) -> bytes:
    """The strokes as a PNG, black on white; the same strokes always give the same bytes."""
    from PIL import Image, ImageDraw  # only where somebody signs

    width, height = PICTURE
    image = Image.new("L", PICTURE, 255)
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [(across * (width - 1), down * (height - 1)) for across, down in stroke]
        if len(points) > 1:
            draw.line(points, fill=0, width=4, joint="curve")
        else:
            x, y = points[0]
            draw.ellipse((x - 2, y - 2, x + 2, y + 2), fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
