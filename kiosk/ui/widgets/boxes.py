"""Layout by content: columns and rows that are as high as what they hold, so that no text is ever cut."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty
from kivy.uix.layout import Layout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from kiosk.ui.arranging import settle
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.laid import Laid

ACROSS = ("x", "center_x", "right")
UPWARDS = ("y", "center_y", "top")
"""What a `pos_hint` says of a child's beginning, its middle or its end."""

Padding = float | tuple[float, float] | tuple[float, float, float, float]
"""Design pixels: all sides; across and along; or left, top, right, bottom."""


def sides(padding: Padding) -> list[float]:
    """Give a padding as Kivy takes it: left, top, right, bottom, in screen pixels."""
    if isinstance(padding, tuple):
        four = padding if len(padding) == 4 else (padding[0], padding[1], padding[0], padding[1])
    else:
        four = (padding, padding, padding, padding)
    return [theme.px(side) for side in four]


class Holder(Styled):
    """What all boxes share: `gap` between their children and `pad` around them, in design pixels."""

    gap: float
    pad: Padding

    def replace(self, *children: Widget) -> None:
        """Hold these children and no others."""
        self.clear_widgets()
        for child in children:
            self.add_widget(child)

    def restyle(self) -> None:
        """Take gaps anew."""
        self.spacing: Any = theme.px(self.gap)  # Kivy's own takes more than a box does
        self.padding: Any = sides(self.pad)


class Box(Holder, Layout):
    """What `Column` and `Row` share: gaps and padding in design pixels, and a height that follows the content.

    With `grow` it takes the height that its parent has to give instead; with `swell`, in a column, at least what it
    needs, and the room that its column has left, up to so many design pixels. It places as Kivy's `BoxLayout` does, but
    asks its children to settle with their new width before it goes by their height, and knows when it need not do it
    again.
    """

    height: Any  # Kivy's own
    minimum_height: float = NumericProperty(0)
    minimum_width: float = NumericProperty(0)
    spacing: Any = Laid(0.0)  # screen pixels
    padding: Any = Laid([0.0, 0.0, 0.0, 0.0])  # left, top, right, bottom, screen pixels

    def __init__(
        self,
        *children: Widget,
        gap: float = 0,
        pad: Padding = 0,
        grow: bool = False,
        swell: float = 0,
        **named: Any,
    ) -> None:
        self.gap = gap
        self.pad = pad
        self.grow = grow
        self.swell = swell
        self._room = 0.0
        self._unsettled = True
        hint(named, 1, 1 if grow else None)
        super().__init__(**named)
        self.fbind("pos", self._trigger_layout.moved)
        self.fbind("size", self._trigger_layout)
        self.bind(minimum_height=self._hug, size_hint_y=self._hug)
        # Kivy gives every widget 100 pixels to begin with, and an empty box would keep them.
        self._hug()
        for child in children:
            self.add_widget(child)

    def lay_again(self, *_: object) -> None:
        """Something else than sizes has changed."""
        self._unsettled = True
        self._trigger_layout()

    def add_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Add a child."""
        widget.fbind("size", self._trigger_layout)
        again = self.lay_again
        widget.fbind("size_hint", again)
        widget.fbind("pos_hint", again)
        again()
        super(Layout, self).add_widget(widget, *args, **named)  # a layout's own would listen to limits of sizes, too

    def remove_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Take a child out."""
        widget.funbind("size", self._trigger_layout)
        again = self.lay_again
        widget.funbind("size_hint", again)
        widget.funbind("pos_hint", again)
        again()
        super(Layout, self).remove_widget(widget, *args, **named)

    def do_layout(self, *_: object) -> None:
        """Place the children; if nothing but that has changed meanwhile, they lie as they should."""
        self._unsettled = False
        if self._arrange() and not self._unsettled:
            self._trigger_layout.rest()

    def _arrange(self) -> bool:
        """Place the children; gives whether all of them took the size that they were placed by. A plain box leaves
        them where they are."""
        return True

    @property
    def swells(self) -> bool:
        """Whether a child wants the room that is left over."""
        return False

    def take_room(self, room: float) -> None:
        """What scrolls it shows so many screen pixels of it at once: with a child that swells it is that high."""
        if room != self._room:
            self._room = room
            self._hug()

    def _hug(self, *_: object) -> None:
        if self.size_hint_y is None and not (self.swell and self.height > self.minimum_height):
            self.height = max(self.minimum_height, self._room) if self.swells else self.minimum_height


class Column(Box):
    """Children below one another; where nothing grows, room that is left over stays below them. One that swells keeps
    them in its middle.
    """

    @property
    def swells(self) -> bool:
        """Whether a child wants the room that is left over."""
        return any(getattr(child, "swell", 0) for child in self.children)

    def _arrange(self) -> bool:
        children = self.children[:]
        left, top, right, low = self.padding
        width = self.width
        room = width - (left + right)
        for child in children:
            share = child.size_hint_x
            if share:
                child.width = max(0, share * room)
            settle(child)
        spacing = self.spacing
        sizes = [(child.size, child.size_hint) for child in children]
        # What swells is as high as it was given; what it needs is what counts here.
        needs = [child.minimum_height if getattr(child, "swell", 0) else child.height for child in children]
        tall, wide, shares = top + low + spacing * max(0, len(children) - 1), 0.0, 0.0
        for ((child_width, _), (share, share_y)), need in zip(sizes, needs, strict=True):
            if share_y is None:
                tall += need
            else:
                shares += share_y
            if share is None:
                wide = max(wide, child_width)
        self.minimum_width = wide + (left + right)
        self.minimum_height = tall
        if self._room or self.swells:
            # Only then its height follows from more than what it needs; rows of lists are told theirs.
            self._hug()
        x, y, height = self.x + left, self.y + low, self.height
        rest = max(0.0, height - tall)
        extra = self._extra(children, needs, rest) if rest > 0.5 and self.swells else [0.0] * len(children)
        rest -= sum(extra)
        # Nothing grows: the room that is left over stays below, or around what has swollen.
        below = rest if rest > 0.5 and all(share_y is None for _, (_, share_y) in sizes) else 0.0
        if self.swell:
            below /= 2
        held = True
        for child, ((child_width, child_height), (_, share_y)), need, more in zip(
            children, sizes, needs, extra, strict=True
        ):
            given = max(0.0, rest * share_y / shares) if share_y else need + more
            child.pos = (x + hinted(child.pos_hint, ACROSS, room, child_width), y + below)
            if share_y is not None or given != child_height:
                child.height = given
            y += given + spacing
            held = held and child.width == child_width and child.height == given
        return held and self.width == width and self.height == height

    @staticmethod
    def _extra(children: list[Widget], needs: list[float], rest: float) -> list[float]:
        """What each child that swells takes of the rest."""
        wanted = [theme.px(getattr(child, "swell", 0)) for child in children]
        most = [max(0.0, one - need) for one, need in zip(wanted, needs, strict=True)]
        each = rest / max(1, sum(one > 0 for one in most))
        return [min(one, each) for one in most]


class Row(Box):
    """Children beside one another, each in the middle of the row's height (or at its `top`, or stretched).

    With `hug` it is as wide as its children.
    """

    def __init__(self, *children: Widget, align: str = "middle", hug: bool = False, **named: Any) -> None:
        self.align = align
        self.hug = hug
        if hug:
            hint(named, None, None)
        super().__init__(**named)
        if hug:
            self.bind(minimum_width=self._hug_width)
        for child in children:
            self.add_widget(child)

    def add_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Add a child, aligned."""
        if not widget.pos_hint and widget.size_hint_y is None:
            if self.align == "middle":
                widget.pos_hint = {"center_y": 0.5}
            elif self.align == "top":
                widget.pos_hint = {"top": 1}
        super().add_widget(widget, *args, **named)

    def _arrange(self) -> bool:
        children = self.children[:]
        left, top, right, low = self.padding
        spacing = self.spacing
        width = self._share_out(children, left + right + spacing * max(0, len(children) - 1))
        sizes = [(child.size, child.size_hint_y) for child in children]
        self.minimum_height = max((tall for (_, tall), share in sizes if share is None), default=0.0) + (top + low)
        x, y, height = self.x + left, self.y + low, self.height
        room = height - (top + low)
        held = True
        for child, ((wide, tall), share) in zip(reversed(children), reversed(sizes), strict=True):
            given = max(0, share * room) if share else tall
            child.pos = (x, y + hinted(child.pos_hint, UPWARDS, room, given))
            if share is not None:
                child.height = given
            x += wide + spacing
            held = held and child.width == wide and child.height == given
        return held and self.width == width and self.height == height

    def _share_out(self, children: list[Widget], wide: float) -> float:
        """Give the children their widths, of which they take their heights; gives the row's own."""
        shares = 0.0
        for child in children:
            share = child.size_hint_x
            if share is None:
                settle(child)
                wide += child.width
            else:
                shares += share
        self.minimum_width = wide
        width = float(self.width)
        rest = max(0.0, width - wide)
        for child in children:
            share = child.size_hint_x
            if share is not None:
                if share:
                    child.width = max(0.0, rest * share / shares)
                settle(child)
        return width

    def _hug_width(self, *_: object) -> None:
        self.width = self.minimum_width


def hinted(hints: dict[str, float], names: tuple[str, str, str], room: float, size: float) -> float:
    """How far from where its room begins a child lies by its `pos_hint`."""
    at = 0.0
    for name, value in hints.items():
        if name == names[1]:
            at += value * room - size / 2.0
        elif name == names[2]:
            at += value * room - size
        elif name == names[0]:
            at += value * room
    return at


class Flow(Holder, StackLayout):
    """Children one after another, on the next line when the first is full: pills, chips."""

    def __init__(self, *children: Widget, gap: float = 12, pad: Padding = 0, **named: Any) -> None:
        self.gap = gap
        self.pad = pad
        hint(named, 1, None)
        super().__init__(orientation="lr-tb", **named)
        self.bind(minimum_height=self.setter("height"))
        for child in children:
            self.add_widget(child)

    def do_layout(self, *args: object) -> None:
        """Place the children; lines of what can be touched lie so far apart that no finger means two of them."""
        gap = theme.px(self.gap)
        missing = [child.hit_size()[1] - child.height for child in self.children if getattr(child, "action", None)]
        wanted = [gap, max([gap, *missing])]
        now: Any = self.spacing  # Kivy's list of two
        if list(now) != wanted:
            self.spacing: Any = wanted  # the same
        super().do_layout(*args)


class Grid(Styled, Layout):
    """Equal columns; all children of a row are as high as its highest.

    Args:
        columns: how many at 100 % text.
        large: how many when the text is at 150 %; as many as `columns` if not given.
    """

    def __init__(self, *children: Widget, columns: int, large: int = 0, gap: float = 16, **named: Any) -> None:
        self.columns = columns
        self.large = large or columns
        self.gap = gap
        hint(named, 1, None)
        super().__init__(**named)
        self.fbind("pos", self._trigger_layout.moved)
        for name in ("size", "children"):
            self.fbind(name, self._trigger_layout)
        for child in children:
            self.add_widget(child)

    def add_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Add a child: it takes its column's width and its row's height."""
        widget.size_hint = (1, 1)
        widget.fbind("minimum_height" if hasattr(widget, "minimum_height") else "height", self._trigger_layout)
        super().add_widget(widget, *args, **named)

    def remove_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Take a child out."""
        widget.funbind("minimum_height" if hasattr(widget, "minimum_height") else "height", self._trigger_layout)
        super().remove_widget(widget, *args, **named)

    def replace(self, *children: Widget) -> None:
        """Hold these children and no others."""
        self.clear_widgets()
        for child in children:
            self.add_widget(child)

    def restyle(self) -> None:
        """Take gaps and columns anew."""
        self._trigger_layout()

    def do_layout(self, *_: object) -> None:
        """Place the children, and take the height they need."""
        columns = self.large if theme.text_scale >= 1.5 else self.columns
        gap = theme.px(self.gap)
        width = (self.width - gap * (columns - 1)) / columns
        children = list(reversed(self.children))
        for child in children:
            child.width = round(width)
            settle(child)
        rows = [children[start : start + columns] for start in range(0, len(children), columns)]
        heights = [max(_least(child) for child in row) for row in rows]
        total = sum(heights) + gap * max(0, len(rows) - 1)
        top = self.y + total
        for row, height in zip(rows, heights, strict=True):
            for column, child in enumerate(row):
                child.size = (round(width), height)
                child.pos = (round(self.x + column * (width + gap)), top - height)
            top -= height + gap
        if self.size_hint_y is None:
            self.height = total


def _least(widget: Widget) -> float:
    return float(getattr(widget, "minimum_height", 0) or widget.height)


class Gap(Styled):
    """Empty room: of a given size (design pixels), or all that is left over."""

    def __init__(self, size: float = 0) -> None:
        self.design = size
        super().__init__(size_hint=(None, None) if size else (1, 1))

    def restyle(self) -> None:
        """Take the size anew."""
        if self.design:
            self.size = (theme.px(self.design), theme.px(self.design))
