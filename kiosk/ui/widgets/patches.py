"""Round boxes and soft shadows as nine-patches: a small texture whose corners stay and whose middle is stretched.

A polygon with smooth edges is a hundred slivers, and took most of the time in which a page was drawn; this is nine
rectangles.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from kivy.graphics import BorderImage
from kivy.graphics.texture import Texture

Corners = tuple[float, float, float, float]
"""Radii in screen pixels: top left, top right, bottom right, bottom left."""


def box() -> Any:  # Kivy's instruction
    """Make a shape that is nowhere yet; `lay` gives it its place."""
    return BorderImage(size=(0, 0))


def lay(shape: Any, x: float, y: float, width: float, height: float, radii: Corners) -> None:  # what `box` made
    """Draw a round box here. Its edges lie on whole pixels, so that they are sharp."""
    left, low = round(x), round(y)
    wide, high = max(0, round(x + width) - left), max(0, round(y + height) - low)
    most = min(wide, high) // 2
    texture, edge = round_texture(*(min(int(radius), most) for radius in radii))
    shape.texture = texture
    shape.border = (edge, edge, edge, edge)
    shape.pos, shape.size = (left, low), (wide, high)


@lru_cache(maxsize=512)
def round_texture(top_left: int, top_right: int, bottom_right: int, bottom_left: int) -> tuple[Any, int]:
    """Give a nine-patch of a filled box, white with alpha, and the size of its corners in pixels."""
    edge = max(top_left, top_right, bottom_right, bottom_left)
    below = _rows(bottom_left, bottom_right, edge)
    above = below if (top_left, top_right) == (bottom_left, bottom_right) else _rows(top_left, top_right, edge)
    return _texture(b"".join([*below, b"\xff" * (2 * edge + 1), *reversed(above)]), 2 * edge + 1), edge


@lru_cache(maxsize=64)
def shadow_texture(radius: int, blur: int) -> tuple[Any, int]:
    """Give a nine-patch of a blurred rounded box, white with alpha, and the size of its corners in pixels.

    Worked out from the distance to the edge: a picture library would cost more than the whole first frame.
    """
    edge = radius + blur
    side = 2 * edge + 1
    rows = [bytearray(side) for _ in range(edge + 1)]
    spread = blur / 2.0 * math.sqrt(2.0)
    for row in range(edge + 1):
        for column in range(edge + 1):
            distance = math.hypot(edge - column, edge - row) - radius
            rows[row][column] = rows[row][side - 1 - column] = int(255 * 0.5 * math.erfc(distance / spread))
    return _texture(b"".join(bytes(row) for row in rows + rows[-2::-1]), side), edge


def _rows(left: int, right: int, edge: int) -> list[bytes]:
    """The rows of a box with these corners, from the outermost on."""
    lefts = [_corner(left, edge, row) for row in range(edge)]
    rights = lefts if right == left else [_corner(right, edge, row) for row in range(edge)]
    return [one + b"\xff" + other[::-1] for one, other in zip(lefts, rights, strict=True)]


def _corner(radius: int, edge: int, row: int) -> bytes:
    """How much of each pixel lies inside the corner, from the outer edge on."""
    if row >= radius:
        return b"\xff" * edge
    dy = radius - row - 0.5
    # Nothing before `first` and all from `last` on; only those between are worked out.
    first = max(0, int(radius - math.sqrt(max(0.0, (radius + 0.5) ** 2 - dy * dy))))
    last = min(radius, math.ceil(radius - math.sqrt(max(0.0, (radius - 0.5) ** 2 - dy * dy)) + 0.5))
    part = bytes(
        int(255 * min(1.0, max(0.0, radius + 0.5 - math.hypot(radius - column - 0.5, dy))))
        for column in range(first, last)
    )
    return b"\x00" * first + part + b"\xff" * (edge - last)


def _texture(alpha: bytes, side: int) -> Any:  # Kivy's textures have no types
    pixels = bytearray(b"\xff" * (2 * len(alpha)))
    pixels[1::2] = alpha
    texture = Texture.create(size=(side, side), colorfmt="luminance_alpha")
    texture.blit_buffer(bytes(pixels), colorfmt="luminance_alpha", bufferfmt="ubyte")
    return texture
