"""When orders will be ready: what is promised at ordering, what came of it, and what a broken promise costs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.formats import ready_time
from sync.formats.ready_time import Past, Queued, Work
from sync.headoffice import members, order_placing, presence, stored_value, stores
from sync.headoffice.change import Change, Invalid, Unknown

MIGRATIONS = Migrations("promises")

BUSY = timedelta(minutes=15)
"""Whoever worked on an order within this time works on orders now."""

OPEN = ("placed", "accepted", "picking")


@MIGRATIONS()
def m001_promise(db: Database) -> None:
    """What was promised for each order, with what came of it; what a store gives for a broken promise."""
    for sql in (
        """CREATE TABLE order_promise (
            order_id TEXT PRIMARY KEY, store TEXT NOT NULL, at TEXT NOT NULL, begins_at TEXT NOT NULL,
            estimate_s REAL NOT NULL, p50_s REAL NOT NULL, p80_s REAL NOT NULL, p95_s REAL NOT NULL,
            promised_at TEXT NOT NULL, ready_at TEXT NOT NULL, member TEXT NOT NULL, points INTEGER NOT NULL,
            given_at TEXT NOT NULL, late_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX order_promise_store ON order_promise (store, ready_at)",
        "CREATE INDEX order_promise_late ON order_promise (promised_at) WHERE late_at = '' AND ready_at = ''",
        "CREATE INDEX order_promise_owed ON order_promise (promised_at) WHERE given_at = '' AND points > 0",
        """CREATE TABLE promise_rule (
            store TEXT PRIMARY KEY, points INTEGER NOT NULL CHECK (points >= 0)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


class Promise(Struct, frozen=True):
    """What a shopper is told before ordering."""

    begins_at: datetime
    """When somebody can begin: now, or when the store opens."""
    forecast: ready_time.Forecast
    promised_at: datetime
    """Four of five orders are ready by then; a whole minute."""
    points: int
    """What the shopper gets if it is later."""


class Kept(Struct, frozen=True):
    """How a store's promises were kept."""

    orders: int
    kept: int
    median_minutes: float
    """From ordering (or opening) to being ready."""
    late_points: int


def promise(db: sqlite3.Connection, now: datetime, store: str, lines: Iterable[tuple[str, int]]) -> Promise:
    """When an order of these (gtin, units) would be ready that comes in now.

    Raises:
        Unknown: if there is no such store.
    """
    shop = stores.get(db, store)
    wanted = list(lines)
    aisles = {_aisle(db, store, gtin) for gtin, _ in wanted}
    own = Work(len(wanted), sum(units for _, units in wanted), len(aisles))
    begins = _begins(shop, now)
    # Cables that are out at night are not what keeps anybody from working in the morning.
    outage = outage_of(db, store, now) if begins == now else ready_time.NONE
    picking = hands(db, store, now - timedelta(seconds=max(outage.alone_s, outage.unheard_s)))
    told = ready_time.promise(own, queue(db, store, begins), picking, past(db, store, now), outage)
    ready = begins + timedelta(seconds=told.promised_s)
    return Promise(begins, told, _whole_minute(ready), _points(db, store))


def made(change: Change, order_id: str, store: str, member: str, told: Promise) -> None:
    """The order was placed with this promise."""
    half, most, nearly_all = told.forecast.seconds
    change.db.execute(
        "INSERT OR IGNORE INTO order_promise VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, '', '')",
        (
            *(order_id, store, stamp(change.now), stamp(told.begins_at), told.forecast.estimate_s),
            *(half, most, nearly_all, stamp(told.promised_at), member, told.points),
        ),
    )


def ready(change: Change, order_id: str, at: datetime) -> bool:
    """The order stood ready at this time; the first time counts. Gives whether it is late and nobody was told so."""
    row = change.db.execute(
        "SELECT promised_at, late_at FROM order_promise WHERE order_id = ? AND ready_at = ''", (order_id,)
    ).fetchone()
    if row is None:
        return False
    untold = stamp(at) > row["promised_at"] and not row["late_at"]
    change.db.execute(
        "UPDATE order_promise SET ready_at = ?, late_at = ? WHERE order_id = ?",
        (stamp(at), stamp(change.now) if untold else row["late_at"], order_id),
    )
    return untold


def any_due(db: sqlite3.Connection, now: datetime) -> bool:
    """Whether a promise was broken of which nobody was told, or for which nothing was given yet."""
    moment = stamp(now)
    late = "SELECT 1 FROM order_promise WHERE late_at = '' AND ready_at = '' AND promised_at < ?"
    owed = """SELECT 1 FROM order_promise WHERE given_at = '' AND points > 0 AND late_at <> '' AND promised_at < ?
              AND (ready_at = '' OR ready_at > promised_at)"""
    return db.execute(f"{late} UNION ALL {owed} LIMIT 1", (moment, moment)).fetchone() is not None


def fell_due(change: Change) -> list[str]:
    """Orders that should be ready by now and are not, as far as head office has heard; each is given once.

    A store that cannot be heard is no reason to wait: the shopper reads that nothing was heard, and is not left alone.
    """
    moment = stamp(change.now)
    rows = change.db.execute(
        """UPDATE order_promise SET late_at = ?1 WHERE late_at = '' AND ready_at = '' AND promised_at < ?1
           RETURNING order_id""",
        (moment,),
    ).fetchall()
    return sorted(row[0] for row in rows)


def ended(change: Change, order_id: str) -> None:
    """The order ended before it was ready: nothing is to be learnt or made good."""
    change.db.execute("DELETE FROM order_promise WHERE order_id = ? AND ready_at = ''", (order_id,))


def make_good(change: Change) -> int:
    """Give the points of promises that were not kept; gives for how many orders. Each order's are given once."""
    moment = stamp(change.now)
    rows = change.db.execute(
        """SELECT order_id, store, member, points FROM order_promise WHERE given_at = '' AND points > 0
           AND late_at <> '' AND promised_at < ? AND (ready_at = '' OR ready_at > promised_at)""",
        (moment,),
    ).fetchall()
    for row in rows:
        if _known(change.db, row["member"]):
            stored_value.open_account(change, "points", row["member"], store=row["store"])
            stored_value.book(
                change, "points", row["member"], "issue", row["points"], store=row["store"], reference=row["order_id"]
            )
        change.db.execute("UPDATE order_promise SET given_at = ? WHERE order_id = ?", (moment, row["order_id"]))
    return len(rows)


def set_rule(change: Change, store: str, points: int) -> None:
    """What members get where an order is not ready when promised; 0: nothing.

    Raises:
        Unknown: if there is no such store.
        Invalid: for less than nothing.
    """
    stores.get(change.db, store)
    if points < 0:
        raise Invalid("points", "must not be below zero")
    change.db.execute("INSERT OR REPLACE INTO promise_rule VALUES (?, ?)", (store, points))


def kept(db: sqlite3.Connection, store: str) -> Kept:
    """How the store's promises were kept, of all orders that became ready."""
    rows = db.execute(
        """SELECT begins_at, promised_at, ready_at, points, given_at FROM order_promise
           WHERE store = ? AND ready_at <> ''""",
        (store,),
    ).fetchall()
    minutes = sorted((parse(row["ready_at"]) - parse(row["begins_at"])).total_seconds() / 60 for row in rows)
    return Kept(
        orders=len(rows),
        kept=sum(row["ready_at"] <= row["promised_at"] for row in rows),
        median_minutes=round(minutes[len(minutes) // 2], 1) if minutes else 0.0,
        late_points=sum(row["points"] for row in rows if row["given_at"]),
    )


def queue(db: sqlite3.Connection, store: str, begins: datetime) -> list[Queued]:
    """What is still to be done in a store, for each open order; `begins`: when somebody can work on it.

    What has no promised time is done at once.
    """
    rows = db.execute(
        f"""SELECT o.promised_at, count(*) AS lines, sum(l.quantity - l.picked - l.short) AS units,
               count(DISTINCT coalesce(p.aisle, '')) AS aisles
            FROM pickup_order AS o JOIN pickup_line AS l USING (order_id)
            LEFT JOIN listing AS p ON p.store = o.store AND p.gtin = l.gtin
            WHERE o.store = ? AND o.state IN ({", ".join("?" * len(OPEN))}) AND l.quantity > l.picked + l.short
            GROUP BY o.order_id""",
        (store, *OPEN),
    ).fetchall()
    return [
        Queued(
            Work(row["lines"], row["units"], row["aisles"]),
            (parse(row["promised_at"]) - begins).total_seconds() if row["promised_at"] else 0.0,
        )
        for row in rows
    ]


def outage_of(db: sqlite3.Connection, store: str, now: datetime) -> ready_time.Outage:
    """What head office knows to be broken between it, the store and the device that gives out the store's work."""
    devices = presence.devices(db, store)
    if not devices:
        return ready_time.NONE
    unheard = now - max(parse(device.seen_at) for device in devices)
    if unheard > presence.SILENT:
        return ready_time.Outage(unheard_s=unheard.total_seconds())
    arbiter = order_placing.arbiter(db, store)
    away = [now - parse(one.seen_at) for one in devices if one.device == arbiter and one.state == "offline"]
    return ready_time.Outage(alone_s=max(0.0, away[0].total_seconds())) if away else ready_time.NONE


def hands(db: sqlite3.Connection, store: str, now: datetime) -> int:
    """How many devices worked on the store's orders lately, at least one."""
    row = db.execute(
        """SELECT count(DISTINCT s.device) FROM order_step AS s JOIN pickup_order AS o USING (order_id)
           WHERE o.store = ? AND s.at >= ? AND s.device <> 'hq' AND s.kind IN ('pick', 'short', 'pack', 'stage')""",
        (store, f"{max(0, int((now - BUSY).timestamp() * 1000)):012x}0000"),
    ).fetchone()
    return max(1, int(row[0]))


def past(db: sqlite3.Connection, store: str, now: datetime) -> list[Past]:
    """The store's last orders of which it is known how they were kept, the first known first.

    An order that is overdue is among them with the time it has taken so far. To wait until it is ready would be to
    learn from the quick ones alone, and to go on promising what is being broken at this moment.
    """
    ready_ones = db.execute(
        """SELECT estimate_s, p80_s, begins_at, promised_at, ready_at FROM order_promise
           WHERE store = ? AND ready_at <> '' ORDER BY ready_at DESC LIMIT ?""",
        (store, ready_time.LAST),
    ).fetchall()
    overdue = db.execute(
        """SELECT estimate_s, p80_s, begins_at, promised_at, ?2 AS ready_at FROM order_promise
           WHERE store = ?1 AND ready_at = '' AND promised_at < ?2""",
        (store, stamp(now)),
    ).fetchall()
    # A promise that is broken is known to be from the minute it named.
    known = sorted((*ready_ones, *overdue), key=lambda row: min(row["ready_at"], row["promised_at"]))
    return [
        Past(row["estimate_s"], row["p80_s"], (parse(row["ready_at"]) - parse(row["begins_at"])).total_seconds())
        for row in known[-ready_time.LAST :]
    ]


def _begins(shop: stores.Store, now: datetime) -> datetime:
    zone = ZoneInfo(shop.time_zone)
    today = now.astimezone(zone).date()

    def local(day_offset: int, text: str) -> datetime:
        return datetime.combine(today + timedelta(days=day_offset), time.fromisoformat(text), zone)

    opens, closes = local(0, shop.opens), local(0, shop.closes)
    if closes <= opens:
        # It closes after midnight, or never.
        closes = local(1, shop.closes)
        if now < opens and now < local(0, shop.closes):
            return now
    begins = ready_time.opening(now, opens, closes, local(1, shop.opens))
    return begins.astimezone(now.tzinfo)


def _whole_minute(moment: datetime) -> datetime:
    rest = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment if not rest else moment - rest + timedelta(minutes=1)


def _points(db: sqlite3.Connection, store: str) -> int:
    row = db.execute("SELECT points FROM promise_rule WHERE store = ?", (store,)).fetchone()
    return int(row[0]) if row is not None else 0


def _aisle(db: sqlite3.Connection, store: str, gtin: str) -> str:
    row = db.execute("SELECT aisle FROM listing WHERE store = ? AND gtin = ?", (store, gtin)).fetchone()
    return str(row[0]) if row is not None else ""


def _known(db: sqlite3.Connection, member: str) -> bool:
    try:
        return bool(member) and members.get(db, member) is not None
    except Unknown:
        return False
