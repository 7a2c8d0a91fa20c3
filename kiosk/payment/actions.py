"""Asking for money, hearing what became of it, undoing it, and ending a doubt by hand: one transaction each."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TypeVar

from msgspec.structs import replace

from hardware.payment_terminal import PaymentKind, PaymentResult
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import tables
from kiosk.payment.model import Event, Intent, advance, event_of
from kiosk.worker import Transaction
from sync.messages.payment import PaymentAdvanced

log = logging.getLogger(__name__)

T = TypeVar("T")
Settle = Callable[[Transaction, Intent], T | None]
"""What is paid for takes an approved payment in, inside the same transaction: gives the finished sale, or None if there
is a rest to pay. It raises `Refused` if there is nothing that this payment could pay for; what it wrote until then is
undone, and so is the payment."""

LONGEST_REASON = 200


def open_intent(
    tx: Transaction,
    basket_id: str,
    kind: PaymentKind,
    amount_minor: int,
    currency: str,
    payer_code: str = "",
    refund_of: str = "",
    language: str = "",
    operator: str = "",
) -> Intent:
    """Write down what somebody is about to be asked for: committed before they hear a word.

    Of a scanned code the last four digits are kept. A negative amount with `refund_of`, the reference of the payment
    that it goes back to, is a refund.

    Raises:
        Refused: ``payment.still_open`` if a payment of this basket is not cleared up yet, ``payment.no_amount``,
            ``payment.no_original`` for a refund that goes back to nothing.
    """
    if amount_minor == 0 or (refund_of and amount_minor > 0):
        raise Refused("payment.no_amount")
    if amount_minor < 0 and not refund_of:
        raise Refused("payment.no_original")
    if tables.open_intent(tx.db, basket_id) is not None:
        raise Refused("payment.still_open")
    intent = Intent(
        intent_id=tx.new_id(),
        basket_id=basket_id,
        kind=kind,
        amount=Money(amount_minor, currency),
        state="created",
        reference="",
        at=tx.now,
        refund_of=refund_of,
        hint=payer_code[-4:],
        language=language,
        operator=operator,
    )
    tables.insert(tx.db, intent)
    tx.touch("payment")
    return intent


def mark_sent(tx: Transaction, intent_id: str) -> Intent:
    """The terminal is asked next. From this commit on it may have taken the money.

    Raises:
        Refused: ``payment.no_such``, ``payment.already_asked`` so that nobody is ever asked twice.
    """
    intent = _load(tx, intent_id)
    if intent.state != "created":
        raise Refused("payment.already_asked")
    return _keep(tx, intent, replace(advance(intent, "asked"), sent_at=tx.now))


def withdraw(tx: Transaction, intent_id: str) -> Intent:
    """A stop of the program came before anybody was asked: no money moved, and none will."""
    intent = _load(tx, intent_id)
    return _keep(tx, intent, advance(intent, "withdrawn"))


def hear(tx: Transaction, intent_id: str, result: PaymentResult, settle: Settle[T]) -> tuple[Intent, T | None]:
    """The terminal said something. What it approved pays for the basket in this very transaction.

    Safe to receive twice, late and in any order.

    Raises:
        Refused: ``payment.no_such``.
    """
    intent = _load(tx, intent_id)
    event = event_of(intent, result)
    made: T | None = None
    after = advance(intent, event, result)
    if event == "approved" and after.state == "approved" and not after.settled:
        made, used = _use(tx, after, settle)
        after = replace(after, settled=True) if used else advance(intent, "unusable", result)
    if intent.state == "approved" and event in ("declined", "reversed"):
        log.error("payment %s stands in a sale, and the terminal now says %s", intent_id, event)
        after = replace(after, reason=f"later_{event}")
    return _keep(tx, intent, after), made


def ask_reversal(tx: Transaction, intent_id: str, reason: str = "") -> Intent:
    """It is to be undone: on disk before the terminal is asked, so that a late approval is never taken for a sale.

    Raises:
        Refused: ``payment.no_such``, ``payment.not_reversible`` for a refund or what is over already.
    """
    intent = _load(tx, intent_id)
    after = advance(intent, "reverse")
    if after.state != "reversing":
        raise Refused("payment.not_reversible")
    return _keep(tx, intent, replace(after, reason=reason or after.reason))


def confirm(tx: Transaction, intent_id: str) -> Intent:
    """A no was asked about once more, and it is still a no: that is the end of it."""
    intent = _load(tx, intent_id)
    if intent.state != "declined":
        return intent
    return _keep(tx, intent, replace(intent, confirmed=True))


def tell_doubt(tx: Transaction, intent_id: str) -> Intent:
    """It has been in doubt for so long that head office should know. The shop keeps asking."""
    intent = _load(tx, intent_id)
    if intent.told or not intent.needs_people:
        return intent
    log.warning("payment %s of %s is in doubt: %s %s", intent_id, intent.at, intent.state, intent.reason)
    return _keep(tx, intent, replace(intent, told=True), always=True)


def resolve(
    tx: Transaction,
    intent_id: str,
    found: Literal["taken", "not_taken"],
    reason: str,
    operator: str,
    settle: Settle[T],
) -> tuple[Intent, T | None]:
    """A colleague looked it up (the terminal's journal, the acquirer's page) and ends the doubt by hand.

    If the terminal should say otherwise later, that is heard as ever.

    Raises:
        Refused: ``payment.no_such``, ``payment.reason_wanted``, ``payment.no_doubt`` if there is nothing to clear up,
            and what `settle` refuses.
    """
    intent = _load(tx, intent_id)
    if not reason.strip():
        raise Refused("payment.reason_wanted")
    if not intent.needs_people or intent.state == "created":
        raise Refused("payment.no_doubt")
    event: Event = "found_taken" if found == "taken" else "found_not_taken"
    resolution = reason.strip()[:LONGEST_REASON]
    after = replace(advance(intent, event), resolved_by=operator, resolution=resolution)
    made: T | None = None
    if intent.state == "approved":
        # A refund that nothing expects: people have seen to it.
        after = replace(after, settled=True)
    elif after.state == "approved":
        made = settle(tx, after)
        after = replace(after, settled=True)
    return _keep(tx, intent, after, always=True), made


def _use(tx: Transaction, intent: Intent, settle: Settle[T]) -> tuple[T | None, bool]:
    """Pay for the basket; (what it made, whether the payment was of use)."""
    try:
        with _attempt(tx):
            return settle(tx, intent), True
    except Refused as refusal:
        log.warning("payment %s was approved and pays for nothing: %s", intent.intent_id, refusal.key)
        return None, False


@contextmanager
def _attempt(tx: Transaction) -> Iterator[None]:
    """A part of the transaction that is undone alone if it is refused."""
    live, later, done, then, posted = len(tx.live), len(tx.later), len(tx.done), len(tx.then), tx.posted
    tx.db.execute("SAVEPOINT attempt")
    try:
        yield
    except Refused:
        tx.db.execute("ROLLBACK TO attempt")
        del tx.live[live:], tx.later[later:], tx.done[done:], tx.then[then:]
        tx.posted = posted
        raise
    finally:
        _release(tx.db)


def _release(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("RELEASE attempt")


def _load(tx: Transaction, intent_id: str) -> Intent:
    intent = tables.load(tx.db, intent_id)
    if intent is None:
        raise Refused("payment.no_such")
    return intent


def _keep(tx: Transaction, before: Intent, after: Intent, *, always: bool = False) -> Intent:
    """Write it if anything is new, and tell head office of what no sale tells."""
    if after == before:
        return after
    tables.save(tx.db, after)
    tx.touch("payment")
    if always or _is_news(before, after):
        tx.post(
            PaymentAdvanced(
                intent_id=after.intent_id,
                basket_id=after.basket_id,
                kind=after.kind,
                currency=after.amount.currency,
                amount_minor=after.amount.minor,
                state=after.state,
                reference=after.reference,
                refund_of=after.refund_of,
                reason=after.reason,
                operator=after.resolved_by,
                resolution=after.resolution,
                at=tx.now,
            )
        )
        tx.touch("sync")
    return after


def _is_news(before: Intent, after: Intent) -> bool:
    """Whether head office hears of this step: see `PaymentAdvanced`."""
    if after.reason.startswith("later_") and before.reason != after.reason:
        return True
    if before.state == after.state:
        return after.state == "approved" and not after.settled
    return after.state == "reversed" or after.told or after.late or after.reason in ("wrong_amount", "unusable")
