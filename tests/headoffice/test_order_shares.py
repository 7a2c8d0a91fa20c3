"""A line whose amount does not divide by its units: however it is taken apart, the parts are the line."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.headoffice import order_moves, orders, refunds
from sync.headoffice.office import Office
from sync.headoffice.order_money import Priced
from sync.headoffice.orders import Order, Wanted
from sync.messages import Particulars
from tests.headoffice.offices import MILK, OTHER, sale
from tests.headoffice.order_desk import Clerk, now, place
from tests.headoffice.test_effects import arrive

parts = st.lists(st.tuples(st.sampled_from(["move", "back"]), st.integers(1, 5)), max_size=8)


@given(quantity=st.integers(1, 20), amount=st.integers(0, 10_000), parts=parts, kept=st.integers(0, 20))
def test_all_parts_of_a_line_are_the_line(quantity: int, amount: int, parts: list[tuple[str, int]], kept: int) -> None:
    line = Priced(quantity, amount // quantity, amount)
    pieces = []
    for way, wanted in parts:
        units = min(wanted, line.rest_units)
        if not units:
            continue
        before = line
        if way == "move":
            line = replace(line, moved_units=line.moved_units + units, moved_minor=line.moved_minor + line.move(units))
            pieces.append((units, line.moved_minor - before.moved_minor))
        else:
            line = replace(line, back_units=line.back_units + units)
            pieces.append((units, line.back_minor - before.back_minor))

    given_back = sum(minor for _, minor in pieces)
    assert given_back + line.rest_minor == amount
    assert all(abs(minor - amount * units / quantity) < 1 for units, minor in pieces)
    if line.rest_units == 0:
        assert given_back == amount, "nothing is left over, and nobody got a unit too much"
    units = min(kept, line.rest_units)
    assert 0 <= line.part(units) <= line.rest_minor
    assert line.part(line.rest_units) == line.rest_minor
    values = [line.part(n) for n in range(line.rest_units + 1)]
    assert values == sorted(values)


def bought(office: Office, amount_minor: int, units: int = 3) -> Order:
    """Bottles of milk, paid at a till for an amount that does not divide, to be fetched later."""
    made = sale("s1", 1, [(MILK, units, 1290)])
    line = msgspec.structs.replace(
        made.lines[0], amount_minor=amount_minor, particulars=Particulars(fulfilment="pickup")
    )
    tender = msgspec.structs.replace(made.tenders[0], amount_minor=amount_minor)
    arrive(office, msgspec.structs.replace(made, lines=(line,), tenders=(tender,), total_minor=amount_minor))
    [order] = office.read(lambda db: orders.of_sale(db, "s1"))
    return order


def owed(office: Office, order: Order) -> int:
    return office.read(lambda db: refunds.total(db, order.order_id))


@pytest.mark.parametrize("amount", [1000, 1001, 1002, 1])
def test_what_two_stores_bring_is_what_was_paid(office: Office, amount: int) -> None:
    order, clerk = bought(office, amount), Clerk(office)
    line = order.lines[0]
    clerk.do(order, "accept")
    clerk.do(order, "pick", line_id=line.line_id, units=2)
    clerk.do(order, "short", line_id=line.line_id, units=1, text="not_there")

    after = office.change(lambda change: order_moves.choose(change, order.order_id, line.line_id, f"store:{OTHER}"))
    clerk.do(order, "pack", units=1)
    clerk.do(order, "stage", text="S1")
    clerk.hand_over(order)

    [became] = after.became
    other = office.read(lambda db: orders.get(db, became))
    assert owed(office, order) == 0, "both parts come, so nothing is given back"
    office.change(lambda change: order_moves.cancel(change, other.order_id))
    assert owed(office, other) == other.total_minor == amount - amount * 2 // 3


def test_parts_that_come_back_one_by_one_and_the_rest_that_is_cancelled_are_the_whole(office: Office) -> None:
    order = bought(office, 1000)
    for number, minor in ((2, 333), (3, 333)):
        back = sale(f"s{number}", number, [(MILK, -1, 1290)])
        line = msgspec.structs.replace(
            back.lines[0], amount_minor=-minor, returned_from="s1", returned_line=order.lines[0].line_id
        )
        tender = msgspec.structs.replace(back.tenders[0], amount_minor=-minor)
        arrive(
            office,
            msgspec.structs.replace(back, lines=(line,), tenders=(tender,), total_minor=-minor),
            number,
        )

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert owed(office, order) == 1000 - 2 * 333


def test_what_goes_another_way_before_it_is_paid_is_not_taken_off_what_was_paid(office: Office) -> None:
    order, clerk = place(office, Wanted(gtin=MILK, quantity=2), paid=False), Clerk(office)
    line = order.lines[0]
    clerk.do(order, "accept")
    clerk.do(order, "short", line_id=line.line_id, units=1, text="not_there")
    office.change(lambda change: order_moves.choose(change, order.order_id, line.line_id, f"store:{OTHER}"))
    assert now(office, order).due_minor == 1290
    office.change(lambda change: order_moves.pay(change, order.order_id, "web-1"))

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert owed(office, order) == 1290
