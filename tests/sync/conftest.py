"""Brokers, links, devices and head offices that end with the test."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.link import Link
from sync.link_loopback import Hub, LoopbackLink
from sync.link_mqtt import Backoff, Broker, MqttLink
from tests.brokers import MosquittoBroker, running_broker
from tests.sync.hosts import STORE, TENANT, TestDevice, TestHeadOffice

QUICK = Backoff(0.1, 1.0)
"""Tests do not wait for half a minute."""


@pytest.fixture
def broker() -> Iterator[MosquittoBroker]:
    """Give a Mosquitto of its own."""
    with running_broker() as started:
        yield started


def mqtt(port: int, name: str, protocol: int = 5, will_delay_s: int = 1) -> MqttLink:
    """Make a link to a broker on this machine."""
    client = f"{TENANT}/hq" if name == "hq" else f"{TENANT}/{STORE}/{name}"
    broker = Broker("127.0.0.1", port, client, will_delay_s=will_delay_s, protocol=protocol)
    return MqttLink(broker, backoff=QUICK, rng=random.Random(1))


class World:
    """Makes devices and head offices on one kind of link, and closes them all."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack, link: Callable[[str], Link]) -> None:
        self.folder = folder
        self._stack = stack
        self.link = link

    def device(self, name: str = "till-01", *, start: bool = True) -> TestDevice:
        """A device; its link is `device.agent`'s own."""
        device = TestDevice(self.folder, self.link(name), name)
        self._stack.callback(device.close)
        if start:
            device.agent.start()
        return device

    def headoffice(self, folder: str = "hq") -> TestHeadOffice:
        """A head office that takes in."""
        office = TestHeadOffice(self.folder / folder, self.link("hq"))
        self._stack.callback(office.close)
        office.start()
        return office


@pytest.fixture(params=["mqtt", "loopback"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Give a world on each kind of link: both keep the same contract."""
    with contextlib.ExitStack() as stack:
        if request.param == "mqtt":
            started = stack.enter_context(running_broker())
            yield World(tmp_path, stack, lambda name: mqtt(started.port, name))
        else:
            hub = Hub()
            hub.start()
            stack.callback(hub.close)
            yield World(tmp_path, stack, lambda _name: LoopbackLink(hub))


@pytest.fixture
def mqtt_world(broker: MosquittoBroker, tmp_path: Path) -> Iterator[World]:
    """Give a world on a broker that the test may kill."""
    with contextlib.ExitStack() as stack:
        yield World(tmp_path, stack, lambda name: mqtt(broker.port, name))
