"""Orders that reach their shopper another way: what cannot be promised as a whole is not promised in part."""

from __future__ import annotations

from sync.headoffice import allocation_tables, flags, stock
from sync.headoffice.office import Office
from sync.headoffice.orders import Wanted
from tests.headoffice.offices import MILK, OTHER
from tests.headoffice.order_desk import Clerk, now, place


def test_a_store_that_has_enough_for_one_line_and_not_for_both_promises_nothing(office: Office) -> None:
    level = office.read(lambda db: stock.level(db, OTHER, MILK))
    office.change(lambda change: stock.correct(change, OTHER, MILK, 3 - (level.on_hand if level else 0)))
    order = place(office, Wanted(gtin=MILK, quantity=2), Wanted(gtin=MILK, quantity=2))

    Clerk(office).do(order, "convert", text=f"store:{OTHER}")

    assert now(office, order).became == ()
    assert [one.kind for one in office.read(flags.newest)] == ["not_rerouted"]
    assert office.read(lambda db: allocation_tables.promised(db, OTHER, MILK)) == 0
