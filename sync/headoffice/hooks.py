"""Web-hooks: who wants to hear what happens to orders, and one row for each thing that they still have to hear."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from zlib import crc32

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice import order_events, order_shown
from sync.headoffice.change import Change, Conflict, Invalid, Unknown

MIGRATIONS = Migrations("hooks")

TYPES = frozenset({"order.*", "notice.*"} | {f"order.{one}" for one in order_events.EVENTS if one != "progress"})
"""What can be subscribed to."""

SHORTEST_SECRET = 16

FIRST_S, LONGEST_S = 5, 3600
"""A delivery that fails is sent again after five seconds, then after twice the time each, up to an hour."""

MOST_ATTEMPTS = 16
"""After these, about seven hours, it is a dead letter: somebody looks at the receiver and sends it again."""

KEEP = timedelta(days=7)
"""How long it can be looked up what was delivered."""

KEEP_DEAD = timedelta(days=90)
"""How long somebody may look at a letter that no receiver would take; what is dropped then is counted. The orders that
they are about are named no longer either (`order_keeping.NAMED`)."""


@MIGRATIONS()
def m001_hook(db: Database) -> None:
    """Subscriptions, and the outbox of deliveries."""
    for sql in (
        """CREATE TABLE hook (
            hook_id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, events TEXT NOT NULL,
            store TEXT NOT NULL, made_at TEXT NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0, rest_until TEXT NOT NULL DEFAULT ''
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE hook_delivery (
            n INTEGER PRIMARY KEY AUTOINCREMENT, delivery_id TEXT NOT NULL UNIQUE, hook_id TEXT NOT NULL,
            type TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
            attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT ''
        ) STRICT""",
        "CREATE INDEX hook_delivery_due ON hook_delivery (hook_id, due_at) WHERE state = 'waiting'",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_dropped(db: Database) -> None:
    """How many dead letters of a subscription nobody sent again in time."""
    db.conn.execute("ALTER TABLE hook ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0")


class Hook(Struct, frozen=True, kw_only=True):
    """A subscription. Its secret is shown once, when it is made."""

    hook_id: str
    url: str
    events: tuple[str, ...]
    store: str
    """Only of this store; empty: of all."""
    made_at: str
    waiting: int
    dead: int
    dropped: int
    """Dead letters that nobody sent again for 90 days."""
    rest_until: str
    """The receiver did not answer, and is left alone until then."""


class Delivery(Struct, frozen=True, kw_only=True):
    """Something that a receiver has heard, still has to hear, or would not hear."""

    delivery_id: str
    hook_id: str
    type: str
    subject: str
    """The order that it is about."""
    state: str
    """waiting, done or dead."""
    attempts: int
    due_at: str
    status: int
    """HTTP status of the last answer; 0: there was none."""
    error: str
    made_at: str
    done_at: str


class Letter(Struct, frozen=True, kw_only=True):
    """What a receiver gets."""

    id: str
    """The same one again is the same thing again."""
    n: int
    """Counts up; of two about one order the greater one is newer, whichever comes first."""
    type: str
    at: str
    data: msgspec.Raw


class Due(Struct, frozen=True):
    """A delivery whose time has come."""

    delivery_id: str
    hook_id: str
    url: str
    secret: str
    type: str
    body: bytes
    attempts: int
    failures: int
    """How often in a row the receiver did not answer at all."""


# ---------------------------------------------------------------- subscriptions


def subscribe(change: Change, url: str, events: Sequence[str], store: str = "", secret: str = "") -> tuple[str, str]:
    """Send what happens to `url` from now on; gives (id, secret).

    Raises:
        Invalid: an address that is neither https nor on this machine, an event that there is none of, a short secret.
    """
    _check_address(url)
    if not events or (unknown := sorted(set(events) - TYPES)):
        raise Invalid("events", f"{', '.join(unknown)}: there are {', '.join(sorted(TYPES))}" if events else "none")
    if secret and len(secret) < SHORTEST_SECRET:
        raise Invalid("secret", f"at least {SHORTEST_SECRET} characters")
    hook_id, secret = change.new_id(), secret or secrets.token_hex(32)
    change.db.execute(
        "INSERT INTO hook (hook_id, url, secret, events, store, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (hook_id, url, secret, msgspec.json.encode(sorted(set(events))).decode(), store, stamp(change.now)),
    )
    return hook_id, secret


def unsubscribe(change: Change, hook_id: str) -> None:
    """Send nothing more, not even what waits.

    Raises:
        Unknown: if there is no such subscription.
    """
    if change.db.execute("DELETE FROM hook WHERE hook_id = ?", (hook_id,)).rowcount == 0:
        raise Unknown("hook_id", hook_id)
    change.db.execute("DELETE FROM hook_delivery WHERE hook_id = ?", (hook_id,))


def everyone(db: sqlite3.Connection) -> list[Hook]:
    """All subscriptions, oldest first."""
    rows = db.execute(
        """SELECT h.*, (SELECT count(*) FROM hook_delivery AS d WHERE d.hook_id = h.hook_id AND state = 'waiting') AS w,
             (SELECT count(*) FROM hook_delivery AS d WHERE d.hook_id = h.hook_id AND state = 'dead') AS x
           FROM hook AS h ORDER BY hook_id"""
    )
    return [
        Hook(
            hook_id=row["hook_id"],
            url=row["url"],
            events=msgspec.json.decode(row["events"], type=tuple[str, ...]),
            store=row["store"],
            made_at=row["made_at"],
            waiting=row["w"],
            dead=row["x"],
            dropped=row["dropped"],
            rest_until=row["rest_until"],
        )
        for row in rows
    ]


# ---------------------------------------------------------------- what is to be sent


def happened(change: Change, order_id: str, n: int, event: str) -> None:
    """Something happened to an order: whoever subscribed to it has to hear of it."""
    if change.db.execute("SELECT 1 FROM hook LIMIT 1").fetchone():
        order = order_shown.get(change.db, order_id)
        send(change, f"order.{event}", order_id, order.store, n, msgspec.json.encode(order))


def send(change: Change, type_: str, subject: str, store: str, n: int, data: bytes) -> None:
    """One row for each receiver of this type of event; they commit with what they tell of."""
    family = type_.partition(".")[0] + ".*"
    moment = stamp(change.now)
    for row in change.db.execute("SELECT hook_id, events, store FROM hook").fetchall():
        wanted = msgspec.json.decode(row["events"], type=tuple[str, ...])
        if (type_ in wanted or family in wanted) and row["store"] in ("", store):
            letter = Letter(id=change.new_id(), n=n, type=type_, at=moment, data=msgspec.Raw(data))
            change.db.execute(
                """INSERT INTO hook_delivery (delivery_id, hook_id, type, subject, body, due_at, made_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (letter.id, row["hook_id"], type_, subject, msgspec.json.encode(letter), moment, moment),
            )


def any_due(db: sqlite3.Connection, now: datetime) -> bool:
    """Whether something is to be sent now."""
    return bool(due(db, now, most=1))


def due(db: sqlite3.Connection, now: datetime, most: int = 100) -> list[Due]:
    """What is to be sent now, in the order that it happened in."""
    rows = db.execute(
        """SELECT d.delivery_id, d.hook_id, h.url, h.secret, d.type, d.body, d.attempts, h.failures
           FROM hook AS h JOIN hook_delivery AS d USING (hook_id)
           WHERE d.state = 'waiting' AND d.due_at <= ?1 AND h.rest_until <= ?1 ORDER BY d.n LIMIT ?2""",
        (stamp(now), most),
    )
    return [Due(*row) for row in rows]


def delivered(change: Change, one: Due, status: int) -> None:
    """The receiver has it."""
    change.db.execute(
        "UPDATE hook_delivery SET state = 'done', status = ?, error = '', attempts = attempts + 1, done_at = ?"
        " WHERE delivery_id = ?",
        (status, stamp(change.now), one.delivery_id),
    )
    change.db.execute("UPDATE hook SET failures = 0, rest_until = '' WHERE hook_id = ?", (one.hook_id,))


def failed(change: Change, one: Due, status: int, error: str) -> None:
    """The receiver has not taken it. One that does not answer at all is left alone for a while, with all that waits."""
    attempts = one.attempts + 1
    change.db.execute(
        "UPDATE hook_delivery SET state = ?, attempts = ?, due_at = ?, status = ?, error = ? WHERE delivery_id = ?",
        (
            "dead" if attempts >= MOST_ATTEMPTS else "waiting",
            *(attempts, stamp(change.now + pause(attempts, one.delivery_id)), status, error[:200], one.delivery_id),
        ),
    )
    if status == 0:
        rest = stamp(change.now + pause(one.failures + 1, one.hook_id))
        change.db.execute(
            "UPDATE hook SET failures = failures + 1, rest_until = ? WHERE hook_id = ?", (rest, one.hook_id)
        )


def pause(attempts: int, salt: str) -> timedelta:
    """How long to wait after so many attempts: doubled each time, and not the same for all that failed at once."""
    seconds = min(FIRST_S * 2 ** (attempts - 1), LONGEST_S)
    return timedelta(seconds=seconds * (1 + crc32(salt.encode()) % 100 / 1000))


# ---------------------------------------------------------------- looking, and sending again


def deliveries(db: sqlite3.Connection, state: str = "", hook_id: str = "", most: int = 200) -> list[Delivery]:
    """Deliveries, newest first; of one state or subscription if they are given."""
    rows = db.execute(
        """SELECT delivery_id, hook_id, type, subject, state, attempts, due_at, status, error, made_at, done_at
           FROM hook_delivery WHERE (?1 = '' OR state = ?1) AND (?2 = '' OR hook_id = ?2) ORDER BY n DESC LIMIT ?3""",
        (state, hook_id, most),
    )
    names = Delivery.__struct_fields__
    return [Delivery(**dict(zip(names, row, strict=True))) for row in rows]


def resend(change: Change, delivery_id: str = "") -> int:
    """Send a delivery again, or (without an id) all dead ones; gives how many.

    Raises:
        Unknown: if there is no such delivery.
        Conflict: if it waits to be sent anyway.
    """
    moment = stamp(change.now)
    if delivery_id:
        row = change.db.execute("SELECT state FROM hook_delivery WHERE delivery_id = ?", (delivery_id,)).fetchone()
        if row is None:
            raise Unknown("delivery_id", delivery_id)
        if row["state"] == "waiting":
            raise Conflict("delivery_id", "it waits to be sent anyway")
    return change.db.execute(
        """UPDATE hook_delivery SET state = 'waiting', attempts = 0, due_at = ?1
           WHERE (?2 = '' AND state = 'dead') OR (?2 <> '' AND delivery_id = ?2)""",
        (moment, delivery_id),
    ).rowcount


def forget_old(change: Change) -> int:
    """Drop what was delivered long ago, and dead letters that nobody wanted for much longer; gives how many.

    Those are counted at their subscription: whoever listens there has missed something, and should ask for it.
    """
    sql = "DELETE FROM hook_delivery WHERE state = 'done' AND done_at < ?"
    done = change.db.execute(sql, (stamp(change.now - KEEP),)).rowcount
    before = stamp(change.now - KEEP_DEAD)
    change.db.execute(
        """UPDATE hook SET dropped = dropped + d.n FROM (SELECT hook_id, count(*) AS n FROM hook_delivery
             WHERE state = 'dead' AND due_at < ? GROUP BY hook_id) AS d WHERE hook.hook_id = d.hook_id""",
        (before,),
    )
    dead = change.db.execute("DELETE FROM hook_delivery WHERE state = 'dead' AND due_at < ?", (before,)).rowcount
    return done + dead


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.port == 0 or parts.username or parts.fragment:
            host = ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise Invalid("url", "is no address such as https://shop.example/hooks")
    if parts.scheme == "http" and not _is_here(host):
        raise Invalid("url", "what leaves this machine goes over https")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
