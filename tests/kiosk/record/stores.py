"""Several devices of one store that hear one another's records when a test lets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.handlers import Handlers
from kiosk.record import actions, comparing, tables
from kiosk.record.model import Record
from kiosk.worker import Transaction
from sync import messages
from sync.messages import Message
from tests.devices import TestDevice, open_device

ROLES = {"kiosk": "shopper", "till": "till", "tablet": "associate"}


@dataclass
class One:
    """One device, and what it has said that nobody heard yet."""

    device: TestDevice
    handlers: Handlers
    said: list[Message] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.device.store.device

    def set(self, record_id: str, kind: str = "task", **values: Any) -> Record:
        """Set fields of a record here."""
        store = self.device.store
        record: Record = self.device.do(actions.set_fields, store.vault, store.register, kind, record_id, values)
        return record

    def read(self, record_id: str, kind: str = "task") -> dict[str, Any] | None:
        """What this device knows of it."""
        found = tables.load(self.device.db, self.device.store.vault, kind, record_id)
        return None if found is None else dict(found.values)

    def record(self, record_id: str, kind: str = "task") -> Record:
        found = tables.load(self.device.db, self.device.store.vault, kind, record_id)
        assert found is not None
        return found

    def hear(self, message: Message) -> None:
        """A live message arrives."""
        self.device.do(self.handlers[type(message)], message)

    def beat(self) -> None:
        """Some seconds have gone by."""
        self.device.do(comparing.tell_again, self.device.store.register)


def listen(one: One) -> Callable[[Transaction], None]:
    def follow(tx: Transaction) -> None:
        one.said.extend(tx.live)

    return follow


@dataclass
class Floor:
    """The devices of one store."""

    devices: dict[str, One]

    def __getitem__(self, name: str) -> One:
        return self.devices[name]

    def deaf(self) -> None:
        """Nobody hears what was said so far."""
        for one in self.devices.values():
            one.said.clear()

    def talk(self, rounds: int = 50) -> None:
        """Everybody hears everything that was said, and what is said to that.

        Raises:
            AssertionError: if they never fall silent.
        """
        for _ in range(rounds):
            waiting = [(one.name, message) for one in self.devices.values() for message in one.said]
            self.deaf()
            if not waiting:
                return
            for sender, message in waiting:
                for one in self.devices.values():
                    if one.name != sender:
                        one.hear(message)
        raise AssertionError("they talk without end")

    def beat(self) -> None:
        """A heartbeat of everybody, and what comes of it."""
        for one in self.devices.values():
            one.beat()
        self.talk()


@contextmanager
def open_floor(folder: Path, *names: str) -> Iterator[Floor]:
    """Devices by name; the part before the dash says what they are."""
    with ExitStack() as stack:
        devices = {}
        for name in names:
            opened = stack.enter_context(open_device(folder / name, name=name, role=ROLES[name.split("-")[0]]))
            store = opened.store
            one = One(
                opened,
                {
                    messages.RecordChanged: actions.on_changed(store.vault, store.register),
                    messages.RecordDigests: comparing.on_digests(store.register),
                    messages.RecordStamps: comparing.on_stamps(store.vault, store.register),
                    messages.RecordTold: actions.on_told(store.vault),
                    messages.MemberChanged: actions.on_member,
                },
            )
            store.worker.after_commit = listen(one)
            devices[name] = one
        yield Floor(devices)
