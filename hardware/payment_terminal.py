"""The payment terminal's port: whoever approves money that is not cash, asked once and asked again after any doubt.

A card terminal, the acquirer of a wallet whose code the shopper shows, and the maker of a QR that the shopper scans
are the same to us: they are asked for an intent's money, and they answer once, twice, late or never.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

PaymentKind = Literal["card", "wallet", "qr"]
"""`card`: on the terminal. `wallet`: the shopper shows a code that we scan. `qr`: the shopper scans a code of ours."""

Outcome = Literal["pending", "approved", "declined", "unknown", "reversed"]
"""`pending`: it is being paid, ask again. `declined`: no money moves and none will. `unknown`: nobody can tell now.
`reversed`: the money went back."""

Reason = Literal[
    "", "declined", "cancelled", "not_found", "busy", "unreachable", "no_answer", "expired", "code_refused", "fault"
]
"""Why, in our own plain words; every driver translates its own. `not_found`: the terminal never heard of it.
`unreachable`: it was never asked, because nothing could be sent. `no_answer`: it was asked and said nothing."""


class PaymentRequest(Struct, frozen=True):
    """What is to be taken."""

    intent_id: str
    """The idempotency key: the same id never charges twice."""
    amount_minor: int
    """More than zero."""
    currency: str
    """ISO 4217."""
    kind: PaymentKind = "card"
    scheme: str = ""
    """Whose code it is (`wechat_pay`, `alipay`), where a wallet's code was scanned."""
    payer_code: str = ""
    """The scanned code of a wallet: worth money for a minute, so it is handed on and never kept, shown or logged."""

    def __repr__(self) -> str:
        shown = (self.intent_id, self.amount_minor, self.currency, self.kind, self.scheme)
        return f"PaymentRequest{shown}"


class RefundRequest(Struct, frozen=True):
    """What is to be given back to where it came from."""

    intent_id: str
    """The refund's own idempotency key."""
    amount_minor: int
    """More than zero: what goes back."""
    currency: str
    original_reference: str
    """`PaymentResult.reference` of the payment that it goes back to."""
    kind: PaymentKind = "card"


class PaymentResult(Struct, frozen=True):
    """What became of an intent. Card data never comes this far."""

    intent_id: str
    outcome: Outcome
    reference: str = ""
    """The terminal's own transaction id, when approved."""
    reason: Reason = ""
    hint: str = ""
    """At most the last four digits of the card, for the receipt."""
    qr_text: str = ""
    """When pending: what the shopper's app is to scan. Empty where the terminal shows it itself."""
    amount_minor: int | None = None
    """What the terminal says it took or gave back, when approved; None if it does not say."""


OnResult = Callable[[PaymentResult], None]


class PaymentTerminal(Protocol):
    """Takes payments. `on_result` is called on the driver's own thread.

    Every request is answered by at least one result, be it `unknown`; results may come twice, late and in any order.
    """

    def start(self, on_result: OnResult) -> None: ...

    def authorise(self, request: PaymentRequest) -> None:
        """Ask for the money. Answers at once; the result comes later."""

    def refund(self, request: RefundRequest) -> None:
        """Give money back; `approved` when it is on its way. The same id never gives twice."""

    def query(self, intent_id: str) -> None:
        """Ask what became of an earlier request; `unknown` if the terminal cannot tell, `declined` with `not_found` if
        it never came."""

    def reverse(self, intent_id: str, reference: str = "") -> None:
        """Undo a payment, whatever became of it: `reversed`, or `declined` if nothing was ever taken, or `unknown`."""

    def cancel(self, intent_id: str) -> None:
        """Give up a request that is still open at the terminal; its result is then `declined`."""

    def close(self) -> None:
        """Stop. Safe to call twice; an open request stays for a later query."""
