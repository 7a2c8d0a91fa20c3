"""A picture with round corners that comes when it has been read; until then a quiet ground holds its place."""

from __future__ import annotations

import weakref
from functools import partial
from pathlib import Path
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import StringProperty

from kiosk.ui.textures import textures
from kiosk.ui.theme import theme
from kiosk.ui.thumbnails import Wanted
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.plate import Plate


class Picture(Styled):
    """Shows one picture file.

    Args:
        path: the file; empty or missing shows a drawn stand-in.
        seed: tells stand-ins apart, such as a GTIN.
        width_px, height_px: design pixels; 0 takes what the parent gives.
        radius: name of a radius.
        fit: show the whole picture rather than fill the shape.
        extend: the share of the height that it takes, at the bottom; its outermost colours go on around it.
    """

    path = StringProperty("")
    seed = StringProperty("")

    def __init__(
        self,
        path: str | Path = "",
        *,
        seed: str = "",
        width_px: float = 0,
        height_px: float = 0,
        radius: str = "thumb",
        fit: bool = False,
        extend: float = 0.0,
        **named: Any,
    ) -> None:
        self._design = (width_px, height_px)
        self._radius = radius
        self._fit = fit
        self._extend = extend
        self._wanted: Wanted | None = None
        hint(named, None if width_px else 1, None if height_px else 1)
        super().__init__(**named)
        self.plate = Plate(self)
        with self.canvas:
            self._tint = Color(1, 1, 1, 0)
            self._shape = Rectangle()
        self.path = str(path)
        self.seed = seed
        self.bind(pos=self._place, size=self._load, path=self._load, seed=self._load)

    def show(self, path: str | Path, seed: str = "", *, extend: float | None = None, fit: bool | None = None) -> None:
        """Show another picture; `extend` and `fit` as above, if they are others."""
        before = (self._extend, self._fit)
        self._extend = self._extend if extend is None else extend
        self._fit = self._fit if fit is None else fit
        again = (self._extend, self._fit) != before
        self.path = str(path)
        self.seed = seed
        if again:
            self._load()

    def stand(self, width_px: float) -> None:
        """Be so wide, in design pixels."""
        self._design = (width_px, self._design[1])
        self.width = theme.px(width_px)

    @property
    def there(self) -> bool:
        """Whether what it shows has been read and is on screen."""
        return bool(self._tint.a)

    def restyle(self) -> None:
        """Take sizes anew."""
        width, height = self._design
        if width:
            self.width = theme.px(width)
        if height:
            self.height = theme.px(height)
        self.plate.dress("surface2", radius=self._radius or 0.0)
        self._load()

    def _load(self, *_: object) -> None:
        self._place()
        width, height = int(self.width), int(self.height)
        if width < 8 or height < 8:
            return
        path = self.path if self.path and Path(self.path).is_file() else ""
        radius = int(theme.radius(self._radius)) if self._radius else 0
        wanted = Wanted(path, "" if path else self.seed, width, height, radius, self._fit, self._extend)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._tint.a = 0
        texture = textures.get(wanted, partial(_hand_over, weakref.ref(self), wanted))
        if texture is not None:
            self.arrived(wanted, texture)

    def arrived(self, wanted: Wanted, texture: Any) -> None:  # Kivy's texture
        """Show what was read, if it is still what is wanted here."""
        if wanted == self._wanted:
            self._shape.texture = texture
            self._tint.a = 1
            self._place()

    def _place(self, *_: object) -> None:
        self._shape.pos = self.pos
        self._shape.size = self.size


def _hand_over(holder: weakref.ref[Picture], wanted: Wanted, texture: Any) -> None:  # Kivy's texture
    """Held weakly: a picture that is still being read must not keep a page that is gone."""
    picture = holder()
    if picture is not None:
        picture.arrived(wanted, texture)
