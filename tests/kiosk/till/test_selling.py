"""From basket to sale: numbers without gaps, money to the unit, stock and the fact in the same commit."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.payment_terminal import PaymentResult
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import actions as payments
from kiosk.stock import tables as stock
from kiosk.till import actions, tables
from kiosk.till.model import Basket, Line, Sale
from kiosk.worker import Transaction
from sync import journal, messages
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice


def sell(device: TestDevice, basket_id: str, *gtins: str) -> Sale:
    for gtin in gtins:
        device.do(actions.add_product, device.store.register, basket_id, gtin)
    sale = device.do(actions.pay_cash, device.store.register, basket_id, 100_000)
    assert isinstance(sale, Sale)
    return sale


def facts(db: sqlite3.Connection, kind: type[messages.Message]) -> list[messages.Message]:
    """The messages of one type in the journal."""
    rows = db.execute("SELECT type, body FROM journal WHERE type = ? ORDER BY n", (kind.TYPE,)).fetchall()
    return [messages.decode(row[0], msgspec.json.decode(row[1], type=messages.Event).data) for row in rows]


def test_two_scans_of_one_product_make_one_line(device: TestDevice) -> None:
    device.do(actions.add_product, device.store.register, "b1", WATER)
    basket = device.do(actions.add_product, device.store.register, "b1", WATER)

    assert [(line.gtin, line.quantity) for line in basket.lines] == [(WATER, 2)]
    assert basket.total == Money(500, "CNY")


def test_a_product_that_the_store_does_not_sell_is_refused(device: TestDevice) -> None:
    with pytest.raises(Refused, match=r"till\.not_for_sale"):
        device.do(actions.add_product, device.store.register, "b1", "09529999999993")


def test_a_sale_its_stock_and_its_fact_are_one_commit(device: TestDevice) -> None:
    sale = sell(device, "b1", SERUM, WATER)

    assert sale.total == Money(23050, "CNY")
    assert sale.change == Money(76950, "CNY")
    assert tables.load_sale(device.db, sale.sale_id) == sale
    level = stock.level(device.db, SERUM)
    assert level is not None
    assert level.on_hand == 5
    (fact,) = facts(device.db, messages.SaleCompleted)
    assert isinstance(fact, messages.SaleCompleted)
    assert (fact.sale_id, fact.total_minor, fact.sequence) == (sale.sale_id, 23050, 1)
    assert journal.position_of(device.db, sale.event_id) is not None


def test_numbers_have_no_gaps_even_after_refused_sales(device: TestDevice) -> None:
    first = sell(device, "b1", WATER)
    device.do(actions.add_product, device.store.register, "b2", SERUM)
    with pytest.raises(Refused, match=r"till\.not_settled"):
        device.do(actions.pay_cash, device.store.register, "b2", 1)
    second = sell(device, "b3", TEA)

    assert [first.number.sequence, second.number.sequence] == [1, 2]


def test_a_failure_in_the_middle_of_a_sale_leaves_nothing(device: TestDevice) -> None:
    device.do(actions.add_product, device.store.register, "b1", SERUM)

    def no_room(tx: Transaction, basket_id: str) -> None:
        actions.pay_cash(tx, device.store.register, basket_id, 50_000)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        device.do(no_room, "b1")

    assert facts(device.db, messages.SaleCompleted) == []
    assert tables.recent_sales(device.db) == []
    assert sell(device, "b1").number.sequence == 1


def test_a_sale_after_midnight_counts_towards_the_day_before(device: TestDevice) -> None:
    device.clock.pass_time(hours=15)  # 03:00 in Shanghai; the shop's day ends at 04:00

    assert sell(device, "b1", WATER).number.business_date == date(2026, 11, 21)


def test_a_paid_basket_is_final(device: TestDevice) -> None:
    sell(device, "b1", WATER)

    with pytest.raises(Refused, match=r"till\.closed"):
        device.do(actions.add_product, device.store.register, "b1", TEA)
    with pytest.raises(Refused, match=r"till\.closed"):
        device.do(actions.pay_cash, device.store.register, "b1", 1000)


def test_an_empty_basket_cannot_be_paid(device: TestDevice) -> None:
    with pytest.raises(Refused, match=r"till\.empty"):
        device.do(actions.open_tender, device.store.register, "b1")


def test_the_intent_is_on_disk_before_the_terminal_is_asked_and_there_is_only_one(device: TestDevice) -> None:
    device.do(actions.add_product, device.store.register, "b1", SERUM)
    intent = device.do(actions.open_tender, device.store.register, "b1")

    assert tables.open_intent(device.db, "b1") == intent
    with pytest.raises(Refused, match=r"till\.payment_open"):
        device.do(actions.open_tender, device.store.register, "b1")
    with pytest.raises(Refused, match=r"till\.payment_open"):
        device.do(actions.pay_cash, device.store.register, "b1", 50_000)


def hear(device: TestDevice, intent_id: str, outcome: Any, reference: str = "") -> Sale | None:  # an outcome's word
    """What the terminal said, and the sale that it made."""
    result = PaymentResult(intent_id, outcome, reference)
    register = device.store.register
    _, made = device.do(payments.hear, intent_id, result, lambda tx, one: actions.settle_intent(tx, register, one))
    return cast(Sale | None, made)


def test_an_approval_that_comes_twice_makes_one_sale(device: TestDevice) -> None:
    store = device.store
    device.do(actions.add_product, store.register, "b1", SERUM)
    intent = device.do(actions.open_tender, store.register, "b1")

    first, second = hear(device, intent.intent_id, "approved", "T1"), hear(device, intent.intent_id, "approved", "T1")

    assert first is not None
    assert second is None
    assert first.tenders[0].reference == "T1"
    assert len(facts(device.db, messages.SaleCompleted)) == 1


@pytest.mark.parametrize(("outcome", "may_try_again"), [("declined", True), ("unknown", False)])
def test_after_a_no_another_try_is_possible_but_never_in_doubt(
    device: TestDevice, outcome: str, may_try_again: bool
) -> None:
    store = device.store
    device.do(actions.add_product, store.register, "b1", SERUM)
    intent = device.do(actions.open_tender, store.register, "b1")

    assert hear(device, intent.intent_id, outcome) is None

    if may_try_again:
        assert device.do(actions.open_tender, store.register, "b1").intent_id != intent.intent_id
    else:
        assert [one.intent_id for one in tables.unresolved_intents(device.db)] == [intent.intent_id]
        with pytest.raises(Refused, match=r"till\.payment_open"):
            device.do(actions.open_tender, store.register, "b1")


def test_a_basket_with_an_open_payment_is_not_dropped(device: TestDevice) -> None:
    device.do(actions.add_product, device.store.register, "b1", SERUM)
    device.do(actions.open_tender, device.store.register, "b1")

    with pytest.raises(Refused, match=r"till\.payment_open"):
        device.do(actions.drop_basket, device.store.register, "b1")


def test_a_returned_line_brings_back_money_and_stock_and_no_more_than_was_sold(device: TestDevice) -> None:
    store = device.store
    sale = sell(device, "b1", SERUM, SERUM)
    line = sale.lines[0]

    back = device.do(actions.return_line, store.register, sale.sale_id, line.line_id, 1)

    assert back.total == Money(-22800, "CNY")
    assert back.number.sequence == 2
    level = stock.level(device.db, SERUM)
    assert level is not None
    assert level.on_hand == 5
    with pytest.raises(Refused, match=r"till\.returned_already"):
        device.do(actions.return_line, store.register, sale.sale_id, line.line_id, 2)


def test_the_last_unit_may_be_sold_below_zero_because_goods_in_hand_are_a_fact(device: TestDevice) -> None:
    sell(device, "b1", GEL)

    level = stock.level(device.db, GEL)
    assert level is not None
    assert (level.on_hand, level.available) == (-1, 0)


PRICES = st.integers(min_value=1, max_value=10**7)


@given(st.lists(st.tuples(st.sampled_from("abc"), PRICES, st.integers(1, 9)), max_size=12))
def test_the_total_is_the_sum_of_what_was_put_in_whatever_the_order(entries: list[tuple[str, int, int]]) -> None:
    basket = Basket("b", "CNY")
    for place, (gtin, price, quantity) in enumerate(entries):
        basket = basket.add(Line(str(place), gtin, quantity, Money(price, "CNY")))

    assert basket.total.minor == sum(price * quantity for _, price, quantity in entries)
    assert basket.units == sum(quantity for *_, quantity in entries)


def test_the_newest_sale_is_the_one_with_the_newest_receipt_however_old_its_basket_is(device: TestDevice) -> None:
    register = device.store.register
    device.do(actions.add_product, register, "begun-later", TEA)
    first = device.do(actions.pay_cash, register, "begun-later", 5000)
    device.do(actions.add_product, register, "begun-earlier", TEA)
    second = device.do(actions.pay_cash, register, "begun-earlier", 5000)

    assert tables.recent_sales(device.db) == [second.sale_id, first.sale_id]
    assert tables.recent_sales(device.db, 1) == [second.sale_id]
