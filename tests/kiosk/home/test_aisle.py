"""A shopper who wants what is not on the shelf, or wants to try it first; the network is up and down."""

from __future__ import annotations

import time

import pytest

from kiosk.record import actions as records
from kiosk.stock import actions as stock
from kiosk.stock import tables as levels
from kiosk.stockroom import actions, tables
from kiosk.ui.widgets.button import COMMIT_S
from sync import messages
from sync.clock import stamp
from tests.desks import HARDEST
from tests.devices import GEL, NOON, SERUM, TEA
from tests.kiosks import Kiosk, SteadyLink

OTHER = "9521000000025"


@pytest.fixture(params=["up", "down"])
def anywhere(kiosk: Kiosk, request: pytest.FixtureRequest) -> Kiosk:
    """A kiosk whose network is up, and one whose cable is pulled."""
    kiosk.device.store.link = SteadyLink("linked" if request.param == "up" else "cut")
    return kiosk


def sign_in(kiosk: Kiosk) -> None:
    kiosk.knows()
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.until(lambda: kiosk.device.store.session.member_id == "member-1")
    kiosk.settle()


def test_a_shopper_has_something_laid_aside_and_reads_where_it_is(anywhere: Kiosk) -> None:
    kiosk = anywhere
    kiosk.go("product.page", gtin=SERUM)
    kiosk.tap("aisle.tool_try")
    kiosk.tap("aisle.do_try")

    (hold,) = tables.open_holds(kiosk.device.db, kiosk.device.store.vault)
    assert kiosk.says(hold.number)
    level = levels.level(kiosk.device.db, SERUM)
    assert level is not None
    assert level.available == 5

    store = kiosk.device.store
    kiosk.device.do(actions.lay, store.vault, store.register, hold.hold_id, "试衣间 2")
    kiosk.settle()
    assert kiosk.says("在试衣间 2等您")
    kiosk.tap("aisle.undo")
    assert tables.open_holds(kiosk.device.db, store.vault) == []


def test_after_half_an_hour_it_is_nobodys_and_the_page_says_so(kiosk: Kiosk) -> None:
    kiosk.go("product.aisle", gtin=SERUM, what="try")
    kiosk.tap("aisle.do_try")
    kiosk.device.clock.pass_time(minutes=31)
    kiosk.device.do(actions.keep_in_step, kiosk.device.store.vault, kiosk.device.store.register)
    kiosk.settle()

    assert kiosk.says("不再保留")


def test_a_request_says_that_nothing_is_promised_until_head_office_answers(anywhere: Kiosk) -> None:
    kiosk = anywhere
    kiosk.go("product.aisle", gtin=GEL, what="store", store=OTHER)
    assert kiosk.says("现在连不上总部") == kiosk.screen.offline
    kiosk.tap("aisle.do_store")
    assert kiosk.says("尚未确认")

    store = kiosk.device.store
    (request,) = tables.open_requests(kiosk.device.db, store.vault, NOON)
    answer = {"state": "confirmed", "order_number": "B-0107", "promised_at": stamp(NOON)}
    kiosk.device.do(records.set_fields, store.vault, store.register, "request", request.request_id, answer)
    kiosk.settle()

    assert kiosk.says("B-0107")
    assert kiosk.says("已确认")


def test_a_refused_request_says_where_it_is_instead(kiosk: Kiosk) -> None:
    kiosk.go("product.aisle", gtin=GEL, what="store", store=OTHER)
    kiosk.tap("aisle.do_store")
    store = kiosk.device.store
    (request,) = tables.open_requests(kiosk.device.db, store.vault, NOON)
    answer = {"state": "refused", "reason": "sold_out", "instead": f"store:{OTHER}"}
    kiosk.device.do(records.set_fields, store.vault, store.register, "request", request.request_id, answer)
    kiosk.settle()

    assert kiosk.says("办不到")
    assert kiosk.says("南京西路店现在有货")


def test_a_request_that_is_not_wanted_any_more_is_taken_back(kiosk: Kiosk) -> None:
    kiosk.go("product.aisle", gtin=GEL, what="store", store=OTHER)
    kiosk.tap("aisle.do_store")
    kiosk.tap("aisle.undo")

    (request,) = tables.open_requests(kiosk.device.db, kiosk.device.store.vault, NOON)
    assert request.state == "given_up"


def test_a_member_hears_of_what_is_back_on_their_page(anywhere: Kiosk) -> None:
    kiosk = anywhere
    kiosk.go("product.aisle", gtin=GEL, what="wish")
    kiosk.tap("aisle.sign_in")
    assert kiosk.name == "member.sign_in"
    sign_in(kiosk)
    kiosk.until(lambda: kiosk.name != "member.sign_in")
    kiosk.go("product.aisle", gtin=GEL, what="wish")
    tapped = time.monotonic()
    kiosk.until(lambda: time.monotonic() - tapped > COMMIT_S)  # two taps at once would be one
    kiosk.tap("aisle.do_wish")
    kiosk.until(lambda: tables.wishes(kiosk.device.db, kiosk.device.store.vault, "member-1"))
    kiosk.settle()
    assert kiosk.says("记下了")

    kiosk.go("member.page")
    assert not kiosk.says("您等的货到了")
    level = messages.StockLevelChanged(gtin=GEL, on_hand=8, version=900, watermarks=(), at=NOON)
    kiosk.device.do(stock.level_changed, level)
    kiosk.settle()

    assert kiosk.says("您等的货到了")


def test_from_none_here_one_tap_leads_to_each_way(anywhere: Kiosk) -> None:
    kiosk = anywhere
    kiosk.device.do(stock.keep_back, "order-1", {SERUM: 6})
    kiosk.settle()
    kiosk.go("basket.fulfil", gtin=SERUM)

    assert kiosk.says("南京西路店预留")
    assert kiosk.says("到货告诉我")
    kiosk.tap_words("南京西路店预留")
    assert (kiosk.name, kiosk.screen.what, kiosk.screen.shop) == ("product.aisle", "store", OTHER)


def test_goods_in_a_hand_are_sold_and_the_shop_says_what_its_count_thinks(kiosk: Kiosk) -> None:
    kiosk.device.do(stock.keep_back, "order-1", {TEA: 4})
    kiosk.settle()
    kiosk.go("product.page", gtin=TEA)
    kiosk.tap("product.add") if not kiosk.says("我手里有一件") else kiosk.tap("product.have_one")

    assert kiosk.units() == [(TEA, 1)]
    assert kiosk.says("这件已答应给一张订单")


@pytest.mark.parametrize("what", ["try", "store", "wish"])
def test_the_page_stands_in_the_longest_words_and_the_largest_text(kiosk: Kiosk, what: str) -> None:
    kiosk.go("product.aisle", gtin=SERUM, what=what, store=OTHER)

    assert kiosk.findings(what, HARDEST) == []
