"""Orders on disk: what was ordered, all steps that anybody took, and what shoppers were told of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.formats.order_legacy import LastWord, steps_of
from sync.formats.order_machine import read
from sync.formats.order_state import Order as Fold
from sync.messages import OrderPlaced, OrderStep

MIGRATIONS = Migrations("orders")

_STEP = msgspec.json.Decoder(OrderStep)
_FOLD = msgspec.json.Decoder(Fold)


@MIGRATIONS()
def m001_order(db: Database) -> None:
    """Orders and their lines, with what the store said of them."""
    db.conn.execute(
        """CREATE TABLE pickup_order (
            order_id TEXT PRIMARY KEY, store TEXT NOT NULL, number TEXT NOT NULL, home TEXT NOT NULL,
            member TEXT NOT NULL, surname TEXT NOT NULL, title TEXT NOT NULL,
            total_minor INTEGER NOT NULL, currency TEXT NOT NULL, paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
            promised_at TEXT NOT NULL, placed_at TEXT NOT NULL,
            state TEXT NOT NULL, revision INTEGER NOT NULL, slot TEXT NOT NULL, code_nonce TEXT NOT NULL,
            device TEXT NOT NULL, changed_at TEXT NOT NULL, version INTEGER NOT NULL,
            UNIQUE (store, number)
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute(
        """CREATE TABLE pickup_line (
            order_id TEXT NOT NULL REFERENCES pickup_order (order_id), line_id TEXT NOT NULL, gtin TEXT NOT NULL,
            quantity INTEGER NOT NULL, price_minor INTEGER NOT NULL,
            picked INTEGER NOT NULL, short INTEGER NOT NULL, PRIMARY KEY (order_id, line_id)
        ) STRICT, WITHOUT ROWID"""
    )


@MIGRATIONS()
def m002_from_sales(db: Database) -> None:
    """Orders that were bought in a shop: of which sale, and whether they are fetched or sent."""
    for sql in (
        "ALTER TABLE pickup_order ADD COLUMN method TEXT NOT NULL DEFAULT 'pickup'",
        "ALTER TABLE pickup_order ADD COLUMN sale TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN sale_number TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX pickup_order_sale ON pickup_order (sale) WHERE sale <> ''",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m003_steps(db: Database) -> None:
    """Orders follow from their steps; those that stand already get the steps that led to where they are."""
    for sql in (
        "ALTER TABLE pickup_order ADD COLUMN arbiter TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN channel TEXT NOT NULL DEFAULT 'web'",
        "ALTER TABLE pickup_order ADD COLUMN contact TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN language TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN placed TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN expires_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN pickup_code TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN age INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_order ADD COLUMN carry_to TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN quantiles TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE pickup_order ADD COLUMN made_from TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN wish TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pickup_order ADD COLUMN ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))",
        "ALTER TABLE pickup_line ADD COLUMN amount_minor INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pickup_line ADD COLUMN substitute INTEGER NOT NULL DEFAULT 1 CHECK (substitute IN (0, 1))",
        "UPDATE pickup_line SET amount_minor = quantity * price_minor",
        """UPDATE pickup_order SET ended = 1 WHERE state IN ('collected', 'cancelled', 'expired')""",
        "CREATE INDEX pickup_order_open ON pickup_order (store, placed_at) WHERE ended = 0",
        "CREATE INDEX pickup_order_member ON pickup_order (member, placed_at) WHERE member <> ''",
        "CREATE INDEX pickup_order_from ON pickup_order (made_from) WHERE made_from <> ''",
        "CREATE UNIQUE INDEX pickup_order_wish ON pickup_order (wish) WHERE wish <> ''",
        """CREATE TABLE order_step (
            step_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL,
            kind TEXT NOT NULL, body BLOB NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX order_step_order ON order_step (order_id, at)",
        "CREATE INDEX order_step_at ON order_step (at)",
        # What happened that a shopper can see: append-only, read by the live page and by web-hooks.
        """CREATE TABLE order_event (
            n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, store TEXT NOT NULL, event TEXT NOT NULL,
            state TEXT NOT NULL, at TEXT NOT NULL, version INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX order_event_order ON order_event (order_id, n)",
        # Units of a line that another order brings now.
        """CREATE TABLE order_moved (
            order_id TEXT NOT NULL, line_id TEXT NOT NULL, new_order TEXT NOT NULL, units INTEGER NOT NULL,
            amount_minor INTEGER NOT NULL, way TEXT NOT NULL CHECK (way IN ('choose', 'convert')),
            PRIMARY KEY (order_id, line_id, new_order)
        ) STRICT, WITHOUT ROWID""",
        # Units that nobody had fetched when a till gave their money back.
        """CREATE TABLE order_back (
            order_id TEXT NOT NULL, line_id TEXT NOT NULL, sale TEXT NOT NULL, units INTEGER NOT NULL,
            PRIMARY KEY (order_id, line_id, sale)
        ) STRICT, WITHOUT ROWID""",
        # What a unit of a product costs that came in for another.
        """CREATE TABLE order_substitute (
            order_id TEXT NOT NULL, line_id TEXT NOT NULL, price_minor INTEGER NOT NULL,
            PRIMARY KEY (order_id, line_id)
        ) STRICT, WITHOUT ROWID""",
        # Orders whose steps changed and whose store was not told of it yet.
        "CREATE TABLE order_untold (order_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    ):
        db.conn.execute(sql)
    _write_history(db.conn)


@MIGRATIONS()
def m004_paid(db: Database) -> None:
    """Sales that paid for orders when they were fetched."""
    for sql in (
        """CREATE TABLE order_paid (
            sale TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (sale, order_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX order_paid_order ON order_paid (order_id)",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m005_told_by(db: Database) -> None:
    """Which store's device told a step first; empty: head office's own, and what was told before this was kept."""
    db.conn.execute("ALTER TABLE order_step ADD COLUMN store TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def m006_fee(db: Database) -> None:
    """What it costs that an order's goods are sent or brought; `total_minor` has it in it."""
    db.conn.execute("ALTER TABLE pickup_order ADD COLUMN fee_minor INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def m007_own_moves(db: Database) -> None:
    """Of what another order brings: how much of it is the line's own, and not something that came in for it."""
    for sql in (
        "ALTER TABLE order_moved ADD COLUMN own_units INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE order_moved ADD COLUMN own_minor INTEGER NOT NULL DEFAULT 0",
        "UPDATE order_moved SET own_units = units, own_minor = amount_minor",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m008_closed(db: Database) -> None:
    """What orders came to whose steps were dropped, and by which marks a step is known that comes once more."""
    db.conn.execute(
        """CREATE TABLE order_closed (
            order_id TEXT PRIMARY KEY, body BLOB NOT NULL, marks BLOB NOT NULL, closed_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


def _write_history(db: sqlite3.Connection) -> None:
    db.row_factory = sqlite3.Row
    for row in db.execute("SELECT * FROM pickup_order").fetchall():
        lines = db.execute("SELECT line_id, picked, short FROM pickup_line WHERE order_id = ?", (row["order_id"],))
        word = LastWord(
            order_id=row["order_id"],
            placed_at=parse(row["placed_at"]),
            home=row["home"],
            state=row["state"],
            lines=tuple((line["line_id"], line["picked"], line["short"]) for line in lines),
            slot=row["slot"],
            nonce=row["code_nonce"],
        )
        add_steps(db, row["order_id"], steps_of(word))
        db.execute("INSERT INTO order_untold VALUES (?)", (row["order_id"],))


# ---------------------------------------------------------------- orders


def find(db: sqlite3.Connection, order_id: str) -> sqlite3.Row | None:
    """The order's row, or None."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM pickup_order WHERE order_id = ?", (order_id,)).fetchone()
    return row


def lines_of(db: sqlite3.Connection, order_id: str) -> list[sqlite3.Row]:
    """What was ordered."""
    return db.execute("SELECT * FROM pickup_line WHERE order_id = ? ORDER BY line_id", (order_id,)).fetchall()


def insert(
    db: sqlite3.Connection, order: OrderPlaced, amounts: Sequence[int], contact: str = "", language: str = ""
) -> None:
    """Write a new order down. `amounts`: what each line costs as a whole, in minor units."""
    moment = stamp(order.at)
    db.execute(
        """INSERT INTO pickup_order (order_id, store, number, home, member, surname, title, total_minor, currency, paid,
             promised_at, placed_at, state, revision, slot, code_nonce, device, changed_at, version, method, sale,
             sale_number, arbiter, channel, contact, language, placed, expires_at, pickup_code, age, carry_to, note,
             quantiles, made_from, wish, fee_minor)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'placed', 0, '', '', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
             ?, ?, ?, ?, ?, ?)""",
        (
            *(order.order_id, order.store, order.number, order.home, order.member, order.surname, order.title),
            *(order.total_minor, order.currency, order.paid, stamp(order.promised_at) if order.promised_at else ""),
            *(moment, moment, order.version, order.method, order.sale, order.sale_number, order.arbiter),
            *(order.channel, contact, language, order.placed, stamp(order.expires_at) if order.expires_at else ""),
            *(order.pickup_code, order.age, order.carry_to, order.note),
            *(msgspec.json.encode(order.quantiles).decode(), order.made_from, order.wish, order.fee_minor),
        ),
    )
    db.executemany(
        """INSERT INTO pickup_line (order_id, line_id, gtin, quantity, price_minor, picked, short, amount_minor,
             substitute) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?)""",
        [
            (order.order_id, line.line_id, line.gtin, line.quantity, line.price_minor, amount, line.substitute)
            for line, amount in zip(order.lines, amounts, strict=True)
        ],
    )


def keep_fold(
    db: sqlite3.Connection, order_id: str, fold: Fold, steps: int, device: str, at: str, version: int
) -> None:
    """Write what follows from the steps where queries find it; `device` is who took the last one."""
    db.execute(
        """UPDATE pickup_order SET state = ?, ended = ?, revision = ?, slot = ?, code_nonce = ?, device = ?,
             changed_at = ?, version = ? WHERE order_id = ?""",
        (
            *(fold.state, fold.ended, steps, fold.slot, min(fold.nonces, default=""), device, at, version),
            order_id,
        ),
    )
    db.executemany(
        "UPDATE pickup_line SET picked = ?, short = ? WHERE order_id = ? AND line_id = ?",
        [(line.picked, line.short, order_id, line_id) for line_id, line in fold.lines.items()],
    )


def ids(db: sqlite3.Connection, where: str, *values: object) -> list[str]:
    """Orders that `where` holds for, newest first."""
    rows = db.execute(f"SELECT order_id FROM pickup_order WHERE {where} ORDER BY placed_at DESC, order_id DESC", values)
    return [row[0] for row in rows]


def code_taken(db: sqlite3.Connection, store: str, code: str) -> bool:
    """Whether an open order of the store has these six digits."""
    sql = "SELECT 1 FROM pickup_order WHERE store = ? AND pickup_code = ? AND ended = 0"
    return db.execute(sql, (store, code)).fetchone() is not None


# ---------------------------------------------------------------- steps


def add_steps(db: sqlite3.Connection, order_id: str, steps: Iterable[OrderStep], store: str = "") -> list[OrderStep]:
    """Keep steps that a device of `store` told (empty: head office itself); gives those that were not known."""
    fresh = []
    for step in steps:
        row = (step.step_id, order_id, step.at, step.device, step.kind, msgspec.json.encode(step))
        if db.execute(f"{_ADD} ON CONFLICT DO NOTHING", row).rowcount:
            fresh.append(step)
    if store:
        db.executemany("UPDATE order_step SET store = ? WHERE step_id = ?", [(store, one.step_id) for one in fresh])
    return fresh


_ADD = "INSERT INTO order_step (step_id, order_id, at, device, kind, body) VALUES (?, ?, ?, ?, ?, ?)"
"""Without the newest columns: a migration of before them writes steps, too."""


def known_step(db: sqlite3.Connection, step_id: str) -> tuple[str, OrderStep] | None:
    """(order, step) under this id; None if nobody told it."""
    row = db.execute("SELECT order_id, body FROM order_step WHERE step_id = ?", (step_id,)).fetchone()
    return None if row is None else (str(row[0]), _STEP.decode(row[1]))


def rewrite_step(db: sqlite3.Connection, step: OrderStep) -> None:
    """The same step with less in it that names people."""
    db.execute("UPDATE order_step SET body = ? WHERE step_id = ?", (msgspec.json.encode(step), step.step_id))


def steps_known(db: sqlite3.Connection, order_id: str) -> list[OrderStep]:
    """All steps of an order that head office took or its store told, oldest first.

    Of an order that nobody knew yet, other stores may have told some: those stay on record and count for nothing.
    """
    rows = db.execute(
        """SELECT body FROM order_step WHERE order_id = ?1
           AND store IN ('', (SELECT store FROM pickup_order WHERE order_id = ?1)) ORDER BY at, device, step_id""",
        (order_id,),
    )
    return [_STEP.decode(row[0]) for row in rows]


def fold(db: sqlite3.Connection, order_id: str, steps: Sequence[OrderStep] | None = None) -> Fold:
    """The order as its steps leave it; `steps` in the place of all that are known. A closed one is as it was closed."""
    known = steps_known(db, order_id) if steps is None else steps
    if not known:
        row = db.execute("SELECT body FROM order_closed WHERE order_id = ?", (order_id,)).fetchone()
        if row is not None:
            return _FOLD.decode(row[0])
    return read({row["line_id"]: row["quantity"] for row in lines_of(db, order_id)}, known)


def last_at(db: sqlite3.Connection, order_id: str) -> str:
    """The greatest reading of the clock among an order's steps; empty if there is none."""
    row = db.execute("SELECT coalesce(max(at), '') FROM order_step WHERE order_id = ?", (order_id,)).fetchone()
    return str(row[0])


# ---------------------------------------------------------------- what shoppers see


def note_event(db: sqlite3.Connection, order_id: str, store: str, event: str, state: str, at: str, version: int) -> int:
    """Write down that something happened which a shopper can see; gives its number."""
    cursor = db.execute(
        "INSERT INTO order_event (order_id, store, event, state, at, version) VALUES (?, ?, ?, ?, ?, ?)",
        (order_id, store, event, state, at, version),
    )
    return int(cursor.lastrowid or 0)


def last_event(db: sqlite3.Connection) -> int:
    """The number of the newest event; 0 if there is none."""
    return int(db.execute("SELECT coalesce(max(n), 0) FROM order_event").fetchone()[0])


def events_after(db: sqlite3.Connection, n: int) -> list[tuple[int, str]]:
    """(number, order) of what happened since."""
    rows = db.execute("SELECT n, order_id FROM order_event WHERE n > ? ORDER BY n", (n,))
    return [(int(row[0]), str(row[1])) for row in rows]


# ---------------------------------------------------------------- what came in for others


def price_substitute(db: sqlite3.Connection, order_id: str, line_id: str, price_minor: int) -> None:
    """Settle what a unit of a substitute costs; it stays at the first word."""
    db.execute("INSERT OR IGNORE INTO order_substitute VALUES (?, ?, ?)", (order_id, line_id, price_minor))


def substitute_prices(db: sqlite3.Connection, order_id: str) -> dict[str, int]:
    """Line -> price of a unit, of lines that came in for others."""
    rows = db.execute("SELECT line_id, price_minor FROM order_substitute WHERE order_id = ?", (order_id,))
    return {row[0]: int(row[1]) for row in rows}
