"""What a shopper says about an order on its page: a ticket of the store, whose answer the page shows."""

from __future__ import annotations

import sqlite3

from sync.headoffice import orders, tickets
from sync.headoffice.change import Change, Conflict, Unknown
from sync.headoffice.pages import page_tables
from sync.headoffice.pages.answers import PageSaid, PageSay

MOST = 5
"""Of one order; who has more to say is better talked to."""


def say(change: Change, order_id: str, said: PageSay, language: str) -> None:
    """Open a ticket. No name goes with it: the order is named, and the answer is read on its page.

    Raises:
        Unknown: if there is no such order.
        Invalid: if nothing is said.
        Conflict: if enough was said.
    """
    order = orders.get(change.db, order_id)
    if len(of(change.db, order_id)) >= MOST:
        raise Conflict("text", "the store has enough to read")
    wanted = tickets.Wanted(
        store=order.store, subject=said.subject, text=said.text, sale_number=order.number, language=language
    )
    opened = tickets.open_ticket(change, wanted)
    page_tables.keep(change.db, order_id, opened.ticket)


def of(db: sqlite3.Connection, order_id: str) -> list[PageSaid]:
    """What was said, with the answers; the oldest first."""
    found = []
    for name in page_tables.tickets_of(db, order_id):
        try:
            ticket = tickets.get(db, name)
        except Unknown:
            continue
        found.append(
            PageSaid(
                number=ticket.number,
                subject=ticket.subject,
                text=ticket.text,
                answer=ticket.answer,
                answered_at=ticket.answered_at,
            )
        )
    return found
