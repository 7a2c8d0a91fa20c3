"""A store that brings goods itself: offered where it does, by when, for how much; honest while head office is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.stock import tables as stock
from kiosk.till import actions
from tests.desks import HARDEST
from tests.devices import SERUM, TEA, TestDevice
from tests.kiosk.home.bags import bring, deliver
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.ui import Ui


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    with open_kiosk(ui, device, tmp_path) as opened:
        device.store.link = SteadyLink()
        yield opened


def sign_in(kiosk: Kiosk) -> None:
    kiosk.knows()
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")


def fees(kiosk: Kiosk) -> list[int]:
    return [line.amount.minor for line in kiosk.basket().lines if line.kind == "delivery"]


def put(kiosk: Kiosk, gtin: str, how: str) -> None:
    store = kiosk.device.store
    kiosk.device.do(actions.fulfil_product, store.register, store.session.basket_id, gtin, how)


def test_a_store_that_brings_nothing_does_not_speak_of_it(kiosk: Kiosk) -> None:
    deliver(kiosk)
    sign_in(kiosk)
    kiosk.go("basket.fulfil", gtin=TEA)

    assert kiosk.says("配送到家")
    assert not kiosk.says("门店送货上门")
    with pytest.raises(Refused, match=r"till\.no_delivery"):
        put(kiosk, TEA, "delivery")


def test_goods_are_brought_by_an_hour_that_is_told_and_paid_for_here(kiosk: Kiosk) -> None:
    bring(kiosk)
    sign_in(kiosk)
    kiosk.put(TEA)
    kiosk.go("basket.fulfil", line_id=kiosk.basket().lines[0].line_id)
    # Noon is 12:00 by the shop's clock: three hours at the latest.
    assert kiosk.says("今天 15:00 前送到")
    assert kiosk.says("¥6")
    assert kiosk.findings("brought", HARDEST) == []
    kiosk.tap_words("门店送货上门")
    kiosk.tap("fulfil.confirm_delivery")

    assert kiosk.name == "basket.show"
    assert kiosk.says("门店送货上门·今天 15:00前")
    assert fees(kiosk) == [600]
    store = kiosk.device.store
    before = stock.levels(kiosk.device.db, [TEA])[TEA].available
    sale = kiosk.device.do(actions.pay_cash, store.register, store.session.basket_id, 10**6)
    assert sale.lines[0].particulars.promised == "2026-11-21T07:00+00:00"
    assert kiosk.device.db.execute("SELECT count(*) FROM stock_movement").fetchone()[0] == 0
    assert stock.levels(kiosk.device.db, [TEA])[TEA].available == before - 1, "it is kept back for who paid"
    kiosk.go("pay.done", sale_id=sale.sale_id)
    assert kiosk.says("1 件由门店送货上门")


def test_each_way_has_its_own_fee_and_what_changes_its_way_changes_it(kiosk: Kiosk) -> None:
    deliver(kiosk)
    bring(kiosk)
    sign_in(kiosk)
    put(kiosk, TEA, "delivery")
    assert fees(kiosk) == [600]
    put(kiosk, TEA, "ship")
    assert sorted(fees(kiosk)) == [600, 800]

    put(kiosk, SERUM, "delivery")
    assert fees(kiosk) == [800], "from so much on it is brought for nothing"
    store = kiosk.device.store
    for line in [one for one in kiosk.basket().lines if one.kind == "product"]:
        kiosk.device.do(actions.fulfil, store.register, store.session.basket_id, line.line_id, "")
    assert fees(kiosk) == []


def test_a_guest_is_asked_who_they_are_and_nobody_brings_what_is_not_here(kiosk: Kiosk) -> None:
    bring(kiosk)
    kiosk.go("basket.fulfil", gtin=TEA)
    assert kiosk.says("会员可以配送")
    with pytest.raises(Refused, match=r"till\.sign_in_to_ship"):
        put(kiosk, TEA, "delivery")

    sign_in(kiosk)
    store = kiosk.device.store
    kiosk.put(TEA)
    kiosk.device.do(actions.set_quantity, store.register, store.session.basket_id, kiosk.basket().lines[0].line_id, 99)
    kiosk.settle()
    kiosk.go("basket.fulfil", line_id=kiosk.basket().lines[0].line_id)
    assert kiosk.says("本店的货不够，暂时送不了")


def test_cut_off_it_is_a_request_and_the_receipt_says_so_too(kiosk: Kiosk) -> None:
    bring(kiosk)
    sign_in(kiosk)
    kiosk.device.store.link = SteadyLink("broker_away")
    kiosk.go("basket.fulfil", gtin=TEA)

    assert kiosk.says("门店暂时离线：这是预约")
    kiosk.tap_words("门店送货上门")
    kiosk.tap("fulfil.confirm_delivery")
    store = kiosk.device.store
    sale = kiosk.device.do(actions.pay_cash, store.register, store.session.basket_id, 10**6)
    kiosk.go("pay.done", sale_id=sale.sale_id)

    assert kiosk.says("联网后确认；如果做不到，会退款给您")
