"""A photographer's studio in numpy: backdrop, soft boxes, contact shadows, and solids that stand in their light.

Colours are floats of 0 to 1, pictures are arrays of height x width x 3. Lengths are pixels of the square picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

SIZE = 800

CUT = (44, 62, 756, 774)
"""What the camera sees of the canvas: things then fill about seven tenths of the picture."""

Array = npt.NDArray[np.floating[Any]]
Colour = tuple[float, float, float]

_GRID = np.linspace(-1.15, 1.15, 1024, dtype=np.float32)


def rgb(hex_colour: str) -> Colour:
    """``#9DB5A9`` as three floats."""
    value = int(hex_colour[1:], 16)
    return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b, the rest of a."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def luminance(colour: Colour) -> float:
    """How bright a colour looks, 0 to 1."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


WHITE: Colour = (1.0, 1.0, 1.0)
PAPER: Colour = (0.965, 0.957, 0.941)
INK: Colour = (0.09, 0.094, 0.11)
GOLD: Colour = (0.80, 0.64, 0.36)
SILVER: Colour = (0.80, 0.81, 0.82)


@lru_cache(maxsize=48)
def _backdrop(tint: Colour) -> Array:
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / SIZE
    far = np.sqrt(((x - 0.5) / 0.75) ** 2 + ((y - 0.46) / 0.80) ** 2).clip(0, 1)[..., None] ** 1.6
    centre, edge = np.array(mix(WHITE, tint, 0.09)), np.array(mix(WHITE, tint, 0.36))
    found = centre * (1 - far) + edge * far
    found *= 1 - 0.018 * (y[..., None] > 2)
    return np.asarray(found, dtype=np.float32)


def backdrop(tint: Colour) -> Array:
    """A seamless paper sweep in a pale shade of `tint`, lit from the middle."""
    return _backdrop((round(tint[0], 2), round(tint[1], 2), round(tint[2], 2))).copy()


def shadow(canvas: Array, cx: float, y: float, half: float, strength: float = 0.55, tall: float = 20) -> None:
    """What a thing of `half` width that stands on the line `y` takes from the paper: a dark edge and a wide haze."""
    x0, x1 = _span(cx - half * 1.5, cx + half * 1.5)
    y0, y1 = _span(y - tall * 2.2, y + tall * 3.4)
    dx = (np.arange(x0, x1, dtype=np.float32) - cx)[None, :]
    dy = (np.arange(y0, y1, dtype=np.float32) - y)[:, None]
    wide = np.exp(-((dx / (half * 1.02)) ** 6)) * np.exp(-(((dy - tall * 0.35) / (tall * 1.25)) ** 2))
    close = np.exp(-((dx / (half * 0.97)) ** 10)) * np.exp(-((dy / (tall * 0.36)) ** 2))
    dark = (strength * (0.42 * wide + 0.42 * close))[..., None]
    canvas[y0:y1, x0:x1] *= 1 - dark


def _span(a: float, b: float) -> tuple[int, int]:
    return max(0, int(a)), min(SIZE, int(b) + 1)


@lru_cache(maxsize=16)
def light(material: str) -> tuple[Array, Array]:
    """How a standing cylinder takes the light, from its left edge to its right: (share of its colour, added white).

    One tall soft box stands to the left, a weaker one far to the right, and black flags darken both edges.
    """
    u = _GRID
    edge = np.sqrt(np.clip(1 - u**2, 0, 1))

    def strip(at: float, width: float, hard: float = 2.0) -> Array:
        return np.asarray(np.exp(-(np.abs((u - at) / width) ** hard)), dtype=np.float32)

    if material == "gloss":
        base = 0.60 + 0.42 * edge**0.7 - 0.10 * strip(0.30, 0.35)
        white = 0.43 * strip(-0.50, 0.13, 4) + 0.16 * strip(-0.50, 0.30) + 0.15 * strip(0.78, 0.07)
    elif material == "metal":
        base = (
            0.50 + 0.40 * edge**0.6 - 0.30 * strip(-0.12, 0.14) - 0.22 * strip(0.55, 0.16) - 0.25 * strip(-0.86, 0.10)
        )
        white = 0.48 * strip(-0.50, 0.14, 4) + 0.28 * strip(0.26, 0.10) + 0.22 * strip(0.84, 0.07)
    elif material == "glass":
        base = 0.74 + 0.26 * edge**0.5 - 0.10 * strip(0.9, 0.12) - 0.10 * strip(-0.9, 0.12)
        white = 0.55 * strip(-0.58, 0.07, 4) + 0.12 * strip(-0.45, 0.3) + 0.24 * strip(0.70, 0.05, 4)
    elif material == "satin":
        base = 0.58 + 0.44 * edge**0.8
        white = 0.20 * strip(-0.42, 0.30) + 0.06 * strip(0.75, 0.12)
    elif material == "flat":
        base, white = 0.98 + 0 * u, 0 * u
    else:
        base = 0.55 + 0.47 * edge * (1 - 0.16 * u)
        white = 0.05 * strip(-0.40, 0.35)
    return np.asarray(base, dtype=np.float32), np.asarray(white, dtype=np.float32)


def blend(canvas: Array, x0: int, y0: int, colour: Array, cover: Array) -> None:
    """Lay `colour` (h, w, 3) over the canvas at (x0, y0) where `cover` (h, w) says so."""
    h, w = cover.shape
    left, top = max(0, -x0), max(0, -y0)
    right, bottom = min(w, SIZE - x0), min(h, SIZE - y0)
    if right <= left or bottom <= top:
        return
    part = canvas[y0 + top : y0 + bottom, x0 + left : x0 + right]
    share = cover[top:bottom, left:right, None]
    part += (colour[top:bottom, left:right] - part) * share


def lathe(
    canvas: Array,
    cx: float,
    top: int,
    radii: npt.ArrayLike,
    albedo: Colour | Array,
    material: str = "satin",
    *,
    opacity: float = 1.0,
    fall: float = 0.10,
) -> None:
    """A turned body from the row `top` down, `radii` pixels wide to each side row by row.

    `albedo` is one colour, or a picture as high as the body and as wide as its widest row. `fall` is how much
    darker the foot is than the shoulder.
    """
    r = np.asarray(radii, dtype=np.float32)
    half = int(np.ceil(r.max())) + 1
    x0 = int(np.floor(cx)) - half
    dx = np.arange(x0, x0 + 2 * half + 1, dtype=np.float32) - cx
    reach = r[:, None]
    cover = np.clip(reach - np.abs(dx)[None, :] + 0.5, 0, 1)
    place = ((dx[None, :] / np.maximum(reach, 1) + 1.15) * (1023 / 2.3)).clip(0, 1023).astype(np.int16)
    base, white = light(material)
    down = np.linspace(1 + fall * 0.3, 1 - fall, len(r), dtype=np.float32)[:, None]
    shade = base[place] * down
    if isinstance(albedo, tuple):
        colour = shade[..., None] * np.array(albedo, dtype=np.float32)
        shine = white[place][..., None]
    else:
        art = fitted(albedo, len(dx), len(r))
        colour = art * shade[..., None]
        # Printing ink is duller than the pack, so lettering stays readable where the light falls on it.
        bright = art.mean(axis=2, keepdims=True)
        usual = float(np.median(bright))
        shine = white[place][..., None] * (0.2 + 0.8 * np.minimum(1, bright / max(0.12, usual)))
        if float(bright.max()) - usual > 0.3 and usual < 0.55:
            # Pale lettering would drown in the light, so a dark pack gets less of it.
            shine *= 0.5
    colour += shine
    np.clip(colour, 0, 1, out=colour)
    blend(canvas, x0, top, colour, cover * opacity)


def fitted(art: Array, width: int, height: int) -> Array:
    """`art` with its edge rows and columns repeated or cut, so that it is of the size and stays in the middle."""
    found = art
    for axis, wanted in ((0, height), (1, width)):
        have = found.shape[axis]
        if have < wanted:
            before = (wanted - have) // 2
            pad = [(0, 0)] * 3
            pad[axis] = (before, wanted - have - before)
            found = np.pad(found, pad, mode="edge")
        elif have > wanted:
            start = (have - wanted) // 2
            found = found[start : start + wanted] if axis == 0 else found[:, start : start + wanted]
    return found


def profile(height: int, half: float, top_round: float = 0, foot_round: float = 0) -> Array:
    """Radii of a straight body with rounded shoulders and foot."""
    y = np.arange(height, dtype=np.float32) + 0.5
    found = np.full(height, half, dtype=np.float32)
    if top_round:
        d = np.clip(1 - y / top_round, 0, 1)
        found -= top_round * (1 - np.sqrt(1 - d**2))
    if foot_round:
        d = np.clip(1 - (height - y) / foot_round, 0, 1)
        found -= foot_round * (1 - np.sqrt(1 - d**2))
    return found.clip(0)


def curve(points: Sequence[tuple[float, float]], *, smooth: bool = True) -> Array:
    """Radii of a body from (row, radius) pairs, row 0 first; eased between them if `smooth`."""
    rows = np.array([p[0] for p in points], dtype=np.float32)
    y = np.arange(int(rows[-1]), dtype=np.float32)
    place = np.clip(np.searchsorted(rows, y, side="right") - 1, 0, len(rows) - 2)
    r = np.array([p[1] for p in points], dtype=np.float32)
    t = (y - rows[place]) / np.maximum(rows[place + 1] - rows[place], 1)
    if smooth:
        t = t * t * (3 - 2 * t)
    return np.asarray(r[place] + (r[place + 1] - r[place]) * t, dtype=np.float32)


def rounded(width: int, height: int, radius: float, soft: float = 1.0) -> Array:
    """How much of each pixel a rounded rectangle covers."""
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2)[None, :] - width / 2 + radius
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2)[:, None] - height / 2 + radius
    away = np.sqrt(np.maximum(x, 0) ** 2 + np.maximum(y, 0) ** 2) + np.minimum(np.maximum(x, y), 0) - radius
    return np.asarray(np.clip(0.5 - away / soft, 0, 1), dtype=np.float32)


def ellipse(canvas: Array, cx: float, cy: float, rx: float, ry: float, colour: Colour, *, tilt: float = 0.0) -> None:
    """A flat disc seen from a little above; `tilt` makes its far edge darker (or, negative, lighter)."""
    x0, y0 = int(cx - rx) - 1, int(cy - ry) - 1
    w, h = int(2 * rx) + 3, int(2 * ry) + 3
    x = (np.arange(w, dtype=np.float32) + x0 - cx)[None, :] / rx
    y = (np.arange(h, dtype=np.float32) + y0 - cy)[:, None] / ry
    away = np.sqrt(x**2 + y**2)
    cover = np.clip((1 - away) * min(rx, ry) + 0.5, 0, 1)
    shade = 1 + tilt * (y - 0.35 * x)
    blend(canvas, x0, y0, (np.array(colour, dtype=np.float32) * shade[..., None]).clip(0, 1), cover)


def sheen(canvas: Array, cx: float, cy: float, rx: float, ry: float, strength: float = 0.2) -> None:
    """A soft reflection of a lamp."""
    x0, x1 = _span(cx - rx * 2.2, cx + rx * 2.2)
    y0, y1 = _span(cy - ry * 2.2, cy + ry * 2.2)
    dx = (np.arange(x0, x1, dtype=np.float32) - cx)[None, :] / rx
    dy = (np.arange(y0, y1, dtype=np.float32) - cy)[:, None] / ry
    part = canvas[y0:y1, x0:x1]
    part += (strength * np.exp(-(dx**2 + dy**2) * 1.2))[..., None] * (1 - part)


@lru_cache(maxsize=8)
def grain(scale: int) -> Array:
    """Smooth noise of 0 to 1 over the picture, its grains about `scale` pixels wide; always the same."""
    cells = SIZE // scale + 3
    coarse = np.random.RandomState(scale).random_sample((cells, cells)).astype(np.float32)
    big = Image.fromarray(coarse).resize((cells * scale, cells * scale), Image.Resampling.BICUBIC)
    return np.asarray(big, dtype=np.float32)[:SIZE, :SIZE].clip(0, 1).copy()


def relief(height: Array, *, gloss: float = 0.2, depth: float = 1.0, sharp: float = 18) -> tuple[Array, Array]:
    """How a surface with these heights (pixels) takes the light of the soft box: (share of colour, added white)."""
    dy, dx = np.gradient(height * depth)
    nz = 1 / np.sqrt(dx**2 + dy**2 + 1)
    nx, ny = -dx * nz, -dy * nz
    facing = nx * -0.42 + ny * -0.50 + nz * 0.76
    share = 0.42 + 0.76 * np.clip(facing, 0, 1) ** 0.9
    mirror = np.clip(nx * -0.26 + ny * -0.30 + nz * 0.92, 0, 1)
    return np.asarray(share, dtype=np.float32), np.asarray(gloss * mirror**sharp, dtype=np.float32)


def surface(
    canvas: Array,
    x0: int,
    y0: int,
    height: Array,
    cover: Array,
    albedo: Colour | Array,
    *,
    gloss: float = 0.2,
    depth: float = 1.0,
    sharp: float = 18,
) -> None:
    """A thing with a surface of these heights, laid over the canvas at (x0, y0)."""
    share, white = relief(height, gloss=gloss, depth=depth, sharp=sharp)
    if isinstance(albedo, tuple):
        colour = share[..., None] * np.array(albedo, dtype=np.float32)
    else:
        colour = fitted(albedo, cover.shape[1], cover.shape[0]) * share[..., None]
    blend(canvas, x0, y0, np.clip(colour + white[..., None], 0, 1), cover)


@lru_cache(maxsize=1)
def _dither() -> Array:
    left, top, right, bottom = CUT
    noise = np.random.RandomState(7).random_sample((bottom - top, right - left, 1))
    return np.asarray((noise - 0.5) * 1.4 + 0.5, dtype=np.float32)


def finished(canvas: Array) -> Image.Image:
    """The canvas as an 8-bit picture, cut close, with a breath of grain that keeps gradients from banding."""
    left, top, right, bottom = CUT
    seen = canvas[top:bottom, left:right] * np.float32(255)
    seen += _dither()
    eight = np.clip(seen, 0, 255, out=seen).astype(np.uint8)
    return Image.fromarray(eight).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
