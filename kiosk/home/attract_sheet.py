"""The sheet of the first page: one sentence, the ways in, the languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.ui import navigation
from kiosk.ui.tr import NATIVE_NAMES
from kiosk.ui.widgets.boxes import Column, Flow, Grid, sides
from kiosk.ui.widgets.card import Sheet
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.pill import Chip, Pill
from kiosk.ui.widgets.ring import ProgressBar
from kiosk.ui.widgets.text import Text

PAD = (56, 40)


class AttractSheet(Sheet):
    """Lies over the lower part of the picture, and a little beyond the screen's sides.

    `speak` goes on in another language.
    """

    def __init__(self, speak: Callable[[str], object]) -> None:
        self.title = Text(role="display", bold=True)
        self.more = Text(role="body", colour="ink2")
        self._words = Column(self.title, self.more, gap=12)
        self._progress = ProgressBar()
        self._states = Flow(gap=12)
        self._languages = {name: Chip(native, action=partial(speak, name)) for name, native in NATIVE_NAMES.items()}
        self._ways = Grid(
            Tile("search", key="home.find", action=lambda: navigation.go("search.find")),
            Tile("parcel", key="home.pickup", action=lambda: navigation.go("pickup.find")),
            Tile("qr", key="home.member", action=lambda: navigation.go("member.sign_in")),
            columns=3,
            large=3,
            gap=20,
        )
        self._row = Flow(*self._languages.values(), gap=16)
        self.beyond = 0.0
        """Design pixels that it is wider than the screen on each side."""
        super().__init__(gap=32, pad=PAD, size_hint=(None, None))

    def widen(self, beyond: float) -> None:
        """Reach so many design pixels beyond the screen on each side; what lies on it stays where it is."""
        self.beyond = beyond
        self.pad = (PAD[0] + beyond, PAD[1])
        self.padding = sides(self.pad)

    def say(self, title: str, more: str, **args: object) -> None:
        """The shop's own words, by their keys; `args` fill the title's gaps."""
        self.title.say_key(title, **args)
        self.more.say_key(more)

    def tell(self, title: str, more: str, otherwise: str) -> None:
        """Head office's words; where it has no second sentence, the one of the key `otherwise`."""
        self.title.say(title)
        if more:
            self.more.say(more)
        else:
            self.more.say_key(otherwise)

    def lay(self, done: float | None, states: Sequence[Pill], language: str) -> None:
        """Show how far the first catalogue is (0 to 1; None: there is one), states such as the link's, the language."""
        parts: list[Widget] = [self._words]
        if done is not None:
            self._progress.value = done
            parts.append(self._progress)
        if states:
            if list(reversed(self._states.children)) != list(states):
                self._states.replace(*states)
            parts.append(self._states)
        for name, chip in self._languages.items():
            if (name == language) != chip.label.bold:
                chip.select(name == language)
        parts += [self._ways, self._row]
        if list(reversed(self.children)) != parts:
            self.replace(*parts)
