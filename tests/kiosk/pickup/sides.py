"""Devices of one store with nothing but their databases: each hears the others when a test lets it, on its own clock.

The databases are real ones in memory, copies of one that all of the product's migrations have made, so that a device
costs a few milliseconds and thousands can live in one test.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import database, trust
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Order
from kiosk.schema import SCHEMA
from kiosk.stock import actions as stock
from kiosk.stock import tables as levels
from kiosk.worker import Transaction
from sync import journal, messages, security
from sync.clock import new_id
from sync.messages import Message, OrderStep
from sync.security import Vault
from tests.devices import NOON, STORE, write_catalogue
from tests.orders import KEY, KEY_ID

VAULT = Vault(bytes(32))


@cache
def _made() -> tuple[bytes, Path, TemporaryDirectory[str]]:
    """(a fresh journal, where the catalogue lies, what keeps it there)."""
    kept = TemporaryDirectory(prefix="sides")
    folder = Path(kept.name)
    database.migrate(folder, SCHEMA)
    name = write_catalogue(folder)
    db = sqlite3.connect(folder / database.JOURNAL)
    made = sqlite3.connect(":memory:")
    db.backup(made)
    db.close()
    image = bytearray(made.serialize())
    image[18:20] = b"\x01\x01"  # a database in memory keeps no log beside it
    return bytes(image), folder / name, kept


class Side:
    """One device."""

    def __init__(self, name: str, now: datetime = NOON) -> None:
        image, catalogue, _ = _made()
        self.name, self.now = name, now
        self.db = sqlite3.connect(":memory:", uri=True, isolation_level=None)
        self.db.deserialize(image)
        self.db.row_factory = sqlite3.Row
        self.db.execute("ATTACH DATABASE ? AS catalogue", (f"file:{catalogue}?mode=ro&immutable=1",))
        self.said: list[Message] = []
        self.topics: set[str] = set()
        self._handlers: dict[type[Message], Callable[..., object]] = {
            messages.OrderPlaced: actions.on_placed(VAULT, name, STORE),
            messages.OrderStepped: actions.on_steps(VAULT, name),
            messages.OrderToldSteps: actions.on_steps(VAULT, name),
            messages.OrderDigests: actions.on_digests(VAULT, name),
            messages.ClaimAsked: actions.on_claim_asked(VAULT, name),
            messages.ClaimAnswered: actions.on_claim_answered(VAULT, name),
            messages.StockCounters: stock.counters_heard,
        }
        self.run(lambda tx: journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=name))
        self.run(trust.on_config(KEY.public_key()), _config(KEY))

    def do(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """An action of `kiosk.pickup`, as a screen asks for it."""
        return self.run(action, VAULT, self.name, *args, **named)

    def look(self, action: Callable[..., Any], *args: Any) -> Any:
        """An action that only asks, whoever's device it is."""
        return self.run(action, VAULT, *args)

    def hear(self, message: Message) -> None:
        """A message arrives; one that this part of a device has no ear for changes nothing."""
        handler = self._handlers.get(type(message))
        if handler is not None:
            self.run(handler, message)

    def beat(self) -> None:
        """What a device does every five seconds."""
        self.run(actions.tell_again, self.name)
        self.do(actions.renew)
        self.do(actions.expire_due)
        self.run(stock.gossip, self.name)

    def wait(self, **length: float) -> None:
        """Time passes here; arguments as of `timedelta`."""
        self.now += timedelta(**length)

    def order(self, order_id: str = "order-1") -> Order:
        """The order as it is here."""
        found = tables.load(self.db, VAULT, order_id)
        assert found is not None
        return found

    def on_hand(self, gtin: str) -> int:
        """Units on the shelf by all that is known here."""
        level = levels.level(self.db, gtin)
        assert level is not None
        return level.on_hand

    def reserved(self, gtin: str) -> int:
        """Units that are promised to orders."""
        level = levels.level(self.db, gtin)
        assert level is not None
        return level.reserved

    def facts(self, kind: type[Message]) -> list[Any]:
        """What of this kind it has told head office, in order."""
        rows = self.db.execute("SELECT body FROM journal WHERE type = ? ORDER BY n", (kind.TYPE,))
        return [messages.decode(kind.TYPE, _data(row[0])) for row in rows]

    def facts_of(self, kind: str) -> list[OrderStep]:
        """The steps of this kind that it took."""
        return [step for one in self.facts(messages.OrderStepped) for step in one.steps if step.kind == kind]

    def run(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """One transaction of any kind."""
        tx = Transaction(self.db, self.now, new_id, f"/kx/demo/{STORE}/{self.name}")
        with database.transaction(self.db):
            result = action(tx, *args, **named)
        self.said += tx.live
        self.topics |= tx.topics
        return result


def talk(*sides: Side, rounds: int = 50) -> None:
    """Everybody hears what was said, and what is said to that, until nobody has anything to say.

    Raises:
        AssertionError: if they never fall silent.
    """
    for _ in range(rounds):
        waiting = [(one, message) for one in sides for message in one.said]
        for one in sides:
            one.said = []
        if not waiting:
            return
        for sender, message in waiting:
            for one in sides:
                if one is not sender:
                    one.hear(message)
    raise AssertionError("they talk without end")


def meet(*sides: Side) -> None:
    """They hear each other again after a while: heartbeats until all know the same."""
    for _ in range(4):
        for one in sides:
            one.beat()
        talk(*sides)


def arrive(message: messages.OrderPlaced, sides: Iterable[Side]) -> None:
    """A new order comes down to these devices, and they tell each other what follows."""
    there = list(sides)
    for one in there:
        one.hear(message)
    talk(*there)


def _data(body: bytes) -> bytes:
    import msgspec

    return bytes(msgspec.json.decode(body, type=messages.Event).data)


@cache
def _config(key: Ed25519PrivateKey) -> messages.ConfigPublished:
    entry = security.KeyEntry(key_id=KEY_ID, signer="head_office", use="all", public_key=security.public_text(key))
    config = security.Config(tenant="demo", store=STORE, version=1, currency="CNY", keys=(entry,))
    document, signature = security.seal_config(config, key)
    return messages.ConfigPublished(document=document, signature=signature, version=1, at=NOON)
