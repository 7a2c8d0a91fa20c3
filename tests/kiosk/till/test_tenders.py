"""Paying in any order and any mixture: every sum is the same sum, on screen, on disk and in the fact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions, tables
from kiosk.till.model import Sale
from sync import messages
from tests.devices import SERUM, TEA, WATER, TestDevice
from tests.kiosk.till.tills import facts, open_till

CARD = "9521000000000019"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_till(tmp_path) as device:
        yield device


def ring_up(till: TestDevice, *gtins: str, basket_id: str = "b1") -> None:
    for gtin in gtins:
        till.do(actions.add_product, till.store.register, basket_id, gtin)


def cash(till: TestDevice, given: int, basket_id: str = "b1") -> actions.Settlement:
    settled: actions.Settlement = till.do(actions.tender_cash, till.store.register, basket_id, given)
    return settled


def sums_agree(till: TestDevice, sale: Sale) -> bool:
    stored = tables.load_sale(till.db, sale.sale_id)
    fact = facts(till, messages.SaleCompleted)[-1]
    return (
        stored == sale
        and sum(line.amount.minor for line in sale.lines) == sale.total.minor
        and sum(one.amount.minor for one in sale.tenders) == sale.total.minor
        and sum(line.amount_minor for line in fact.lines) == fact.total_minor == sale.total.minor
        and sum(one.amount_minor for one in fact.tenders) == sale.total.minor
    )


def test_the_book_prices_the_basket_and_the_sale_keeps_its_reasons(till: TestDevice) -> None:
    ring_up(till, WATER, WATER, WATER, SERUM)

    basket = tables.load_basket(till.db, "b1")
    assert basket is not None
    assert basket.total == Money(500 + 20520, "CNY")
    sale = cash(till, 30_000).sale
    assert sale is not None
    assert sums_agree(till, sale)
    (fact,) = facts(till, messages.SaleCompleted)
    assert fact.book_version == 7
    assert [[one.rule for one in line.reductions] for line in fact.lines] == [["three"], ["day"]]
    assert [line.tax_code for line in fact.lines] == ["full", "full"]


def test_cash_in_two_parts_and_the_rest_by_voucher_is_one_sale(till: TestDevice) -> None:
    ring_up(till, TEA)
    first = cash(till, 500)
    assert first.sale is None
    assert first.rest == Money(1300, "CNY")
    second = till.do(actions.add_tender, till.store.register, "b1", "card", 800, "REF1")
    assert second.rest == Money(500, "CNY")

    sale = cash(till, 1000).sale

    assert sale is not None
    assert sale.change == Money(500, "CNY")
    assert [(one.kind, one.amount.minor) for one in sorted(sale.tenders, key=lambda one: one.amount.minor)] == [
        ("cash", 500), ("cash", 500), ("card", 800),
    ]  # fmt: skip
    assert sums_agree(till, sale)


def test_what_coins_cannot_pay_is_rounded_and_said(till: TestDevice) -> None:
    ring_up(till, WATER)
    till.do(actions.change_price, till.store.register, "b1", _line(till), "price", 243, "damaged")

    sale = cash(till, 1000).sale

    assert sale is not None
    assert {one.kind: one.amount.minor for one in sale.tenders} == {"cash": 240, "rounding": 3}
    assert sale.change == Money(760, "CNY")
    assert sums_agree(till, sale)


def test_a_part_in_cash_is_handed_back_and_the_basket_may_then_be_given_up(till: TestDevice) -> None:
    ring_up(till, SERUM)
    settled = cash(till, 5000)
    with pytest.raises(Refused, match=r"till\.tendered"):
        till.do(actions.drop_basket, till.store.register, "b1")

    till.do(actions.take_off, till.store.register, "b1", settled.basket.tenders[0].tender_id)
    till.do(actions.drop_basket, till.store.register, "b1")

    basket = tables.load_basket(till.db, "b1")
    assert basket is not None
    assert (basket.state, basket.tenders) == ("dropped", ())


def test_more_than_is_left_is_refused(till: TestDevice) -> None:
    ring_up(till, TEA)

    for amount in (1801, 0, -5):
        with pytest.raises(Refused, match=r"till\.(more_than_rest|bad_amount)"):
            till.do(actions.add_tender, till.store.register, "b1", "card", amount, "REF")
    with pytest.raises(Refused, match=r"till\.bad_amount"):
        cash(till, 0)


def test_a_gift_card_pays_what_is_on_it_and_not_a_fen_more(till: TestDevice) -> None:
    register = till.store.register
    till.do(stored_value.activate, register, CARD, 3000)
    ring_up(till, SERUM)
    with pytest.raises(Refused, match=r"stored_value\."):
        till.do(actions.tender_value, register, "b1", "gift_card", CARD, 3001)

    settled = till.do(actions.tender_value, register, "b1", "gift_card", CARD, 3000)

    assert settled.rest == Money(20520 - 3000, "CNY")
    assert _left(till) == 0
    sale = cash(till, 20_000).sale
    assert sale is not None
    assert sums_agree(till, sale)


def test_a_balance_that_is_taken_off_again_is_whole(till: TestDevice) -> None:
    register = till.store.register
    till.do(stored_value.activate, register, CARD, 3000)
    ring_up(till, SERUM)
    settled = till.do(actions.tender_value, register, "b1", "gift_card", CARD, 1200)

    till.do(actions.take_off, register, "b1", settled.basket.tenders[0].tender_id)

    assert _left(till) == 3000
    basket = tables.load_basket(till.db, "b1")
    assert basket is not None
    assert basket.tenders == ()


def test_points_pay_in_whole_points_and_are_counted_in_the_fact(till: TestDevice) -> None:
    register = till.store.register
    till.do(stored_value.credit, register, "points", "m1", 500)
    ring_up(till, TEA)
    with pytest.raises(Refused, match=r"till\.bad_amount"):
        till.do(actions.tender_value, register, "b1", "points", "m1", 52)
    with pytest.raises(Refused, match=r"till\.too_few_points"):
        till.do(actions.tender_value, register, "b1", "points", "m1", 45)

    till.do(actions.tender_value, register, "b1", "points", "m1", 1000)
    sale = cash(till, 800).sale

    assert sale is not None
    (fact,) = facts(till, messages.SaleCompleted)
    assert sorted((one.kind, one.units) for one in fact.tenders) == [("cash", 0), ("points", 200)]
    assert sums_agree(till, sale)


def test_a_basket_that_costs_nothing_is_a_sale_without_tenders(till: TestDevice) -> None:
    ring_up(till, WATER)
    till.do(actions.discount_all, till.store.register, "b1", "percent", 10_000, "damaged")

    sale = till.do(actions.finish_even, till.store.register, "b1")

    assert (sale.total.minor, sale.tenders) == (0, ())
    assert sums_agree(till, sale)


def test_a_gift_card_that_is_sold_can_be_spent_here_at_once(till: TestDevice) -> None:
    line = tables.load_basket(till.db, "b1")
    assert line is None
    from kiosk.till.model import Line

    card = Line("l1", TEA, 1, Money(5000, "CNY"), kind="gift_card", reference=CARD)
    till.do(actions.add_line, till.store.register, "b1", card)
    sale = cash(till, 5000).sale

    assert sale is not None
    assert _left(till) == 5000
    (fact,) = facts(till, messages.SaleCompleted)
    assert [(one.kind, one.reference) for one in fact.lines] == [("gift_card", CARD)]


def test_practice_leaves_no_number_no_stock_and_no_fact(till: TestDevice) -> None:
    register = till.store.register
    till.do(stored_value.activate, register, CARD, 3000)
    till.do(actions.begin_training, register, "b1")
    ring_up(till, SERUM)
    till.do(actions.tender_value, register, "b1", "gift_card", CARD, 20_000)

    sale = cash(till, 1000).sale

    assert sale is not None
    assert (sale.number.series, sale.number.sequence, sale.event_id) == ("T", 0, "")
    assert _left(till) == 3000
    assert facts(till, messages.SaleCompleted) == []
    assert tables.recent_sales(till.db) == []
    ring_up(till, WATER, basket_id="b2")
    real = cash(till, 250, "b2").sale
    assert real is not None
    assert real.number.sequence == 1


def _line(till: TestDevice, basket_id: str = "b1") -> str:
    basket = tables.load_basket(till.db, basket_id)
    assert basket is not None
    return basket.lines[-1].line_id


def _left(till: TestDevice) -> int:
    found = value_tables.spendable(till.db, "gift_card", CARD)
    assert found is not None
    return found.available
