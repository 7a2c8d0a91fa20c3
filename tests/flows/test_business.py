"""Business customers, quotations and plans: between head office and the tills of a store, on the line and off it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.customer import tables as customers
from kiosk.errors import Refused
from kiosk.pricing import tables as books
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions as till
from kiosk.till.actions import Wanted
from kiosk.till.tables import quotes
from sync.clock import utc_now
from sync.headoffice import businesses, flags, price_books, stored_value
from sync.headoffice import quotes as given
from sync.headoffice.businesses import Business
from sync.headoffice.change import Change, Invalid
from tests.flows.shops import Shop, ShopDevice, booked
from tests.headoffice.offices import MILK, OAT, SOAP, STORE, TEA

HOTEL = Business("C-100", "海湾酒店", "91110000600037341L", "hotels", purchase_order_needed=True, due_days=30)

BOOK: dict[str, Any] = {
    "price_lists": {"hotels": {MILK: [{"units": 1, "price_minor": 1200}, {"units": 10, "price_minor": 1000}]}},
    "needs": [
        {"goods": {"gtins": [OAT]}, "plan_gtins": [SOAP], "warranty_months": 24},
        {"goods": {"gtins": [SOAP]}, "plan_months": 12},
    ],
    "rules": [
        {
            "kind": "percent",
            "rule_id": "care",
            "name": {"zh_hans": "养护计划"},
            "goods": {"gtins": [TEA]},
            "percent_bp": 2000,
            "when": {"segments": [f"plan.{SOAP}"]},
        }
    ],
}


def publish(shop: Shop, device: ShopDevice, **book: Any) -> None:  # what a book holds
    """Head office sends a book, and the device has it."""
    office = shop.head_office.office
    made = office.change(
        lambda change: price_books.publish(
            change, office.keys, office.tenant, STORE, json.dumps({**BOOK, **book}).encode(), utc_now()
        )
    )
    device.until(lambda: books.book_in_force(device.store.db, utc_now()).version == made.version, "the book")


def cut(*devices: ShopDevice, off: bool = True) -> None:
    """Pull their network cables, or put them back."""
    for device in devices:
        device.store.link.cut(off)  # type: ignore[union-attr]  # a device of a shop has a link


def available(device: ShopDevice) -> int:
    found = value_tables.spendable(device.store.db, "account", "C-100")
    return -1 if found is None else found.available


def known(device: ShopDevice) -> bool:
    return customers.load_business(device.store.db, device.store.vault, "C-100") is not None


def test_a_business_buys_on_account_with_the_line_cut_up_to_its_limit_and_not_beyond(shop: Shop) -> None:
    one, other = shop.stocked("till-1"), shop.stocked("till-2")

    def hired(change: Change) -> None:
        businesses.save(change, HOTEL, [STORE])
        stored_value.set_limit(change, "C-100", 20_000, currency="CNY", store=STORE)

    publish(shop, one)
    shop.head_office.office.change(hired)
    for device in (one, other):
        device.until(lambda it=device: known(it) and available(it) > 0, "the customer and their account")  # type: ignore[misc]
    register, basket_id = one.store.register, one.put(*[MILK] * 10)
    one.do(till.attach_business, register, one.store.vault, basket_id, "C-100")
    one.until(lambda: available(one) >= 16_000, "all that is left of the limit, but for the other till's share")
    cut(one, other)
    limit = available(one)

    one.do(till.set_purchase_order, register, basket_id, "PO-1")
    sale = one.do(till.tender_value, register, basket_id, "account", "C-100", 10_000).sale
    assert (sale.total.minor, sale.terms.price_list, sale.terms.tax_id) == (10_000, "hotels", HOTEL.tax_id)
    for device in (one, other):
        again = device.put(*[MILK] * 10)
        device.do(till.attach_business, device.store.register, device.store.vault, again, "C-100")
        device.do(till.set_purchase_order, device.store.register, again, "PO-2")
        with pytest.raises(Refused, match=r"stored_value\.beyond_lease"):
            device.do(till.tender_value, device.store.register, again, "account", "C-100", 10_000)

    assert available(one) == limit - 10_000
    assert available(one) + available(other) <= 10_000
    cut(one, other, off=False)
    booked(shop.head_office, one, 1)
    one.until(
        lambda: shop.head_office.query("SELECT balance FROM value_account WHERE account = 'C-100'") == [(10_000,)]
    )
    assert shop.head_office.office.read(flags.newest) == []

    shop.head_office.office.change(lambda change: businesses.remove(change, "C-100"))
    other.until(lambda: not known(other), "the erasure")


def test_head_office_takes_no_wrong_tax_number_and_no_business_without_a_store(shop: Shop) -> None:
    office = shop.head_office.office

    with pytest.raises(Invalid, match="tax-id"):
        office.change(lambda change: businesses.save(change, Business("C-1", "x", "91110000600037341M"), [STORE]))
    with pytest.raises(Invalid, match="store"):
        office.change(lambda change: businesses.save(change, Business("C-1", "x"), []))
    assert office.read(businesses.everyone) == []


def test_a_quotation_is_known_at_every_till_and_sold_once_or_flagged(shop: Shop) -> None:
    one, other = shop.stocked("till-1"), shop.stocked("till-2")
    first, second = (one.do(till.give_quote, one.store.register, one.put(MILK, OAT), 7) for _ in range(2))
    for quote in (first, second):
        other.until(lambda it=quote: quotes.load(other.store.db, it.quote_id), "the quotation at the other till")  # type: ignore[misc]
    publish(shop, other, prices={MILK: 9_990, OAT: 9_990})

    def take(device: ShopDevice, quote_id: str) -> Any:  # a sale
        basket_id = device.store.new_id()
        taken = device.do(till.take_quote, device.store.register, quote_id, basket_id)
        assert not taken.expired
        return device.do(till.pay_cash, device.store.register, basket_id, 10**6)

    assert take(other, first.quote_id).total == first.total
    one.until(lambda: quotes.load(one.store.db, first.quote_id).state == "used", "the word that it is sold")  # type: ignore[union-attr]  # it is there
    with pytest.raises(Refused, match=r"till\.quote_used"):
        take(one, first.quote_id)

    cut(one, other)
    sold = {take(device, second.quote_id).sale_id for device in (one, other)}
    cut(one, other, off=False)

    booked(shop.head_office, one, 3)
    other.until(lambda: other.waiting() == 0, "confirmation of every fact")
    office = shop.head_office.office
    one.until(lambda: any(one.kind == "quote_used_twice" for one in office.read(flags.newest)), "the flag")
    listed = office.read(given.newest)
    assert [(one.number, len(one.sales)) for one in listed] == [("till-1-QA0002", 2), ("till-1-QA0001", 1)]
    assert set(listed[0].sales) == sold


def test_who_bought_a_plan_has_its_benefits_at_the_next_visit_until_it_comes_back(shop: Shop) -> None:
    device = shop.stocked("till-1")
    publish(shop, device)
    store = device.store
    register = store.register
    device.until(lambda: customers.load(store.db, store.vault, "M1"), "the member")

    def visit(*gtins: str) -> Any:  # a basket
        basket_id = device.put(*gtins)
        return device.do(till.attach_customer, register, store.vault, basket_id, "M1")

    def has_plan() -> bool:
        member = customers.load(store.db, store.vault, "M1")
        return member is not None and member.segments_at(utc_now()) == (f"plan.{SOAP}",)

    basket = visit(OAT)
    device.do(till.attach_plan, register, basket.basket_id, basket.lines[0].line_id, SOAP)
    sale = device.do(till.pay_cash, register, basket.basket_id, 10**6)
    device.until(has_plan, "the plan among the member's segments")

    assert visit(TEA).total.minor == 2_000
    member = customers.load(store.db, store.vault, "M1")
    assert member is not None
    until = member.segments[0].until
    assert until is not None
    assert 364 <= (until - utc_now()).days <= 366
    assert member.segments_at(until) == ()

    plan = next(line for line in sale.lines if line.kind == "plan")
    back = device.do(till.take, register, store.new_id(), sale.sale_id, [Wanted(plan.line_id, 1)])
    device.do(till.refund, register, back.basket_id, instead="cash")
    device.until(lambda: not has_plan(), "the end of the plan")
    assert visit(TEA).total.minor == 2_500
