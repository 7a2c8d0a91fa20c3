"""Queues paper, and notes what became of it: one transaction each."""

from __future__ import annotations

from datetime import timedelta

from kiosk.errors import Refused
from kiosk.paper import layout, tables
from kiosk.paper.layout import Paper
from kiosk.paper.model import REROUTE_AFTER, WORTH, Job, Kind, Routes, next_try
from kiosk.worker import Transaction

KEPT = timedelta(days=30)
"""So long somebody may ask what was printed; the count of copies stays for ever."""


def enqueue(
    tx: Transaction, routes: Routes, kind: Kind, title: str, paper: Paper, *, about: str = "", printer: str = ""
) -> str:
    """Put a document into the queue of the printer for its kind, or of the named one; gives the job's id.

    In a sale's own transaction, this is what makes "printed implies sold" true: without the sale there is no job. The
    second document of the same kind about the same thing is a COPY, whoever asks for it. Without a printer nothing
    is queued and the id is empty.
    """
    name = printer or routes.printer_for(kind)
    if not name:
        return ""
    job = Job(
        job_id=tx.new_id(),
        printer=name,
        kind=kind,
        title=title,
        about=about,
        layout=layout.dump(paper),
        made_at=tx.now,
        expires_at=tx.now + WORTH[kind],
        state="waiting",
        attempts=0,
        next_try=tx.now,
        copy=tables.next_copy(tx.db, about, kind) if about else 0,
        begun=False,
    )
    tables.insert(tx.db, job)
    tx.touch("print_jobs")
    return job.job_id


def take(tx: Transaction, printer: str) -> Job | None:
    """The next job for a printer that can print. From this commit on it counts as begun if the program stops.

    What may be on paper already comes out with the next copy's number.
    """
    tables.expire(tx.db, tx.now)
    job = tables.due(tx.db, printer, tx.now)
    if job is None:
        return None
    copy = tables.next_copy(tx.db, job.about, job.kind) if job.begun and job.about else job.copy
    tables.begin(tx.db, job, copy)
    tx.touch("print_jobs")
    return tables.find(tx.db, job.job_id)


def printed(tx: Transaction, job_id: str) -> None:
    """It is on paper."""
    tables.set_printed(tx.db, job_id, tx.now)
    tx.touch("print_jobs")


def interrupted(tx: Transaction, job_id: str, reason: str, *, begun: bool) -> None:
    """It did not come out, or not whole: it is tried again for as long as it is worth it."""
    job = tables.find(tx.db, job_id)
    if job is not None:
        tables.set_back(tx.db, job_id, next_try(tx.now, job.attempts), reason, begun=begun)
        tx.touch("print_jobs")


def failed(tx: Transaction, job_id: str, reason: str) -> None:
    """It can never come out: its layout cannot be drawn."""
    tables.set_state(tx.db, job_id, "failed", reason)
    tx.touch("print_jobs")


def take_up(tx: Transaction) -> int:
    """At the start: what was being printed when the program stopped waits again, as a copy. Gives how many."""
    found = tables.take_up(tx.db)
    tables.clear(tx.db, tx.now - KEPT)
    tables.expire(tx.db, tx.now)
    tx.touch("print_jobs")
    return found


def expire(tx: Transaction) -> int:
    """Take what is not worth printing any more out of the queues."""
    tx.touch("print_jobs")
    return tables.expire(tx.db, tx.now)


def reroute(tx: Transaction, printer: str, fallback: str) -> int:
    """Give what a dead printer did not print to the one that takes its place."""
    tables.expire(tx.db, tx.now)
    moved = tables.reroute(tx.db, printer, fallback, tx.now - REROUTE_AFTER)
    if moved:
        tx.touch("print_jobs")
    return moved


def print_again(tx: Transaction, job_id: str) -> None:
    """Somebody wants an expired or failed job on paper after all.

    Raises:
        Refused: ``paper.no_such_job`` if it is gone, ``paper.not_left`` if it came out or still waits by itself.
    """
    job = tables.find(tx.db, job_id)
    if job is None:
        raise Refused("paper.no_such_job")
    if job.state not in ("expired", "failed"):
        raise Refused("paper.not_left")
    tables.set_again(tx.db, job_id, tx.now, tx.now + WORTH[job.kind])
    tx.touch("print_jobs")


def drop(tx: Transaction, job_id: str) -> None:
    """Nobody wants it any more.

    Raises:
        Refused: ``paper.no_such_job``, ``paper.printing`` while it is being printed.
    """
    job = tables.find(tx.db, job_id)
    if job is None:
        raise Refused("paper.no_such_job")
    if job.state == "printing":
        raise Refused("paper.printing")
    if job.state != "printed":
        tables.set_state(tx.db, job_id, "dropped", job.reason)
        tx.touch("print_jobs")
