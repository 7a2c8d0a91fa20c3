"""What grows: the skins of fruit, and leaves."""

from __future__ import annotations

import numpy as np

from scripts.demo_store.studio import WHITE, Array, Colour, blend, grain, mix, rgb

LEAF = rgb("#5F8A3E")


def skin_of(
    r: float,
    colour: Colour,
    other: Colour,
    *,
    streaks: bool = False,
    spots: bool = False,
    pores: float = 0.0,
    buds: bool = False,
) -> Array:
    """The skin of a fruit of radius r: two colours in clouds, with what else is asked for."""
    n = 2 * int(r) + 6
    cloud = np.clip(grain(90)[20 : 20 + n, 30 : 30 + n] * 1.5 - 0.35, 0, 1)
    if streaks:
        column = grain(6)[60:61, :n]
        cloud = np.clip(cloud * 0.8 + 0.5 * (column - 0.55), 0, 1)
    if buds:
        cloud = np.clip(grain(6)[:n, :n] * 1.7 - 0.35, 0, 1)
    a, b = np.array(colour, dtype=np.float32), np.array(other, dtype=np.float32)
    found = a + (b - a) * cloud[..., None]
    if spots:
        found = found * np.where(grain(8)[:n, :n] > 0.86, 0.80, 1.0)[..., None]
    if pores:
        found = found * (1 - 0.05 * pores * (grain(5)[:n, :n] - 0.5))[..., None]
    return np.asarray(found, dtype=np.float32)


def veined(r: int, colour: Colour) -> Array:
    n = 2 * r + 6
    grid = (np.arange(n, dtype=np.float32) - n / 2) / r
    x, y = grid[None, :], grid[:, None] - 1.0
    angle = np.arctan2(x, -y) + 0.10 * (grain(46)[:n, :n] - 0.5)
    vein = np.clip(1 - np.abs(((angle * 4.5) % 1) - 0.5) * 16, 0, 1) * np.clip(1.2 + y * 0.4, 0, 1)
    cloud = 0.92 + 0.14 * grain(46)[:n, :n]
    base = np.array(colour, dtype=np.float32) * cloud[..., None]
    return np.asarray(base + (np.array(mix(colour, WHITE, 0.55)) - base) * vein[..., None] * 0.6, dtype=np.float32)


def leaf(
    canvas: Array,
    x: float,
    y: float,
    length: float,
    angle: float,
    *,
    fat: float = 0.24,
    squash: float = 1.0,
    shade: float = 0.0,
) -> None:
    """A leaf from its stem at (x, y)."""
    reach = int(length) + 4
    grid = np.arange(-reach, reach + 1, dtype=np.float32)
    dx, dy = grid[None, :], grid[:, None] / squash
    s = (dx * np.cos(angle) + dy * np.sin(angle)) / length
    t = (-dx * np.sin(angle) + dy * np.cos(angle)) / length
    half = fat * np.sin(np.pi * np.clip(s, 0, 1) ** 0.8)
    cover = np.clip((half - np.abs(t)) * length + 0.5, 0, 1) * (s > 0) * (s < 1)
    light = 0.92 + 0.22 * (t < 0) - shade - 0.10 * np.clip(1 - np.abs(t) * length / 2, 0, 1)
    colour = light[..., None] * np.array(LEAF, dtype=np.float32)
    blend(
        canvas, round(x) - reach, round(y) - reach, np.clip(colour, 0, 1).astype(np.float32), cover.astype(np.float32)
    )
