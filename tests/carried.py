"""Head office and a store's devices without a network between them: messages go when a test carries them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial

from kiosk import handlers
from kiosk.stock import actions as stock
from kiosk.worker import Transaction
from sync import frames, messages
from sync.headoffice import stock as counts
from sync.headoffice.applying import Arrival
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.messages import Message
from tests.devices import STORE, TestDevice


class Carried:
    """Carries facts up, events down and gossip across, each when it is told to."""

    def __init__(self, office: Office, devices: Sequence[TestDevice]) -> None:
        self.office = office
        self.devices = list(devices)
        self._effects = Effects(office.tenant, office.keys, clock=office.clock, new_id=office.new_id)
        self._sent = [0] * len(self.devices)
        self._heard = [0] * len(self.devices)
        self.live: list[tuple[int, Message]] = []
        self._down = [handlers.on_message(one.store.settings, one.keys, None) for one in self.devices]
        self._across = [handlers.on_live(one.store.settings, one.keys) for one in self.devices]
        for place, device in enumerate(self.devices):
            device.store.worker.after_commit = partial(self._note, place)

    def up(self) -> None:
        """Head office hears of every fact that it has not heard of, and counts."""
        for place, device in enumerate(self.devices):
            rows = device.db.execute(
                "SELECT n, body FROM journal WHERE n > ? ORDER BY n", (self._sent[place],)
            ).fetchall()
            if not rows:
                continue
            self._sent[place] = rows[-1]["n"]
            arrivals = [self._arrival(device, bytes(row["body"])) for row in rows]
            self.office.database.call(partial(self._apply, arrivals))
        self.office.change(lambda change: counts.tell_untold(change, near=False))

    def down(self, *places: int) -> None:
        """Devices hear what head office told the store; all of them, or those at these places."""
        for place in places or range(len(self.devices)):
            rows = self.office.read(
                lambda db, place=place: db.execute(  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                    "SELECT seq, type, data FROM down WHERE store = ? AND seq > ? ORDER BY seq",
                    (STORE, self._heard[place]),
                ).fetchall()
            )
            for seq, kind, data in rows:
                self._heard[place] = seq
                message = messages.decode(kind, data)
                act = self._down[place].get(type(message))
                if act is not None and not isinstance(message, messages.ConfigPublished):
                    self.devices[place].do(act, message)

    def across(self) -> None:
        """Every device hears what the others said live since last time, and what they told again."""
        for device in self.devices:
            device.do(stock.gossip, device.store.device)
        said, self.live = self.live, []
        for sender, message in said:
            for place, device in enumerate(self.devices):
                act = self._across[place].get(type(message))
                if place != sender and act is not None:
                    device.do(act, message)

    def _note(self, place: int, tx: Transaction) -> None:
        self.live += [(place, message) for message in tx.live]

    def _arrival(self, device: TestDevice, body: bytes) -> Arrival:
        event = frames.read(body)
        return Arrival(STORE, device.store.device, event, messages.decode(event.type, event.data), False)

    def _apply(self, arrivals: Sequence[Arrival], db: sqlite3.Connection) -> None:
        self._effects.apply(db, arrivals)
