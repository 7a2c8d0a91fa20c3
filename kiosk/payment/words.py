"""What a screen says about a payment: the keys of its words, so that kiosk and till say the same."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from hardware.payment_terminal import PaymentKind
from kiosk.payment.steps import Payment, Step

NOT_PAID: frozenset[Step] = frozenset({"declined", "reversed", "failed"})
"""Nothing was taken, or it went back: the shopper may pay again."""

IN_DOUBT: frozenset[Step] = frozenset({"unknown", "reversing"})
"""Nobody may pay again."""

UNDER_WAY: frozenset[Step] = frozenset({"opening", "waiting", "pending"})

EXPLAINED = frozenset({"unreachable", "expired", "code_refused", "busy"})
"""Reasons that help the shopper to choose what to do; the others are the terminal's own affair."""


class Told(Struct, frozen=True):
    """Two lines, and how they look."""

    title: str
    more: str
    icon: str = "card"
    colour: str = "accent_line"


def told(payment: Payment[Any], kind: PaymentKind) -> Told:  # whatever it pays for
    """What to say of it."""
    if payment.step in _PLAIN:
        return _PLAIN[payment.step]
    if payment.step == "declined":
        reason = payment.intent.reason if payment.intent is not None else ""
        more = f"payment.reason.{reason}" if reason in EXPLAINED else "pay.declined_more"
        return Told("pay.declined", more, "err", "err")
    if payment.step == "opening":
        return Told("pay.opening", "", _ICONS[kind])
    return _waiting(payment, kind)


def _waiting(payment: Payment[Any], kind: PaymentKind) -> Told:  # whatever it pays for
    if kind == "wallet":
        return Told("payment.confirm", "payment.confirm_more", "phone")
    if kind == "qr":
        shows = payment.intent is not None and payment.intent.qr_text
        return Told("payment.qr_scan" if shows else "payment.qr_terminal", "payment.qr_scan_more", "qr_scan")
    return Told("pay.waiting", "pay.waiting_more", "card")


_PLAIN: dict[Step, Told] = {
    "unknown": Told("pay.unknown", "pay.unknown_more", "clock", "warn"),
    "reversing": Told("payment.reversing", "payment.reversing_more", "clock", "warn"),
    "reversed": Told("payment.reversed", "payment.reversed_more", "undo", "warn"),
    "failed": Told("pay.failed", "pay.failed_more", "err", "err"),
}
_ICONS: dict[PaymentKind, str] = {"card": "card", "wallet": "phone", "qr": "qr_scan"}
