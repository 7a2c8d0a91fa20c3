"""Where notices go out: each channel is an adapter with one verb. A chain puts its gateway of texts or mail beside."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from sync.formats.appointments import KIND as APPOINTMENT
from sync.headoffice import appointment_notices, hooks, notices, outreach, records
from sync.headoffice.appointment_notices import AppointmentNotice
from sync.headoffice.change import Change
from sync.headoffice.notices import Notice, Words
from sync.headoffice.office import Office

log = logging.getLogger(__name__)

MOST_BYTES = 8 << 20
"""A file of this size is put aside, and a new one begun."""


class Channel(Protocol):
    """One way to a shopper. Sending the same notice twice (after a crash) must do no harm: `Words.id` tells."""

    name: str

    def send(self, change: Change, words: Words, /) -> None:
        """Hand the notice over.

        Raises:
            OSError: if the channel cannot take it now; it is tried again.
        """
        ...


class LogFile:
    """Appends one line of JSON to a file that only its owner reads: it names people."""

    name = "log"

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, _change: Change, words: Words) -> None:
        """Write the line, and have it on the disk."""
        if self._path.exists() and self._path.stat().st_size > MOST_BYTES:
            self._path.replace(self._path.with_suffix(".1.log"))
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as file:
            file.write(msgspec.json.encode(words) + b"\n")
            file.flush()
            os.fsync(file.fileno())


class HookChannel:
    """Sends it to who subscribed to notices: the web shop, which knows its shoppers' telephones."""

    name = "hook"

    def send(self, change: Change, words: Words) -> None:
        """One row in the outbox of web-hooks, in the same transaction."""
        kind = words.kind.rstrip("0123456789")
        hooks.send(
            change, f"notice.{kind}", words.order_id or words.appointment, words.store, 0, msgspec.json.encode(words)
        )


class Noticing:
    """Sends what is due through every channel."""

    def __init__(self, office: Office, channels: Sequence[Channel], path: Callable[[str], str]) -> None:
        """`path`: order -> the shopper's page of it."""
        self._office = office
        self._channels = channels
        self._path = path

    def send_due(self, db: sqlite3.Connection) -> int:
        """Send what is due now; gives how many notices went out. One that no channel takes waits for the next turn."""
        found = notices.due(db, self._office.clock())
        return sum(self._office.change(partial(self._send, notice=notice)) for notice in found)

    def _send(self, change: Change, notice: Notice) -> bool:
        words = notices.words(change.db, notice, change.now, self._path)
        taken = _hand_over(change, self._channels, words)
        if taken:
            notices.sent(change, notice, taken)
        return bool(taken)


class Reminding:
    """Tells shoppers of their appointments: plans what changed, sends what is due."""

    def __init__(self, office: Office, channels: Sequence[Channel], path: Callable[[str, str], str]) -> None:
        """`path`: store, appointment -> the shopper's page of it."""
        self._office = office
        self._channels = channels
        self._path = path
        self._seen = -1

    def send_due(self, db: sqlite3.Connection) -> int:
        """Send what is due now; gives how many notices went out. After a start everything is planned once more: what
        was planned before stays as it was."""
        newest = appointment_notices.newest(db)
        while self._seen < newest:
            changed = records.changed_since(db, APPOINTMENT, self._seen)
            if changed:
                self._office.change(partial(_plan_all, found=changed))
            self._seen = changed[-1].version if changed else newest
        found = appointment_notices.due(db, self._office.clock())
        return sum(self._office.change(partial(self._send, notice=notice)) for notice in found)

    def _send(self, change: Change, notice: AppointmentNotice) -> bool:
        reason = appointment_notices.reason_against(change.db, notice, change.now)
        if reason:
            appointment_notices.dropped(change, notice, reason)
            return False
        words = appointment_notices.words(change.db, notice, change.now, self._path)
        taken = _hand_over(change, self._channels, words)
        if taken:
            appointment_notices.sent(change, notice, taken)
        return bool(taken)


class Outreaching:
    """Sends colleagues' messages to customers, or says why one does not go out."""

    def __init__(self, office: Office, channels: Sequence[Channel]) -> None:
        self._office = office
        self._channels = channels
        self._seen = -1

    def send_due(self, db: sqlite3.Connection) -> int:
        """Send what waits; gives how many went out. One that no channel takes waits for the next turn."""
        newest = outreach.newest(db)
        if newest == self._seen:
            return 0
        waiting = outreach.queued(db)
        if not waiting:
            self._seen = newest
        return sum(self._office.change(partial(self._send, record_id=one.record_id)) for one in waiting)

    def _send(self, change: Change, record_id: str) -> bool:
        record = records.load(change.db, outreach.KIND, record_id)
        if record is None or record.text("state") != outreach.QUEUED:
            return False
        reason = outreach.reason_against(change.db, record, change.now)
        if reason:
            outreach.refuse(change, record, reason)
            return False
        taken = _hand_over(change, self._channels, outreach.words(change.db, record, change.now))
        if taken:
            outreach.sent(change, record, taken)
        return bool(taken)


def _plan_all(change: Change, found: Sequence[records.Record]) -> None:
    for record in found:
        appointment_notices.plan(change, record)


def _hand_over(change: Change, channels: Sequence[Channel], words: Words) -> list[str]:
    """Give it to every channel; the names of those that took it."""
    taken = []
    for channel in channels:
        try:
            channel.send(change, words)
        except OSError as fault:
            log.warning("a notice could not go out by %s: %s", channel.name, fault)
        else:
            taken.append(channel.name)
    return taken
