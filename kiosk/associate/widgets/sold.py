"""What a till shows when money has changed hands: the change first, then the receipt to take along."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.till.model import Sale
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


def sold(tr: Tr, sale: Sale, code: str, go_on: Action) -> Widget:
    """The page after a sale or a return."""
    back = sale.total.minor < 0
    money = -sale.total if back else sale.change
    key = "sell.pay_out" if back else "sell.change_name"
    head = Row(
        Icon("ok", 56, colour="ok"),
        Column(
            Text(key="sell.returned" if back else "sell.done", role="h1", bold=True),
            Text(sale.number.short, role="body", colour="ink2"),
            gap=-2,
        ),
        gap=20,
    )
    parts: list[Widget] = [head]
    if money.minor or back:
        parts.append(
            Card(
                Row(
                    Text(key=key, role="h2", colour="on_accent"),
                    Text(tr.money(money, "receipt"), role="numeral", bold=True, colour="on_accent", align="right"),
                    gap=16,
                ),
                tone="accent",
                pad=(24, 10),
            )
        )
    if not back:
        total = Row(
            Text(key="sell.total", role="body", colour="ink2"),
            Text(tr.money(sale.total, "receipt"), role="h1", bold=True, align="right"),
            gap=16,
        )
        parts.append(Panel(total, pad=(24, 12)))
    left = Card(
        Scroll(Column(*parts, gap=20)),
        Button("sell.next", icon="next", kind="primary", size="tall", action=go_on),
        pad=28,
        gap=20,
        grow=True,
    )
    receipt: list[Widget] = [Gap()]
    if code:
        receipt.append(Row(Gap(), QrCode(code, 300), Gap()))
    receipt += [
        Text(key="sell.receipt" if code else "sell.receipt_here", role="body", align="center"),
        Text(str(sale.number), role="second", colour="ink2", align="center"),
        Gap(),
    ]
    right = Card(*receipt, pad=28, gap=12, grow=True, size_hint=(0.7, 1))
    return Row(left, right, gap=24, align="stretch", grow=True)
