"""Pictures of things made of cloth, folded as in a good shop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from scripts.demo_store.artwork import Art
from scripts.demo_store.look import Look
from scripts.demo_store.shapes_bottle import FLOOR, MIDDLE
from scripts.demo_store.studio import (
    INK,
    PAPER,
    WHITE,
    Array,
    Colour,
    blend,
    ellipse,
    grain,
    luminance,
    mix,
    rounded,
    shadow,
    surface,
)

WIDE, TALL = 356, 430
TOP = 196

Corner = tuple[float, float]


def shirt(canvas: Array, look: Look) -> None:
    """A folded T-shirt."""
    _body(canvas, look)
    _neck(canvas, look, 78, 42, rib=13)


def knit(canvas: Array, look: Look) -> None:
    """A folded sweater with a ribbed collar and hem."""
    _body(canvas, look, pattern="knit")
    _neck(canvas, look, 76, 36, rib=24)


def hoodie(canvas: Array, look: Look) -> None:
    """A folded hoodie with its hood up and a pocket."""
    hood = _mask(330, 190, [(36, 188), (8, 120), (56, 40), (165, 6), (274, 40), (322, 120), (294, 188)], soft=12)
    _padded(canvas, MIDDLE - 165, TOP - 78, hood, mix(look.main, INK, 0.06), 34)
    inner = _mask(210, 150, [(18, 148), (10, 96), (52, 34), (105, 14), (158, 34), (200, 96), (192, 148)], soft=10)
    _padded(canvas, MIDDLE - 105, TOP - 34, inner, mix(look.main, INK, 0.42), 12)
    _body(canvas, look, top=TOP + 34, tall=TALL - 34)
    pocket = _mask(236, 122, [(52, 3), (184, 3), (233, 116), (3, 116)], soft=2)
    _padded(canvas, MIDDLE - 118, TOP + 268, pocket, mix(look.main, INK, 0.05), 7)
    for side in (-1, 1):
        cord = rounded(7, 118, 3)
        tone = mix(look.main, WHITE, 0.55) if luminance(look.main) < 0.6 else mix(look.main, INK, 0.35)
        flat = np.ones((118, 7, 3), dtype=np.float32) * np.array(tone, dtype=np.float32)
        blend(canvas, round(MIDDLE + side * 36), TOP + 78, flat, cord)


def dressshirt(canvas: Array, look: Look) -> None:
    """A folded shirt with collar, placket and buttons."""
    _body(canvas, look, pattern="poplin")
    dark = mix(look.main, INK, 0.30)
    _flat(canvas, [(MIDDLE - 62, TOP - 6), (MIDDLE + 62, TOP - 6), (MIDDLE, TOP + 66)], dark)
    placket = _mask(46, 372, [(0, 0), (45, 0), (45, 371), (0, 371)], soft=1)
    _padded(canvas, MIDDLE - 23, TOP + 54, placket, mix(look.main, WHITE, 0.06), 5)
    for side in (-1, 1):
        points = [(MIDDLE + side * 4, TOP + 62), (MIDDLE + side * 74, TOP - 12), (MIDDLE + side * 112, TOP + 26)]
        points.append((MIDDLE + side * 62, TOP + 112))
        _flat(canvas, [(x + side * 3, y + 6) for x, y in points], mix(look.main, INK, 0.26))
        _flat(canvas, points, mix(look.main, WHITE, 0.14))
    for step in range(5):
        y = TOP + 96 + step * 68
        ellipse(canvas, MIDDLE, y + 2, 8, 8, mix(look.main, INK, 0.40))
        ellipse(canvas, MIDDLE, y, 8, 8, (0.95, 0.94, 0.91), tilt=-0.1)
        ellipse(canvas, MIDDLE, y, 2.4, 2.4, (0.70, 0.68, 0.64))


def trousers(canvas: Array, look: Look) -> None:
    """Folded trousers: one leg upon the other, waistband above."""
    x0, y0 = MIDDLE - 138, TOP - 2
    outline = [(8, 4), (262, 4), (250, 150), (226, 470), (70, 470), (40, 190)]
    mask = _mask(276, 476, outline, soft=4)
    for dx, dy, shade in ((30, -4, 0.16), (0, 0, 0.0)):
        drop(canvas, mask, x0 + dx, y0 + dy, 0.30)
        _padded(canvas, x0 + dx, y0 + dy, mask, mix(look.main, INK, shade), 16, pattern="twill")
    crease = _mask(30, 420, [(13, 0), (17, 0), (16, 420), (14, 420)], soft=2)
    blend(canvas, round(MIDDLE - 6), TOP + 46, _flat_colour(mix(look.main, WHITE, 0.16), 420, 30), crease * 0.5)
    hem = _mask(160, 8, [(2, 2), (158, 2), (158, 5), (2, 5)], soft=1)
    blend(canvas, round(x0 + 70), TOP + 438, _flat_colour(mix(look.main, INK, 0.4), 8, 160), hem * 0.5)
    pocket = _mask(110, 130, [(104, 2), (108, 4), (60, 116), (12, 124), (12, 120), (56, 112)], soft=1)
    blend(canvas, round(MIDDLE + 12), TOP + 40, _flat_colour(mix(look.main, INK, 0.45), 130, 110), pocket * 0.6)
    band = _mask(258, 42, [(0, 0), (257, 0), (256, 41), (2, 41)], soft=2)
    _padded(canvas, x0 + 6, TOP - 6, band, mix(look.main, WHITE, 0.07), 8)
    for place in (0.16, 0.55, 0.86):
        loop = _mask(13, 54, [(0, 0), (12, 0), (12, 53), (0, 53)], soft=1)
        _padded(canvas, x0 + 256 * place, TOP - 12, loop, mix(look.main, WHITE, 0.12), 5)
    patch = Art(64, 30, (0.60, 0.44, 0.29))
    patch.text((32, 15), look.brand, 8, PAPER, spacing=0.08, most=0.86)
    blend(canvas, round(x0 + 168), TOP, patch.array(), rounded(64, 30, 3))


def folded(canvas: Array, look: Look) -> None:
    """A folded blanket or scarf with a paper band."""
    _stack(canvas, look, 3, 420, 106, terry=False)


def towel(canvas: Array, look: Look) -> None:
    """Folded towels."""
    _stack(canvas, look, 3, 384, 112, terry=True)


def socks(canvas: Array, look: Look) -> None:
    """A pair of socks, one upon the other."""
    outline = [(62, 6), (170, 6), (172, 150), (186, 232), (268, 286), (330, 330), (318, 386), (250, 398), (150, 368)]
    outline += [(76, 322), (54, 262), (62, 150)]
    mask = _mask(346, 412, outline, soft=9)
    cuff = _mask(346, 412, [(50, 0), (180, 0), (180, 62), (50, 62)], soft=3) * mask
    toe = _mask(346, 412, [(268, 270), (346, 320), (330, 410), (258, 410)], soft=3) * mask
    for dx, dy, shade in ((46, -24, 0.10), (0, 0, 0.0)):
        tone = mix(look.main, INK, shade)
        x0, y0 = MIDDLE - 200 + dx, 226 + dy
        drop(canvas, mask, x0, y0, 0.34)
        _padded(canvas, x0, y0, mask, tone, 30, pattern="rib")
        for part in (cuff, toe):
            blend(canvas, round(x0), round(y0), _flat_colour(mix(tone, look.accent, 0.7), 412, 346), part * 0.55)


def _body(canvas: Array, look: Look, *, pattern: str = "jersey", top: int = TOP, tall: int = TALL) -> None:
    shadow(canvas, MIDDLE, top + tall - 3, WIDE * 0.5, tall=16)
    x = np.linspace(-1, 1, WIDE, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, tall, dtype=np.float32)[:, None]
    edge = np.clip(1 - np.abs(x) ** 14, 0, 1) ** 0.5 * np.clip(1 - (2 * y - 1) ** 22, 0, 1) ** 0.5
    height = 18 * edge + _creases(WIDE, tall)
    # The sleeves lie folded behind: one soft step each along the sides.
    height += 5 * np.tanh((np.abs(x) - 0.80) * -16)
    surface(
        canvas, round(MIDDLE - WIDE / 2), top, height, rounded(WIDE, tall, 20), _fabric(look.main, WIDE, tall, pattern),
        gloss=0.02,
    )  # fmt: skip


def _neck(canvas: Array, look: Look, rx: float, ry: float, *, rib: int) -> None:
    """A round neck: ribbing around the inside of the back, in which the label is sewn."""
    cy = TOP + 18
    height, width = round(ry + rib + 10), round((rx + rib + 6) * 2)
    above = (slice(TOP - height, TOP), slice(round(MIDDLE - width / 2), round(MIDDLE + width / 2)))
    behind = canvas[above].copy()
    ellipse(canvas, MIDDLE, cy + 4, rx + rib + 2, ry + rib + 2, mix(look.main, INK, 0.22))
    ellipse(canvas, MIDDLE, cy, rx + rib, ry + rib, mix(look.main, WHITE, 0.07), tilt=0.05)
    ellipse(canvas, MIDDLE, cy, rx + 1, ry + 1, mix(look.main, INK, 0.35))
    ellipse(canvas, MIDDLE, cy - 2, rx, ry, mix(look.main, INK, 0.20), tilt=0.14)
    label = Art(66, 28, PAPER)
    label.text((33, 14), look.brand, 9, INK, spacing=0.12, bold=True, most=0.86)
    blend(canvas, round(MIDDLE - 33), round(cy - 8), label.array(), rounded(66, 28, 2))
    # Above the shoulders there is paper again.
    canvas[above] = behind


def _stack(canvas: Array, look: Look, count: int, w: int, h: int, *, terry: bool) -> None:
    foot = FLOOR - 96
    shadow(canvas, MIDDLE, foot - 3, w * 0.5)
    total = count * (h - 6)
    for step in range(count):
        width = w - (count - 1 - step) * 10
        y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
        x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        # Two plies: the fold shows as a groove along the middle.
        ply = np.sqrt(np.clip(1 - (np.abs(np.abs(y) - 0.5) * 2) ** 2.6, 0, 1))
        end = np.sqrt(np.clip(1 - np.abs(x) ** 12, 0, 1))
        height = 24 * ply * end + _creases(width, h) * 0.8
        if terry:
            height = height + 1.1 * grain(3)[:h, :width]
        tone = mix(look.main, WHITE, 0.05 * step)
        cloth = _fabric(tone, width, h, "terry" if terry else "twill")
        surface(
            canvas,
            round(MIDDLE - width / 2),
            foot - total + step * (h - 6),
            height,
            rounded(width, h, 40),
            cloth,
            gloss=0.02,
        )
    art = Art(132, total, PAPER)
    art.box(0, total * 0.70, 132, total * 0.72, look.main if luminance(look.main) < 0.8 else INK)
    art.text((66, total * 0.40), look.brand, 18, INK, spacing=0.10, bold=True, most=0.86)
    art.text((66, total * 0.51), look.line, 10, INK, spacing=0.10, most=0.86)
    y = np.linspace(0, 1, total + 4, dtype=np.float32)[:, None] * np.ones((1, 132), dtype=np.float32)
    height = 10 * np.sqrt(np.abs(np.sin(y * np.pi * count)))
    surface(canvas, round(MIDDLE - 66), foot - total - 2, height, rounded(132, total + 4, 3), art.array(), gloss=0.04)


def _fabric(colour: Colour, w: int, h: int, pattern: str) -> Array:
    rows, cols = np.mgrid[0:h, 0:w].astype(np.float32)
    if pattern == "knit":
        leg = np.abs(((cols / 13) % 1) - 0.5) * 2
        stitch = 0.5 + 0.5 * np.sin((rows - leg * 9) / 11 * 2 * np.pi)
        weave = 0.84 + 0.22 * stitch * (0.35 + 0.65 * np.sin(np.pi * leg))
    elif pattern == "twill":
        weave = 0.975 + 0.04 * (np.sin((rows + cols) * 1.3) > 0)
    elif pattern == "rib":
        weave = 0.93 + 0.10 * np.abs(np.sin(cols * 0.42))
    elif pattern == "terry":
        weave = 0.93 + 0.13 * grain(3)[:h, :w]
    else:
        weave = 0.985 + 0.03 * grain(3)[:h, :w]
    return np.asarray(weave[..., None] * np.array(colour, dtype=np.float32), dtype=np.float32)


def _creases(w: int, h: int) -> Array:
    """The shallow waves of cloth that was folded by hand."""
    return np.asarray(
        7 * (grain(90)[120 : 120 + h, 40 : 40 + w] - 0.5) + 3 * (grain(46)[:h, :w] - 0.5), dtype=np.float32
    )


def _mask(w: int, h: int, points: Sequence[Corner], *, soft: float) -> Array:
    """A polygon with rounded corners, as cover."""
    big = Image.new("L", (w * 2, h * 2))
    ImageDraw.Draw(big).polygon([(x * 2, y * 2) for x, y in points], fill=255)
    found = np.asarray(big.filter(ImageFilter.GaussianBlur(soft * 2)).reduce(2), dtype=np.float32) / 255
    return np.asarray(np.clip((found - 0.5) * max(1.5, soft * 1.6) + 0.5, 0, 1), dtype=np.float32)


def _padded(
    canvas: Array, x: float, y: float, mask: Array, colour: Colour, thick: float, *, pattern: str = "jersey"
) -> None:
    """A piece of cloth of this outline, rounded towards its edge."""
    h, w = mask.shape
    blurred = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(max(2, thick * 0.8)))
    height = np.sqrt(np.asarray(blurred, dtype=np.float32) / 255) * thick + _creases(w, h) * 0.5
    surface(canvas, round(x), round(y), height, mask, _fabric(colour, w, h, pattern), gloss=0.02)


def drop(canvas: Array, mask: Array, x: float, y: float, strength: float) -> None:
    """The soft shadow of a flat thing of this outline that lies on the paper."""
    h, w = mask.shape
    room = 40
    padded = np.pad(mask, room)
    blurred = Image.fromarray((padded * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(13))
    dark = np.asarray(blurred, dtype=np.float32) / 255 * strength
    blend(canvas, round(x) - room + 5, round(y) - room + 12, _flat_colour(INK, h + 2 * room, w + 2 * room), dark)


def _flat_colour(colour: Colour, h: int, w: int) -> Array:
    return np.ones((h, w, 3), dtype=np.float32) * np.array(colour, dtype=np.float32)


def _flat(canvas: Array, points: Sequence[Corner], colour: Colour) -> None:
    x0, y0 = int(min(p[0] for p in points)) - 2, int(min(p[1] for p in points)) - 2
    w, h = int(max(p[0] for p in points)) - x0 + 3, int(max(p[1] for p in points)) - y0 + 3
    mask = _mask(w, h, [(px - x0, py - y0) for px, py in points], soft=1)
    down = np.linspace(1.03, 0.92, h, dtype=np.float32)[:, None, None]
    flat = np.ones((h, w, 3), dtype=np.float32) * np.array(colour, dtype=np.float32) * down
    blend(canvas, x0, y0, np.clip(flat, 0, 1), mask)
