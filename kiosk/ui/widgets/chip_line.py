"""One line of chips: as many as fit, and a button for the rest. Chips are kept and take other words, as people type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kivy.uix.layout import Layout
from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.press import Action

MOST = 8
"""Chips of two characters fill a line with eight."""


class Choice(Struct, frozen=True):
    """What one chip says, and what it stands for."""

    text: str
    value: Any = None  # whatever the page makes of it
    selected: bool = False


class _Chip(Chip):
    """Never wider than the line."""

    max_width: float = 0


class ChipLine(Styled, Layout):
    """Shows the first choices that fit beside one another.

    Args:
        chosen: called with the value of a chip that was tapped.
        more: shows all of them; the button is there when not all fit.
    """

    def __init__(self, chosen: Callable[[Any], object], more: Action | None = None) -> None:
        self._chosen = chosen
        self._choices: tuple[Choice, ...] = ()
        self._chips: list[_Chip] = []
        self._shown = 0
        self._all = True
        self._folded = False
        self.more = RoundButton("more", name_key="writing.more", action=more, size=84, kind="quiet") if more else None
        super().__init__(size_hint=(1, None))
        self.bind(pos=self._again, height=self._again, width=self._refill)

    @property
    def shown(self) -> Sequence[str]:
        """What can be read on it."""
        return [choice.text for choice in self._choices[: self._shown]]

    def show(self, choices: Sequence[Choice], *, more: bool = False) -> None:
        """Show these. `more` shows the button although all fit."""
        wanted = tuple(choices)
        if wanted == self._choices and self._all == (not more):
            return
        self._choices = wanted
        self._all = not more
        self._fill()

    def fold(self, folded: bool) -> None:
        """Take no room, where there is nothing to show."""
        self._folded = folded
        self.height = theme.px(8) if folded else max(theme.control("touch"), theme.grown(64))

    def restyle(self) -> None:
        """Take sizes anew."""
        self.fold(self._folded)
        self._fill()

    def _fill(self) -> None:
        """Give the chips that fit their words."""
        room = self.width
        if room < 2:
            return
        gap = theme.px(12)
        button = self.more.width + gap if self.more is not None else 0.0
        used = 0.0
        count = 0
        for choice in self._choices[:MOST]:
            chip = self._chip(count)
            if chip.label.whole != choice.text:
                chip.label.say(choice.text)
            if chip.selected != choice.selected:
                chip.select(choice.selected)
            wide = chip.natural_width()
            rest = len(self._choices) > count + 1 or not self._all
            if used + wide > room - (button if rest else 0.0) and count:
                break
            chip.max_width = room - (button if rest else 0.0)
            used += wide + gap
            count += 1
        self._shown = count
        wanted: list[Any] = [*self._chips[:count]]
        if self.more is not None and (count < len(self._choices) or not self._all):
            wanted.append(self.more)
        if list(reversed(self.children)) != wanted:
            self.clear_widgets()
            for child in wanted:
                self.add_widget(child)
        self._again()

    def _refill(self, *_: object) -> None:
        self._fill()

    def _chip(self, place: int) -> _Chip:
        while len(self._chips) <= place:
            chip = _Chip("", action=partial(self._tapped, len(self._chips)))
            chip.bind(size=self._again)
            self._chips.append(chip)
        return self._chips[place]

    def _tapped(self, place: int) -> None:
        if place < self._shown:
            self._chosen(self._choices[place].value)

    def _again(self, *_: object) -> None:
        self._trigger_layout()

    def do_layout(self, *_: object) -> None:
        """Place the chips in the middle of the line's height."""
        x = self.x
        gap = theme.px(12)
        for child in reversed(self.children):
            child.pos = (round(x), round(self.middle_y - child.height / 2))
            x += child.width + gap
