"""Tickets are opened, written about, answered and closed; all of it with every cable pulled."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.task import actions as tasks
from kiosk.task import tables as task_tables
from kiosk.task.model import Wanted as WantedTask
from kiosk.ticket import tables
from kiosk.ticket.model import (
    ANSWERED,
    CLOSED,
    ENTRY,
    FEEDBACK,
    IN_WORK,
    KIND,
    LONGEST,
    OPEN,
    STATES,
    Ticket,
    Wanted,
)
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault

TOPIC = records.topic(KIND)

SCREEN = "associate.tickets"


def open_ticket(tx: Transaction, vault: Vault, register: Register, wanted: Wanted) -> Ticket:
    """Somebody needs an answer; gives the ticket. A colleague finds it among the tasks.

    Raises:
        Refused: ``record.too_large``.
        ValueError: for a subject that nobody knows.
    """
    values = wanted.values(tx.now)
    if _is_praise(wanted):
        values["state"] = CLOSED
    record = records.new_record(tx, vault, register, KIND, values)
    ticket = _get(tx, vault, record.record_id)
    _task(tx, vault, register, ticket)
    return ticket


def watch(tx: Transaction, vault: Vault, register: Register) -> None:
    """Now and then: what head office was asked (a web page, another system) is a task here too, and what was answered
    there is none any more."""
    for ticket in tables.unheard(tx.db, vault):
        _task(tx, vault, register, ticket)
    for task in task_tables.open_tasks(tx.db, vault, tx.now):
        if task.matter in ("ticket", "feedback"):
            ticket_known = tables.load(tx.db, vault, task.about)
            if ticket_known is not None and not ticket_known.unsettled:
                tasks.drop(tx, vault, register, task.task_id)


def write(tx: Transaction, vault: Vault, register: Register, ticket_id: str, text: str) -> Ticket:
    """A word among colleagues, or of what was done.

    Raises:
        Refused: ``ticket.unknown``, ``ticket.empty``, ``record.too_large``.
    """
    ticket = _load(tx, vault, ticket_id)
    words = text.strip()[:LONGEST]
    if not words:
        raise Refused("ticket.empty")
    by = tasks.person_here(tx.db, register)[1]
    values: dict[str, Value] = {f"{ENTRY}{tx.new_id()}": f"{by}\n{words}"}
    if ticket.state == OPEN:
        values["state"] = IN_WORK
    return _set(tx, vault, register, ticket_id, values)


def move(tx: Transaction, vault: Vault, register: Register, ticket_id: str, state: str) -> Ticket:
    """It is in work, waits for something, is closed, or is open again.

    Raises:
        Refused: ``ticket.unknown``.
        ValueError: for a state that there is not.
    """
    if state not in STATES or state == ANSWERED:
        raise ValueError(f"a ticket is moved to one of {STATES} but answered, not to {state!r}")
    _load(tx, vault, ticket_id)
    ticket = _set(tx, vault, register, ticket_id, {"state": state})
    if state == CLOSED:
        _task_done(tx, vault, register, ticket)
    return ticket


def answer(tx: Transaction, vault: Vault, register: Register, ticket_id: str, text: str) -> Ticket:
    """What the shopper is told; it can be read where they asked, and head office sends it on.

    Raises:
        Refused: ``ticket.unknown``, ``ticket.empty``, ``record.too_large``.
    """
    _load(tx, vault, ticket_id)
    words = text.strip()[:LONGEST]
    if not words:
        raise Refused("ticket.empty")
    values: dict[str, Value] = {
        "answer": words,
        "answered_by": tasks.person_here(tx.db, register)[1],
        "answered_at": clock.stamp(tx.now),
        "state": ANSWERED,
    }
    ticket = _set(tx, vault, register, ticket_id, values)
    _task_done(tx, vault, register, ticket)
    return ticket


def _task(tx: Transaction, vault: Vault, register: Register, ticket: Ticket) -> None:
    matter = "feedback" if ticket.subject == FEEDBACK else "ticket"
    if not ticket.unsettled:
        return
    details = {
        "subject_key": f"ticket.subject.{ticket.subject}",
        "subject": ticket.number,
        "screen": SCREEN,
        "arg.ticket_id": ticket.ticket_id,
    }
    if ticket.gtin:
        details["gtin"] = ticket.gtin
    wanted = WantedTask(
        matter, due_at=ticket.due_at, about=ticket.ticket_id, details=details, note=ticket.text, member=ticket.member
    )
    tasks.follow(tx, vault, register, wanted, (ticket.ticket_id,), ticket.made_at)


def _is_praise(wanted: Wanted) -> bool:
    """Praise with two taps asks nobody for anything."""
    return wanted.subject == FEEDBACK and wanted.face == "good" and not wanted.text and not wanted.contact


def _task_done(tx: Transaction, vault: Vault, register: Register, ticket: Ticket) -> None:
    matter = "feedback" if ticket.subject == FEEDBACK else "ticket"
    task_id = tasks.id_of(register, matter, ticket.ticket_id)
    task = task_tables.load(tx.db, vault, task_id)
    if task is not None and task.is_open:
        tasks.finish(tx, vault, register, task_id)


def _load(tx: Transaction, vault: Vault, ticket_id: str) -> Ticket:
    ticket = tables.load(tx.db, vault, ticket_id)
    if ticket is None:
        raise Refused("ticket.unknown")
    return ticket


def _get(tx: Transaction, vault: Vault, ticket_id: str) -> Ticket:
    ticket = tables.load(tx.db, vault, ticket_id)
    assert ticket is not None, f"there is no ticket {ticket_id}"
    return ticket


def _set(tx: Transaction, vault: Vault, register: Register, ticket_id: str, values: Mapping[str, Value]) -> Ticket:
    records.set_fields(tx, vault, register, KIND, ticket_id, values)
    return _get(tx, vault, ticket_id)
