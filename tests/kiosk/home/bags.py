"""What happens around a bag in tests: a price book, a delivery rule, prices that move, a member who signs in."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from kiosk.catalogue import actions as catalogue
from kiosk.pricing import tables as books
from kiosk.ui.widgets.button import RoundButton
from sync import messages
from sync.formats import price_book
from sync.formats.price_book import Goods, Guard, Loyalty, NForM, PriceBook
from sync.messages import Texts
from tests.devices import NOON, STORE, TEA
from tests.kiosks import Kiosk

NEAR = "9521000000025"


def book(kiosk: Kiosk, honour: str = "ask") -> None:
    """Two teas: the second for nothing; a point for each yuan."""
    found = PriceBook(
        tenant="demo",
        store=STORE,
        currency="CNY",
        version=7,
        valid_from=NOON - timedelta(days=1),
        rules=(
            NForM(
                rule_id="tea", name=Texts("买一送一", "買一送一", "2 for 1"), goods=Goods(gtins=(TEA,)), units=2,
                percent_bp=10_000,
            ),
        ),
        loyalty=Loyalty(earn_points=1, earn_per_minor=100),
        guard=Guard(honour=honour),  # type: ignore[arg-type]  # as a test names it
    )  # fmt: skip
    kiosk.device.do(lambda tx: books.save_book(tx.db, found, price_book.document(found), "", tx.now))


def deliver(kiosk: Kiosk) -> None:
    """The shop sends goods for ¥8, from ¥99 on for nothing, and keeps them ready within an hour."""
    folder = kiosk.device.store.folder
    path = folder / "catalogue-100.sqlite"
    db = sqlite3.connect(path)
    db.execute("INSERT INTO delivery VALUES ('ship', 1440, 2880, 800, 9900, '18:00')")
    db.execute("INSERT INTO delivery VALUES ('pickup', 30, 60, 0, NULL, '')")
    db.commit()
    db.close()


def bring(kiosk: Kiosk) -> None:
    """The shop brings goods itself within three hours for ¥6, from ¥199 on for nothing, if ordered before six."""
    db = sqlite3.connect(kiosk.device.store.folder / "catalogue-100.sqlite")
    db.execute("INSERT INTO delivery VALUES ('delivery', 60, 180, 600, 19900, '18:00')")
    db.commit()
    db.close()


def dearer(kiosk: Kiosk, gtin: str, minor: int) -> None:
    """Head office changes a price."""
    message = messages.PriceChanged(
        gtin=gtin, price_minor=minor, currency="CNY", version=900 + minor, at=kiosk.device.clock()
    )
    kiosk.device.do(catalogue.price_changed, message)
    kiosk.settle()


def remove(kiosk: Kiosk) -> None:
    """Tap the cross of the first line."""
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="basket.remove"))
    kiosk.settle()


def sign_in(kiosk: Kiosk) -> None:
    """Ms Lin holds out her code."""
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.until(lambda: kiosk.name == "member.page")
    kiosk.settle()
