"""Pictures of fruit, vegetables and nuts."""

from __future__ import annotations

import numpy as np

from scripts.demo_store.growth import LEAF, leaf, skin_of, veined
from scripts.demo_store.look import Look
from scripts.demo_store.products import mix as stirred
from scripts.demo_store.shapes_bottle import FLOOR, MIDDLE
from scripts.demo_store.solids import globe, rod
from scripts.demo_store.studio import (
    INK,
    WHITE,
    Array,
    Colour,
    blend,
    curve,
    ellipse,
    grain,
    lathe,
    mix,
    rgb,
    shadow,
    sheen,
)

STEM = rgb("#6A4A2C")
GROUND = FLOOR - 92


def apple(canvas: Array, look: Look) -> None:
    """Three apples."""
    shadow(canvas, MIDDLE, GROUND, 226)
    warm = mix(look.main, rgb("#E0B34A"), 0.55)
    for cx, cy, r in (
        (MIDDLE - 118, GROUND - 104, 108),
        (MIDDLE + 122, GROUND - 100, 104),
        (MIDDLE + 4, GROUND - 122, 126),
    ):
        skin = skin_of(r, look.main, warm, streaks=True)
        globe(canvas, cx, cy, r, r * 0.93, skin, gloss=0.34, power=2.25)
        sheen(canvas, cx + r * 0.05, cy - r * 0.70, r * 0.34, r * 0.10, -0.55)
        rod(canvas, (cx + r * 0.04, cy - r * 0.66), (cx + r * 0.14, cy - r * 1.08), (4, 6), STEM, bend=6)


def orange(canvas: Array, look: Look) -> None:
    """Two oranges and a half."""
    _with_half(canvas, look, 122, mix(look.main, WHITE, 0.10), rgb("#F6E7C4"), segments=10, dimples=2.2)


def lemon(canvas: Array, look: Look) -> None:
    """Two lemons and a half."""
    _with_half(canvas, look, 108, mix(look.main, WHITE, 0.35), rgb("#FBF6DA"), segments=9, dimples=1.6, long=1.22)


def kiwi(canvas: Array, look: Look) -> None:
    """Two kiwi fruit and a half."""
    _with_half(canvas, look, 104, rgb("#8FA93F"), rgb("#E3E6B8"), segments=0, dimples=2.6, long=1.14, gloss=0.05)


def peach(canvas: Array, look: Look) -> None:
    """Three peaches with a leaf."""
    shadow(canvas, MIDDLE, GROUND, 226)
    pale = rgb("#F0C893")
    for cx, cy, r in (
        (MIDDLE - 116, GROUND - 102, 106),
        (MIDDLE + 120, GROUND - 100, 104),
        (MIDDLE, GROUND - 118, 122),
    ):
        globe(canvas, cx, cy, r, r * 0.96, skin_of(r, look.main, pale), gloss=0.06, sharp=8)
        rod(
            canvas,
            (cx - r * 0.06, cy - r * 0.86),
            (cx - r * 0.16, cy + r * 0.30),
            (3, 1),
            mix(look.main, INK, 0.18),
            bend=-18,
        )
    leaf(canvas, MIDDLE + 6, GROUND - 232, 96, -0.5)


def mango(canvas: Array, look: Look) -> None:
    """Two mangoes."""
    shadow(canvas, MIDDLE, GROUND, 214)
    for cx, cy, turn in ((MIDDLE + 84, GROUND - 106, -0.35), (MIDDLE - 74, GROUND - 112, 0.5)):
        skin = skin_of(176, look.main, rgb("#C9503A"))
        globe(canvas, cx, cy, 158, 112, skin, gloss=0.22, power=2.15, turn=turn)


def tomato(canvas: Array, look: Look) -> None:
    """Three tomatoes."""
    shadow(canvas, MIDDLE, GROUND, 226)
    for cx, cy, r in ((MIDDLE - 120, GROUND - 92, 106), (MIDDLE + 122, GROUND - 90, 104), (MIDDLE, GROUND - 108, 124)):
        globe(
            canvas,
            cx,
            cy,
            r,
            r * 0.86,
            skin_of(r, look.main, mix(look.main, rgb("#E08A2C"), 0.4)),
            gloss=0.42,
            power=2.3,
        )
        for step in range(6):
            leaf(canvas, cx, cy - r * 0.68, r * 0.42, step * np.pi / 3 + 0.3, squash=0.45)
        rod(canvas, (cx, cy - r * 0.68), (cx + 5, cy - r * 0.94), (4, 5), LEAF)


def potato(canvas: Array, look: Look) -> None:
    """Four potatoes."""
    shadow(canvas, MIDDLE, GROUND, 232)
    dark = mix(look.main, INK, 0.22)
    for cx, cy, rx, ry, turn in (
        (MIDDLE - 118, GROUND - 92, 122, 88, 0.3),
        (MIDDLE + 124, GROUND - 88, 118, 84, -0.25),
        (MIDDLE + 8, GROUND - 196, 120, 82, 0.12),
        (MIDDLE + 2, GROUND - 82, 116, 80, -0.06),
    ):
        globe(
            canvas, cx, cy, rx, ry, skin_of(rx, look.main, dark, spots=True), gloss=0.05, power=2.3, turn=turn, sharp=9
        )


def grapes(canvas: Array, look: Look) -> None:
    """A bunch of grapes."""
    shadow(canvas, MIDDLE, GROUND + 10, 150)
    rod(canvas, (MIDDLE, 250), (MIDDLE + 26, 168), (7, 9), STEM, bend=14)
    places = [(row, nth) for row in range(7) for nth in range((4, 5, 6, 5, 4, 3, 2)[row])]
    for number, (row, nth) in enumerate(places):
        count = (4, 5, 6, 5, 4, 3, 2)[row]
        jitter = stirred(number, look.pick(1, 1000))
        cx = MIDDLE + (nth - (count - 1) / 2) * 62 + (jitter % 15 - 7)
        cy = 262 + row * 51 + (jitter >> 8) % 13 - 6
        shade = mix(look.main, WHITE, 0.10 * ((jitter >> 16) % 3))
        globe(canvas, cx, cy, 39, 42, shade, gloss=0.40, sharp=18)
    leaf(canvas, MIDDLE - 8, 236, 130, np.pi * 0.92)


def cherries(canvas: Array, look: Look) -> None:
    """Cherries with their stalks."""
    shadow(canvas, MIDDLE, GROUND, 210)
    places = (
        (-142, -60),
        (142, -58),
        (-66, -64),
        (70, -62),
        (2, -66),
        (-106, -146),
        (108, -144),
        (-34, -156),
        (42, -154),
    )
    for dx, dy in places:
        cx, cy = MIDDLE + dx, GROUND + dy
        rod(canvas, (cx, cy - 40), (MIDDLE + dx * 0.35 + 20, GROUND - 350), (3, 5), rgb("#7A8A45"), bend=dx * 0.12)
        globe(canvas, cx, cy, 64, 60, look.main, gloss=0.55, sharp=34)


def avocado(canvas: Array, look: Look) -> None:
    """An avocado and a half with its stone."""
    shadow(canvas, MIDDLE, GROUND, 206)
    _pear(canvas, MIDDLE + 82, look.main, rough=True)
    _pear(canvas, MIDDLE - 82, mix(look.main, INK, 0.1), rough=False)
    _pear(canvas, MIDDLE - 82, rgb("#B5C05E"), rough=False, inset=9)
    _pear(canvas, MIDDLE - 82, rgb("#E9E2A0"), rough=False, inset=24)
    globe(canvas, MIDDLE - 82, GROUND - 112, 50, 52, rgb("#7A4A2A"), gloss=0.34)


def banana(canvas: Array, look: Look) -> None:
    """A hand of bananas."""
    shadow(canvas, MIDDLE + 10, GROUND + 2, 214)
    for step in (2, 1, 0):
        a = (MIDDLE - 178 + step * 26, GROUND - 240 - step * 20)
        b = (MIDDLE + 190 + step * 8, GROUND - 120 - step * 62)
        rod(canvas, a, b, (30, 48, 50, 44, 14), mix(look.main, INK, 0.05 * step), bend=132, gloss=0.10)
        rod(canvas, (b[0] - 2, b[1] - 2), (b[0] + 12, b[1] - 14), (9, 7), rgb("#4A3A24"))
    ellipse(canvas, MIDDLE - 158, GROUND - 262, 44, 30, mix(look.main, STEM, 0.5), tilt=-0.2)


def cucumber(canvas: Array, look: Look) -> None:
    """Three cucumbers."""
    shadow(canvas, MIDDLE, GROUND - 6, 240)
    for dy, bend in ((-168, -14), (-100, 12), (-36, 16)):
        a, b = (MIDDLE - 232 + dy * 0.1, GROUND + dy + 18), (MIDDLE + 232 + dy * 0.1, GROUND + dy - 26)
        rod(canvas, a, b, (30, 46, 49, 48, 44, 26), look.main, bend=bend, gloss=0.18, stripes=0.12)


def carrot(canvas: Array, look: Look) -> None:
    """Three carrots with a little green."""
    shadow(canvas, MIDDLE, GROUND - 6, 230)
    for dy, bend in ((-168, -10), (-100, 8), (-36, 10)):
        a, b = (MIDDLE - 168, GROUND + dy + 14), (MIDDLE + 258, GROUND + dy - 24)
        for step in range(4):
            tip = (a[0] - 92 - 8 * step, a[1] - 30 + step * 20)
            rod(canvas, (a[0] + 14, a[1]), tip, (6, 5, 9), mix(LEAF, INK, 0.08 * step), bend=6 - 4 * step)
        rod(canvas, a, b, (36, 50, 45, 36, 26, 5), look.main, bend=bend, gloss=0.10, rings=0.10)


def broccoli(canvas: Array, look: Look) -> None:
    """A head of broccoli."""
    shadow(canvas, MIDDLE, GROUND + 16, 110)
    stalk = curve([(0, 96), (70, 64), (168, 70), (180, 62)])
    lathe(canvas, MIDDLE, GROUND - 164, stalk, rgb("#A9BC7A"), "matte", fall=0.14)
    for number in range(58):
        chance = stirred(number, 77)
        ring = (number % 29) / 29
        angle = ring * 2 * np.pi + (chance & 7) * 0.05
        far = 1.0 if number < 29 else 0.5
        cx = MIDDLE + np.cos(angle) * 172 * far
        cy = GROUND - 262 + np.sin(angle) * 92 * far - (0 if number < 29 else 34)
        r = 44 + (chance >> 8) % 16
        bud = skin_of(r, mix(look.main, WHITE, 0.04 * (number % 3)), mix(look.main, INK, 0.40), buds=True)
        globe(canvas, cx, cy, r, r, bud, gloss=0.02, sharp=6)


def cabbage(canvas: Array, look: Look) -> None:
    """A cabbage of overlapping leaves."""
    shadow(canvas, MIDDLE, GROUND + 14, 190)
    for number, (dx, dy, rx, ry, turn) in enumerate(
        (
            (-46, -132, 186, 152, 0.5),
            (52, -130, 184, 150, -0.55),
            (-18, -150, 176, 158, 0.15),
            (30, -146, 160, 148, -0.3),
        )
    ):
        base = mix(look.main, WHITE, 0.10 * number)
        globe(canvas, MIDDLE + dx, GROUND + dy, rx, ry, veined(round(rx), base), gloss=0.07, turn=turn, sharp=10)
    globe(canvas, MIDDLE + 2, GROUND - 150, 136, 136, veined(136, mix(look.main, WHITE, 0.42)), gloss=0.10, sharp=10)


def pineapple(canvas: Array, look: Look) -> None:
    """A pineapple."""
    shadow(canvas, MIDDLE, FLOOR - 12, 104)
    for step in range(15):
        angle = -np.pi / 2 + (step - 7) * 0.19
        length = 214 - abs(step - 7) * 13
        leaf(canvas, MIDDLE, FLOOR - 322, length, angle, fat=0.10, shade=0.06 * (step % 3))
    y = np.linspace(-1, 1, 330, dtype=np.float32)
    side = 132 * np.clip(1 - np.abs(y) ** 2.8, 0, 1) ** 0.5
    rows, cols = np.mgrid[0:330, 0:268].astype(np.float32)
    u = np.arcsin(np.clip((cols - 134) / 134, -0.99, 0.99)) * 84
    cell = np.maximum(np.abs(((u + rows) / 46) % 1 - 0.5), np.abs(((u - rows) / 46) % 1 - 0.5)) * 2
    eye = np.clip(1 - cell, 0, 1)[..., None]
    dark, pale = np.array(mix(look.main, INK, 0.50)), np.array(mix(look.main, rgb("#E3B24A"), 0.45))
    skin = dark + (pale - dark) * np.clip(eye * 2.6, 0, 1)
    lathe(canvas, MIDDLE, FLOOR - 340, side, np.asarray(skin, dtype=np.float32), "matte", fall=0.12)


def nuts(canvas: Array, look: Look) -> None:
    """Nuts heaped in a wooden bowl."""
    shadow(canvas, MIDDLE, GROUND + 4, 130)
    for number in range(64):
        chance = stirred(number, look.pick(2, 500))
        row = number // 13
        cx = MIDDLE + ((number % 13) - 6) * (31 - row * 4.4) + (chance & 15) - 7
        cy = GROUND - 158 - row * 26 - 20 * np.cos((number % 13 - 6) / 7) + (chance >> 4 & 15)
        tone = mix(look.main, INK, 0.05 * ((chance >> 8) % 5))
        globe(canvas, cx, cy, 31, 22, tone, gloss=0.12, turn=(chance >> 12 & 63) / 20, power=2.3, sharp=12)
    tall = 150
    y = np.arange(tall, dtype=np.float32) / tall
    side = 218 * np.sqrt(np.clip(1 - (y * 0.90) ** 2.2, 0, 1))
    rows, cols = np.mgrid[0:tall, 0:438].astype(np.float32)
    rings = 0.5 + 0.5 * np.sin(rows / 3.1 + 5 * grain(90)[:tall, :438] + cols * 0.004)
    wood = np.array(rgb("#8A5F3C")) * (0.88 + 0.16 * rings[..., None])
    lathe(canvas, MIDDLE, GROUND - tall, side, wood.astype(np.float32), "satin", fall=0.2)


def _with_half(
    canvas: Array,
    look: Look,
    r: int,
    flesh: Colour,
    pith: Colour,
    *,
    segments: int,
    dimples: float,
    long: float = 1.0,
    gloss: float = 0.20,
) -> None:
    shadow(canvas, MIDDLE, GROUND, 232)
    for cx, cy, turn in ((MIDDLE + 118, GROUND - r * 0.96, -0.35), (MIDDLE - 6, GROUND - r * 1.30, 0.5)):
        skin = skin_of(round(r * long), look.main, mix(look.main, INK, 0.16), pores=dimples)
        globe(canvas, cx, cy, r * long, r, skin, gloss=gloss, turn=turn, sharp=14)
    cx, cy = MIDDLE - 122, GROUND - r * 0.92
    globe(canvas, cx + 6, cy, r, r, mix(look.main, INK, 0.08), gloss=0.1)
    grid = np.arange(-r, r + 1, dtype=np.float32)
    x, y = grid[None, :] / r, grid[:, None] / r
    away, angle = np.sqrt(x**2 + y**2), np.arctan2(y, x)
    face = np.ones((2 * r + 1, 2 * r + 1, 3), dtype=np.float32) * np.array(pith, dtype=np.float32)
    body = np.clip((0.88 - away) * r / 2 + 0.5, 0, 1)
    if segments:
        wall = np.abs(((angle / (2 * np.pi) * segments) % 1) - 0.5) * 2
        body = body * np.clip((0.93 - wall) * away * 14, 0, 1) * np.clip((away - 0.10) * 18, 0, 1)
        ray = 0.94 + 0.10 * grain(14)[: 2 * r + 1, : 2 * r + 1]
    else:
        core = np.clip((0.26 - away) * 12, 0, 1)
        seeds = (np.abs(away - 0.40) < 0.07) & (np.sin(angle * 34) > 0.55)
        ray = (0.88 + 0.22 * np.abs(np.sin(angle * 17)) * np.clip(away, 0, 1)) * np.where(seeds, 0.22, 1.0)
        body = body * (1 - 0.85 * core)
    face += (np.array(flesh, dtype=np.float32) * ray[..., None] - face) * body[..., None]
    rim = np.clip((away - 0.955) * 40, 0, 1)[..., None]
    face += (np.array(look.main, dtype=np.float32) - face) * rim
    face *= 1.03 - 0.10 * (y[..., None] + x[..., None] * 0.4)
    blend(canvas, round(cx) - r, round(cy) - r, np.clip(face, 0, 1), np.clip((1 - away) * r + 0.5, 0, 1))


def _pear(canvas: Array, cx: float, colour: Colour, *, rough: bool, inset: float = 0.0) -> None:
    tall = round(316 - 2 * inset)
    y = np.linspace(0, 1, tall, dtype=np.float32)
    side = (112 - inset) * np.clip(np.sin(np.pi * y**1.35), 0, 1) ** 0.5 * (0.66 + 0.34 * np.clip(y * 1.7, 0, 1))
    albedo: Colour | Array = colour
    if rough:
        albedo = skin_of(170, colour, mix(colour, INK, 0.4), buds=True)
    material = "matte" if rough or inset == 0 else "flat"
    lathe(canvas, cx, round(GROUND - 316 + inset), side, albedo, material, fall=0.14 if rough else 0.02)
