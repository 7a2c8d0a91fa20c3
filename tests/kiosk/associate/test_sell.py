"""The sell screen by touch: prices in words, what goods take, sheets, parking, practice, colleagues who must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.associate import till_table
from kiosk.associate.widgets.sell_undo import UndoBar
from kiosk.codes import UnknownCode
from kiosk.till import actions, tables
from kiosk.till.model import Basket
from kiosk.ui import navigation
from sync.formats.price_book import Goods, Needs, NForM, Percent
from sync.messages import Texts
from tests.desks import Desk, open_desk
from tests.devices import GEL, SERUM, TEA, WATER, open_device
from tests.kiosk.till.tills import BOOK, put_book
from tests.ui import Ui

DEPOSIT = "09521000000018"
PLAN = GEL
SHOP_BOOK = msgspec.structs.replace(
    BOOK,
    version=9,
    rules=(
        NForM(rule_id="three", name=Texts("三件付两件", "三件付兩件", "3 for 2"), goods=Goods(gtins=(TEA,)), units=3),
        Percent(
            rule_id="day", name=Texts("水润日", "水潤日", "Hydra day"), goods=Goods(gtins=(SERUM,)), percent_bp=1000
        ),
    ),
    needs=(
        Needs(goods=Goods(gtins=(WATER,)), deposit_gtin=DEPOSIT, deposit_minor=50),
        Needs(goods=Goods(gtins=(GEL,)), age=18),
    ),
)
SERIAL_BOOK = msgspec.structs.replace(
    SHOP_BOOK,
    version=10,
    needs=(
        Needs(goods=Goods(gtins=(SERUM,)), serial=True, plan_gtins=(PLAN,)),
        Needs(goods=Goods(gtins=(PLAN,)), plan_months=24),
    ),
)


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        put_book(device, SHOP_BOOK)
        with open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as desk:
            yield desk


def basket_of(desk: Desk) -> Basket:
    found = desk.screen.basket()
    assert isinstance(found, Basket)
    return found


def water_is_gone(desk: Desk) -> bool:
    """What a search found is shown with a later frame."""
    desk.settle()
    return not desk.says("矿泉水")


def test_a_promotion_is_said_in_words_with_what_it_takes_off(desk: Desk) -> None:
    desk.scan_product(SERUM)

    assert desk.says("水润日")
    assert desk.says("¥22.80")
    assert desk.says("已优惠 ¥22.80")
    assert desk.says("¥205.20")


def test_a_near_miss_is_said_when_the_scanner_rests(desk: Desk) -> None:
    from kivy.clock import Clock

    desk.scan_product(TEA)
    desk.scan_product(TEA)

    def said() -> bool:
        Clock.idle()
        return desk.says("三件付两件·再买 1 件")

    desk.ui.until(said)


def test_a_deposit_lies_under_its_goods_and_goes_with_them(desk: Desk) -> None:
    desk.scan_product(WATER)
    desk.scan_product(TEA)

    assert desk.says("押金")
    assert [line.kind for line in basket_of(desk).lines] == ["product", "deposit", "product"]

    desk.screen.choose(basket_of(desk).lines[0].line_id)
    desk.tap("sell.remove")
    assert not any(line.kind == "deposit" for line in basket_of(desk).lines)


def test_a_line_that_was_taken_out_by_mistake_comes_back_as_it_was(desk: Desk) -> None:
    desk.scan_product(WATER)
    desk.type("4")
    desk.tap("sell.times")
    desk.tap("sell.remove")
    assert basket_of(desk).lines == ()

    desk.tap("sell.undo")

    assert [(line.kind, line.quantity) for line in basket_of(desk).lines] == [("product", 4), ("deposit", 4)]
    assert not [one for one in desk.ui.walk() if isinstance(one, UndoBar)]


def test_goods_with_an_age_ask_at_once_and_a_no_takes_them_out(desk: Desk) -> None:
    desk.scan_product(GEL)
    assert desk.says("请核对年龄")
    assert desk.says("2008-11-21")

    desk.tap("sell.age_yes")
    assert desk.says("已核对满 18 岁")

    desk.tap("sell.remove")
    desk.scan_product(GEL)
    desk.tap("sell.age_no")
    assert basket_of(desk).lines == ()


def test_nothing_is_paid_before_the_age_is_checked(desk: Desk) -> None:
    desk.scan_product(GEL)
    desk.navigator.key("escape")
    desk.settle()
    assert desk.says("待核对年龄")

    desk.tap("sell.cash")

    assert navigation.front() == "till.sell"
    assert desk.says("请核对年龄")


def test_a_serial_number_is_scanned_and_a_plan_is_one_tap(desk: Desk) -> None:
    put_book(desk.device, SERIAL_BOOK)
    desk.scan_product(SERUM)
    assert desk.says("序列号")

    desk.screen.scanned(UnknownCode("SN-20418-77"))
    desk.settle()
    assert desk.says("序列号 SN-20418-77")

    desk.ui.tap(next(one for one in desk.ui.walk() if type(one).__name__ == "Chip" and "¥128" in one.label.whole))
    desk.settle()
    lines = basket_of(desk).lines
    assert [line.kind for line in lines] == ["product", "plan"]
    assert lines[1].particulars.attached_to == lines[0].line_id


def test_a_discount_has_a_reason_and_can_be_taken_back(desk: Desk) -> None:
    desk.scan_product(TEA)
    desk.tap("sell.price")
    for digit in "10":
        desk.navigator.key(digit)
    desk.settle()
    assert desk.button("sell.price_save").disabled
    desk.tap("sell.reason_damaged")
    desk.tap("sell.price_save")

    assert basket_of(desk).total.minor == 1620
    assert desk.says("包装或商品破损")

    desk.tap("sell.price")
    desk.tap("sell.price_forget")
    assert basket_of(desk).total.minor == 1800


def test_a_basket_is_parked_under_a_name_and_gone_on_with(desk: Desk) -> None:
    desk.scan_product(TEA)
    desk.tap("sell.park")
    desk.tap("sell.label_back")
    desk.tap("sell.park_save") if not desk.says("已挂单") else None
    assert basket_of(desk).lines == ()

    desk.tap("sell.recall")
    assert desk.says("马上回来")
    assert desk.says("till-1")
    desk.ui.tap(desk.find_text("马上回来"))
    desk.settle()

    assert [line.gtin for line in basket_of(desk).lines] == [TEA]
    assert tables.parked(desk.device.db, "CNY") == []


def test_a_search_finds_by_pinyin_and_a_tap_adds(desk: Desk) -> None:
    desk.tap("sell.search")
    desk.type("WULONG")
    desk.ui.until(lambda: water_is_gone(desk))
    desk.ui.tap(desk.find_text("乌龙茶"))
    desk.settle()

    assert [line.gtin for line in basket_of(desk).lines] == [TEA]


def test_a_whole_basket_is_voided_after_one_question(desk: Desk) -> None:
    desk.scan_product(TEA)
    desk.tap("sell.more")
    desk.ui.tap(desk.find_text("整单作废"))
    desk.settle()
    assert desk.says("整单作废？")
    desk.tap("sell.void_yes")

    assert desk.says("扫第一件商品")
    assert tables.recent_sales(desk.device.db) == []


def test_practice_is_said_over_everything_until_it_ends(desk: Desk) -> None:
    desk.screen.begin_training()
    desk.settle()
    assert desk.says("练习模式")
    desk.scan_product(TEA)
    assert basket_of(desk).terms.training

    desk.tap("sell.training_end")
    assert not desk.says("练习模式")
    assert basket_of(desk).lines == ()


def test_a_note_is_words_to_tap(desk: Desk) -> None:
    desk.scan_product(TEA)
    desk.tap("sell.note")
    desk.tap("sell.note_gift")
    desk.tap("sell.save")

    assert basket_of(desk).lines[0].particulars.note == "礼品包装"
    assert desk.says("礼品包装")


def test_every_sheet_stands_the_critical_look(desk: Desk) -> None:
    desk.scan_product(WATER)
    desk.scan_product(SERUM)
    desk.device.do(
        actions.change_price,
        desk.device.store.register,
        desk.screen.basket_id,
        desk.screen.line_id,
        "percent",
        500,
        "damaged",
    )
    desk.settle()
    desk.screen.look_for_nudge()
    hardest = (("en", True, 1.5),)
    findings = desk.findings("sell, special", hardest)
    for name in (
        "ask_price",
        "ask_discount",
        "write_note",
        "park",
        "open_search",
        "open_more",
        "ask_void",
        "open_help",
    ):
        getattr(desk.screen, name)()
        desk.settle()
        findings += desk.findings(name, hardest)
        for layer in list(desk.navigator.children[0].children):
            navigation.hide(layer)

    assert not findings, "\n".join(findings)


def test_savings_that_were_shown_before_the_page_had_a_width_take_their_room_with_it(desk: Desk) -> None:
    desk.device.do(actions.add_product, desk.device.store.register, desk.device.store.session.basket_id, SERUM)
    desk.settle()
    lines = desk.screen.lines
    lines.size_hint_x, lines.width = None, 1
    desk.settle()
    desk.screen.refresh()
    desk.settle()

    lines.width = 640
    desk.settle()

    assert lines.saved.label.width > lines.saved.label.height
