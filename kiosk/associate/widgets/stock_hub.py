"""What there is to do with goods, at a glance: four ways with their numbers, and products to be counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from kiosk.associate.widgets.goods import name_of, picture_of
from kiosk.stock import hints
from kiosk.stockroom import tables
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Grid
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Text

WAYS = (
    ("stock.receive", "receive", "goods.receive"),
    ("stock.count", "checked_list", "goods.count"),
    ("stock.transfer", "swap", "goods.transfers"),
    ("stock.holds", "clock_line", "goods.holds"),
)

MOST_HINTS = 6


def hub(store: Store, tr: Tr, count: Any) -> Column:  # count: what a tap on a hint does, with the GTIN
    """The ways that this device knows, and the hints."""
    numbers = _waiting(store)
    tiles = [
        Tile(
            icon,
            tr.text(key),
            note=tr.text("goods.open_n", n=numbers[name]) if numbers[name] else tr.text("goods.nothing_open"),
            action=partial(navigation.go, name),
            selected=bool(numbers[name]),
            pad=18,
        )
        for name, icon, key in WAYS
        if navigation.knows(name)
    ]
    parts: list[Any] = [Text(key="goods.hub", role="h2", bold=True), Grid(*tiles, columns=2, gap=14)]
    rows = _hints(store, tr, count)
    if rows:
        parts += [Text(key="goods.look_at", role="h2", bold=True), Column(*rows)]
    return Column(*parts, gap=14)


def _waiting(store: Store) -> dict[str, int]:
    db, vault, now = store.db, store.vault, store.clock()
    here = store.register.store_gln
    moved = tables.open_transfers(db, vault, now)
    return {
        "stock.receive": sum(one.is_open for one in tables.to_receive(db, vault, here, now)),
        "stock.count": sum(one.is_open for one in tables.open_counts(db, vault, now)),
        "stock.transfer": sum(one.is_open and (one.from_store == here or one.state == "asked") for one in moved),
        "stock.holds": len(tables.open_holds(db, vault))
        + sum(one.is_open for one in tables.open_requests(db, vault, now)),
    }


def _hints(store: Store, tr: Tr, count: Any) -> Sequence[ListRow]:
    found: list[ListRow] = []
    for gap in hints.gaps(store.db, MOST_HINTS):
        pill = Pill(tr.text(f"goods.gap_{gap.kind}", n=gap.units), "err", tight=True)
        found.append(_row(store, tr, gap.gtin, pill, count))
    for low in hints.low(store.db, store.clock(), MOST_HINTS - len(found)) if len(found) < MOST_HINTS else ():
        pill = Pill(tr.text("goods.low", n=low.available), "warn", tight=True)
        found.append(_row(store, tr, low.gtin, pill, count))
    return found


def _row(store: Store, tr: Tr, gtin: str, pill: Pill, count: Any) -> ListRow:
    return ListRow(
        name_of(store, tr, gtin), lead=picture_of(store, gtin, 48), more=(Flow(pill),), action=partial(count, gtin),
        pad=(0, 8),
    )  # fmt: skip
