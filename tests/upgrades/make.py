"""Makes the databases of a release: ``python -m tests.upgrades.make 1.0.0``, once, when it is released.

A day in a small shop with a real broker and a real head office: what is in the files was written by the product.
"""

from __future__ import annotations

import base64
import contextlib
import sqlite3
import sys
import tempfile
from pathlib import Path

import zstandard

from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk import codes
from kiosk.customer import tables as members
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.pickup import actions as pickup
from kiosk.pickup import tables as orders
from kiosk.status import actions as status
from kiosk.status.model import Device
from kiosk.till import actions as till
from kiosk.till import tables as sales
from sync.clock import utc_now
from sync.headoffice.office import Office
from tests.flows.shops import TENANT, Shop, ShopDevice, booked
from tests.headoffice import offices
from tests.headoffice.offices import MILK, OAT, SOAP, STORE, TEA

FOLDER = Path(__file__).parent

KEYS = {"device.key": bytes(range(32)), "vault.key": bytes(range(32, 64))}
"""The device's keys: with others, what it has sealed would not open."""


def write_keys(folder: Path) -> None:
    """Put the keys that belong to these databases into a device's data folder."""
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    for name, secret in KEYS.items():
        (folder / "keys" / name).write_bytes(base64.b64encode(secret) + b"\n")


def main() -> None:
    """Make the files of the release that the command line names."""
    release = sys.argv[1]
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        folder = Path(scratch)
        made = Office(folder / "hq", TENANT)
        made.start()
        offices.fill(made, folder / "csv")
        made.release(STORE)
        made.close()
        shop = Shop(folder, stack)
        shop.open()
        write_keys(folder / "tablet-1")
        tablet, other = shop.stocked("tablet-1", "associate"), shop.stocked("till-2")
        _day(shop, tablet, other)
        _keep(tablet.journal, FOLDER / f"{release}-device.db.zst")
        _keep(shop.head_office.folder / "headoffice.db", FOLDER / f"{release}-headoffice.db.zst")


def _day(shop: Shop, tablet: ShopDevice, other: ShopDevice) -> None:
    office, store = shop.head_office, tablet.store
    tablet.until(lambda: members.load(store.db, store.vault, "M1"), "the member")
    _orders(shop, tablet)
    office.post("/v1/baskets", member="M1", lines=[{"gtin": TEA, "quantity": 2}])
    tablet.until(lambda: members.online_basket(store.db, store.vault, "M1"), "the online basket")
    basket_id = tablet.put(MILK, SOAP)
    tablet.do(till.attach_customer, store.register, store.vault, basket_id, "M1")
    sale = tablet.do(till.pay_cash, store.register, basket_id, 10**6)
    tablet.do(till.return_line, store.register, sale.sale_id, sale.lines[0].line_id, 1)
    _cards(tablet)
    other.sell(OAT)
    for price in (1180, 1190):
        office.post("/v1/prices", store=STORE, gtin=MILK, price_minor=price)
    office.post("/v1/members", member="M8", store=STORE, surname="欧阳", title="mr", points=3)
    office.post("/v1/stock", store=STORE, gtin=TEA, on_hand=9)
    office.post("/v1/stock", store="9521000000025", gtin=MILK, on_hand=3)
    offices.load_products(office.office, offices.csv_file(shop.folder, "new.csv", _NEW))
    tablet.until(lambda: tablet.price("09529000000069") == 660, "the new product")
    office.tell("kx.of.tomorrow.v1", b"{}")
    tablet.until(tablet.reasons, "the dead letter")
    tablet.do(status.see_devices, [Device("kiosk-9", "shopper", "1.0", False, utc_now())])
    tablet.do(status.note_silence, "kiosk-9")
    booked(office, tablet, 4)
    tablet.until(lambda: store.db.execute("SELECT 1 FROM stock_moved WHERE device = 'till-2'").fetchone(), "the gossip")
    office.close()
    tablet.until(lambda: tablet.health.state == "head_office_away", "the loss of head office")
    tablet.sell(SOAP, SOAP)  # waits for head office
    tablet.put(TEA)  # somebody is still shopping


_NEW = offices.HEADER + f"9529000000069,1006,山楂糕,山楂糕,Hawthorn,茗山,tea,660,CNY,{STORE},8,B2-1,\n"


def _orders(shop: Shop, tablet: ShopDevice) -> None:
    """One order in every state that a store brings about."""
    store, office = tablet.store, shop.head_office
    wanted = ("accepted", "picking", "staged", "collected", "cancelled")
    for how in wanted:
        lines = [{"gtin": SOAP, "quantity": 2}]
        answer = office.post("/v1/orders", how, store=STORE, surname="林", title="ms", lines=lines)
        order_id = answer["order"]["order_id"]
        tablet.until(lambda one=order_id: orders.load(store.db, store.vault, one), "the order")  # type: ignore[misc]
        if how == "cancelled":
            office.post(f"/v1/orders/{order_id}/cancel", "cancel")
        if how in ("picking", "staged", "collected"):
            tablet.do(pickup.pick, store.vault, store.device, order_id, SOAP)
        if how in ("staged", "collected"):
            order = orders.load(store.db, store.vault, order_id)
            assert order is not None
            tablet.do(pickup.give_up, store.vault, store.device, order_id, order.lines[0].line_id)
            tablet.do(pickup.stage, store.vault, store.device, order_id, f"S-0{wanted.index(how)}")
        if how == "collected":
            code = codes.classify(answer["pickup_code"], "QR")
            tablet.do(pickup.hand_over, store.vault, store.device, code)


def _cards(tablet: ShopDevice) -> None:
    """A payment that was taken, one that was declined, and one of which nobody can tell."""
    store, heard = tablet.store, set[str]()
    assert isinstance(store.terminal, SimulatedTerminal)
    for outcome, step in (("approved", "paid"), ("declined", "declined"), ("unknown", "unknown")):
        store.terminal.next_outcome = outcome  # type: ignore[assignment] # one of its words
        basket_id = tablet.put(MILK)
        everything = Money(0, store.currency)
        store.part(PaymentDesk).pay(basket_id, "card", everything, "zh_TW", lambda payment: heard.add(payment.step))
        tablet.until(lambda wanted=step: wanted in heard, f"the step {step}")  # type: ignore[misc]
    assert sales.unresolved_intents(store.db)


def _keep(source: Path, to: Path) -> None:
    copy = source.with_suffix(".copy")
    with contextlib.closing(sqlite3.connect(source)) as db:
        db.execute("VACUUM INTO ?", (str(copy),))
    to.write_bytes(zstandard.ZstdCompressor(19).compress(copy.read_bytes()))
    print(f"{to.relative_to(FOLDER)}: {to.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
