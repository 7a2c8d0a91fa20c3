"""Orders of long ago: what they came to stays, their steps go, and no late word brings them back to life."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync.headoffice import flags, order_closing, order_keeping, order_moves, order_tables, order_telling
from sync.headoffice.change import Conflict, NotTaken, Unknown
from sync.headoffice.office import Office
from sync.headoffice.orders import Order, Wanted
from sync.messages import OrderStep
from tests.headoffice.offices import MILK, NOON, SOAP
from tests.headoffice.order_desk import Clerk, at, now, place

LATER = order_closing.OPEN_FOR + timedelta(days=1)


def kinds(office: Office) -> list[str]:
    """What was flagged, oldest first."""
    return [flag.kind for flag in reversed(office.read(flags.newest))]


def steps(office: Office, order: Order) -> list[OrderStep]:
    return office.read(lambda db: order_tables.steps_known(db, order.order_id))


def tidy(office: Office, after: timedelta = LATER) -> int:
    """What housekeeping does with orders, so long after noon."""
    office.change(order_telling.tell_untold)
    at(office, after, order_keeping.forget_people)
    return at(office, after, order_closing.close_old)


def collected(office: Office) -> tuple[Order, Clerk]:
    """Two bottles of milk; the soap was not to be found, and is given back."""
    order, clerk = (
        place(office, Wanted(gtin=MILK, quantity=2), Wanted(gtin=SOAP, quantity=1), contact="138"),
        Clerk(office),
    )
    clerk.make_ready(order, order.lines[1].line_id)
    office.change(lambda change: order_moves.delegate(change, order.order_id, "王"))
    clerk.hand_over(order)
    return order, clerk


def same(one: Order) -> Order:
    """An order without what names people."""
    return msgspec.structs.replace(one, delegate="", here="", here_more={}, member="", surname="", title="")


def test_an_order_of_long_ago_is_what_it_was_without_its_steps(office: Office) -> None:
    order, _ = collected(office)
    before = now(office, order)

    assert tidy(office, LATER - timedelta(days=2)) == 0
    assert steps(office, order)
    assert tidy(office) == 1

    after = now(office, order)
    assert steps(office, order) == []
    assert same(after) == same(before)
    assert (after.state, after.refund_minor, after.revision) == ("collected", 890, 7)
    assert tidy(office) == 0
    stored = office.read(lambda db: db.execute("SELECT body FROM order_closed").fetchone()[0])
    assert "王".encode() not in stored


def test_what_comes_once_more_changes_nothing_and_what_is_new_is_kept_for_people(office: Office) -> None:
    order, clerk = collected(office)
    told = [step for step in steps(office, order) if step.device != "hq"]
    tidy(office)
    before, seen = now(office, order), kinds(office)

    clerk.tell(order, *told)
    assert (now(office, order), kinds(office), steps(office, order)) == (before, seen, [])

    with pytest.raises(NotTaken) as refused:
        clerk.tell(order, *told, clerk.step("hand", text="again", handed=((order.lines[0].line_id, 1),)))
    assert (refused.value.reason, "hand of tablet-1" in refused.value.detail) == ("closed_order", True)
    assert (now(office, order), steps(office, order)) == (before, [])


def test_nobody_at_head_office_changes_a_closed_order_either(office: Office) -> None:
    order, _ = collected(office)
    tidy(office)

    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.cancel(change, order.order_id))


def test_goods_that_nobody_put_back_keep_their_order_open(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert tidy(office) == 0

    clerk.do(order, "restock")
    assert tidy(office) == 1
    assert now(office, order).state == "returned_to_shelf"


def test_what_a_carrier_has_not_paid_stays_open(office: Office) -> None:
    order, clerk = place(office, Wanted(gtin=MILK, quantity=1), paid=False, method="ship"), Clerk(office)
    clerk.make_ready(order)
    clerk.hand_over(order, "sent")
    assert tidy(office) == 0

    office.change(lambda change: order_moves.pay(change, order.order_id, "SF-1"))

    assert tidy(office) == 1


def test_what_was_said_of_an_order_that_nobody_ever_knew_goes_too(office: Office) -> None:
    clerk = Clerk(office)
    stranger = msgspec.structs.replace(place(office), order_id="nobody")
    with pytest.raises(Unknown):
        clerk.tell(stranger, clerk.step("accept"))

    tidy(office, order_closing.OPEN_FOR - timedelta(hours=1))
    count = "SELECT count(*) FROM order_step"
    assert office.read(lambda db: db.execute(count).fetchone()[0]) == 1
    tidy(office)
    assert office.read(lambda db: db.execute(count).fetchone()[0]) == 0


def test_an_open_order_is_never_closed(office: Office) -> None:
    order = place(office, expires_at=NOON + timedelta(days=900))
    Clerk(office).do(order, "accept")

    assert tidy(office, timedelta(days=800)) == 0
