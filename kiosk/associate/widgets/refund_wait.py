"""Waits while a terminal gives money back, over the till."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from hardware.payment_terminal import PaymentKind
from kiosk.associate.widgets.card_wait import CardWait
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.model import Intent
from kiosk.till.model import Sale
from kiosk.till.model.refunds import Share
from kiosk.ui.tr import tr


class RefundWait(CardWait):
    """Gives a card's or a wallet's share back to the payment that it came from.

    Args:
        paid: called with the sale, if that was all.
        closed: called when it could not be given back, or there is more to give.
    """

    def __init__(
        self,
        desk: PaymentDesk[Sale],
        share: Share,
        amount: Money,
        *,
        paid: Callable[[Sale], object],
        closed: Callable[[], object],
    ) -> None:
        self._share = share
        super().__init__(desk, amount, paid=paid, closed=closed, kind=cast(PaymentKind, share.kind))

    def begin(self, basket_id: str, intent: Intent | None) -> None:
        """Ask the terminal, or go on with what it was asked already."""
        if intent is not None:
            super().begin(basket_id, intent)
            return
        self._desk.refund(basket_id, self.kind, self._amount, self._share.reference, tr.language, self.heard)
