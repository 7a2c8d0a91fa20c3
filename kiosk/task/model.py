"""A task as its record says it, and how a list of them is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field

from kiosk.record.model import Record, as_text
from sync import clock
from sync.messages import Texts
from sync.messages.records import Value

KIND = "task"

OPEN, DONE, DROPPED = "open", "done", "dropped"
"""States of a task. Who holds it stands apart: that somebody took it never undoes that somebody else did it."""

OWN, CHECKLIST = "own", "checklist"
"""Matters whose words come with the task; all others have words of their own (`task.title.<matter>`)."""

MATTERS = (
    OWN,
    CHECKLIST,
    "order_due",
    "order_risk",
    "order_choice",
    "put_back",
    "refund",
    "gap",
    "count",
    "price",
    "printer",
    "assist",
    "ticket",
    "feedback",
    "appointment",
    "arrival",
    "other",
)

LATER = timedelta(minutes=30)
"""So long a task is out of the way that somebody put aside; it keeps its due time."""

TAKE = "take."
"""Prefix of the fields that say who took it: one for each person, so that of two who took it apart from one another
the first has it, and the other reads so."""

ITEM, TICK = "item.", "tick."

NO_TEXTS = Texts("")


class Wanted(Struct, frozen=True):
    """What is to be done, as whoever makes a task says it."""

    matter: str = OWN
    texts: Texts = NO_TEXTS
    """Needed where the matter has no words of its own."""
    note: str = ""
    due_at: datetime | None = None
    about: str = ""
    """Id of what it is about: an order, a call, a ticket; a GTIN; a device."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What the words of the title name, and `screen` (with its arguments) that a tap on "open" leads to."""
    member: str = ""
    urgent: bool = False
    photo: str = ""
    """Empty, ``wanted``, or ``needed``: not done without one."""
    items: tuple[Texts, ...] = ()
    """Of a checklist, from top to bottom."""

    def values(self, made_at: datetime) -> dict[str, Value]:
        """The fields of its record."""
        found: dict[str, Value] = {"matter": self.matter, "state": OPEN, "made_at": clock.stamp(made_at)}
        optional: dict[str, Value] = {
            "due": clock.stamp(self.due_at) if self.due_at is not None else "",
            "texts": as_text(self.texts) if self.texts != NO_TEXTS else "",
            "note": self.note,
            "about": self.about,
            "details": as_text(dict(self.details)) if self.details else "",
            "member": self.member,
            "urgent": self.urgent,
            "photo": self.photo,
        }
        found |= {name: value for name, value in optional.items() if value}
        return found | {f"{ITEM}{place:02d}": as_text(one) for place, one in enumerate(self.items, 1)}


class Item(Struct, frozen=True):
    """One line of a checklist."""

    name: str
    texts: Texts
    ticked: bool = False
    by: str = ""


class Holder(Struct, frozen=True):
    """Who does it."""

    person: str
    """Operator's id, or the device's name where nobody signs in."""
    name: str
    at: datetime
    device: str


class Task(Struct, frozen=True):
    """One task, as far as this device has heard."""

    task_id: str
    matter: str
    state: str
    made_at: datetime
    due_at: datetime | None = None
    texts: Texts = NO_TEXTS
    note: str = ""
    about: str = ""
    """Id of what it is about: an order, a call, a ticket; a GTIN; a device."""
    details: dict[str, str] = field(default_factory=dict)
    """What the words of its title name."""
    urgent: bool = False
    holder: Holder | None = None
    later_until: datetime | None = None
    photo: str = ""
    """Empty, ``wanted``, or ``needed``: not done without one."""
    photo_id: str = ""
    """Record of the picture that proves it (`kiosk.task.photo`)."""
    items: tuple[Item, ...] = ()
    done_at: datetime | None = None
    done_by: str = ""
    done_on: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    def late_at(self, now: datetime) -> bool:
        """Whether it should have been done."""
        return self.is_open and self.due_at is not None and now > self.due_at

    def aside_at(self, now: datetime) -> bool:
        """Whether somebody put it aside for a while."""
        return self.holder is None and self.later_until is not None and now < self.later_until

    @property
    def left(self) -> int:
        """Lines of the checklist that nobody has ticked."""
        return sum(not item.ticked for item in self.items)


def task_of(record: Record) -> Task | None:
    """The task of a record; None while the part of it that says what it is about is still on its way."""
    matter, made_at = record.text("matter"), record.time("made_at")
    if not matter or made_at is None or not record.text("state"):
        return None
    return Task(
        task_id=record.record_id,
        matter=matter if matter in MATTERS else "other",
        state=record.text("state"),
        made_at=made_at,
        due_at=record.time("due"),
        texts=record.data("texts", Texts, NO_TEXTS),
        note=record.text("note"),
        about=record.text("about"),
        details=record.data("details", dict[str, str], {}),
        urgent=record.flag("urgent"),
        holder=_holder(record),
        later_until=record.time("later"),
        photo=record.text("photo"),
        photo_id=record.text("photo_id"),
        items=_items(record),
        done_at=record.time("done_at"),
        done_by=record.text("done_by"),
        done_on=record.set_on("done_at"),
    )


def ordered(tasks: list[Task], now: datetime) -> list[Task]:
    """What is urgent first, then by due time; what was put aside comes last."""
    return sorted(tasks, key=lambda one: (one.aside_at(now), not one.urgent, one.due_at or _FAR, one.task_id))


_FAR = clock.parse("9999-01-01T00:00:00.000Z")


def _holder(record: Record) -> Holder | None:
    took = [
        (at, name.removeprefix(TAKE), record.text(name), record.set_on(name))
        for name in record.fields
        if name.startswith(TAKE) and record.text(name) and (at := record.set_at(name)) is not None
    ]
    if not took:
        return None
    # By the reading itself: two within one millisecond are still first and second.
    at, person, shown, device = min(took, key=lambda one: (record.fields[TAKE + one[1]].at, one[3]))
    return Holder(person, shown, at, device)


def _items(record: Record) -> tuple[Item, ...]:
    found = []
    for name in sorted(record.fields):
        if name.startswith(ITEM):
            key = name.removeprefix(ITEM)
            by = record.text(TICK + key)
            found.append(Item(key, record.data(name, Texts, NO_TEXTS), bool(by), by))
    return tuple(found)
