"""What the till shows when a sale is made: the change first, then the receipt, then the next shopper."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.uix.widget import Widget

from kiosk.associate.widgets.tenders import change_card
from kiosk.till.model import Sale, Tender
from kiosk.till.widgets.paying import ICONS
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


def paid(tr: Tr, sale: Sale, code: str, go_on: Action, extra: Sequence[Button] = ()) -> Widget:
    """The page after a sale. `extra`: what else can be done with it, such as one more receipt."""
    number = tr.text("tender.training_sale") if sale.terms.training else sale.number.short
    head = Row(
        Icon("ok", 56, colour="ok"),
        Column(Text(key="sell.done", role="h1", bold=True), Text(number, role="body", colour="ink2"), gap=-2),
        gap=20,
    )
    parts: list[Widget] = [head]
    if sale.change.minor:
        parts.append(change_card(tr, sale.change))
    facts: list[Widget] = [_fact("sell.total", tr.money(sale.total, "receipt"))]
    if sale.reduced.minor > 0:
        facts.append(_fact("tender.saved", tr.money(-sale.reduced, "receipt").replace("-", "−")))
    if sale.points_earned > 0:
        facts.append(_fact("tender.points_earned", f"+{tr.number(sale.points_earned)}"))
    parts.append(Panel(*facts, pad=(24, 12), gap=4))
    taken = [one for one in sale.tenders if one.kind != "rounding"]
    if len(taken) > 1:
        parts.append(Panel(*[_tender(tr, one) for one in taken], pad=(24, 12), gap=4))
    left = Card(
        Scroll(Column(*parts, gap=16)),
        Button("sell.next", icon="next", kind="primary", size="tall", action=go_on),
        pad=28,
        gap=20,
        grow=True,
    )
    receipt: list[Widget] = [Gap()]
    if code:
        receipt.append(Row(Gap(), QrCode(code, 280), Gap()))
    receipt += [
        Text(key="sell.receipt" if code else "sell.receipt_here", role="body", align="center"),
        Text("" if sale.terms.training else str(sale.number), role="second", colour="ink2", align="center"),
        Gap(),
    ]
    if extra:
        receipt.append(Flow(*extra, gap=10))
    right = Card(*receipt, pad=28, gap=12, grow=True, size_hint=(0.7, 1))
    return Row(left, right, gap=24, align="stretch", grow=True)


def _tender(tr: Tr, tender: Tender) -> Widget:
    return Row(
        Icon(ICONS[tender.kind], 28, colour="ink2"),
        Text(key=f"tender.{tender.kind}", role="body", colour="ink2"),
        Text(tr.money(tender.amount, "receipt").replace("-", "−"), role="h2", bold=True, hug=True),
        gap=16,
    )


def _fact(key: str, value: str) -> Widget:
    return Row(Text(key=key, role="body", colour="ink2"), Text(value, role="h2", bold=True, align="right"), gap=16)
