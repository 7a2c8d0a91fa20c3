"""Packs with a label of the shop's own scale at a kiosk: the camera reads an EAN-13 whose number no catalogue has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.settings import WeighedCode
from sync.formats.gtin import check_digit
from tests.devices import ROWS, TEA, Row, open_device
from tests.kiosks import Kiosk, open_kiosk
from tests.ui import Ui


def ean(body: str) -> str:
    """14 digits with the check digit of an EAN-13."""
    return f"0{body}{check_digit(body)}"


CHERRIES = ean("210001100000")
PACK, LARGER = ean("210001100500"), ean("210001100750")
"""500 and 750 grams of cherries."""

CHEESE = ean("220002200000")
PRICED = ean("220002202500")
"""Cheese for 25.00."""


@pytest.fixture
def shop(ui: Ui, tmp_path: Path) -> Iterator[Kiosk]:
    rows = (*ROWS, Row(CHERRIES, "樱桃", "櫻桃", "Cherries", 5980), Row(CHEESE, "奶酪", "乳酪", "Cheese", 20000))
    rules = (WeighedCode("21"), WeighedCode("22", means="price"))
    with open_device(tmp_path / "device", rows=rows) as device:
        device.store.settings = msgspec.structs.replace(device.store.settings, weighed_code=rules)
        with open_kiosk(ui, device, tmp_path) as kiosk:
            yield kiosk


def test_a_weighed_pack_goes_into_the_bag_with_its_weight_and_what_it_costs(shop: Kiosk) -> None:
    shop.scan_product(PACK)
    shop.until(lambda: shop.name == "basket.show")

    (line,) = shop.basket().lines
    assert (line.gtin, line.amount.minor) == (CHERRIES, 2990)
    assert shop.says("樱桃")
    assert shop.says("0.500 公斤")

    shop.scan_product(LARGER)
    assert [line.amount.minor for line in shop.basket().lines] == [2990, 4485]


def test_another_pack_is_scanned_and_not_counted(shop: Kiosk) -> None:
    shop.scan_product(PACK)
    shop.until(lambda: shop.name == "basket.show")

    shop.screen._change(shop.basket().lines[0], 2)
    shop.settle()

    assert shop.says("请扫下一份的标签")
    assert shop.units() == [(CHERRIES, 1)]


def test_a_label_that_says_the_price_is_paid_as_it_stands_and_nobody_is_asked_about_it(shop: Kiosk) -> None:
    shop.scan_product(PRICED)
    shop.until(lambda: shop.name == "basket.show")

    (line,) = shop.basket().lines
    assert (line.gtin, line.amount.minor, line.particulars.weight_g) == (CHEESE, 2500, 125)
    assert not shop.screen.pay.disabled, "the kilogram's price is no other price of this pack"


def test_other_products_are_products(shop: Kiosk) -> None:
    shop.scan_product(TEA)

    assert shop.name == "product.page"
