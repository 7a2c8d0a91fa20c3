"""Buttons: one primary a screen, secondary beside it, quiet ones elsewhere; and round ones that are an icon alone."""

from __future__ import annotations

from typing import Any, Literal

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.layout import Layout

from kiosk.ui import tokens
from kiosk.ui.arranging import settle
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
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

ROUNDEST = 68
"""Design pixels: a button that is higher than usual, as its words take two lines, is no egg."""

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
            air=28,
            action=action,
            debounce_s=COMMIT_S if kind in ("primary", "accent", "danger") else 0.0,
            **named,
        )
        self.plate = Plate(self)
        self.bind(busy=self._show_state, disabled=self._switched, reason=self._show_state)

    @property
    def touchable(self) -> bool:
        """Not while it is busy."""
        return super().touchable and not self.busy

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        fill, ink, line = LOOKS[self.kind]
        if self.disabled:
            # Pale but readable: why it is off is written on it.
            fill, ink, line = "surface2", "ink3", None
        if theme.contrast and line is None and fill == "surface2":
            line = "line"
        radius = theme.px(ROUNDEST) if not theme.tablet or self.tall != "tall" else "panel"
        self.veil_radius = radius
        width = theme.border * (1.5 if self.kind == "secondary" and not theme.contrast else 1)
        self.plate.dress(fill, line=line, width=width, radius=radius)
        for part in (self.icon, self.label, self.below):
            if part is not None:
                part.paint(ink)
        self._show_state()
        super().restyle()

    def hugged_width(self) -> float:
        """What is busy keeps its width, whatever it says meanwhile."""
        return float(self.width) if self.busy else super().hugged_width()

    def _switched(self, *_: object) -> None:
        self.restyle()

    def _show_state(self, *_: object) -> None:
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


class Actions(Styled, Layout):
    """Buttons that share a line: each gets what its words need, the primary one what is left. As high as the highest.

    Where even that is too much, all give way alike, and their words take a smaller size or two lines; with `stack` they
    stand below one another instead.
    """

    minimum_height = NumericProperty(0)

    def __init__(self, *buttons: Button, gap: float = 24, stack: bool = False) -> None:
        self._gap = gap
        self._stack = stack
        super().__init__(size_hint=(1, None))
        self.fbind("pos", self._trigger_layout.moved)
        for name in ("size", "children"):
            self.fbind(name, self._trigger_layout)
        for button in buttons:
            self.add_widget(button)

    def add_widget(self, widget: Button, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Add a button at the right; its height is the line's to decide."""
        widget.size_hint = (1, 1)
        widget.fbind("minimum_height", self._trigger_layout)
        super().add_widget(widget, *args, **named)

    def remove_widget(self, widget: Button, *args: Any, **named: Any) -> None:  # as Kivy's own
        """Take a button out."""
        widget.funbind("minimum_height", self._trigger_layout)
        super().remove_widget(widget, *args, **named)

    def stack(self, stack: bool) -> None:
        """Whether buttons that do not fit beside one another stand below one another."""
        if stack != self._stack:
            self._stack = stack
            self._again()

    def restyle(self) -> None:
        """Take gaps anew."""
        self._again()

    def _again(self, *_: object) -> None:
        self._trigger_layout()

    def do_layout(self, *_: object) -> None:
        """Share the width out."""
        buttons = list(reversed(self.children))
        if not buttons:
            return
        gap = theme.px(self._gap)
        natural = [button.natural_width() for button in buttons]
        room = self.width - gap * (len(buttons) - 1)
        if self._stack and sum(natural) > room and len(buttons) > 1:
            self._place_stacked(buttons, gap)
            return
        widths = self._shares(buttons, natural, room)
        for button, width in zip(buttons, widths, strict=True):
            button.width = round(width)
            settle(button)
        tall = max(button.minimum_height for button in buttons)
        self.minimum_height = self.height = tall
        x = self.x
        for button, width in zip(buttons, widths, strict=True):
            button.size, button.pos = (round(width), tall), (round(x), self.y)
            x += width + gap

    def _shares(self, buttons: list[Button], natural: list[float], room: float) -> list[float]:
        spare = room - sum(natural)
        if spare <= 0:
            return [width * room / sum(natural) for width in natural]
        leaders = [button.kind in ("primary", "accent") for button in buttons]
        if not any(leaders):
            leaders = [True] * len(buttons)
        followers = len(buttons) - sum(leaders)
        # A little air for the others, as far as the leaders stay the wider.
        air = min(theme.px(72), spare * 0.3 / followers) if followers else 0.0
        extra = (spare - air * followers) / sum(leaders)
        return [width + (extra if leads else air) for width, leads in zip(natural, leaders, strict=True)]

    def _place_stacked(self, buttons: list[Button], gap: float) -> None:
        gap = min(gap, theme.px(16))
        total = sum(button.minimum_height for button in buttons) + gap * (len(buttons) - 1)
        self.minimum_height = self.height = total
        y = self.y
        for button in buttons:
            button.size, button.pos = (self.width, button.minimum_height), (self.x, y)
            y += button.minimum_height + gap
