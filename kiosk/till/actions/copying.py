"""Sales of other devices: kept where goods may come back, asked for where they are not known."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.register import Register
from kiosk.till.actions.guarding import TOPIC
from kiosk.till.tables import returning as tables
from kiosk.worker import Transaction
from sync import messages


def on_copied(register: Register) -> Callable[[Transaction, messages.SaleCopied], None]:
    """The handler of another device's sale: tills keep it, a shopper's kiosk takes nothing back."""

    def copied(tx: Transaction, message: messages.SaleCopied) -> None:
        sale = message.sale
        if register.channel != "till" or sale.store != register.store_gln:
            return
        if tables.save_copy(tx.db, sale, "store", tx.now):
            tx.touch(TOPIC)

    return copied


def on_sale_asked(register: Register) -> Callable[[Transaction, messages.SaleAsked], None]:
    """The handler of a till's search: whoever has the sale copies it."""

    def asked(tx: Transaction, message: messages.SaleAsked) -> None:
        found = [message.sale_id] if message.sale_id else tables.find_sales(tx.db, message.number)
        for sale_id in found[:5]:
            origin = tables.load_origin(tx.db, sale_id, register.workstation)
            if origin is None or origin.known not in ("own", "store"):
                continue
            copy = tables.own_copy(tx.db, sale_id) or tables.load_copy(tx.db, sale_id)
            if copy is not None:
                tx.post(messages.SaleCopied(device=register.workstation, sale=copy, at=tx.now))

    return asked


def on_shown(register: Register) -> Callable[[Transaction, messages.SaleShown], None]:
    """The handler of a sale that head office shows because this device asked for it."""

    def shown(tx: Transaction, message: messages.SaleShown) -> None:
        if message.device != register.workstation:
            return
        tables.save_copy(tx.db, message.sale, "head_office", tx.now)
        tables.add_backs(tx.db, message.goods)
        tx.touch(TOPIC)

    return shown


def look_for(tx: Transaction, register: Register, *, sale_id: str = "", number: str = "", customer: str = "") -> None:
    """Ask the store's devices and head office for a sale; what is found comes with the topic ``returns``."""
    if sale_id or number:
        tx.post(messages.SaleAsked(device=register.workstation, sale_id=sale_id, number=number, at=tx.now))
    tx.post(messages.SaleWanted(sale_id=sale_id, number=number, customer=customer, at=tx.now))
