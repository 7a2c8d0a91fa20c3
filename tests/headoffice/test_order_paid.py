"""Orders that are paid when they are fetched: whose money belongs to which, and what does not add up."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync import messages
from sync.headoffice import flags, order_moves, refunds, stock
from sync.headoffice.office import Office
from sync.headoffice.orders import Order, Wanted
from sync.messages import Particulars
from tests.headoffice.offices import MILK, STORE, sale
from tests.headoffice.order_desk import Clerk, at, now, place
from tests.headoffice.test_effects import arrive

TWO = Wanted(gtin=MILK, quantity=2)


def paying(order: Order, sale_id: str, number: int) -> messages.SaleCompleted:
    """A sale of nothing but the order's lines."""
    made = sale(sale_id, number, [(MILK, 2, 1290)])
    [line] = made.lines
    own = msgspec.structs.replace(
        line,
        line_id=f"{sale_id}/{order.lines[0].line_id}",
        reference=order.order_id,
        particulars=Particulars(fulfilment="order", agreed=order.lines[0].line_id),
    )
    return msgspec.structs.replace(made, lines=(own,))


def kinds(office: Office) -> list[str]:
    return [one.kind for one in office.read(flags.newest)]


def on_hand(office: Office) -> int:
    found = office.read(lambda db: stock.level(db, STORE, MILK))
    assert found is not None
    return found.on_hand


def test_two_tills_that_take_the_money_of_one_order_are_flagged(office: Office) -> None:
    order = place(office, TWO, paid=False)
    arrive(office, paying(order, "s1", 1), 1)
    assert "paid_twice" not in kinds(office)

    arrive(office, paying(order, "s2", 2), 2)

    assert "paid_twice" in kinds(office)


def test_an_order_that_was_paid_on_the_web_and_at_a_till_is_flagged(office: Office) -> None:
    order = place(office, TWO, paid=False)
    office.change(lambda change: order_moves.pay(change, order.order_id, "web-1"))

    arrive(office, paying(order, "s1", 1), 1)

    assert "paid_twice" in kinds(office)


def test_money_of_a_till_for_an_order_that_ran_out_is_flagged(office: Office) -> None:
    order = place(office, TWO, paid=False)
    clerk = Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "pay", text="s1")
    assert kinds(office) == []

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert kinds(office) == ["paid_not_handed"]


def test_what_was_paid_on_the_web_is_owed_though_the_store_knew_before_that_it_was_lacking(office: Office) -> None:
    order = place(office, TWO, paid=False)
    clerk, line = Clerk(office), order.lines[0].line_id
    steps = [
        clerk.step("accept"),
        clerk.step("short", line_id=line, units=1, text="not_there"),
        clerk.step("choose", line_id=line, text="refund"),
    ]
    at(office, timedelta(minutes=1), lambda change: order_moves.pay(change, order.order_id, "web-1"))

    clerk.tell(order, *steps)

    assert now(office, order).refund_minor == 1290


def test_whoever_paid_here_and_has_their_money_back_fetches_nothing(office: Office) -> None:
    order = place(office, TWO, paid=False)
    clerk = Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "pay", text="s1")
    arrive(office, paying(order, "s1", 1), 1)
    before = on_hand(office)

    made = sale("s2", 2, [(MILK, -2, 1290)])
    [line] = made.lines
    back = msgspec.structs.replace(line, returned_from="s1", returned_line=f"s1/{order.lines[0].line_id}")
    arrive(office, msgspec.structs.replace(made, kind="return", lines=(back,)), 2)

    assert now(office, order).state == "cancelled"
    assert on_hand(office) == before, "the goods never left their shelf"
    assert office.read(refunds.newest) == [], "the till gave the money back"
    assert "paid_not_handed" not in kinds(office)


def test_a_voided_sale_whose_order_was_handed_over_is_flagged(office: Office) -> None:
    order = place(office, TWO, paid=False)
    clerk = Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "pay", text="s1")
    arrive(office, paying(order, "s1", 1), 1)
    clerk.hand_over(order)

    void = paying(order, "s2", 2)
    arrive(office, msgspec.structs.replace(void, kind="void", voids="s1"), 2)

    assert "voided_after_collected" in kinds(office)
