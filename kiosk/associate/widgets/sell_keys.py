"""The keys of a till: what is typed, eight things that can be done to the basket, and how it is paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

TILES: tuple[tuple[str, str], ...] = (
    ("times", "close"),
    ("price", "tag"),
    ("note", "edit"),
    ("remove", "bin"),
    ("search", "search"),
    ("park", "pause"),
    ("recall", "receive"),
    ("more", "dots"),
)
"""Name (its words are `sell.<name>`) and icon, in reading order. Nothing else is on the screen: the rest is in More."""


class ActionTile(Card):
    """An icon with one word below it."""

    def __init__(self, key: str, icon: str, action: Action) -> None:
        self.icon = Icon(icon, 24, fixed=True)
        self.word = Text(key=key, role="micro", bold=True, align="center", lines=1, shrink=False)
        super().__init__(
            Row(Gap(), self.icon, Gap()),
            self.word,
            action=action,
            pad=(4, 10),
            gap=2,
            radius="option",
            shadow=None,
            outlined=True,
        )
        self.bind(disabled=self._switched)

    @property
    def label_key(self) -> str:
        """Message key of its word."""
        return str(self.word.key)

    def restyle(self) -> None:
        """Take colours anew; what cannot be done now is pale but readable."""
        self.tone = "surface2" if self.disabled else "surface"
        super().restyle()
        for part in (self.icon, self.word):
            part.paint("ink3" if self.disabled else "ink")

    def _switched(self, *_: object) -> None:
        self.restyle()


class KeysPanel(Column):
    """The right side of the sell screen.

    Args:
        actions: what each of `TILES` does, by name; and `add`, `cash`, `card`, `pay`.
        typed, erased, cleared: the pad's keys.
    """

    def __init__(
        self,
        actions: Mapping[str, Action],
        typed: Callable[[str], object],
        erased: Action,
        cleared: Action,
    ) -> None:
        self.field = Field("sell.field", clear=cleared, icon="digits")
        self.add = Button("sell.add", size="small", icon="plus", action=actions["add"])
        self.tiles = {name: ActionTile(f"sell.{name}", icon, actions[name]) for name, icon in TILES}
        self.cash = Button("sell.cash", icon="cash", size="small", action=actions["cash"])
        self.card = Button("sell.card", icon="card", size="small", action=actions["card"])
        self.pay = Button("sell.pay", icon="forward", kind="primary", size="action", action=actions["pay"])
        self._quick = Actions(self.cash, self.card, gap=8)
        self._enter = Actions(self.add)
        self._pad = TouchPad(typed, erased, pages=("digits",), key_tall=54)
        self._tight = False
        super().__init__(gap=10, grow=True, size_hint=(0.72, 1))
        self._fill()

    def enable(self, **enabled: bool) -> None:
        """Say which keys do anything now."""
        named: dict[str, Any] = {**self.tiles, "add": self.add, "cash": self.cash, "card": self.card, "pay": self.pay}
        for name, on in enabled.items():
            if named[name].disabled == on:
                named[name].disabled = not on

    def offer_add(self, typed: bool) -> None:
        """While something is typed, adding it takes the place of the quick ways to pay: a number is no tender."""
        wanted, other = (self._enter, self._quick) if typed else (self._quick, self._enter)
        if wanted.parent is None and other.parent is not None:
            place = self.children.index(other)
            self.remove_widget(other)
            self.add_widget(wanted, index=place)

    def make_room(self, wanted: bool) -> None:
        """Large letters and one more line above leave no room for the quick ways to pay; the great button has them."""
        self._tight = wanted
        self.restyle()
        hide = wanted and theme.text_scale >= 1.5
        rows = [row for row in (self._quick, self._enter) if row.parent is not None]
        if hide and rows:
            self.remove_widget(rows[0])
        elif not hide and not rows:
            self.add_widget(self._quick, index=1)

    def say_pay(self, text: str) -> None:
        """The great button, with the amount."""
        self.pay.label.say(text)

    def restyle(self) -> None:
        """Take gaps anew; large letters leave little room for any."""
        self.gap = 4 if theme.text_scale >= 1.5 else 6 if self._tight else 10
        super().restyle()
        self._pad.gap = 8
        self._pad.restyle()

    def _fill(self) -> None:
        self.replace(
            self.field,
            self._pad,
            Grid(*self.tiles.values(), columns=4, gap=8),
            Gap(),
            self._quick,
            Actions(self.pay),
        )
