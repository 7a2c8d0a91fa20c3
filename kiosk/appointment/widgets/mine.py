"""A member's own appointments of today, on their page at a kiosk: when, with whom, and that they are here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from kiosk.appointment import tables
from kiosk.appointment.model import BOOKED, HERE, Appointment, hosted
from kiosk.appointment.widgets.words import hours_words, span, today
from kiosk.store import Store
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon, Text

EARLY = timedelta(hours=1)
"""So long before the hour somebody may say that they are here; earlier they would wait for nobody."""


def of_today(store: Store, member: str) -> list[Appointment]:
    """What of today's is still before them, or has just begun; the soonest first."""
    since, until = span(store, today(store))
    now = store.clock()
    found = tables.appointments(store.db, store.vault, since, until)
    return [one for one in found if one.member == member and one.state in (BOOKED, HERE) and one.ends > now]


def mine_today(store: Store, tr: Tr, member: str, here: Callable[[str], object]) -> list[Any]:  # Kivy's widgets
    """The part of the page, or nothing where nothing is booked. `here`: appointment -> they have come."""
    found = of_today(store, member)
    if not found:
        return []
    services = {one.service_id: one for one in tables.services(store.db, store.vault)}
    hosts = hosted(list(services.values()), tables.around(store.db, store.vault, store.clock()))
    rows: list[Any] = []
    for place, one in enumerate(found):
        service = services.get(one.service)
        host = hosts.get(one.appointment_id, "")
        with_whom = tr.text("appointment.confirmed_host", host=host) if host else ""
        came = one.state == HERE
        may_come = not came and one.starts - EARLY <= store.clock()
        # Whoever is about to come may say so; that it is known stands there from then on.
        more = () if not came else (Pill(key="appointment.mine_here", state="ok", tight=True),)
        rows.append(
            ListRow(
                service.names.text(tr.language) if service is not None else one.number,
                "·".join(part for part in (hours_words(tr, one), with_whom) if part),
                lead="calendar",
                trail=(Text(one.number, role="body", bold=True, colour="accent_line", hug=True),),
                more=more,
                line=place + 1 < len(found) and not may_come,
            )
        )
        if may_come:
            rows.append(
                Button("appointment.i_am_here", icon="hand", kind="accent", action=partial(here, one.appointment_id))
            )
    title = Row(Icon("calendar", 40, colour="accent_line"), Text(key="appointment.mine_today", role="h2", bold=True),
                gap=16)  # fmt: skip
    return [Column(title, Card(*rows, pad=(32, 12, 32, 24), gap=8), gap=16)]
