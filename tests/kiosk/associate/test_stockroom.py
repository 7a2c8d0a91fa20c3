"""An associate with goods in their hands: unpacked, counted, sent on, laid aside; the network is up and down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.associate import table
from kiosk.codes import UnknownCode
from kiosk.pickup import actions as pickup
from kiosk.pickup import proofs
from kiosk.pickup import tables as orders
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.stock import actions as stock
from kiosk.stock import hints
from kiosk.stock import tables as levels
from kiosk.stockroom import actions, tables
from kiosk.ui import navigation
from sync import messages
from sync.clock import stamp
from tests import staff as crew
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import GEL, NOON, SERUM, STORE, TEA, open_device
from tests.kiosks import SteadyLink
from tests.orders import arrives, believe_head_office, order_of, placed
from tests.ui import Ui

OTHER = "9521000000025"

both = pytest.mark.parametrize("desk", ["up", "down"], indirect=True)


@pytest.fixture
def desk(ui: Ui, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A tablet whose cable is pulled; with `both` also one whose network is up, and nothing may differ."""
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        believe_head_office(device)
        device.store.link = SteadyLink("linked" if getattr(request, "param", "down") == "up" else "cut")
        with open_desk(ui, device, table.screens(device.store), "stock.lookup") as opened:
            yield opened


def do(desk: Desk, action: Any, *args: Any, **named: Any) -> Any:
    found = desk.device.do(action, desk.device.store.vault, desk.device.store.register, *args, **named)
    desk.settle()
    return found


def on_hand(desk: Desk, gtin: str) -> int:
    level = levels.level(desk.device.db, gtin)
    assert level is not None
    return level.on_hand


def announced(desk: Desk) -> None:
    values = {
        "state": "expected",
        "number": "LS-77",
        "source": "AURELLE",
        "lines": as_text(((SERUM, 2), (TEA, 1))),
        "due": stamp(NOON),
    }
    do(desk, records.set_fields, "delivery", "d1", values)


@both
def test_a_delivery_is_unpacked_by_scanning_and_what_is_missing_is_asked_about(desk: Desk) -> None:
    announced(desk)
    desk.tap_words("收货")
    assert desk.says("LS-77")
    desk.tap_words("LS-77")

    desk.scan_product(SERUM)
    desk.scan_product(SERUM)
    desk.scan_product(GEL)

    assert desk.says("3 / 3")
    assert desk.says("单上没有·1")
    assert on_hand(desk, SERUM) == 8
    desk.tap("goods.close")
    desk.tap("goods.close_yes")
    assert desk.says("缺 1")
    (delivery,) = tables.to_receive(desk.device.db, desk.device.store.vault, STORE, NOON)
    assert not delivery.is_open


def test_a_broken_unit_is_written_down_and_never_stock(desk: Desk) -> None:
    announced(desk)
    desk.go("stock.receive", delivery_id="d1")
    desk.tap("goods.damaged")
    desk.scan_product(TEA)

    assert desk.says("破损 1")
    assert on_hand(desk, TEA) == 4


@both
def test_a_count_is_blind_counted_twice_and_booked_by_somebody_else(desk: Desk) -> None:
    crew.hire(desk.device)
    desk.device.do(crew_sign_in, desk.device.store.vault)
    count = do(desk, actions.ask_count, (SERUM,), "cycle")
    desk.go("stock.count", count_id=count.count_id)

    assert not desk.says("账面 6")
    desk.type("5")
    desk.tap("goods.count_enter")
    assert desk.says("请再数一次")
    desk.scan_product(SERUM)
    for _ in range(4):
        desk.scan_product(SERUM)
    desk.tap("goods.count_enter")
    assert desk.says("数到 5，账面 6")
    desk.tap("goods.count_book")

    assert desk.says("林晓") or desk.says("魏强"), "whose word it takes"
    assert on_hand(desk, SERUM) == 6


def crew_sign_in(tx: Any, vault: Any) -> None:
    from kiosk.staff import actions as people

    people.sign_in(tx, vault, "chen", crew.PINS["chen"])


def test_another_store_is_asked_for_goods_from_the_look_up(desk: Desk) -> None:
    desk.go("stock.lookup", gtin=SERUM)
    assert desk.says("南京西路店")
    desk.tap("goods.transfer_here")
    desk.tap("goods.ask_now")

    assert navigation.front() == "stock.transfer"
    (transfer,) = tables.open_transfers(desk.device.db, desk.device.store.vault, NOON)
    assert (transfer.from_store, transfer.to_store, transfer.units) == (OTHER, STORE, 1)
    desk.tap("goods.take_back")
    assert desk.says("不发")


@both
def test_goods_for_another_store_go_into_a_box_by_scan(desk: Desk) -> None:
    values = {
        "state": "asked",
        "from_store": STORE,
        "to_store": OTHER,
        "lines": as_text(((SERUM, 2),)),
        "asked_at": stamp(NOON),
        "asked_by": "王敏",
    }
    do(desk, records.set_fields, "transfer", "t1", values)
    desk.go("stock.transfer", transfer_id="t1")
    desk.scan_product(SERUM)
    desk.scan_product(TEA)
    assert desk.says("1 / 2"), "tea is not on the paper"
    desk.tap("goods.send")
    desk.tap("goods.send_yes")

    assert desk.says("在路上")
    assert on_hand(desk, SERUM) == 5


@both
def test_a_product_is_laid_aside_brought_and_taken(desk: Desk) -> None:
    desk.go("stock.lookup", gtin=SERUM)
    desk.tap("goods.lay_aside")
    assert navigation.front() == "stock.holds"
    assert desk.says("30 分钟")
    desk.tap("goods.counter")
    assert desk.says("在柜台")
    desk.tap("goods.taken")

    assert tables.open_holds(desk.device.db, desk.device.store.vault) == []


def test_a_product_that_is_not_to_be_found_says_why(desk: Desk) -> None:
    do(desk, actions.lay_aside, SERUM)
    desk.go("stock.holds")
    desk.tap("goods.not_found")
    desk.tap_words("坏了")

    rows = desk.device.db.execute("SELECT quantity, reason FROM stock_movement").fetchall()
    assert [tuple(row) for row in rows] == [(-1, "short_pick")]


def test_what_was_sold_beyond_the_count_is_shown_as_worth_a_look_and_can_be_counted(desk: Desk) -> None:
    desk.device.do(stock.move_and_tell, "tablet-1", TEA, -7, "sold", "s1")
    desk.settle()
    desk.go("stock.lookup")

    assert [(gap.gtin, gap.kind, gap.units) for gap in hints.gaps(desk.device.db)] == [(TEA, "negative", 3)]
    assert desk.says("账面少 3 件")
    desk.tap_words("账面少 3 件")
    assert navigation.front() == "stock.count"
    assert desk.says("乌龙茶")


def test_a_product_that_sells_and_is_nearly_gone_is_low(desk: Desk) -> None:
    desk.device.do(stock.move_and_tell, "tablet-1", SERUM, -5, "sold", "s1")
    desk.device.do(stock.move_and_tell, "tablet-1", TEA, -1, "sold", "s2")

    (low,) = hints.low(desk.device.db, NOON)
    assert (low.gtin, low.available) == (SERUM, 1)
    assert low.days_left < hints.SOON


def test_the_look_up_says_what_is_free_and_what_is_kept_for_whom(desk: Desk) -> None:
    kept = messages.AllocationChanged(gtin=SERUM, units=2, safety=1, version=900, at=NOON)
    desk.device.do(stock.allocation_changed, kept)
    desk.device.do(stock.keep_back, "order-1", {SERUM: 1})
    desk.go("stock.lookup", gtin=SERUM)

    for words in ("可卖", "2 件", "为线上预留", "安全库存", "订单待拣"):
        assert desk.says(words)


def parcel(desk: Desk, method: str, **more: Any) -> None:
    """An order that nobody fetches here is picked and packed."""
    arrives(desk.device, placed("order-1", (SERUM, 1), home="tablet-1", method=method, **more))
    store = desk.device.store
    desk.device.do(pickup.pick, store.vault, store.device, "order-1", SERUM)
    desk.device.do(pickup.stage, store.vault, store.device, "order-1", "B-01")
    desk.settle()


def proof_of(desk: Desk) -> dict[str, str]:
    """What the hand-over's step says."""
    store = desk.device.store
    steps = orders.steps_of(desk.device.db, store.vault, "order-1")
    return next(step.more for step in steps if step.kind == "hand")


@both
def test_a_parcel_goes_to_its_carrier_with_the_label_as_proof(desk: Desk) -> None:
    parcel(desk, "ship", carry_to="上海市静安区南京西路 1 号")
    desk.go("order.send", order_id="order-1")
    assert desk.screen.missing(desk.screen.order()) == "send.label_first"
    desk.scan_product(SERUM)
    assert desk.screen.label == ""

    desk.screen.scanned(UnknownCode("SF1234567890"))
    desk.settle()
    desk.tap("send.go")

    order = order_of(desk.device)
    assert order.state == "collected"
    assert proof_of(desk)["label"] == "SF1234567890"
    assert on_hand(desk, SERUM) == 5


def test_the_stores_own_driver_signs(desk: Desk) -> None:
    parcel(desk, "delivery", carry_to="静安区")
    desk.go("order.send", order_id="order-1")
    assert desk.screen.missing(desk.screen.order()) == "send.proof_first"
    desk.screen.sign._strokes = [[(0.1, 0.2), (0.5, 0.6), (0.9, 0.3)]]
    desk.screen.signed()
    desk.settle()
    desk.tap("send.go_door")

    name = proof_of(desk)["signature"]
    store = desk.device.store
    assert proofs.load(store.folder, store.vault, "order-1", name) is not None


@pytest.mark.parametrize("name", ["hub", "receive", "count", "transfer", "holds", "send"])
def test_the_pages_stand_in_the_longest_words_and_the_largest_text(ui: Ui, tmp_path: Path, name: str) -> None:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        believe_head_office(device)
        with open_desk(ui, device, table.screens(device.store), "stock.lookup") as desk:
            announced(desk)
            if name == "receive":
                desk.go("stock.receive", delivery_id="d1")
                desk.scan_product(SERUM)
            elif name == "count":
                count = do(desk, actions.ask_count, (SERUM, TEA))
                desk.go("stock.count", count_id=count.count_id)
            elif name == "transfer":
                asked = do(desk, actions.ask_transfer, OTHER, ((SERUM, 2),))
                desk.go("stock.transfer", transfer_id=asked.transfer_id)
            elif name == "send":
                parcel(desk, "ship", carry_to="上海市静安区南京西路 1 号")
                desk.go("order.send", order_id="order-1")
            elif name == "holds":
                do(desk, actions.lay_aside, SERUM)
                do(desk, actions.request, GEL, "store", OTHER)
                desk.go("stock.holds")

            assert desk.findings(name, HARDEST) == []
