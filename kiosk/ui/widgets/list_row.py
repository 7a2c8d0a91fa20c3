"""One row of a list: something in front, two lines of words, something behind."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.press import Action, Pressable
from kiosk.ui.widgets.text import Icon, Text


class ListRow(Pressable, Row):
    """One row. It is as high as its words.

    Args:
        title, title_key: first line, bold.
        sub, sub_key: second line, quiet.
        lead: what stands in front: a widget, or the name of an icon.
        trail: widgets behind.
        more: widgets under the two lines, such as a pill or a note.
        line: draw a fine line under it.
    """

    def __init__(
        self,
        title: str = "",
        sub: str = "",
        *,
        title_key: str = "",
        sub_key: str = "",
        lead: Widget | str | None = None,
        trail: tuple[Widget, ...] = (),
        more: tuple[Widget, ...] = (),
        line: bool = True,
        role: Role = "body",
        sub_colour: str = "ink2",
        action: Action | None = None,
        pad: Any = (0, 16),  # kiosk.ui.widgets.boxes.Padding
    ) -> None:
        self.title = Text(title, key=title_key, role=role, bold=True)
        self.sub = Text(sub, key=sub_key, role="second", colour=sub_colour)
        self._lined = line
        words: list[Any] = [self.title]  # Kivy's widgets have no types
        if sub or sub_key:
            words.append(self.sub)
        front: list[Any] = []
        if isinstance(lead, str):
            front = [Icon(lead, 40 if not theme.tablet else 26, colour="ink2")]
        elif lead is not None:
            front = [lead]
        if action is not None and not trail:
            trail = (Icon("next", 36 if not theme.tablet else 24, colour="ink2"),)
        super().__init__(*front, Column(*words, *more, gap=2), *trail, gap=20, pad=pad, action=action)
        with self.canvas.after:
            self._line_colour = Color(0, 0, 0, 0)
            self._line = Rectangle(size=(0, 0))
        self.bind(pos=self._draw, size=self._draw)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        self.veil_radius = "chip"
        self._line_colour.rgba = theme.colour("line")
        self._draw()

    def _draw(self, *_: object) -> None:
        self._line.pos = self.pos
        self._line.size = (self.width, max(1.0, theme.px(2))) if self._lined else (0, 0)
