"""What the camera sees, in one texture that is kept, with a frame to aim at and an answer in colour and words."""

from __future__ import annotations

from typing import Any, Literal

from kivy.graphics import (
    Color,
    Ellipse,
    Line,
    Rectangle,
    RoundedRectangle,
    StencilPop,
    StencilPush,
    StencilUnUse,
    StencilUse,
)
from kivy.graphics.texture import Texture
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text

WIDEST = (640, 360)
"""Largest picture that is brought to the screen: a 720p one costs four times as much and looks no better here."""

Look = Literal["looking", "found", "mistake", "off"]

LOOKS: dict[Look, tuple[str, str, str]] = {
    "looking": ("#FFFFFF", "scan", "camera.looking"),
    "found": ("#2FBF8F", "ok", "camera.found"),
    "mistake": ("#FFB020", "warn", "camera.mistake"),
    "off": ("#9A9CA3", "camera_off", "camera.off"),
}
"""Colour of the frame (it lies on a picture, in any theme), icon and message key."""


class CameraView(Styled, FloatLayout):
    """Shows frames that it is given. Without any it says that there is no camera; while there are, a red light is lit.

    Args:
        tall: design pixels of its height; 0 takes what the parent gives.
        hint_key: message key of what to do, while it is looking; empty where the page says it.
    """

    def __init__(
        self, *, tall: float = 0, radius: str = "panel", hint_key: str = "camera.looking", **named: Any
    ) -> None:
        self._tall = tall
        self._radius = radius
        self._hint_key = hint_key
        self._look: Look = "off"
        self._texture: Any = None  # Kivy's texture
        hint(named, 1, None if tall else 1)
        super().__init__(**named)
        self.plate = Plate(self)
        with self.canvas:
            StencilPush()
            self._mask = RoundedRectangle()
            StencilUse()
            self._tint = Color(1, 1, 1, 0)
            self._shape = Rectangle(size=(0, 0))
            StencilUnUse()
            self._unmask = RoundedRectangle()
            StencilPop()
            self._guide_colour = Color(1, 1, 1, 1)
            self._guides = [Line(width=3, cap="round", joint="round") for _ in range(4)]
            self._light_colour = Color(0, 0, 0, 0)
            self._light = Ellipse(size=(0, 0))
        self._missing = AnchorLayout(pos_hint={"x": 0, "y": 0})
        words = Text(key="camera.none", role="body", colour="ink2", align="center")
        mark = Row(Gap(), Icon("camera_off", 72 if not theme.tablet else 48, colour="ink3"), Gap())
        self._missing.add_widget(Column(mark, words, gap=12, pad=24))
        self._pill = Pill("", "plain", icon="scan", pos_hint={"center_x": 0.5})
        self._corner: Widget | None = None
        for part in (self._missing, self._pill):
            self.add_widget(part)
        self.bind(pos=self._place, size=self._place)

    def stand(self, tall: float) -> None:
        """Be so high, in design pixels."""
        self._tall = tall
        self.height = theme.px(tall)

    def hold(self, corner: Widget | None) -> None:
        """Have a control in the lower right corner, such as the light's; None takes it away."""
        if corner is self._corner:
            return
        if self._corner is not None:
            self.remove_widget(self._corner)
        self._corner = corner
        if corner is not None:
            self.add_widget(corner)
        self._place()

    @property
    def look(self) -> Look:
        """What it says now."""
        return self._look

    @property
    def texture(self) -> Any | None:  # Kivy's texture
        """What the last frame was brought into; None while there is no camera."""
        return self._texture

    def show(self, pixels: Any, width: int, height: int, colorfmt: str = "bgr") -> None:  # bytes, or any flat buffer
        """Show one frame: rows from the top, no larger than `WIDEST`. `colorfmt`: rgba, luminance, rgb or bgr."""
        kept = "rgb" if colorfmt == "bgr" else colorfmt
        if self._texture is None or (self._texture.size, self._texture.colorfmt) != ((width, height), kept):
            # Made anew only when the camera changes its picture's form: one a frame would never be given back.
            self._texture = Texture.create(size=(width, height), colorfmt=kept)
            self._texture.flip_vertical()
            self._shape.texture = self._texture
            self._tint.a = 1
            self._place()
        self._texture.blit_buffer(pixels, colorfmt=colorfmt, bufferfmt="ubyte")
        if self._look == "off":
            self.say("looking")
        self.canvas.ask_update()

    def say(self, look: Look, text: str = "") -> None:
        """Answer: looking, found or a mistake, in words of one's own if given."""
        self._look = look
        if look == "off":
            self._texture = None
            self._tint.a = 0
        self._dress(text)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        if self._tall:
            self.height = theme.px(self._tall)
        self._dress("")

    def _dress(self, text: str) -> None:
        from kivy.utils import get_color_from_hex

        colour, icon, key = LOOKS[self._look]
        off = self._look == "off"
        self.plate.dress("surface2", line="line" if theme.contrast else None, width=theme.border, radius=self._radius)
        self._guide_colour.rgba = get_color_from_hex(colour) if not off else (0, 0, 0, 0)
        self._missing.opacity = 1 if off else 0
        words = text or (self._hint_key if self._look == "looking" else key)
        self._pill.opacity = 0 if off or not words else 1
        if self._pill.icon is not None:
            self._pill.icon.name = icon
        if text:
            self._pill.label.say(text)
        elif words:
            self._pill.label.say_key(words)
        self._light_colour.rgba = (0.90, 0.18, 0.16, 1) if not off else (0, 0, 0, 0)
        self._place()

    def _place(self, *_: object) -> None:
        radius = [theme.radius(self._radius)]
        for mask in (self._mask, self._unmask):
            mask.pos, mask.size, mask.radius = self.pos, self.size, radius
        aside = self._corner.width + theme.px(24) if self._corner is not None else 0.0
        self._pill.max_width = self.width - 2 * aside - theme.px(40)
        self._pill.y = self.y + theme.px(20)
        if self._corner is not None:
            self._corner.pos = (round(self.end_x - aside), round(self.y + theme.px(20)))
        light = theme.px(18 if not theme.tablet else 14)
        self._light.size = (light, light)
        self._light.pos = (self.end_x - light - theme.px(24), self.end_y - light - theme.px(24))
        if self._texture is not None:
            self._fill(*self._texture.size)
        self._aim()

    def _fill(self, width: float, height: float) -> None:
        """Fill the shape with the middle of the picture."""
        scale = max(self.width / width, self.height / height)
        self._shape.size = (width * scale, height * scale)
        self._shape.pos = (self.middle_x - width * scale / 2, self.middle_y - height * scale / 2)

    def _aim(self) -> None:
        """Draw the frame."""
        wide = min(self.width * 0.66, self.height * 1.5)
        high = min(self.height * 0.56, wide * 0.7)
        x0, x1 = self.middle_x - wide / 2, self.middle_x + wide / 2
        middle = self.middle_y + self.height * 0.05
        y0, y1 = middle - high / 2, middle + high / 2
        # Four corners to aim at; once it has an answer the frame is closed.
        answered = self._look in ("found", "mistake")
        arms = (wide / 2, high / 2) if answered else (min(wide, high) * 0.18,) * 2
        ends = ((x0, y0, 1, 1), (x1, y0, -1, 1), (x1, y1, -1, -1), (x0, y1, 1, -1))
        for line, (x, y, right, up) in zip(self._guides, ends, strict=True):
            line.width = max(1.5, theme.px(6 if answered else 4))
            line.points = [x + arms[0] * right, y, x, y, x, y + arms[1] * up]
