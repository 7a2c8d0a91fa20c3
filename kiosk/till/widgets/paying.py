"""What a shopper sees of the money: what is to be paid, what came in already, and what for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.money import Money
from kiosk.till.model import Basket, Tender
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon, Text

ICONS = {
    "cash": "cash",
    "card": "card",
    "wallet": "phone",
    "qr": "qr",
    "gift_card": "gift",
    "store_credit": "ticket",
    "points": "star",
    "voucher": "ticket",
    "account": "people",
    "rounding": "cash",
}
"""Kind of a tender -> icon."""

GOES_BACK = frozenset({"gift_card", "store_credit", "points", "voucher"})
"""Tenders that a shopper may take back without a colleague: nobody outside was asked for them."""


def amount_panel(tr: Tr, amount: Money, units: int, saved: Money | None = None, key: str = "pay.to_pay") -> Panel:
    """What is to be paid, large; how many goods that is, and what was saved on them."""
    below: list[Widget] = [Text(tr.text("basket.units", n=units), role="second", colour="ink2", hug=True), Gap()]
    if saved is not None and saved.minor > 0:
        below.append(Pill(tr.text("pay.saved", amount=tr.money(saved, "receipt")), "ok", icon="tag", tight=True))
    return Panel(
        Text(key=key, role="second", colour="ink2"),
        Text(tr.money(amount, "receipt"), role="amount", bold=True, shrink=True),
        Row(*below, gap=16),
        pad=(48, 36),
        gap=4,
    )


def paid_card(tr: Tr, basket: Basket, back: Callable[[Tender], object]) -> Card:
    """What came in already; balances can be taken back."""
    rows: list[Widget] = [Text(key="pay.part_paid", role="second", colour="ink2")]
    for tender in basket.tenders:
        words: list[Widget] = [Text(key=f"tender.{tender.kind}", role="body", bold=True)]
        if tender.units:
            words.append(Text(tr.text("tender.points_used", n=tender.units), role="second", colour="ink2"))
        elif tender.reference and tender.kind != "cash":
            words.append(
                Text(tr.text("stored_value.number_end", end=tender.reference[-4:]), role="second", colour="ink2")
            )
        parts: list[Widget] = [
            Icon(ICONS[tender.kind], 44, colour="accent_line"),
            Column(*words, gap=0),
            Text(tr.money(tender.amount, "receipt"), role="h2", bold=True, hug=True),
        ]
        if tender.kind in GOES_BACK:
            parts.append(RoundButton("undo", name_key="pay.take_back", kind="quiet", action=partial(back, tender)))
        rows.append(Row(*parts, gap=20))
    return Card(*rows, pad=(40, 28), gap=16)


def goods_card(tr: Tr, goods: Sequence[tuple[str, int, Money]], more: int = 0) -> Column:
    """What is paid for: (name, units, amount) of each line, and how many more there are."""
    rows: list[Widget] = []
    for name, units, amount in goods:
        words = Text(f"{name} × {units}", role="second", colour="ink2")
        rows.append(Row(words, Text(tr.money(amount, "receipt"), role="second", hug=True), gap=20, align="top"))
    if more:
        rows.append(Text(tr.text("done.more_lines", n=more), role="second", colour="ink2"))
    return Column(*rows, gap=10, pad=(28, 0))
