"""Small words on a soft ground: a state with its icon, or a chip to choose."""

from __future__ import annotations

from typing import Any, Literal

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.inline import Inline
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

State = Literal["ok", "warn", "err", "info", "neutral", "gold", "accent", "plain"]

LOOKS: dict[State, tuple[str, str, str]] = {
    "ok": ("ok_soft", "ok", "ok"),
    "warn": ("warn_soft", "warn", "warn"),
    "err": ("err_soft", "err", "err"),
    "info": ("info_soft", "info", "info"),
    "neutral": ("surface2", "ink2", ""),
    "gold": ("gold_soft", "gold", "medal"),
    "accent": ("accent_soft", "accent_line", ""),
    "plain": ("surface", "ink", ""),
}
"""Fill, words, and the icon that a state has by itself: no state is told by colour alone."""


class Pill(Inline):
    """A state in an icon and a word.

    Args:
        icon: an icon of your own; `""` for none, None for the state's own.
        tight: less high, for rows and cards.
        square: with the chip's corners, for places such as bins.
    """

    def __init__(
        self,
        text: str = "",
        state: State = "neutral",
        *,
        key: str = "",
        args: dict[str, object] | None = None,
        icon: str | None = None,
        tight: bool = False,
        square: bool = False,
        bold: bool = False,
        action: Action | None = None,
        max_width: float = 0,
        **named: Any,
    ) -> None:
        self.state: State = state
        self._own_icon = icon
        self._square = square
        self.max_width = max_width
        self._tight = tight
        role: Role = "caption" if tight else "second"
        shown = LOOKS[state][2] if icon is None else icon
        super().__init__(
            Text(text, key=key, args=args, role=role, bold=bold or state == "gold", hug=True),
            Icon(shown, 22 if theme.tablet else 30) if shown else None,
            hug=True,
            tall="none",
            pad=(12 if theme.tablet else 16) if tight else (16 if theme.tablet else 22),
            gap=6 if theme.tablet else 8,
            action=action,
            **named,
        )
        self.plate = Plate(self)

    def fit(self, width: float) -> None:
        """Be no wider than this, in screen pixels: the words become smaller, or wrap."""
        if width != self.max_width:
            self.max_width = width
            self._again()

    def say(self, text: str, state: State | None = None) -> None:
        """Show other words, and another state if given."""
        self.label.say(text)
        if state is not None and state != self.state:
            self.state = state
            shown = LOOKS[state][2] if self._own_icon is None else self._own_icon
            if self.icon is not None and shown:
                self.icon.name = shown
            self.restyle()
        self._again()

    def say_key(self, key: str, state: State | None = None, **args: object) -> None:
        """Show the words of a key, and another state if given."""
        self.label.say_key(key, **args)
        if state is not None:
            self.say(self.label.whole, state)
            self.label.say_key(key, **args)
        self._again()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        fill, ink, _ = LOOKS[self.state]
        shadow = "e1" if self.state == "plain" else None
        line = (ink if self.state not in ("neutral", "plain") else "line") if theme.contrast else None
        self.plate.dress(fill, line=line, width=theme.border, radius="chip" if self._square else "pill", shadow=shadow)
        self.label.paint(ink)
        if self.icon is not None:
            self.icon.paint(ink)
        super().restyle()

    def least_height(self) -> float:
        """A pill hugs its words more closely than a button."""
        return theme.grown((32 if self._tight else 44) if theme.tablet else (48 if self._tight else 60))


class Chip(Inline):
    """One choice in a row of choices; filled when chosen."""

    def __init__(
        self,
        text: str = "",
        *,
        key: str = "",
        selected: bool = False,
        action: Action | None = None,
        icon: str = "",
        **named: Any,
    ) -> None:
        self._selected = selected
        super().__init__(
            Text(text, key=key, role="second", bold=selected, hug=True),
            Icon(icon, 24 if theme.tablet else 32) if icon else None,
            hug=True,
            tall="chip",
            pad=18 if theme.tablet else 28,
            action=action,
            **named,
        )
        self.plate = Plate(self)

    @property
    def selected(self) -> bool:
        """Whether it is shown as chosen."""
        return self._selected

    def select(self, selected: bool) -> None:
        """Show it chosen, or not."""
        self._selected = selected
        self.label.bold = selected
        self.restyle()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.veil_radius = "pill"
        fill, ink = ("accent", "on_accent") if self._selected else ("surface", "ink")
        self.plate.dress(fill, line=None if self._selected else "line", width=theme.border, radius="pill")
        self.label.paint(ink)
        if self.icon is not None:
            self.icon.paint(ink)
        super().restyle()
