"""Several products before the camera at once: each is shown once, counted by the shopper, and put into the bag."""

from __future__ import annotations

from datetime import timedelta

from hardware.scanner import Scan
from kiosk.codes import ProductCode
from kiosk.home.several import SeveralSheet
from kiosk.home.together import TOGETHER, InView
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.list_row import ListRow
from tests.devices import NOON, SERUM, TEA, WATER
from tests.kiosks import Kiosk

CORNERS = ((0.1, 0.1), (0.3, 0.1), (0.3, 0.2), (0.1, 0.2))
STRANGER = "09529999999993"


def seen(gtin: str, seconds: float, *, by_camera: bool = True) -> Scan:
    at = NOON + timedelta(seconds=seconds)
    return Scan(
        gtin, gtin.encode(), "EAN13", gtin, ("zxing",), at, confirmed=True, outline=CORNERS if by_camera else ()
    )


def test_what_one_picture_holds_is_together_and_what_comes_later_is_not() -> None:
    view = InView()

    assert view.beside(seen(SERUM, 0)) == ()
    assert view.beside(seen(TEA, 0.2)) == (SERUM,)
    assert view.beside(seen(TEA, 0.3)) == (SERUM,), "the same code once more is no other product"
    assert view.beside(seen(WATER, 0.4)) == (SERUM, TEA)
    assert view.beside(seen(SERUM, 0.4 + TOGETHER.total_seconds())) == ()


def test_a_hand_scanner_reads_one_thing_at_a_time_and_the_next_shopper_another() -> None:
    view = InView()
    view.beside(seen(SERUM, 0))
    assert view.beside(seen(TEA, 0.1, by_camera=False)) == ()

    view.forget()

    assert view.beside(seen(TEA, 0.2)) == ()


def _two(kiosk: Kiosk) -> SeveralSheet:
    kiosk.scan_product(SERUM)
    kiosk.screen.scanned(ProductCode(TEA, (SERUM,)))
    kiosk.settle()
    sheet = kiosk.navigator.top()
    assert isinstance(sheet, SeveralSheet)
    return sheet


def test_two_at_once_are_shown_counted_and_put_into_the_bag(kiosk: Kiosk) -> None:
    sheet = _two(kiosk)
    assert kiosk.says("看到 2 种商品")
    assert kiosk.says("¥228")

    kiosk.scan_product(TEA)  # one more of it, held there while the sheet is open
    kiosk.scan_product(WATER)
    sheet._change(SERUM, 0)
    kiosk.settle()
    kiosk.tap_words("3 件放进购物袋")
    kiosk.until(lambda: kiosk.name == "basket.show")

    assert kiosk.units() == [(TEA, 2), (WATER, 1)]


def test_what_the_shop_does_not_sell_is_not_counted_with_it(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)

    kiosk.screen.scanned(ProductCode(STRANGER, (SERUM,)))
    kiosk.settle()

    assert kiosk.screen.args == {"gtin": STRANGER}
    assert kiosk.navigator.top() is kiosk.screen


def test_one_of_them_can_be_looked_at_and_nothing_is_no_bag(kiosk: Kiosk) -> None:
    sheet = _two(kiosk)
    sheet._change(SERUM, 0)
    sheet._change(TEA, 0)
    kiosk.settle()
    assert sheet.put.disabled
    assert sheet.put.reason

    kiosk.ui.tap(next(one for one in sheet.walk() if isinstance(one, ListRow) and one.title.whole == "乌龙茶"))
    kiosk.settle()

    assert (kiosk.name, kiosk.screen.args) == ("product.page", {"gtin": TEA})
    assert kiosk.navigator.top() is kiosk.screen


def test_the_sheet_is_whole_in_the_largest_english(kiosk: Kiosk) -> None:
    theme.choose(text_scale=1.5)
    tr.switch("en")
    _two(kiosk)

    assert kiosk.findings("several") == []
