"""One change at head office: what a transaction may use, handed in."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from msgspec import Struct

from sync.clock import NewId
from sync.headoffice import database, outbox
from sync.messages import Message


class Change(Struct, frozen=True):
    """A running transaction. Rows and the events that tell the stores of them commit together."""

    db: sqlite3.Connection
    now: datetime
    new_id: NewId

    def version(self) -> int:
        """The next value of head office's one counter; the greater version of anything stands."""
        return database.next_version(self.db)

    def post(self, store: str, message: Message) -> None:
        """Send an event down to a store, if this transaction commits."""
        outbox.post(self.db, store, message, now=self.now, new_id=self.new_id)


class Unknown(LookupError):
    """Somebody named a store, product, member or order that head office does not know."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"{field}: {value!r} is not known")
        self.field = field
        self.value = value


class Conflict(ValueError):
    """What was asked for does not fit what stands already."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Invalid(ValueError):
    """A value that can never be right."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotTaken(Exception):
    """A fact that is kept as a dead letter and has no effect: it was not its sender's to tell."""

    def __init__(self, reason: str, subject: str, detail: str) -> None:
        super().__init__(f"{subject}: {detail}")
        self.reason = reason
        """One word, for the letter and its flag."""
        self.subject = subject
        """Id of what it is about."""
        self.detail = detail
