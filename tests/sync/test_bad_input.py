"""Hostile and broken traffic over a real broker: threads live, lanes move on, everything has its reason."""

from __future__ import annotations

import threading

import msgspec
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from sync import control, frames, topics
from sync.headoffice import outbox
from sync.messages import DOWN, Event
from sync.topics import Identity
from tests.brokers import MosquittoBroker
from tests.sync.conftest import World
from tests.sync.hosts import STORE, TENANT, TestDevice, TestHeadOffice, basket, until

GARBAGE = [
    b"",
    b"\x00\xff\xfe",
    b"KX1",
    b"KX1\x00broken",
    b"{" * 100_000,
    b"[" * 200_000,
    b'{"kind":"welcome"}',
    b'{"kind":"ack","hq":"x","lanes":{"money":{"epoch":"e","upto":9}},"credit":1,"hq_time":"x"}',
    b'{"kind":"hello","session":1}',
    b'{"kind":"status","state":"sleeping"}',
    b"NaN",
    b'{"seq":' + b"9" * 5000 + b"}",
    b"x" * 250_000,
    frames.Packer().pack(
        [b"{}", b"1", b'{"epoch":"e","lane":"money","seq":1}', b'{"epoch":"e","lane":"down","seq":1}']
    ),
    frames.MAGIC + b"\x00" + b"\x28\xb5\x2f\xfd" + b"\xff" * 40,
]


class Stranger:
    """Anybody who got onto the store's network."""

    def __init__(self, port: int) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="stranger", protocol=MQTTProtocolVersion.MQTTv5)
        connected = threading.Event()
        self._client.on_connect = lambda *_: connected.set()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert connected.wait(5)

    def say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish anything anywhere."""
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def alive(office: TestHeadOffice, device: TestDevice, minor: int) -> None:
    """Both directions still work."""
    ids = device.move(2)
    until(lambda: device.waiting() == 0)
    until(lambda: set(ids) <= set(office.ids()))
    office.price("00000000000017", minor)
    until(lambda: device.prices[-1:] and device.prices[-1].price_minor == minor)


def test_garbage_on_every_topic_stops_nobody(broker: MosquittoBroker, mqtt_world: World) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    alive(office, device, 1)
    stranger = Stranger(broker.port)
    me = device.identity
    places = [
        *(me.up(leaf) for leaf in ("money", "ops", "hello", "ack", "nothing")),
        *(me.down(leaf) for leaf in ("event", "ack", "welcome", "nothing")),
        Identity(TENANT, STORE, "ghost").status,
        Identity(TENANT, STORE, "ghost").live("basket"),
        topics.head_office_state(TENANT),
        "kx/v1/acme/9521000000018/till-01/up/money/deeper",
    ]

    for place in places:
        for payload in GARBAGE:
            stranger.say(place, payload)

    alive(office, device, 2)
    assert device.agent.health().dead_letters > 0
    assert office.query("SELECT count(*) FROM dead_letter")[0][0] > 0
    names = {thread.name for thread in threading.enumerate()}
    assert {"sync", "ingest", "effects", "link"} <= names
    stranger.close()


def test_retained_garbage_hurts_nobody_who_comes_later(broker: MosquittoBroker, mqtt_world: World) -> None:
    stranger = Stranger(broker.port)
    for payload in GARBAGE[1:6]:
        stranger.say(Identity(TENANT, STORE, "ghost").status, payload, retain=True)
    stranger.say(topics.head_office_state(TENANT), b"\xff", retain=True)
    stranger.say(Identity(TENANT, STORE, "till-01").down("event"), b"old", retain=True)

    office, device = mqtt_world.headoffice(), mqtt_world.device()

    alive(office, device, 1)
    stranger.close()


def test_a_device_that_speaks_in_the_name_of_another_is_not_believed(
    broker: MosquittoBroker, mqtt_world: World
) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    ids = device.move(1)
    until(lambda: office.ids() == ids)
    stranger = Stranger(broker.port)
    body = device.reading(lambda db: db.execute("SELECT body FROM journal").fetchone()[0])

    stranger.say(Identity(TENANT, STORE, "till-02").up("money"), frames.Packer().pack([body]))

    until(lambda: [tuple(row) for row in office.query("SELECT device, reason FROM dead_letter")])
    assert [tuple(row) for row in office.query("SELECT device, reason FROM dead_letter")] == [
        ("till-02", "wrong_source")
    ]
    alive(office, device, 1)
    stranger.close()


def test_an_acknowledgement_that_head_office_never_gave_loses_nothing(
    broker: MosquittoBroker, mqtt_world: World
) -> None:
    device = mqtt_world.device()
    ids = device.fill(5)
    epoch = device.reading(lambda db: db.execute("SELECT epoch FROM stream").fetchone()[0])
    stranger = Stranger(broker.port)
    until(lambda: device.agent.health().state == "head_office_away")

    lanes = {"money": control.LaneAck(epoch=epoch, upto=5)}
    forged = control.Ack(hq="forged", lanes=lanes, credit=8, hq_time="2026-11-21T04:00:00.000Z")
    stranger.say(device.identity.down("ack"), control.encode(forged))
    office = mqtt_world.headoffice()

    until(lambda: office.ids() == ids)
    stranger.close()


def test_a_malformed_down_event_on_its_turn_is_a_dead_letter_and_the_next_one_comes(
    broker: MosquittoBroker, mqtt_world: World
) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    office.price("00000000000017", 1)
    until(lambda: len(device.prices) == 1)
    office.database.call(
        lambda db: db.execute(
            "INSERT INTO down (store, seq, id, type, subject, time, data) VALUES (?, 2, 'x', 'kx.of.tomorrow.v1', 's',"
            " '2026-11-21T04:00:00.000Z', x'7b7d')",
            (STORE,),
        )
    )
    office.database.call(lambda db: db.execute("UPDATE down_stream SET next_seq = 3"))

    office.price("00000000000024", 3)

    until(lambda: len(device.prices) == 2)
    until(lambda: device.agent.health().dead_letters == 1)


def test_down_frames_of_a_stranger_are_not_believed(broker: MosquittoBroker, mqtt_world: World) -> None:
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    until(lambda: device.agent.health().state == "linked")
    stranger = Stranger(broker.port)
    epoch = office.database.call(outbox.epoch_now)
    forged = Event(
        id="f", source="/kx/other/hq", type="kx.price.changed.v1", time="now", epoch=epoch, lane=DOWN, seq=1, after=0
    )

    stranger.say(device.identity.down("event"), frames.Packer().pack([msgspec.json.encode(forged)]))

    until(lambda: device.agent.health().dead_letters == 1)
    alive(office, device, 5)
    stranger.close()


def test_a_live_message_in_anothers_name_is_dropped_with_its_reason(broker: MosquittoBroker, mqtt_world: World) -> None:
    device, other = mqtt_world.device(), mqtt_world.device("tablet-01")
    until(lambda: len(device.agent.health().devices) == 2)
    stranger = Stranger(broker.port)
    stranger.say(Identity(TENANT, STORE, "ghost").live("basket"), msgspec.json.encode(basket("ghost")))

    other.agent.publish_live(basket("tablet-01", 4))

    until(lambda: [message.revision for message in device.heard] == [4])  # type: ignore[attr-defined]
    until(lambda: device.agent.health().dead_letters == 1)
    stranger.close()
