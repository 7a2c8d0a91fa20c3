"""An associate's day at the tablet: an order arrives, is picked by scanning, staged, and handed over once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.associate import table
from kiosk.pickup import actions
from kiosk.ui import navigation
from kiosk.ui.widgets.choice import Tile
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import GEL, NOON, SERUM, TEA, WATER, open_device
from tests.orders import arrives, believe_head_office, code_text, fill, order_of, placed
from tests.ui import Ui

HOME = "tablet-1"


def tap_tile(desk: Desk, key: str) -> None:
    """Tap the tile with the words of this key."""
    tile = next(one for one in reversed(list(desk.ui.walk())) if isinstance(one, Tile) and one.title.key == key)
    desk.ui.tap(tile)
    desk.settle()


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name=HOME, role="associate") as device:
        believe_head_office(device)
        with open_desk(ui, device, table.screens(device.store), table.HOME) as opened:
            yield opened


def new_order(desk: Desk, order_id: str, *lines: tuple[str, int], number: str = "B-0042", home: str = HOME) -> None:
    arrives(desk.device, placed(order_id, *lines, number=number, home=home))
    desk.settle()


def test_an_order_appears_by_itself_with_who_comes_and_by_when(desk: Desk) -> None:
    assert desk.says("现在没有待处理的订单")

    new_order(desk, "order-1", (SERUM, 2), (TEA, 1))

    assert desk.says("B-0042")
    assert desk.says("林女士·3 件")
    assert desk.says("14:00 前")
    assert desk.says("待拣货")


def test_an_order_is_picked_by_scanning_each_unit(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 2), (TEA, 1))
    desk.tap("orders.start")
    assert navigation.front() == "pick.list"

    desk.scan_product(SERUM)
    assert desk.says("1/2")
    desk.scan_product(SERUM)
    desk.scan_product(TEA)

    assert order_of(desk.device).picked == 3
    assert desk.says("这张订单拣完了")


def test_a_verified_product_needs_no_second_scan(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 2))
    desk.go("pick.list", order_id="order-1")
    assert desk.says("扫描以核对")

    desk.scan_product(SERUM)
    desk.ui.tap(desk.find_text("已核对，拣第 2 件"))
    desk.settle()

    assert order_of(desk.device).picked == 2


def test_a_wrong_product_is_shown_with_both_names_and_changes_nothing(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1))
    desk.go("pick.list", order_id="order-1")

    desk.scan_product(TEA)

    assert desk.screen.bench.alarm
    assert desk.says("不是这张订单的商品")
    assert desk.says("水润玻尿酸保湿精华液 30 ml")
    assert desk.says("乌龙茶")
    assert order_of(desk.device).picked == 0

    desk.scan_product(SERUM)
    assert not desk.screen.bench.alarm


def test_goods_that_are_not_there_are_given_up_with_their_reason_and_something_like_them_is_offered(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1), (GEL, 2))
    desk.go("pick.list", order_id="order-1")
    desk.scan_product(SERUM)
    desk.tap("pick.give_up")
    tap_tile(desk, "pick.why_damaged")

    line = order_of(desk.device).lines[1]
    assert (line.short, line.reason) == (2, "damaged")
    assert desk.says("换成什么？")
    assert desk.says("乌龙茶")
    desk.tap("pick.instead_leave")
    assert desk.says("缺 2 件")
    assert order_of(desk.device).waiting


def test_a_substitute_costs_the_lower_price_and_is_picked_like_any_other(desk: Desk) -> None:
    new_order(desk, "order-1", (GEL, 1))
    desk.go("pick.list", order_id="order-1")
    desk.tap("pick.give_up")
    tap_tile(desk, "pick.why_not_there")
    desk.tap_words("乌龙茶")
    desk.tap("pick.instead_take")

    order = order_of(desk.device)
    assert [(line.gtin, line.price_minor, line.instead_of != "") for line in order.lines] == [
        (GEL, 1000, False),
        (TEA, 1000, True),
    ]
    desk.scan_product(TEA)
    assert order_of(desk.device).done
    assert not order_of(desk.device).waiting


def test_a_unit_goes_back_to_its_shelf(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 2))
    desk.go("pick.list", order_id="order-1")
    desk.scan_product(SERUM)
    desk.ui.tap(desk.screen.undo_button)
    desk.settle()

    assert order_of(desk.device).picked == 0
    assert desk.says("0/2")


def test_several_orders_are_picked_in_one_walk_each_into_its_tray(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1), (TEA, 1))
    new_order(desk, "order-2", (SERUM, 1), number="B-0043")
    desk.tap("orders.together")
    desk.ui.tap(desk.find_text("一起拣 2 单·3 件"))
    desk.settle()

    assert navigation.front() == "pick.list"
    assert desk.says("托盘 A")
    assert desk.says("托盘 B")
    for gtin in (SERUM, SERUM, TEA):
        desk.scan_product(gtin)
    assert order_of(desk.device, "order-1").done
    assert order_of(desk.device, "order-2").done
    desk.tap("orders.stage")
    desk.tap("stage.confirm")
    assert desk.says("B-0043")
    desk.screen.stage()  # a second tap within the same moment would be a finger that trembles
    desk.settle()
    assert {order_of(desk.device, name).slot for name in ("order-1", "order-2")} == {"A-01", "A-02"}


def test_a_packed_order_is_put_into_a_scanned_slot(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1))
    desk.go("pick.list", order_id="order-1")
    desk.scan_product(SERUM)
    desk.tap("orders.stage")
    assert desk.screen.slot() == "A-01", "the first free slot is offered"

    desk.scan("B-07")
    desk.tap("stage.confirm")

    assert (order_of(desk.device).state, order_of(desk.device).slot) == ("ready", "B-07")
    assert navigation.front() == "associate.orders"
    assert desk.says("B-07")


def test_a_slot_can_be_typed_and_says_when_it_is_taken(desk: Desk) -> None:
    new_order(desk, "other", (TEA, 1), number="B-0040")
    fill(desk.device, "other", [TEA])
    desk.device.do(actions.stage, desk.device.store.vault, HOME, "other", "B-07")
    new_order(desk, "order-1", (SERUM, 1))
    fill(desk.device, "order-1", [SERUM])
    desk.go("pick.stage", order_id="order-1")
    desk.ui.tap(desk.screen.keys_button)
    desk.settle()

    desk.type("B7")

    assert desk.says("B-07 里已有订单 B-0040")
    desk.tap("stage.confirm")
    assert order_of(desk.device).slot == "B-07"


def ready(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1), (WATER, 1))
    fill(desk.device, "order-1", [SERUM, WATER])
    desk.device.do(actions.stage, desk.device.store.vault, HOME, "order-1", "B-07")
    desk.settle()


def test_a_ready_order_is_handed_over_against_its_code_once(desk: Desk) -> None:
    ready(desk)
    desk.scan(code_text(), "QR")
    assert navigation.front() == "pickup.collect"
    assert desk.says("林女士")
    assert desk.says("B-07")
    with pytest.raises(AssertionError, match="no button"):
        desk.button("hand.give")

    desk.scan_product(SERUM)
    desk.scan_product(WATER)
    desk.tap("hand.give")
    assert desk.says("交付完成")
    assert order_of(desk.device).state == "collected"

    desk.tap("hand.again")
    desk.scan(code_text(), "QR")
    assert desk.says("不能交付")
    assert desk.says("订单 B-0042 已经取走，这个取货码不能再用。")


def test_an_order_that_is_not_ready_is_not_handed_over(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1))
    desk.scan(code_text(), "QR")

    assert desk.says("还不能交付：订单现在是“待拣货”。")


def test_a_code_of_a_stranger_is_refused_in_words(desk: Desk) -> None:
    desk.go("pickup.collect")
    desk.scan(code_text("order-of-another-shop"), "QR")

    assert desk.says("不能交付")
    assert desk.says("本店没有这张订单。")


def test_names_leave_the_screen_with_the_associate(desk: Desk) -> None:
    ready(desk)
    desk.scan(code_text(), "QR")
    desk.go("stock.lookup")
    desk.go("pickup.collect")

    assert desk.says("请顾客出示取货码")


def test_an_order_whose_arbiter_is_away_is_for_its_home_device_and_the_page_says_so(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1), home="tablet-2")
    desk.tap("orders.start")

    assert navigation.front() == "associate.orders"
    assert order_of(desk.device).state in ("placed", "accepted")
    assert desk.says("tablet-2")


def test_an_order_is_cancelled_after_a_question(desk: Desk) -> None:
    new_order(desk, "order-1", (SERUM, 1))
    desk.tap("orders.more")
    tap_tile(desk, "orders.cancel")
    desk.tap("orders.cancel_yes")

    assert order_of(desk.device).state == "cancelled"
    assert desk.says("现在没有待处理的订单")


def test_the_soonest_promise_is_worked_on_first_and_a_late_one_says_so(desk: Desk) -> None:
    arrives(desk.device, placed("late", (TEA, 1), number="B-0001", home=HOME, promised_at=NOON - timedelta(minutes=12)))
    new_order(desk, "order-1", (SERUM, 1))
    desk.screen.choose("late")
    desk.settle()

    assert desk.says("已超时 12 分钟")


def test_a_scanned_product_shows_its_place_and_its_stock_here_and_near_by(desk: Desk) -> None:
    desk.scan_product(SERUM)

    assert navigation.front() == "stock.lookup"
    assert desk.says("A3 02-03")
    assert desk.says("6 件")
    assert desk.says("南京西路店")
    assert desk.says("12 件")


def test_products_are_found_by_pinyin_initials(desk: Desk) -> None:
    desk.go("stock.lookup")
    desk.type("WLC")

    assert desk.says("乌龙茶")
    assert not desk.says("矿泉水")


def test_a_product_of_another_store_is_said_to_be_so(desk: Desk) -> None:
    desk.go("stock.lookup")
    desk.scan_product("09529999999993")

    assert desk.says("本店不售这件商品")


def test_every_screen_stands_the_critical_look(desk: Desk) -> None:
    findings = desk.findings("orders, empty", HARDEST)
    new_order(desk, "order-1", (SERUM, 2), (GEL, 1))
    new_order(desk, "order-2", (TEA, 1), number="B-0043", home="tablet-2")
    findings += desk.findings("orders")
    desk.go("pick.list", order_id="order-1")
    findings += desk.findings("pick")
    desk.scan_product(TEA)
    findings += desk.findings("pick, wrong product", HARDEST)
    desk.tap("pick.give_up")
    findings += desk.findings("pick, reasons", HARDEST)
    tap_tile(desk, "pick.why_worn")
    findings += desk.findings("pick, instead", HARDEST)
    desk.tap("pick.instead_leave")
    desk.ui.tap(desk.screen.map_button) if desk.screen.walk.plan is not None else None
    fill(desk.device, "order-1", [line.gtin for line in order_of(desk.device).lines for _ in range(line.open)])
    desk.settle()
    findings += desk.findings("pick, done", HARDEST)
    desk.go("pick.stage", order_id="order-1")
    findings += desk.findings("stage")
    desk.ui.tap(desk.screen.keys_button)
    desk.settle()
    desk.type("B7")
    findings += desk.findings("stage, typed", HARDEST)
    desk.tap("stage.confirm")
    desk.go("pickup.collect")
    findings += desk.findings("hand over", HARDEST)
    desk.scan(code_text(), "QR")
    findings += desk.findings("hand over, order")
    desk.scan(code_text("nobody's"), "QR")
    findings += desk.findings("hand over, refused", HARDEST)
    desk.go("stock.lookup")
    findings += desk.findings("look-up", HARDEST)
    desk.scan_product(SERUM)
    findings += desk.findings("look-up, product")
    desk.screen._choose_looks()
    desk.settle()
    findings += desk.findings("looks", HARDEST)

    assert not findings, "\n".join(findings)
