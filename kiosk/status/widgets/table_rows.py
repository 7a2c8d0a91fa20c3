"""Rows of a table whose columns share the width by weight, so that they stand under one another at every text size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Gap, Row
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Text


class TableRow(Row):
    """One row: widgets with their weights, and a fine line above it."""

    def __init__(self, cells: Sequence[tuple[Widget, float]], *, line: bool = True, tall: float = 44) -> None:
        self._lined = line
        self._tall = tall
        super().__init__(*[_cell(widget, weight) for widget, weight in cells], gap=12, pad=(4, 4))
        with self.canvas.after:
            self._colour = Color(0, 0, 0, 0)
            self._shape = Rectangle(size=(0, 0))
        self.bind(pos=self._draw, size=self._draw)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        self._colour.rgba = theme.colour("line")
        self._hug()
        self._draw()

    def _hug(self, *_: object) -> None:
        if self.size_hint_y is None:
            self.height = max(self.minimum_height, theme.px(self._tall))

    def _draw(self, *_: object) -> None:
        thick = max(1.0, theme.px(2))
        # Not `self.top`: Kivy keeps an older one while a place is being changed.
        self._shape.pos = (self.x, self.y + self.height - thick)
        self._shape.size = (self.width, thick) if self._lined else (0, 0)


def _cell(widget: Any, weight: float) -> Widget:  # any Kivy widget
    if getattr(widget, "size_hint_x", None) is not None:
        widget.size_hint_x = weight
        return widget
    # A pill or an icon has a width of its own: it stands at the left of its column, and wraps where that ends.
    cell = Row(widget, Gap(), size_hint=(weight, None))
    if isinstance(widget, Pill):
        cell.bind(width=lambda _cell, wide: widget.fit(wide))
    return cell


class SideBySide(Row):
    """Cards beside one another, all as high as the highest."""

    def __init__(self, *cards: Any, **named: Any) -> None:  # Kivy's widgets have no types
        super().__init__(**named)
        for card in cards:
            card.size_hint_y = 1
            card.bind(minimum_height=self._hug)
            self.add_widget(card)

    def _hug(self, *_: object) -> None:
        self.height = max((card.minimum_height for card in self.children), default=0)


def heads(keys: Sequence[str], columns: Sequence[float]) -> TableRow:
    """The names of the columns; an empty key leaves its column without one."""
    names = [Text(key=key, role="second", colour="ink2") for key in keys]
    return TableRow(list(zip(names, columns, strict=True)), line=False, tall=30)
