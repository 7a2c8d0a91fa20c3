"""A pickup order in the words and colours of its state, and its lines with their products, in the order of the walk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product, StorePlan
from kiosk.catalogue.walk import Point, walk
from kiosk.customer.widgets.names import name_of
from kiosk.money import Money
from kiosk.pickup.model import Entry, Order, OrderLine
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.pill import State

STATES: dict[str, State] = {
    "placed": "info",
    "accepted": "info",
    "picking": "warn",
    "picked": "warn",
    "ready": "ok",
    "arrived": "accent",
    "partly_collected": "ok",
    "collected": "neutral",
    "cancelled": "err",
    "expired": "err",
    "converted": "neutral",
    "returned_to_shelf": "neutral",
}
"""How each state of an order looks."""

TO_PICK = frozenset({"placed", "accepted", "picking"})
"""States in which goods are still to be fetched from shelves."""

SOON_S = 15 * 60


class LineView(Struct, frozen=True):
    """One line with what the catalogue knows of its product."""

    line: OrderLine
    product: Product | None
    picture: str
    """Path of the picture, or empty."""

    @property
    def location(self) -> str:
        """Aisle and bay, or empty where the store has not said."""
        return self.product.location if self.product else ""

    @property
    def units(self) -> int:
        """How many of just this product are wanted: what others came in for is theirs."""
        return self.line.quantity - self.line.replaced

    def name(self, language: str) -> str:
        """What the product is called; its number where the store does not sell it any more."""
        return self.product.names.text(language) if self.product else self.line.gtin.lstrip("0")

    def detail(self) -> str:
        """Size or colour."""
        return (self.product.size or self.product.colour) if self.product else ""


def lines_of(store: Any, order: Order) -> list[LineView]:  # Any: kiosk.store.Store
    """The order's lines, by shelf: aisle, then bay."""
    gtins = [line.gtin for line in order.lines]
    found = catalogue.find_many(store.db, gtins, store.currency)
    views = []
    for line in order.lines:
        product = found.get(line.gtin)
        picture = store.image(product.image) if product else None
        views.append(LineView(line, product, str(picture) if picture else ""))
    return sorted(views, key=lambda one: (one.location == "", one.location, one.line.line_id))


def in_walk_order(
    plan: StorePlan | None, start: Point | None, spots: Sequence[Product | None], names: Sequence[str]
) -> list[int]:
    """The numbers of things to fetch, in the order in which a walk passes them; by aisle where nothing is drawn.

    Args:
        spots: the product of each, or None.
        names: aisle and bay of each, which decides between equals.
    """
    by_name = sorted(range(len(names)), key=lambda number: (names[number] == "", names[number], number))
    if plan is None or start is None:
        return by_name
    drawn = [(number, plan.spot(product)) for number, product in enumerate(spots) if product is not None]
    placed = [(number, spot) for number, spot in drawn if spot is not None]
    order = [placed[place][0] for place in walk(start, [spot for _, spot in placed])]
    known = set(order)
    return order + [number for number in by_name if number not in known]


def route(lines: Sequence[LineView]) -> str:
    """The aisles that are still to be visited, each once: `A3 → A5`; empty where none is known."""
    aisles = [view.product.aisle for view in lines if view.line.open and view.product and view.product.aisle]
    return " → ".join(dict.fromkeys(aisles))


def who(tr: Tr, order: Order) -> str:
    """Surname and title, never more."""
    return person(tr, order.surname, order.title)


def person(tr: Tr, surname: str, title: str) -> str:
    """Surname and title, or that nobody knows who it is."""
    return name_of(surname, title) if surname else tr.text("orders.guest")


def promise(tr: Tr, order: Order | Entry, now: datetime) -> str:
    """By when it was promised, if it was."""
    at = order.promised_at
    if at is None:
        return ""
    if tr.date(at) == tr.date(now):
        return tr.text("orders.by", time=tr.time(at))
    return tr.text("orders.by_day", date=tr.date(at), time=tr.time(at))


def time_left(tr: Tr, order: Order | Entry, now: datetime) -> tuple[State, str] | None:
    """How long until the promise, or since; None where nothing was promised or the goods are ready."""
    at = order.promised_at
    if at is None or order.state not in (*TO_PICK, "picked"):
        return None
    seconds = (at - now).total_seconds()
    if seconds < 0:
        return "err", tr.text("orders.late", age=tr.age(-seconds))
    if seconds < 60 * 60:
        left = f"{int(seconds) // 60:d}:{int(seconds) % 60:02d}"
        return ("warn" if seconds < SOON_S else "plain"), tr.text("orders.left", age=left)
    return "plain", tr.text("orders.left", age=tr.age(seconds))


def money_of(tr: Tr, order: Order) -> str:
    """Whether it is paid, and how much."""
    minor = order.total_minor if order.paid else order.to_pay_minor
    amount = tr.money(Money(minor, order.currency), "receipt")
    return tr.text("orders.paid" if order.paid else "orders.to_pay", amount=amount)


def state_words(tr: Tr, state: str) -> str:
    """The one word for how far it is."""
    return tr.text(f"orders.state.{state}")


SLOT = re.compile(r"([A-Z]{1,3})-?([0-9]{1,4})")
"""How slots are labelled: a letter or three for the rack, a number for the place on it."""


def slot_of(text: str) -> str:
    """A slot as it is written on racks: `B7` and `B-07` are `B-07`; empty for what names none."""
    found = SLOT.fullmatch(text.strip().upper())
    return f"{found[1]}-{int(found[2]):02d}" if found else ""
