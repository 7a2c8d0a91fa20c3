"""What happens in the shop and asks to be dealt with: each device looks now and then, all come to the same tasks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.paper import tables as paper
from kiosk.pickup import risk
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import READY
from kiosk.pickup.risk import Due
from kiosk.register import Register
from kiosk.service import tables as service
from kiosk.service.model import AGAIN_AFTER
from kiosk.stock import tables as stock
from kiosk.stock.hints import gap_of
from kiosk.task import actions, tables
from kiosk.task.model import Task, Wanted
from kiosk.worker import Transaction
from sync import clock, messages
from sync.formats.ready_time import Work
from sync.security import Vault

ORDER_SOON = timedelta(minutes=30)
"""An order is a task so long before it is promised; before that it is in the queue of orders and presses nobody."""

AHEAD = timedelta(hours=2)
NEXT_ORDERS = 40
"""So far ahead is looked for orders that may be late; what is further away says nothing yet."""

HANDS = 2
"""Who picks at once in a shop, where nobody has said otherwise."""

LONG_BEFORE = timedelta(days=1)
"""No order is looked at so long before it is promised: tasks of it are dated with that moment, on every device."""

PRINTER_AFTER = timedelta(seconds=60)
"""Paper that is changed within a minute needs no task."""

COUNT_WITHIN = timedelta(hours=2)
PRICE_WITHIN = timedelta(minutes=30)
PUT_BACK_WITHIN = timedelta(hours=1)

LAST_MOVED = 40
"""Products of the newest movements that are looked at: what went below zero did so just now."""


class Event(Struct, frozen=True):
    """Something happened that is a task."""

    wanted: Wanted
    parts: tuple[str, ...]
    moment: datetime
    """Before it nobody can have done anything about it; the same on every device."""
    noticed_at: datetime | None = None
    """When it came about, if that is later."""


Source = Callable[[sqlite3.Connection, Register, datetime], Iterator[Event]]
Settled = Callable[[sqlite3.Connection, Register, datetime, Task], bool]
"""Whether what a task is about is over, as far as this device knows for sure."""


def watch(tx: Transaction, vault: Vault, register: Register) -> None:
    """Now and then: make the tasks of what happened, and drop those whose matter has settled itself."""
    for source in SOURCES:
        for event in list(source(tx.db, register, tx.now)):
            actions.follow(tx, vault, register, event.wanted, event.parts, event.moment, event.noticed_at)
    for task in tables.open_tasks(tx.db, vault, tx.now):
        settled = SETTLED.get(task.matter)
        if settled is not None and task.holder is None and settled(tx.db, register, tx.now, task):
            actions.drop(tx, vault, register, task.task_id)


def noticed(tx: Transaction, vault: Vault, register: Register) -> None:
    """In the transaction in which it happened: a shelf that shows another price than the till is looked at."""
    for fact in tx.done:
        if isinstance(fact, messages.PriceConflictNoticed) and fact.source != "online":
            wanted = Wanted(
                "price",
                about=fact.gtin,
                due_at=tx.now + PRICE_WITHIN,
                details={
                    "gtin": fact.gtin,
                    "theirs": str(fact.claimed_minor),
                    "ours": str(fact.ours_minor),
                    "screen": "stock.lookup",
                    "arg.gtin": fact.gtin,
                },
            )
            actions.follow(
                tx, vault, register, wanted, (fact.gtin, _day(register, tx.now)), _began(register, tx.now), tx.now
            )


# ---------------------------------------------------------------- what happens


def _orders(db: sqlite3.Connection, register: Register, now: datetime) -> Iterator[Event]:
    """Orders that will rather not be ready in time, while somebody can hurry; and others that are promised soon."""
    near = []
    for entry in pickup.queue(db, limit=NEXT_ORDERS):
        if entry.promised_at is None or entry.promised_at - now > AHEAD:
            break  # the soonest promised come first
        if entry.state not in READY:
            near.append((entry, entry.promised_at))
    units = {entry.order_id: max(0, entry.units - entry.picked - entry.short) for entry, _ in near}
    due = [Due(entry.order_id, Work(units[entry.order_id], units[entry.order_id]), at) for entry, at in near]
    expected = risk.outlook(due, HANDS, risk.USUAL_PACE, now)
    for entry, at in near:
        details = {"number": entry.number, "screen": "associate.orders", "arg.order_id": entry.order_id}
        if expected[entry.order_id].late and at > now:
            wanted = Wanted("order_risk", due_at=at, about=entry.order_id, details=details, urgent=True)
            yield Event(wanted, (entry.order_id,), at - LONG_BEFORE, now)
        elif at - now <= ORDER_SOON and not _at_risk(db, register, entry.order_id):
            wanted = Wanted("order_due", due_at=at, about=entry.order_id, details=details)
            yield Event(wanted, (entry.order_id,), at - ORDER_SOON)


def _at_risk(db: sqlite3.Connection, register: Register, order_id: str) -> bool:
    """Whether it is a task already that this order may be late: it is not two."""
    return tables.exists(db, actions.id_of(register, "order_risk", order_id))


def _order_issues(db: sqlite3.Connection, _register: Register, now: datetime) -> Iterator[Event]:
    """Goods of ended orders that stand about, and histories that contradict each other: money may be owed."""
    for entry in pickup.with_issues(db):
        at = entry.state_at or now
        details = {"number": entry.number, "screen": "associate.orders", "arg.order_id": entry.order_id}
        if entry.put_back:
            words = details | {"n": str(entry.put_back)}
            wanted = Wanted("put_back", due_at=at + PUT_BACK_WITHIN, about=entry.order_id, details=words)
            yield Event(wanted, (entry.order_id,), at)
        if entry.issues:
            wanted = Wanted("refund", due_at=at + PUT_BACK_WITHIN, about=entry.order_id, details=details)
            yield Event(wanted, (entry.order_id, str(entry.issues)), at)


def _calls(db: sqlite3.Connection, _register: Register, now: datetime) -> Iterator[Event]:
    """Shoppers who called and whom nobody answered."""
    for call in service.open_calls(db, now):
        if call.late_at(now):
            details = {"device": call.device, "screen": "service.calls"}
            due = call.called_at + AGAIN_AFTER
            wanted = Wanted("assist", due_at=due, about=call.call_id, details=details, urgent=True)
            yield Event(wanted, (call.call_id,), call.called_at)


def _printers(db: sqlite3.Connection, register: Register, now: datetime) -> Iterator[Event]:
    """Paper of this device that does not come out."""
    for job in paper.stuck(db, now - PRINTER_AFTER):
        details = {"device": register.workstation, "printer": job.printer, "reason": job.reason}
        due = job.made_at + PRINTER_AFTER
        wanted = Wanted("printer", due_at=due, about=job.job_id, details=details, urgent=True)
        yield Event(wanted, (register.workstation, job.printer, job.job_id), job.made_at)


def _stock(db: sqlite3.Connection, register: Register, now: datetime) -> Iterator[Event]:
    """Products of which more left, or were promised, than there are; and places where nothing was found."""
    day = _day(register, now)
    moved = stock.last_moved(db, LAST_MOVED)
    for gtin, level in stock.levels(db, moved).items():
        gap = gap_of(gtin, level)
        if gap is not None:
            left = level.on_hand if gap.kind == "negative" else level.unpromised
            details = {"gtin": gtin, "n": str(left), "kind": gap.kind, "screen": "stock.lookup", "arg.gtin": gtin}
            wanted = Wanted("count", due_at=now + COUNT_WITHIN, about=gtin, details=details)
            yield Event(wanted, (gtin, day), _began(register, now), now)
    for gtin, at in stock.not_found(db, LAST_MOVED):
        moment = clock.parse(at)
        details = {"gtin": gtin, "screen": "stock.lookup", "arg.gtin": gtin}
        wanted = Wanted("gap", due_at=moment + COUNT_WITHIN, about=gtin, details=details)
        yield Event(wanted, (gtin, _day(register, moment)), _began(register, moment), moment)


SOURCES: tuple[Source, ...] = (_orders, _order_issues, _calls, _printers, _stock)


# ---------------------------------------------------------------- what settles itself


def _order_ready(db: sqlite3.Connection, _register: Register, _now: datetime, task: Task) -> bool:
    entry = pickup.entry(db, task.about)
    return entry is not None and (entry.ended or entry.state in READY)


def _order_seen_to(db: sqlite3.Connection, register: Register, now: datetime, task: Task) -> bool:
    """Ready, or a task of greater urgency by now."""
    return _at_risk(db, register, task.about) or _order_ready(db, register, now, task)


def _goods_back(db: sqlite3.Connection, _register: Register, _now: datetime, task: Task) -> bool:
    entry = pickup.entry(db, task.about)
    return entry is not None and not entry.put_back


def _call_over(db: sqlite3.Connection, _register: Register, now: datetime, task: Task) -> bool:
    call = service.load(db, task.about)
    return call is not None and (call.state != "asked" or not call.open_at(now))


def _paper_out(db: sqlite3.Connection, register: Register, _now: datetime, task: Task) -> bool:
    """Only the device whose printer it is knows."""
    if task.details.get("device") != register.workstation:
        return False
    job = paper.find(db, task.about)
    return job is None or job.state not in ("waiting", "printing")


def _counted(db: sqlite3.Connection, _register: Register, _now: datetime, task: Task) -> bool:
    level = stock.level(db, task.about)
    return level is not None and gap_of(task.about, level) is None


SETTLED: dict[str, Settled] = {
    "order_due": _order_seen_to,
    "order_risk": _order_ready,
    "put_back": _goods_back,
    "assist": _call_over,
    "printer": _paper_out,
    "count": _counted,
}


def _day(register: Register, now: datetime) -> str:
    return register.business_date(now).isoformat()


def _began(register: Register, now: datetime) -> datetime:
    """When the business day of `now` began: what several devices notice in its course is dated with it."""
    day = register.business_date(now)
    return datetime.combine(day, time.fromisoformat(register.day_ends), ZoneInfo(register.zone)).astimezone(UTC)
