"""What a shopper may choose for goods that could not be found: each way with its price and when it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of, short_gtin
from kiosk.money import Money
from kiosk.pickup.model import Order, OrderLine
from kiosk.store import Store
from kiosk.till.promise import Ways, ways
from kiosk.till.widgets import promises
from kiosk.till.widgets.way_card import Way, WayCard
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.text import Icon, Text


def ask(store: Store, order: Order, choose: Callable[[str, str], object]) -> Column:
    """The question for each line of which units are short and nothing was chosen yet. `choose` takes (line, choice)."""
    offline = store.link is not None and store.link.health().state not in ("linked", "none")
    parts: list[Widget] = []
    for line in order.lines:
        if line.lacking and not line.choice:
            parts += _line(store, order, line, choose)
    if offline:
        parts.append(
            Panel(
                Row(Icon("offline", 40, colour="warn"), Text(key="collect.choice_later", role="second"), gap=20),
                tone="warn_soft",
                pad=28,
            )
        )
    return Column(*parts, gap=16)


def _line(store: Store, order: Order, line: OrderLine, choose: Callable[[str, str], object]) -> list[Widget]:
    product = catalogue.find(store.db, line.gtin, store.currency)
    name = name_of(product) if product is not None else short_gtin(line.gtin)
    found = ways(store.db, store.clock(), store.register, line.gtin, line.lacking, line.price_minor * line.lacking)
    head = Column(
        Text(tr.text("collect.choose", n=line.lacking, name=name), role="h2", bold=True),
        Text(key="collect.choose_more", role="second", colour="ink2"),
        gap=4,
    )
    return [
        head,
        *[WayCard(way, partial(choose, line.line_id, choice)) for choice, way in offers(store, order, line, found)],
    ]


def offers(store: Store, order: Order, line: OrderLine, found: Ways) -> list[tuple[str, Way]]:
    """(choice as the order's history writes it, how it is shown), the soonest first."""
    now = store.clock()
    paid = order.paid
    whole = tr.money(Money(line.price_minor * line.lacking, order.currency), "receipt")
    same = tr.text("collect.same_price")
    shown: list[tuple[str, Way]] = [
        ("substitute", Way("swap", tr.text("collect.way_substitute"), tr.text("collect.way_substitute_more"), ""))
    ]
    for shop in found.pickup:
        if shop.distance_m == 0:
            continue
        name = shop.names.text(tr.language)
        title = tr.text("collect.way_store", name=name)
        shown.append((f"store:{shop.gln}", Way("store_line", title, promises.soonest(shop, now), same)))
        break
    if found.ship is not None:
        # What could not be found is the shop's own fault: sending it costs nothing.
        shown.append(
            (
                "ship",
                Way("truck", tr.text("collect.way_ship"), promises.arrives(found.ship, now), tr.text("collect.free")),
            )
        )
    shown.append(("wait", Way("clock_line", tr.text("collect.way_wait"), tr.text("collect.way_wait_more"), same)))
    refund = tr.text("collect.way_refund_more" if paid else "collect.way_without_more")
    title = tr.text("collect.way_refund" if paid else "collect.way_without")
    shown.append(("refund", Way("cash", title, refund, f"−{whole}")))
    return shown
