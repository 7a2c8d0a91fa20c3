"""The look in numbers: colours of both themes, type sizes of both frames, radii, shadows. No code, no Kivy."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Frame = Literal["kiosk", "tablet"]
"""`kiosk` is drawn 1080 wide in portrait, `tablet` 800 high in landscape."""

DESIGN_WIDTH = 1080
DESIGN_HEIGHT = 800

LIGHT = {
    "bg": "#F6F4F0",
    "surface": "#FFFFFF",
    "surface2": "#EFECE6",
    "ink": "#17181C",
    "ink2": "#55575F",
    "ink3": "#666972",
    "line": "#E2DED6",
    "primary": "#17181C",
    "on_primary": "#FFFFFF",
    "accent": "#0B5C4A",
    "on_accent": "#FFFFFF",
    "accent_soft": "#E1EFEA",
    "accent_line": "#0B5C4A",
    "on_accent2": "#DCEBE6",  # second text on jade
    "accent_raised": "#2A7060",  # a panel on a jade card
    "sale": "#B3261E",
    "err": "#B3261E",
    "err_soft": "#FBE9E7",
    "warn": "#7A4F00",
    "warn_soft": "#FFF1D1",
    "info": "#1F4E9E",
    "info_soft": "#E7EEFB",
    "ok": "#17663A",
    "ok_soft": "#E2F2E8",
    "gold": "#7C5A12",
    "gold_soft": "#F6ECD6",
    "star": "#B87A00",
    "focus": "#2F6BFF",
    "rail": "#17181C",
    "rail_selected": "#3A3B40",
    "on_rail": "#FFFFFF",
    "on_rail2": "#D6D6D8",
    "on_rail_selected": "#FFFFFF",
    "badge": "#B3261E",
    "on_badge": "#FFFFFF",
    "overlay": "#17181C",
}
"""Contrast on surface: ink 17.7, ink2 7.2, ink3 5.5, accent 7.9 under white, sale 6.5, soft pairs 5.4 and more."""

HIGH_CONTRAST = {
    "bg": "#000000",
    "surface": "#000000",
    "surface2": "#1A1A1A",
    "ink": "#FFFFFF",
    "ink2": "#FFFFFF",
    "ink3": "#E6E6E6",
    "line": "#FFFFFF",
    "primary": "#FFD400",
    "on_primary": "#000000",
    "accent": "#FFD400",
    "on_accent": "#000000",
    "accent_soft": "#000000",
    "accent_line": "#FFD400",
    "on_accent2": "#000000",
    "accent_raised": "#FFD400",
    "sale": "#FFD400",
    "err": "#FF9C94",
    "err_soft": "#000000",
    "warn": "#FFD400",
    "warn_soft": "#000000",
    "info": "#8FD3FF",
    "info_soft": "#000000",
    "ok": "#7CFF9B",
    "ok_soft": "#000000",
    "gold": "#FFD400",
    "gold_soft": "#000000",
    "star": "#FFD400",
    "focus": "#00E5FF",
    "rail": "#000000",
    "rail_selected": "#FFD400",
    "on_rail": "#FFFFFF",
    "on_rail2": "#FFFFFF",
    "on_rail_selected": "#000000",
    "badge": "#FFFFFF",
    "on_badge": "#000000",
    "overlay": "#FFFFFF",
}
"""Soft fills are off and borders are on; every text stands at 12.9 or more."""

EVENING = LIGHT | {
    "bg": "#121317",
    "surface": "#1D1F24",
    "surface2": "#2A2C32",
    "ink": "#F2F0EB",
    "ink2": "#BEBFC5",
    "ink3": "#A9ABB2",
    "line": "#34363C",
    "primary": "#3A3C43",
    "on_primary": "#F7F5F1",
    "accent": "#2A7060",
    "accent_soft": "#1B322C",
    "accent_line": "#7FD0B8",
    "warn": "#F1C765",
    "warn_soft": "#33290F",
    "gold": "#E0BE78",
    "gold_soft": "#2F2817",
    "overlay": "#000000",
}
"""A page that rests: the light one turned dark, for pictures that change while nobody is there. Ink on surface 14.4."""

Role = Literal["numeral", "amount", "price", "display", "h1", "h2", "action", "body", "second", "caption", "micro"]
"""What a text is for. A size is never given in any other way, so that there are twelve sizes at most."""

SIZES: dict[Frame, dict[Role, int]] = {
    "kiosk": {
        "numeral": 148,
        "amount": 88,
        "price": 76,
        "display": 64,
        "h1": 52,
        "h2": 36,
        "action": 36,
        "body": 30,
        "second": 28,
        "caption": 26,
        "micro": 24,
    },
    "tablet": {
        "numeral": 64,
        "amount": 44,
        "price": 38,
        "display": 38,
        "h1": 30,
        "h2": 24,
        "action": 21,
        "body": 19,
        "second": 17,
        "caption": 17,
        "micro": 15,
    },
}
"""Design pixels at 100 %."""

TEXT_SCALES = (1.0, 1.25, 1.5)


def nearest_scale(wanted: float) -> float:
    """The scale of texts that comes next to the one that is wanted."""
    return min(TEXT_SCALES, key=lambda known: abs(known - wanted))


LARGEST = {"numeral": 1.15, "amount": 1.2, "price": 1.25, "display": 1.25, "h1": 1.35}
"""What is large already need not grow by a half; the readable minimum is about small text."""


class Shadow(Struct, frozen=True):
    """One height above the ground, in design pixels of the kiosk."""

    blur: float
    drop: float
    """How far below; negative for a sheet that rises from the bottom."""

    strength: float
    """Alpha under the middle of an edge, 0 to 1."""


SHADOWS = {"e1": Shadow(18, 4, 0.05), "e2": Shadow(30, 8, 0.07), "e3": Shadow(50, -10, 0.10)}

RADII: dict[Frame, dict[str, int]] = {
    "kiosk": {"chip": 12, "thumb": 20, "card": 28, "panel": 40, "sheet": 48, "option": 24},
    "tablet": {"chip": 10, "thumb": 16, "card": 24, "panel": 24, "sheet": 28, "option": 20},
}

HEIGHTS: dict[Frame, dict[str, int]] = {
    "kiosk": {"chip": 72, "small": 80, "option": 96, "action": 112, "touch": 96},
    "tablet": {"chip": 44, "small": 52, "option": 72, "action": 64, "tall": 104, "touch": 64},
}
"""Drawn heights of controls; `touch` is the least that a finger is given, whatever is drawn."""

SIMPLE = 1.2
"""How much higher buttons are for who chose large letters and fewer things."""

RING = 4
"""Thickness of the focus ring, design pixels; and it keeps as far from what it surrounds."""

MARGIN: dict[Frame, int] = {"kiosk": 56, "tablet": 28}
"""From the page's edge to its content, design pixels."""
