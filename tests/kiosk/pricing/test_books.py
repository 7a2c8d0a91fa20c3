"""Price books on a device: proven as a whole, switched at the minute without a network, and named for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.handlers import Handlers
from kiosk.pricing import actions, tables
from kiosk.worker import Transaction
from sync import inbox, messages
from sync.formats import price_book, price_book_check
from sync.formats.price_book import Guard, Loyalty, NForM, Offer, Percent, PriceBook, Spend, Tax, Threshold, When
from sync.messages import Event, Texts
from tests.devices import STORE, TestDevice
from tests.kiosk.pricing.books import ALL, NOW, A, goods, named, source
from tests.orders import KEY

STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def published(book: PriceBook, key: Ed25519PrivateKey = KEY) -> messages.PriceBookPublished:
    """What head office sends."""
    document, signature = price_book.seal(book, key)
    return messages.PriceBookPublished(
        document=document, signature=signature, version=book.version, valid_from=book.valid_from, at=NOW
    )


def take(device: TestDevice, message: messages.PriceBookPublished) -> None:
    """It arrives at the device."""
    device.do(actions.on_price_book(KEY.public_key(), "demo", STORE, "CNY"), message)


def off(version: int, percent_bp: int, begins: datetime) -> PriceBook:
    """A book of one rule for everything."""
    return source(Percent(**named("p"), goods=ALL, percent_bp=percent_bp), version=version, valid_from=begins)


def version_at(device: TestDevice, moment: datetime) -> int:
    """Version of the book that holds when the device's clock shows this."""
    return tables.book_in_force(device.db, moment).version


def test_where_no_book_came_shelf_prices_hold(device: TestDevice) -> None:
    assert version_at(device, NOW) == 0


def test_the_next_book_waits_for_its_minute_and_needs_no_network_then(device: TestDevice) -> None:
    begins = NOW + timedelta(hours=3)
    take(device, published(off(1, 1000, NOW - timedelta(days=1))))
    take(device, published(off(2, 2000, begins)))

    assert version_at(device, begins - timedelta(milliseconds=1)) == 1
    assert version_at(device, begins) == 2
    assert tables.waiting(device.db, NOW) == [(2, begins)]


def test_the_screens_hear_of_the_switch_once(device: TestDevice) -> None:
    take(device, published(off(1, 1000, NOW - timedelta(days=1))))
    take(device, published(off(2, 2000, NOW + timedelta(minutes=1))))
    device.changed.clear()

    device.do(actions.turn_page)
    device.clock.pass_time(minutes=1)
    device.do(actions.turn_page)
    device.do(actions.turn_page)

    assert [topics for topics in device.changed if "prices" in topics] == [{"prices", "basket", "catalogue"}]


def test_of_two_that_begin_together_the_later_version_holds_in_whatever_order_they_came(device: TestDevice) -> None:
    take(device, published(off(5, 2000, NOW)))
    take(device, published(off(4, 1000, NOW)))
    take(device, published(off(5, 2000, NOW)))

    assert version_at(device, NOW) == 5


@pytest.mark.parametrize(("hours_back", "version"), [(1, 2), (24, 2), (27, 1)])
def test_a_clock_that_falls_back_a_day_brings_no_old_price_back(
    device: TestDevice, hours_back: int, version: int
) -> None:
    take(device, published(off(1, 1000, NOW - timedelta(days=9))))
    take(device, published(off(2, 2000, NOW)))
    device.do(actions.turn_page)

    assert version_at(device, NOW - timedelta(hours=hours_back)) == version


def test_a_book_that_never_began_does_not_begin_by_a_clock_that_falls_back(device: TestDevice) -> None:
    take(device, published(off(1, 1000, NOW - timedelta(days=9))))
    take(device, published(off(2, 2000, NOW + timedelta(hours=2))))

    assert version_at(device, NOW) == 1


def test_old_books_lose_their_rules_and_keep_their_names(device: TestDevice) -> None:
    for version in range(1, 13):
        device.clock.now = NOW + timedelta(days=version)
        take(device, published(off(version, 1000, device.clock.now)))

    assert tables.find_book(device.db, 12) is not None
    assert tables.find_book(device.db, 7) is not None
    assert tables.find_book(device.db, 1) is None
    assert tables.names_of(device.db, 1)["p"] == Texts("规则 p", "規則 p", "Rule p")


@contextmanager
def refused(device: TestDevice) -> Iterator[list[str]]:
    """What head office sends comes through the inbox; the list holds the dead letters' details afterwards."""
    details: list[str] = []
    yield details
    details += [letter.detail for letter in inbox.dead_letters(device.db)]


def arrives(device: TestDevice, message: messages.PriceBookPublished, seq: int) -> None:
    """The whole way: event, inbox, handler."""
    event = Event(
        id=f"e{seq}",
        source="/kx/demo/hq",
        type=message.TYPE,
        time="2026-11-21T04:00:00.000Z",
        epoch="d1",
        lane="down",
        seq=seq,
        data=msgspec.Raw(messages.encode(message)),
    )
    handlers: Handlers = {messages.PriceBookPublished: actions.on_price_book(KEY.public_key(), "demo", STORE, "CNY")}

    def apply(tx: Transaction) -> None:
        inbox.apply(tx.db, [event], handlers, tx, tx.now)

    device.do(apply)


def test_a_book_that_a_stranger_signed_is_refused_and_the_old_one_stays(device: TestDevice) -> None:
    arrives(device, published(off(1, 1000, NOW)), 1)

    with refused(device) as details:
        arrives(device, published(off(2, 9000, NOW), STRANGER), 2)

    assert details == ["BadSignature: the signature does not fit"]
    assert version_at(device, NOW) == 1


def test_one_bad_rule_refuses_the_whole_book_and_is_named(device: TestDevice) -> None:
    arrives(device, published(off(1, 1000, NOW)), 1)
    good = Percent(**named("good"), goods=ALL, percent_bp=1000)
    lost = Percent(**named("lost"), goods=goods(), percent_bp=1000)

    with refused(device) as details:
        arrives(device, published(source(good, lost, version=2)), 2)

    assert details == ["BadBook: rule lost: goods: it names nothing"]
    assert version_at(device, NOW) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"currency": "TWD"}, "currency: 'TWD' is not ours, 'CNY' is"),
        ({"store": "9521000000025"}, "store: '9521000000025' is not ours"),
        ({"tax": Tax(default="full")}, "tax.default: there is no tax code 'full'"),
        ({"tax": Tax(by_category={"dairy": "low"})}, "tax.by_category[dairy]: there is no tax code 'low'"),
        ({"rules": (Percent(**named("p"), goods=ALL, percent_bp=12_000),)}, "rule p: percent_bp: 12000"),
        ({"rules": (Percent(**named("p"), goods=ALL, percent_bp=1),) * 2}, "rule p: rule_id: used twice"),
        ({"rules": (Percent(**named("manual"), goods=ALL, percent_bp=1),)}, "rule manual: rule_id: this word"),
        ({"rules": (Percent(**named("p"), goods=ALL, percent_bp=1, group="g"),)}, "there is no group 'g'"),
        ({"groups": {"g": price_book.Group()}}, "groups[g]: no rule is in it"),
        ({"rules": (NForM(**named("n"), goods=ALL, units=1),)}, "rule n: units: a group has at least two units"),
        ({"rules": (NForM(**named("n"), goods=ALL, units=2, reduced=3),)}, "rule n: reduced"),
        ({"rules": (NForM(**named("n"), goods=ALL, units=2, combine="stack"),)}, "rule n: combine: only"),
        ({"rules": (Threshold(**named("t"), goods=ALL, steps=()),)}, "rule t: steps: there is none"),
        (
            {"rules": (Threshold(**named("t"), goods=ALL, steps=(Spend(least_minor=5),)),)},
            "rule t: steps: either off_minor or percent_bp",
        ),
        ({"rules": (Percent(**named("p"), goods=goods("09521234567893"), percent_bp=1),)}, "the check digit of"),
        (
            {"rules": (Percent(**named("p"), goods=ALL, percent_bp=1, when=When(since=NOW, until=NOW)),)},
            "rule p: when.until: it ends before it begins",
        ),
        ({"price_lists": {"trade": {A: ()}}}, "price_lists[trade]"),
        (
            {"price_lists": {"trade": {A: (Offer(price_minor=1), Offer(price_minor=2))}}},
            "two offers for the same number of units",
        ),
        ({"loyalty": Loyalty(earn_points=1)}, "loyalty: earn_points and earn_per_minor belong together"),
        ({"guard": Guard(honour="lower")}, "guard: honouring lower prices needs"),
    ],
)
def test_every_fault_is_told_with_its_rule_and_its_field(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(price_book.BadBook) as fault:
        price_book_check.check(source(**fields), tenant="demo", store=STORE, currency="CNY")

    assert told in str(fault.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "Expected `object`"),
        ('{"tenant": "demo"}', "missing required field `store`"),
        ("x" * (price_book.LONGEST + 1), "characters"),
    ],
)
def test_what_is_no_book_is_refused_even_if_it_is_signed(text: str, told: str) -> None:
    from sync import security

    with pytest.raises(price_book.BadBook, match=told):
        price_book.unseal(text, security.sign(KEY, text.encode()), KEY.public_key())


def test_a_condition_that_this_version_does_not_know_refuses_the_book() -> None:
    text = price_book.document(off(1, 1000, NOW)).replace('"percent_bp"', '"moon":"full","percent_bp"')

    with pytest.raises(price_book.BadBook, match="moon"):
        price_book.read(text)


def test_a_books_text_says_the_same_when_it_is_read_and_written_again() -> None:
    book = source(
        Percent(**named("p"), goods=goods(A), percent_bp=1000, when=When(weekdays=(6, 7), coupon="SPRING")),
        prices={A: 990},
        tax=Tax(codes={"full": 1300}, default="full"),
    )

    assert price_book.document(price_book.read(price_book.document(book))) == price_book.document(book)


def test_the_example_of_a_price_book_can_be_used() -> None:
    from scripts.demo_store import words
    from tests.source_tree import ROOT

    fields = msgspec.json.decode((ROOT / "config" / "price-book.json").read_bytes())
    own = {"tenant": "demo", "store": STORE, "currency": "CNY", "version": 1, "valid_from": "2026-11-21T00:00:00Z"}

    book = price_book.read(msgspec.json.encode(own | fields))

    price_book_check.check(book, currency="CNY", known_category=lambda name: name in words.categories())
    assert {rule.__struct_config__.tag for rule in book.rules} >= {"percent", "n_for_m", "mix", "threshold", "bundle"}
