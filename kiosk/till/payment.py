"""A card payment, from the intent on disk to the sale: asked for once, and asked about after any doubt."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from hardware.payment_terminal import PaymentRequest, PaymentResult, PaymentTerminal
from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.till import actions, tables
from kiosk.till.model import Intent, Sale
from kiosk.worker import Worker

log = logging.getLogger(__name__)

Step = Literal["opening", "waiting", "paid", "declined", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class CardPayment:
    """How far the payment of a basket is."""

    step: Step
    """`opening`: the intent is being written. `waiting`: the terminal was asked. `unknown`: nobody can tell yet whether
    money was taken, so it must not be asked for again. `failed`: the terminal was never asked."""
    intent: Intent | None = None
    sale: Sale | None = None
    """When paid."""
    problem: Exception | None = None
    """When failed: what was refused, or a fault."""


Hear = Callable[[CardPayment], None]


class CardDesk:
    """Takes card payments for one device. Lives on the main loop; the terminal's answers are brought there by `post`.

    Args:
        worker: runs the actions.
        terminal: the card terminal.
        register: where the sales take place.
        post: brings a call to the main loop.
    """

    def __init__(
        self,
        worker: Worker,
        terminal: PaymentTerminal,
        register: Register,
        post: Callable[..., None],
    ) -> None:
        self._worker = worker
        self._terminal = terminal
        self._register = register
        self._post = post
        self._payments: dict[str, CardPayment] = {}
        self._hear: dict[str, Hear] = {}
        self._language: dict[str, str] = {}

    def start(self, db: sqlite3.Connection) -> None:
        """Listen to the terminal, and ask it what came of every payment that a stop of the program left open."""
        self._terminal.start(lambda result: self._post(self._answered, result))
        for intent in tables.unresolved_intents(db):
            log.warning("asking the terminal about payment %s of %s", intent.intent_id, intent.at)
            self._payments[intent.intent_id] = CardPayment("unknown", intent)
            self._terminal.query(intent.intent_id)

    def pay(self, basket_id: str, language: str, hear: Hear) -> None:
        """Ask for the basket's money. `hear` is called with each step, on the main loop.

        `language` is that of the names on the receipt.
        """
        hear(CardPayment("opening"))

        def opened(intent: Intent) -> None:
            self._hear[intent.intent_id] = hear
            self._language[intent.intent_id] = language
            self._tell(CardPayment("waiting", intent))
            amount = intent.amount
            self._terminal.authorise(PaymentRequest(intent.intent_id, amount.minor, amount.currency))

        def failed(error: Exception) -> None:
            hear(CardPayment("failed", problem=error))

        self._worker.submit(actions.open_tender, self._register, basket_id, done=opened, failed=failed)

    def resume(self, intent: Intent, language: str, hear: Hear) -> None:
        """Go on with a payment that is open already, and ask the terminal about it."""
        self._hear[intent.intent_id] = hear
        self._language[intent.intent_id] = language
        self._tell(self._payments.get(intent.intent_id, CardPayment("unknown", intent)))
        self.check(intent.intent_id)

    def ask_again(self) -> None:
        """Ask the terminal about every payment that is in doubt, also those that nobody waits for any more."""
        for intent_id, payment in self._payments.items():
            if payment.step == "unknown":
                self._terminal.query(intent_id)

    def check(self, intent_id: str) -> None:
        """Ask the terminal again what became of a payment."""
        self._terminal.query(intent_id)

    def cancel(self, intent_id: str) -> None:
        """Give up a payment that waits for the card. Its answer is still heard: the card may have been quicker."""
        self._terminal.cancel(intent_id)

    def leave(self, intent_id: str) -> None:
        """Nobody looks at this payment any more; its answer still becomes a sale."""
        self._hear.pop(intent_id, None)

    def _answered(self, result: PaymentResult) -> None:
        language = self._language.get(result.intent_id)
        named = {"language": language} if language else {}
        self._worker.submit(
            actions.settle_tender,
            self._register,
            result.intent_id,
            result.outcome,
            result.reference,
            done=lambda sale: self._settled(result, sale),
            failed=lambda error: self._not_settled(result, error),
            **named,
        )

    def _settled(self, result: PaymentResult, sale: Sale | None) -> None:
        known = self._payments.get(result.intent_id, CardPayment("unknown"))
        if sale is not None:
            self._tell(replace(known, step="paid", sale=sale), result.intent_id)
        elif result.outcome == "declined":
            self._tell(replace(known, step="declined"), result.intent_id)
        else:
            self._tell(replace(known, step="unknown"), result.intent_id)

    def _not_settled(self, result: PaymentResult, error: Exception) -> None:
        """The money may be taken and the sale is not on disk: that is a doubt, never a "try again"."""
        if not isinstance(error, Refused):
            log.error("payment %s (%s) could not be settled", result.intent_id, result.outcome)
        known = self._payments.get(result.intent_id, CardPayment("unknown"))
        self._tell(replace(known, step="unknown", problem=error), result.intent_id)

    def _tell(self, payment: CardPayment, intent_id: str = "") -> None:
        key = payment.intent.intent_id if payment.intent is not None else intent_id
        self._payments[key] = payment
        hear = self._hear.get(key)
        if payment.step in ("paid", "declined"):
            for kept in (self._payments, self._hear, self._language):
                kept.pop(key, None)
        if hear is not None:
            hear(payment)
