"""Another price book begins while a basket is being paid: its price stands, and so does all that it used up."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from kiosk.errors import Refused
from kiosk.paper import tables as papers
from kiosk.pricing import tables as books
from kiosk.till import actions
from sync.formats import price_book
from sync.formats.price_book import PriceBook
from tests.devices import NOON, SERUM, TestDevice
from tests.kiosk.till.test_coupons import BOOK, coupon
from tests.kiosk.till.test_slips import follow, words
from tests.orders import believe_head_office

NEXT = msgspec.structs.replace(BOOK, version=BOOK.version + 1, valid_from=NOON + timedelta(seconds=1), rules=())


def begins(device: TestDevice, book: PriceBook) -> None:
    device.do(lambda tx: books.save_book(tx.db, book, price_book.document(book), "", book.valid_from))


def later(device: TestDevice, seconds: int) -> None:
    """The clock goes on."""
    device.store.worker._clock = lambda: NOON + timedelta(seconds=seconds)


def test_a_coupon_is_burnt_by_the_book_that_priced_the_sale_and_named_on_its_paper(device: TestDevice) -> None:
    register = device.store.register
    believe_head_office(device)
    begins(device, BOOK)
    follow(device)
    later(device, 0)
    device.do(actions.add_product, register, "b1", SERUM)
    basket = device.do(actions.lay_coupon, register, "b1", coupon())
    device.do(actions.tender_cash, register, "b1", 1000)
    begins(device, NEXT)
    later(device, 60)

    sale = device.do(actions.tender_cash, register, "b1", basket.total.minor - 1000).sale

    assert sale is not None
    assert (sale.total, sale.book_version) == (basket.total, BOOK.version)
    assert books.uses_of(device.db, "SPRING", "N1", "other", NOON) == 1
    assert "spring" in words(papers.recent(device.db)[0])
    begins(device, msgspec.structs.replace(BOOK, version=BOOK.version + 2, valid_from=NOON + timedelta(seconds=61)))
    later(device, 90)
    device.do(actions.add_product, register, "b2", SERUM)
    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        device.do(actions.lay_coupon, register, "b2", coupon())
