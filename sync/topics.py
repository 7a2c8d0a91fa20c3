"""The names under which messages travel on the broker: kx/v1/{tenant}/{store}/{device}/..."""

from __future__ import annotations

import re

from msgspec import Struct

ROOT = "kx/v1"
HELLO = "hello"
ACK = "ack"
WELCOME = "welcome"
EVENT = "event"
"""The kind of a down frame."""

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_LONGEST = 400


class Identity(Struct, frozen=True):
    """Who a device is. The broker's access rules hang on it, so its parts are plain words without slashes."""

    tenant: str
    store: str
    """GLN, 13 digits."""
    device: str

    def __post_init__(self) -> None:
        for part in (self.tenant, self.store, self.device):
            if _NAME.fullmatch(part) is None:
                raise ValueError(f"{part!r} cannot stand in a topic: letters, digits, _ . - only")

    @property
    def source(self) -> str:
        """The `source` of this device's events."""
        return f"/kx/{self.tenant}/{self.store}/{self.device}"

    @property
    def client_id(self) -> str:
        """MQTT client id, user name and certificate name alike."""
        return f"{self.tenant}/{self.store}/{self.device}"

    @property
    def base(self) -> str:
        return f"{ROOT}/{self.tenant}/{self.store}/{self.device}"

    def up(self, what: str) -> str:
        """Where the device writes: a lane, `hello` or `ack`."""
        return f"{self.base}/up/{what}"

    def down(self, what: str) -> str:
        """Where head office writes: `event`, `ack` or `welcome`."""
        return f"{self.base}/down/{what}"

    @property
    def status(self) -> str:
        """Retained: who the device is and whether it is there."""
        return f"{self.base}/status"

    def live(self, kind: str) -> str:
        """The store's own network: never bridged to head office."""
        return f"{self.base}/store/{kind}"


class Topic(Struct, frozen=True):
    """A topic taken apart."""

    identity: Identity
    branch: str
    """up, down, status or store."""
    leaf: str
    """Lane, hello, ack, welcome, event or a live kind; empty for status."""


def parse(topic: str) -> Topic | None:
    """Take a device's topic apart; None for anything else."""
    if len(topic) > _LONGEST:
        return None
    parts = topic.split("/")
    if parts[:2] != ["kx", "v1"] or not 6 <= len(parts) <= 7:
        return None
    branch, leaf = parts[5], parts[6] if len(parts) == 7 else ""
    if (branch, leaf) != ("status", "") and not (branch in ("up", "down", "store") and leaf):
        return None
    try:
        return Topic(Identity(parts[2], parts[3], parts[4]), branch, leaf)
    except ValueError:
        return None


def head_office_source(tenant: str) -> str:
    """The `source` of head office's events."""
    return f"/kx/{tenant}/hq"


def head_office_state(tenant: str) -> str:
    """Retained: whether head office takes messages in."""
    return f"{ROOT}/{tenant}/hq/state"


def device_subscriptions(identity: Identity) -> tuple[str, ...]:
    """What a device listens to."""
    store = f"{ROOT}/{identity.tenant}/{identity.store}"
    return (
        identity.down("+"),
        f"{store}/+/store/+",
        f"{store}/+/status",
        head_office_state(identity.tenant),
    )


def head_office_subscriptions(tenant: str) -> tuple[str, ...]:
    """What head office listens to."""
    return (f"{ROOT}/{tenant}/+/+/up/+", f"{ROOT}/{tenant}/+/+/status")


def live_kind(type_name: str) -> str:
    """The topic's last word for a live message: `kx.basket.changed.v1` -> `basket`."""
    parts = type_name.split(".")
    return parts[1] if len(parts) > 2 else type_name


def matches(pattern: str, topic: str) -> bool:
    """Whether an MQTT subscription (with + and a final #) covers a topic."""
    wanted, given = pattern.split("/"), topic.split("/")
    for place, word in enumerate(wanted):
        if word == "#":
            return True
        if place >= len(given) or word not in ("+", given[place]):
            return False
    return len(wanted) == len(given)
