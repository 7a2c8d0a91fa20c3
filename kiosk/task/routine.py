"""Checklists of opening and closing: head office writes one once, and every day has its own to be ticked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from kiosk.record import tables as records
from kiosk.register import Register
from kiosk.stock import tables as stock
from kiosk.stock.hours import Hours
from kiosk.task import actions
from kiosk.task.model import CHECKLIST, Wanted
from kiosk.worker import Transaction
from sync.messages import Texts
from sync.security import Vault

LIST = "checklist"
"""Kind of the records that say what is to be done again and again: `state` (on, off), `when` (opening, closing or a
local HH:MM), `days` (1 to 7, Monday first), `texts`, `items` (a list of texts), `photo`."""

BEFORE = timedelta(hours=1)
"""A list is there so long before it must be done."""

USUAL = Hours("09:00", "21:00", "")
"""Of a shop whose hours nobody told."""


def begin_lists(tx: Transaction, vault: Vault, register: Register) -> None:
    """Now and then: the lists of today that are due soon become tasks, on every device the same."""
    for record in records.all_of(tx.db, vault, LIST, states=("on",)):
        due = due_at(record.text("when"), stock.hours(tx.db, register.store_gln) or USUAL, register, tx.now)
        if due is None or not due - BEFORE <= tx.now < due + timedelta(hours=12):
            continue
        day = register.business_date(due)
        days = record.text("days") or "1234567"
        if str(day.isoweekday()) not in days:
            continue
        wanted = Wanted(
            CHECKLIST,
            texts=record.data("texts", Texts, Texts("")),
            due_at=due,
            about=record.record_id,
            photo=record.text("photo"),
            items=_items(record.text("items")),
        )
        actions.follow(tx, vault, register, wanted, (record.record_id, day.isoformat()), due - BEFORE)


def due_at(when: str, hours: Hours, register: Register, now: datetime) -> datetime | None:
    """When today's list must be done; None if nobody can read when."""
    wall = {"opening": hours.opens, "closing": hours.closes}.get(when, when)
    try:
        at = time.fromisoformat(wall.replace("24:00", "23:59"))
    except ValueError:
        return None
    zone = ZoneInfo(register.zone)
    today = register.business_date(now)
    due = datetime.combine(today, at, zone)
    if when == "closing" and hours.closes <= hours.opens:
        due += timedelta(days=1)  # the shop closes after midnight
    return due.astimezone(now.tzinfo)


def _items(text: str) -> tuple[Texts, ...]:
    try:
        return msgspec.json.decode(text.encode(), type=tuple[Texts, ...])
    except (msgspec.DecodeError, RecursionError):
        return ()
