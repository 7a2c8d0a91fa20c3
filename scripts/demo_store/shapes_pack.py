"""Pictures of packs with flat faces or soft walls: boxes, pouches, bars, cartons, bundles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from scripts.demo_store.artwork import Art
from scripts.demo_store.look import Look
from scripts.demo_store.shapes_bottle import FLOOR, MIDDLE
from scripts.demo_store.solids import globe
from scripts.demo_store.studio import (
    INK,
    PAPER,
    SIZE,
    WHITE,
    Array,
    Colour,
    blend,
    ellipse,
    grain,
    lathe,
    mix,
    profile,
    rounded,
    shadow,
    surface,
)

Corner = tuple[float, float]


def box(canvas: Array, look: Look) -> None:
    """A carton, turned a little, so that its right side shows."""
    k = look.scale
    w, h, side = round(262 * k), round(340 * k), round(74 * k)
    art = Art(w, h, look.main)
    art.box(0, h * 0.80, w, h, look.accent)
    art.motif(look.pick(3, 6), w / 2, h * 0.60, w * 0.24, (look.soft, look.accent, look.deep))
    art.text((w / 2, h * 0.17), look.brand, w * 0.115, look.ink, spacing=0.12, bold=True, most=0.80)
    art.text((w / 2, h * 0.28), look.line, w * 0.062, look.ink, spacing=0.12, most=0.78)
    art.text((w / 2, h * 0.90), look.size, w * 0.055, WHITE, most=0.5)
    _carton(canvas, art.array(), look, w, h, side)


def bar(canvas: Array, look: Look) -> None:
    """A chocolate bar in its wrapper, standing."""
    k = look.scale
    w, h = round(236 * k), round(430 * k)
    art = Art(w, h, look.main)
    art.box(0, h * 0.66, w, h * 0.672, look.accent)
    art.motif(look.pick(3, 6), w / 2, h * 0.45, w * 0.26, (look.accent, look.soft, look.deep))
    art.text((w / 2, h * 0.15), look.brand, w * 0.12, look.ink, spacing=0.14, bold=True, most=0.80)
    art.text((w / 2, h * 0.74), look.line, w * 0.07, look.ink, spacing=0.12, most=0.8)
    art.text((w / 2, h * 0.92), look.size, w * 0.055, look.ink, most=0.5)
    _carton(canvas, art.array(), look, w, h, round(26 * k))


def gable(canvas: Array, look: Look) -> None:
    """A milk carton with a gable top and a screw cap."""
    k = look.scale
    w, h, side, roof = round(210 * k), round(352 * k), round(92 * k), round(96 * k)
    art = Art(w, h, mix(look.main, WHITE, 0.88))
    art.box(0, h * 0.62, w, h, look.main)
    art.disc(w * 0.5, h * 0.62, w * 0.30, look.main)
    art.motif(look.pick(3, 6), w / 2, h * 0.62, w * 0.18, (PAPER, look.accent, look.soft))
    art.text((w / 2, h * 0.16), look.brand, w * 0.13, INK, spacing=0.12, bold=True, most=0.80)
    art.text((w / 2, h * 0.28), look.line, w * 0.068, INK, spacing=0.12, most=0.76)
    art.text((w / 2, h * 0.91), look.size, w * 0.06, look.ink, most=0.5)
    x, y = _carton(canvas, art.array(), look, w, h, side)
    pale = mix(look.main, WHITE, 0.80)
    ridge = y - roof
    _polygon(canvas, [(x, y), (x + w, y), (x + w - 8, ridge + 16), (x + 8, ridge + 16)], pale, 0.05)
    fold = [(x + w, y), (x + w + side, y - 10), (x + w - 4, ridge + 16)]
    _polygon(canvas, fold, mix(pale, INK, 0.16), 0.1)
    _polygon(
        canvas, [(x + 8, ridge - 20), (x + w - 4, ridge - 20), (x + w - 4, ridge + 17), (x + 8, ridge + 17)], pale, 0.08
    )
    ellipse(canvas, x + w * 0.5, y - roof * 0.36, 38 * k, 25 * k, mix(look.main, INK, 0.2), tilt=0.1)
    ellipse(canvas, x + w * 0.5, y - roof * 0.43, 38 * k, 25 * k, look.main, tilt=-0.15)


def pouch(canvas: Array, look: Look) -> None:
    """A stand-up pouch with a window's worth of artwork."""
    k = look.scale
    w, h = round(300 * k), round(438 * k)
    y = np.linspace(0, 1, h, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    waist = 0.93 + 0.07 * np.clip((y - 0.10) / 0.5, 0, 1) - 0.03 * np.clip((y - 0.9) / 0.1, 0, 1) ** 2
    inside = np.clip(1 - (np.abs(x) / waist) ** 2.4, 0, 1)
    belly = np.clip(np.sin(np.clip(y * 1.06, 0, 1) * np.pi * 0.86), 0, 1)
    height = 72 * np.sqrt(inside) * belly + 12 * (grain(90)[:h, :w] - 0.5) * belly
    height += 2.2 * (grain(30)[:h, :w] - 0.5)
    bottom = h - 14 + 12 * (1 - x**2)
    row = np.arange(h, dtype=np.float32)[:, None]
    cover = np.clip((waist - np.abs(x)) * w / 2 + 0.5, 0, 1) * np.clip(bottom - row + 0.5, 0, 1)
    art = _printed(look, w, h)
    x0, y0 = round(MIDDLE - w / 2), FLOOR - h
    shadow(canvas, MIDDLE, FLOOR - 8, w * 0.48)
    surface(canvas, x0, y0, height, cover, art.array(), gloss=0.16 if look.pick(5, 2) else 0.05)
    seal = rounded(w, h, 3)[: round(30 * k)] * 0.16
    ridges = (np.arange(seal.shape[0]) % 5 < 2).astype(np.float32)[:, None]
    blend(canvas, x0, y0, np.ones((*seal.shape, 3), dtype=np.float32), seal * (0.5 + 0.5 * ridges) * cover[: len(seal)])


def pillow(canvas: Array, look: Look) -> None:
    """A bag of crisps: sealed above and below, blown up between."""
    _sealed(canvas, look, round(318 * look.scale), round(436 * look.scale), bulge=64, gloss=0.34)


def sachet(canvas: Array, look: Look) -> None:
    """A flat sealed sachet."""
    _sealed(canvas, look, round(272 * look.scale), round(380 * look.scale), bulge=20, gloss=0.20)


def loaf(canvas: Array, look: Look) -> None:
    """Bread in a clear bag, with a paper band."""
    w, h = 392, 252
    x0, y0 = round(MIDDLE - w / 2), FLOOR - h - 96
    shadow(canvas, MIDDLE, FLOOR - 100, w * 0.48)
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    crown = 0.86 + 0.14 * np.clip(1 - np.abs((np.abs(x) * 3) % 2 - 1) * 0.6, 0, 1)
    away = (np.abs(x) ** 5 + np.abs(y / crown) ** 4) ** 0.22
    height = 78 * np.sqrt(np.clip(1 - away**2, 0, 1)) + 4 * (grain(30)[:h, :w] - 0.5)
    cover = np.clip((1 - away) * 120 + 0.5, 0, 1)
    crust = np.array((0.77, 0.52, 0.27), dtype=np.float32)
    crumb = np.array((0.94, 0.82, 0.62), dtype=np.float32)
    baked = np.clip(0.75 - y * 0.6 + 0.5 * (grain(46)[:h, :w] - 0.5), 0, 1)[..., None]
    surface(canvas, x0, y0, height, cover, np.asarray(crumb * (1 - baked) + crust * baked), gloss=0.16, sharp=30)
    band = Art(164, h, PAPER)
    band.text((82, h * 0.34), look.brand, 20, INK, spacing=0.10, bold=True, most=0.86)
    band.text((82, h * 0.48), look.line, 12, INK, spacing=0.10, most=0.8)
    band.motif(look.pick(3, 6), 82, h * 0.70, 27, (look.main, look.accent, look.deep))
    middle = slice((w - 164) // 2, (w + 164) // 2)
    surface(
        canvas, x0 + middle.start, y0 - 1, height[:, middle] + 3, cover[:, middle], band.array(), gloss=0.03
    )  # fmt: skip


def tissue(canvas: Array, look: Look) -> None:
    """A soft pack of tissues, lying, its opening on top."""
    w, h = 420, 236
    x0, y0 = round(MIDDLE - w / 2), FLOOR - h - 100
    shadow(canvas, MIDDLE, FLOOR - 103, w * 0.49)
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    away = (np.abs(x) ** 9 + np.abs(y) ** 7) ** 0.125
    height = 44 * np.clip(1 - away**3, 0, 1) ** 0.5 + 5 * (grain(60)[:h, :w] - 0.5)
    art = Art(w, h, mix(look.main, WHITE, 0.42))
    art.box(0, h * 0.70, w, h, look.main)
    art.text((w / 2, h * 0.30), look.brand, 38, INK, spacing=0.14, bold=True, most=0.6)
    art.text((w / 2, h * 0.50), look.line, 18, INK, spacing=0.14, most=0.6)
    art.motif(look.pick(3, 6), w * 0.86, h * 0.70, 36, (PAPER, look.accent, look.deep))
    art.motif(look.pick(3, 6), w * 0.14, h * 0.70, 36, (PAPER, look.accent, look.deep))
    art.text((w / 2, h * 0.84), look.size, 15, look.ink, most=0.5)
    surface(canvas, x0, y0, height, np.clip((1 - away) * 110 + 0.5, 0, 1), art.array(), gloss=0.16)


def rolls(canvas: Array, look: Look) -> None:
    """Paper rolls, two and two, in a printed wrap."""
    shadow(canvas, MIDDLE, FLOOR - 43, 190)
    for row in (1, 0):
        top = FLOOR - 40 - 172 * (row + 1) + (8 if row else 0)
        for cx in (MIDDLE - 94, MIDDLE + 94):
            emboss = np.repeat((0.955 + 0.03 * (grain(6)[:172, :190] > 0.55))[..., None], 3, axis=2)
            lathe(canvas, cx, top, profile(172, 94, 6, 8), np.asarray(emboss, dtype=np.float32), "matte", fall=0.08)
            if row:
                ellipse(canvas, cx, top + 3, 92, 24, (0.97, 0.965, 0.95), tilt=-0.04)
                ellipse(canvas, cx, top + 3, 27, 8, (0.62, 0.52, 0.41), tilt=0.2)
    art = Art(378, 120, look.main)
    art.text((189, 46), look.brand, 34, look.ink, spacing=0.14, bold=True, most=0.7)
    art.text((189, 82), look.line, 17, look.ink, spacing=0.14, most=0.7)
    cover = rounded(378, 120, 4)
    height = np.repeat(
        np.abs(np.sin(np.linspace(0, 2 * np.pi, 378, dtype=np.float32)))[None, :] ** 0.6 * 60, 120, axis=0
    )
    surface(canvas, round(MIDDLE - 189), FLOOR - 274, height, cover, art.array(), gloss=0.12)


def eggs(canvas: Array, look: Look) -> None:
    """An open tray of eggs with a paper band."""
    shadow(canvas, MIDDLE, FLOOR - 103, 224)
    shell: Colour = ((0.80, 0.57, 0.40), (0.92, 0.86, 0.77), (0.87, 0.70, 0.54))[look.pick(1, 3)]
    for row, (count, middle, size) in enumerate(((5, 418, 50), (5, 462, 55))):
        for nth in range(count):
            cx = MIDDLE + (nth - (count - 1) / 2) * (84 + row * 6)
            globe(canvas, cx, middle, size, size * 1.28, shell, gloss=0.14, sharp=12)
    w, h = 470, 122
    tray = (0.66, 0.63, 0.58)
    y = np.linspace(0, 1, h, dtype=np.float32)[:, None]
    x = np.linspace(0, 1, w, dtype=np.float32)[None, :]
    height = 20 * np.abs(np.sin(x * np.pi * 5)) ** 0.8 * (1 - 0.3 * y) + 2.2 * grain(3)[:h, :w]
    inset = np.clip(np.minimum(x, 1 - x) * w - y * 26 + 0.5, 0, 1)
    surface(canvas, round(MIDDLE - w / 2), FLOOR - 100 - h, height, inset * rounded(w, h, 14), tray, gloss=0.02)
    art = Art(190, h + 8, PAPER)
    art.text((95, 44), look.brand, 24, INK, spacing=0.12, bold=True, most=0.86)
    art.text((95, 76), look.line, 13, INK, spacing=0.12, most=0.86)
    art.box(0, 108, 190, 130, look.main)
    flat = np.zeros((h + 8, 190), dtype=np.float32)
    surface(canvas, round(MIDDLE - 95), FLOOR - 104 - h, flat, rounded(190, h + 8, 3), art.array(), gloss=0.02)


def _sealed(canvas: Array, look: Look, w: int, h: int, *, bulge: float, gloss: float) -> None:
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    pinch = 1 - 0.05 * (1 - y**2) * min(1, bulge / 60)
    across = np.clip(1 - (np.abs(x) / pinch) ** 2.2, 0, 1)
    full = np.clip((0.92 - np.abs(y)) / 0.5, 0, 1) ** 0.75
    height = bulge * np.sqrt(across) * full + (14 * (grain(90)[:h, :w] - 0.5) + 3 * (grain(30)[:h, :w] - 0.5)) * (
        0.4 + 0.6 * full
    )
    row = np.arange(h)[:, None]
    teeth = 3 * (np.abs((np.arange(w)[None, :] / 9) % 1 - 0.5))
    cover = np.clip((pinch - np.abs(x)) * w / 2 + 0.5, 0, 1) * np.clip(np.minimum(row, h - 1 - row) - teeth + 0.5, 0, 1)
    seal = (np.abs(y) > 0.915) * np.ones_like(x)
    height += seal * 1.2 * np.sin(row * 1.9)
    art = _printed(look, w, h)
    foot = FLOOR - 16 - (440 - h) // 3
    x0, y0 = round(MIDDLE - w / 2), foot - h
    shadow(canvas, MIDDLE, foot - 4, w * 0.44)
    surface(canvas, x0, y0, height.astype(np.float32), cover.astype(np.float32), art.array(), gloss=gloss)


def _printed(look: Look, w: int, h: int) -> Art:
    """The front of a soft pack, in one of three layouts."""
    art = Art(w, h, look.main)
    layout = look.pick(7, 3)
    colours = (look.soft, look.accent, look.deep)
    if layout == 0:
        art.motif(look.pick(3, 6), w / 2, h * 0.66, w * 0.30, colours)
        art.text((w / 2, h * 0.24), look.brand, w * 0.125, look.ink, spacing=0.10, bold=True, most=0.78)
        art.text((w / 2, h * 0.34), look.line, w * 0.066, look.ink, spacing=0.12, most=0.74)
        art.text((w / 2, h * 0.91), look.size, w * 0.052, look.ink, most=0.5)
    elif layout == 1:
        art.box(w * 0.13, h * 0.20, w * 0.87, h * 0.52, PAPER, 6)
        art.text((w / 2, h * 0.31), look.brand, w * 0.11, INK, spacing=0.10, bold=True, most=0.66)
        art.text((w / 2, h * 0.41), look.line, w * 0.062, INK, spacing=0.12, most=0.64)
        art.motif(look.pick(3, 6), w / 2, h * 0.71, w * 0.23, colours)
        art.text((w / 2, h * 0.91), look.size, w * 0.052, look.ink, most=0.5)
    else:
        art.box(0, h * 0.50, w, h, look.soft)
        art.motif(look.pick(3, 6), w / 2, h * 0.50, w * 0.25, (look.deep, look.accent, PAPER))
        art.text((w / 2, h * 0.20), look.brand, w * 0.125, look.ink, spacing=0.10, bold=True, most=0.78)
        art.text((w / 2, h * 0.78), look.line, w * 0.066, INK, spacing=0.12, most=0.78)
        art.text((w / 2, h * 0.90), look.size, w * 0.052, INK, most=0.5)
    return art


def _carton(canvas: Array, art: Array, look: Look, w: int, h: int, side: int) -> tuple[int, int]:
    """Front and right side of a box; gives the front's upper left corner."""
    x, y = round(MIDDLE - (w + side) / 2), FLOOR - h - 30
    shadow(canvas, MIDDLE, FLOOR - 33, (w + side) / 2)
    rise = round(side * 0.13)
    dark = mix(look.main, INK, 0.34)
    _polygon(canvas, [(x + w, y), (x + w + side, y - rise), (x + w + side, y + h - rise), (x + w, y + h)], dark, 0.16)
    light = np.linspace(1.06, 0.93, w, dtype=np.float32)[None, :, None]
    down = np.linspace(1.02, 0.95, h, dtype=np.float32)[:, None, None]
    blend(canvas, x, y, np.clip(art * light * down + 0.015, 0, 1), np.ones((h, w), dtype=np.float32))
    bright = np.ones((h, 2, 3), dtype=np.float32)
    blend(canvas, x + w - 1, y, bright, np.full((h, 2), 0.16, dtype=np.float32))
    return x, y


def _polygon(canvas: Array, points: Sequence[Corner], colour: Colour, fall: float) -> None:
    """A flat face, `fall` darker at its right end than at its left."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, y0 = int(min(xs)) - 1, int(min(ys)) - 1
    w, h = int(max(xs)) - x0 + 2, int(max(ys)) - y0 + 2
    fine = 3
    mask = Image.new("L", (min(w, SIZE) * fine, min(h, SIZE) * fine))
    ImageDraw.Draw(mask).polygon([((px - x0) * fine, (py - y0) * fine) for px, py in points], fill=255)
    cover = np.asarray(mask.reduce(fine), dtype=np.float32) / 255
    shade = np.linspace(1, 1 - fall, cover.shape[1], dtype=np.float32)[None, :, None]
    blend(
        canvas, x0, y0, np.array(colour, dtype=np.float32) * shade * np.ones((*cover.shape, 1), dtype=np.float32), cover
    )
