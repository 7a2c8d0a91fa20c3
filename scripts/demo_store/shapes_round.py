"""Pictures of round things that are no bottles: jars, tubes, tins, cups, pots and pans."""

from __future__ import annotations

import numpy as np

from scripts.demo_store.artwork import Art
from scripts.demo_store.look import Look
from scripts.demo_store.shapes_bottle import FLOOR, MIDDLE
from scripts.demo_store.solids import globe, ring
from scripts.demo_store.studio import (
    GOLD,
    INK,
    PAPER,
    SILVER,
    WHITE,
    Array,
    Colour,
    blend,
    curve,
    ellipse,
    grain,
    lathe,
    mix,
    profile,
    rgb,
    shadow,
    sheen,
)


def jar(canvas: Array, look: Look) -> None:
    """A cream jar with a broad lid."""
    k = look.scale
    half, tall, lid = 168 * k, round(178 * k), round(92 * k)
    top = FLOOR - tall - 104
    shadow(canvas, MIDDLE, FLOOR - 107, half)
    metal: Colour = (GOLD, SILVER, INK)[look.pick(1, 3)]
    art = Art(round(half * 2) + 2, tall, look.main)
    art.text((half, tall * 0.46), look.brand, 38 * k, look.ink, spacing=0.16, bold=True, most=0.6)
    art.text((half, tall * 0.66), look.line, 19 * k, look.ink, spacing=0.14, most=0.56)
    art.text((half, tall * 0.86), look.size, 14 * k, look.ink, most=0.4)
    lathe(canvas, MIDDLE, top, profile(tall, half, 10, 34 * k), art.array(), "gloss")
    material = "gloss" if metal == INK else "metal"
    lathe(canvas, MIDDLE, top - lid + 4, profile(lid, half + 5, 12, 3), metal, material, fall=0.04)


def tube(canvas: Array, look: Look) -> None:
    """A tube that stands on its cap."""
    k = look.scale
    half, tall = 88 * k, round(420 * k)
    top = FLOOR - tall - 84
    shadow(canvas, MIDDLE, FLOOR - 3, half * 0.86)
    cap: Colour = (GOLD, SILVER, WHITE)[look.pick(1, 3)]
    lathe(canvas, MIDDLE, FLOOR - 86, profile(86, half * 0.80, 3, 6), cap, "satin" if cap == WHITE else "metal")
    body = curve([(0, half * 1.10), (tall * 0.5, half * 1.04), (tall - 16, half), (tall, half * 0.84)], smooth=False)
    art = Art(round(half * 2.24), tall, look.main)
    w = art.width
    art.text((w / 2, tall * 0.32), look.brand, w * 0.125, look.ink, spacing=0.16, bold=True, most=0.66)
    art.text((w / 2, tall * 0.38), look.line, w * 0.07, look.ink, spacing=0.13, most=0.64)
    art.text((w / 2, tall * 0.90), look.size, w * 0.058, look.ink, most=0.5)
    lathe(canvas, MIDDLE, top, body, art.array(), "gloss", fall=0.06)
    # The crimped end.
    lathe(canvas, MIDDLE, top - 4, profile(30, half * 1.11), mix(look.main, WHITE, 0.28), "satin", fall=0)
    for row in range(5):
        line = mix(look.main, INK, 0.14)
        lathe(canvas, MIDDLE, top + row * 5, profile(1, half * 1.10), line, "matte", opacity=0.5)


def lipstick(canvas: Array, look: Look) -> None:
    """An open lipstick."""
    shadow(canvas, MIDDLE, FLOOR - 3, 56)
    bullet = np.full(172, 38, dtype=np.float32)
    art = Art(80, 172, look.accent)
    lathe(canvas, MIDDLE, FLOOR - 500, bullet, art.array(), "satin", fall=0.02)
    # The slanted tip: what lies above the cut is backdrop again.
    x0, y0, w, h = int(MIDDLE) - 42, FLOOR - 500, 84, 100
    across = np.arange(w, dtype=np.float32)[None, :] / w
    down = np.arange(h, dtype=np.float32)[:, None]
    cut = (1 - across) ** 1.15 * 86 + 3
    face = np.array(mix(look.accent, WHITE, 0.16), dtype=np.float32) * np.ones((h, w, 3), dtype=np.float32)
    inside = np.clip(1 - np.abs(across - 0.5) * 2, 0, 1) ** 0.5
    lit = (
        np.clip((down - cut) / 1.5, 0, 1)
        * np.clip((cut + 26 * inside - down) / 6, 0, 1)
        * (np.abs(across - 0.5) * w < 37)
    )
    blend(canvas, x0, y0, face, lit * 0.55)
    clear = _behind(canvas, x0, y0, w, h)
    blend(canvas, x0, y0, clear, np.clip(cut - down + 0.5, 0, 1))
    lathe(canvas, MIDDLE, FLOOR - 334, profile(84, 46, 3, 0), GOLD, "metal", fall=0.02)
    art = Art(114, 256, look.main)
    art.text((57, 120), look.brand, 15, PAPER, spacing=0.16, most=0.74)
    lathe(canvas, MIDDLE, FLOOR - 254, profile(254, 56, 4, 6), art.array(), "gloss", fall=0.03)


def _behind(canvas: Array, x0: int, y0: int, w: int, h: int) -> Array:
    """The backdrop as it is left and right of a place, drawn through it."""
    left, right = canvas[y0 : y0 + h, x0 - 2], canvas[y0 : y0 + h, x0 + w + 2]
    t = np.linspace(0, 1, w, dtype=np.float32)[None, :, None]
    return np.asarray(left[:, None] * (1 - t) + right[:, None] * t, dtype=np.float32)


def compact(canvas: Array, look: Look) -> None:
    """An open compact: pan of colour below, mirror behind."""
    shadow(canvas, MIDDLE, 640, 210, tall=24)
    case = INK if look.pick(1, 2) else mix(GOLD, WHITE, 0.2)
    ellipse(canvas, MIDDLE, 318, 206, 190, mix(case, INK, 0.25), tilt=-0.1)
    ellipse(canvas, MIDDLE, 314, 192, 176, case, tilt=-0.25)
    ellipse(canvas, MIDDLE, 314, 168, 152, (0.86, 0.89, 0.91), tilt=-0.10)
    sheen(canvas, MIDDLE - 52, 270, 74, 84, 0.65)
    lathe(canvas, MIDDLE, 486, profile(22, 44, 4, 4), case, "metal")
    for dy, colour in ((30, mix(case, INK, 0.45)), (16, mix(case, INK, 0.2)), (0, case)):
        ellipse(canvas, MIDDLE, 570 + dy, 214, 78, colour, tilt=-0.08)
    ellipse(canvas, MIDDLE, 566, 186, 62, mix(case, INK, 0.5))
    ellipse(canvas, MIDDLE, 569, 180, 57, look.main, tilt=-0.10)
    sheen(canvas, MIDDLE - 40, 556, 90, 20, 0.3)


def candle(canvas: Array, look: Look) -> None:
    """A scented candle in a tumbler of frosted glass."""
    k = look.scale
    half, tall = 134 * k, round(306 * k)
    top = FLOOR - tall - 56
    shadow(canvas, MIDDLE, FLOOR - 59, half)
    art = Art(round(half * 2) + 2, tall, look.main)
    w = art.width
    art.box(w * 0.24, tall * 0.30, w * 0.76, tall * 0.76, PAPER, 4)
    art.text((w / 2, tall * 0.43), look.brand, w * 0.085, INK, spacing=0.16, bold=True, most=0.42)
    art.text((w / 2, tall * 0.53), look.line, w * 0.052, INK, spacing=0.10, most=0.42)
    art.text((w / 2, tall * 0.68), look.size, w * 0.045, INK, most=0.4)
    lathe(canvas, MIDDLE, top, profile(tall, half, 0, 22), art.array(), "glass")
    rim = 26 * k
    ellipse(canvas, MIDDLE, top, half, rim, mix(look.main, WHITE, 0.55))
    ellipse(canvas, MIDDLE, top + 1, half - 7, rim - 4, mix(look.main, INK, 0.30), tilt=0.2)
    ellipse(canvas, MIDDLE, top + 6, half - 12, rim - 8, (0.95, 0.92, 0.85), tilt=0.06)
    lathe(canvas, MIDDLE, top - 26, profile(34, 3, 2, 0), (0.30, 0.26, 0.22), "matte")


def can(canvas: Array, look: Look) -> None:
    """A slim drinks can."""
    k = look.scale
    half, tall = 104 * k, round(424 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half * 0.8)
    art = Art(round(half * 2) + 2, tall, look.main)
    w = art.width
    art.motif(look.pick(3, 6), w / 2, tall * 0.62, w * 0.30, (look.soft, look.accent, look.deep))
    art.text((w / 2, tall * 0.25), look.brand, w * 0.155, look.ink, spacing=0.10, bold=True, most=0.72)
    art.text((w / 2, tall * 0.34), look.line, w * 0.075, look.ink, spacing=0.12, most=0.66)
    art.text((w / 2, tall * 0.88), look.size, w * 0.055, look.ink, most=0.5)
    neck = half * 0.83
    body = curve([(0, neck), (6, neck + 2), (34 * k, half), (tall - 30, half), (tall, half * 0.80)])
    lathe(canvas, MIDDLE, top, body, art.array(), "metal", fall=0.04)
    lathe(canvas, MIDDLE, top - 8, profile(12, neck + 3, 4, 2), SILVER, "metal")
    ellipse(canvas, MIDDLE, top - 7, neck + 2, 12, (0.80, 0.81, 0.83), tilt=-0.15)
    ellipse(canvas, MIDDLE, top - 5, neck - 6, 8, (0.62, 0.63, 0.65), tilt=-0.2)


def shortcan(canvas: Array, look: Look) -> None:
    """A low can with a printed side and a ring-pull lid."""
    k = look.scale
    half, tall = 168 * k, round(156 * k)
    top = FLOOR - tall - 130
    shadow(canvas, MIDDLE, FLOOR - 133, half)
    art = Art(round(half * 2) + 2, tall, look.main)
    w = art.width
    art.box(0, tall * 0.88, w, tall, look.accent)
    art.text((w / 2, tall * 0.52), look.brand, 36 * k, look.ink, spacing=0.12, bold=True, most=0.6)
    art.text((w / 2, tall * 0.73), look.line, 20 * k, look.ink, spacing=0.12, most=0.5)
    lathe(canvas, MIDDLE, top, profile(tall, half, 0, 16), art.array(), "metal", fall=0.05)
    ellipse(canvas, MIDDLE, top, half + 3, 44 * k, SILVER, tilt=-0.12)
    ellipse(canvas, MIDDLE, top + 2, half - 10, 37 * k, (0.66, 0.67, 0.69), tilt=-0.22)
    ellipse(canvas, MIDDLE, top + 4, half - 24, 31 * k, (0.84, 0.85, 0.86), tilt=-0.16)
    ellipse(canvas, MIDDLE + 58, top + 6, 34, 10, (0.58, 0.59, 0.61))
    ellipse(canvas, MIDDLE + 58, top + 5, 25, 6, (0.80, 0.81, 0.82))


def tin(canvas: Array, look: Look) -> None:
    """A tea or biscuit tin with a fitted lid."""
    k = look.scale
    half, tall, lid = 128 * k, round(330 * k), round(104 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    art = Art(round(half * 2) + 2, tall, look.main)
    w = art.width
    art.box(w * 0.20, tall * 0.14, w * 0.80, tall * 0.86, PAPER, 3)
    art.box(w * 0.225, tall * 0.155, w * 0.775, tall * 0.158, look.main)
    art.box(w * 0.225, tall * 0.842, w * 0.775, tall * 0.845, look.main)
    art.text((w / 2, tall * 0.27), look.brand, w * 0.09, INK, spacing=0.14, bold=True, most=0.50)
    art.motif(look.pick(3, 6), w / 2, tall * 0.50, w * 0.15, (look.main, look.accent, look.deep))
    art.text((w / 2, tall * 0.70), look.line, w * 0.055, INK, spacing=0.12, most=0.50)
    art.text((w / 2, tall * 0.78), look.size, w * 0.045, INK, most=0.4)
    lathe(canvas, MIDDLE, top, profile(tall, half, 0, 5), art.array(), "satin")
    lathe(canvas, MIDDLE, top - lid + 6, profile(lid, half + 3, 8, 2), look.main, "satin", fall=0.03)
    ellipse(canvas, MIDDLE, top - lid + 8, half - 3, 9, mix(look.main, WHITE, 0.25))


def cup(canvas: Array, look: Look) -> None:
    """A yoghurt cup with a foil lid."""
    k = look.scale
    half, tall = 142 * k, round(264 * k)
    top = FLOOR - tall - 76
    shadow(canvas, MIDDLE, FLOOR - 79, half * 0.84)
    art = Art(round(half * 2) + 2, tall, mix(look.main, WHITE, 0.86))
    w = art.width
    art.box(0, tall * 0.68, w, tall, look.main)
    art.motif(look.pick(3, 6), w / 2, tall * 0.60, w * 0.15, (look.main, look.accent, look.soft))
    art.text((w / 2, tall * 0.17), look.brand, w * 0.11, INK, spacing=0.12, bold=True, most=0.66)
    art.text((w / 2, tall * 0.31), look.line, w * 0.065, INK, spacing=0.12, most=0.6)
    art.text((w / 2, tall * 0.90), look.size, w * 0.05, look.ink, most=0.4)
    lathe(
        canvas, MIDDLE, top, curve([(0, half), (tall - 8, half * 0.82), (tall, half * 0.78)], smooth=False), art.array()
    )
    lathe(canvas, MIDDLE, top - 12, profile(16, half + 9, 4, 4), (0.93, 0.93, 0.93), "satin")
    ellipse(canvas, MIDDLE, top - 11, half + 8, 25, mix(look.main, WHITE, 0.25), tilt=-0.08)


def mug(canvas: Array, look: Look) -> None:
    """A mug with its handle to the right."""
    half, tall = 128, 264
    top = FLOOR - tall - 96
    shadow(canvas, MIDDLE - 20, FLOOR - 99, half * 0.95)
    cx = MIDDLE - 26
    ring(canvas, cx + half + 14, top + 122, 72, 86, 22, mix(look.main, INK, 0.10))
    lathe(canvas, cx, top, profile(tall, half, 0, 34), _glazed(look, half, tall), "satin", fall=0.12)
    ellipse(canvas, cx, top, half, 32, mix(look.main, WHITE, 0.30), tilt=-0.05)
    ellipse(canvas, cx, top + 2, half - 9, 25, mix(look.main, INK, 0.38), tilt=0.35)


def bowl(canvas: Array, look: Look) -> None:
    """A rice bowl on its foot."""
    half, tall = 208, 206
    top = FLOOR - tall - 118
    shadow(canvas, MIDDLE, FLOOR - 120, 100)
    y = np.arange(tall - 22, dtype=np.float32) / (tall - 22)
    side = half * np.sqrt(np.clip(1 - (y * 0.93) ** 2.3, 0, 1))
    lathe(canvas, MIDDLE, FLOOR - 118 - 26, profile(26, 84, 0, 3), mix(look.main, INK, 0.18), "matte")
    lathe(canvas, MIDDLE, top, side, _glazed(look, half, tall - 22), "satin", fall=0.22)
    ellipse(canvas, MIDDLE, top, half, 54, mix(look.main, WHITE, 0.30), tilt=-0.05)
    ellipse(canvas, MIDDLE, top + 3, half - 9, 47, mix(look.main, INK, 0.16), tilt=0.30)


def plate(canvas: Array, look: Look) -> None:
    """A plate seen from above."""
    k = look.scale
    shadow(canvas, MIDDLE, 594 * (0.5 + 0.5 * k), 228 * k, tall=46)
    for radius, share, tilt in ((252, 0.10, -0.05), (246, 0.0, -0.06), (176, -0.10, 0.06), (170, 0.06, 0.05)):
        colour = mix(look.main, WHITE, share) if share > 0 else mix(look.main, INK, -share)
        ellipse(canvas, MIDDLE, 410, radius * k, radius * k * 0.985, colour, tilt=tilt)
    sheen(canvas, MIDDLE - 64 * k, 336, 92 * k, 70 * k, 0.34)
    sheen(canvas, MIDDLE - 150 * k, 250, 60 * k, 40 * k, 0.20)


def teapot(canvas: Array, look: Look) -> None:
    """A round teapot: spout left, handle right, a lid with a knob."""
    shadow(canvas, MIDDLE, FLOOR - 103, 150)
    dark = mix(look.main, INK, 0.12)
    ring(canvas, MIDDLE + 176, FLOOR - 246, 84, 92, 22, dark)
    for step in range(64):
        t = step / 63
        x, y = MIDDLE - 130 - 118 * t, FLOOR - 210 - 118 * t**1.35
        ellipse(canvas, x, y, 36 - 18 * t, 34 - 18 * t, mix(look.main, INK, 0.16 - 0.16 * t), tilt=-0.2)
    y = np.linspace(-1, 1, 236, dtype=np.float32)
    side = 172 * np.clip(1 - np.abs(y) ** 2.5, 0, 1) ** 0.5
    side = np.maximum(side, 84)
    lathe(canvas, MIDDLE, FLOOR - 338, side, _glazed(look, 172, 236), "satin", fall=0.2)
    lathe(canvas, MIDDLE, FLOOR - 356, profile(24, 92, 14, 4), look.main, "satin")
    y = np.linspace(-1, 1, 52, dtype=np.float32)
    lathe(canvas, MIDDLE, FLOOR - 400, 27 * np.sqrt(np.clip(1 - y**2, 0, 1)), look.main, "satin")


def pan(canvas: Array, look: Look) -> None:
    """A frying pan seen from above, its handle to the lower right."""
    k = look.scale
    cx, cy, r = 350.0, 372.0, 208 * k
    shadow(canvas, cx + 8, cy + r * 0.80, r * 0.98, tall=54)
    steel = (0.20, 0.21, 0.22)
    for step in range(170):
        t = step / 169
        x, y = cx + (r + 4 + 210 * t) * 0.80, cy + (r + 4 + 210 * t) * 0.62
        ellipse(canvas, x, y, 21 + 5 * t, 19 + 5 * t, mix(rgb("#8A5A3B") if look.pick(1, 2) else INK, WHITE, 0.05))
    ellipse(canvas, cx, cy, r, r * 0.98, mix(SILVER, INK, 0.1), tilt=-0.2)
    ellipse(canvas, cx, cy, r - 7, r * 0.98 - 7, steel, tilt=0.35)
    ellipse(canvas, cx, cy + 4, r * 0.80, r * 0.78, mix(steel, WHITE, 0.08), tilt=0.16)
    sheen(canvas, cx - r * 0.28, cy - r * 0.28, r * 0.36, r * 0.30, 0.22)


def ball(canvas: Array, look: Look) -> None:
    """A ball."""
    shadow(canvas, MIDDLE, FLOOR - 90, 120)
    globe(canvas, MIDDLE, FLOOR - 255, 166, 166, look.main, gloss=0.30)


def _glazed(look: Look, half: float, tall: int) -> Array:
    """A glaze with the speckles of stoneware and a bare band above the foot."""
    w = round(half * 2) + 2
    speck = grain(3)[:tall, :w]
    cloud = grain(40)[:tall, :w]
    found = np.ones((tall, w, 3), dtype=np.float32) * np.array(look.main, dtype=np.float32)
    found *= (0.95 + 0.10 * cloud)[..., None]
    found *= np.where(speck > 0.90, 0.72, 1.0)[..., None]
    edge = (np.arange(tall)[:, None] > tall * 0.86 + 7 * cloud).astype(np.float32)[..., None]
    bare = np.array((0.72, 0.63, 0.53), dtype=np.float32)
    return np.asarray(found * (1 - edge) + bare * edge, dtype=np.float32)
