"""Practice uses nothing up that a shopper has: no coupon, no basket of theirs, no quotation, no drawer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.customer import actions as customers
from kiosk.customer import tables as customer_tables
from kiosk.errors import Refused
from kiosk.pricing import tables as books
from kiosk.till import actions
from kiosk.till.model import Sale
from sync import messages
from sync.formats import price_book
from tests.devices import NOON, SERUM, TEA, TestDevice, open_device
from tests.kiosk.till.test_coupons import BOOK, coupon
from tests.kiosk.till.test_slips import follow
from tests.kiosk.till.tills import facts
from tests.orders import believe_head_office


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        believe_head_office(device)
        device.do(lambda tx: books.save_book(tx.db, BOOK, price_book.document(BOOK), "", tx.now))
        yield device


def practise(till: TestDevice, *gtins: str, basket_id: str = "p1") -> None:
    till.do(actions.begin_training, till.store.register, basket_id)
    for gtin in gtins:
        till.do(actions.add_product, till.store.register, basket_id, gtin)


def test_a_coupon_that_was_practised_with_can_be_used(till: TestDevice) -> None:
    register = till.store.register
    practise(till, SERUM)
    till.do(actions.lay_coupon, register, "p1", coupon())
    till.do(actions.pay_cash, register, "p1", 50_000)

    till.do(actions.add_product, register, "b1", SERUM)

    assert till.do(actions.lay_coupon, register, "b1", coupon()).terms.coupons == ("SPRING#N1",)


def test_the_members_own_basket_stays_theirs(till: TestDevice) -> None:
    register, vault = till.store.register, till.keys.vault
    lines = (messages.OnlineLine(gtin=TEA, quantity=2),)
    chosen = messages.OnlineBasketChanged(basket_id="o1", member="m1", lines=lines, version=7, at=NOON)
    till.do(customers.on_online_basket(vault), chosen)
    practise(till)

    basket = till.do(actions.attach_customer, register, vault, "p1", "m1")

    assert basket.lines == ()
    assert customer_tables.online_basket(till.db, vault, "m1") is not None
    assert facts(till, messages.BasketMerged) == []


def test_a_quotation_is_not_taken_into_practice_where_it_would_be_sold_in_earnest(till: TestDevice) -> None:
    register = till.store.register
    till.do(actions.add_product, register, "q1", TEA)
    quote = till.do(actions.give_quote, register, "q1")
    practise(till)

    with pytest.raises(Refused, match=r"till\.quote_not_in_training"):
        till.do(actions.take_quote, register, quote.quote_id, "p1")


def test_the_drawer_stays_shut(till: TestDevice) -> None:
    _, pulses = follow(till)
    practise(till, TEA)

    sale = till.do(actions.pay_cash, till.store.register, "p1", 5000)

    assert isinstance(sale, Sale)
    assert sale.terms.training
    assert pulses == []
