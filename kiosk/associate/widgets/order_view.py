"""A pickup order in the words and colours of its state, and its lines with their products, in the order of the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.pickup.model import Order, OrderLine
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.pill import State

STATES: dict[str, State] = {
    "placed": "neutral",
    "accepted": "info",
    "picking": "warn",
    "picked": "warn",
    "ready": "ok",
    "arrived": "ok",
    "partly_collected": "ok",
    "collected": "neutral",
    "cancelled": "err",
    "expired": "err",
    "converted": "neutral",
    "returned_to_shelf": "neutral",
}
"""How each state of an order looks."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with what the catalogue knows of its product."""

    line: OrderLine
    product: Product | None
    picture: str
    """Path of the picture, or empty."""

    @property
    def location(self) -> str:
        """Aisle and bay, or empty where the store has not said."""
        return self.product.location if self.product else ""

    def name(self, language: str) -> str:
        """What the product is called; its number where the store does not sell it any more."""
        return self.product.names.text(language) if self.product else self.line.gtin

    def detail(self) -> str:
        """Size or colour."""
        return (self.product.size or self.product.colour) if self.product else ""


def lines_of(store: Any, order: Order) -> list[LineView]:  # Any: kiosk.store.Store
    """The order's lines in the order in which a walk through the store passes them."""
    found = []
    for line in order.lines:
        product = catalogue.find(store.db, line.gtin, store.currency)
        picture = store.image(product.image) if product else None
        found.append(LineView(line, product, str(picture) if picture else ""))
    return sorted(found, key=lambda one: (one.location == "", one.location, one.line.line_id))


def route(lines: Sequence[LineView]) -> str:
    """The aisles that are still to be visited, each once: `A3 → A5`; empty where none is known."""
    aisles = [view.product.aisle for view in lines if view.line.open and view.product and view.product.aisle]
    return " → ".join(dict.fromkeys(aisles))


def who(tr: Tr, order: Order) -> str:
    """Surname and title, never more."""
    if not order.surname:
        return tr.text("orders.guest")
    key = order.title if order.title in ("ms", "mr") else "plain"
    return tr.text(f"orders.who_{key}", surname=order.surname)


def promise(tr: Tr, order: Order, now: datetime) -> str:
    """By when it was promised, if it was."""
    at = order.promised_at
    if at is None:
        return ""
    same_day = tr.date(at) == tr.date(now)
    return (
        tr.text("orders.by", time=tr.time(at))
        if same_day
        else tr.text("orders.by_day", date=tr.date(at), time=tr.time(at))
    )


def time_left(tr: Tr, order: Order, now: datetime) -> tuple[State, str] | None:
    """How long until the promise, or since; None where nothing was promised or the goods are ready."""
    at = order.promised_at
    if at is None or order.state not in ("placed", "accepted", "picking"):
        return None
    seconds = (at - now).total_seconds()
    if seconds < 0:
        return "err", tr.text("orders.late", age=tr.age(-seconds))
    return ("warn" if seconds < 15 * 60 else "plain"), tr.text("orders.left", age=tr.age(seconds))


def money_of(tr: Tr, order: Order) -> str:
    """Whether it is paid, and how much."""
    from kiosk.money import Money

    amount = tr.money(Money(order.total_minor, order.currency), "receipt")
    return tr.text("orders.paid" if order.paid else "orders.to_pay", amount=amount)
