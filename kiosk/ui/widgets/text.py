"""Words and icons on screen: a text knows its role, its colour token and, if it is fixed, its message key."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from kivy.graphics import Color, Line

from kiosk.ui import icons, tokens
from kiosk.ui.glyphs import drawable
from kiosk.ui.line_breaks import broken
from kiosk.ui.theme import theme
from kiosk.ui.tokens import Frame, Role
from kiosk.ui.tr import tr
from kiosk.ui.widgets.base import hint
from kiosk.ui.widgets.written import Written, count_lines, measure

ELLIPSIS = "…"


SMALLEST = 0.74
"""How far a hugging text may shrink before it wraps: 150 % becomes 111 %, never less than 100 % would be by much."""


class Text(Written):
    """One text. Its height is what it needs; its width is its parent's, or its own with `hug`.

    Args:
        text: words that were made elsewhere, such as a product's name.
        key: message key of fixed words; they follow the language by themselves.
        args: what fills the key's gaps.
        role: what it is for, which decides the size.
        hug: as wide as the words, but never wider than `max_width`.
        lines: cut after so many lines with an ellipsis; 0 never cuts.
        strike: cross out, for an old price.
        shrink: take a smaller size of the scale rather than a second line; for numbers.
    """

    def __init__(
        self,
        text: str = "",
        *,
        key: str = "",
        args: dict[str, object] | None = None,
        role: Role = "body",
        bold: bool = False,
        colour: str = "ink",
        align: str = "left",
        hug: bool = False,
        lines: int = 0,
        strike: bool = False,
        shrink: bool = False,
        **named: Any,  # Kivy's own properties
    ) -> None:
        self.role: Role = role
        self.colour = colour
        self.hug = hug
        self.lines = lines
        self.strike = strike
        self.shrink = shrink
        self._whole = text
        self._key = key
        self._args = args or {}
        self._max_width = 0.0
        hint(named, None if hug else 1, None)
        # A text without words never reports a size, and would keep the toolkit's 100 by 100.
        named.setdefault("size", (0, 0))
        super().__init__(**named)
        self.bold = bold
        self.halign = align
        if not hug:
            self.fbind("width", self._take_width)
        self.fbind("texture_size", self._settle)
        if strike:
            with self.canvas.after:
                self._strike_colour = Color(0, 0, 0, 0)
                self._strike = Line(points=[])

    @property
    def key(self) -> str:
        """Message key of its words, if they are fixed."""
        return self._key

    @property
    def max_width(self) -> float:
        """Screen pixels that a hugging text may take before it wraps; 0 is no limit."""
        return self._max_width

    @max_width.setter
    def max_width(self, width: float) -> None:
        if width != self._max_width:
            self._max_width = width
            self._relayout()

    def say(self, text: str) -> None:
        """Show other words, made elsewhere."""
        if text != self._whole or self.key:
            self._whole = text
            self._key = ""
            self._reword()

    def say_key(self, key: str, **args: object) -> None:
        """Show the words of a message key; they follow the language by themselves."""
        if (key, args) != (self._key, self._args):
            self._key, self._args = key, args
            self._reword()

    @property
    def whole(self) -> str:
        """All the words, also those that `lines` cut."""
        return drawable(tr.text(self.key, **self._args) if self.key else self._whole)

    def paint(self, colour: str) -> None:
        """Take another colour token."""
        self.colour = colour
        self.color = theme.colour(colour)

    def restyle(self) -> None:
        """Take font, size, colour and words anew."""
        self.font_name = theme.font
        self.font_size = theme.size_of(self.role)
        self.color = theme.colour(self.colour)
        self._reword()

    def natural_width(self) -> float:
        """How wide the words are on one line, in screen pixels."""
        return float(measure(self.whole, self.font_name, self.font_size, bool(self.bold)))

    def _reword(self) -> None:
        self.text = self.whole
        self._relayout()

    def _take_width(self, *_: object) -> None:
        """Whoever gives a width while a page is laid out goes by the height that follows from it."""
        self._relayout()
        if self.write_again.waiting:
            self.write_again.now()

    def _relayout(self) -> None:
        if self.hug:
            self.font_size = theme.size_of(self.role)
            self.text_size = self._hugging_size()
        else:
            if self.shrink:
                self.font_size = self._fitting_size()
            self.text_size = (self.width, None)
            if self.lines:
                self._cut()
            elif self.width > 1 and (_chinese(self.whole) or self.natural_width() > self.width - 2):
                self.text = broken(self.whole, self.width - 2, self._width_of)
            else:
                self.text = self.whole

    def _width_of(self, part: str) -> float:
        return float(measure(part, self.font_name, self.font_size, bool(self.bold)))

    def _hugging_size(self) -> tuple[float | None, None]:
        """The width to wrap at, if wrap it must: a smaller size is tried first, then lines of about the same length."""
        limit, natural = self.max_width, self.natural_width()
        if not limit or natural <= limit:
            return (None, None)
        full = self.font_size
        smaller = [size for size in type_sizes() if SMALLEST * full <= size < full]
        for size in smaller:
            if natural * size / full <= limit - 2:
                self.font_size = size
                return (None, None)
        longest = max((measure(word, self.font_name, full, bool(self.bold)) for word in self.whole.split()), default=0)
        if longest > limit and not _chinese(self.whole) and smaller:
            self.font_size = smaller[-1]
            return (limit, None)
        return (self._even_width(limit, 0 if _chinese(self.whole) else longest + 2), None)

    def _even_width(self, limit: float, least: float) -> float:
        """The narrowest width that takes no more lines: a last line of one character would look like a mistake."""
        lines = self._count(self.whole, limit)
        for factor in (1.04, 1.12, 1.25, 1.45):
            width = math.ceil(self.natural_width() / lines * factor)
            if least <= width < limit and self._count(self.whole, width) == lines:
                return float(width)
        return float(limit)

    def _fitting_size(self) -> float:
        """The largest size of the type scale at which the words stay on one line."""
        full = theme.size_of(self.role)
        natural = measure(self.whole, theme.font, full, bool(self.bold))
        if natural <= self.width or self.width <= 1:
            return full
        sizes = type_sizes()
        # Letters are a whole number of pixels wide at every size: a number that fits by sums alone may still wrap.
        fitting = (one for one in sizes if measure(self.whole, theme.font, one, bool(self.bold)) <= self.width - 1)
        return next(fitting, sizes[-1])

    def _cut(self) -> None:
        """Shorten until the words fit into `lines`; found by halving, as measuring is the dear part."""
        whole = self.whole
        if self.width <= 1 or self._count(whole, self.width) <= self.lines:
            self.text = whole
            return
        low, high = 0, len(whole)
        while low < high:
            middle = (low + high + 1) // 2
            if self._count(whole[:middle].rstrip() + ELLIPSIS, self.width) <= self.lines:
                low = middle
            else:
                high = middle - 1
        self.text = whole[:low].rstrip() + ELLIPSIS

    def _count(self, text: str, width: float) -> int:
        return count_lines(text, self.font_name, self.font_size, bool(self.bold), width)

    def _settle(self, *_: object) -> None:
        if self.hug:
            self.size = self.texture_size
        else:
            self.height = self.texture_size[1]

    def _place_picture(self) -> None:
        super()._place_picture()
        if self.strike:
            self._cross_out()

    def _cross_out(self) -> None:
        self._strike_colour.rgba = self.color
        width, _height = self.texture_size
        left = (
            self.x
            if self.halign == "left"
            else self.end_x - width
            if self.halign == "right"
            else self.middle_x - width / 2
        )
        middle = self.middle_y - self.font_size * 0.02
        if not self.text:
            self._strike.points = []
            return
        self._strike.points = [left, middle, left + width, middle]
        self._strike.width = max(1.0, self.font_size / 22)


class Icon(Written):
    """One icon by its name in `kiosk.ui.icons`, as wide as high; without a name it draws nothing.

    Args:
        size_px: design pixels; it grows with the text unless `fixed`.
    """

    def __init__(
        self, name: str, size_px: float = 40, *, colour: str = "ink", fixed: bool = False, **named: Any
    ) -> None:
        self.colour = colour
        self.size_px = size_px
        self.fixed = fixed
        self._name = name
        super().__init__(font_name="icons", size_hint=(None, None), **named)

    @property
    def name(self) -> str:
        """Which icon."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name
        self.text = icons.glyph(name) if name else ""

    def paint(self, colour: str) -> None:
        """Take another colour token."""
        self.colour = colour
        self.color = theme.colour(colour)

    def restyle(self) -> None:
        """Take size and colour anew."""
        side = theme.px(self.size_px) if self.fixed else theme.grown(self.size_px)
        self.font_size = side
        self.size = (side, side)
        self.paint(self.colour)
        self.text = icons.glyph(self._name) if self._name else ""


def type_sizes() -> tuple[float, ...]:
    """All sizes of the type scale in force, the largest first. No other size is ever used: each is a face in memory."""
    return _sizes(theme.frame, theme.scale, theme.text_scale)


@lru_cache(maxsize=16)
def _sizes(frame: Frame, _scale: float, _text_scale: float) -> tuple[float, ...]:
    return tuple(sorted({theme.size_of(role) for role in tokens.SIZES[frame]}, reverse=True))


def _chinese(text: str) -> bool:
    """Whether lines may end anywhere."""
    return any("\u2e80" <= character <= "\u9fff" for character in text)
