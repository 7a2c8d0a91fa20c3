"""A kiosk is killed while a shopper pays by card; when it is back it shows them the truth."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hardware.payment_books import Books, Entry
from kiosk import database
from kiosk.payment import tables as payments
from kiosk.schema import SCHEMA
from kiosk.till import tables
from scripts.tour.stage import Device
from tests.devices import STORE, TEA, write_catalogue

SETTINGS = f"""
[device]
tenant = "demo"
store = "{STORE}"
name = "kiosk-1"
role = "shopper"
data = "data"

[link]
kind = "none"

[terminal]
kind = "simulated"
delay_s = 30

[display]
width = 540
height = 960
sound = false
"""
"""Nobody holds out a card for half a minute: the kiosk is killed before."""

Start = Callable[[], Device]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the kiosk, as often as it is asked to."""
    data = tmp_path / "data"
    database.migrate(data, SCHEMA)
    database.use_catalogue(data, write_catalogue(data))
    (tmp_path / "kiosk-1.toml").write_text(SETTINGS, "utf-8")
    environment = dict(os.environ, SDL_VIDEODRIVER="offscreen", SDL_AUDIODRIVER="dummy")
    with ExitStack() as stack:

        def begin() -> Device:
            device = Device("kiosk-1", tmp_path / "kiosk-1.toml", tmp_path / "kiosk-1.log", environment)
            stack.callback(device.close)
            device.ready()
            return device

        yield begin


def test_a_killed_kiosk_comes_back_with_the_truth_about_the_money(start: Start, tmp_path: Path) -> None:
    kiosk = start()
    kiosk.do("go", screen="product.page", args={"gtin": TEA})
    kiosk.do("tap", key="product.add")
    kiosk.do("go", screen="pay.choose")
    kiosk.do("tap", key="pay.card")
    kiosk.do("wait", key="pay.waiting")
    kiosk.kill()

    # The card was not charged: that is said, the bag is there, and it may be held out again.
    kiosk = start()
    kiosk.do("wait", screen="pay.card")
    kiosk.do("wait", key="pay.declined")
    assert any("¥18.00" in text for text in kiosk.do("texts"))
    kiosk.do("tap", key="pay.again")
    kiosk.do("wait", key="pay.waiting")
    kiosk.kill()

    # This time the terminal had charged it: the sale is made, and the receipt is there.
    charged(tmp_path / "data")
    kiosk = start()
    kiosk.do("wait", screen="pay.done")
    db = database.open_reader(tmp_path / "data")
    (sale_id,) = tables.recent_sales(db)
    sale = tables.load_sale(db, sale_id)
    db.close()
    assert sale is not None
    assert [(tender.kind, tender.amount.minor) for tender in sale.tenders] == [("card", 1800)]
    assert any(sale.number.short in text for text in kiosk.do("texts"))


def charged(data: Path) -> None:
    """The terminal took the money that is open, and nobody heard of it."""
    db = database.open_reader(data)
    intent = payments.unresolved(db)[-1]
    db.close()
    assert intent.state == "sent"
    books = Books(data / "terminal.jsonl")
    books.open()
    books.decide(Entry(intent.intent_id, "approved", "", "", 1800, "CNY", "0000"))
