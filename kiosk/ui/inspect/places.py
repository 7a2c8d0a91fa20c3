"""What can be wrong with places: content that leaves its room, targets too small, too close or without a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kiosk.ui import reading
from kiosk.ui.inspect.finding import Finding
from kiosk.ui.inspect.seen import TOLERANCE, Box, Seen, name_of
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Grid, Holder
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Text


def wrong(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Everything that is wrong with places and targets."""
    yield from _spilt(seen)
    targets = [one for one in seen if isinstance(one.widget, Pressable) and one.widget.action is not None]
    screen = seen[0].box if seen else Box(0, 0, 0, 0)
    for one in targets:
        yield from _small(one, screen)
    yield from _crowded(targets)
    yield from _nameless(targets)
    if theme.tablet:
        return  # people who work here know why; a shopper does not
    for one in seen:
        if isinstance(one.widget, Button) and one.widget.disabled and not one.widget.reason:
            yield Finding("reason", f"{name_of(one.widget)} is off and does not say why")


def _spilt(seen: Sequence[Seen]) -> Iterator[Finding]:
    """Content that is larger than its room: a column that is too high pushes its first children up, out of the page and
    into the header, where nothing else would notice."""
    told: set[int] = set()
    for one in seen:
        parent = one.parent
        if parent is None or not isinstance(parent.widget, Holder | Grid):
            continue
        if not one.box.width or not one.box.height or id(parent) in told or not _drawn(one.widget):
            continue
        if not parent.box.holds(one.box, 2 * TOLERANCE):
            # What stands in it would be told once more, each at its own depth.
            told.add(id(parent))
            told.update(id(other) for other in seen if other.inside(parent))
            yield Finding("spill", f"{name_of(one.widget)} leaves its place: {one.box} in {parent.box}")


def _drawn(widget: Any) -> bool:  # any Kivy widget
    """Whether there is anything to be seen of it: room that is left over may be squeezed to nothing."""
    return any(
        isinstance(one, Pressable) or (isinstance(one, Text) and bool(one.text.strip())) or bool(one.canvas.length())
        for one in widget.walk(restrict=True)
    )


def _small(one: Seen, screen: Box) -> Iterator[Finding]:
    area = hit(one)
    if not one.where.scroll:
        area = area.clip(screen) or Box(0, 0, 0, 0)
    if min(area.width, area.height) < theme.control("touch") - TOLERANCE:
        yield Finding("target", f"{name_of(one.widget)} can be touched on {area.width:.0f} x {area.height:.0f} px only")


def _crowded(targets: Sequence[Seen]) -> Iterator[Finding]:
    """Two targets whose areas share ground: who aims between them may hit either."""
    areas = [(one, hit(one)) for one in targets]
    for place, (one, area) in enumerate(areas):
        for other, other_area in areas[place + 1 :]:
            if not area.meets(other_area) or not one.beside(other):
                continue
            mine, theirs = one.shown(area, other), other.shown(other_area, one)
            if mine is not None and theirs is not None and mine.meets(theirs):
                yield Finding("crowd", f"{name_of(one.widget)} and {name_of(other.widget)} share ground for a finger")


def _nameless(targets: Sequence[Seen]) -> Iterator[Finding]:
    """A control without words says nothing to people who hear the screen."""
    for one in targets:
        key = str(getattr(one.widget, "name_key", ""))
        if key and not tr.known(key):
            yield Finding("words", f"{key} has no words in {tr.language}")
        elif not reading.name_of(one.widget).strip():
            yield Finding("words", f"nothing says what {name_of(one.widget)} does")


def hit(one: Seen) -> Box:
    """Where a finger reaches a control."""
    width, height = one.widget.hit_size()
    x, y = (one.box.left + one.box.right) / 2, (one.box.bottom + one.box.top) / 2
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
