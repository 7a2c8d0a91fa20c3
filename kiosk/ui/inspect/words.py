"""What can be wrong with words and icons: cut, on one another, covered, not drawable, pale, not translated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kiosk.ui import font_subset, fonts, icons
from kiosk.ui.inspect.finding import Finding
from kiosk.ui.inspect.seen import Box, Seen, name_of
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.text import Icon, Text

CONTRAST = 4.5
"""WCAG 2.2, 1.4.3. Words of a disabled control are apart."""

CONTRAST_ICON = 3.0
"""WCAG 2.2, 1.4.11: graphics."""

KEY = re.compile(r"^[a-z_]+(\.[a-z0-9_]+)+$")

ICON_INK = 0.14
"""Icons leave so much of their square empty at each side."""


def wrong(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Everything that is wrong with words and icons."""
    texts = [one for one in seen if isinstance(one.widget, Text) and one.widget.text.strip()]
    signs = [one for one in seen if isinstance(one.widget, Icon) and one.widget.name and one.widget.width > 1]
    for one in texts:
        yield from _cut(one)
        yield from _letters(one)
        yield from _pale(one, CONTRAST)
    for one in signs:
        if one.widget.text not in _icons():
            yield Finding("glyph", f"{name_of(one.widget)} is not in the icons' font")
        yield from _pale(one, CONTRAST_ICON)
    yield from _overlaps([*texts, *signs])
    yield from _covered(seen)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colour tokens, 1 to 21, as WCAG 2.2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _cut(one: Seen) -> Iterator[Finding]:
    text, holder = one.widget, one.where.holder
    drawn = _drawn(one)
    if not holder.holds(drawn):
        yield Finding("cut", f"{name_of(text)} leaves what holds it: {drawn} in {holder}")


def _letters(one: Seen) -> Iterator[Finding]:
    text = one.widget
    missing = sorted(set(text.text) - {"\n"} - _drawable(text.font_name))
    if missing:
        yield Finding("glyph", f"{name_of(text)} has no glyph for {' '.join(missing)}")
    if (text.key and not tr.known(text.key)) or KEY.match(text.text):
        yield Finding("words", f"{text.key or text.text} has no words in {tr.language}")


def _pale(one: Seen, least: float) -> Iterator[Finding]:
    ground = one.where.ground
    if ground is None or one.where.off:
        return
    ratio = contrast(one.widget.colour, ground)
    if ratio < least:
        yield Finding("contrast", f"{name_of(one.widget)}: {one.widget.colour} on {ground} is {ratio:.1f}")


def _overlaps(ones: Sequence[Seen]) -> Iterator[Finding]:
    inks = [(one, ink(one)) for one in ones]
    for place, (one, box) in enumerate(inks):
        for other, other_box in inks[place + 1 :]:
            if one.where.layer != other.where.layer or not box.meets(other_box):
                continue
            mine, theirs = one.shown(box, other), other.shown(other_box, one)
            if mine is not None and theirs is not None and mine.meets(theirs):
                yield Finding("overlap", f"{name_of(one.widget)} and {name_of(other.widget)}")


def _covered(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Words under something that was drawn later and lets nothing through."""
    grounds = [(place, one) for place, one in enumerate(seen) if one.opaque()]
    for place, one in enumerate(seen):
        if not isinstance(one.widget, Text) or not one.widget.text.strip():
            continue
        box = ink(one)
        for later, other in grounds:
            if later <= place or not box.meets(other.box) or not one.beside(other):
                continue
            mine, theirs = one.shown(box, other), other.shown(other.box, one)
            if mine is not None and theirs is not None and mine.meets(theirs):
                yield Finding("cover", f"{name_of(one.widget)} lies under {name_of(other.widget)}")


def ink(one: Seen) -> Box:
    """Where the letters themselves lie: a line is 1.45 sizes high, of which letters fill the middle."""
    if isinstance(one.widget, Icon):
        spare = one.box.width * ICON_INK
        return Box(one.box.left + spare, one.box.bottom + spare, one.box.right - spare, one.box.top - spare)
    drawn = _drawn(one)
    if not one.widget.hug and one.widget.halign == "left" and "\n" not in one.widget.text:
        width = min(drawn.width, one.widget.natural_width())
        drawn = Box(drawn.left, drawn.bottom, drawn.left + width, drawn.top)
    spare = one.widget.font_size * 0.24
    return Box(drawn.left, drawn.bottom + spare, drawn.right, drawn.top - spare)


def _drawn(one: Seen) -> Box:
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


def _luminance(token: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in theme.rgb(token)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _drawable(font: str) -> frozenset[str]:
    files = fonts.ensure_fonts()
    path = files.tc_regular if font == "ui_tc" else files.sc_regular
    return frozenset(chr(point) for point in font_subset.characters(path))


@cache
def _icons() -> frozenset[str]:
    return frozenset(chr(point) for point in font_subset.characters(Path(icons.font_file())))
