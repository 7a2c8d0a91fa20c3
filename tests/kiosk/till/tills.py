"""A till with a price book, and people who may do different things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from kiosk.pricing import tables as books
from kiosk.staff import actions as staff
from kiosk.staff.model import Denied
from kiosk.worker import Transaction
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Loyalty, NForM, Percent, PriceBook, Tax
from sync.messages import Texts
from tests.devices import NOON, SERUM, STORE, WATER, TestDevice, open_device
from tests.orders import believe_head_office
from tests.staff import PINS, hire

BOOK = PriceBook(
    tenant="demo",
    store=STORE,
    currency="CNY",
    version=7,
    valid_from=NOON,
    tax=Tax(codes={"full": 1300}, default="full"),
    cash_rounding_minor=10,
    rules=(
        NForM(rule_id="three", name=Texts("三件付两件", "三件付兩件", "3 for 2"), goods=Goods(gtins=(WATER,)), units=3),
        Percent(
            rule_id="day", name=Texts("水润日", "水潤日", "Hydra day"), goods=Goods(gtins=(SERUM,)), percent_bp=1000
        ),
    ),
    loyalty=Loyalty(earn_points=1, earn_per_minor=100, point_worth_minor=5, least_points=10),
)


def put_book(device: TestDevice, book: PriceBook = BOOK) -> None:
    """The book lies on the device as if it had come from head office."""

    def write(tx: Transaction) -> None:
        books.save_book(tx.db, book, price_book.document(book), "", tx.now)

    device.do(write)


@contextmanager
def open_till(folder: Path, name: str = "till-1", *, sign_in: str = "off") -> Iterator[TestDevice]:
    """A till with the book in force; with `sign_in` "required" it has the crew of `tests.staff`."""
    with open_device(folder, name=name, role="till") as device:
        put_book(device)
        if sign_in == "required":
            device.store.register = replace(device.store.register, sign_in="required")
            believe_head_office(device)
            hire(device)
        yield device


def enter(till: TestDevice, operator_id: str) -> None:
    """Somebody signs in."""
    found = till.do(staff.sign_in, till.store.vault, operator_id, PINS[operator_id])
    assert not isinstance(found, Denied), found


def facts(device: TestDevice, kind: type[messages.Message]) -> list[Any]:  # of the kind that was asked for
    """The messages of one type in the journal."""
    rows = device.db.execute("SELECT type, body FROM journal WHERE type = ? ORDER BY n", (kind.TYPE,)).fetchall()
    return [messages.decode(row[0], msgspec.json.decode(row[1], type=messages.Event).data) for row in rows]
