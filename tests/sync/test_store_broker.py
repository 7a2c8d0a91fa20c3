"""The broker's configuration for a store: only who shows a good certificate comes in, and speaks as himself only."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.link import Will
from sync.link_mqtt import Backoff, Broker, MqttLink
from sync.topics import Identity, device_subscriptions, head_office_subscriptions
from tests.brokers import ROOT, free_port, mosquitto
from tests.sync.certificates import Authority
from tests.sync.hosts import STORE, TENANT, TestDevice, TestHeadOffice, basket, until
from tests.sync.test_link_mqtt import Ear

CONFIG = ROOT / "config" / "mosquitto"


class StoreBroker:
    """A Mosquitto with the store's own configuration, its paths and port changed, its bridge left out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.authority = Authority(folder)
        self.authority.issue("broker", "broker")
        text = (CONFIG / "store.conf").read_text(encoding="utf-8").partition("# To head office's broker.")[0]
        text = text.replace("/etc/shopfloor/tls", str(folder)).replace("/etc/shopfloor/mosquitto", str(CONFIG))
        text = re.sub(r"^listener \d+$", f"listener {self.port} 127.0.0.1", text, flags=re.MULTILINE)
        text = text.replace("user mosquitto", "user root").replace("log_dest syslog", "log_dest stderr")
        (folder / "broker.conf").write_text(text, encoding="utf-8")

    def link(self, name: str, *, client_id: str = "") -> MqttLink:
        """A link of a device (or `hq`) with a certificate of its own."""
        common_name = f"{TENANT}/hq" if name == "hq" else f"{TENANT}/{STORE}/{name}"
        certificate, key = self.authority.issue(common_name, name)
        return MqttLink(
            Broker(
                "127.0.0.1", self.port, client_id or common_name, ca_file=self.folder / "ca.pem",
                certificate_file=certificate, key_file=key,
            ),
            backoff=Backoff(0.1, 0.5),
        )  # fmt: skip

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run it."""
        process = subprocess.Popen([mosquitto(), "-c", str(self.folder / "broker.conf")], stderr=subprocess.DEVNULL)
        try:
            ends_at = time.monotonic() + 10
            while time.monotonic() < ends_at:
                assert process.poll() is None, "the configuration is not accepted"
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                    break
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def store(tmp_path: Path) -> StoreBroker:
    """Give a store's broker; the test runs it."""
    folder = tmp_path / "tls"
    folder.mkdir()
    return StoreBroker(folder)


def test_devices_with_certificates_sell_hear_each_other_and_reach_head_office(
    store: StoreBroker, tmp_path: Path
) -> None:
    with store.running(), contextlib.ExitStack() as stack:
        office = TestHeadOffice(tmp_path / "hq", store.link("hq"))
        stack.callback(office.close)
        office.start()
        till, tablet = (TestDevice(tmp_path, store.link(name), name) for name in ("till-01", "tablet-01"))
        for device in (till, tablet):
            stack.callback(device.close)
            device.agent.start()

        ids = till.move(3)
        office.price("00000000000017", 5)

        until(lambda: till.waiting() == 0)
        until(lambda: office.ids() == ids)
        until(lambda: len(till.prices) == len(tablet.prices) == 1)
        until(lambda: {one.device for one in tablet.agent.health().devices} == {"till-01", "tablet-01"})
        till.agent.publish_live(basket("till-01"))
        until(lambda: len(tablet.heard) == 1)


def test_a_device_cannot_speak_or_listen_in_the_name_of_another(store: StoreBroker) -> None:
    with store.running(), contextlib.ExitStack() as stack:
        office, victim, thief = Ear(), Ear(), Ear()
        other = Identity(TENANT, STORE, "till-01")
        links = (store.link("hq"), store.link("till-01"), store.link("till-66", client_id=other.client_id))
        wishes = (head_office_subscriptions(TENANT), device_subscriptions(other), ("#", other.down("+")))
        for link, ear, topics in zip(links, (office, victim, thief), wishes, strict=True):
            stack.callback(link.close)
            link.start(ear, topics, Will(f"{link}", b""))
        until(lambda: office.ups and victim.ups and thief.ups)

        links[2].publish(other.up("money"), b"forged")
        links[2].publish(Identity(TENANT, "9521000000025", "till-66").up("money"), b"forged")
        links[2].publish(Identity(TENANT, STORE, "till-66").up("money"), b"own")
        links[0].publish(other.down("event"), b"for the victim only")

        until(lambda: office.messages and victim.messages)
        assert [payload for _, payload, _ in office.messages] == [b"own"]
        assert victim.messages == [(other.down("event"), b"for the victim only", False)]
        time.sleep(0.2)
        assert thief.messages == []
        assert victim.downs == [], "taking another's client id does not throw him out"


def test_who_shows_no_good_certificate_stays_outside(store: StoreBroker, tmp_path: Path) -> None:
    stranger_folder = tmp_path / "other"
    stranger_folder.mkdir()
    certificate, key = Authority(stranger_folder).issue(f"{TENANT}/{STORE}/till-01", "till-01")
    revoked = store.link("till-02")
    store.authority.revoke(f"{TENANT}/{STORE}/till-02")
    foreign = MqttLink(
        Broker(
            "127.0.0.1", store.port, "x", ca_file=store.folder / "ca.pem", certificate_file=certificate, key_file=key
        )
    )
    nobody = MqttLink(Broker("127.0.0.1", store.port, "x", ca_file=store.folder / "ca.pem"))
    missing = MqttLink(Broker("127.0.0.1", store.port, "x", ca_file=tmp_path / "missing.pem"))
    good = store.link("till-03")
    with store.running(), contextlib.ExitStack() as stack:
        ears = []
        for link in (revoked, foreign, nobody, missing, good):
            ears.append(Ear())
            stack.callback(link.close)
            link.start(ears[-1], (), Will("w", b""))

        until(lambda: ears[-1].ups == 1)
        until(lambda: all(link.status().next_try for link in (revoked, foreign, nobody, missing)))

        assert [ear.ups for ear in ears] == [0, 0, 0, 0, 1]
        assert "missing.pem" in missing.status().problem or "No such file" in missing.status().problem
