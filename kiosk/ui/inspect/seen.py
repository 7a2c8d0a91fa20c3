"""What can be seen of a widget tree, in the order it is drawn, and on what ground each thing stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.uix.scrollview import ScrollView
from msgspec import Struct

from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.plate import Ground, Plate
from kiosk.ui.widgets.text import Icon, Text

TOLERANCE = 2.0
"""Screen pixels that rounding may cost."""

ANYTHING = 1e9


class Box(Struct, frozen=True):
    """A rectangle in window pixels."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

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

    def meets(self, other: Box) -> bool:
        """Whether both share more than what rounding may cost."""
        # Asked some ten thousand times a page, so no box is made of what both share.
        return (
            self.right - other.left > TOLERANCE
            and other.right - self.left > TOLERANCE
            and self.top - other.bottom > TOLERANCE
            and other.top - self.bottom > TOLERANCE
            and min(self.right, other.right) - max(self.left, other.left) > TOLERANCE
            and min(self.top, other.top) - max(self.bottom, other.bottom) > TOLERANCE
        )

    def __str__(self) -> str:
        return f"({self.left:.0f}, {self.bottom:.0f}) to ({self.right:.0f}, {self.top:.0f})"


class Where(Struct, frozen=True):
    """What a widget inherits from those that it lies in."""

    clip: Box
    """What of it can be seen without scrolling."""
    layer: int
    """Page, or sheet, or dialog: what lies over another is meant to."""
    scroll: int
    """The scrolling area it lies in; 0 for none."""
    ground: str | None
    """Token of the colour behind it; None over a picture."""
    holder: Box
    """The shape that its words must not leave."""
    off: bool


class Seen(Struct, frozen=True, eq=False):
    """One widget that can be seen, and where."""

    widget: Any  # Kivy's widgets have no types
    box: Box
    where: Where
    parent: Seen | None

    def inside(self, other: Seen) -> bool:
        """Whether it lies in the other's tree."""
        above = self.parent
        while above is not None:
            if above is other:
                return True
            above = above.parent
        return False

    def opaque(self) -> bool:
        """Whether nothing of what was drawn before can be seen through it."""
        return isinstance(self.widget, Picture) or _fill(self.widget) is not None

    def beside(self, other: Seen) -> bool:
        """Whether the two lie side by side: on the same layer, and not one in the other."""
        return self.where.layer == other.where.layer and not self.inside(other) and not other.inside(self)

    def shown(self, box: Box, other: Seen) -> Box | None:
        """The part of `box` that can meet something of the other: within one scrolling area all of it, otherwise what
        can be seen now."""
        return box if self.where.scroll == other.where.scroll else box.clip(self.where.clip)


def visible(root: Any) -> Iterator[Seen]:  # any Kivy widget
    """Give each widget that can be seen, parents before their children, in the order in which they are drawn."""
    whole = box_of(root)
    yield from _below(root, Where(whole, 0, 0, None, whole, False), None)


def box_of(widget: Any) -> Box:  # any Kivy widget
    """Where a widget lies in the window."""
    left, bottom = widget.to_window(*widget.pos)
    return Box(left, bottom, left + widget.width, bottom + widget.height)


def name_of(widget: Any) -> str:  # any Kivy widget
    """What to call a widget in a finding."""
    if isinstance(widget, Icon):
        return f"icon {widget.name}"
    if isinstance(widget, Text):
        return repr(widget.text[:40])
    if isinstance(widget, Button):
        return f"button {widget.label.text!r}"
    words = [one.text for one in widget.walk(restrict=True) if isinstance(one, Text) and one.text.strip()]
    icons = [one.name for one in widget.walk(restrict=True) if isinstance(one, Icon)]
    told = words[:1] or icons[:1]
    return f"{type(widget).__name__} {told[0][:24]!r}" if told else type(widget).__name__


def _below(widget: Any, where: Where, parent: Seen | None) -> Iterator[Seen]:  # any Kivy widget
    if widget.opacity < 0.05:
        return
    box = box_of(widget)
    layer, scroll, holder, ground, clip = where.layer, where.scroll, where.holder, where.ground, where.clip
    if getattr(widget, "overlay", False):
        layer, scroll, holder = id(widget), 0, box
    fill = _fill(widget)
    if fill is not None:
        ground, holder = fill, box
    here = Where(clip, layer, scroll, ground, holder, where.off or bool(widget.disabled))
    if scroll == 0 and box.clip(clip) is None and (box.width and box.height):
        return
    one = Seen(widget, box, here, parent)
    yield one
    if isinstance(widget, ScrollView):
        shown = box.clip(clip)
        if shown is None:
            return
        # What is above and below comes up under a finger; at the sides it is cut for good.
        side = Box(shown.left, -ANYTHING, shown.right, ANYTHING)
        here = Where(shown, layer, id(widget), ground, side, here.off)
    for child in reversed(widget.children):
        yield from _below(child, here, one)


def _fill(widget: Any) -> str | None:  # any Kivy widget
    """Token of the colour that a widget is filled with, if it is."""
    found: str | None = None
    for value in vars(widget).values():
        if isinstance(value, Plate | Ground) and value.widget is widget and value.fill:
            found = value.fill
    return found
