"""Print jobs on disk, and how many pieces of paper tell of one thing."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.paper.model import Job, JobState
from sync import clock
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("paper")


@MIGRATIONS()
def m001_paper(db: Database) -> None:
    """`receipt_print` counts over all jobs, also those that are cleared away; it is what COPY n goes by."""
    for sql in (
        """CREATE TABLE print_job (
            job_id TEXT PRIMARY KEY, printer TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
            about TEXT NOT NULL, layout TEXT NOT NULL, made_at TEXT NOT NULL, expires_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'printing', 'printed', 'expired', 'failed', 'dropped')),
            attempts INTEGER NOT NULL, next_try TEXT NOT NULL, copy INTEGER NOT NULL CHECK (copy >= 0),
            begun INTEGER NOT NULL CHECK (begun IN (0, 1)), rerouted_from TEXT NOT NULL, reason TEXT NOT NULL,
            printed_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX print_job_open ON print_job (printer, job_id) WHERE state IN ('waiting', 'printing')",
        """CREATE TABLE receipt_print (
            about TEXT NOT NULL, kind TEXT NOT NULL, pieces INTEGER NOT NULL CHECK (pieces > 0),
            PRIMARY KEY (about, kind)
        ) STRICT, WITHOUT ROWID""",
    ):
        db.conn.execute(sql)


def insert(db: sqlite3.Connection, job: Job) -> None:
    """Write a new job."""
    db.execute(
        "INSERT INTO print_job VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(job.job_id, job.printer, job.kind, job.title, job.about, job.layout, clock.stamp(job.made_at)),
            *(clock.stamp(job.expires_at), job.state, job.attempts, clock.stamp(job.next_try), job.copy),
            *(int(job.begun), job.rerouted_from, job.reason, ""),
        ),
    )


def find(db: sqlite3.Connection, job_id: str) -> Job | None:
    """The job, or None if there is none of that id."""
    row = db.execute("SELECT * FROM print_job WHERE job_id = ?", (job_id,)).fetchone()
    return None if row is None else _job(row)


def due(db: sqlite3.Connection, printer: str, now: datetime) -> Job | None:
    """The oldest job that this printer could print now. Jobs come out in their order, but one that pauses after a
    failure does not hold up the others."""
    row = db.execute(
        """SELECT * FROM print_job WHERE printer = ? AND state = 'waiting' AND next_try <= ?
           ORDER BY job_id LIMIT 1""",
        (printer, clock.stamp(now)),
    ).fetchone()
    return None if row is None else _job(row)


def waiting(db: sqlite3.Connection, printer: str) -> int:
    """How many jobs are not out of this printer yet."""
    row = db.execute(
        "SELECT count(*) FROM print_job WHERE printer = ? AND state IN ('waiting', 'printing')", (printer,)
    ).fetchone()
    return int(row[0])


def recent(db: sqlite3.Connection, limit: int = 50) -> list[Job]:
    """The newest jobs, newest first."""
    rows = db.execute("SELECT * FROM print_job ORDER BY job_id DESC LIMIT ?", (limit,))
    return [_job(row) for row in rows]


def left_behind(db: sqlite3.Connection, limit: int = 50) -> list[Job]:
    """Jobs that never came out and wait for somebody to decide, newest first."""
    rows = db.execute(
        "SELECT * FROM print_job WHERE state IN ('expired', 'failed') ORDER BY job_id DESC LIMIT ?", (limit,)
    )
    return [_job(row) for row in rows]


def stuck(db: sqlite3.Connection, made_before: datetime) -> list[Job]:
    """The oldest job of each printer that was tried, failed and waits since before this moment."""
    rows = db.execute(
        """SELECT * FROM print_job WHERE job_id IN (SELECT min(job_id) FROM print_job
             WHERE state IN ('waiting', 'printing') AND attempts > 0 AND reason <> '' AND made_at <= ?
             GROUP BY printer) ORDER BY job_id""",
        (clock.stamp(made_before),),
    )
    return [_job(row) for row in rows]


def next_copy(db: sqlite3.Connection, about: str, kind: str) -> int:
    """Count one more piece of paper about this; 0 for the first one, which is the original."""
    row = db.execute(
        """INSERT INTO receipt_print VALUES (?, ?, 1)
           ON CONFLICT (about, kind) DO UPDATE SET pieces = pieces + 1 RETURNING pieces""",
        (about, kind),
    ).fetchone()
    return int(row[0]) - 1


def begin(db: sqlite3.Connection, job: Job, copy: int) -> None:
    """The printer gets it now."""
    db.execute(
        "UPDATE print_job SET state = 'printing', attempts = attempts + 1, copy = ? WHERE job_id = ?",
        (copy, job.job_id),
    )


def pieces(db: sqlite3.Connection, about: str, kind: str) -> int:
    """How many pieces of paper about this were ever queued."""
    row = db.execute("SELECT pieces FROM receipt_print WHERE about = ? AND kind = ?", (about, kind)).fetchone()
    return int(row[0]) if row else 0


def set_printed(db: sqlite3.Connection, job_id: str, now: datetime) -> None:
    """It is on paper."""
    db.execute(
        "UPDATE print_job SET state = 'printed', printed_at = ?, reason = '' WHERE job_id = ?",
        (clock.stamp(now), job_id),
    )


def set_state(db: sqlite3.Connection, job_id: str, state: JobState, reason: str) -> None:
    """Write what became of it."""
    db.execute("UPDATE print_job SET state = ?, reason = ? WHERE job_id = ?", (state, reason, job_id))


def set_back(db: sqlite3.Connection, job_id: str, next_try: datetime, reason: str, *, begun: bool) -> None:
    """It waits for another try; what has begun stays begun."""
    db.execute(
        """UPDATE print_job SET state = 'waiting', next_try = ?, reason = ?, begun = max(begun, ?)
           WHERE job_id = ?""",
        (clock.stamp(next_try), reason, int(begun), job_id),
    )


def set_again(db: sqlite3.Connection, job_id: str, now: datetime, expires_at: datetime) -> None:
    """It is worth printing again."""
    db.execute(
        "UPDATE print_job SET state = 'waiting', next_try = ?, expires_at = ?, attempts = 0 WHERE job_id = ?",
        (clock.stamp(now), clock.stamp(expires_at), job_id),
    )


def take_up(db: sqlite3.Connection) -> int:
    """After a sudden stop: what was being printed may be on paper. Gives how many those are."""
    found = db.execute(
        """UPDATE print_job SET state = 'waiting', begun = 1, reason = 'the program stopped while it was printed'
           WHERE state = 'printing'"""
    )
    return found.rowcount


def expire(db: sqlite3.Connection, now: datetime) -> int:
    """Take what is not worth printing any more out of the queue; gives how many those are."""
    found = db.execute(
        "UPDATE print_job SET state = 'expired' WHERE state = 'waiting' AND expires_at <= ?", (clock.stamp(now),)
    )
    return found.rowcount


def expirable(db: sqlite3.Connection, now: datetime) -> bool:
    """Whether `expire` would find any."""
    row = db.execute(
        "SELECT 1 FROM print_job WHERE state = 'waiting' AND expires_at <= ? LIMIT 1", (clock.stamp(now),)
    ).fetchone()
    return row is not None


def reroute(db: sqlite3.Connection, printer: str, fallback: str, made_before: datetime) -> int:
    """Give what has waited for too long to another printer; gives how many those are."""
    found = db.execute(
        """UPDATE print_job SET printer = ?, rerouted_from = CASE rerouted_from WHEN '' THEN printer
             ELSE rerouted_from END WHERE printer = ? AND state = 'waiting' AND made_at <= ? AND rerouted_from <> ?""",
        (fallback, printer, clock.stamp(made_before), fallback),
    )
    return found.rowcount


def clear(db: sqlite3.Connection, made_before: datetime) -> None:
    """Forget old jobs that nobody waits for; their count stays."""
    db.execute(
        "DELETE FROM print_job WHERE made_at < ? AND state NOT IN ('waiting', 'printing')", (clock.stamp(made_before),)
    )


def _job(row: sqlite3.Row) -> Job:
    return Job(
        job_id=row["job_id"],
        printer=row["printer"],
        kind=row["kind"],
        title=row["title"],
        about=row["about"],
        layout=row["layout"],
        made_at=clock.parse(row["made_at"]),
        expires_at=clock.parse(row["expires_at"]),
        state=row["state"],
        attempts=row["attempts"],
        next_try=clock.parse(row["next_try"]),
        copy=row["copy"],
        begun=bool(row["begun"]),
        rerouted_from=row["rerouted_from"],
        reason=row["reason"],
        printed_at=clock.parse(row["printed_at"]) if row["printed_at"] else None,
    )
