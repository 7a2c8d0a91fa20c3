"""At the till others have a say: a colleague with a PIN, the scale's label, a label on the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.associate import till_table
from kiosk.settings import WeighedCode
from kiosk.staff import actions as staff
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.touch_pad import Key
from sync.formats import tokens
from sync.formats.gtin import check_digit
from sync.formats.price_book import Guard
from tests.desks import Desk, open_desk
from tests.devices import NOON, ROWS, TEA, Row, open_device
from tests.kiosk.till.tills import BOOK, put_book
from tests.orders import KEY, KEY_ID, believe_head_office
from tests.staff import PINS, hire
from tests.ui import Ui


def ean(body: str) -> str:
    """14 digits with the check digit of an EAN-13."""
    return f"0{body}{check_digit(body)}"


CHERRIES = ean("210001100000")
PACK = ean("210001100500")
"""Half a kilogram of cherries."""


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    rows = (*ROWS, Row(CHERRIES, "樱桃", "櫻桃", "Cherries", 5980))
    with open_device(tmp_path, name="till-1", role="till", rows=rows) as device:
        believe_head_office(device)
        book = msgspec.structs.replace(
            BOOK, version=11, rules=(), guard=Guard(honour="lower", most_off_minor=1000, most_units=2)
        )
        put_book(device, book)
        settings = msgspec.structs.replace(device.store.settings, weighed_code=(WeighedCode("21"),))
        device.store.settings = settings
        with open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as desk:
            yield desk


def test_a_pack_costs_its_weight_at_the_kilograms_price(desk: Desk) -> None:
    desk.scan_product(PACK)

    (line,) = desk.screen.basket().lines
    assert (line.gtin, line.amount.minor, line.particulars.weight_g) == (CHERRIES, 2990, 500)
    assert desk.says("樱桃")
    assert desk.says("0.500 kg")


def test_a_signed_label_of_a_lower_price_is_honoured_for_what_lies_in_the_basket(desk: Desk) -> None:
    desk.scan_product(TEA)
    label = tokens.sign("label", KEY_ID, KEY, subject=TEA, nonce="A3", now=NOON, detail=("1500", "CNY"))
    desk.scan(label, "QR")

    assert [(line.gtin, line.amount.minor) for line in desk.screen.basket().lines] == [(TEA, 1500)]


def test_a_label_without_a_signature_is_a_colleagues_decision(desk: Desk) -> None:
    desk.scan_product(TEA)
    desk.scan(f"PRICE:{TEA}:1700:CNY:A3-02", "QR")
    assert desk.says("按 ¥17.00 卖吗？")
    desk.tap("sell.claim_yes")

    assert desk.screen.basket().total.minor == 1700


def holder(desk: Desk, words: str) -> Any:  # any Kivy widget
    found = desk.find_text(words)
    while not (isinstance(found, Pressable) and found.touchable):
        found = found.parent
    return found


def test_a_discount_beyond_the_cashiers_limit_takes_a_colleagues_pin_and_is_then_done(desk: Desk) -> None:
    store = desk.device.store
    store.register = replace(store.register, sign_in="required")
    hire(desk.device)
    desk.device.do(staff.sign_in, store.vault, "lin", PINS["lin"])
    desk.scan_product(TEA)

    desk.tap("sell.price")
    for digit in "40":
        desk.navigator.key(digit)
    desk.tap("sell.reason_goodwill")
    desk.tap("sell.price_save")
    assert desk.screen.basket().total.minor == 1800

    desk.ui.tap(holder(desk, "梅岚"))
    desk.settle()
    for digit in PINS["mei"]:
        desk.ui.tap([key for key in desk.ui.walk() if isinstance(key, Key) and key.word == digit][-1])
    desk.tap("staff.approve")

    assert desk.screen.basket().total.minor == 1080
    assert desk.says("客情照顾")
