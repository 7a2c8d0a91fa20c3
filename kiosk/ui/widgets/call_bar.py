"""A bar across the whole screen that can be seen from afar: a colour, an icon and a few large words."""

from __future__ import annotations

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.boxes import Gap, Row
from kiosk.ui.widgets.plate import Ground
from kiosk.ui.widgets.text import Icon, Text

LOOKS = {"called": ("warn", "surface"), "here": ("accent", "on_accent"), "calm": ("info", "surface")}
"""State -> ground and words. Every ground is dark in the light theme and bright in high contrast."""


class CallBar(Row):
    """Says that somebody was called, or is here. Edge to edge: it takes the place of a light on a pole."""

    def __init__(self, key: str, icon: str = "bell_ring", state: str = "called") -> None:
        role: Role = "h2"
        self._state = state
        self.mark = Icon(icon, 52)
        self.words = Text(key=key, role=role, bold=True, hug=True)
        super().__init__(Gap(), self.mark, self.words, Gap(), gap=20, pad=(56, 20))
        self._ground = Ground(self, LOOKS[state][0])

    def say(self, key: str, icon: str, state: str, **args: object) -> None:
        """Show another state."""
        self._state = state
        self.mark.name = icon
        self.words.say_key(key, **args)
        self.restyle()

    def restyle(self) -> None:
        """Take colours anew."""
        super().restyle()
        ground, ink = LOOKS[self._state]
        self._ground.dress(ground)
        self.words.max_width = theme.px(820)
        self.mark.paint(ink)
        self.words.paint(ink)
