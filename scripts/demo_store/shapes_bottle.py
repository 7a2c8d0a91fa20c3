"""Pictures of bottles: everything that is turned on a lathe and stands upright."""

from __future__ import annotations

from scripts.demo_store.artwork import Art
from scripts.demo_store.look import Look
from scripts.demo_store.studio import (
    GOLD,
    INK,
    SILVER,
    WHITE,
    Array,
    Colour,
    curve,
    lathe,
    luminance,
    mix,
    profile,
    shadow,
)

FLOOR = 676
"""The line on which things stand."""

MIDDLE = 400.0


def dropper(canvas: Array, look: Look) -> None:
    """A serum bottle with a rubber-topped pipette."""
    k = look.scale
    half, tall = 108 * k, round(372 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    lathe(canvas, MIDDLE, top - 168, profile(104, 33, 33, 26), INK, "gloss", fall=0.02)
    lathe(canvas, MIDDLE, top - 74, profile(54, 40, 6, 5), SILVER if look.pick(1, 3) else GOLD, "metal")
    lathe(canvas, MIDDLE, top - 22, profile(24, 46, 2, 2), INK, "gloss", fall=0.02)
    art = _face(look, half, tall, 0.36)
    lathe(canvas, MIDDLE, top, profile(tall, half, 30 * k, 24 * k), art, "gloss")


def pump(canvas: Array, look: Look) -> None:
    """A tall bottle with a pump."""
    k = look.scale
    half, tall = 104 * k, round(380 * k)
    top = FLOOR - tall
    metal: Colour = (SILVER, INK, WHITE)[look.pick(1, 3)]
    material = "metal" if metal == SILVER else "gloss"
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    lathe(canvas, MIDDLE - 36, top - 142, profile(19, 66, 9, 6), metal, material)
    lathe(canvas, MIDDLE, top - 146, profile(40, 34, 8, 4), metal, material)
    lathe(canvas, MIDDLE, top - 106, profile(56, 11), mix(metal, INK, 0.25), material)
    lathe(canvas, MIDDLE, top - 52, profile(54, 46, 6, 3), metal, material)
    lathe(canvas, MIDDLE, top, profile(tall, half, 46 * k, 18 * k), _face(look, half, tall, 0.38), "satin")


def bottle(canvas: Array, look: Look) -> None:
    """A slender bottle with a screw cap."""
    k = look.scale
    half, tall = 86 * k, round(392 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    cap: Colour = (WHITE, INK, GOLD)[look.pick(1, 3)]
    lathe(canvas, MIDDLE, top - 98, profile(100, 46 * k, 7, 2), cap, "metal" if cap == GOLD else "satin")
    lathe(canvas, MIDDLE, top, profile(tall, half, 36 * k, 16 * k), _face(look, half, tall, 0.40), "gloss")


def flacon(canvas: Array, look: Look) -> None:
    """A perfume bottle: thick clear glass, tinted inside, a heavy cap."""
    k = look.scale
    half, tall = 138 * k, round(296 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    cap: Colour = (INK, GOLD, (0.55, 0.42, 0.31))[look.pick(1, 3)]
    lathe(canvas, MIDDLE, top - 136, profile(104, 56, 10, 3), cap, "metal" if cap == GOLD else "gloss", fall=0.02)
    lathe(canvas, MIDDLE, top - 32, profile(34, 36), GOLD, "metal")
    glass = mix(look.main, WHITE, 0.78)
    lathe(canvas, MIDDLE, top, profile(tall, half, 22, 22), glass, "glass", opacity=0.93, fall=0.05)
    inside = mix(look.main, WHITE, 0.34)
    art = Art(round(half * 2 - 34), tall - 62, inside)
    ink = INK if luminance(inside) > 0.34 else WHITE
    _lettering(art, look, ink, 0.44)
    lathe(canvas, MIDDLE, top + 24, profile(tall - 62, half - 20, 14, 16), art.array(), "glass", fall=0.08)


def waterbottle(canvas: Array, look: Look) -> None:
    """A drink in a clear bottle with a sleeve."""
    k = look.scale
    half, tall = 92 * k, round(470 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half * 0.9)
    lathe(canvas, MIDDLE, top - 44, profile(46, 40 * k, 5, 2), look.deep, "satin")
    body = curve([(0, 34 * k), (26 * k, 36 * k), (130 * k, half), (tall - 30, half), (tall, half * 0.82)])
    liquid = mix(look.main, WHITE, 0.80 if look.shape == "waterbottle" and look.pick(2, 2) else 0.55)
    lathe(canvas, MIDDLE, top, body, liquid, "glass", fall=0.04)
    for row in range(3):
        lathe(canvas, MIDDLE, FLOOR - 44 - row * 22, profile(4, half - 2), mix(liquid, INK, 0.10), "glass", opacity=0.5)
    high = round(190 * k)
    art = Art(round(half * 2), high, look.main)
    art.box(0, 0, half * 2, high * 0.07, look.accent)
    art.box(0, high * 0.93, half * 2, high, look.accent)
    art.motif(look.pick(3, 6), half, high * 0.68, high * 0.17, (look.soft, look.accent, look.deep))
    art.text((half, high * 0.26), look.brand, 23, look.ink, spacing=0.12, bold=True, most=0.80)
    art.text((half, high * 0.41), look.line, 13, look.ink, spacing=0.10, most=0.72)
    lathe(canvas, MIDDLE, top + round(158 * k), profile(high, half + 1), art.array(), "satin", fall=0.02)


def glassbottle(canvas: Array, look: Look) -> None:
    """Sauce or oil: dark glass, long neck, paper label."""
    k = look.scale
    half, tall = 82 * k, round(452 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    glass = mix(look.main, (0.16, 0.11, 0.08), 0.72)
    body = curve([(0, 27), (150 * k, 30), (236 * k, half), (tall - 12, half), (tall, half - 9)])
    lathe(canvas, MIDDLE, top, body, glass, "glass", fall=0.06)
    lathe(canvas, MIDDLE, top - 46, profile(66, 33, 6, 2), look.main, "satin")
    high = round(168 * k)
    art = Art(round(half * 2), high, (0.96, 0.94, 0.89))
    art.box(0, high * 0.88, half * 2, high, look.main)
    art.motif(look.pick(3, 6), half, high * 0.64, high * 0.16, (look.main, look.accent, look.deep))
    art.text((half, high * 0.18), look.brand, 20, INK, spacing=0.14, bold=True, most=0.82)
    art.text((half, high * 0.36), look.line, 12, INK, spacing=0.10, most=0.76)
    lathe(canvas, MIDDLE, FLOOR - high - round(28 * k), profile(high, half + 0.5), art.array(), "matte", fall=0.02)


def preserve(canvas: Array, look: Look) -> None:
    """A glass with a metal lid."""
    k = look.scale
    half, tall = 122 * k, round(300 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    body = curve([(0, half * 0.84), (40 * k, half), (tall - 16, half), (tall, half - 12)])
    lathe(canvas, MIDDLE, top, body, mix(look.main, (0.55, 0.25, 0.05), 0.25), "glass", fall=0.08)
    lathe(canvas, MIDDLE, top - 52, profile(58, half * 0.90, 8, 3), GOLD if look.pick(1, 2) else INK, "metal")
    high = round(150 * k)
    art = Art(round(half * 2), high, (0.97, 0.95, 0.91))
    art.text((half, high * 0.24), look.brand, 24, INK, spacing=0.14, bold=True, most=0.72)
    art.text((half, high * 0.44), look.line, 14, INK, spacing=0.10, most=0.66)
    art.motif(look.pick(3, 6), half, high * 0.74, high * 0.15, (look.main, look.accent, look.deep))
    lathe(canvas, MIDDLE, top + round(92 * k), profile(high, half + 0.5), art.array(), "matte", fall=0.02)


def nail(canvas: Array, look: Look) -> None:
    """Nail polish: a square shoulder of glass and a long cap."""
    shadow(canvas, MIDDLE, FLOOR - 3, 100)
    lathe(canvas, MIDDLE, FLOOR - 440, profile(248, 42, 16, 2), INK, "gloss", fall=0.03)
    lathe(canvas, MIDDLE, FLOOR - 196, profile(10, 48), SILVER, "metal")
    art = Art(200, 186, look.main)
    art.text((100, 92), look.brand, 21, look.ink, spacing=0.16, bold=True, most=0.74)
    lathe(canvas, MIDDLE, FLOOR - 186, profile(186, 100, 34, 18), art.array(), "glass", fall=0.06)


def wand(canvas: Array, look: Look) -> None:
    """Mascara or lip glaze: a slim tube below, a slim cap above."""
    shadow(canvas, MIDDLE, FLOOR - 3, 42)
    cap = INK if look.pick(1, 2) else look.deep
    lathe(canvas, MIDDLE, FLOOR - 520, profile(226, 36, 10, 2), cap, "gloss", fall=0.02)
    lathe(canvas, MIDDLE, FLOOR - 296, profile(12, 37), GOLD, "metal")
    art = Art(76, 286, look.main)
    art.text((38, 110), look.brand, 13, look.ink, spacing=0.10, bold=True, most=0.78)
    art.text((38, 140), look.line, 9, look.ink, spacing=0.06, most=0.74)
    lathe(canvas, MIDDLE, FLOOR - 286, profile(286, 38, 2, 10), art.array(), "gloss", fall=0.06)


def jug(canvas: Array, look: Look) -> None:
    """Laundry liquid: a broad bottle with a big cap."""
    k = look.scale
    half, tall = 146 * k, round(392 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    lathe(canvas, MIDDLE - 46 * k, top - 66, profile(92, 58, 10, 2), look.accent, "satin")
    body = curve(
        [(0, 78 * k), (16 * k, 96 * k), (90 * k, 126 * k), (200 * k, half), (tall - 24, half), (tall, half - 20)]
    )
    width = round(half * 2) + 2
    art = Art(width, tall, mix(look.main, WHITE, 0.18))
    art.box(width * 0.14, tall * 0.34, width * 0.86, tall * 0.84, WHITE, 22)
    art.motif(look.pick(3, 6), width / 2, tall * 0.70, tall * 0.085, (look.main, look.accent, look.deep))
    art.text((width / 2, tall * 0.44), look.brand, 30, INK, spacing=0.10, bold=True, most=0.62)
    art.text((width / 2, tall * 0.53), look.line, 16, INK, spacing=0.10, most=0.58)
    lathe(canvas, MIDDLE, top, body, art.array(), "satin")


def flask(canvas: Array, look: Look) -> None:
    """An insulated bottle: powder-coated steel and a lid with a loop."""
    k = look.scale
    half, tall = 78 * k, round(404 * k)
    top = FLOOR - tall
    shadow(canvas, MIDDLE, FLOOR - 3, half)
    lathe(canvas, MIDDLE, top - 92, profile(80, 50 * k, 16, 2), mix(look.main, INK, 0.72), "satin")
    lathe(canvas, MIDDLE, top - 14, profile(18, 54 * k), SILVER, "metal")
    art = Art(round(half * 2), tall, look.main)
    art.text((half, tall * 0.52), look.brand, 17, look.ink, spacing=0.2, most=0.7)
    lathe(canvas, MIDDLE, top, profile(tall, half, 44 * k, 10), art.array(), "matte", fall=0.12)
    lathe(canvas, MIDDLE, FLOOR - 18, profile(16, half - 1, 0, 6), SILVER, "metal")


def _face(look: Look, half: float, tall: int, at: float) -> Array:
    art = Art(round(half * 2) + 2, tall, look.main)
    _lettering(art, look, look.ink, at)
    return art.array()


def _lettering(art: Art, look: Look, ink: Colour, at: float) -> None:
    """Brand, line and size as they stand on a quiet pack."""
    w, h = art.width, art.height
    art.text((w / 2, h * at), look.brand, w * 0.125, ink, spacing=0.16, bold=True, most=0.72)
    art.text((w / 2, h * at + w * 0.135), look.line, w * 0.068, ink, spacing=0.14, most=0.70)
    if look.size:
        art.text((w / 2, h * 0.88), look.size, w * 0.058, ink, most=0.5)
