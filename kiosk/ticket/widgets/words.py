"""A ticket in the words and colours of its state."""

from __future__ import annotations

from datetime import date, datetime

from kiosk.ticket.model import Ticket
from kiosk.ui.tr import NATIVE_NAMES, Tr
from kiosk.ui.widgets.pill import State

SUBJECT_ICONS = {
    "repair": "repair",
    "complaint": "complaint",
    "bill": "receipt",
    "warranty": "shield",
    "feedback": "message",
}
FACE_ICONS = {"good": "happy", "fair": "so_so", "bad": "sad"}
TOPIC_ICONS = {
    "staff": "people",
    "waiting": "clock_line",
    "price": "tag",
    "product": "parcel",
    "kiosk": "tablet",
    "other": "dots",
}

STATES: dict[str, State] = {
    "open": "warn",
    "in_work": "info",
    "waiting": "neutral",
    "answered": "ok",
    "closed": "neutral",
}
"""How each state looks."""


def icon_of(ticket: Ticket) -> str:
    """The face that was tapped, else the icon of its subject."""
    return FACE_ICONS.get(ticket.face, SUBJECT_ICONS[ticket.subject])


def head_of(tr: Tr, ticket: Ticket) -> str:
    """What it is about, in one line."""
    if ticket.topic:
        return tr.text(f"ticket.topic.{ticket.topic}")
    return tr.text(f"ticket.subject.{ticket.subject}")


def due_of(tr: Tr, ticket: Ticket, now: datetime) -> tuple[str, str]:
    """(words, token of their colour): until when the shopper was told to hear."""
    if not ticket.unsettled or ticket.due_at is None:
        at = ticket.answered_at or ticket.made_at
        return f"{tr.date(at)} {tr.time(at)}", "ink2"
    left = (ticket.due_at - now).total_seconds()
    if left < 0:
        return tr.text("ticket.late", age=tr.age(-left)), "err"
    return tr.text("ticket.answer_in", age=tr.age(left)), "ink2"


def who_of(tr: Tr, ticket: Ticket) -> str:
    """Whom to ask for, and in which language; the place where it was said, where nobody left a name."""
    words = [ticket.name or tr.text("ticket.said_at", device=ticket.made_on)]
    if ticket.language and ticket.language != tr.language:
        words.append(NATIVE_NAMES.get(ticket.language, ticket.language))
    return "·".join(words)


def cover_of(tr: Tr, ticket: Ticket, today: date) -> tuple[str, State]:
    """(words, look) of the warranty; empty words where nobody asked."""
    if ticket.subject not in ("warranty", "repair") or not ticket.sale_id:
        return "", "neutral"
    try:
        until = date.fromisoformat(ticket.covered_until)
    except ValueError:
        return tr.text("ticket.not_covered"), "warn"
    if until < today:
        return tr.text("ticket.cover_over", day=tr.date(until)), "warn"
    return tr.text("ticket.covered", day=tr.date(until)), "ok"
