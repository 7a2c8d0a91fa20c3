"""A number that a manager looks at: its name, its value, a line of words, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.graphics import Color, Mesh, SmoothLine
from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

LINE = 1.45
"""Height of a line to the size of its letters."""


class Sparkline(Styled):
    """A small line of values with a soft ground, without axes: its shape is the message.

    Args:
        values: oldest first; fewer than two draw nothing.
        width_px, height_px: design pixels.
    """

    def __init__(
        self, values: Sequence[float] = (), *, colour: str = "accent_line", width_px: float = 76, height_px: float = 40
    ) -> None:
        self._values = list(values)
        self._band = colour
        self._design = (width_px, height_px)
        super().__init__(size_hint=(None, None))
        with self.canvas:
            self._ground_colour = Color()
            self._ground = Mesh(mode="triangle_strip")
            self._line_colour = Color()
            self._line = SmoothLine(width=1)
        self.bind(pos=self._draw, size=self._draw)

    def show(self, values: Sequence[float], colour: str | None = None) -> None:
        """Draw other values."""
        self._values = list(values)
        if colour:
            self._band = colour
        self.restyle()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        # Nothing is drawn of fewer than two values, and the number beside it has the room.
        wide = theme.px(self._design[0]) if len(self._values) > 1 else 0.0
        self.size = (wide, theme.px(self._design[1]))
        self._ground_colour.rgba = theme.colour(self._band, 0.14)
        self._line_colour.rgba = theme.colour(self._band)
        self._draw()

    def _draw(self, *_: object) -> None:
        values = self._values
        if len(values) < 2:
            self._line.points, self._ground.vertices, self._ground.indices = [], [], []
            return
        low, high = min(values), max(values)
        span = (high - low) or 1.0
        points: list[float] = []
        vertices: list[float] = []
        for place, value in enumerate(values):
            x = self.x + self.width * place / (len(values) - 1)
            y = self.y + self.height * (0.06 + 0.9 * (value - low) / span)
            points += [x, y]
            vertices += [x, self.y, 0, 0, x, y, 0, 0]
        self._line.width = max(1.0, theme.px(1.3))
        self._line.points = points
        self._ground.vertices = vertices
        self._ground.indices = list(range(len(values) * 2))


class _Strut(Styled):
    """As high as a large number and no wider than nothing: where a long number takes a smaller size, the words below
    it stay on the line of those of the tiles beside it."""

    def __init__(self) -> None:
        super().__init__(size_hint=(None, None))

    def restyle(self) -> None:
        """Take the height anew."""
        self.size = (0, round(theme.size_of("display") * LINE))


class Stat(Card):
    """One tile of a dashboard.

    Args:
        name_key: message key of what is counted.
        value: the number as text.
        note: a line below it, in `note_colour`.
        icon: shown at the right where there is no line.
        values: draws a `Sparkline` at the right.
    """

    def __init__(
        self,
        name_key: str,
        value: str = "",
        note: str = "",
        *,
        note_colour: str = "ink2",
        icon: str = "",
        values: Sequence[float] = (),
        colour: str = "accent_line",
        action: Action | None = None,
    ) -> None:
        self.value = Text(value, role="display", bold=True, shrink=True)
        self.note = Text(note, role="second", colour=note_colour, bold=note_colour != "ink2")
        self.line = Sparkline(values, colour=colour)
        side: Widget | None = None
        if values:
            side = self.line
        elif icon:
            side = Icon(icon, 40, colour=colour)
        middle: list[Any] = [self.value] if side is None else [self.value, side]  # Kivy's widgets have no types
        super().__init__(
            Text(key=name_key, role="second", colour="ink2"),
            # The strut's gap goes into the margin.
            Row(_Strut(), *middle, gap=12, pad=(-12, 0, 0, 0)),
            self.note,
            action=action,
            pad=20,
            gap=2,
        )

    def show(
        self, value: str, note: str = "", *, note_colour: str = "ink2", values: Sequence[float] | None = None
    ) -> None:
        """Show another value."""
        self.value.say(value)
        self.note.say(note)
        self.note.bold = note_colour != "ink2"
        self.note.paint(note_colour)
        if values is not None:
            self.line.show(values)


class Fact(Column):
    """A name and its value, one below the other."""

    def __init__(self, name_key: str, value: str, *, colour: str = "ink", role: Role = "body", **named: Any) -> None:
        self.value = Text(value, role=role, bold=True, colour=colour)
        super().__init__(Text(key=name_key, role="caption", colour="ink2"), self.value, gap=0, **named)
