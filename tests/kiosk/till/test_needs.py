"""Goods that take more than money: proof of age, a serial number, a deposit, a plan, a gift card's number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions, tables
from kiosk.till.model import Basket
from kiosk.verify import checks
from kiosk.verify import tables as proof
from sync.formats.price_book import Goods, Needs, Percent, When
from sync.messages import Texts
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice, open_device
from tests.kiosk.till.tills import BOOK, put_book

CARD = "9521000000000019"
DEPOSIT = "09521000000018"

ASKS = msgspec.structs.replace(
    BOOK,
    version=8,
    rules=(
        Percent(
            rule_id="care",
            name=Texts("养护计划", "養護計畫", "Care plan"),
            goods=Goods(gtins=(TEA,)),
            percent_bp=2000,
            when=When(segments=(f"plan.{GEL}",)),
        ),
    ),
    needs=(
        Needs(goods=Goods(gtins=(TEA,)), age=18),
        Needs(goods=Goods(gtins=(SERUM,)), serial=True, plan_gtins=(GEL,), warranty_months=24),
        Needs(goods=Goods(gtins=(WATER,)), deposit_gtin=DEPOSIT, deposit_minor=25),
        Needs(goods=Goods(gtins=(GEL,)), plan_months=12),
    ),
)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        put_book(device, ASKS)
        yield device


def basket_of(till: TestDevice) -> Basket:
    found = tables.load_basket(till.db, "b1")
    assert found is not None
    return found


def test_goods_with_an_age_wait_for_a_colleague_who_looked(till: TestDevice) -> None:
    register = till.store.register
    basket = till.do(actions.add_product, register, "b1", TEA)
    with pytest.raises(Refused, match=r"till\.age_needed") as no:
        till.do(actions.tender_cash, register, "b1", 5000)
    assert no.value.details == {"age": 18, "line_id": basket.lines[0].line_id}

    till.do(actions.set_particulars, register, "b1", basket.lines[0].line_id, age_checked=18)

    assert till.do(actions.tender_cash, register, "b1", 5000).sale is not None


def test_a_serial_number_is_written_down_and_stands_for_one_unit(till: TestDevice) -> None:
    register = till.store.register
    line = till.do(actions.add_product, register, "b1", SERUM).lines[0]
    with pytest.raises(Refused, match=r"till\.serial_needed"):
        till.do(actions.pay_cash, register, "b1", 50_000)

    till.do(actions.set_particulars, register, "b1", line.line_id, serial="SN-1")
    with pytest.raises(Refused, match=r"till\.one_each"):
        till.do(actions.set_quantity, register, "b1", line.line_id, 2)
    second = till.do(actions.add_product, register, "b1", SERUM)

    assert [one.quantity for one in second.lines] == [1, 1]


def test_a_deposit_comes_and_goes_with_its_bottle(till: TestDevice) -> None:
    register = till.store.register
    line = till.do(actions.add_product, register, "b1", WATER, 3).lines[0]
    till.do(actions.set_quantity, register, "b1", line.line_id, 5)

    basket = basket_of(till)
    assert [(one.kind, one.quantity, one.amount.minor) for one in basket.lines] == [
        ("product", 5, 1250), ("deposit", 5, 125),
    ]  # fmt: skip
    sale = till.do(actions.pay_cash, register, "b1", 2000)
    assert sale.total == Money(1375, "CNY")
    till.do(actions.add_product, register, "b2", WATER)
    emptied = till.do(actions.set_quantity, register, "b2", _first(till, "b2"), 0)
    assert emptied.lines == ()


def test_a_plan_gives_its_benefits_in_the_very_basket_that_it_is_bought_in(till: TestDevice) -> None:
    register = till.store.register
    serum = till.do(actions.add_product, register, "b1", SERUM).lines[0]
    tea = till.do(actions.add_product, register, "b1", TEA).lines[1]
    with pytest.raises(Refused, match=r"till\.no_such_plan"):
        till.do(actions.attach_plan, register, "b1", tea.line_id, GEL)

    basket = till.do(actions.attach_plan, register, "b1", serum.line_id, GEL)

    assert [(one.kind, one.amount.minor) for one in basket.lines] == [
        ("product", 22800), ("product", 1440), ("plan", 12800),
    ]  # fmt: skip
    without = till.do(actions.set_quantity, register, "b1", serum.line_id, 0)
    assert [(one.gtin, one.amount.minor) for one in without.lines] == [(TEA, 1800)]


def test_a_gift_card_is_loaded_by_its_number_once_and_the_disk_proves_it(till: TestDevice) -> None:
    register = till.store.register
    till.do(actions.sell_gift_card, register, "b1", GEL, CARD, 5000)
    with pytest.raises(Refused, match=r"till\.card_twice"):
        till.do(actions.sell_gift_card, register, "b1", GEL, CARD, 5000)
    with pytest.raises(Refused, match=r"stored_value\.bad_number"):
        till.do(actions.sell_gift_card, register, "b1", GEL, CARD[:-1] + "8", 5000)
    till.do(actions.add_product, register, "b1", WATER)

    till.do(actions.pay_cash, register, "b1", 10_000)

    found = value_tables.spendable(till.db, "gift_card", CARD)
    assert found is not None
    assert found.available == 5000
    db = proof.open_read_only(till.store.folder)
    assert checks.run(db)[1] == []
    db.close()


def _first(till: TestDevice, basket_id: str) -> str:
    found = tables.load_basket(till.db, basket_id)
    assert found is not None
    return found.lines[0].line_id
