"""Layout by content: columns and rows that are as high as what they hold, so that no text is ever cut."""

from __future__ import annotations

from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.layout import Layout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint

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
        self.spacing = theme.px(self.gap)
        self.padding = sides(self.pad)


class Box(Holder, BoxLayout):
    """What `Column` and `Row` share: gaps and padding in design pixels, and a height that follows the content.

    With `grow` it takes the height that its parent has to give instead.
    """

    def __init__(self, *children: Widget, gap: float = 0, pad: Padding = 0, grow: bool = False, **named: Any) -> None:
        self.gap = gap
        self.pad = pad
        self.grow = grow
        hint(named, 1, 1 if grow else None)
        super().__init__(**named)
        self.bind(minimum_height=self._hug, size_hint_y=self._hug)
        # Kivy gives every widget 100 pixels to begin with, and an empty box would keep them.
        self._hug()
        for child in children:
            self.add_widget(child)

    def _hug(self, *_: object) -> None:
        if self.size_hint_y is None:
            self.height = self.minimum_height


class Column(Box):
    """Children below one another."""

    def __init__(self, *children: Widget, **named: Any) -> None:
        super().__init__(*children, orientation="vertical", **named)

    def do_layout(self, *_: object) -> None:
        """Place the children; where nothing grows, room that is left over stays below them."""
        super().do_layout()
        spare = self.height - self.minimum_height
        if spare > 0.5 and all(child.size_hint_y is None for child in self.children):
            for child in self.children:
                child.y += spare


class Row(Box):
    """Children beside one another, each in the middle of the row's height (or at its `top`, or stretched).

    With `hug` it is as wide as its children.
    """

    def __init__(self, *children: Widget, align: str = "middle", hug: bool = False, **named: Any) -> None:
        self.align = align
        self.hug = hug
        if hug:
            hint(named, None, None)
        super().__init__(orientation="horizontal", **named)
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

    def _hug_width(self, *_: object) -> None:
        self.width = self.minimum_width


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
        self.bind(pos=self._again, size=self._again, children=self._again)
        for child in children:
            self.add_widget(child)

    def add_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Add a child: it takes its column's width and its row's height."""
        widget.size_hint = (1, 1)
        widget.fbind("minimum_height" if hasattr(widget, "minimum_height") else "height", self._again)
        super().add_widget(widget, *args, **named)

    def remove_widget(self, widget: Widget, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Take a child out."""
        widget.funbind("minimum_height" if hasattr(widget, "minimum_height") else "height", self._again)
        super().remove_widget(widget, *args, **named)

    def replace(self, *children: Widget) -> None:
        """Hold these children and no others."""
        self.clear_widgets()
        for child in children:
            self.add_widget(child)

    def restyle(self) -> None:
        """Take gaps and columns anew."""
        self._again()

    def _again(self, *_: object) -> None:
        self._trigger_layout()

    def do_layout(self, *_: object) -> None:
        """Place the children, and take the height they need."""
        columns = self.large if theme.text_scale >= 1.5 else self.columns
        gap = theme.px(self.gap)
        width = (self.width - gap * (columns - 1)) / columns
        children = list(reversed(self.children))
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
