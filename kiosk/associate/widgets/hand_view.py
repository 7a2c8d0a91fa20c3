"""The hand-over as it is seen: asking for the code, the goods as they are scanned out, and the answer at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.order_view import LineView
from kiosk.pickup.model import Entry, Order
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


def ask(view: Widget | None, digits: Callable[[], object]) -> list[Widget]:
    """How the shopper shows that it is theirs."""
    words = Column(
        Text(key="hand.ask", role="h1", bold=True, align="center"),
        Text(key="hand.ask_more", role="body", colour="ink2", align="center"),
        gap=8,
    )
    button = Button("hand.type_digits", icon="digits", size="action", action=digits)
    if view is None:
        icon = Row(Gap(), Icon("qr_scan", 96, colour="accent_line"), Gap())
        return [Gap(), icon, words, Gap(), button]
    return [view, Gap(), words, Gap(), button]


def answer(state: str, title_key: str, note: str, *buttons: Button) -> list[Widget]:
    """What came of it."""
    return [
        Gap(),
        Row(Gap(), Icon(state, 88, colour=state), Gap()),
        Text(key=title_key, role="h1", bold=True, align="center", colour=state if state == "err" else "ink"),
        Text(note, role="body", colour="ink2", align="center"),
        Gap(),
        Actions(*buttons, gap=12),
    ]


def order_parts(
    tr: Tr, order: Order, views: Sequence[LineView], scanned: Mapping[str, int], by_eye: Callable[[str], object]
) -> list[Widget]:
    """Who, where it stands, and each line with how many of it went out of the bag so far."""
    title = Row(
        Column(
            Text(order_view.who(tr, order), role="h1", bold=True),
            Text("·".join((order.number, order_view.money_of(tr, order))), role="body", colour="ink2"),
            gap=-2,
        ),
        Pill(order_view.state_words(tr, order.state), order_view.STATES[order.state]),
        gap=16,
    )
    parts: list[Widget] = [title]
    if order.slot:
        bags = tr.text("orders.bags", n=order.bags or 1)
        parts.append(
            Card(
                Row(
                    Column(
                        Text(key="hand.slot", role="body", colour="on_accent"),
                        Text(bags, role="second", colour="on_accent2"),
                        gap=0,
                    ),
                    Text(order.slot, role="numeral", bold=True, colour="on_accent", align="right"),
                    gap=16,
                ),
                tone="accent",
                pad=(24, 2),
            )
        )
    shown = [view for view in views if view.units > 0]
    rows = [_line(tr, view, scanned.get(view.line.line_id, 0), by_eye, view is shown[-1]) for view in shown]
    parts.append(Scroll(Column(*rows)))
    return parts


def _line(tr: Tr, view: LineView, out: int, by_eye: Callable[[str], object], last: bool) -> ListRow:
    line = view.line
    trail: list[Any] = []  # Kivy's widgets have no types
    if line.lacking:
        trail.append(Pill(tr.text("pick.short", n=line.lacking), "warn", tight=True))
    there = line.in_store
    if not there:
        gone = line.handed > 0
        trail.append(Text(key="hand.gone" if gone else "hand.not_there", role="second", colour="ink2", hug=True))
    elif out >= there:
        trail.append(Icon("ok", 32, colour="ok"))
    else:
        trail.append(Text(f"{out}/{there}", role="h2", bold=True, hug=True, colour="ink" if out else "ink2"))
        trail.append(Icon("barcode", 26, colour="ink3"))
    return ListRow(
        view.name(tr.language),
        view.detail(),
        lead=Picture(view.picture, seed=line.gtin, width_px=72, height_px=72),
        trail=tuple(trail),
        line=not last,
        action=partial(by_eye, line.line_id) if there > out else None,
        pad=(0, 8),
    )


def wrong(name: str) -> Panel:
    """What was scanned does not belong to it."""
    return Panel(
        Row(
            Icon("err", 30, colour="err"),
            Column(
                Text(key="hand.wrong", role="body", bold=True, colour="err"),
                Text(name, role="body", colour="err"),
                gap=0,
            ),
            gap=14,
        ),
        tone="err_soft",
        pad=(18, 10),
    )


def note(words: str, state: str = "info") -> Panel:
    """One line that explains."""
    return Panel(
        Row(Icon(state, 28, colour=state), Text(words, role="body", colour=state), gap=14),
        tone=f"{state}_soft",
        pad=(18, 10),
    )


def waiting_rows(
    tr: Tr, entries: Sequence[Entry], name: Callable[[str], str], choose: Callable[[str], object]
) -> list[Widget]:
    """Who waits: those who are here first."""
    if not entries:
        return [Text(key="hand.nobody", role="body", colour="ink2")]
    rows: list[Widget] = []
    for entry in entries:
        facts = "·".join((name(entry.order_id), tr.text("orders.units", n=entry.picked - entry.handed)))
        slot = Pill(entry.slot, "accent", icon="", square=True, bold=True)
        chips: list[Widget] = [slot]
        if entry.here:
            chips.insert(0, Icon({"car": "car", "foot": "walk"}.get(entry.here, "screen"), 26, colour="accent_line"))
        rows.append(
            ListRow(
                entry.number,
                facts,
                trail=tuple(chips),
                line=entry is not entries[-1],
                action=partial(choose, entry.order_id),
                pad=(0, 10),
            )
        )
    return rows
