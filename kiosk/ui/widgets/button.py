"""Buttons: one primary a screen, secondary beside it, quiet ones elsewhere; and round ones that are an icon alone."""

from __future__ import annotations

from typing import Any, Literal

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout

from kiosk.ui import tokens
from kiosk.ui.theme import theme
from kiosk.ui.widgets.inline import Inline
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Action, Pressable
from kiosk.ui.widgets.text import Icon, Text

Kind = Literal["primary", "accent", "secondary", "quiet", "danger"]

LOOKS: dict[Kind, tuple[str | None, str, str | None]] = {
    "primary": ("primary", "on_primary", None),
    "accent": ("accent", "on_accent", None),
    "secondary": ("surface", "ink", "line"),
    "quiet": ("surface2", "ink", None),
    "danger": ("surface", "err", "err"),
}
"""Fill, words, outline."""

COMMIT_S = 0.4
"""A finger that trembles on a button that commits means it once."""

DISABLED = 0.38
DOTS = "…"


class Button(Inline):
    """A button with words, and an icon if it has one.

    Args:
        key: message key of its words; or give `text`.
        size: `action` (112 on a kiosk) or `small` (80), `tall` (104) on a tablet.
        hug: as wide as its words; otherwise it shares its row.
    """

    busy = BooleanProperty(False)
    """While something it began is still going on: it cannot be pressed, keeps its place, and says so."""

    reason = StringProperty("")
    """Why it is disabled, in words for people; shown under its own words while it is."""

    def __init__(
        self,
        key: str = "",
        *,
        text: str = "",
        icon: str = "",
        kind: Kind = "secondary",
        action: Action | None = None,
        size: str = "action",
        hug: bool = False,
        args: dict[str, object] | None = None,
        **named: Any,
    ) -> None:
        self.kind: Kind = kind
        self.big = size != "small"
        role: tokens.Role = "action" if self.big else "second"
        label = Text(text, key=key, args=args, role=role, bold=True, hug=True, align="center")
        super().__init__(
            label,
            Icon(icon, 40 if not theme.tablet else 28) if icon else None,
            hug=hug,
            tall=size,
            pad=36 if self.big and not theme.tablet else 22,
            below=Text("", role="micro", hug=True, align="center"),
            action=action,
            debounce_s=COMMIT_S if kind in ("primary", "accent", "danger") else 0.0,
            **named,
        )
        self.plate = Plate(self)
        self.bind(busy=self._show_state, disabled=self._show_state, reason=self._show_state)

    @property
    def touchable(self) -> bool:
        """Not while it is busy."""
        return super().touchable and not self.busy

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        fill, ink, line = LOOKS[self.kind]
        if theme.contrast and line is None and self.kind == "quiet":
            line = "line"
        radius = "pill" if not theme.tablet or self.tall != "tall" else "panel"
        self.veil_radius = radius
        width = theme.border * (1.5 if self.kind == "secondary" and not theme.contrast else 1)
        self.plate.dress(fill, line=line, width=width, radius=radius)
        for part in (self.icon, self.label, self.below):
            if part is not None:
                part.paint(ink)
        self._show_state()
        super().restyle()

    def _show_state(self, *_: object) -> None:
        self.opacity = DISABLED if self.disabled else 1.0
        if self.below is not None:
            self.below.say(self.reason if self.disabled else "")
        if self.busy and not self.label.text.endswith(DOTS):
            self.label.text += DOTS
        elif not self.busy:
            self.label.text = self.label.whole
        self._again()


class RoundButton(Pressable, AnchorLayout):
    """A round button that is an icon alone.

    Args:
        icon: name of the icon.
        name_key: message key of what it does, for people who hear the screen.
        size: design pixels across.
        kind: as for `Button`.
    """

    def __init__(
        self,
        icon: str,
        *,
        name_key: str = "",
        action: Action | None = None,
        size: float = 96,
        kind: Kind = "secondary",
        shadow: str | None = None,
        **named: Any,
    ) -> None:
        self.kind: Kind = kind
        self.design = size
        self.name_key = name_key
        self._shadow = shadow
        self.icon = Icon(icon, size * 0.42, fixed=True)
        super().__init__(action=action, size_hint=(None, None), **named)
        self.plate = Plate(self)
        self.add_widget(self.icon)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        fill, ink, line = LOOKS[self.kind]
        side = theme.px(self.design)
        self.size = (side, side)
        self.veil_radius = "pill"
        if theme.contrast and self.kind not in ("primary", "accent"):
            line = "line"
        elif self._shadow:
            line = None
        self.plate.dress(fill, line=line, width=theme.border, radius="pill", shadow=self._shadow)
        self.icon.paint(ink)
