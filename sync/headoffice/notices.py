"""What shoppers are told of their orders: each state once, reminders before the last day, and never too much."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.headoffice import order_shown, order_tables, stores
from sync.headoffice.change import Change, Conflict
from sync.headoffice.notice_words import WORDS, language_of
from sync.headoffice.order_shown import Order

MIGRATIONS = Migrations("notices")

MOST = 8
"""Notices of one order that are sent at all; only that it has ended is told beyond them."""

MOST_RESENT = 3
REST = timedelta(minutes=10)
"""Between two notices that somebody asks for again."""

REMINDED = (timedelta(days=2), timedelta(days=1))
"""How long before the last moment a shopper is reminded."""

REMINDED_SOON = timedelta(minutes=10)
"""The same for goods that are laid aside for half an hour."""

WAKES, SLEEPS = time(9), time(21)
"""By the store's wall clock: no reminder wakes anybody. What just happened is told at any hour."""

KEEP = timedelta(days=60)

_KIND = {
    "placed": "placed",
    "choice_wanted": "choice",
    "late": "late",
    "ready": "ready",
    "cancelled": "cancelled",
    "expired": "expired",
    "converted": "converted",
}
_ENDS = ("cancelled", "expired", "converted")


@MIGRATIONS()
def m001_notice(db: Database) -> None:
    """One row a notice; `round` counts those that were asked for again."""
    db.conn.execute(
        """CREATE TABLE notice (
            n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL,
            round INTEGER NOT NULL, due_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
            channels TEXT NOT NULL DEFAULT '', sent_at TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
            UNIQUE (order_id, kind, round)
        ) STRICT"""
    )
    db.conn.execute("CREATE INDEX notice_due ON notice (due_at) WHERE state = 'waiting'")


class Notice(Struct, frozen=True, kw_only=True):
    """One notice of an order, as its record."""

    n: int
    order_id: str
    kind: str
    """placed, choice, late, ready, ready_partly, reminder1, reminder2, cancelled, expired, converted."""
    round: int
    due_at: str
    state: str
    """waiting, sent, or dropped: it was no longer true, or too much."""
    channels: str
    sent_at: str
    reason: str


class Words(Struct, frozen=True, kw_only=True):
    """A notice as it goes out."""

    id: str
    """The same one again is the same notice again."""
    kind: str
    order_id: str
    number: str
    store: str
    member: str
    contact: str
    """Telephone number or mail address, if the shopper gave one."""
    language: str
    text: str
    appointment: str = ""
    """Of a notice about an appointment, which is about no order."""
    path: str
    """The shopper's page of the order, at head office's own address; empty if it has none."""
    at: str


def happened(change: Change, order_id: str, event: str) -> None:
    """Something happened to an order: tell its shopper if they do not know it yet, and drop what is no longer true."""
    if event not in (*_KIND, "extended", "collected", "picked", "accepted", "picking"):
        return
    order = order_shown.get(change.db, order_id)
    if event in ("collected", *_ENDS):
        _drop(change, order_id, "the order has ended")
    elif event in ("picked", "accepted", "picking"):
        _drop(change, order_id, "it is not ready any more", "ready", "ready_partly", "reminder1", "reminder2")
    elif event == "extended" and order.state in ("ready", "arrived", "partly_collected"):
        _plan_reminders(change, order)
    if event in _KIND:
        kind = _KIND[event]
        if event == "ready" and any(line.lacking for line in order.lines):
            kind = "ready_partly"
        _plan(change, order, kind, change.now)
    if event == "ready":
        _plan_reminders(change, order)


def resend(change: Change, order_id: str) -> Notice:
    """Tell the shopper once more how their order stands; gives the notice that goes out again.

    Raises:
        Unknown: if there is no such order.
        Conflict: if nothing was told yet, if it was told a moment ago, or often enough.
    """
    order_shown.get(change.db, order_id)
    row = change.db.execute(
        "SELECT kind, sent_at FROM notice WHERE order_id = ? AND state = 'sent' ORDER BY sent_at DESC, n DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    if row is None:
        raise Conflict("order_id", "nothing was sent yet")
    rounds = change.db.execute("SELECT count(*) FROM notice WHERE order_id = ? AND round > 0", (order_id,)).fetchone()
    if rounds[0] >= MOST_RESENT:
        raise Conflict("order_id", f"it was sent again {MOST_RESENT} times")
    if change.now - parse(row["sent_at"]) < REST:
        raise Conflict("order_id", f"it was sent less than {REST.seconds // 60} minutes ago")
    n = change.db.execute(
        """INSERT INTO notice (order_id, store, kind, round, due_at)
           SELECT order_id, store, kind, max(round) + 1, ? FROM notice WHERE order_id = ? AND kind = ?""",
        (stamp(change.now), order_id, row["kind"]),
    ).lastrowid
    return _notice(change.db.execute("SELECT * FROM notice WHERE n = ?", (n,)).fetchone())


def of_order(db: sqlite3.Connection, order_id: str) -> list[Notice]:
    """All notices of an order, oldest first."""
    return [_notice(row) for row in db.execute("SELECT * FROM notice WHERE order_id = ? ORDER BY n", (order_id,))]


def due(db: sqlite3.Connection, now: datetime, most: int = 100) -> list[Notice]:
    """What is to be sent now, oldest first."""
    rows = db.execute(
        "SELECT * FROM notice WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, n LIMIT ?", (stamp(now), most)
    )
    return [_notice(row) for row in rows]


def words(db: sqlite3.Connection, notice: Notice, now: datetime, path: Callable[[str], str]) -> Words:
    """A notice in its shopper's language. `path`: order -> the shopper's page of it."""
    row = order_tables.find(db, notice.order_id)
    assert row is not None
    order = order_shown.get(db, notice.order_id)
    shop = stores.get(db, order.store)
    language = language_of(row["language"])
    zone = ZoneInfo(shop.time_zone)
    names = {"zh_CN": shop.name.zh_hans, "zh_TW": shop.name.zh_hant, "en": shop.name.en}
    text = WORDS[language][_key(notice.kind, order)].format(
        store=names[language] or shop.name.zh_hans,
        number=order.number,
        code=order.pickup_code,
        promised=_moment(order.promised_at, zone),
        expires=_moment(order.expires_at, zone),
        lacking=sum(line.lacking for line in order.lines),
    )
    return Words(
        id=f"notice-{notice.n}",
        kind=notice.kind,
        order_id=order.order_id,
        number=order.number,
        store=order.store,
        member=order.member,
        contact=row["contact"],
        language=language,
        text=text,
        path=path(order.order_id),
        at=stamp(now),
    )


def sent(change: Change, notice: Notice, channels: Sequence[str]) -> None:
    """It went out by these."""
    change.db.execute(
        "UPDATE notice SET state = 'sent', channels = ?, sent_at = ? WHERE n = ? AND state = 'waiting'",
        (" ".join(channels), stamp(change.now), notice.n),
    )


def forget_old(change: Change) -> int:
    """Drop notices of long ago; gives how many."""
    sql = "DELETE FROM notice WHERE state <> 'waiting' AND due_at < ?"
    return change.db.execute(sql, (stamp(change.now - KEEP),)).rowcount


def awake(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment, or when people are up after it; by the store's wall clock."""
    local = at.astimezone(zone)
    if WAKES <= local.time() < SLEEPS:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= SLEEPS else local.date()
    return datetime.combine(day, WAKES, zone).astimezone(at.tzinfo)


def _plan(change: Change, order: Order, kind: str, at: datetime) -> None:
    counted = change.db.execute(
        "SELECT count(*) FROM notice WHERE order_id = ? AND state <> 'dropped'", (order.order_id,)
    ).fetchone()[0]
    if counted >= MOST and kind not in _ENDS:
        return
    change.db.execute(
        "INSERT OR IGNORE INTO notice (order_id, store, kind, round, due_at) VALUES (?, ?, ?, 0, ?)",
        (order.order_id, order.store, kind, stamp(at)),
    )


def _plan_reminders(change: Change, order: Order) -> None:
    """Reminders stand before the last moment as it is now; those that have gone out stay as they were."""
    if not order.expires_at:
        return
    expires = parse(order.expires_at)
    before = (REMINDED_SOON,) if order.method == "try_on" else REMINDED
    zone = ZoneInfo(stores.get(change.db, order.store).time_zone)
    for place, ahead in enumerate(before, 1):
        kind = f"reminder{place}"
        at = expires - ahead if order.method == "try_on" else awake(expires - ahead, zone)
        change.db.execute(
            "DELETE FROM notice WHERE order_id = ? AND kind = ? AND state <> 'sent'", (order.order_id, kind)
        )
        if change.now < at < expires:
            _plan(change, order, kind, at)


def _drop(change: Change, order_id: str, reason: str, *kinds: str) -> None:
    names = ", ".join("?" * len(kinds))
    change.db.execute(
        "UPDATE notice SET state = 'dropped', reason = ? WHERE order_id = ? AND state = 'waiting'"
        + (f" AND kind IN ({names})" if kinds else ""),
        (reason, order_id, *kinds),
    )


def _key(kind: str, order: Order) -> str:
    if kind.startswith("reminder"):
        return "reminder"
    if order.method in ("ship", "delivery", "transfer") and kind in ("placed", "ready", "ready_partly"):
        return "placed_sent" if kind == "placed" else "ready_sent"
    if kind == "placed" and not order.promised_at:
        return "placed_unpromised"
    return kind


def _moment(text: str, zone: ZoneInfo) -> str:
    return f"{parse(text).astimezone(zone):%m-%d %H:%M}" if text else ""


def _notice(row: sqlite3.Row) -> Notice:
    return Notice(**{name: row[name] for name in Notice.__struct_fields__})
