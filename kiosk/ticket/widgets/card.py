"""One ticket in the list, and the chosen one beside it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of
from kiosk.store import Store
from kiosk.ticket.model import CLOSED, IN_WORK, WAITING, Ticket
from kiosk.ticket.widgets.words import STATES, cover_of, due_of, head_of, icon_of, who_of
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text


class TicketCard(Card):
    """What it is about, what was said, and until when somebody waits for an answer."""

    def __init__(self, tr: Tr, ticket: Ticket, now: datetime, action: Action, selected: bool) -> None:
        self.ticket_id = ticket.ticket_id
        due, colour = due_of(tr, ticket, now)
        head = Text(head_of(tr, ticket), role="body", bold=True, lines=1)
        state = Pill(tr.text(f"ticket.state.{ticket.state}"), STATES[ticket.state], tight=True)
        words: list[Any] = [Row(head, state, gap=12)]  # Kivy's widgets have no types
        if ticket.text:
            words.append(Text(ticket.text, role="second", colour="ink2", lines=1))
        number = Text(ticket.number, role="second", colour="ink2", hug=True)
        words.append(Row(Text(due, role="second", colour=colour, bold=colour == "err", lines=1), number, gap=12))
        mark = Icon(icon_of(ticket), 30, colour="err" if ticket.late_at(now) else "accent_line")
        super().__init__(Row(mark, Column(*words, gap=2), gap=18), pad=(22, 14), action=action, selected=selected)


def detail_of(
    screen: Any, store: Store, ticket: Ticket, now: datetime, today: date
) -> list[Any]:  # the tickets' screen
    """The parts of the right side, from top to bottom."""
    tr: Tr = screen.tr
    due, colour = due_of(tr, ticket, now)
    head = Row(
        Icon(icon_of(ticket), 40, colour="accent_line"),
        Column(
            Text(head_of(tr, ticket), role="h1", bold=True),
            Text(f"{ticket.number}·{who_of(tr, ticket)}", role="second", colour="ink2"),
            gap=0,
        ),
        Pill(tr.text(f"ticket.state.{ticket.state}"), STATES[ticket.state]),
        gap=16,
    )
    facts: list[Any] = [
        Fact("ticket.fact_due" if ticket.unsettled else "ticket.fact_settled", due, colour=colour),
        Fact("ticket.fact_sale", ticket.sale_number or tr.text("ticket.no_sale")),
    ]
    body: list[Any] = []
    product = catalogue.find(store.db, ticket.gtin, store.currency) if ticket.gtin else None
    if product is not None:
        cover, look = cover_of(tr, ticket, today)
        more = (Row(Pill(cover, look, tight=True), Gap()),) if cover else ()
        lead = Picture(store.image(product.image) or "", seed=product.gtin, width_px=64, height_px=64)
        body.append(ListRow(name_of(product), ticket.serial, lead=lead, more=more, line=False, pad=(0, 6)))
    contact = Text(ticket.contact or tr.text("ticket.no_contact"), role="body")
    body.append(Row(Icon("call" if ticket.contact else "qr", 26, colour="ink2"), contact, gap=14))
    if ticket.text:
        body.append(Panel(Text(ticket.text, role="body"), pad=(18, 14)))
    for entry in ticket.entries:
        told = f"{entry.by}·{tr.date(entry.at)} {tr.time(entry.at)}"
        body.append(Column(Text(entry.text, role="body"), Text(told, role="second", colour="ink2"), gap=2))
    if ticket.answer:
        signed = tr.text("ticket.answer_by", name=ticket.answered_by)
        answer = Row(
            Icon("answer", 26, colour="ok"),
            Column(Text(ticket.answer, role="body"), Text(signed, role="second", colour="ink2"), gap=2),
            gap=14,
            align="top",
        )
        body.append(Panel(answer, tone="ok_soft", pad=(18, 14)))
    facts_panel = Panel(Grid(*facts, columns=2, gap=16), pad=(20, 14))
    return [head, facts_panel, Scroll(Column(*body, gap=12, pad=(0, 4))), *_buttons(screen, ticket)]


def _buttons(screen: Any, ticket: Ticket) -> list[Any]:
    note = Button("ticket.note", icon="edit", size="small", action=partial(screen.note, ticket))
    if not ticket.unsettled:
        again = Button("ticket.reopen", icon="undo", size="tall", action=partial(screen.move, ticket, IN_WORK))
        last = [again]
        if ticket.state != CLOSED:
            last.append(
                Button(
                    "ticket.close", icon="tick", kind="accent", size="tall", action=partial(screen.move, ticket, CLOSED)
                )
            )
        return [Actions(note, gap=12), Actions(*last, gap=12)]
    if ticket.state == WAITING:
        other = Button("ticket.go_on", icon="progress", size="small", action=partial(screen.move, ticket, IN_WORK))
    else:
        other = Button("ticket.wait", icon="pause", size="small", action=partial(screen.move, ticket, WAITING))
    close = Button("ticket.close", size="tall", action=partial(screen.move, ticket, CLOSED))
    answer = Button("ticket.answer", icon="answer", kind="accent", size="tall", action=partial(screen.answer, ticket))
    return [Actions(note, other, gap=12), Actions(close, answer, gap=12)]
