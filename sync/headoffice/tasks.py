"""What head office wants done in a store, and how soon stores do what there is to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from sync.clock import parse, stamp
from sync.formats.record_merge import moment
from sync.headoffice import records
from sync.headoffice.change import Change, Invalid, Unknown
from sync.headoffice.records import Record
from sync.messages import Texts
from sync.messages.records import Value

KIND = "task"
CHECKLIST = "checklist"

MOST_ITEMS = 40

Photo = Literal["", "wanted", "needed"]


class TaskAnswer(Struct, frozen=True, kw_only=True):
    """A task as it stands."""

    task: str
    store: str
    matter: str
    """own: in words of head office's or a colleague's; checklist; or what happened in the shop: order_due, gap, ..."""
    state: str
    """open, done, dropped (its matter settled itself, or it was taken back)."""
    texts: Texts
    note: str
    about: str
    made_at: str
    due_at: str
    taken_by: str
    taken_at: str
    done_by: str
    done_at: str
    photo: str
    """Id of the record with the picture that proves it; empty: none."""
    items_left: int


class Measured(Struct, frozen=True, kw_only=True):
    """How a store deals with one matter."""

    store: str
    matter: str
    made: int
    done: int
    late: int
    """Done after they were due, or due and still open."""
    median_taken_s: float
    """From when it came about until somebody took it; of those that somebody took."""
    median_done_s: float


class Wanted(Struct, frozen=True, kw_only=True):
    """A task to be made."""

    texts: Texts
    note: Annotated[str, Meta(max_length=4000)] = ""
    due_at: datetime | None = None
    urgent: bool = False
    photo: Photo = ""
    items: tuple[Texts, ...] = ()


def make(change: Change, store: str, wanted: Wanted) -> str:
    """Tell a store what is to be done; gives the task's id.

    Raises:
        Unknown: if there is no such store.
        Invalid: if it has no words, or more lines than fit.
    """
    _worded(wanted.texts, wanted.items)
    values: dict[str, Value] = {
        "matter": CHECKLIST if wanted.items else "own",
        "state": "open",
        "made_at": stamp(change.now),
        "due": stamp(wanted.due_at) if wanted.due_at is not None else "",
        "texts": _text(wanted.texts),
        "note": wanted.note,
        "urgent": wanted.urgent,
        "photo": wanted.photo,
    }
    values |= {f"item.{place:02d}": _text(one) for place, one in enumerate(wanted.items, 1)}
    return records.set_fields(change, store, KIND, change.new_id(), values).record_id


def make_list(change: Change, store: str, list_id: str, when: str, wanted: Wanted, days: str = "1234567") -> str:
    """A checklist that a store ticks again on every day named (1 to 7, Monday first); gives its id.

    `when`: opening, closing, or a local HH:MM.

    Raises:
        Unknown: if there is no such store.
        Invalid: if it has no words, no lines, or nobody can read when.
    """
    _worded(wanted.texts, wanted.items)
    if not wanted.items:
        raise Invalid("items", "a checklist has lines")
    if when not in ("opening", "closing"):
        try:
            datetime.strptime(when, "%H:%M")  # noqa: DTZ007  a wall time without a day
        except ValueError:
            raise Invalid("when", f"{when!r} is none of opening, closing, HH:MM") from None
    if not days or not set(days) <= set("1234567"):
        raise Invalid("days", f"{days!r}: of 1 (Monday) to 7")
    values: dict[str, Value] = {
        "state": "on",
        "when": when,
        "days": days,
        "texts": _text(wanted.texts),
        "items": _text(wanted.items),
        "photo": wanted.photo,
    }
    return records.set_fields(change, store, CHECKLIST, list_id or change.new_id(), values).record_id


def end_list(change: Change, list_id: str) -> None:
    """A checklist is not wanted any more; what stands of today stays.

    Raises:
        Unknown: if there is none.
    """
    found = records.get(change.db, CHECKLIST, list_id)
    records.set_fields(change, found.store, CHECKLIST, list_id, {"state": "off"})


def take_back(change: Change, task: str) -> None:
    """A task is not wanted any more; what is done stays done.

    Raises:
        Unknown: if there is none.
    """
    found = records.get(change.db, KIND, task)
    if found.text("state") == "open":
        records.set_fields(change, found.store, KIND, task, {"state": "dropped"})


def get(db: sqlite3.Connection, task: str) -> TaskAnswer:
    """One task.

    Raises:
        Unknown: if there is none, or none that is whole yet.
    """
    found = _answer(records.get(db, KIND, task))
    if found is None:
        raise Unknown(KIND, task)
    return found


def of_store(db: sqlite3.Connection, store: str = "", state: str = "") -> list[TaskAnswer]:
    """Tasks by their due time."""
    states = (state,) if state else ()
    found = (_answer(record) for record in records.all_of(db, KIND, store=store, states=states))
    return [one for one in found if one is not None]


def measured(db: sqlite3.Connection, store: str = "", day: str = "", now: str = "") -> list[Measured]:
    """How stores deal with what there is to do, by store and matter; of a day (YYYY-MM-DD, UTC) or ever."""
    groups: dict[tuple[str, str], list[TaskAnswer]] = {}
    for task in of_store(db, store):
        if task.made_at.startswith(day):
            groups.setdefault((task.store, task.matter), []).append(task)
    return [
        Measured(
            store=key[0],
            matter=key[1],
            made=len(tasks),
            done=sum(task.state == "done" for task in tasks),
            late=sum(_late(task, now) for task in tasks),
            median_taken_s=_median(tasks, "taken_at"),
            median_done_s=_median([task for task in tasks if task.state == "done"], "done_at"),
        )
        for key, tasks in sorted(groups.items())
    ]


def _late(task: TaskAnswer, now: str) -> bool:
    if not task.due_at:
        return False
    if task.state == "done":
        return task.done_at > task.due_at
    return task.state == "open" and bool(now) and now > task.due_at


def _median(tasks: list[TaskAnswer], until: str) -> float:
    ended = [(task.made_at, str(getattr(task, until))) for task in tasks]
    seconds = [max(0.0, (parse(end) - parse(made)).total_seconds()) for made, end in ended if end]
    return float(median(seconds)) if seconds else 0.0


def _answer(record: Record) -> TaskAnswer | None:
    values: Mapping[str, Value] = record.values
    if not record.text("matter") or not record.text("made_at"):
        return None  # the part that says what it is about is still on its way
    took = [
        (field.at, field.device, str(field.value))
        for name, field in record.fields.items()
        if name.startswith("take.") and field.value
    ]
    taken_at, _, taken_by = min(took, default=("", "", ""))
    left = sum(1 for name in values if name.startswith("item.") and not values.get(f"tick.{name[5:]}"))
    try:
        texts = msgspec.json.decode(record.text("texts"), type=Texts)
    except msgspec.DecodeError:
        texts = Texts("")
    return TaskAnswer(
        task=record.record_id,
        store=record.store,
        matter=record.text("matter"),
        state=record.text("state"),
        texts=texts,
        note=record.text("note"),
        about=record.text("about"),
        made_at=record.text("made_at"),
        due_at=record.text("due"),
        taken_by=taken_by,
        taken_at=stamp(moment(taken_at)) if taken_at else "",
        done_by=record.text("done_by"),
        done_at=record.text("done_at"),
        photo=record.text("photo_id"),
        items_left=left,
    )


def _worded(texts: Texts, items: tuple[Texts, ...]) -> None:
    if not texts.zh_hans.strip():
        raise Invalid("texts", "zh_hans says what is to be done")
    if len(items) > MOST_ITEMS or any(not one.zh_hans.strip() for one in items):
        raise Invalid("items", f"at most {MOST_ITEMS} lines, each with words in zh_hans")


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
