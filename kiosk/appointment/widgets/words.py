"""An appointment in words: its day, its hours, its state, and what can be booked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.appointment import tables
from kiosk.appointment.model import BOOKED, CANCELLED, HERE, MISSED, SERVED, Appointment, Service, Slot, slots
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.pill import State

STATES: dict[str, State] = {BOOKED: "info", HERE: "ok", SERVED: "neutral", CANCELLED: "neutral", MISSED: "warn"}
"""How each state looks."""

AROUND_THE_CLOCK = ("00:00", "00:00")


def today(store: Store) -> date:
    """The shop's day."""
    return store.clock().astimezone(ZoneInfo(store.register.zone)).date()


def day_of(store: Store, at: datetime) -> date:
    """The day of a moment by the shop's clock."""
    return at.astimezone(ZoneInfo(store.register.zone)).date()


def day_words(tr: Tr, store: Store, day: date) -> str:
    """Today, tomorrow, or its date."""
    ahead = (day - today(store)).days
    if ahead in (0, 1):
        return tr.text("appointment.tomorrow" if ahead else "appointment.today")
    return tr.date(day)


def span(store: Store, day: date) -> tuple[datetime, datetime]:
    """From and to of a day of the shop."""
    zone = ZoneInfo(store.register.zone)
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=1)
    last = datetime(after.year, after.month, after.day, tzinfo=zone)
    now = store.clock()
    return first.astimezone(now.tzinfo), last.astimezone(now.tzinfo)


def free(store: Store, service: Service, services: Sequence[Service], day: date, without: str = "") -> list[Slot]:
    """The free hours of a day. `without`: a booking that is being moved, and so takes no hour."""
    gln, zone = store.settings.device.store, store.register.zone
    known = stock.hours(store.db, gln)
    hours = (known.opens, known.closes) if known is not None else AROUND_THE_CLOCK
    booked = [one for one in tables.around(store.db, store.vault, span(store, day)[0]) if one.appointment_id != without]
    return slots(service, services, booked, day, store.clock(), hours, zone)


def hours_words(tr: Tr, one: Appointment) -> str:
    """From and to."""
    return f"{tr.time(one.starts)}–{tr.time(one.ends)}"
