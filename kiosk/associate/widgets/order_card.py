"""One line of an order that is only shown; and what a page shows that has nothing to show."""

from __future__ import annotations

from typing import Any

from kiosk.associate.widgets.order_view import LineView
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon, Text


def line_row(tr: Tr, view: LineView, last: bool) -> ListRow:
    """A line that is only shown: in an order's detail, at the hand-over."""
    line = view.line
    trail: list[Any] = []  # Kivy's widgets have no types
    more: list[Any] = []
    if line.lacking:
        trail.append(Pill(tr.text("pick.short", n=line.lacking), "warn", tight=True))
    if line.instead_of:
        more.append(Text(tr.text("orders.instead"), role="second", colour="info"))
    elif line.replaced:
        more.append(Text(tr.text("orders.replaced"), role="second", colour="info"))
    trail.append(Text(f"× {view.units}", role="body", bold=True, hug=True))
    if line.open == 0 and line.picked:
        trail.append(Icon("ok", 26, colour="ok"))
    detail = "·".join(part for part in (view.detail(), view.location) if part)
    return ListRow(
        view.name(tr.language),
        detail,
        lead=Picture(view.picture, seed=line.gtin, width_px=72, height_px=72),
        trail=tuple(trail),
        more=tuple(more),
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
