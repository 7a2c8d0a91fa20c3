"""Cash comes into the drawer or leaves it without a sale; or the drawer is opened without either."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.shift_base import ShiftScreen
from kiosk.money import Money
from kiosk.shift import actions, denominations
from kiosk.shift.model import REASONS, CashMovement, MovementKind
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import TouchPad

LONGEST = 9
SHORTCUTS = 3
"""Notes that one tap adds: people drop and fetch whole ones."""


class ShiftMoveScreen(ShiftScreen):
    """`args`: kind. Digits fill the amount from the right, as on every till: 1250 is 12.50."""

    topics: ClassVar[frozenset[str]] = frozenset()

    reason = ""
    amount_minor = 0

    def content(self) -> Widget:
        """Reasons at the left, the amount and the keys at the right."""
        self.reasons = Grid(columns=2, large=1, gap=10)
        self.opens = Card(
            Gap(),
            Row(Gap(), Icon("till", 84, colour="accent_line"), Gap()),
            Text(key="shift.drawer_note", role="body", colour="ink2", align="center"),
            Gap(),
            gap=20,
            grow=True,
        )
        left = Column(
            Text(key="shift.why", role="h2", bold=True),
            Scroll(Column(self.reasons, pad=(2, 2, 2, 8))),
            gap=12,
            grow=True,
        )
        self.sum = Text("", role="numeral", bold=True, colour="on_accent", align="right", shrink=True)
        self.plate = Card(
            Text(key="shift.amount", role="body", colour="on_accent2"), self.sum, tone="accent", pad=(24, 10), gap=0
        )
        currency = self.store.currency
        notes = [one for one in denominations.of(currency) if one.form == "note" and not one.rare][:SHORTCUTS]
        chips = [
            Button(
                text=f"+{self.tr.money(Money(one.minor, currency))}", size="small", action=partial(self.add, one.minor)
            )
            for one in notes
        ]
        self.keys: list[Widget] = [self.plate]
        if chips:
            self.keys.append(Actions(*chips, gap=8))
        self.keys.append(TouchPad(self.type, self.erase, pages=("digits",), key_tall=56))
        self.confirm = Button("shift.confirm", icon="tick", kind="primary", size="tall", action=self.hand_in)
        self.right_side = Column(gap=12, grow=True, size_hint=(0.7, 1))
        return Row(left, self.right_side, gap=24, align="stretch", grow=True)

    @property
    def kind(self) -> MovementKind:
        """What moves."""
        kind: MovementKind = self.args.get("kind", "no_sale")
        return kind

    def arrived(self) -> None:
        """Begin at nothing."""
        self.amount_minor = 0
        reasons = REASONS[self.kind]
        self.reason = reasons[0] if len(reasons) == 1 else ""

    def refresh(self) -> None:
        """Show reasons and amount."""
        kind = self.kind
        opens_only = kind == "no_sale"
        self.header.title.say_key(f"shift.move_{kind}")
        self.header.sub.say_key("shift.no_sale_sub" if opens_only else "shift.move_sub")
        self.reasons.replace(
            *[
                OptionCard(key=f"shift.reason_{one}", selected=one == self.reason, action=partial(self.choose, one))
                for one in REASONS[kind]
            ]
        )
        self.sum.say(self.money(self.amount_minor))
        self.confirm.label.say_key("shift.open_drawer" if opens_only else "shift.confirm")
        self.confirm.disabled = not self.reason or not (opens_only or self.amount_minor)
        parts = [self.opens] if opens_only else [*self.keys, Gap()]
        self.right_side.replace(*parts, self.confirm)

    def choose(self, reason: str) -> None:
        """Why it moves."""
        self.reason = reason
        self.refresh()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        amount = self.amount_minor * 10 + int(letter)
        if len(str(amount)) <= LONGEST:
            self._set(amount)

    def erase(self) -> None:
        """The pad's eraser."""
        self._set(self.amount_minor // 10)

    def add(self, minor: int) -> None:
        """One more note."""
        self._set(self.amount_minor + minor)

    def hand_in(self) -> None:
        """It moves."""
        if self.kind == "no_sale":
            self.act(actions.no_sale, self.reason, done=self._moved)
        else:
            self.act(actions.move, self.kind, self.amount_minor, self.reason, done=self._moved)

    def _moved(self, _one: CashMovement) -> None:
        play("ok")
        self.open_drawer()
        navigation.go("shift.home")

    def _set(self, minor: int) -> None:
        self.amount_minor = minor
        self.refresh()
