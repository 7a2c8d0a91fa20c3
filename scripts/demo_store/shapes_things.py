"""Pictures of pens, books, boards and other long or flat things."""

from __future__ import annotations

import numpy as np

from scripts.demo_store.artwork import Art
from scripts.demo_store.look import Look
from scripts.demo_store.shapes_bottle import FLOOR, MIDDLE
from scripts.demo_store.solids import rod
from scripts.demo_store.studio import (
    INK,
    PAPER,
    SILVER,
    SIZE,
    WHITE,
    Array,
    blend,
    ellipse,
    grain,
    lathe,
    mix,
    profile,
    rgb,
    rounded,
    shadow,
    surface,
)


def pen(canvas: Array, look: Look) -> None:
    """Three pens, lying."""
    for step, tone in enumerate((look.accent, look.deep, look.main)):
        dx, dy = (step - 1) * 74, (step - 1) * 46
        tip, tail = (MIDDLE - 214 + dx, 560 + dy), (MIDDLE + 178 + dx, 232 + dy)

        def along(share: float, a: tuple[float, float] = tip, b: tuple[float, float] = tail) -> tuple[float, float]:
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

        _cast(canvas, tip, tail, 24)
        rod(canvas, along(0.0), along(0.05), (2, 5), SILVER)
        rod(canvas, along(0.04), along(0.16), (6, 19), mix(tone, INK, 0.30), gloss=0.2)
        rod(canvas, along(0.15), along(0.66), (19, 20), mix(tone, WHITE, 0.08), gloss=0.34)
        rod(canvas, along(0.66), along(0.69), (21, 21), SILVER, gloss=0.4)
        rod(canvas, along(0.69), along(1.0), (21, 20), tone, gloss=0.34)
        clip_a, clip_b = along(0.72), along(0.97)
        rod(canvas, (clip_a[0] - 9, clip_a[1] - 12), (clip_b[0] - 9, clip_b[1] - 12), (4, 5), SILVER, gloss=0.5)


def brush(canvas: Array, look: Look) -> None:
    """A toothbrush, leaning."""
    a, b = (MIDDLE - 198, 606), (MIDDLE + 176, 204)
    wood = rgb("#C79F6B") if look.pick(1, 2) else look.main
    for step in range(9):
        share = 0.80 + step * 0.022
        x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        tone = mix(WHITE, look.main, 0.55 if step % 3 == 1 else 0.12)
        rod(canvas, (x, y), (x - 46, y - 43), (9, 10), tone, gloss=0.02)
    _cast(canvas, a, b, 20)
    rod(canvas, a, b, (14, 20, 19, 12, 10, 18, 17), wood, gloss=0.10)


def turner(canvas: Array, look: Look) -> None:
    """A kitchen turner."""
    _cast(canvas, (MIDDLE - 20, 250), (MIDDLE + 172, 612), 20)
    _cast(canvas, (MIDDLE - 120, 132), (MIDDLE - 36, 290), 66)
    wood = rgb(("#A87348", "#8A5A3B", "#6B4A36")[look.pick(1, 3)])
    rod(canvas, (MIDDLE + 34, 352), (MIDDLE + 172, 612), (12, 13, 19, 22), wood, gloss=0.12)
    rod(canvas, (MIDDLE - 20, 250), (MIDDLE + 38, 360), (12, 12), SILVER, gloss=0.3)
    blade = look.main if look.pick(2, 2) else rgb("#3A3D41")
    rod(canvas, (MIDDLE - 120, 132), (MIDDLE - 36, 290), (66, 68, 66, 40), blade, gloss=0.10)
    for step in (-1, 0, 1):
        x, y = MIDDLE - 84 + step * 26, 196 - step * 14
        rod(canvas, (x - 18, y - 34), (x + 22, y + 42), (6, 6), mix(look.tint, WHITE, 0.6), gloss=0)


def notebook(canvas: Array, look: Look) -> None:
    """A notebook with rounded corners and an elastic."""
    k = look.scale
    w, h = round(300 * k), round(420 * k)
    x0, y0 = round(MIDDLE - w / 2), round(416 - h / 2)
    shadow(canvas, MIDDLE + 4, y0 + h - 2, w * 0.51, tall=16)
    pages = np.ones((h - 6, w, 3), dtype=np.float32) * np.array((0.93, 0.91, 0.86), dtype=np.float32)
    pages *= (0.90 + 0.10 * (np.arange(w) % 3 != 0))[None, :, None]
    blend(canvas, x0 + 8, y0 + 7, pages, rounded(w, h - 6, 12))
    art = Art(w, h, look.main)
    art.box(w * 0.09, 0, w * 0.094, h, look.deep)
    art.box(w * 0.24, h * 0.20, w * 0.76, h * 0.36, PAPER, 3)
    art.text((w * 0.5, h * 0.255), look.brand, w * 0.075, INK, spacing=0.14, bold=True, most=0.42)
    art.text((w * 0.5, h * 0.31), look.line, w * 0.045, INK, spacing=0.12, most=0.42)
    art.text((w * 0.5, h * 0.90), look.size, w * 0.05, look.ink, spacing=0.1, most=0.3)
    x = np.linspace(0, 1, w, dtype=np.float32)[None, :]
    height = 3 * np.exp(-(((x - 0.092) / 0.012) ** 2)) * -1 + 0.35 * grain(3)[:h, :w]
    surface(canvas, x0, y0, height.astype(np.float32), rounded(w, h, 16), art.array(), gloss=0.04)
    band = np.ones((h + 2, 12, 3), dtype=np.float32) * np.array(look.deep, dtype=np.float32)
    band *= np.linspace(1.15, 0.85, 12, dtype=np.float32)[None, :, None]
    blend(canvas, x0 + round(w * 0.86), y0 - 1, band.clip(0, 1), np.ones((h + 2, 12), dtype=np.float32))


def board(canvas: Array, look: Look) -> None:
    """A chopping board with its handle and hole, standing."""
    w, h = 292, 408
    x0, y0 = round(MIDDLE - w / 2), FLOOR - h
    shadow(canvas, MIDDLE, FLOOR - 3, w * 0.5)
    wood = rgb(("#B98553", "#6E4A33", "#D3AE7C")[look.pick(1, 3)])
    rows, cols = np.mgrid[0 : h + 120, 0:w].astype(np.float32)
    rings = 0.5 + 0.5 * np.sin(cols / 6.5 + 4 * grain(90)[: h + 120, :w] + rows * 0.006)
    fine = grain(3)[: h + 120, :w]
    timber = np.array(wood) * (0.91 + 0.08 * rings + 0.05 * fine)[..., None]
    handle = rounded(84, 150, 34)
    flat = np.zeros((150, 84), dtype=np.float32)
    surface(canvas, round(MIDDLE - 42), y0 - 112, flat, handle, timber[:150, 104:188].astype(np.float32), gloss=0.04)
    edge = rounded(w, h, 34)
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    height = 9 * np.clip(1 - np.maximum(np.abs(x), np.abs(y)) ** 40, 0, 1)
    surface(canvas, x0, y0, height, edge, timber[120:].astype(np.float32), gloss=0.04)
    ellipse(canvas, MIDDLE, y0 - 72, 17, 17, mix(wood, INK, 0.5))
    ellipse(canvas, MIDDLE + 1, y0 - 70, 15, 15, mix(look.tint, WHITE, 0.62))
    mark = Art(130, 30, wood)
    mark.text((65, 15), look.brand, 15, mix(wood, INK, 0.62), spacing=0.14, most=0.94)
    burnt = np.clip((np.array(wood).mean() - mark.array().mean(axis=2)) * 4, 0, 0.75).astype(np.float32)
    ink = np.ones((30, 130, 3), dtype=np.float32) * np.array(mix(wood, INK, 0.7), dtype=np.float32)
    blend(canvas, round(MIDDLE - 65), FLOOR - 64, ink, burnt)


def rolledmat(canvas: Array, look: Look) -> None:
    """A rolled mat with a strap, its end towards us."""
    shadow(canvas, MIDDLE, FLOOR - 118, 262, tall=24)
    cy, r = FLOOR - 222.0, 106
    rod(canvas, (MIDDLE - 150, cy + 4), (MIDDLE + 236, cy - 8), (r, r), look.main, gloss=0.03)
    for place in (-30.0, 150.0):
        v = np.linspace(-1, 1, 2 * r + 5, dtype=np.float32)[:, None]
        shade = 0.45 + 0.75 * np.clip(-0.58 * v + 0.70 * np.sqrt(1 - v**2), 0, 1)
        strap = (
            shade[..., None]
            * np.array(mix(look.main, INK, 0.62), dtype=np.float32)
            * np.ones((1, 24, 1), dtype=np.float32)
        )
        blend(canvas, round(MIDDLE + place), round(cy) - r - 2, strap, rounded(24, 2 * r + 5, 3))
    ellipse(canvas, MIDDLE - 166, cy + 4, 66, r, mix(look.main, INK, 0.30))
    for step in range(7):
        share = 1 - step * 0.135
        ellipse(canvas, MIDDLE - 166, cy + 4, 66 * share - 2, r * share - 3, mix(look.main, WHITE, 0.20), tilt=-0.06)
        ellipse(canvas, MIDDLE - 166, cy + 4, 66 * share - 7, r * share - 11, mix(look.main, INK, 0.36))
    lathe(canvas, MIDDLE - 166, round(cy - 2), profile(14, 7, 7, 7), mix(look.main, INK, 0.5), "matte")


def _cast(canvas: Array, a: tuple[float, float], b: tuple[float, float], width: float) -> None:
    """The soft shadow of a stick that lies on the paper."""
    grid = np.arange(0, SIZE, 2, dtype=np.float32)
    x, y = grid[None, :] - a[0] - 5, grid[:, None] - a[1] - 15
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = np.clip((x * dx + y * dy) / (dx * dx + dy * dy), 0, 1)
    away = ((x - share * dx) ** 2 + (y - share * dy) ** 2) / (width * 1.15) ** 2
    dark = 1 - 0.34 * np.exp(-away)
    canvas *= np.repeat(np.repeat(dark, 2, axis=0), 2, axis=1)[..., None]
