"""What is printed on packs: lettering, bands and small abstract drawings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scripts.demo_store.studio import Array, Colour

_FINE = 2
"""Artwork is drawn twice as large and averaged, for clean edges."""

Place = tuple[float, float]


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The sans-serif that comes inside Pillow, so a picture looks the same on a machine without any fonts."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


class Art:
    """A printed face of `width` x `height` pixels in one colour, to draw on."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.width = width
        self.height = height
        self._picture = Image.new("RGB", (width * _FINE, height * _FINE), _eight(colour))
        self._draw = ImageDraw.Draw(self._picture)

    def text(
        self,
        middle: Place,
        text: str,
        size: float,
        colour: Colour,
        *,
        spacing: float = 0.0,
        bold: bool = False,
        most: float = 0.92,
    ) -> None:
        """Centred lettering; `spacing` in em; made smaller until it fits `most` of the face's width."""
        while True:
            face = font(max(8, round(size * _FINE)))
            gap = spacing * size * _FINE
            widths = [face.getlength(letter) for letter in text]
            total = sum(widths) + gap * max(0, len(text) - 1)
            if total <= self.width * _FINE * most or size < 7:
                break
            size *= max(0.8, self.width * _FINE * most / total)
        x, y = middle[0] * _FINE - total / 2, middle[1] * _FINE
        for letter, width in zip(text, widths, strict=True):
            self._draw.text(
                (x, y), letter, font=face, fill=_eight(colour), anchor="lm", stroke_width=1 if bold else 0,
                stroke_fill=_eight(colour),
            )  # fmt: skip
            x += width + gap

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, radius: float = 0) -> None:
        """A filled rectangle."""
        self._draw.rounded_rectangle(
            (x0 * _FINE, y0 * _FINE, x1 * _FINE - 1, y1 * _FINE - 1), radius * _FINE, fill=_eight(colour)
        )

    def disc(self, cx: float, cy: float, radius: float, colour: Colour) -> None:
        """A filled circle."""
        self._draw.ellipse(
            ((cx - radius) * _FINE, (cy - radius) * _FINE, (cx + radius) * _FINE, (cy + radius) * _FINE),
            fill=_eight(colour),
        )

    def ring(self, cx: float, cy: float, radius: float, colour: Colour, width: float = 2) -> None:
        """A circle's line."""
        self._draw.ellipse(
            ((cx - radius) * _FINE, (cy - radius) * _FINE, (cx + radius) * _FINE, (cy + radius) * _FINE),
            outline=_eight(colour),
            width=round(width * _FINE),
        )

    def polygon(self, points: Sequence[Place], colour: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=_eight(colour))

    def line(self, points: Sequence[Place], colour: Colour, width: float = 2) -> None:
        """A line through the points."""
        self._draw.line([(x * _FINE, y * _FINE) for x, y in points], _eight(colour), round(width * _FINE), "curve")

    def leaf(self, cx: float, cy: float, length: float, angle: float, colour: Colour, fat: float = 0.32) -> None:
        """A pointed leaf with its stem at (cx, cy)."""
        t = np.linspace(0, 1, 24)
        side = np.sin(np.pi * t**0.85) * length * fat
        along = t * length
        cos, sin = np.cos(angle), np.sin(angle)
        right = [(cx + a * cos - s * sin, cy + a * sin + s * cos) for a, s in zip(along, side, strict=True)]
        left = [(cx + a * cos + s * sin, cy + a * sin - s * cos) for a, s in zip(along, side, strict=True)]
        self.polygon([(float(x), float(y)) for x, y in right + left[::-1]], colour)

    def motif(self, number: int, cx: float, cy: float, r: float, colours: tuple[Colour, Colour, Colour]) -> None:
        """One of six abstract drawings that say "flavour" without words."""
        a, b, c = colours
        which = number % 6
        if which == 0:
            self.disc(cx, cy, r, a)
            self.disc(cx + r * 0.34, cy - r * 0.28, r * 0.52, b)
            self.disc(cx - r * 0.40, cy + r * 0.42, r * 0.26, c)
        elif which == 1:
            for step in range(5):
                angle = -np.pi / 2 + (step - 2) * 0.52
                self.leaf(cx, cy + r * 0.85, r * 1.75, angle, (a, b, c, b, a)[step], 0.17)
        elif which == 2:
            for step, colour in enumerate((a, b, c, a, b)):
                self.disc(cx, cy, r * (1 - step * 0.19), colour)
        elif which == 3:
            for step in range(4):
                y = cy - r * 0.75 + step * r * 0.5
                x = np.linspace(-1.15, 1.15, 40)
                wave = [(float(cx + r * t), float(y + r * 0.16 * np.sin(t * 5 + step))) for t in x]
                self.line(wave, (a, b, c, a)[step], r * 0.15)
        elif which == 4:
            for step in range(12):
                angle = step * np.pi / 6
                self.leaf(cx, cy, r, angle, a if step % 2 else b, 0.15)
            self.disc(cx, cy, r * 0.24, c)
        else:
            self.polygon([(cx - r, cy + r * 0.7), (cx - r * 0.2, cy - r * 0.7), (cx + r * 0.5, cy + r * 0.7)], a)
            self.polygon([(cx - r * 0.1, cy + r * 0.7), (cx + r * 0.5, cy - r * 0.25), (cx + r, cy + r * 0.7)], b)
            self.disc(cx + r * 0.55, cy - r * 0.62, r * 0.22, c)

    def array(self) -> Array:
        """The printed face as floats, height x width x 3."""
        return np.asarray(self._picture.reduce(_FINE), dtype=np.float32) / 255


def _eight(colour: Colour) -> tuple[int, int, int]:
    return round(colour[0] * 255), round(colour[1] * 255), round(colour[2] * 255)
