"""The card terminal's port: asked once for each intent, and asked again what came of it after any doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Outcome = Literal["approved", "declined", "unknown"]


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What the terminal is asked to take."""

    intent_id: str
    """The idempotency key: the same id never charges twice."""
    amount_minor: int
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What became of an intent. Card data never comes this far."""

    intent_id: str
    outcome: Outcome
    reference: str = ""
    """The terminal's own transaction id, when approved."""
    reason: str = ""
    """In the terminal's words, when declined or unknown."""


class PaymentTerminal(Protocol):
    """Takes card payments. `on_result` is called on the driver's own thread, once for each request or query."""

    def start(self, on_result: Callable[[PaymentResult], None]) -> None: ...

    def authorise(self, request: PaymentRequest) -> None:
        """Ask for the money. Answers at once; the result comes later."""

    def query(self, intent_id: str) -> None:
        """Ask what became of an earlier request; `unknown` if the terminal cannot tell, `declined` if it never came."""

    def cancel(self, intent_id: str) -> None:
        """Give up a request that is still open at the terminal; its result is then `declined`."""

    def close(self) -> None:
        """Stop. Safe to call twice; an open request stays for a later query."""
