"""Where the units of a product are: on the shelf, packed for orders, kept for online; each with the figure's age."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.associate.widgets.bench import value_panel
from kiosk.stock.model import Level
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.text import Icon, Text


def places(tr: Tr, location: str, level: Level | None, parcels: int, now: datetime) -> Column:
    """The shelf and what it may promise in two panels, the rest line by line below."""
    where = value_panel(
        tr.text("pick.bin"), location or tr.text("pick.no_bin"), tone="accent_soft", colour="accent_line"
    )
    if level is None:
        free = value_panel(tr.text("goods.free"), tr.text("pick.stock_unknown"))
        return Column(Grid(where, free, columns=2, gap=12))
    told = ""
    if level.as_of is not None:
        told = tr.text("pick.told", age=tr.age((now - level.as_of).total_seconds()))
    free = value_panel(tr.text("goods.free"), tr.text("pick.count", n=level.available), told)
    rows: list[Any] = [Grid(where, free, columns=2, gap=12)]
    shelf = level.on_hand - parcels
    lines = [
        ("place", "goods.on_shelf", shelf),
        ("parcel", "goods.in_parcels", parcels),
        ("pick", "goods.for_orders", max(0, level.reserved - parcels)),
        ("online", "goods.for_online", level.online),
        ("shield", "goods.safety", level.safety),
    ]
    shown = [one for one in lines if one[2] or one[1] == "goods.on_shelf"]
    rows.append(
        Panel(
            *[
                Row(
                    Icon(icon, 22, colour="ink2"),
                    Text(key=key, role="body"),
                    Gap(),
                    Text(tr.text("pick.count", n=units), role="body", bold=True, hug=True),
                    gap=12,
                )
                for icon, key, units in shown
            ],
            pad=(18, 12),
            gap=6,
        )
    )
    if shelf < 0:
        words = Text(key="goods.count_negative", role="second", bold=True, colour="err")
        rows.append(Panel(Row(Icon("err", 24, colour="err"), words, gap=12), tone="err_soft", pad=(16, 10)))
    return Column(*rows, gap=12)
