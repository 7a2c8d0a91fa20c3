"""Business customers for tests: one with every term, and a price list of theirs."""

from __future__ import annotations

import msgspec

from kiosk.customer import actions as customers
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions
from kiosk.till.model import Basket
from kiosk.worker import Transaction
from sync import messages
from sync.formats.price_book import Offer
from tests.devices import NOON, SERUM, TEA, TestDevice
from tests.kiosk.till.tills import BOOK

USCC = "91110000600037341L"

HARBOUR = messages.BusinessChanged(
    account="C-100",
    name="海湾酒店管理有限公司",
    tax_id=USCC,
    price_list="hotels",
    purchase_order_needed=True,
    due_days=30,
    version=1,
    at=NOON,
)
OTHER = messages.BusinessChanged(account="C-200", name="Café Rivière", version=2, at=NOON)

HOTELS = msgspec.structs.replace(
    BOOK,
    version=9,
    price_lists={
        "hotels": {
            TEA: (Offer(units=1, price_minor=1700), Offer(units=12, price_minor=1500)),
            SERUM: (Offer(units=6, price_minor=20000),),
        }
    },
)


def hear(device: TestDevice, *told: messages.BusinessChanged) -> None:
    """Head office tells of business customers."""
    for one in told or (HARBOUR, OTHER):
        device.do(customers.on_business(device.store.vault), one)


def lend(device: TestDevice, account: str, amount: int, balance: int) -> None:
    """Head office lets this device spend so much of an account."""

    def act(tx: Transaction) -> None:
        grant = messages.Grant(device.store.device, value_tables.epoch_of(tx.db), amount, amount)
        told = messages.LeaseGranted(
            kind="account", account=account, balance=balance, currency="CNY", grants=(grant,), version=3, at=tx.now
        )
        stored_value.on_granted(device.store.device)(tx, told)

    device.do(act)


def put(device: TestDevice, *gtins: str, basket_id: str = "b1") -> Basket:
    """Products into a basket."""
    basket = Basket(basket_id, "CNY")
    for gtin in gtins:
        basket = device.do(actions.add_product, device.store.register, basket_id, gtin)
    return basket
