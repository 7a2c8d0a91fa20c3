"""A price that a shopper was told elsewhere, on a line of a real basket."""

from __future__ import annotations

from typing import Any

from kiosk.pricing import tables as books
from kiosk.pricing.guard import Claim, Source
from kiosk.till import actions
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Guard, Percent
from tests.devices import NOON, SERUM, TEA, TestDevice
from tests.kiosk.pricing.books import goods, named, source
from tests.kiosk.till.tills import facts

GUARD = Guard(honour="lower", most_off_minor=1000, most_units=2)


def basket(device: TestDevice, gtin: str, units: int = 1) -> Any:
    """So many units under a book that honours up to ¥10 for two units; serum is a tenth off."""
    book = source(Percent(**named("day"), goods=goods(SERUM), percent_bp=1000), guard=GUARD, valid_from=NOON)
    device.do(lambda tx: books.save_book(tx.db, book, price_book.document(book), "", tx.now))
    return device.do(actions.add_product, device.store.register, "b1", gtin, units)


def claim(device: TestDevice, line_id: str, gtin: str, minor: int, where: Source = "online") -> Any:
    """The shopper says what they were told."""
    told = Claim(gtin, minor, "CNY", where, "web")
    return device.do(actions.claim_price, device.store.register, "b1", line_id, told)


def test_a_lower_price_of_the_web_shop_is_honoured_and_head_office_hears_of_it(device: TestDevice) -> None:
    line = basket(device, TEA).lines[0]

    assert claim(device, line.line_id, TEA, 1500).decision == "honoured"

    sale = device.do(actions.pay_cash, device.store.register, "b1", 100_000)
    assert sale.total.minor == 1500
    (fact,) = facts(device, messages.PriceConflictNoticed)
    assert (fact.claimed_minor, fact.ours_minor, fact.decision, fact.basket_id) == (1500, 1800, "honoured", "b1")


def test_what_counts_is_our_price_after_the_rules(device: TestDevice) -> None:
    line = basket(device, SERUM).lines[0]

    assert claim(device, line.line_id, SERUM, 20_520).reason == "pricing.claim.not_lower"
    assert facts(device, messages.PriceConflictNoticed) == []


def test_more_units_than_the_book_honours_are_a_colleagues_decision(device: TestDevice) -> None:
    line = basket(device, TEA, 3).lines[0]
    assert claim(device, line.line_id, TEA, 1500).decision == "asked"

    told = Claim(TEA, 1500, "CNY", "online", "web")
    device.do(actions.honour_claim, device.store.register, "b1", line.line_id, told)

    sale = device.do(actions.pay_cash, device.store.register, "b1", 100_000)
    assert sale.total.minor == 4500


def test_an_unsigned_label_changes_nothing_by_itself(device: TestDevice) -> None:
    line = basket(device, TEA).lines[0]

    assert claim(device, line.line_id, TEA, 1700, "label").decision == "asked"
    assert device.do(actions.pay_cash, device.store.register, "b1", 100_000).total.minor == 1800
