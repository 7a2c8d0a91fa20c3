"""The theme in force: colours, sizes and scale, and the widgets that dress again when it changes."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty
from kivy.utils import get_color_from_hex

from kiosk.ui import tokens
from kiosk.ui.reach import Reach
from kiosk.ui.tokens import Frame, Role, Shadow


class Dressed(Protocol):
    """A widget that takes its looks from the theme."""

    def restyle(self) -> None:
        """Take colours, sizes and words anew."""


class Theme(EventDispatcher):
    """Answers what things look like. There is one, `theme`.

    It is not bound to widget by widget: such bindings stay behind when the widget is gone, and a kiosk makes a hundred
    widgets a page for months. Widgets are held weakly and told together.
    """

    frame: Frame = OptionProperty("kiosk", options=("kiosk", "tablet"))
    contrast: bool = BooleanProperty(False)
    text_scale: float = NumericProperty(1.0)
    """1.0, 1.25 or 1.5."""
    scale: float = NumericProperty(1.0)
    """Screen pixels per design pixel."""
    font: str = StringProperty("ui_sc")
    motion: bool = BooleanProperty(True)
    """Whether things may move. Off, every change is a cut."""
    low: bool = BooleanProperty(False)
    """Whether everything that is touched lies in the lower part of the screen."""
    simple: bool = BooleanProperty(False)
    """Whether pages show less at a time and larger, and a colleague is one tap away (大字版)."""
    version: int = NumericProperty(0)
    """Grows with every change, for those who must know beside the widgets."""

    def __init__(self) -> None:
        super().__init__()
        self._widgets: weakref.WeakSet[Any] = weakref.WeakSet()  # Any: Kivy's widgets have no types
        self._table = tokens.LIGHT
        self._cache: dict[str, tuple[float, float, float, float]] = {}
        self._held = 0
        self._missed = False
        self.width = tokens.DESIGN_WIDTH
        self.height = 1920
        self.reach = Reach(0.0, 0.59)
        """What everybody reaches of this display; see `kiosk.ui.reach`."""

    def fit(self, width: float, height: float) -> None:
        """Take the window's size in pixels: it decides the frame and the scale."""
        self.width, self.height = int(width), int(height)
        portrait = height >= width
        frame: Frame = "kiosk" if portrait else "tablet"
        scale = width / tokens.DESIGN_WIDTH if portrait else height / tokens.DESIGN_HEIGHT
        if (frame, scale) != (self.frame, self.scale):
            self.frame, self.scale = frame, scale
            self.changed()

    def choose(
        self,
        *,
        contrast: bool | None = None,
        text_scale: float | None = None,
        font: str | None = None,
        motion: bool | None = None,
        low: bool | None = None,
        simple: bool | None = None,
    ) -> None:
        """Change what a person may choose, and dress every widget again if anything changed."""
        before = (self.contrast, self.text_scale, self.font, self.motion, self.low, self.simple)
        if contrast is not None:
            self.contrast = contrast
            self._table = tokens.HIGH_CONTRAST if contrast else tokens.LIGHT
            self._cache.clear()
        if text_scale is not None:
            self.text_scale = tokens.nearest_scale(text_scale)
        if font is not None:
            self.font = font
        if motion is not None:
            self.motion = motion
        if low is not None:
            self.low = low
        if simple is not None:
            self.simple = simple
        if before != (self.contrast, self.text_scale, self.font, self.motion, self.low, self.simple):
            self.changed()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several changes at once (size, contrast, language): widgets are dressed again once, at the end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if not self._held and self._missed:
                self.changed()

    @contextmanager
    def evening(self) -> Iterator[None]:
        """Colours are those of a page that rests, for what dresses meanwhile; high contrast is dark as it is."""
        if self.contrast:
            yield
            return
        table, cache = self._table, self._cache
        self._table, self._cache = tokens.EVENING, {}
        try:
            yield
        finally:
            self._table, self._cache = table, cache

    def changed(self) -> None:
        """Dress every living widget again. Called by the theme itself, and when the words change."""
        self._missed = bool(self._held)
        if self._missed:
            return
        for widget in list(self._widgets):
            widget.restyle()
        self.version += 1

    def watch(self, widget: Dressed) -> None:
        """Tell `widget` of every change for as long as it lives."""
        self._widgets.add(widget)

    def colour(self, name: str, alpha: float = 1.0) -> tuple[float, float, float, float]:
        """Give a token as red, green, blue, alpha, 0 to 1.

        Raises:
            KeyError: if there is no such token.
        """
        known = self._cache.get(name)
        if known is None:
            red, green, blue, _ = get_color_from_hex(self._table[name])
            known = self._cache[name] = (red, green, blue, 1.0)
        return known if alpha == 1.0 else (known[0], known[1], known[2], alpha)

    def rgb(self, name: str) -> tuple[float, float, float]:
        """Give a token as red, green, blue, 0 to 1."""
        return self.colour(name)[:3]

    def px(self, design: float) -> float:
        """Turn design pixels into screen pixels, whole ones: half a pixel is a blurred edge."""
        return float(round(design * self.scale))

    def size_of(self, role: Role) -> float:
        """Give the type size of a role in screen pixels."""
        grow = min(self.text_scale, tokens.LARGEST.get(role, self.text_scale))
        return float(max(10, round(tokens.SIZES[self.frame][role] * self.scale * grow)))

    def grown(self, design: float) -> float:
        """Turn design pixels into screen pixels that grow with the text: icons beside words, heights of controls."""
        return float(round(design * self.scale * self.text_scale))

    def radius(self, name: str) -> float:
        """Give a radius by its name (chip, thumb, card, panel, sheet, option) in screen pixels."""
        return self.px(tokens.RADII[self.frame][name])

    def control(self, name: str) -> float:
        """Give a control's height by its name (chip, small, option, action, touch) in screen pixels."""
        heights = tokens.HEIGHTS[self.frame]
        larger = tokens.SIMPLE if self.simple and name != "touch" else 1.0
        return self.px(heights.get(name, heights["action"]) * larger)

    @property
    def band(self) -> Reach:
        """Where controls may lie, from the screen's lower edge: all of it, or in low mode what everybody reaches."""
        return self.reach if self.low else Reach()

    @property
    def margin(self) -> float:
        """From the page's edge to its content, screen pixels."""
        return self.px(tokens.MARGIN[self.frame])

    @property
    def border(self) -> float:
        """Thickness of a control's outline: real outlines in high contrast, a hint otherwise."""
        if self.contrast:
            return max(2.0, self.px(4 if self.frame == "kiosk" else 3))
        return max(1.0, self.px(2))

    @property
    def tablet(self) -> bool:
        """Whether this is a landscape screen for people who work here."""
        return bool(self.frame == "tablet")

    @staticmethod
    def shadow(name: str) -> Shadow:
        """Give a shadow by its name (e1, e2, e3)."""
        return tokens.SHADOWS[name]


theme = Theme()
