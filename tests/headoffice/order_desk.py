"""A store's device for tests of head office: takes steps with orders, and their messages take effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sync.headoffice import orders
from sync.headoffice.change import Change
from sync.headoffice.office import Office
from sync.headoffice.orders import Order, Wanted
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind, OrderStepped
from tests.headoffice.offices import MILK, NOON, OAT, STORE

T = TypeVar("T")

HOME = "tablet-1"


def know(office: Office, device: str = HOME, role: str = "associate", store: str = STORE) -> None:
    """A device has greeted."""
    moment = "2026-05-04T00:00:00.000Z"
    office.change(
        lambda change: change.db.execute(
            "INSERT OR IGNORE INTO device VALUES (?, ?, ?, 'x', 'online', '', '', 0, '', '', 0, ?, ?)",
            (store, device, role, moment, "2026-05-04T03:59:00.000Z"),
        )
    )


def place(office: Office, *wanted: Wanted, store: str = STORE, **more: Any) -> Order:  # each field has its own type
    """Two bottles of milk and an oat drink for M1, or what is wanted."""
    lines = wanted or (Wanted(gtin=MILK, quantity=2), Wanted(gtin=OAT, quantity=1, price_minor=1500))
    fields = {"member": "M1", **more}
    return office.change(lambda change: orders.place(change, store, lines, **fields))


def now(office: Office, order: Order) -> Order:
    """The order as it stands."""
    return office.read(lambda db: orders.get(db, order.order_id))


def at(office: Office, after: timedelta, job: Callable[[Change], T]) -> T:
    """Make a change some time after noon."""
    return office.database.call(lambda db: job(Change(db, NOON + after, office.new_id)))


class Clerk:
    """Works on orders at one device. Each step is a second after the one before."""

    def __init__(self, office: Office, device: str = HOME, store: str = STORE, second: int = 1) -> None:
        self.office = office
        self.device = device
        self.store = store
        self.second = second

    def step(self, kind: OrderStepKind, **more: Any) -> OrderStep:  # each field has its own type
        """A step that nobody knows of yet."""
        at = Reading(int((NOON + timedelta(seconds=self.second)).timestamp() * 1000))
        self.second += 1
        name = f"{self.device}-{self.second}-{kind}"
        return OrderStep(step_id=f"{name}-{id(self)}", at=str(at), device=self.device, kind=kind, **more)

    def tell(self, order: Order, *steps: OrderStep, store: str = "") -> Order:
        """Head office hears of them."""
        message = OrderStepped(order_id=order.order_id, device=self.device, steps=steps, at=NOON)
        self.office.change(lambda change: orders.stepped(change, self.device, store or self.store, message))
        return now(self.office, order)

    def do(self, order: Order, kind: OrderStepKind, **more: Any) -> Order:  # each field has its own type
        """Take one step and tell it."""
        return self.tell(order, self.step(kind, **more))

    def make_ready(self, order: Order, *short: str) -> Order:
        """Pick all lines but `short` ones, pack and stage."""
        self.do(order, "accept")
        for line in order.lines:
            kind: OrderStepKind = "short" if line.line_id in short else "pick"
            text = "not_there" if kind == "short" else ""
            self.do(order, kind, line_id=line.line_id, units=line.wanted, text=text)
        self.do(order, "pack", units=1)
        return self.do(order, "stage", text="S1")

    def hand_over(self, order: Order, nonce: str = "n1") -> Order:
        """Everything that was picked leaves the store."""
        handed = tuple((line.line_id, line.picked) for line in now(self.office, order).lines if line.picked)
        return self.do(order, "hand", text=nonce, handed=handed)
