"""The MQTT link: bounded, quick to come back, and deaf to whatever its listener does."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from paho.mqtt.enums import MQTTProtocolVersion

from sync.link import MAX_PAYLOAD, WINDOW, Will
from sync.link_mqtt import Backoff, Broker, MqttLink
from tests.brokers import MosquittoBroker, free_port
from tests.sync.conftest import mqtt
from tests.sync.hosts import until

WILL = Will("t/will", b"gone")


class Ear:
    """Hears of a link."""

    def __init__(self) -> None:
        self.ups = 0
        self.downs: list[str] = []
        self.messages: list[tuple[str, bytes, bool]] = []
        self.rooms = 0
        self.fails = False

    def link_up(self) -> None:
        self.ups += 1

    def link_down(self, problem: str) -> None:
        self.downs.append(problem)

    def link_message(self, topic: str, payload: bytes, retained: bool) -> None:
        if self.fails:
            raise RuntimeError("a listener with a fault")
        self.messages.append((topic, payload, retained))

    def link_room(self) -> None:
        self.rooms += 1


@pytest.fixture
def link(broker: MosquittoBroker) -> Iterator[MqttLink]:
    """Give a link to a broker; the test starts it."""
    made = mqtt(broker.port, "till-01")
    yield made
    made.close()
    made.close()


def test_what_is_published_arrives_with_its_retained_mark(link: MqttLink) -> None:
    ear = Ear()
    link.start(ear, ("t/#",), WILL)
    until(lambda: ear.ups == 1)

    assert link.publish("t/a", b"1")
    assert link.publish("t/kept", b"2", retain=True, expiry_s=60)

    until(lambda: len(ear.messages) == 2)
    assert ear.messages == [("t/a", b"1", False), ("t/kept", b"2", False)]
    until(lambda: link.room() == WINDOW)


def test_mqtt_3_is_enough(broker: MosquittoBroker) -> None:
    ear, link = Ear(), mqtt(broker.port, "till-01", protocol=MQTTProtocolVersion.MQTTv311)
    link.start(ear, ("t/#",), WILL)
    until(lambda: ear.ups == 1)

    assert link.publish("t/a", b"1", expiry_s=10)

    until(lambda: ear.messages == [("t/a", b"1", False)])
    link.close()


def test_a_payload_that_the_broker_would_refuse_never_reaches_it(link: MqttLink) -> None:
    ear = Ear()
    link.start(ear, ("t/#",), WILL)
    until(lambda: ear.ups == 1)

    assert not link.publish("t/a", b"x" * (MAX_PAYLOAD + 1))
    assert link.publish("t/b", b"x" * (MAX_PAYLOAD - 10))

    until(lambda: [len(payload) for _, payload, _ in ear.messages] == [MAX_PAYLOAD - 10])
    assert ear.downs == []


def test_the_window_is_bounded_and_says_when_it_has_room(link: MqttLink) -> None:
    ear = Ear()
    link.start(ear, ("other",), WILL)
    until(lambda: ear.ups == 1)
    payload = b"x" * 200_000

    taken = 0
    while link.publish("t/a", payload):
        taken += 1
        assert taken < 100_000

    assert taken >= WINDOW
    until(lambda: ear.rooms > 0)
    until(lambda: link.room() == WINDOW)
    assert link.publish("t/a", b"1")


def test_a_listener_with_a_fault_does_not_end_the_network_thread(link: MqttLink) -> None:
    ear = Ear()
    ear.fails = True
    link.start(ear, ("t/#",), WILL)
    until(lambda: ear.ups == 1)
    link.publish("t/a", b"1")
    time.sleep(0.1)
    ear.fails = False

    link.publish("t/a", b"2")

    until(lambda: ear.messages == [("t/a", b"2", False)])
    assert ear.downs == []


def test_without_a_connection_nothing_is_taken_and_nothing_is_kept_for_later(broker: MosquittoBroker) -> None:
    broker.kill()
    ear, link = Ear(), mqtt(broker.port, "till-01")
    link.start(ear, ("t/#",), WILL)

    assert not link.publish("t/a", b"lost")
    assert link.room() == 0
    until(lambda: link.status().next_try is not None)
    assert "refused" in link.status().problem

    broker.start()
    until(lambda: ear.ups == 1)
    link.publish("t/a", b"new")
    until(lambda: ear.messages == [("t/a", b"new", False)])
    link.close()


def test_a_killed_broker_is_noticed_and_found_again(broker: MosquittoBroker, link: MqttLink) -> None:
    ear = Ear()
    link.start(ear, ("t/#",), WILL)
    until(lambda: ear.ups == 1)

    broker.kill()
    until(lambda: len(ear.downs) == 1)
    assert not link.status().connected
    broker.start()

    until(lambda: ear.ups == 2, 3)
    threads = [thread.name for thread in threading.enumerate() if thread.name.startswith("paho-mqtt")]
    assert len(threads) == 1, "the client of the old connection is gone"


def test_a_cut_cable_stays_cut_until_it_is_put_back(link: MqttLink) -> None:
    ear = Ear()
    link.start(ear, ("t/#",), WILL)
    until(lambda: ear.ups == 1)

    link.cut(True)
    until(lambda: len(ear.downs) == 1)
    link.retry_now()
    time.sleep(0.2)
    assert ear.ups == 1

    link.cut(False)
    until(lambda: ear.ups == 2)


def test_the_last_will_waits_and_a_goodbye_takes_it_back(broker: MosquittoBroker) -> None:
    ear, watcher = Ear(), mqtt(broker.port, "watcher")
    watcher.start(ear, ("t/#",), Will("w", b""))
    until(lambda: ear.ups == 1)
    first, second = mqtt(broker.port, "till-01"), mqtt(broker.port, "till-02")
    one, two = Ear(), Ear()
    first.start(one, (), Will("t/first", b"gone"))
    second.start(two, (), Will("t/second", b"gone"))
    until(lambda: one.ups == two.ups == 1)

    second.close()
    first.cut(True)

    until(lambda: ear.messages)
    assert [topic for topic, _, _ in ear.messages] == ["t/first"]
    first.close()
    watcher.close()


def test_pauses_grow_are_random_and_bounded() -> None:
    backoff, rng = Backoff(), random.Random(1)

    for failures in (1, 2, 5, 50):
        pauses = [backoff.pause(failures, rng) for _ in range(300)]
        ceiling = min(30.0, 2.0 ** (failures - 1))
        assert 0 <= min(pauses) < 0.1 * ceiling
        assert 0.9 * ceiling < max(pauses) <= ceiling


def test_a_broker_behind_a_black_hole_is_given_up(broker: MosquittoBroker) -> None:
    ear = Ear()
    with black_hole(broker.port) as (port, swallow):
        link = MqttLink(Broker("127.0.0.1", port, "till-01", stalled_s=0.5), backoff=Backoff(0.1, 1.0))
        link.start(ear, ("t/#",), WILL)
        until(lambda: ear.ups == 1)
        swallow.set()

        assert link.publish("t/a", b"into the void")

        until(lambda: ear.downs, 5)
        assert "confirmed" in ear.downs[0]
        swallow.clear()
        # A try that began just before is swallowed as well, and given up only after its own time.
        until(lambda: ear.ups == 2, 40)
        link.close()


@contextlib.contextmanager
def black_hole(port: int) -> Iterator[tuple[int, threading.Event]]:
    """A way to the broker that swallows everything while the event is set, and never says so."""
    server = socket.create_server(("127.0.0.1", 0))
    swallow = threading.Event()
    lines: list[socket.socket] = []

    def carry(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not swallow.is_set():
                    target.sendall(data)
        with contextlib.suppress(OSError):
            target.close()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(("127.0.0.1", port))
                lines.extend((near, far))
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1], swallow
    finally:
        server.close()
        for line in lines:
            line.close()


def test_closing_a_link_whose_broker_never_answers_is_quick() -> None:
    link = MqttLink(Broker("127.0.0.1", free_port(), "x"))
    link.start(Ear(), (), WILL)

    started = time.monotonic()
    link.close()

    assert time.monotonic() - started < 10
