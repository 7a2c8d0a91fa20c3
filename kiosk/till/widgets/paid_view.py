"""What a shopper sees of a finished sale: its code, what was bought and how it was paid, what comes later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.money import Money
from kiosk.till.model import Sale
from kiosk.till.widgets.paying import ICONS
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.text import Icon, Text

MOST_LINES = 6
"""More lines than this are in the receipt behind the code."""

PAPER: dict[str, tuple[str, str, str]] = {
    "done.printing": ("printer", "info", "info_soft"),
    "done.printed": ("ok", "ok", "ok_soft"),
}
"""What is said of the paper -> icon, colour, ground. Everything else is a reason to take the code instead."""


def receipt_card(tr: Tr, sale: Sale, code: str) -> Card:
    """The receipt to take along, and its number."""
    words: list[Widget] = [
        Text(key="done.number", role="second", colour="ink2"),
        Text(sale.number.short, role="h2", bold=True),
        Text(f"{tr.date(sale.at)} {tr.time(sale.at)}", role="second", colour="ink2"),
        Gap(8),
        Text(key="done.take", role="body", bold=True),
        Text(key="done.take_more", role="second", colour="ink2"),
    ]
    side = 380 if theme.text_scale < 1.5 else 320
    return Card(Row(QrCode(code, side), Column(*words, gap=6), gap=40), radius="panel", pad=36)


def bought_card(tr: Tr, sale: Sale, names: Mapping[str, str]) -> Card:
    """Lines, total, and each thing that it was paid with.

    `names`: GTIN -> name in the shopper's language; the paper has the shop's.
    """
    rows: list[Widget] = []
    for line in sale.lines[:MOST_LINES]:
        rows.append(_sum(tr, f"{names.get(line.gtin) or line.name} × {line.quantity}", line.amount, "body"))
    if len(sale.lines) > MOST_LINES:
        rows.append(Text(tr.text("done.more_lines", n=len(sale.lines) - MOST_LINES), role="second", colour="ink2"))
    rows.append(Gap(8))
    rows.append(_sum(tr, tr.text("basket.total"), sale.total, "h2", bold=True))
    for tender in sale.tenders:
        if tender.kind == "rounding":
            continue
        amount = tender.amount + sale.change if tender.kind == "cash" else tender.amount
        words = tr.text(f"tender.{tender.kind}")
        rows.append(_sum(tr, words, amount, "body", icon=ICONS[tender.kind]))
    if sale.change.minor:
        rows.append(_sum(tr, tr.text("pay.change"), sale.change, "body", bold=True))
    return Card(*rows, pad=40, gap=10)


def later_panel(tr: Tr, sale: Sale, *, confirmed: bool) -> Panel | None:
    """What is not taken along now, and where it comes. `confirmed`: head office has the sale, and makes an order of it;
    until then it is a request, and is said to be one."""
    units = {"pickup": 0, "delivery": 0, "ship": 0}
    for line in sale.lines:
        if line.kind == "product" and line.particulars.fulfilment in units and line.quantity > 0:
            units[line.particulars.fulfilment] += line.quantity
    rows = [
        Row(Icon(icon, 44, colour="info"), Text(tr.text(f"done.later_{kind}", n=units[kind]), role="body"), gap=20)
        for kind, icon in (("pickup", "parcel"), ("delivery", "home"), ("ship", "truck"))
        if units[kind]
    ]
    if rows:
        icon, key = ("ok", "done.later_confirmed") if confirmed else ("clock_line", "done.later_request")
        rows.append(Row(Icon(icon, 44, colour="info"), Text(key=key, role="second", colour="info"), gap=20))
    return Panel(*rows, tone="info_soft", pad=(32, 24), gap=12) if rows else None


def faces_card(say: Callable[[str], object]) -> Card:
    """How was it? One tap says it; `say(face)` hears good, fair or bad."""
    faces = [
        RoundButton(icon, name_key=f"ticket.face.{face}", action=partial(say, face), size=112, kind="quiet")
        for face, icon in (("good", "happy"), ("fair", "so_so"), ("bad", "sad"))
    ]
    return Card(Row(Text(key="ticket.how_was_it", role="h2", bold=True), *faces, gap=20), pad=36)


def paper_line(key: str) -> Panel:
    """How it stands with the paper."""
    icon, colour, tone = PAPER.get(key, ("printer", "warn", "warn_soft"))
    words = Text(key=key, role="body", bold=True, colour=colour)
    return Panel(Row(Icon(icon, 44, colour=colour), words, gap=20), tone=tone, pad=(32, 24))


def _sum(tr: Tr, words: str, amount: Money, role: Any, *, bold: bool = False, icon: str = "") -> Row:
    parts: list[Widget] = [Icon(icon, 40, colour="ink2")] if icon else []
    parts += [Text(words, role=role, bold=bold), Text(tr.money(amount, "receipt"), role=role, bold=True, hug=True)]
    return Row(*parts, gap=20, align="top")
