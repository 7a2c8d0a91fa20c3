"""The ground under a widget: soft shadow, outline and fill with round corners, smooth without multisampling."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, InstructionGroup, Rectangle

from kiosk.ui.arranging import Spot
from kiosk.ui.theme import theme
from kiosk.ui.widgets.patches import box, lay, shadow_texture

Radius = float | str | tuple[float, float, float, float]
"""Screen pixels; `"pill"`; a name of the theme; or four corners, from top left clockwise as Kivy counts."""


def corners(radius: Radius, width: float, height: float) -> tuple[float, float, float, float]:
    """Give the four radii in screen pixels, no larger than the shape allows."""
    most = max(0.0, min(width, height) / 2)
    if isinstance(radius, tuple):
        return (min(radius[0], most), min(radius[1], most), min(radius[2], most), min(radius[3], most))
    if radius == "pill":
        one = most
    elif isinstance(radius, str):
        one = min(theme.radius(radius), most)
    else:
        one = min(radius, most)
    return (one, one, one, one)


class Plate:
    """Draws below `widget`'s own canvas, and follows its place and size.

    Shapes are made once and moved; in high contrast shadows are off and outlines on.
    """

    def __init__(self, widget: Any) -> None:  # any Kivy widget
        self.fill: str | None = None
        """Token of the fill, which is the ground that texts on it are read against."""
        self.widget = widget
        self._radius: Radius = 0.0
        self._line_width = 0.0
        self._shadow_name: str | None = None
        self._inset = 0.0
        self._shade = (0.0, 0.0, 0.0, 0.0)
        self._shadow_colour = Color(0, 0, 0, 0)
        self._shadow = box()
        self._line_colour = Color(0, 0, 0, 0)
        self._line = box()
        self._fill_colour = Color(0, 0, 0, 0)
        self._fill = box()
        # What is not to be seen is not there: an empty shape costs as much to draw as a full one.
        self._group = InstructionGroup()
        self._shown: tuple[bool, ...] = (False, False, False)
        widget.canvas.before.add(self._group)
        self._spot = Spot(self._place)
        widget.fbind("pos", self._spot)
        widget.fbind("size", self._spot)

    def dress(
        self,
        fill: str | None,
        *,
        line: str | None = None,
        width: float = 0.0,
        radius: Radius = 0.0,
        shadow: str | None = None,
        alpha: float = 1.0,
        inset: float = 0.0,
    ) -> None:
        """Set the looks: token of the fill, token and thickness (screen pixels) of the outline, radius and shadow.

        `inset` draws the shape that much smaller than the widget, on all sides.
        """
        self.fill = fill
        self._radius = radius
        self._inset = inset
        self._line_width = max(1.0, round(width)) if line and width else 0.0  # whole pixels, the same on all sides
        self._shadow_name = None if theme.contrast else shadow
        self._fill_colour.rgba = theme.colour(fill, alpha) if fill else (0, 0, 0, 0)
        self._line_colour.rgba = theme.colour(line) if line else (0, 0, 0, 0)
        self._shade = theme.colour("overlay")
        self._spot()

    def _place(self) -> None:
        widget = self.widget
        gap = self._inset
        x, y = widget.x + gap, widget.y + gap
        width, height = max(0.0, widget.width - 2 * gap), max(0.0, widget.height - 2 * gap)
        radii = corners(self._radius, width, height)
        if self._line_width and self._line_colour.a:
            lay(self._line, x, y, width, height, radii)
            edge = self._line_width
        else:
            edge = 0.0
        if self._fill_colour.a:
            left, top, right, low = (max(0.0, radius - edge) for radius in radii)
            lay(self._fill, x + edge, y + edge, width - 2 * edge, height - 2 * edge, (left, top, right, low))
        self._place_shadow(x, y, width, height, max(radii))
        self._show(width > 0 and height > 0)

    def _show(self, there: bool) -> None:
        parts = (
            (self._shadow_colour, self._shadow),
            (self._line_colour, self._line),
            (self._fill_colour, self._fill),
        )
        shown = tuple(there and bool(colour.a) for colour, _ in parts)
        if shown != self._shown:
            self._shown = shown
            self._group.clear()
            for wanted, (colour, shape) in zip(shown, parts, strict=True):
                if wanted:
                    self._group.add(colour)
                    self._group.add(shape)

    def _place_shadow(self, x: float, y: float, width: float, height: float, radius: float) -> None:
        if self._shadow_name is None or width < 2 or height < 2:
            self._shadow_colour.rgba = (0, 0, 0, 0)
            return
        shape = theme.shadow(self._shadow_name)
        blur = max(2, int(theme.px(shape.blur)))
        texture, edge = shadow_texture(max(1, int(min(max(radius, blur), min(width, height) / 2))), blur)
        drop = theme.px(shape.drop)
        self._shadow_colour.rgba = (*self._shade[:3], shape.strength * 1.5)
        self._shadow.texture = texture
        self._shadow.border = (edge, edge, edge, edge)
        self._shadow.pos = (x - blur, y - blur - drop)
        self._shadow.size = (width + 2 * blur, height + 2 * blur)


class Veil:
    """Darkens a widget a little while a finger is on it; drawn above its children, and there only then."""

    def __init__(self, widget: Any) -> None:  # any Kivy widget
        self.widget = widget
        self._group: Any = None  # Kivy's instructions, made when first needed
        self._colour: Any = None
        self._shape: Any = None

    def show(self, strength: float, radius: Radius, colour: str = "overlay") -> None:
        """Lay the veil, 0 to 1; 0 takes it away."""
        widget = self.widget
        if strength <= 0:
            if self._group is not None:
                widget.canvas.after.remove(self._group)
                self._group = None
            return
        if self._group is None:
            self._group = InstructionGroup()
            self._colour, self._shape = Color(0, 0, 0, 0), box()
            self._group.add(self._colour)
            self._group.add(self._shape)
            widget.canvas.after.add(self._group)
        self._colour.rgba = theme.colour(colour, strength)
        radii = corners(radius, widget.width, widget.height)
        lay(self._shape, widget.x, widget.y, widget.width, widget.height, radii)


class Ground:
    """A plain rectangle of one colour behind a widget: the page itself."""

    def __init__(self, widget: Any, fill: str) -> None:  # any Kivy widget
        self.fill = fill
        self.widget = widget
        with widget.canvas.before:
            self._colour = Color(0, 0, 0, 0)
            self._shape = Rectangle()
        widget.bind(pos=self._place, size=self._place)

    def dress(self, fill: str | None = None) -> None:
        """Take the colour anew."""
        self.fill = fill or self.fill
        self._colour.rgba = theme.colour(self.fill)
        self._place()

    def veil(self, strength: float) -> None:
        """Let what lies below shine through; 1 hides it."""
        self._colour.rgba = theme.colour(self.fill, strength)
        self._place()

    def _place(self, *_: object) -> None:
        self._shape.pos, self._shape.size = self.widget.pos, self.widget.size
