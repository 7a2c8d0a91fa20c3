"""Whatever two devices and a shopper do with an order, in whatever order it arrives: the money and the stock add up."""

from __future__ import annotations

import sqlite3
from random import Random

import pytest
from msgspec.structs import replace

from sync.headoffice import allocation_tables, order_elsewhere, order_moves, order_tables, orders, refunds
from sync.headoffice.change import Change, Conflict, Invalid
from sync.headoffice.office import Office
from sync.headoffice.order_money import worth
from sync.headoffice.orders import Order, Wanted
from sync.messages import OrderStep
from tests.headoffice.offices import MILK, SOAP
from tests.headoffice.order_desk import Clerk, know, place

KINDS = (
    "accept",
    "pick",
    "pick",
    "short",
    "find",
    "unpick",
    "pack",
    "unpack",
    "stage",
    "hand",
    "substitute",
    "restock",
)


def story(random: Random, order: Order, clerk: Clerk) -> list[OrderStep]:
    """What one device says that it did."""
    made = []
    for _ in range(random.randint(3, 9)):
        kind = random.choice(KINDS)
        line = random.choice(order.lines).line_id
        step = clerk.step("accept", line_id=line, units=random.randint(1, 2), text=f"t{random.randint(1, 9)}")
        handed = ((line, random.randint(1, 2)),) if kind == "hand" else ()
        made.append(replace(step, kind=kind, handed=handed, gtin=SOAP if kind == "substitute" else ""))
    return made


def shopper(random: Random, change: Change, order: Order) -> None:
    """Something that a shopper does on the web, if they may."""
    line = random.choice(order.lines).line_id
    try:
        match random.choice(("cancel", "amend", "refund", "wait", "extend", "nothing")):
            case "cancel":
                order_moves.cancel(change, order.order_id)
            case "amend":
                order_moves.amend(change, order.order_id, line, random.randint(1, 2))
            case "refund" | "wait" as choice:
                order_moves.choose(change, order.order_id, line, choice)
    except (Conflict, Invalid):
        pass


@pytest.mark.parametrize("seed", range(12))
def test_refunds_and_promises_follow_from_the_order_alone(office: Office, seed: int) -> None:
    random = Random(seed)
    know(office, "tablet-2")
    order = place(office, Wanted(gtin=MILK, quantity=2), Wanted(gtin=SOAP, quantity=2))
    said = [
        step
        for name, second in (("tablet-1", 1), ("tablet-2", 2))
        for step in story(random, order, Clerk(office, name, second=second))
    ]
    random.shuffle(said)
    speaker = Clerk(office)
    while said:
        count = random.randint(1, 3)
        speaker.tell(order, *said[:count])
        said = said[count:]
        if random.random() < 0.3:
            office.change(lambda change: shopper(random, change, order))

    office.read(lambda db: adds_up(db, order))
    with_end = office.read(lambda db: orders.get(db, order.order_id))
    if with_end.state not in ("collected", "cancelled", "returned_to_shelf"):
        office.change(lambda change: order_moves.cancel(change, order.order_id))
    speaker.second += 60
    speaker.do(order, "restock")
    office.read(lambda db: adds_up(db, order))
    assert office.read(lambda db: allocation_tables.of_order(db, order.order_id)) == [], "nothing is kept for it"


def adds_up(db: sqlite3.Connection, order: Order) -> None:
    """What is owed is what was paid less what the order is worth; what is kept back is what it still waits for."""
    fold = order_tables.fold(db, order.order_id)
    priced = order_elsewhere.priced(db, order.order_id)
    value = worth(priced, fold, order_tables.substitute_prices(db, order.order_id))
    owed = sum(max(0, one.amount_minor - value[line_id]) for line_id, one in priced.items())
    assert refunds.total(db, order.order_id) == owed
    kept = sum(row["units"] for row in allocation_tables.of_order(db, order.order_id))
    if fold.ended:
        assert kept == fold.in_store
    else:
        assert kept == sum(line.wanted - line.short - line.handed for line in fold.lines.values())
