"""The form in which a colleague books for somebody: what, which hour, with whom, who it is, and what they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from msgspec import Struct, field

from kiosk.appointment.model import Service, Slot
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.text import Icon, Text

SOURCES = ("tablet", "phone")


class Draft(Struct):
    """What is filled in so far."""

    service: str = ""
    starts: datetime | None = None
    wished: str = ""
    source: str = "tablet"
    member: str = ""
    words: dict[str, str] = field(default_factory=dict)
    """name, contact, and the answer to each question by its number."""

    @property
    def missing(self) -> str:
        """Message key of what it still needs; empty: nothing."""
        if not self.service:
            return "appointment.needs_service"
        if self.starts is None:
            return "appointment.needs_hour"
        return "" if self.words.get("name") else "appointment.needs_name"

    def needs(self, service: Service, language: str) -> tuple[tuple[str, str], ...]:
        """(question, answer) in the words that were read."""
        found = []
        for number, question in enumerate(service.questions):
            answer = " ".join(self.words.get(str(number), "").split())
            if answer:
                found.append((question.text(language), answer))
        return tuple(found)


def form_of(
    screen: Any,  # the day's screen
    draft: Draft,
    services: Sequence[Service],
    offered: Sequence[Slot],
) -> list[Any]:  # Kivy's widgets
    """The parts of the form, from top to bottom."""
    tr: Tr = screen.tr
    chips = [
        Chip(one.names.text(tr.language), selected=one.service_id == draft.service, action=partial(screen.want, one))
        for one in services
    ]
    rows: list[Any] = [_head("appointment.what"), Flow(*chips, gap=8)]
    service = next((one for one in services if one.service_id == draft.service), None)
    if service is not None:
        rows += [_head("appointment.which_hour"), hours_of(tr, offered, draft.starts, screen.pick_hour)]
        slot = next((one for one in offered if one.starts == draft.starts), None)
        if slot is not None and len(slot.free) > 1:
            whom = [Chip(key="appointment.anybody", selected=not draft.wished, action=partial(screen.wish, ""))]
            whom += [Chip(host, selected=host == draft.wished, action=partial(screen.wish, host)) for host in slot.free]
            rows += [_head("appointment.whom"), Flow(*whom, gap=8)]
    how = [
        Chip(key=f"appointment.source.{source}", selected=source == draft.source, action=partial(screen.by, source))
        for source in SOURCES
    ]
    rows += [_head("appointment.how"), Flow(*how, gap=8)]
    rows.append(_fact(screen, "person", tr.text("appointment.write_name"), "name", draft))
    rows.append(_fact(screen, "call", tr.text("appointment.write_contact"), "contact", draft))
    for number, question in enumerate(service.questions if service is not None else ()):
        rows.append(_fact(screen, "message", question.text(tr.language), str(number), draft))
    return rows


def hours_of(tr: Tr, offered: Sequence[Slot], chosen: datetime | None, pick: Any) -> Any:  # an action, a Kivy widget
    """Free hours to tap."""
    if not offered:
        return Text(key="appointment.full", role="body", colour="ink2")
    chips = [
        Chip(tr.time(one.starts), selected=one.starts == chosen, action=partial(pick, one.starts)) for one in offered
    ]
    return Flow(*chips, gap=8)


def _head(key: str) -> Text:
    return Text(key=key, role="second", bold=True, colour="ink2")


def _fact(screen: Any, icon: str, name: str, slot: str, draft: Draft) -> Panel:  # the day's screen
    value = draft.words.get(slot, "")
    words = Column(
        Text(name, role="second", colour="ink2"),
        Text(
            value or screen.tr.text("appointment.tap_to_write"),
            role="body",
            bold=bool(value),
            colour="ink" if value else "ink2",
            lines=2,
        ),
        gap=0,
    )
    mark = Icon("ok", 26, colour="ok") if value else Icon("next", 24, colour="ink3")
    return Panel(
        Row(Icon(icon, 28, colour="accent_line"), words, mark, gap=16),
        pad=(18, 12),
        action=partial(screen.write, slot, name),
    )
