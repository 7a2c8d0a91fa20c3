"""Counting the drawer by denomination: before a shift, and blind at its end."""

from __future__ import annotations

from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.shift_base import ShiftScreen
from kiosk.associate.widgets.drawer import MOST_PIECES, PieceCard
from kiosk.i18n import CURRENCIES
from kiosk.money import Money
from kiosk.shift import actions as shifts
from kiosk.shift import denominations
from kiosk.shift.model import Counted, Shift
from kiosk.till import day
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import TouchPad

LONGEST = 9


class ShiftCountScreen(ShiftScreen):
    """`args`: purpose, "open" or "close". What was counted stays here until it is handed in."""

    topics: ClassVar[frozenset[str]] = frozenset()

    chosen = ""
    """Key of the denomination that the keys type; the whole sum where the currency has no table."""
    typed = ""
    """What the keys wrote for it so far."""

    def content(self) -> Widget:
        """Notes and coins at the left, the sum and the keys at the right."""
        self.counted: dict[str, int] = {}
        self.sum_minor = 0
        currency = self.store.currency
        every = denominations.of(currency)
        self.cards = {one.key: PieceCard(self.tr, one, currency, self.set_number, self.choose) for one in every}
        parts: list[Widget] = []
        for form, key in (("note", "shift.notes"), ("coin", "shift.coins")):
            cards = [self.cards[one.key] for one in every if one.form == form]
            if cards:
                parts += [Text(key=key, role="h2", bold=True), Grid(*cards, columns=2, large=1, gap=10)]
        self._list = Scroll(Column(*parts, gap=10, pad=(2, 2, 2, 12)))
        self.sum = Text("", role="numeral", bold=True, colour="on_accent", align="right", shrink=True)
        total = Card(Text(key="shift.counted_sum", role="body", colour="on_accent2"), self.sum, tone="accent",
                     pad=(24, 10), gap=0)  # fmt: skip
        self.name = Text("", role="body", bold=True, colour="ink2")
        self.confirm = Button("shift.count_done", icon="tick", kind="primary", size="tall", action=self.hand_in)
        pad = TouchPad(self.type, self.erase, pages=("digits",), key_tall=60)
        right = Column(total, self.name, pad, Gap(), self.confirm, gap=12, grow=True, size_hint=(0.62, 1))
        return (
            Row(self._list, right, gap=24, align="stretch", grow=True)
            if every
            else Row(right, gap=24, align="stretch", grow=True)
        )

    def arrived(self) -> None:
        """Begin at nothing: an old count must not be handed in again."""
        self.counted = {}
        self.sum_minor = 0
        self.typed = ""
        self.chosen = next(iter(self.cards), "")
        if not self.opening and self.has_drawer:
            self.act(shifts.open_to_count, done=lambda _opened: self.open_drawer())

    @property
    def opening(self) -> bool:
        """Whether the float is counted, and not a drawer at the end."""
        return self.args.get("purpose") != "close"

    def refresh(self) -> None:
        """Show what was counted so far."""
        name = "open" if self.opening else "close"
        self.header.title.say_key(f"shift.count_{name}")
        self.header.sub.say_key(f"shift.count_{name}_sub")
        self.confirm.label.say_key("shift.open_with" if self.opening else "shift.count_done")
        for key, card in self.cards.items():
            card.show(self.counted.get(key, 0), key == self.chosen)
        self.sum.say(self.money(self._sum()))
        if self.cards:
            worth = self.cards[self.chosen].one.minor
            self.name.say(self.tr.text("shift.pieces_chosen", name=self.tr.money(Money(worth, self.store.currency))))
        else:
            self.name.say_key("shift.whole_sum")

    def choose(self, key: str) -> None:
        """The keys type another denomination's number."""
        self.chosen = key
        self.typed = ""
        self.refresh()

    def set_number(self, key: str, number: int) -> None:
        """The stepper of a denomination."""
        self.counted[key] = max(0, min(number, MOST_PIECES))
        self.chosen, self.typed = key, ""
        self.refresh()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        self._typed((self.typed + letter).lstrip("0"))

    def erase(self) -> None:
        """The pad's eraser."""
        self._typed(self.typed[:-1])

    def hand_in(self) -> None:
        """What was counted is what lies there."""
        if self.opening:
            self.act(shifts.open_shift, self._sum(), pieces=self._pieces(), done=self._opened)
        else:
            self.act(day.count, self._sum(), pieces=self._pieces(), done=self._counted)

    def _opened(self, _shift: Shift) -> None:
        play("ok")
        self.open_drawer()
        navigation.go("shift.home")

    def _counted(self, counted: Counted) -> None:
        if counted.again:
            self.counted, self.sum_minor, self.typed = {}, 0, ""
            self.chosen = next(iter(self.cards), "")
            self.refuse("shift.count_again")
            self.refresh()
            return
        play("ok" if counted.fits else "warn")
        navigation.go("shift.close")

    def _typed(self, text: str) -> None:
        if self.cards:
            if len(text) <= len(str(MOST_PIECES)):
                self.typed = text
                self.counted[self.chosen] = int(text or "0")
        elif len(text) <= LONGEST:
            self.typed = text
            self.sum_minor = int(text or "0") * 10 ** CURRENCIES.get(self.store.currency, ("", 2))[1]
        self.refresh()

    def _pieces(self) -> dict[str, int]:
        return {key: number for key, number in self.counted.items() if number}

    def _sum(self) -> int:
        return denominations.worth(self._pieces(), self.store.currency) if self.cards else self.sum_minor
