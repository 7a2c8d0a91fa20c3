"""A member holds out their code: known without a network, their online basket joins and is emptied at head office."""

from __future__ import annotations

import pytest

from kiosk import codes
from kiosk.customer import actions as customer
from kiosk.customer import tables as members
from kiosk.customer.model import Member
from kiosk.errors import Refused
from kiosk.till import actions as till_actions
from kiosk.till import tables as sales
from sync.clock import utc_now
from tests.flows.shops import Shop, ShopDevice
from tests.flows.test_pickup import believing
from tests.headoffice.offices import MILK, OAT, TEA


def sign_in(device: ShopDevice, text: str) -> Member:
    """Hold a member's code before the scanner."""
    code = codes.classify(text, "QR")
    assert isinstance(code, codes.LoyaltyCard)
    member: Member = device.do(customer.identify, device.store.vault, code)
    return member


def test_a_member_is_known_with_everything_down_and_a_stranger_is_not(shop: Shop) -> None:
    kiosk = believing(shop.stocked("kiosk-1", "shopper"))
    kiosk.until(lambda: members.load(kiosk.store.db, kiosk.store.vault, "M1"), "the member")
    keys, now = shop.head_office.office.keys, utc_now()
    card, elsewhere = keys.mint("loyalty", "M1", now), keys.mint("loyalty", "M2", now)
    shop.head_office.close()
    shop.broker.kill()

    member = sign_in(kiosk, card)

    assert (member.surname, member.title, member.points) == ("林", "ms", 2480)
    with pytest.raises(Refused, match=r"customer\.unknown"):
        sign_in(kiosk, elsewhere)
    with pytest.raises(Refused, match=r"code\.forged"):
        sign_in(kiosk, card[:-4] + ("AAAA" if card[-4:] != "AAAA" else "BBBB"))


def test_an_online_basket_joins_without_doubling_and_head_office_empties_it(shop: Shop) -> None:
    kiosk, till = believing(shop.stocked("kiosk-1", "shopper")), shop.stocked("till-1")
    lines = [{"gtin": MILK, "quantity": 3}, {"gtin": TEA, "quantity": 1}]
    shop.head_office.post("/v1/baskets", "b1", member="M1", lines=lines)
    for device in (kiosk, till):
        device.until(lambda one=device: members.online_basket(one.store.db, one.store.vault, "M1"), "the basket")  # type: ignore[misc]
    basket_id = kiosk.put(MILK, OAT)

    for _ in range(2):
        kiosk.do(till_actions.attach_customer, kiosk.store.register, kiosk.store.vault, basket_id, "M1")

    basket = sales.load_basket(kiosk.store.db, basket_id)
    assert basket is not None
    assert {gtin: basket.units_of(gtin) for gtin in (MILK, OAT, TEA)} == {MILK: 3, OAT: 1, TEA: 1}
    assert sorted((line.gtin, line.origin, line.quantity) for line in basket.lines) == [
        (MILK, "here", 1),
        (MILK, "online", 2),
        (OAT, "here", 1),
        (TEA, "online", 1),
    ]
    kiosk.until(lambda: shop.head_office.get("/v1/baskets/M1")["lines"] == [], "the empty basket at head office")
    till.until(lambda: members.online_basket(till.store.db, till.store.vault, "M1") is None, "the same at the till")
    assert members.online_basket(kiosk.store.db, kiosk.store.vault, "M1") is None
    assert shop.head_office.get("/v1/flags")["flags"] == []

    shop.head_office.post("/v1/baskets", "b2", member="M1", lines=[{"gtin": OAT, "quantity": 2}])
    for device in (kiosk, till):
        device.until(lambda one=device: members.online_basket(one.store.db, one.store.vault, "M1"), "the next basket")  # type: ignore[misc]


def test_a_member_who_was_erased_is_gone_from_the_device(shop: Shop) -> None:
    kiosk = believing(shop.stocked("kiosk-1", "shopper"))
    kiosk.until(lambda: members.load(kiosk.store.db, kiosk.store.vault, "M1"), "the member")

    import requests

    assert requests.delete(f"{shop.head_office.address}/v1/members/M1", timeout=20).status_code == 204

    kiosk.until(lambda: members.load(kiosk.store.db, kiosk.store.vault, "M1") is None, "the erasure")
    assert members.count(kiosk.store.db) == 0
