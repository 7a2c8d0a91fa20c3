"""What a till shows of the money: what is due, what came in, and the ways to pay the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.money import Money
from kiosk.shift import denominations
from kiosk.till.model import Basket, Line, Tender
from kiosk.till.widgets.paying import ICONS
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

LINES = 12
"""Goods that are named beside the money; whoever wants to see all of them goes back to them."""


LARGE = 1.25
"""From here on the text takes so much room that buttons have smaller letters than else: they stay on one line."""


class Way(Struct, frozen=True):
    """One way to pay."""

    kind: str
    action: Callable[[], object]
    reason: str = ""
    """Why it cannot be used now, in words; empty if it can."""


def due_card(tr: Tr, basket: Basket, due: Money) -> Widget:
    """The amount that is still to be paid, as large as it deserves; coins may not pay it to the unit."""
    parts: list[Widget] = [
        Text(key="tender.due", role="h2", colour="on_accent"),
        Row(
            Gap(),
            Text(tr.money(basket.rest, "receipt"), role="numeral", bold=True, colour="on_accent", hug=True),
            gap=0,
        ),
    ]
    if due != basket.rest:
        words = tr.text("tender.due_cash", amount=tr.money(due, "receipt"))
        parts.append(Text(words, role="second", colour="on_accent", align="right"))
    return Card(*parts, tone="accent", pad=(24, 14), gap=0)


def practice() -> Widget:
    """Nobody may take practice for a sale."""
    words = Text(key="tender.practice", role="body", bold=True, colour="warn")
    return Panel(Row(Icon("warn", 26, colour="warn"), words, gap=12), tone="warn_soft", pad=(20, 10))


def taken(tr: Tr, basket: Basket, remove: Callable[[Tender], object], goods: Sequence[tuple[str, Line]] = ()) -> Widget:
    """Total, savings, each tender that was accepted with the way to hand it back, and what all this is for."""
    rows: list[Widget] = [_sum(tr, "tender.total", basket.total)]
    if basket.reduced.minor > 0:
        rows.append(_sum(tr, "tender.saved", -basket.reduced, quiet=True))
    rows += [_tender(tr, one, remove) for one in basket.tenders if one.kind != "rounding"]
    if not basket.tenders:
        rows.append(Text(key="tender.split_hint", role="second", colour="ink2"))
    if goods:
        rows.append(Panel(*[_line(tr, name, line) for name, line in goods[-LINES:]], pad=(18, 12), gap=8))
    return Scroll(Column(*rows, gap=10, pad=(2, 2, 2, 8)))


def _line(tr: Tr, name: str, line: Line) -> Widget:
    words = f"{line.quantity} × {name}" if line.quantity != 1 else name
    colour = "warn" if line.returned else "ink2"
    return Row(
        Text(words.replace("-", "−", 1) if line.returned else words, role="second", colour=colour, lines=2),
        Text(_signed(tr, line.amount), role="second", colour=colour, hug=True),
        gap=16,
    )


def _sum(tr: Tr, key: str, amount: Money, *, quiet: bool = False) -> Widget:
    colour = "ink2" if quiet else "ink"
    return Row(
        Text(key=key, role="body", colour="ink2"),
        Text(_signed(tr, amount), role="body" if quiet else "h2", bold=not quiet, colour=colour, hug=True),
        gap=16,
    )


def _tender(tr: Tr, tender: Tender, remove: Callable[[Tender], object]) -> Widget:
    words: list[Widget] = [Text(key=f"tender.{tender.kind}", role="body", bold=True)]
    if tender.units:
        words.append(Text(tr.text("tender.points_used", n=tender.units), role="second", colour="ink2"))
    elif tender.reference and tender.kind in ("gift_card", "store_credit", "voucher"):
        words.append(Text(f"···{tender.reference[-4:]}", role="second", colour="ink2"))
    parts: list[Widget] = [
        Icon(ICONS[tender.kind], 28),
        Column(*words, gap=0),
        Text(_signed(tr, tender.amount), role="h2", bold=True, hug=True),
    ]
    if tender.kind not in ("card", "wallet", "qr"):
        parts.append(
            RoundButton("undo", name_key="tender.hand_back", size=64, kind="quiet", action=partial(remove, tender))
        )
    return Card(Row(*parts, gap=14), pad=(18, 8, 12, 8))


def notes(tr: Tr, amounts: Sequence[Money], choose: Callable[[Money], object]) -> Widget:
    """What the shopper may hand over, one tap each."""
    keys = [
        Button("", text=_note(tr, one, exact=one is amounts[0]), size="small", action=partial(choose, one))
        for one in amounts
    ]
    return Grid(*keys, columns=len(keys), gap=10)


def _note(tr: Tr, amount: Money, *, exact: bool) -> str:
    return tr.text("tender.exact", amount=tr.money(amount)) if exact else tr.money(amount)


def given(words: str, colour: str) -> Widget:
    """What the typed amount comes to."""
    return Row(Gap(), Text(words, role="h2", bold=True, colour=colour, hug=True), gap=0, pad=(0, 6))


def ways(found: Sequence[Way], *, large: str = "cash") -> Widget:
    """The ways to pay as a grid; cash first, and as the one primary."""
    buttons = []
    for one in found:
        button = Button(
            f"tender.{one.kind}",
            icon=ICONS[one.kind],
            kind="primary" if one.kind == large else "secondary",
            size="small" if theme.text_scale > LARGE else "action",
            action=one.action,
        )
        button.disabled = bool(one.reason)
        button.reason = one.reason
        buttons.append(button)
    return Grid(*buttons, columns=3, large=3, gap=10)


def end_size() -> str:
    """The height of the buttons that end a step."""
    return "action" if theme.text_scale > LARGE else "tall"


def change_card(tr: Tr, change: Money) -> Widget:
    """What goes back to the shopper, and the notes and coins that make it."""
    found = denominations.pieces(max(0, change.minor), change.currency)
    laid = [Chip(f"{tr.money(Money(one.denomination.minor, change.currency))} × {one.number}") for one in found.pieces]
    head = Row(
        Text(key="sell.change_name", role="h2", colour="on_accent", hug=True),
        Text(tr.money(change, "receipt"), role="numeral", bold=True, colour="on_accent", align="right", shrink=True),
        gap=16,
    )
    parts: list[Widget] = [Card(head, tone="accent", pad=(24, 10))]
    if laid:
        parts.append(Panel(Flow(*laid, gap=8), pad=(16, 10, 16, 2)))
    return Column(*parts, gap=8)


def balance(title: str, available: str, *notes: str) -> Widget:
    """What can be spent of an account here and now, and how much of it is to be used."""
    head = Row(Text(title, role="h2", bold=True), Text(available, role="price", bold=True, hug=True), gap=16)
    return Card(head, *[Text(note, role="second", colour="ink2") for note in notes], pad=(24, 12), gap=2)


def waiting(key: str) -> Widget:
    """Somebody is asked, and the answer is a moment away."""
    return Panel(Row(Icon("clock", 28, colour="ink2"), Text(key=key, role="body", bold=True), gap=14), pad=(24, 18))


def _signed(tr: Tr, amount: Money) -> str:
    return tr.money(amount, "receipt").replace("-", "−")
