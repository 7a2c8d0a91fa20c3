"""The bag's code at the kiosk: shown, taken by others, and brought back by a photo."""

from __future__ import annotations

from pathlib import Path

import cv2
import zxingcpp

from kiosk import codes
from kiosk.till import actions, tables
from kiosk.ui import navigation
from kiosk.ui.tr import tr
from kiosk.ui.widgets.qr_code import QrCode
from sync import messages
from tests.devices import NOON, SERUM, TEA, WATER
from tests.kiosks import Kiosk


def test_the_bag_s_code_shows_words_for_a_phone_and_goes_back_on_a_tap(kiosk: Kiosk) -> None:
    kiosk.put(TEA, WATER)
    kiosk.go("basket.show")
    kiosk.tap("hold.begin")
    kiosk.until(lambda: kiosk.name == "basket.hold" and kiosk.screen._codes)
    kiosk.settle()

    said = kiosk.ui.find(QrCode).text
    assert said.startswith("AURELLE 静安店 / 共 2 件 / ¥20.50 / 乌龙茶 ×1 / 矿泉水 550 ml ×1 / KXB")
    kiosk.tap("hold.take_back")

    kiosk.until(lambda: kiosk.name == "basket.show")
    assert kiosk.units() == [(TEA, 1), (WATER, 1)]


def test_when_a_till_has_the_bag_the_kiosk_says_so_and_begins_anew(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("basket.hold")
    kiosk.until(lambda: kiosk.screen._codes)
    store = kiosk.device.store
    held = tables.load_basket(store.db, store.session.held)
    assert held is not None

    told = messages.BasketChanged(
        basket_id=held.basket_id,
        device="till-1",
        state="dropped",
        revision=held.revision + 1,
        lines=(),
        terms=messages.Terms(moved_to="another"),
        at=NOON,
    )
    kiosk.device.do(actions.apply_basket, store.register, told)
    kiosk.settle()
    assert kiosk.says("收银台 1 已接手")
    kiosk.screen._taken_long_enough(0.0)

    assert kiosk.name == "home.attract"
    assert kiosk.units() == []


def test_a_photo_of_the_code_brings_the_bag_to_the_screen_again(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("basket.hold")
    kiosk.until(lambda: kiosk.screen._codes)
    kiosk.settle()
    said = kiosk.ui.find(QrCode).text
    navigation.end_session()
    kiosk.settle()

    kiosk.scan(said, "QR")

    assert kiosk.name == "basket.show"
    assert kiosk.units() == [(TEA, 1)]
    navigation.end_session()
    kiosk.scan(said, "QR")
    assert kiosk.says("自助机 1 已在 12:00 接手这个购物袋")


def test_two_bags_are_put_together_only_when_the_shopper_says_so(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("basket.hold")
    kiosk.until(lambda: kiosk.screen._codes)
    kiosk.settle()
    said = kiosk.ui.find(QrCode).text
    navigation.end_session()
    kiosk.settle()
    kiosk.put(TEA, WATER)

    kiosk.scan(said, "QR")
    assert kiosk.units() == [(TEA, 1), (WATER, 1)]
    kiosk.tap("receive.join_yes")

    assert kiosk.units() == [(TEA, 2), (WATER, 1)]


def test_a_reader_reads_the_drawn_code_back_word_for_word(kiosk: Kiosk, tmp_path: Path) -> None:
    tr.switch("en")
    kiosk.put(TEA, SERUM, WATER)
    kiosk.go("basket.hold")
    kiosk.until(lambda: kiosk.screen._codes)
    kiosk.settle()
    kiosk.ui.pump(4)

    [read] = zxingcpp.read_barcodes(cv2.imread(str(kiosk.ui.shot(tmp_path / "hold.png"))))

    assert read.text == kiosk.ui.find(QrCode).text
    assert "¥248.50" in read.text
    assert isinstance(codes.classify(read.text, "QR"), codes.BasketCode)
