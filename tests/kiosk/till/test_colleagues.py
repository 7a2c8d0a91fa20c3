"""What colleagues may do to a basket, what takes another one's word, and baskets that change hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.staff import actions as staff
from kiosk.till import actions, tables
from kiosk.till.model import Basket
from sync import messages
from tests.devices import SERUM, TEA, WATER, TestDevice, open_device
from tests.kiosk.till.tills import enter, facts, open_till, put_book
from tests.staff import PINS


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_till(tmp_path, sign_in="required") as device:
        yield device


def ring_up(till: TestDevice, *gtins: str) -> Basket:
    for gtin in gtins:
        till.do(actions.add_product, till.store.register, "b1", gtin)
    basket = tables.load_basket(till.db, "b1")
    assert basket is not None
    return basket


def test_a_discount_within_the_limit_is_given_alone_and_named(till: TestDevice) -> None:
    enter(till, "lin")
    line = ring_up(till, TEA).lines[0]

    basket = till.do(actions.change_price, till.store.register, "b1", line.line_id, "percent", 500, "damaged")

    assert basket.total == Money(1710, "CNY")
    assert basket.lines[0].particulars.approved_by == "lin"
    assert [(one.rule, one.amount_minor) for one in basket.lines[0].reductions] == [("manual", 90)]


def test_a_discount_beyond_the_limit_takes_another_persons_word_once(till: TestDevice) -> None:
    register = till.store.register
    enter(till, "lin")
    line = ring_up(till, TEA).lines[0]
    act = (actions.change_price, register, "b1", line.line_id, "percent", 2000, "damaged")
    with pytest.raises(Refused, match=r"staff\.approval_needed") as no:
        till.do(*act)

    what = {name: no.value.details[name] for name in ("permission", "about", "amount_minor", "percent_bp")}
    approval = till.do(staff.approve, till.store.vault, approver="chen", pin=PINS["chen"], **what)
    basket = till.do(*act, approval)

    assert basket.total == Money(1440, "CNY")
    assert "chen" in {one.approver for one in facts(till, messages.OperatorActed)}
    with pytest.raises(Refused, match=r"staff\.approval_void"):
        till.do(*act, approval)


def test_nobody_sells_before_signing_in_but_an_answer_that_comes_late_is_booked(till: TestDevice) -> None:
    enter(till, "lin")
    ring_up(till, TEA)
    till.do(staff.sign_out)

    with pytest.raises(Refused, match=r"staff\.sign_in_first"):
        till.do(actions.tender_cash, till.store.register, "b1", 5000)


@pytest.mark.parametrize(
    ("how", "value"), [("percent", 0), ("percent", 10_001), ("amount", 1801), ("amount", -1), ("price", -1)]
)
def test_an_amount_that_is_none_is_refused(till: TestDevice, how: str, value: int) -> None:
    enter(till, "mei")
    line = ring_up(till, TEA).lines[0]

    with pytest.raises(Refused, match=r"till\.bad_amount"):
        till.do(actions.change_price, till.store.register, "b1", line.line_id, how, value, "damaged")


def test_a_price_without_a_reason_is_refused(till: TestDevice) -> None:
    enter(till, "mei")
    line = ring_up(till, TEA).lines[0]

    with pytest.raises(Refused, match=r"till\.reason_needed"):
        till.do(actions.change_price, till.store.register, "b1", line.line_id, "price", 900, " ")


def test_the_sale_names_who_sold(till: TestDevice) -> None:
    enter(till, "wei")
    ring_up(till, WATER)
    settled = till.do(actions.tender_cash, till.store.register, "b1", 1000)

    assert settled.sale.operator == "wei"
    assert facts(till, messages.SaleCompleted)[0].operator == "wei"


def test_a_parked_basket_goes_on_at_another_till_at_its_prices(till: TestDevice, tmp_path: Path) -> None:
    enter(till, "wei")
    ring_up(till, WATER, WATER, WATER, SERUM)
    till.do(actions.set_note, till.store.register, "b1", _first(till), "no bag")
    parked = till.do(actions.park, till.store.register, "b1", "grey coat", "wei")
    heard = _told(till, parked)
    with open_till(tmp_path / "other", "till-2") as other:
        other.do(actions.apply_basket, other.store.register, heard)
        (found,) = tables.parked(other.db, "CNY")
        assert (found[0].terms.label, found[1]) == ("grey coat", "till-1")

        basket = other.do(actions.recall, other.store.register, "b1", "b9")

        assert basket.total == parked.total
        assert basket.lines[0].particulars.note == "no bag"
        assert tables.parked(other.db, "CNY") == []
        with pytest.raises(Refused, match=r"till\.not_parked"):
            other.do(actions.recall, other.store.register, "b1", "b10")
        sale = other.do(actions.tender_cash, other.store.register, "b9", 50_000).sale
        assert sale.total.minor + 0 == sum(line.amount.minor for line in sale.lines)
        assert sale.terms.recalled_from == "b1"


def test_one_basket_has_one_price_on_kiosk_till_and_tablet_and_as_an_online_basket(tmp_path: Path) -> None:
    totals = {}
    for role in ("shopper", "till", "associate"):
        with open_device(tmp_path / role, name=f"{role}-1", role=role) as device:
            put_book(device)
            for gtin in (WATER, SERUM, WATER, TEA, WATER):
                device.do(actions.add_product, device.store.register, "b1", gtin)
            basket = tables.load_basket(device.db, "b1")
            assert basket is not None
            totals[role] = [(line.gtin, line.amount.minor) for line in sorted(basket.lines, key=lambda one: one.gtin)]

    assert totals["shopper"] == totals["till"] == totals["associate"]
    assert sum(amount for _, amount in totals["till"]) == 500 + 20520 + 1800


def _first(till: TestDevice) -> str:
    basket = tables.load_basket(till.db, "b1")
    assert basket is not None
    return basket.lines[0].line_id


def _told(till: TestDevice, basket: Basket) -> messages.BasketChanged:
    from kiosk.till.actions.keeping import as_message

    told = till.do(as_message, till.store.register, basket)
    assert isinstance(told, messages.BasketChanged)
    return told
