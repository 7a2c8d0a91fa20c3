"""The notes and coins of a drawer on screen: each with how many there are and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.money import Money
from kiosk.shift.denominations import Denomination
from kiosk.shift.model import CashMovement
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Text

MOST_PIECES = 9999

ICONS = {
    "float": "plus",
    "paid_in": "receive",
    "paid_out": "send",
    "drop": "lock",
    "pickup": "person_circle",
    "no_sale": "till",
}


class PieceCard(Card):
    """One denomination: tapped, the keys type its number; its stepper works at any time."""

    def __init__(
        self,
        tr: Tr,
        one: Denomination,
        currency: str,
        change: Callable[[str, int], object],
        choose: Callable[[str], object],
    ) -> None:
        self.tr = tr
        self.one = one
        self.currency = currency
        self.stepper = Stepper(0, change=partial(change, one.key), least=0, most=MOST_PIECES)
        self._sum = Text("", role="second", colour="ink2")
        self.name = Text(tr.money(Money(one.minor, currency)), role="h2", bold=True)
        super().__init__(
            Row(Column(self.name, self._sum, gap=-2), self.stepper, gap=8),
            pad=(18, 8, 12, 8),
            shadow=None,
            outlined=True,
            radius="option",
            action=partial(choose, one.key),
        )

    def show(self, number: int, selected: bool) -> None:
        """Show how many there are."""
        self.stepper.value = number
        self._sum.say(self.tr.money(Money(self.one.minor * number, self.currency), "receipt") if number else "")
        self.select(selected)


def movement_row(tr: Tr, one: CashMovement, currency: str, who: str, last: bool) -> ListRow:
    """One movement of cash in a list."""
    amount = tr.money(Money(one.effect_minor, currency), "receipt") if one.kind != "no_sale" else ""
    facts = (tr.time(one.at), tr.text(f"shift.reason_{one.reason}"), who)
    return ListRow(
        tr.text(f"shift.kind_{one.kind}"),
        "·".join(part for part in facts if part),
        lead=ICONS[one.kind],
        trail=(Text(amount, role="body", bold=True, hug=True),) if amount else (Gap(1),),
        line=not last,
        pad=(0, 8),
    )
