"""What is owed to a shopper follows from their order: short, cancelled, converted, substituted, taken back again."""

from __future__ import annotations

from functools import partial

import pytest

from sync.headoffice import order_moves, orders, refunds
from sync.headoffice.change import Conflict, Unknown
from sync.headoffice.office import Office
from sync.headoffice.orders import Order, Wanted
from sync.headoffice.refunds import Refund
from sync.messages import OrderPlaced
from tests.headoffice.offices import MILK, OAT, OTHER, SOAP, STORE, told
from tests.headoffice.order_desk import Clerk, now, place

MILK_TWICE = Wanted(gtin=MILK, quantity=2)


def owed(office: Office, order: Order) -> list[tuple[int, str]]:
    """Amounts and reasons, oldest first."""
    found = office.read(lambda db: refunds.newest(db, order_id=order.order_id))
    return [(one.amount_minor, one.reason) for one in reversed(found)]


def short(office: Office, order: Order, units: int = 1) -> Clerk:
    """Somebody looks for the first line and does not find so many."""
    clerk = Clerk(office)
    clerk.do(order, "accept")
    clerk.do(order, "short", line_id=order.lines[0].line_id, units=units, text="not_there")
    return clerk


def test_a_paid_order_that_is_cancelled_is_paid_back(office: Office) -> None:
    order = place(office)

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert sorted(owed(office, order)) == [(1500, "cancelled"), (2580, "cancelled")]
    assert now(office, order).refund_minor == 4080


def test_an_order_that_nobody_paid_owes_nothing(office: Office) -> None:
    order = place(office, paid=False)

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert owed(office, order) == []


def test_a_shopper_decides_about_what_was_not_found_before_money_moves(office: Office) -> None:
    order = place(office, MILK_TWICE)
    short(office, order)
    assert now(office, order).waiting
    assert owed(office, order) == []

    line = order.lines[0].line_id
    after = office.change(lambda change: order_moves.choose(change, order.order_id, line, "refund"))

    assert (after.waiting, after.lines[0].choice) == (False, "refund")
    assert owed(office, order) == [(1290, "short")]


def test_what_was_not_found_and_nobody_spoke_of_is_paid_back_when_the_rest_is_fetched(office: Office) -> None:
    order = place(office, MILK_TWICE)
    clerk = short(office, order)
    clerk.do(order, "pick", line_id=order.lines[0].line_id, units=1)
    clerk.do(order, "pack", units=1)
    clerk.do(order, "stage", text="S1")
    assert owed(office, order) == []

    clerk.hand_over(order)

    assert owed(office, order) == [(1290, "short")]


def test_a_substitute_costs_no_more_than_what_it_came_in_for(office: Office) -> None:
    order = place(office, MILK_TWICE)
    clerk = short(office, order)

    after = clerk.do(order, "substitute", line_id=order.lines[0].line_id, gtin=SOAP, units=1, text="sub1")

    assert [(line.gtin, line.price_minor, line.instead_of) for line in after.lines] == [
        (MILK, 1290, ""),
        (SOAP, 890, order.lines[0].line_id),
    ]
    assert owed(office, order) == [(1290 - 890, "substituted")]


def test_a_dearer_substitute_costs_what_was_ordered(office: Office) -> None:
    order = place(office, MILK_TWICE)
    clerk = short(office, order)

    after = clerk.do(order, "substitute", line_id=order.lines[0].line_id, gtin=OAT, units=1, text="sub1")

    assert after.lines[1].price_minor == 1290
    assert owed(office, order) == []


def test_the_store_s_own_word_on_a_substitute_s_price_counts(office: Office) -> None:
    order = place(office, MILK_TWICE)
    clerk = short(office, order)
    more = {"price_minor": "700"}

    clerk.do(order, "substitute", line_id=order.lines[0].line_id, gtin=SOAP, units=1, text="sub1", more=more)

    assert owed(office, order) == [(590, "substituted")]


def test_fewer_of_a_paid_line_are_paid_back_and_more_are_refused(office: Office) -> None:
    order = place(office, MILK_TWICE)
    line = order.lines[0].line_id

    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.amend(change, order.order_id, line, 3))
    office.change(lambda change: order_moves.amend(change, order.order_id, line, 1))

    assert owed(office, order) == [(1290, "amended")]
    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.amend(change, order.order_id, line, 0))


def test_goods_that_left_after_their_money_was_given_back_are_asked_for(office: Office) -> None:
    order, clerk = place(office, MILK_TWICE), Clerk(office)
    clerk.make_ready(order)
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    clerk.hand_over(order)

    assert owed(office, order) == [(2580, "cancelled"), (-2580, "handed_after_end")]
    assert now(office, order).refund_minor == 0


def test_what_was_paid_on_the_web_later_is_paid_back_too(office: Office) -> None:
    order = place(office, MILK_TWICE, paid=False)
    paid = office.change(lambda change: order_moves.pay(change, order.order_id, "card-1"))
    assert (paid.paid, paid.paid_by, paid.due_minor) == (True, "card-1", 0)
    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.pay(change, order.order_id, "card-2"))

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert owed(office, order) == [(2580, "cancelled")]


def test_what_was_paid_in_the_shop_is_given_back_in_the_shop(office: Office) -> None:
    order, clerk = place(office, MILK_TWICE, paid=False), Clerk(office)
    clerk.make_ready(order)
    clerk.do(order, "pay", text="sale-1")

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert owed(office, order) == []


def test_a_refund_is_settled_once(office: Office) -> None:
    order = place(office, MILK_TWICE)
    office.change(lambda change: order_moves.cancel(change, order.order_id))
    [open_one] = office.read(lambda db: refunds.newest(db, "open"))

    done: Refund = office.change(lambda change: refunds.settle(change, open_one.n, "bank-7"))

    assert (done.state, done.reference) == ("settled", "bank-7")
    with pytest.raises(Conflict):
        office.change(lambda change: refunds.settle(change, open_one.n, "bank-8"))
    with pytest.raises(Unknown):
        office.change(lambda change: refunds.settle(change, 999, "bank-8"))


# ---------------------------------------------------------------- other ways


def test_what_was_not_found_comes_from_another_store_without_money_moving(office: Office) -> None:
    order = place(office, MILK_TWICE)
    short(office, order)
    line = order.lines[0].line_id

    after = office.change(lambda change: order_moves.choose(change, order.order_id, line, f"store:{OTHER}"))

    [placed] = told(office, OTHER, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert (placed.made_from, placed.paid, placed.surname) == (order.order_id, True, "林")
    assert [(one.gtin, one.quantity, one.price_minor) for one in placed.lines] == [(MILK, 1, 1290)]
    assert (after.became, after.waiting, owed(office, order)) == ((placed.order_id,), False, [])

    office.change(lambda change: order_moves.choose(change, order.order_id, line, "wait"))
    office.change(lambda change: order_moves.choose(change, order.order_id, line, f"store:{OTHER}"))
    assert len(told(office, OTHER, OrderPlaced)) == 1, "the same unit is ordered once"


def test_what_was_not_found_here_is_sent_from_where_it_is(office: Office) -> None:
    order = place(office, MILK_TWICE)
    short(office, order)

    office.change(lambda change: order_moves.choose(change, order.order_id, order.lines[0].line_id, "ship"))

    [placed] = told(office, OTHER, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert (placed.method, placed.store, placed.pickup_code) == ("ship", OTHER, "")


def test_a_store_that_cannot_promise_it_is_no_choice_and_nothing_changes(office: Office) -> None:
    order = place(office, Wanted(gtin=OAT, quantity=2))
    short(office, order)
    line = order.lines[0].line_id

    for choice in (f"store:{OTHER}", "ship"):
        with pytest.raises(Conflict):
            office.change(partial(order_moves.choose, order_id=order.order_id, line_id=line, choice=choice))

    assert now(office, order).lines[0].choice == ""


def test_a_whole_order_goes_to_another_store(office: Office) -> None:
    order = place(office, MILK_TWICE)

    new = office.change(lambda change: order_moves.convert(change, order.order_id, f"store:{OTHER}"))

    old = now(office, order)
    assert (old.state, old.going_to, old.became) == ("converted", f"store:{OTHER}", (new.order_id,))
    assert (new.store, new.total_minor, new.paid, new.made_from) == (OTHER, 2580, True, order.order_id)
    assert owed(office, order) == []

    office.change(lambda change: order_moves.cancel(change, new.order_id))
    assert owed(office, new) == [(2580, "cancelled")]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_converted_order_that_was_fetched_all_the_same_takes_the_new_one_back(office: Office, after: bool) -> None:
    order, clerk = place(office, MILK_TWICE), Clerk(office)
    clerk.make_ready(order)
    if after:
        clerk.second += 60
    handed = clerk.step("hand", text="n1", handed=((order.lines[0].line_id, 2),))
    if not after:
        clerk.do(order, "delegate", text="a later word")
    new = office.change(lambda change: order_moves.convert(change, order.order_id, "ship", "1 Nanjing Road"))
    assert (new.store, new.method, new.carry_to) == (STORE, "ship", "1 Nanjing Road")

    clerk.tell(order, handed)

    assert now(office, order).state == "collected"
    assert now(office, new).state == "cancelled"
    assert owed(office, order) + owed(office, new) == []


def test_what_the_store_converted_gets_its_new_order_here(office: Office) -> None:
    order = place(office, MILK_TWICE)

    Clerk(office).do(order, "convert", text=f"store:{OTHER}")

    [placed] = told(office, OTHER, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert placed.made_from == order.order_id
    assert owed(office, order) == []


def test_what_the_store_chose_for_its_shopper_is_ordered_here_or_else_paid_back(office: Office) -> None:
    first, second = place(office, MILK_TWICE), place(office, Wanted(gtin=OAT, quantity=1))
    clerk = short(office, first)
    clerk.do(first, "choose", line_id=first.lines[0].line_id, text=f"store:{OTHER}")
    assert len(told(office, OTHER, OrderPlaced)) == 1

    other = short(office, second)
    other.do(second, "choose", line_id=second.lines[0].line_id, text=f"store:{OTHER}")

    assert len(told(office, OTHER, OrderPlaced)) == 1
    assert owed(office, second) == [(1590, "short")]


def test_an_order_may_be_read_by_member_store_and_number(office: Office) -> None:
    order = place(office, MILK_TWICE)

    assert [one.order_id for one in office.read(lambda db: orders.of_member(db, "M1"))] == [order.order_id]
    assert [one.number for one in office.read(lambda db: orders.of_store(db, STORE, open_only=True))] == ["B-0001"]
    assert office.read(lambda db: orders.find_number(db, "B-0001")).order_id == order.order_id
