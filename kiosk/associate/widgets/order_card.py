"""One pickup order in a list, and one of its lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.order_view import LineView
from kiosk.pickup.model import Order
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


class OrderCard(Card):
    """Number and state, who comes and for how much, by when."""

    def __init__(self, tr: Tr, order: Order, own: bool, now: datetime, action: Action, selected: bool) -> None:
        self.order_id = order.order_id
        facts = "·".join((order_view.who(tr, order), tr.text("orders.units", n=order.units)))
        promised = order_view.promise(tr, order, now)
        left = order_view.time_left(tr, order, now)
        rows: list[Any] = [  # Kivy's widgets have no types
            Row(
                Text(order.number, role="h2", bold=True),
                Pill(tr.text(f"orders.state.{order.state}"), order_view.STATES[order.state], tight=True),
                gap=12,
            ),
            Text(facts, role="body", colour="ink2"),
        ]
        second: list[Any] = []
        if order.state == "ready" and order.slot:
            second.append(Pill(order.slot, "accent", square=True, tight=True, bold=True))
        if promised:
            late = left is not None and left[0] == "err"
            second.append(Text(left[1] if late and left else promised, role="second", colour="err" if late else "ink2"))
        if second:
            rows.append(Row(*second, gap=12))
        if not own:
            rows.append(Text(tr.text("orders.elsewhere", device=order.home), role="second", colour="ink2"))
        super().__init__(*rows, pad=(20, 16), gap=4, action=action, selected=selected)


class PickLine(Card):
    """One line of a pick list: picture, name, where it lies, how many of how many."""

    def __init__(self, tr: Tr, view: LineView, action: Action | None, selected: bool) -> None:
        line = view.line
        self.line_id = line.line_id
        settled = line.open == 0
        name = Text(view.name(tr.language), role="body", bold=True, colour="ink2" if settled else "ink", lines=2)
        words: list[Any] = [name]  # Kivy's widgets have no types
        if view.detail():
            words.append(Text(view.detail(), role="second", colour="ink2", lines=1))
        if view.location:
            look = "accent" if selected else "neutral"
            words.append(Pill(view.location, look, icon="", square=True, tight=True, bold=True))  # type: ignore[arg-type]  # one of Pill's states
        super().__init__(
            Row(
                Picture(view.picture, seed=line.gtin, width_px=92, height_px=92),
                Column(*words, gap=2),
                self._mark(tr, view),
                gap=16,
            ),
            pad=(12, 10, 20, 10),
            action=action,
            selected=selected,
        )

    @staticmethod
    def _mark(tr: Tr, view: LineView) -> Any:  # any Kivy widget
        line = view.line
        if line.short:
            found = Text(f"{line.picked}/{line.quantity}", role="h2", bold=True, hug=True, align="right")
            short = Pill(tr.text("pick.short", n=line.short), "warn", tight=True)
            return Row(found, short, hug=True, gap=10)
        if line.open == 0:
            return Icon("ok", 32, colour="ok")
        begun = line.picked > 0
        return Text(f"{line.picked}/{line.quantity}", role="h1", bold=True, hug=True, colour="ink" if begun else "ink2")


def line_row(tr: Tr, view: LineView, last: bool) -> ListRow:
    """A line that is only shown: in an order's detail, at the hand-over."""
    line = view.line
    trail: list[Any] = []  # Kivy's widgets have no types
    if line.short:
        trail.append(Pill(tr.text("pick.short", n=line.short), "warn", tight=True))
    trail.append(Text(f"× {line.quantity - line.short}", role="body", bold=True, hug=True))
    if line.open == 0 and line.picked:
        trail.append(Icon("ok", 26, colour="ok"))
    detail = "·".join(part for part in (view.detail(), view.location) if part)
    return ListRow(
        view.name(tr.language),
        detail,
        lead=Picture(view.picture, seed=line.gtin, width_px=72, height_px=72),
        trail=tuple(trail),
        line=not last,
        pad=(0, 8),
    )


def empty(icon: str, title_key: str, more_key: str) -> Column:
    """What a page shows that has nothing to show: calm, and what will come here."""
    return Column(
        Gap(),
        Row(Gap(), Icon(icon, 64, colour="ink3"), Gap()),
        Text(key=title_key, role="h1", bold=True, align="center"),
        Text(key=more_key, role="body", colour="ink2", align="center"),
        Gap(),
        gap=12,
        grow=True,
    )
