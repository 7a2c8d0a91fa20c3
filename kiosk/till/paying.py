"""The payment desk of a till: what it approves pays a basket, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.later import Alarm
from hardware.payment_terminal import PaymentKind, PaymentTerminal
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.model import Intent
from kiosk.payment.steps import Parts
from kiosk.payment.timing import Timing
from kiosk.register import Register
from kiosk.till import actions
from kiosk.till.model import Sale
from kiosk.worker import Transaction, Worker
from sync.clock import Clock


def payment_desk(
    worker: Worker,
    terminals: Mapping[PaymentKind, PaymentTerminal],
    register: Register,
    post: Callable[..., None],
    alarm: Alarm,
    clock: Clock,
    timing: Timing | None = None,
) -> PaymentDesk[Sale]:
    """A desk that takes payments for this register's baskets; see `kiosk.payment.desk`."""

    def settle(tx: Transaction, intent: Intent) -> Sale | None:
        return actions.settle_intent(tx, register, intent)

    def allow(tx: Transaction, basket_id: str, amount_minor: int) -> int:
        return actions.may_pay(tx, register, basket_id, amount_minor)

    return PaymentDesk(
        Parts(
            worker=worker,
            terminals=terminals,
            post=post,
            settle=settle,
            alarm=alarm,
            clock=clock,
            allow=allow,
            timing=timing or Timing(),
        )
    )
