"""Messages that are broken, foreign, repeated or out of order reach a running device: the shop does not notice."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import msgspec
import pytest

from sync import frames
from sync.clock import new_id, utc_now
from sync.headoffice import outbox
from sync.messages import DOWN, BasketChanged, Event, PriceChanged, StockCounters
from sync.topics import Identity
from tests.flows.shops import TENANT, Shop, ShopDevice, booked
from tests.flows.strangers import Stranger
from tests.headoffice.offices import MILK, OAT, SOAP, STORE

TILL = Identity(TENANT, STORE, "till-1")


@pytest.fixture
def stranger(shop: Shop) -> Iterator[Stranger]:
    """Give somebody who hears everything and may say anything."""
    stranger = Stranger(shop.broker.port, "kx/#")
    yield stranger
    stranger.close()


def works(shop: Shop, till: ShopDevice, price_minor: int) -> None:
    """A change still comes down, a sale still goes up, and no thread has died."""
    before = till.facts()
    shop.head_office.post("/v1/prices", store=STORE, gtin=SOAP, price_minor=price_minor)
    till.until(lambda: till.price(SOAP) == price_minor, "the price")
    till.sell(SOAP)
    booked(shop.head_office, till, before + 1)
    assert {"sync", "link", "worker", "bulk"} <= {thread.name for thread in threading.enumerate()}


def test_events_that_cannot_be_used_are_kept_with_their_reasons_and_the_next_one_counts(shop: Shop) -> None:
    till = shop.stocked()

    shop.head_office.tell("kx.of.tomorrow.v1", b'{"any":1}')
    shop.head_office.tell(PriceChanged.TYPE, b'{"gtin":5}')
    shop.head_office.tell(PriceChanged.TYPE, b'{"gtin":"00000000000017","price_minor":-1,"currency":"??"}')
    shop.head_office.tell(BasketChanged.TYPE, b"{}")

    works(shop, till, 111)
    assert till.reasons() == ["unknown_type", "malformed", "malformed", "malformed"]
    till.until(lambda: till.health.dead_letters == 4, "the count on the manager's screen")


def test_garbage_and_oversize_on_every_topic_of_the_device_stop_nobody(shop: Shop, stranger: Stranger) -> None:
    till = shop.stocked()
    garbage = [b"", b"\xff\x00", b"KX1\x00", b"{" * 50_000, b"x" * 250_000, b'{"kind":"ack","lanes":{}}']
    topics = [TILL.down("event"), TILL.down("ack"), TILL.down("welcome"), TILL.live("stock"), TILL.up("money")]
    topics += [Identity(TENANT, STORE, "ghost").live("stock"), Identity(TENANT, STORE, "ghost").status]

    for topic in topics:
        for payload in garbage:
            stranger.say(topic, payload)

    works(shop, till, 112)
    assert set(till.reasons()) >= {"bad_control"}
    assert till.on_hand(MILK) == 12


def test_events_in_the_name_of_a_stranger_change_nothing(shop: Shop, stranger: Stranger) -> None:
    till = shop.stocked()
    office = shop.head_office.office
    epoch, seq = office.read(lambda db: (outbox.epoch_now(db), db.execute("SELECT max(seq) FROM down").fetchone()[0]))
    price = PriceChanged(gtin=MILK, price_minor=1, currency="CNY", version=10**9, at=utc_now())
    forged = Event(
        id=new_id(),
        source="/kx/somebody/hq",
        type=price.TYPE,
        subject=price.key,
        time="2026-05-04T04:00:00.000Z",
        epoch=epoch,
        lane=DOWN,
        seq=seq + 1,
        after=seq,
        data=msgspec.Raw(msgspec.json.encode(price)),
    )
    counters = StockCounters(device="till-1", epoch="e", totals=((MILK, 99, -1000),), at=utc_now())
    lie = msgspec.structs.replace(
        forged, type=counters.TYPE, source=TILL.source, data=msgspec.Raw(msgspec.json.encode(counters))
    )

    stranger.say(TILL.down("event"), frames.Packer().pack([msgspec.json.encode(forged)]))
    stranger.say(Identity(TENANT, STORE, "ghost").live("stock"), msgspec.json.encode(lie))

    works(shop, till, 113)
    assert (till.price(MILK), till.on_hand(MILK)) == (1290, 12)
    assert len(till.reasons()) == 2


def test_everything_that_was_ever_said_may_be_said_again_in_any_order(shop: Shop, stranger: Stranger) -> None:
    till, kiosk, office = shop.stocked(), shop.stocked("kiosk-1", "shopper"), shop.head_office
    for minor in (501, 502, 503):
        office.post("/v1/prices", store=STORE, gtin=MILK, price_minor=minor)
        till.until(lambda wanted=minor: till.price(MILK) == wanted)  # type: ignore[misc]
        till.sell(MILK, OAT)
    booked(office, till, 3)
    said = stranger.of(lambda topic: topic.endswith(("/down/event", "/up/money", "/up/ops")) or "/store/" in topic)
    assert {topic.rsplit("/", 2)[1] for topic, _ in said} == {"down", "up", "store"}

    again = said * 2
    random.Random(1).shuffle(again)
    for topic, payload in again:
        stranger.say(topic, payload)

    works(shop, till, 114)
    assert [row[2] for row in office.sales()] == [1, 2, 3, 4]
    assert (till.price(MILK), till.on_hand(MILK), till.on_hand(OAT)) == (503, 9, 0)
    kiosk.until(lambda: (kiosk.on_hand(MILK), kiosk.on_hand(OAT)) == (9, 0), "the other device's figures")
    till.until(lambda: office.get(f"/v1/stock/{STORE}/{MILK}")["on_hand"] == 9, "head office's figure")
    assert till.reasons() == kiosk.reasons() == []
    assert office.query("SELECT kind FROM flag") == []


def test_a_last_will_that_comes_too_late_silences_nobody_for_long(shop: Shop, stranger: Stranger) -> None:
    till = shop.stocked()
    till.until(lambda: stranger.of(lambda topic: topic.endswith("/hq/state")), "head office's word that it is there")
    topic, said = stranger.of(lambda topic: topic.endswith("/hq/state"))[-1]

    stranger.say(topic, said.replace(b'"online"', b'"offline"'), retain=True)
    till.until(lambda: till.health.state == "head_office_away", "the will")
    sold = till.sell(SOAP)

    till.until(lambda: till.health.state == "linked", "head office's answer")
    assert booked(shop.head_office, till, 1)[0][3] == sold.total.minor
