"""A sale that pays for an order makes the order paid, in the sale's own transaction."""

from __future__ import annotations

import logging

from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.till.actions.collecting import order_of
from kiosk.till.model import Sale
from kiosk.worker import Transaction
from sync.security import Vault

log = logging.getLogger(__name__)


def follow(tx: Transaction, vault: Vault, device: str) -> None:
    """Before each commit: an order whose goods were paid in it says so, and one whose sale was voided is unpaid again.
    Money that was taken is never refused."""
    for fact in list(tx.done):
        if not isinstance(fact, Sale) or fact.terms.training:
            continue
        order_id = order_of(fact)
        if not order_id:
            continue
        try:
            if fact.voids:
                actions.unpay(tx, vault, device, order_id, fact.voids, operator=fact.operator)
            else:
                actions.pay(tx, vault, device, order_id, fact.sale_id, operator=fact.operator)
        except Refused as error:
            # Two tills took the money, or the order is gone: the sale stands, and head office sees both.
            log.warning("sale %s pays for order %s, which says %s", fact.number, order_id, error.key)
