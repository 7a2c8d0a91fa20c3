"""The picture that proves a task: taken with the device's camera, and shown again."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, RoundedRectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from hardware.scanner import ScannerWithCamera
from kiosk.task import photo
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.camera_view import CameraView
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Text

FRAME_S = 1 / 15
"""A still life needs no more pictures a second."""


class PhotoSheet(Layer):
    """Shows what the camera sees; `took(text)` gets the picture as text that fits a record."""

    def __init__(self, camera: ScannerWithCamera, took: Any, close: Action) -> None:  # Any: what can be called
        super().__init__(close)
        self._camera = camera
        self._took = took
        self._close = close
        self._clock: Any = None  # Kivy's event
        self.view = CameraView(tall=360, hint_key="task.photo_aim")
        self.shutter = Button("task.photo_take", kind="primary", icon="camera", action=self.take)
        self.box = Card(
            Text(key="task.photo_title", role="h1", bold=True),
            self.view,
            Actions(Button("task.photo_cancel", action=close), self.shutter, gap=12),
            gap=16,
            size_hint=(None, None),
        )
        self.add_widget(self.box)
        self.bind(size=self._place, pos=self._place)
        self.box.bind(height=self._place)

    def on_parent(self, instance: object, parent: Widget | None) -> None:
        """The camera is looked at while this is to be seen."""
        super().on_parent(instance, parent)
        if parent is not None and self._clock is None:
            self._clock = Clock.schedule_interval(self._look, FRAME_S)
        elif parent is None and self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def take(self) -> None:
        """This is the picture."""
        frame = self._camera.preview()
        if frame is not None:
            self._took(photo.jpeg_text(frame))
            self._close()

    def _look(self, _dt: float) -> None:
        frame = self._camera.preview()
        self.shutter.disabled = frame is None
        if frame is not None:
            self.view.show(frame.pixels.tobytes(), frame.width, frame.height, frame.colour)

    def _place(self, *_: object) -> None:
        self.box.width = min(self.width - 2 * theme.margin, theme.px(720))
        self.box.pos = (
            round(self.middle_x - self.box.width / 2),
            round(self.middle_y - self.box.height / 2),
        )


class PhotoView(Styled):
    """A picture from a record, as large as its place allows."""

    def __init__(self, text: str, tall: float = 220) -> None:
        self._tall = tall
        self._texture = _texture(text)
        super().__init__(size_hint=(1, None))
        with self.canvas:
            self._colour = Color(1, 1, 1, 1 if self._texture is not None else 0)
            self._shape: Any = RoundedRectangle(texture=self._texture) if self._texture is not None else Rectangle()
        self.bind(pos=self._place, size=self._place)

    def restyle(self) -> None:
        """Take sizes anew."""
        self.height = theme.px(self._tall) if self._texture is not None else 0
        self._place()

    def _place(self, *_: object) -> None:
        if self._texture is None:
            return
        wide, high = self._texture.size
        scale = min(self.width / wide, self.height / high)
        self._shape.size = (wide * scale, high * scale)
        self._shape.pos = (self.x, self.y)
        self._shape.radius = [theme.radius("thumb")]


def _texture(text: str) -> Any | None:  # Kivy's texture
    """The picture; None where the text is none."""
    decoded = photo.pixels_of(text)
    if decoded is None:
        return None
    wide, high, pixels = decoded
    texture = Texture.create(size=(wide, high), colorfmt="rgb")
    texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


def photo_part(text: str, told: str) -> Column:
    """The picture with its words."""
    return Column(Text(told, role="second", colour="ink2"), PhotoView(text), gap=6)
