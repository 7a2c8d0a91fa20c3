"""Looks at a widget tree as a critical eye would: words cut or on top of one another, boxes for letters, pale colours,
small targets, words without translation. Tests walk every screen with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kivy.uix.scrollview import ScrollView

from kiosk.ui import fonts
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.plate import Ground, Plate
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Icon, Text

CONTRAST = 4.5
"""WCAG 2.2, 1.4.3. Words of a disabled control are apart."""

TOLERANCE = 2.0
"""Screen pixels that rounding may cost."""

KEY = re.compile(r"^[a-z_]+(\.[a-z0-9_]+)+$")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in window pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def clip(self, other: Box) -> Box | None:
        """The part that lies in the other as well, or None."""
        box = Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )
        return box if box.right > box.left and box.top > box.bottom else None

    def holds(self, other: Box, slack: float = TOLERANCE) -> bool:
        """Whether the other lies inside."""
        return (
            other.left >= self.left - slack
            and other.right <= self.right + slack
            and other.bottom >= self.bottom - slack
            and other.top <= self.top + slack
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    kind: str
    """cut, overlap, glyph, contrast, target or words."""

    what: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """One widget that can be seen, and where."""

    widget: Any  # Kivy's widgets have no types
    box: Box
    clip: Box
    layer: int
    ground: str | None
    holder: Box
    scrolls: bool
    off: bool


def walk(root: Any) -> list[Finding]:  # any Kivy widget
    """Give everything that is wrong with what can be seen below `root` (or with nothing, an empty list)."""
    seen = list(_visible(root))
    findings: list[Finding] = []
    texts = [one for one in seen if isinstance(one.widget, Text) and one.widget.text.strip()]
    for one in texts:
        findings += _words(one)
    findings += _overlaps(texts)
    findings += [
        Finding("target", f"{_name(one.widget)} can be touched on {width:.0f} x {height:.0f} px only")
        for one in seen
        if isinstance(one.widget, Pressable) and one.widget.action is not None
        for width, height in (one.widget.hit_size(),)
        if min(width, height) < theme.control("touch") - TOLERANCE
    ]
    return findings


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colour tokens, 1 to 21, as WCAG 2.2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _words(one: _Seen) -> list[Finding]:
    text = one.widget
    findings: list[Finding] = []
    drawn = _drawn(one)
    if text.texture_size[0] > text.width + TOLERANCE and not text.hug:
        findings.append(Finding("cut", f"{_name(text)} is wider than its place"))
    outer = one.holder if not one.scrolls else Box(one.holder.left, -1e9, one.holder.right, 1e9)
    if not outer.holds(drawn):
        findings.append(Finding("cut", f"{_name(text)} leaves what holds it: {drawn} in {outer}"))
    missing = sorted(set(text.text) - {"\n"} - _drawable(text.font_name))
    if missing:
        findings.append(Finding("glyph", f"{_name(text)} has no glyph for {' '.join(missing)}"))
    if one.ground is not None and not one.off:
        ratio = contrast(text.colour, one.ground)
        if ratio < CONTRAST:
            findings.append(Finding("contrast", f"{_name(text)}: {text.colour} on {one.ground} is {ratio:.1f}"))
    if (text.key and not tr.known(text.key)) or KEY.match(text.text):
        findings.append(Finding("words", f"{text.key or text.text} has no words in {tr.language}"))
    return findings


def _overlaps(texts: list[_Seen]) -> list[Finding]:
    findings = []
    boxes = [(one, _ink(one)) for one in texts]
    for place, (one, box) in enumerate(boxes):
        for other, other_box in boxes[place + 1 :]:
            if one.layer != other.layer or box is None or other_box is None:
                continue
            both = box.clip(other_box)
            if both and both.right - both.left > TOLERANCE and both.top - both.bottom > TOLERANCE:
                findings.append(Finding("overlap", f"{_name(one.widget)} and {_name(other.widget)}"))
    return findings


def _drawn(one: _Seen) -> Box:
    """Where the words' picture lies."""
    text = one.widget
    width, height = text.texture_size
    middle = (one.box.bottom + one.box.top) / 2
    if text.halign == "right":
        left = one.box.right - width
    elif text.halign == "center":
        left = (one.box.left + one.box.right - width) / 2
    else:
        left = one.box.left
    if not text.hug:
        # The picture is as wide as the text's place, which is not what is seen.
        left, width = one.box.left, min(width, text.width)
    return Box(left, middle - height / 2, left + width, middle + height / 2)


def _ink(one: _Seen) -> Box | None:
    """Where the letters themselves lie: a line is 1.45 sizes high, of which letters fill the middle."""
    drawn = _drawn(one)
    if not one.widget.hug and one.widget.halign == "left" and "\n" not in one.widget.text:
        width = min(drawn.right - drawn.left, one.widget.natural_width())
        drawn = Box(drawn.left, drawn.bottom, drawn.left + width, drawn.top)
    spare = one.widget.font_size * 0.24
    return Box(drawn.left, drawn.bottom + spare, drawn.right, drawn.top - spare).clip(one.clip)


def _visible(root: Any) -> Iterator[_Seen]:  # any Kivy widget
    whole = _box(root)
    yield from _below(root, whole, 0, None, whole, False, False)


def _below(
    widget: Any,
    clip: Box,
    layer: int,
    ground: str | None,
    holder: Box,
    scrolls: bool,
    off: bool,  # any Kivy widget
) -> Iterator[_Seen]:
    if widget.opacity < 0.05:
        return
    box = _box(widget)
    if getattr(widget, "overlay", False):
        layer, holder, scrolls = id(widget), box, False
    shown = box.clip(clip)
    off = off or bool(widget.disabled)
    for value in vars(widget).values():
        if isinstance(value, Plate | Ground) and value.widget is widget and value.fill:
            ground, holder, scrolls = value.fill, box, False
    if shown is not None:
        yield _Seen(widget, box, clip, layer, ground, holder, scrolls, off)
    if isinstance(widget, ScrollView):
        if shown is None:
            return
        clip, holder, scrolls = shown, shown, True
    for child in reversed(widget.children):
        yield from _below(child, clip, layer, ground, holder, scrolls, off)


def _box(widget: Any) -> Box:  # any Kivy widget
    left, bottom = widget.to_window(*widget.pos)
    return Box(left, bottom, left + widget.width, bottom + widget.height)


def _name(widget: Any) -> str:  # any Kivy widget
    if isinstance(widget, Icon):
        return f"icon {widget.name}"
    if isinstance(widget, Text):
        return repr(widget.text[:40])
    if isinstance(widget, Button):
        return f"button {widget.label.text!r}"
    return type(widget).__name__


def _luminance(token: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in theme.rgb(token)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _drawable(font: str) -> frozenset[str]:
    files = fonts.ensure_fonts()
    path: Path = files.tc_regular if font == "ui_tc" else files.sc_regular
    return frozenset(chr(point) for point in fonts.characters(path))
