"""Coupons that are used once, offers for the first N over several devices, and a price that somebody was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from kiosk.errors import Refused
from kiosk.pricing import actions, guard, tables
from kiosk.pricing.guard import Claim
from kiosk.pricing.model import Coupon
from kiosk.worker import Transaction
from sync import messages
from sync.formats import price_book, tokens
from sync.formats.price_book import Amount, Fixed, Guard, PriceBook, When
from tests.devices import NOON, TestDevice
from tests.kiosk.pricing.books import ALL, A, goods, named, source
from tests.kiosk.pricing.test_books import STRANGER
from tests.orders import KEY, KEY_ID, believe_head_office

SPRING = source(Amount(**named("spring"), goods=ALL, off_minor=100, when=When(coupon="SPRING")), valid_from=NOON)
FIRST = source(Fixed(**named("first"), goods=goods(A), price_minor=100, quota=10), valid_from=NOON)
HONOURS = Guard(honour="lower", most_off_minor=500, most_off_bp=2000, most_units=2)


@pytest.fixture
def spring(device: TestDevice) -> TestDevice:
    """A device that knows the spring coupon."""
    believe_head_office(device)
    return with_book(device, SPRING)


def with_book(device: TestDevice, book: PriceBook) -> TestDevice:
    """This book holds."""
    device.do(lambda tx: tables.save_book(tx.db, book, price_book.document(book), "", tx.now))
    return device


def coupon(name: str = "SPRING", nonce: str = "N1", *detail: str, days: int = 30, key: Any = KEY) -> tokens.Token:
    """A coupon that head office signed yesterday."""
    made = NOON - timedelta(days=1)
    text = tokens.sign(
        "coupon", KEY_ID, key, subject=name, nonce=nonce, now=made, lifetime=timedelta(days=days), detail=detail
    )
    token = tokens.parse(text)
    assert token is not None
    return token


def lay(device: TestDevice, basket_id: str, token: tokens.Token) -> Any:
    """It is laid into a basket."""
    return device.do(actions.take_coupon, "kiosk-1", basket_id, token)


def test_a_coupon_is_used_once_and_only_by_the_sale(spring: TestDevice) -> None:
    text = lay(spring, "b1", coupon())
    assert text == "SPRING#N1"
    assert actions.read_coupon(text) == Coupon("SPRING", "N1")

    spring.do(actions.sold, "kiosk-1", "b1", {"spring": 1}, [text])

    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        lay(spring, "b2", coupon())
    assert lay(spring, "b2", coupon(nonce="N2")) == "SPRING#N2"


def test_a_coupon_in_a_basket_that_is_given_up_is_free_again(spring: TestDevice) -> None:
    lay(spring, "b1", coupon())
    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        lay(spring, "b2", coupon())

    spring.do(actions.free_coupons, "b1")

    assert lay(spring, "b2", coupon()) == "SPRING#N1"


def test_a_coupon_in_a_forgotten_basket_is_free_after_a_while(spring: TestDevice) -> None:
    lay(spring, "b1", coupon())
    spring.clock.pass_time(minutes=31)

    assert lay(spring, "b2", coupon()) == "SPRING#N1"


def test_a_coupon_whose_rule_gave_nothing_is_not_burnt(spring: TestDevice) -> None:
    text = lay(spring, "b1", coupon())

    spring.do(actions.sold, "kiosk-1", "b1", {"other": 1}, [text])

    assert lay(spring, "b2", coupon()) == "SPRING#N1"


def test_a_coupon_may_be_good_for_three_times_or_for_ever(spring: TestDevice) -> None:
    for basket in ("b1", "b2", "b3"):
        text = lay(spring, basket, coupon("SPRING", "N3", "3"))
        assert text == "SPRING#N3/3"
        spring.do(actions.sold, "kiosk-1", basket, {"spring": 1}, [text])
    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        lay(spring, "b4", coupon("SPRING", "N3", "3"))

    assert [lay(spring, basket, coupon("SPRING", "N4", "0")) for basket in ("b5", "b6")] == ["SPRING", "SPRING"]


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (coupon(key=STRANGER), r"code\.forged"),
        (coupon(days=0), r"code\.expired"),
        (coupon("AUTUMN"), r"pricing\.coupon_unknown"),
    ],
)
def test_a_forged_an_expired_and_an_unknown_coupon_are_refused(
    spring: TestDevice, token: tokens.Token, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        lay(spring, "b1", token)


def test_the_same_coupon_twice_in_one_basket_is_refused(spring: TestDevice) -> None:
    lay(spring, "b1", coupon())

    with pytest.raises(Refused, match=r"pricing\.coupon_here"):
        lay(spring, "b1", coupon())


def test_what_another_device_took_in_is_known_here(spring: TestDevice) -> None:
    told = messages.PromotionsUsed(
        device="till-2", coupons=(messages.CouponSpent("SPRING", "N1", "far", NOON),), at=NOON
    )
    spring.do(actions.on_used("kiosk-1"), told)

    with pytest.raises(Refused, match=r"pricing\.coupon_used"):
        lay(spring, "b1", coupon())


def test_the_first_n_are_counted_over_all_devices_that_can_be_heard(device: TestDevice) -> None:
    with_book(device, FIRST)
    device.do(actions.sold, "kiosk-1", "b1", {"first": 3}, [])
    told = messages.PromotionsUsed(device="till-2", quotas=(("first", 5),), at=NOON)
    for message in (told, told, msgspec.structs.replace(told, quotas=(("first", 4),))):
        device.do(actions.on_used("kiosk-1"), message)

    book = tables.book_in_force(device.db, NOON)

    assert tables.quota_left(device.db, book) == {"first": 2}


def test_a_device_tells_what_it_used(device: TestDevice) -> None:
    with_book(device, FIRST)
    told: list[Any] = []
    device.store.worker.after_commit = lambda tx: told.extend(tx.live)

    device.do(actions.sold, "kiosk-1", "b1", {"first": 3}, [])

    assert [(one.device, one.quotas) for one in told] == [("kiosk-1", (("first", 3),))]


# ---------------------------------------------------------------- two prices for one thing


def claim(price: int, source: Any = "online", **fields: Any) -> Claim:
    """What somebody was told."""
    return Claim(A, price, fields.pop("currency", "CNY"), source, **fields)


@pytest.mark.parametrize(
    ("told", "policy", "decision", "reason"),
    [
        (claim(900), HONOURS, "honoured", "honoured"),
        (claim(900, "signed_label", issued=NOON - timedelta(days=7)), HONOURS, "honoured", "honoured"),
        (claim(900, "signed_label", issued=NOON - timedelta(days=8)), HONOURS, "asked", "old"),
        (claim(900, "label"), HONOURS, "asked", "unsigned"),
        (claim(1, "advertisement"), HONOURS, "asked", "unsigned"),
        (claim(799), HONOURS, "asked", "too_far"),
        (claim(1000), HONOURS, "ours", "not_lower"),
        (claim(1100), HONOURS, "ours", "not_lower"),
        (claim(900, currency="TWD"), HONOURS, "ours", "currency"),
        (claim(900), Guard(honour="ask"), "asked", "ask"),
        (claim(900), Guard(honour="ours"), "ours", "ours"),
    ],
)
def test_the_books_policy_decides(told: Claim, policy: Guard, decision: str, reason: str) -> None:
    verdict = guard.decide(told, 1000, 2, "CNY", policy, NOON)

    assert (verdict.decision, verdict.reason) == (decision, f"pricing.claim.{reason}")
    assert (verdict.price_minor, verdict.units) == ((900, 2) if decision == "honoured" else (1000, 0))


def test_more_units_than_the_book_honours_are_a_colleagues_decision() -> None:
    verdict = guard.decide(claim(900), 1000, 3, "CNY", HONOURS, NOON)

    assert (verdict.decision, verdict.reason) == ("asked", "pricing.claim.too_many")


@pytest.mark.parametrize(
    "text",
    [
        "PRICE:09529999999994:900:CNY",
        f"PRICE:{A}:-900:CNY",
        f"PRICE:{A}:99999999999999:CNY",
        f"PRICE:{A}:900000000:CNY",
        f"PRICE:{A}:9.00:CNY",
        f"PRICE:{A}:900:cny",
        f"PRICE:{A}:٩٠٠:CNY",
        f"PRICE:{A}:900:CNY:{'x' * 200}",
        f"PRICE:{A}:900:CNY:A3;DROP",
        "PRICE:",
    ],
)
def test_a_plain_label_that_is_none_is_not_looked_at(text: str) -> None:
    assert guard.parse_plain(text) is None


def test_a_plain_label_is_somebodys_word() -> None:
    found = guard.parse_plain(f"PRICE:{A}:900:CNY:A3-02")

    assert found == Claim(A, 900, "CNY", "label", "A3-02")
    assert not found.believed


def test_a_signed_label_says_what_head_office_said(device: TestDevice) -> None:
    believe_head_office(device)
    made = NOON - timedelta(days=1)
    text = tokens.sign("label", KEY_ID, KEY, subject=A, nonce="L1", now=made, detail=("900", "CNY"))
    token = tokens.parse(text)
    assert token is not None

    assert device.do(actions.label_claim, token) == Claim(A, 900, "CNY", "signed_label", "L1", made)
    broken = tokens.parse(tokens.sign("label", KEY_ID, KEY, subject=A, nonce="L2", now=made, detail=("9-", "CNY")))
    with pytest.raises(Refused, match=r"pricing\.label_unreadable"):
        device.do(actions.label_claim, broken)


def test_head_office_hears_of_a_difference_and_of_no_agreement(device: TestDevice) -> None:
    with_book(device, source(guard=HONOURS, valid_from=NOON))
    device.do(actions.check_claim, claim(900, reference="web"), 1000, 2, basket_id="b1", line_id="l1")
    device.do(actions.check_claim, claim(1000), 1000, 3)
    device.do(actions.approve_claim, claim(500, "label"), 1000, 1, "operator-7")

    def facts(tx: Transaction) -> list[Any]:
        rows = tx.db.execute("SELECT body FROM journal WHERE type = ? ORDER BY n", ("kx.price.conflict.v1",)).fetchall()
        return [
            messages.decode("kx.price.conflict.v1", msgspec.json.decode(row[0], type=messages.Event).data)
            for row in rows
        ]

    told = [(one.claimed_minor, one.decision, one.operator, one.basket_id) for one in device.do(facts)]
    assert told == [(900, "honoured", "", "b1"), (500, "approved", "operator-7", "")]
