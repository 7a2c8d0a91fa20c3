"""Grounds to put things on: card, panel, sheet."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Action, Pressable

TONES: dict[str, str] = {
    "bg": "line",
    "surface": "line",
    "surface2": "line",
    "accent": "accent",
    "accent_soft": "accent_line",
    "accent_raised": "on_accent",
    "ok_soft": "ok",
    "warn_soft": "warn",
    "err_soft": "err",
    "info_soft": "info",
    "gold_soft": "gold",
}
"""Fill token and the outline that takes its place in high contrast, where soft fills are off."""


class Card(Pressable, Column):
    """A rounded ground with its children below one another; as high as they need. With an `action` it can be tapped.

    Args:
        tone: token of the fill, one of `TONES`.
        radius: name of a radius.
        shadow: `e1`, `e2`, `e3` or None.
        outlined: a fine line instead of a shadow.
        selected: chosen: accent line and soft fill.
    """

    def __init__(
        self,
        *children: Widget,
        tone: str = "surface",
        radius: str = "card",
        shadow: str | None = "e1",
        outlined: bool = False,
        selected: bool = False,
        action: Action | None = None,
        pad: Any = 28,  # kiosk.ui.widgets.boxes.Padding
        gap: float = 8,
        **named: Any,
    ) -> None:
        self.tone = tone
        self._radius = radius
        self._shadow = None if outlined else shadow
        self._outlined = outlined
        self._selected = selected
        super().__init__(*children, action=action, pad=pad, gap=gap, **named)
        self.plate = Plate(self)

    def select(self, selected: bool) -> None:
        """Show it chosen, or not."""
        if selected != self._selected:
            self._selected = selected
            self.restyle()

    @property
    def selected(self) -> bool:
        """Whether it is shown as chosen."""
        return self._selected

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        self.veil_radius = self._radius
        line: str | None = None
        width = theme.border
        if self._selected:
            line, width = "accent_line", max(3.0, theme.border * 2)
        elif theme.contrast:
            line = TONES[self.tone]
        elif self._outlined:
            line = "line"
        self.plate.dress(self.tone, line=line, width=width, radius=self._radius, shadow=self._shadow)


class Panel(Card):
    """A quiet ground without a shadow, for facts that belong together."""

    def __init__(self, *children: Widget, tone: str = "surface2", **named: Any) -> None:
        named.setdefault("shadow", None)
        super().__init__(*children, tone=tone, **named)


class Sheet(Card):
    """A large ground that rises from the bottom: round above, straight below."""

    def __init__(self, *children: Widget, **named: Any) -> None:
        named.setdefault("pad", (56, 40))
        super().__init__(*children, radius="sheet", shadow="e3", **named)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        radius = theme.radius("sheet")
        line = "line" if theme.contrast else None
        self.plate.dress(self.tone, line=line, width=theme.border, radius=(radius, radius, 0.0, 0.0), shadow="e3")
