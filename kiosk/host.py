"""What the agent may ask of the device; called on the agent's thread, done on the worker's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from kiosk import database
from kiosk.handlers import Handlers
from kiosk.identity import Keys
from kiosk.settings import Settings
from kiosk.stock import actions as stock
from kiosk.worker import Transaction, Worker
from sync import inbox, journal, messages
from sync.messages import Event, Message
from sync.topics import Identity

APP = "1.0"
"""Version that head office and the other devices are told."""


class Host(Struct, eq=False):
    """What the agent may ask of the device; called on the agent's thread, done on the worker's."""

    settings: Settings
    keys: Keys
    worker: Worker
    handlers: Handlers
    live_handlers: Handlers
    post: Callable[..., None]
    changed: Callable[[frozenset[str]], None]

    def reader(self) -> sqlite3.Connection:
        """A reading connection of the agent's own."""
        return database.open_reader(self.settings.data)

    def write(self, job: Callable[[sqlite3.Connection, datetime], None], done: Callable[[], None]) -> None:
        """One transaction of the protocol's own; `done` whatever came of it."""

        def written(tx: Transaction) -> None:
            job(tx.db, tx.now)
            tx.touch("sync")

        self.worker.behind(written).add_done_callback(lambda _: done())

    def receive(self, events: Sequence[Event], done: Callable[[inbox.Applied | None], None]) -> None:
        """Let events from head office take effect."""

        def applied(tx: Transaction) -> inbox.Applied:
            found = inbox.apply(tx.db, events, self.handlers, tx, tx.now)
            if found.dead:
                tx.touch("dead_letters")
            return found

        answer = self.worker.behind(applied)
        answer.add_done_callback(lambda one: done(None if one.exception() else one.result()))

    def new_epoch(self, reason: str, done: Callable[[bool], None]) -> None:
        """The disk turned out to be a copy: begin a new incarnation."""

        def begun(tx: Transaction) -> None:
            epoch = journal.start_epoch(tx.db, new_id=tx.new_id, now=tx.now, reason=reason)
            self._tell_start(tx, epoch)

        self.worker.promise(begun).add_done_callback(lambda one: done(one.exception() is None))

    def open_epoch(self, tx: Transaction) -> journal.Epoch:
        """At the start: go on with this disk's epoch, or begin one."""
        mark = journal.disk_mark(self.settings.data / database.JOURNAL)
        epoch = journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=mark)
        if epoch.fresh:
            self._tell_start(tx, epoch)
        return epoch

    def live(self, sender: Identity, message: Message) -> None:
        """Another device of the store says something."""
        handler = self.live_handlers.get(type(message))
        # Every live message names its device; one that names another speaks for somebody else.
        if handler is not None and getattr(message, "device", "") == sender.device:
            self.worker.behind(handler, message)

    def health_changed(self) -> None:
        """The link stands otherwise now."""
        self.post(self.changed, frozenset({"health"}))

    def _tell_start(self, tx: Transaction, epoch: journal.Epoch) -> None:
        device = self.settings.device
        stock.begin_epoch(tx, device.name)
        tx.post(
            messages.DeviceStarted(
                device=device.name,
                role=device.role,
                app=APP,
                epoch=epoch.epoch,
                series=epoch.series,
                previous_epoch=epoch.previous,
                public_key=self.keys.public_text,
                at=tx.now,
            )
        )
