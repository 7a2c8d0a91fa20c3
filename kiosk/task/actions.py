"""Tasks are made, taken, put aside, done and undone; all of it with every cable pulled."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import same_id
from kiosk.register import Register
from kiosk.staff import tables as staff
from kiosk.task import tables
from kiosk.task.model import DONE, DROPPED, KIND, LATER, OPEN, TAKE, TICK, Task, Wanted
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault

TOPIC = records.topic(KIND)


def make(tx: Transaction, vault: Vault, register: Register, wanted: Wanted) -> Task:
    """Somebody says what is to be done; gives the task.

    Raises:
        Refused: ``record.too_large``.
    """
    record = records.new_record(tx, vault, register, KIND, wanted.values(tx.now))
    return tables.get(tx.db, vault, record.record_id)


def id_of(register: Register, matter: str, *parts: str) -> str:
    """Id of the task that every device of the store makes of one event."""
    return same_id(register.store_gln, KIND, matter, *parts)


def follow(
    tx: Transaction,
    vault: Vault,
    register: Register,
    wanted: Wanted,
    parts: Sequence[str],
    moment: datetime,
    made_at: datetime | None = None,
) -> str:
    """A task follows from an event; who hears of the event makes the same one, and what is known stays. Gives its id.

    `parts` name the event, and nobody can have dealt with it before `moment`: neither may be of this device alone.
    `made_at`: when it came about, if that is later than `moment`.
    """
    task_id = id_of(register, wanted.matter, *parts)
    if not tables.exists(tx.db, task_id):
        records.derive(tx, vault, register, KIND, task_id, wanted.values(made_at or moment), moment)
    return task_id


def drop(tx: Transaction, vault: Vault, register: Register, task_id: str) -> None:
    """What it was about has settled itself; what is done already stays done."""
    task = tables.load(tx.db, vault, task_id)
    if task is not None and task.is_open:
        _set(tx, vault, register, task_id, {"state": DROPPED})


def take(tx: Transaction, vault: Vault, register: Register, task_id: str) -> Task:
    """Whoever works at this device does it.

    Raises:
        Refused: ``task.taken`` with `name` if somebody else does, ``task.over``.
    """
    task = _open(tx, vault, task_id)
    person, name = person_here(tx.db, register)
    if task.holder is not None and task.holder.person != person:
        raise Refused("task.taken", name=task.holder.name)
    return _set(tx, vault, register, task_id, {TAKE + person: name, "later": ""})


def give_back(tx: Transaction, vault: Vault, register: Register, task_id: str) -> Task:
    """Whoever holds it does not do it after all: it is anybody's again.

    Raises:
        Refused: ``task.over``.
    """
    task = _open(tx, vault, task_id)
    if task.holder is None:
        return task
    return _set(tx, vault, register, task_id, {TAKE + task.holder.person: ""})


def put_aside(tx: Transaction, vault: Vault, register: Register, task_id: str) -> Task:
    """Not now: for half an hour it stands at the end of everybody's list, and keeps its due time.

    Raises:
        Refused: ``task.taken`` with `name` if somebody does it, ``task.over``.
    """
    task = _open(tx, vault, task_id)
    person, name = person_here(tx.db, register)
    if task.holder is not None and task.holder.person != person:
        raise Refused("task.taken", name=task.holder.name)
    values: dict[str, Value] = {"later": clock.stamp(tx.now + LATER), "later_by": name}
    if task.holder is not None:
        values[TAKE + person] = ""
    return _set(tx, vault, register, task_id, values)


def bring_back(tx: Transaction, vault: Vault, register: Register, task_id: str) -> Task:
    """It was put aside by a slip.

    Raises:
        Refused: ``task.over``.
    """
    _open(tx, vault, task_id)
    return _set(tx, vault, register, task_id, {"later": ""})


def tick(tx: Transaction, vault: Vault, register: Register, task_id: str, item: str, ticked: bool = True) -> Task:
    """One line of a checklist is done, or is not after all.

    Raises:
        Refused: ``task.over``.
        ValueError: if the list has no such line.
    """
    task = _open(tx, vault, task_id)
    if all(one.name != item for one in task.items):
        raise ValueError(f"the checklist has no line {item!r}")
    return _set(tx, vault, register, task_id, {TICK + item: person_here(tx.db, register)[1] if ticked else ""})


def finish(tx: Transaction, vault: Vault, register: Register, task_id: str) -> Task:
    """It is done, by whoever works at this device, whoever had taken it.

    Raises:
        Refused: ``task.over``, ``task.not_all`` with `n` while lines of its checklist are open, ``task.photo_needed``.
    """
    task = _open(tx, vault, task_id)
    if task.left:
        raise Refused("task.not_all", n=task.left)
    if task.photo == "needed" and not task.photo_id:
        raise Refused("task.photo_needed")
    done: dict[str, Value] = {"state": DONE, "done_at": clock.stamp(tx.now), "done_by": person_here(tx.db, register)[1]}
    return _set(tx, vault, register, task_id, done)


def reopen(tx: Transaction, vault: Vault, register: Register, task_id: str) -> Task:
    """It was not done after all."""
    return _set(tx, vault, register, task_id, {"state": OPEN, "done_at": "", "done_by": ""})


def add_photo(tx: Transaction, vault: Vault, register: Register, task_id: str, jpeg: str) -> Task:
    """A picture proves it; `jpeg` is base64 text of at most 60 KiB (`kiosk.task.photo`).

    Raises:
        Refused: ``task.over``, ``record.too_large``.
    """
    _open(tx, vault, task_id)
    photo = records.new_record(tx, vault, register, "photo", {"jpeg": jpeg, "about": f"{KIND}/{task_id}"})
    return _set(tx, vault, register, task_id, {"photo_id": photo.record_id})


def _open(tx: Transaction, vault: Vault, task_id: str) -> Task:
    task = tables.load(tx.db, vault, task_id)
    if task is None or not task.is_open:
        raise Refused("task.over")
    return task


def _set(tx: Transaction, vault: Vault, register: Register, task_id: str, values: Mapping[str, Value]) -> Task:
    records.set_fields(tx, vault, register, KIND, task_id, values)
    return tables.get(tx.db, vault, task_id)


def person_here(db: sqlite3.Connection, register: Register) -> tuple[str, str]:
    """Whoever works at this device: (what names them in a field, what people read)."""
    found = staff.signed_in(db)
    if found is None:
        return register.workstation[:50], register.workstation
    name = found.operator_id
    if not name.isascii() or len(name) > 50:
        name = hashlib.sha256(name.encode()).hexdigest()[:32]
    return name, found.name
