"""Brings the calls of the pages of money to the store's colleagues."""

from __future__ import annotations

import sqlite3

from kiosk.register import Register
from kiosk.service import actions as service
from kiosk.till.calling import Colleagues
from kiosk.worker import Transaction
from sync.clock import Clock


def colleagues(device: str, clock: Clock) -> Colleagues:
    """What `Store.parts` holds where colleagues can be called to this device."""

    def call(tx: Transaction, register: Register, about: str) -> None:
        service.call_associate(tx, register, about)

    def coming(db: sqlite3.Connection) -> str | None:
        return service.coming_to(db, device, clock())

    return Colleagues(call=call, coming=coming, over=service.end_all)
