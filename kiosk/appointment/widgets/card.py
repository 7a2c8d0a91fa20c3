"""One appointment in the day's list, and the chosen one beside it."""

from __future__ import annotations

from functools import partial
from typing import Any

from kiosk.appointment.model import BOOKED, CANCELLED, HERE, MISSED, SERVED, Appointment, Service
from kiosk.appointment.widgets.words import STATES, hours_words
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text


class AppointmentCard(Card):
    """When, who, what, with whom, and how it stands."""

    def __init__(
        self, tr: Tr, one: Appointment, service: Service | None, host: str, action: Action, *, selected: bool
    ) -> None:
        name = service.names.text(tr.language) if service is not None else one.service
        lost = one.state in (BOOKED, HERE) and not host
        state = (
            Pill(key="appointment.no_host", state="err", tight=True)
            if lost
            else Pill(key=f"appointment.state.{one.state}", state=STATES[one.state], tight=True)
        )
        told = "·".join(part for part in (name, host) if part)
        faint = one.state in (CANCELLED, SERVED)
        words = Column(
            Row(Text(one.name, role="body", bold=True, lines=1, colour="ink2" if faint else "ink"), state, gap=12),
            Text(told, role="second", colour="ink2", lines=1),
            gap=2,
        )
        when = Text(tr.time(one.starts), role="h2", bold=True, hug=True, colour="ink2" if faint else "accent_line")
        super().__init__(Row(when, words, gap=20), pad=(22, 14), action=action, selected=selected)


def detail_of(
    screen: Any,  # the day's screen
    one: Appointment,
    service: Service | None,
    host: str,
    *,
    begun: bool,
) -> list[Any]:  # Kivy's widgets
    """The parts of the right side, from top to bottom. `begun`: its hour has come."""
    tr: Tr = screen.tr
    name = service.names.text(tr.language) if service is not None else one.service
    head = Row(
        Icon("calendar", 40, colour="accent_line"),
        Column(
            Text(one.name, role="h1", bold=True),
            Text(f"{name}·{one.number}", role="second", colour="ink2"),
            gap=0,
        ),
        Pill(key=f"appointment.state.{one.state}", state=STATES[one.state]),
        gap=16,
    )
    facts = Grid(
        Fact("appointment.fact_when", f"{tr.date(one.starts)} {hours_words(tr, one)}"),
        Fact("appointment.fact_host", host or "–"),
        Fact("appointment.fact_source", tr.text(f"appointment.source.{one.source}")),
        Fact("appointment.fact_contact", one.contact or tr.text("appointment.no_contact")),
        columns=2,
        large=1,
        gap=16,
    )
    body: list[Any] = [Panel(facts, pad=(20, 14))]
    if one.state in (BOOKED, HERE) and not host:
        warning = Row(Icon("warn", 28, colour="err"), Text(key="appointment.no_host_more", role="body"), gap=14)
        body.insert(0, Panel(warning, tone="err_soft", pad=(18, 14)))
    body += [
        Column(Text(question, role="second", colour="ink2"), Text(answer, role="body"), gap=2)
        for question, answer in one.needs
    ]
    return [head, Scroll(Column(*body, gap=14)), *_buttons(screen, one, begun=begun)]


def _buttons(screen: Any, one: Appointment, *, begun: bool) -> list[Any]:  # the screen and Kivy's widgets
    def act(key: str, state: str, **look: Any) -> Button:  # a button's own
        return Button(key, action=partial(screen.advance, one, state), **look)

    move = Button("appointment.move", icon="clock_line", size="small", action=partial(screen.begin_move, one))
    cancel = act("appointment.cancel", CANCELLED, icon="close", size="small")
    came = act("appointment.check_in", HERE, icon="tick", kind="accent", size="tall")
    if one.state == BOOKED:
        missed = [act("appointment.miss", MISSED, size="tall")] if begun else []
        return [Actions(move, cancel, gap=12), Actions(*missed, came, gap=12)]
    if one.state == HERE:
        done = act("appointment.serve", SERVED, icon="tick", kind="accent", size="tall")
        return [Actions(cancel, gap=12), Actions(done, gap=12)]
    if one.state == MISSED:
        return [Actions(move, gap=12), Actions(came, gap=12)]
    return []
