"""Solids that no lathe can turn: balls and eggs, bent rods, rings."""

from __future__ import annotations

import numpy as np

from scripts.demo_store.studio import Array, Colour, blend


def globe(
    canvas: Array,
    cx: float,
    cy: float,
    rx: float,
    ry: float,
    albedo: Colour | Array,
    *,
    gloss: float = 0.25,
    power: float = 2.0,
    turn: float = 0.0,
    sharp: float = 26,
) -> None:
    """A ball or egg in the light of the left soft box; `power` above 2 makes it squarer. `albedo` may be a picture."""
    big = int(max(rx, ry)) + 2
    grid = np.arange(-big, big + 1, dtype=np.float32)
    dx, dy = grid[None, :] - (cx - round(cx)), grid[:, None] - (cy - round(cy))
    x, y = (dx * np.cos(turn) + dy * np.sin(turn)) / rx, (-dx * np.sin(turn) + dy * np.cos(turn)) / ry
    away = (np.abs(x) ** power + np.abs(y) ** power) ** (1 / power)
    cover = np.clip((1 - away) * min(rx, ry) + 0.5, 0, 1)
    nz = np.sqrt(np.clip(1 - away**2, 0, 1))
    nx, ny = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    facing = nx * -0.40 + ny * -0.56 + nz * 0.72
    shade = 0.36 + 0.70 * np.clip(facing * 0.86 + 0.14, 0, 1) - 0.06 * np.clip(ny, 0, 1)
    mirror = np.clip(nx * -0.30 + ny * -0.44 + nz * 0.85, 0, 1) ** sharp
    if isinstance(albedo, tuple):
        colour = shade[..., None] * np.array(albedo, dtype=np.float32)
    else:
        colour = shade[..., None] * albedo[: 2 * big + 1, : 2 * big + 1]
    colour += (gloss * mirror)[..., None]
    blend(canvas, round(cx) - big, round(cy) - big, np.clip(colour, 0, 1).astype(np.float32), cover.astype(np.float32))


def rod(
    canvas: Array,
    start: tuple[float, float],
    end: tuple[float, float],
    radii: tuple[float, ...],
    colour: Colour,
    *,
    bend: float = 0.0,
    gloss: float = 0.08,
    stripes: float = 0.0,
    rings: float = 0.0,
) -> None:
    """A round stick from start to end, `bend` pixels off the straight in its middle, its radii evenly spread."""
    (xa, ya), (xb, yb) = start, end
    length = float(np.hypot(xb - xa, yb - ya))
    cos, sin = (xb - xa) / length, (yb - ya) / length
    room = max(radii) + abs(bend) + 3
    x0, y0 = int(min(xa, xb) - room), int(min(ya, yb) - room)
    w, h = int(max(xa, xb) + room) - x0, int(max(ya, yb) + room) - y0
    dx = np.arange(x0, x0 + w, dtype=np.float32)[None, :] - xa
    dy = np.arange(y0, y0 + h, dtype=np.float32)[:, None] - ya
    s, t = dx * cos + dy * sin, -dx * sin + dy * cos
    share = np.clip(s / length, 0, 1)
    t = t - bend * 4 * share * (1 - share)
    radius = np.interp(share, np.linspace(0, 1, len(radii)), radii).astype(np.float32)
    beyond = np.maximum(np.maximum(-s, s - length), 0)
    away = np.sqrt(t**2 + beyond**2 * 2.2) / radius
    cover = np.clip((1 - away) * radius + 0.5, 0, 1)
    nz = np.sqrt(np.clip(1 - away**2, 0, 1))
    v = t / radius
    # The light falls from above left, whichever way the stick lies.
    facing = (v * -sin) * -0.40 + (v * cos) * -0.58 + nz * 0.70
    shade = 0.40 + 0.66 * np.clip(facing * 0.85 + 0.15, 0, 1)
    if stripes:
        shade *= 1 - stripes * (0.5 + 0.5 * np.sin(np.arcsin(np.clip(v, -1, 1)) * 9))
    if rings:
        shade *= 1 - rings * (np.sin(s * 0.21 + 3 * np.sin(s * 0.05)) > 0.86)
    colours = shade[..., None] * np.array(colour, dtype=np.float32)
    colours += (gloss * 2 * np.clip(facing, 0, 1) ** 14)[..., None]
    blend(canvas, x0, y0, np.clip(colours, 0, 1).astype(np.float32), cover.astype(np.float32))


def ring(canvas: Array, cx: float, cy: float, rx: float, ry: float, thick: float, colour: Colour) -> None:
    """A ring, shaded as a bent rod."""
    w, h = int(rx + thick) + 2, int(ry + thick) + 2
    x = np.arange(-w, w + 1, dtype=np.float32)[None, :]
    y = np.arange(-h, h + 1, dtype=np.float32)[:, None]
    away = np.sqrt((x / rx) ** 2 + (y / ry) ** 2)
    across = (away - 1) * (rx + ry) / 2 / (thick / 1.25)
    cover = np.clip((1 - np.abs(across)) * thick / 1.25 + 0.5, 0, 1)
    slope = across / np.maximum(np.sqrt(x**2 + y**2), 1)
    nz = np.sqrt(np.clip(1 - across**2, 0, 1))
    shade = 0.45 + 0.60 * np.clip(-0.40 * x * slope - 0.50 * y * slope + 0.76 * nz, 0, 1)
    blend(
        canvas, round(cx) - w, round(cy) - h,
        np.clip(shade[..., None] * np.array(colour, dtype=np.float32), 0, 1).astype(np.float32), cover,
    )  # fmt: skip
