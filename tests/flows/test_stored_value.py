"""A shopper pays with store credit and points: with the network, without it, and the others know afterwards."""

from __future__ import annotations

import pytest

from kiosk.customer import tables as members
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.stored_value import actions, tables
from kiosk.till import actions as till
from kiosk.worker import Transaction
from sync.headoffice import stored_value
from sync.headoffice.change import Change
from sync.messages import SaleTender
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, STORE, TEA, sale

CREDIT = ("store_credit", "CREDIT-0001")


def available(device: ShopDevice, kind: str, account: str) -> int:
    """What may be spent on this device here and now."""
    found = tables.spendable(device.store.db, kind, account)
    return -1 if found is None else found.available


def give(shop: Shop, amount: int) -> None:
    """Head office gives somebody store credit, at home in this store."""

    def act(change: Change) -> None:
        stored_value.issue(change, "store_credit", CREDIT[1], amount, currency="CNY", store=STORE)

    shop.head_office.office.change(act)


def pay(device: ShopDevice, gtin: str, kind: str, account: str, amount: int) -> None:
    """One product, paid from an account for `amount` and in cash for the rest."""
    register, basket_id = device.store.register, device.put(gtin)
    device.do(till.tender_value, register, basket_id, kind, account, amount)
    rest = device.price(gtin) - amount
    if rest:
        device.do(till.add_tender, register, basket_id, "cash", rest)


def test_store_credit_pays_with_everything_down_and_head_office_hears_of_it_once(shop: Shop) -> None:
    one, other = shop.stocked("till-1"), shop.stocked("till-2")
    give(shop, 10_000)
    for device in (one, other):
        device.until(lambda it=device: available(it, *CREDIT) == 1_000, "the standing share")  # type: ignore[misc]
    shop.head_office.close()

    pay(one, TEA, *CREDIT, 1_000)
    with pytest.raises(Refused) as no:
        pay(one, TEA, *CREDIT, 1)
    assert no.value.key == "stored_value.beyond_lease"
    assert no.value.details == {"available": Money(0, "CNY"), "balance": Money(9_000, "CNY")}

    shop.head_office.open()
    one.until(
        lambda: shop.head_office.query("SELECT balance FROM value_account WHERE kind = ?", CREDIT[0]) == [(9_000,)]
    )
    one.until(lambda: available(one, *CREDIT) >= 900, "a new share")
    other.until(lambda: tables.spendable(other.store.db, *CREDIT).balance == 9_000, "the balance at the other till")  # type: ignore[union-attr]  # it is there
    assert shop.head_office.get("/v1/flags")["flags"] == []


def test_who_stands_at_the_till_can_spend_it_all_and_what_is_left_goes_back(shop: Shop) -> None:
    one, other = shop.stocked("till-1"), shop.stocked("till-2")
    give(shop, 4_000)
    one.until(lambda: available(one, *CREDIT) == available(other, *CREDIT) == 400, "the standing shares")

    one.do(actions.wanted, *CREDIT)
    one.until(lambda: available(one, *CREDIT) == 3_600, "all that was free")
    pay(one, MILK, *CREDIT, 1_290)
    one.do(actions.done_with, *CREDIT)
    other.do(actions.wanted, *CREDIT)
    one.until(lambda: available(one, *CREDIT) < 400, "what was left to go back")
    one.until(
        lambda: shop.head_office.query("SELECT sum(returned) FROM value_lease WHERE account = ?", CREDIT[1])[0][0] > 0,
        "head office to have it",
    )
    other.do(actions.wanted, *CREDIT)
    other.until(lambda: available(other, *CREDIT) >= 2_300, "all that was free, at the other till")

    assert available(one, *CREDIT) + available(other, *CREDIT) <= 4_000 - 1_290


def test_the_member_sees_at_every_device_what_their_points_are(shop: Shop) -> None:
    one, other = shop.stocked("till-1"), shop.stocked("till-2")
    one.until(lambda: available(one, "points", "M1") == 248, "the standing share")

    def points(device: ShopDevice) -> int:
        found = members.load(device.store.db, device.store.vault, "M1")
        return -1 if found is None else found.points

    def spend(tx: Transaction) -> None:
        actions.spend(tx, one.store.register, "points", "M1", 200)
        paid = SaleTender(tender_id="t", kind="points", amount_minor=500, reference="M1", units=200)
        tx.post(sale("s1", 1, [(MILK, 1, 500)], customer="M1", tenders=(paid,), points_earned=3))

    one.until(lambda: points(one) == points(other) == 2480, "the member")
    one.do(spend)

    here = tables.spendable(one.store.db, "points", "M1")
    assert here is not None
    assert (here.available, here.balance) == (48, 2280)
    one.until(lambda: points(one) == points(other) == 2283, "the new balance")
    one.until(lambda: available(one, "points", "M1") == 228, "the share to be filled up")

    def there() -> int:
        found = tables.spendable(other.store.db, "points", "M1")
        return -1 if found is None or found.balance is None else found.balance

    other.until(lambda: there() == 2283, "the new balance at the other till")
