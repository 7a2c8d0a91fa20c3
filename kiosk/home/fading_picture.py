"""Two pictures on one stage, of which one gives way to the other."""

from __future__ import annotations

from functools import cache
from math import hypot
from typing import Any

from kivy.animation import Animation
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.home.studio_picture import StudioPicture
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled

BEYOND = 16
"""Design pixels that a picture goes beyond its place on each side, so that moving it leaves no gap."""

DUSK = (0.34, 0.90)
"""How much darker a light picture is while the panel rests: in its middle, as if one lamp were left on, and at its
corners."""

DUSK_RGB = (0.055, 0.047, 0.040)
"""A warm black: the lamp is no neon tube."""

STEP_S = 1 / 30
"""All of the screen is drawn anew at each step; more often than this nobody sees, and the processor does."""

Shown = tuple[str, str, bool]
"""Path, seed of the stand-in, made for the whole place."""


class FadingPicture(Styled, FloatLayout):
    """Shows a picture; the next one comes in over it. Nothing runs while it stands still."""

    dusk = NumericProperty(0.0)
    """0 to 1: how far it is darkened."""

    def __init__(self, **named: Any) -> None:
        self._below, self._above = StudioPicture(size_hint=(None, None)), StudioPicture(size_hint=(None, None))
        self._seen: Shown = ("", "", False)
        super().__init__(**named)
        self._below.opacity = 0
        self._above.opacity = 0
        for picture in (self._below, self._above):
            self.add_widget(picture)
        with self.canvas.after:
            self._veil = Color(*DUSK_RGB, 0)
            self._shape = Rectangle(size=(0, 0))
        self.bind(pos=self._place, size=self._place, dusk=self._place)

    def show(self, shown: Shown, fade_s: float) -> None:
        """Bring a picture in over the one that is there; 0 seconds: at once. The one that is there stays as it is."""
        if shown == self._seen:
            self._above.opacity = 1
            return
        Animation.cancel_all(self._above, "opacity")
        # One that was still on its way in is there now.
        self._above.opacity = 1 if self._seen[1] else 0
        self._seen = shown
        self._below, self._above = self._above, self._below
        # The one that comes lies on top.
        self.remove_widget(self._above)
        self.add_widget(self._above)
        self._above.opacity = 0
        self._place()
        path, seed, fill = shown
        self._above.show(path, seed, fill=fill)
        if fade_s <= 0:
            self._above.opacity = 1
            self._below.opacity = 0
            return
        came = Animation(opacity=1, d=fade_s, t="in_out_cubic", step=STEP_S)
        came.bind(on_complete=self._came)
        came.start(self._above)

    def clear(self) -> None:
        """Show nothing."""
        Animation.cancel_all(self._above, "opacity")
        self._above.opacity = self._below.opacity = 0
        self._seen = ("", "", False)

    def prepare(self, shown: Shown) -> None:
        """Read what comes next, unseen, so that it can come in at once."""
        path, seed, fill = shown
        if shown != self._seen and not self._below.opacity:
            self._place()
            self._below.show(path, seed, fill=fill)

    def keep_clear(self, above: float, below: float) -> None:
        """Other things take so many screen pixels of its height; in high contrast pictures lie between them."""
        for picture in (self._below, self._above):
            picture.keep_clear(above, below)

    @property
    def there(self) -> bool:
        """Whether the picture has been read."""
        return self._above.there

    def stop(self) -> None:
        """Stand still."""
        Animation.cancel_all(self._above, "opacity")
        if self._seen != ("", "", False):
            self._above.opacity = 1
            self._below.opacity = 0

    def restyle(self) -> None:
        """Take sizes anew."""
        self._place()

    def _came(self, _animation: object, widget: object) -> None:
        if widget is self._above:
            # What cannot be seen need not be drawn.
            self._below.opacity = 0

    def _place(self, *_: object) -> None:
        more = 0.0 if theme.contrast else theme.px(BEYOND)
        for picture in (self._below, self._above):
            picture.size = (self.width + 2 * more, self.height + 2 * more)
            picture.pos = (self.x - more, self.y - more)
        self._veil.a = 0.0 if theme.contrast else self.dusk
        if self._veil.a and self._shape.texture is not _lamp():
            self._shape.texture = _lamp()
        self._shape.pos = (self.x - more, self.y - more)
        self._shape.size = (self.width + 2 * more, self.height + 2 * more) if self._veil.a else (0, 0)


@cache
def _lamp() -> Any:  # Kivy's texture
    """White with alpha: little in the middle, much at the corners."""
    side, (least, most) = 64, DUSK
    pixels = bytearray()
    for row in range(side):
        for column in range(side):
            away = hypot((column + 0.5) / side - 0.5, ((row + 0.5) / side - 0.44) * 0.9) / 0.62
            share = min(1.0, away)
            pixels += bytes((255, round(255 * (least + (most - least) * share * share * (3 - 2 * share)))))
    texture = Texture.create(size=(side, side), colorfmt="luminance_alpha")
    texture.blit_buffer(bytes(pixels), colorfmt="luminance_alpha", bufferfmt="ubyte")
    return texture


class Dimmer(Styled):
    """Darkens all that lies below it; touches go through."""

    strength = NumericProperty(0.0)

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        with self.canvas:
            self._colour = Color(0, 0, 0, 0)
            self._shape = Rectangle(size=(0, 0))
        self.bind(pos=self._place, size=self._place, strength=self._place)

    def to(self, strength: float, seconds: float) -> Animation | None:
        """Go to a strength (0 to 1) within so many seconds, or at once; gives what moves it."""
        Animation.cancel_all(self, "strength")
        if seconds <= 0:
            self.strength = strength
            return None
        moving = Animation(strength=strength, d=seconds, t="in_out_cubic", step=STEP_S)
        moving.start(self)
        return moving

    def _place(self, *_: object) -> None:
        self._colour.a = self.strength
        self._shape.pos = self.pos
        self._shape.size = self.size if self.strength else (0, 0)
