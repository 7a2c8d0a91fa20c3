"""What a colleague was allowed stays what they were allowed, whatever happens to the basket afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.till import actions
from kiosk.till.actions import Wanted
from kiosk.till.model import Basket
from sync import messages
from tests.devices import SERUM, TEA, TestDevice
from tests.kiosk.till.tills import enter, facts, open_till

GIFT_CARD = "9521000000000019"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_till(tmp_path, sign_in="required") as device:
        yield device


def ring_up(till: TestDevice, gtin: str, units: int) -> Basket:
    basket = till.do(actions.add_product, till.store.register, "b1", gtin, units)
    assert isinstance(basket, Basket)
    return basket


def test_an_amount_off_a_line_shrinks_with_its_units(till: TestDevice) -> None:
    enter(till, "lin")
    register, line = till.store.register, ring_up(till, TEA, 10).lines[0]
    till.do(actions.change_price, register, "b1", line.line_id, "amount", 900, "dented")

    fewer = till.do(actions.set_quantity, register, "b1", line.line_id, 1)

    assert (fewer.total.minor, fewer.lines[0].particulars.manual_value) == (1710, 90)


def test_an_amount_off_everything_shrinks_when_goods_are_taken_out(till: TestDevice) -> None:
    enter(till, "lin")
    register, tea = till.store.register, ring_up(till, TEA, 9).lines[0]
    ring_up(till, SERUM, 1)
    whole = till.do(actions.discount_all, register, "b1", "amount", 1500, "regular")
    assert whole.terms.manual_value == 1500

    left = till.do(actions.set_quantity, register, "b1", whole.lines[1].line_id, 0)

    assert (left.lines[0].line_id, left.terms.manual_value) == (tea.line_id, 1500 * 16200 // (16200 + 22800))


def test_a_gift_card_makes_no_room_for_a_discount_on_goods(till: TestDevice) -> None:
    enter(till, "lin")
    register = till.store.register
    ring_up(till, TEA, 1)
    till.do(actions.sell_gift_card, register, "b1", SERUM, GIFT_CARD, 100_000)

    with pytest.raises(Refused, match=r"till\.bad_amount|staff\.approval_needed"):
        till.do(actions.discount_all, register, "b1", "amount", 1800, "regular")


def test_more_units_at_a_colleagues_price_are_asked_for_again(till: TestDevice) -> None:
    enter(till, "wei")
    register, line = till.store.register, ring_up(till, TEA, 1).lines[0]
    till.do(actions.change_price, register, "b1", line.line_id, "price", 1700, "display")

    more = till.do(actions.set_quantity, register, "b1", line.line_id, 5)

    assert more.total.minor == 8500
    told = [one for one in facts(till, messages.OperatorActed) if one.act == "price_override"]
    assert len(told) == 2


def test_who_looked_at_a_proof_of_age_is_written_down(till: TestDevice) -> None:
    enter(till, "lin")
    line = ring_up(till, TEA, 1).lines[0]

    till.do(actions.set_particulars, till.store.register, "b1", line.line_id, age_checked=18)

    assert [(one.operator, one.about) for one in facts(till, messages.OperatorActed) if one.act == "age_check"] == [
        ("lin", line.line_id)
    ]


def test_a_serial_number_is_that_of_one_unit(till: TestDevice) -> None:
    enter(till, "lin")
    register, line = till.store.register, ring_up(till, SERUM, 3).lines[0]
    before = till.do(actions.change_price, register, "b1", line.line_id, "amount", 1000, "dented").total

    basket = till.do(actions.set_particulars, register, "b1", line.line_id, serial="SN-1")

    assert [(one.quantity, one.particulars.serial) for one in basket.lines] == [(1, "SN-1"), (2, "")]
    assert basket.total == before


def test_a_limit_on_returns_holds_for_all_that_comes_back_of_a_sale(till: TestDevice) -> None:
    enter(till, "lin")
    register = till.store.register
    ring_up(till, TEA, 16)
    sale = till.do(actions.pay_cash, register, "b1", 100_000)
    some = [Wanted(sale.lines[0].line_id, 8)]
    till.do(actions.take, register, "back", sale.sale_id, some)

    with pytest.raises(Refused, match=r"staff\.approval_needed"):
        till.do(actions.take, register, "back", sale.sale_id, some)
