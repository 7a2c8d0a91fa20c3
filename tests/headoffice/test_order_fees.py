"""What it costs to send or bring an order: told before it is placed, in its total, owed once goods have left."""

from __future__ import annotations

import argparse

import pytest

from sync.headoffice import order_commands, order_moves, refunds
from sync.headoffice.change import Invalid
from sync.headoffice.office import Office
from sync.headoffice.order_money import FEE
from sync.headoffice.orders import Order, Wanted
from sync.messages import OrderPlaced
from tests.headoffice.offices import MILK, SOAP, STORE, told
from tests.headoffice.order_desk import Clerk, know, now, place


def brought(office: Office, *, paid: bool, method: str = "delivery") -> Order:
    """A bottle of milk (12.90) and a bar of soap (8.90), brought for 6.00."""
    know(office)
    lines = (Wanted(gtin=MILK, quantity=1), Wanted(gtin=SOAP, quantity=1))
    return place(office, *lines, method=method, paid=paid, fee_minor=600, carry_to="衡山路 2 号")


def owed(office: Office, order: Order) -> list[tuple[str, int, str]]:
    """(line or fee, minor units, reason), oldest first."""
    names = {line.line_id: line.gtin for line in order.lines} | {FEE: FEE}
    found = office.read(lambda db: refunds.newest(db, order_id=order.order_id))
    return [(names[one.line_id], one.amount_minor, one.reason) for one in reversed(found)]


def test_the_fee_is_part_of_the_total_and_the_store_hears_of_it(office: Office) -> None:
    order = brought(office, paid=False)

    [placed] = told(office, STORE, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert (placed.total_minor, placed.fee_minor) == (2780, 600)
    assert (order.total_minor, order.fee_minor, order.due_minor) == (2780, 600, 2780)


def test_what_is_fetched_has_no_fee(office: Office) -> None:
    with pytest.raises(Invalid, match="fee_minor"):
        place(office, fee_minor=600)


def test_the_fee_of_an_order_that_never_left_is_given_back(office: Office) -> None:
    order = brought(office, paid=True)

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert owed(office, order) == [(MILK, 1290, "cancelled"), (SOAP, 890, "cancelled"), (FEE, 600, "cancelled")]
    assert now(office, order).refund_minor == order.total_minor


def test_the_fee_is_owed_for_what_left_also_where_a_part_was_missing(office: Office) -> None:
    order, clerk = brought(office, paid=True), Clerk(office)
    clerk.make_ready(order, order.lines[1].line_id)

    after = clerk.hand_over(order, "order/sent/1")

    assert after.state == "collected"
    assert owed(office, order) == [(SOAP, 890, "short")]


def test_a_fee_that_was_given_back_is_owed_again_where_the_goods_had_left(office: Office) -> None:
    order, clerk = brought(office, paid=True), Clerk(office)
    clerk.make_ready(order)
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    clerk.hand_over(order, "order/sent/1")

    assert now(office, order).refund_minor == 0
    assert owed(office, order)[-1] == (FEE, -600, "handed_after_end")


def test_what_a_carrier_collects_stays_due_until_it_was_paid(office: Office) -> None:
    order, clerk = brought(office, paid=False, method="ship"), Clerk(office)
    clerk.make_ready(order)
    assert clerk.hand_over(order, "order/sent/1").due_minor == 2780

    after = office.change(lambda change: order_moves.pay(change, order.order_id, "SF-REMIT-1"))

    assert (after.paid, after.due_minor, after.refund_minor) == (True, 0, 0)


def test_an_order_that_goes_another_way_gives_its_fee_back(office: Office) -> None:
    order = brought(office, paid=True)

    made = office.change(lambda change: order_moves.convert(change, order.order_id, "ship", "衡山路 9 号"))

    assert (made.total_minor, made.fee_minor) == (2180, 0)
    assert owed(office, order) == [(FEE, 600, "converted")]


def test_a_store_s_rule_is_set_and_ended_by_one_command(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    def way(*words: str) -> str:
        parser = argparse.ArgumentParser()
        order_commands.add(parser.add_subparsers(dest="command"))
        order_commands.COMMANDS["way"](office, parser.parse_args(["way", "--store", STORE, *words]))
        return capsys.readouterr().out

    with pytest.raises(Invalid, match="--minutes"):
        way("delivery", "--fee", "600")
    assert way("delivery", "--fee", "600", "--minutes", "60", "120") == f"{STORE}: delivery 600, 60 to 120 minutes\n"
    assert "delivery 800, free from 5000, 60 to 120" in way("delivery", "--fee", "800", "--free-from", "5000")
    assert way().endswith("1 ways\n")

    assert "not offered" in way("delivery", "--off")
    assert way() == "0 ways\n"
