"""Looks into baskets on disk: what was seen while one was filled, whether a colleague looks, and what they found."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from kiosk.till.model.spot_check import Decision, Score, Watched
from sync import clock
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("spot_check")

CheckState = Literal["none", "due", "done"]
"""`none`: nobody looks. `due`: a colleague looks before it is paid. `done`: they did."""

Outcome = Literal["as_it_should", "differences", "waived"]


@MIGRATIONS()
def m001_spot_check(db: Database) -> None:
    """One decision a basket, for ever; what was watched is of use until it is paid."""
    for sql in (
        """CREATE TABLE basket_watch (
            basket_id TEXT PRIMARY KEY, removed INTEGER NOT NULL, changes INTEGER NOT NULL, pause_s INTEGER NOT NULL,
            last_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE spot_check (
            basket_id TEXT PRIMARY KEY, decided_at TEXT NOT NULL, draw_bp INTEGER NOT NULL, score INTEGER NOT NULL,
            chance_bp INTEGER NOT NULL, why TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('none', 'due', 'done')), operator TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('', 'as_it_should', 'differences', 'waived')),
            done_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX spot_check_done ON spot_check (done_at) WHERE state = 'done'",
    ):
        db.conn.execute(sql)


class Check(Struct, frozen=True):
    """What was decided about one basket, and what came of it."""

    basket_id: str
    decided_at: datetime
    draw_bp: int
    score: Score
    chance_bp: int
    state: CheckState
    operator: str = ""
    outcome: str = ""
    """as_it_should, differences, waived; empty until somebody looked."""
    done_at: datetime | None = None

    @property
    def due(self) -> bool:
        """Whether it cannot be paid before a colleague has looked."""
        return self.state == "due"


def watched(db: sqlite3.Connection, basket_id: str) -> tuple[Watched, datetime | None]:
    """What was seen of a basket, and when it last changed."""
    row = db.execute("SELECT * FROM basket_watch WHERE basket_id = ?", (basket_id,)).fetchone()
    if row is None:
        return Watched(), None
    return Watched(row["removed"], row["changes"], row["pause_s"]), clock.parse(row["last_at"])


def save_watched(db: sqlite3.Connection, basket_id: str, seen: Watched, now: datetime) -> None:
    """Write what was seen so far."""
    db.execute(
        """INSERT INTO basket_watch VALUES (?, ?, ?, ?, ?) ON CONFLICT (basket_id) DO UPDATE SET
             removed = excluded.removed, changes = excluded.changes, pause_s = excluded.pause_s,
             last_at = excluded.last_at""",
        (basket_id, seen.removed, seen.changes, seen.pause_s, clock.stamp(now)),
    )


def forget_watched(db: sqlite3.Connection, last_before: datetime) -> None:
    """Baskets that nobody fills any more."""
    db.execute("DELETE FROM basket_watch WHERE last_at < ?", (clock.stamp(last_before),))


def load(db: sqlite3.Connection, basket_id: str) -> Check | None:
    """What was decided about a basket; None if nothing was yet."""
    row = db.execute("SELECT * FROM spot_check WHERE basket_id = ?", (basket_id,)).fetchone()
    return None if row is None else _check(row)


def save_decision(db: sqlite3.Connection, basket_id: str, decision: Decision, now: datetime) -> None:
    """Write a decision down. What is due stays due; a later look with the same draw may only make it so."""
    db.execute(
        """INSERT INTO spot_check VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '') ON CONFLICT (basket_id) DO UPDATE SET
             score = excluded.score, chance_bp = excluded.chance_bp, why = excluded.why, state = excluded.state
           WHERE state = 'none'""",
        (
            *(basket_id, clock.stamp(now), decision.draw_bp, decision.score.points, decision.chance_bp),
            *(" ".join(decision.score.why), "due" if decision.due else "none"),
        ),
    )


def save_outcome(db: sqlite3.Connection, basket_id: str, outcome: Outcome, operator: str, now: datetime) -> None:
    """A colleague looked."""
    db.execute(
        "UPDATE spot_check SET state = 'done', outcome = ?, operator = ?, done_at = ? WHERE basket_id = ?",
        (outcome, operator, clock.stamp(now), basket_id),
    )


def last_look(db: sqlite3.Connection) -> datetime | None:
    """When a colleague last looked into a basket here."""
    row = db.execute("SELECT max(done_at) FROM spot_check WHERE state = 'done'").fetchone()
    return clock.parse(row[0]) if row[0] else None


def decided_since(db: sqlite3.Connection, since: datetime | None) -> int:
    """About how many baskets was decided since then; since ever, for None."""
    row = db.execute(
        "SELECT count(*) FROM spot_check WHERE decided_at > ?", (clock.stamp(since) if since is not None else "",)
    ).fetchone()
    return int(row[0])


def _check(row: sqlite3.Row) -> Check:
    return Check(
        basket_id=row["basket_id"],
        decided_at=clock.parse(row["decided_at"]),
        draw_bp=row["draw_bp"],
        score=Score(row["score"], tuple(row["why"].split())),
        chance_bp=row["chance_bp"],
        state=row["state"],
        operator=row["operator"],
        outcome=row["outcome"],
        done_at=clock.parse(row["done_at"]) if row["done_at"] else None,
    )
