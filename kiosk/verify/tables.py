"""What verification reads, a row at a time and in the order in which it came to be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kiosk import database


def open_read_only(folder: Path) -> sqlite3.Connection:
    """The journal of a data folder, also while its device runs. Nothing can be changed through it.

    Raises:
        sqlite3.Error: if there is none or it cannot be read.
    """
    db = sqlite3.connect((folder / database.JOURNAL).resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None)
    db.row_factory = sqlite3.Row
    # One moment for all questions: a device that sells on meanwhile must not look like a disagreement.
    db.execute("BEGIN")
    db.execute("SELECT 1 FROM sqlite_master").fetchone()
    return db


def file_problem(db: sqlite3.Connection) -> str:
    """What SQLite itself says is wrong with the file; empty for nothing."""
    said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        return str(said)
    orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    return "" if orphan is None else f"table {orphan[0]}, row {orphan[1]} refers to nothing in {orphan[2]}"


def epochs(db: sqlite3.Connection) -> list[str]:
    """The incarnations of the database, the first one first."""
    return [row[0] for row in db.execute("SELECT epoch FROM epoch ORDER BY number")]


def facts(db: sqlite3.Connection, epoch: str, lane: str) -> Iterator[sqlite3.Row]:
    """The journal of one lane of one epoch."""
    yield from db.execute(
        "SELECT n, lane, epoch, seq, id, type, body, hash FROM journal WHERE lane = ? AND epoch = ? ORDER BY seq",
        (lane, epoch),
    )


def stream(db: sqlite3.Connection, lane: str) -> sqlite3.Row | None:
    """Where a lane says that it ends."""
    row: sqlite3.Row | None = db.execute("SELECT epoch, next_seq, head FROM stream WHERE lane = ?", (lane,)).fetchone()
    return row


def sales(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """Keys of all sales in the order of their numbers, each with the stored bytes of its fact."""
    yield from db.execute(
        """SELECT s.sale_id, s.business_date, s.series, s.sequence, s.event_id,
                  (SELECT body FROM journal AS j WHERE j.id = s.event_id ORDER BY j.n DESC LIMIT 1) AS body
           FROM sale AS s ORDER BY s.business_date, s.series, s.sequence"""
    )


def facts_without_sale(db: sqlite3.Connection, type_name: str) -> Iterator[str]:
    """Ids of the sales that the journal tells of and that are not on disk."""
    for row in db.execute(
        "SELECT DISTINCT subject FROM journal WHERE type = ? AND subject NOT IN (SELECT sale_id FROM sale)",
        (type_name,),
    ):
        yield row[0]


def returned_beyond_sold(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """(sale, line, sold, returned) where more came back than was sold."""
    yield from db.execute(
        """SELECT l.sale_id, l.line_id, l.quantity AS sold, -sum(r.quantity) AS back
           FROM sale_line AS r JOIN sale_line AS l ON l.sale_id = r.returned_from AND l.line_id = r.returned_line
           WHERE r.returned_from <> '' AND l.quantity > 0 GROUP BY l.sale_id, l.line_id HAVING back > l.quantity"""
    )


def movements_off(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """(sale, gtin, should, moved) where the ledger of stock and the lines of a sale disagree."""
    yield from db.execute(
        """SELECT want.sale_id, want.gtin, want.units AS should, coalesce(have.units, 0) AS moved FROM (
               SELECT sale_id, event_id, gtin, -sum(units) AS units FROM (
                   SELECT s.sale_id, s.event_id, coalesce(json_extract(part.value, '$[0]'), l.gtin) AS gtin,
                          l.quantity * coalesce(json_extract(part.value, '$[1]'), 1) AS units
                   FROM sale AS s JOIN sale_line AS l USING (sale_id)
                   LEFT JOIN json_each(nullif(l.particulars, ''), '$.parts') AS part
                   WHERE l.kind = 'product'
                     AND coalesce(json_extract(nullif(l.particulars, ''), '$.fulfilment'), '') = ''
               ) GROUP BY sale_id, gtin
           ) AS want LEFT JOIN (
               SELECT event_id, gtin, sum(quantity) AS units FROM stock_movement GROUP BY event_id, gtin
           ) AS have ON have.event_id = want.event_id AND have.gtin = want.gtin
           WHERE want.units <> coalesce(have.units, 0)"""
    )


def counters_off(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """(gtin, epoch, should, total) where what this device tells of its stock is not the sum of its ledger."""
    yield from db.execute(
        """SELECT own.gtin, own.epoch, own.units AS should, coalesce(sum(m.total), 0) AS total FROM (
               SELECT gtin, epoch, sum(quantity) AS units FROM stock_movement GROUP BY gtin, epoch
           ) AS own LEFT JOIN stock_moved AS m ON m.gtin = own.gtin AND m.epoch = own.epoch
           GROUP BY own.gtin, own.epoch HAVING should <> total"""
    )


def movements(db: sqlite3.Connection) -> int:
    """How long the ledger of stock is."""
    return int(db.execute("SELECT count(*) FROM stock_movement").fetchone()[0])


def day_ends(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """The Z reports of each series in the order of their numbers."""
    yield from db.execute("SELECT shift_id, series, number FROM z_report ORDER BY series, number")
