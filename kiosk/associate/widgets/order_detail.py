"""One order beside the queue: whose it is and how far, what is remarkable about it, and its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kivy.uix.widget import Widget

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.order_card import line_row
from kiosk.associate.widgets.order_view import LineView
from kiosk.pickup.model import Order
from kiosk.pickup.risk import Outlook
from kiosk.pickup.widgets.words import delegate_words
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text


def head(tr: Tr, order: Order, outlook: Outlook | None, now: datetime) -> list[Widget]:
    """Number, name and state; how many, by when, and the money; where it stands."""
    promised = order_view.promise(tr, order, now) or tr.text("orders.no_promise")
    left = order_view.time_left(tr, order, now)
    late = bool(left and left[0] == "err")
    about = [order_view.who(tr, order)]
    if order.placed.channel not in ("web", ""):
        about.append(tr.text(f"orders.channel.{order.placed.channel}"))
    if order.method != "pickup":
        about.append(tr.text(f"orders.method.{order.method}"))
    parts: list[Widget] = [
        Row(
            Column(
                Text(order.number, role="h1", bold=True),
                Text("·".join(about), role="body", colour="ink2"),
                gap=-2,
            ),
            Pill(order_view.state_words(tr, order.state), order_view.STATES[order.state]),
            gap=16,
        )
    ]
    if order.slot and order.ready:
        parts.append(
            Card(
                Row(
                    Column(
                        Text(key="orders.fact_slot", role="body", colour="on_accent"),
                        Text(tr.text("orders.bags", n=order.bags or 1), role="second", colour="on_accent2"),
                        gap=0,
                    ),
                    Text(order.slot, role="numeral", bold=True, colour="on_accent", align="right"),
                    gap=16,
                ),
                tone="accent",
                pad=(24, 4),
            )
        )
    facts = [
        Fact("orders.fact_units", tr.text("orders.picked_of", picked=order.picked, all=order.units)),
        Fact("orders.fact_promise", promised, colour="err" if late else "ink"),
        Fact("orders.fact_money", order_view.money_of(tr, order)),
    ]
    parts.append(Panel(Grid(*facts, columns=3, large=2, gap=16), pad=(20, 14)))
    del outlook
    return parts


def notes(tr: Tr, order: Order, held: Sequence[str], put_back: Callable[[Order], object]) -> list[Widget]:
    """What whoever works on it must know."""
    pills: list[Widget] = []
    if held:
        pills.append(Pill(tr.text("orders.held", device=", ".join(held)), "info", icon="person"))
    if order.waiting:
        pills.append(Pill(key="orders.asks_shopper", state="warn", icon="phone"))
    if order.placed.age:
        pills.append(Pill(tr.text("orders.age", age=order.placed.age), "info", icon="id_card"))
    if order.now.delegate:
        pills.append(Pill(delegate_words(order.now.delegate), "info", icon="delegate"))
    if order.expires_at is not None and not order.ended and order.ready:
        at = order.expires_at
        pills.append(Pill(tr.text("orders.keeps", date=tr.date(at), time=tr.time(at)), "neutral", icon="calendar"))
    for issue in dict.fromkeys(issue.trouble for issue in order.issues):
        pills.append(Pill(tr.text(f"orders.issue.{issue}"), "err"))
    parts: list[Widget] = [Flow(*pills, gap=8)] if pills else []
    if order.placed.note:
        parts.append(_note("info", order.placed.note, "edit"))
    if order.placed.carry_to:
        parts.append(_note("info", order.placed.carry_to, "truck"))
    if order.put_back:
        words = Text(tr.text("orders.put_back", n=order.put_back), role="body", colour="warn")
        button = Button("orders.restock", icon="undo", size="small", hug=True, action=lambda: put_back(order))
        parts.append(Panel(Row(Icon("warn", 28, colour="warn"), words, button, gap=14), tone="warn_soft", pad=(18, 10)))
    return parts


def rows(tr: Tr, views: Sequence[LineView], order: Order) -> list[Widget]:
    """Its lines, by shelf."""
    del order
    return [line_row(tr, view, view is views[-1]) for view in views]


def _note(state: str, words: str, icon: str) -> Panel:
    return Panel(
        Row(Icon(icon, 28, colour=state), Text(words, role="body", colour=state), gap=14),
        tone=f"{state}_soft",
        pad=(18, 12),
    )
