"""A QR code as one texture of as many dots as it has modules."""

from __future__ import annotations

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import StringProperty

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled

QUIET = 3
"""Modules of white around it. The standard asks for 4; the card around it is white as well."""


class QrCode(Styled):
    """Shows `text` as a QR code, dark on white in every theme: scanners read it that way round.

    Args:
        size_px: design pixels across, quiet zone included.
    """

    text = StringProperty("")

    def __init__(self, text: str = "", size_px: float = 240) -> None:
        self._design = size_px
        super().__init__(size_hint=(None, None))
        with self.canvas:
            Color(1, 1, 1, 1)
            self._shape = Rectangle(size=(0, 0))
        self._modules = 1
        self._made_of = ""
        self.text = text
        self.bind(text=self._make, pos=self._place, size=self._place)

    def restyle(self) -> None:
        """Take the size anew; the code is the same in every look, and making one takes a tenth of a second."""
        side = theme.px(self._design)
        self.size = (side, side)
        if self.text != self._made_of:
            self._make()

    def _make(self, *_: object) -> None:
        self._made_of = self.text
        if not self.text:
            self._shape.size = (0, 0)
            return
        import segno

        # Left alone, it takes Shift-JIS for whatever fits into that, and readers take the bytes for something else.
        encoding = None if self.text.isascii() else "utf-8"
        code = segno.make(self.text, error="m", micro=False, encoding=encoding)
        matrix = [list(row) for row in code.matrix_iter(border=QUIET)]
        self._modules = len(matrix)
        pixels = bytearray()
        for row in reversed(matrix):
            for dark in row:
                pixels += b"\x17\x18\x1c" if dark else b"\xff\xff\xff"
        texture = Texture.create(size=(self._modules, self._modules), colorfmt="rgb")
        texture.mag_filter = texture.min_filter = "nearest"
        texture.blit_buffer(bytes(pixels), colorfmt="rgb", bufferfmt="ubyte")
        self._shape.texture = texture
        self._place()

    def _place(self, *_: object) -> None:
        if self.text:
            # Whole pixels a module: an uneven one reads badly.
            side = max(1, int(self.width) // self._modules) * self._modules
            self._shape.size = (side, side)
            self._shape.pos = (round(self.middle_x - side / 2), round(self.middle_y - side / 2))
