"""The bag at the kiosk, in a shopper's steps: lines, prices, and how the goods get home."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.i18n import Translator
from kiosk.till import actions
from kiosk.till.model import Line
from kiosk.till.receipt_paper import Letterhead, Looked, receipt
from kiosk.till.widgets.bag_line import BagLine, WayChip
from kiosk.ui.theme import theme
from kiosk.ui.widgets.stepper import Stepper
from sync import journal
from tests.devices import GEL, NOON, SERUM, TEA, WATER, gtin_of
from tests.kiosk.home.bags import NEAR, book, dearer, deliver
from tests.kiosks import Kiosk, SteadyLink


def test_a_removed_line_comes_back_exactly_as_it_was(kiosk: Kiosk) -> None:
    deliver(kiosk)
    kiosk.put(TEA, WATER)
    store = kiosk.device.store
    kiosk.device.do(
        actions.fulfil, store.register, store.session.basket_id, kiosk.basket().lines[0].line_id, "pickup", NEAR,
        NOON + timedelta(hours=3),
    )  # fmt: skip
    dearer(kiosk, TEA, 2500)
    kiosk.go("basket.show")
    before = kiosk.basket()
    fetched = next(line for line in before.lines if line.gtin == TEA)

    kiosk.screen._remove(fetched)
    kiosk.settle()
    assert kiosk.units() == [(WATER, 1)]
    kiosk.tap("basket.undo")

    assert kiosk.basket().lines == before.lines
    assert kiosk.basket().total == before.total


def test_the_steppers_are_as_large_as_a_finger(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("basket.show")

    stepper = kiosk.ui.find(Stepper)

    assert stepper._more.width >= theme.px(96) - 1


def test_why_a_line_costs_less_stands_beside_it_and_what_more_would_give_below(kiosk: Kiosk) -> None:
    book(kiosk)
    kiosk.put(TEA)
    kiosk.go("basket.show")
    kiosk.screen._look_for_nudge(0.0)
    assert kiosk.says("再买 1 件")

    kiosk.ui.tap(kiosk.ui.find(Stepper)._more)
    kiosk.settle()

    assert kiosk.says("买一送一")
    assert kiosk.says("已优惠")
    assert kiosk.says("−¥18.00")
    assert kiosk.basket().total.minor == 1800


def test_a_member_sees_the_points_that_the_bag_earns(kiosk: Kiosk) -> None:
    book(kiosk)
    kiosk.knows()
    kiosk.put(SERUM)
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")

    kiosk.go("basket.show")

    assert kiosk.says("本单可得积分")
    assert kiosk.says("+228")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_price_that_rose_since_the_scan_is_asked_about(kiosk: Kiosk, keeps: bool) -> None:
    book(kiosk, "ask")
    kiosk.put(SERUM)
    kiosk.go("basket.show")

    dearer(kiosk, SERUM, 25000)
    assert kiosk.says("扫描时 ¥228，现在 ¥250")
    assert kiosk.screen.pay.disabled
    kiosk.tap_words("保留 ¥228" if keeps else "按 ¥250 付")

    assert kiosk.basket().total.minor == (22800 if keeps else 25000)
    assert not kiosk.says("扫描时")
    assert not kiosk.screen.pay.disabled


def test_where_the_shop_honours_the_lower_price_nobody_is_asked(kiosk: Kiosk) -> None:
    book(kiosk, "lower")
    kiosk.put(SERUM)
    kiosk.go("basket.show")

    dearer(kiosk, SERUM, 25000)

    assert kiosk.says("仍按扫描时的 ¥228 付")
    assert not kiosk.screen.pay.disabled
    assert kiosk.basket().total.minor == 22800


def test_where_the_shop_s_own_price_holds_the_old_one_cannot_be_kept(kiosk: Kiosk) -> None:
    book(kiosk, "ours")
    kiosk.put(SERUM)
    kiosk.go("basket.show")

    dearer(kiosk, SERUM, 25000)

    assert not kiosk.says("保留 ¥228")
    kiosk.tap_words("按 ¥250 付")
    assert kiosk.basket().total.minor == 25000


def test_a_price_that_fell_can_be_had_with_one_tap(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.go("basket.show")

    dearer(kiosk, SERUM, 20000)
    assert not kiosk.screen.pay.disabled
    kiosk.tap_words("按 ¥200 付")

    assert kiosk.basket().total.minor == 20000


def test_a_line_is_fetched_in_a_shop_that_has_it_and_leaves_no_stock_here(kiosk: Kiosk) -> None:
    deliver(kiosk)
    kiosk.put(SERUM, TEA)
    kiosk.go("basket.show")
    kiosk.ui.tap(kiosk.ui.find(WayChip))
    kiosk.settle()
    assert kiosk.name == "basket.fulfil"
    kiosk.tap_words("到店自提")
    kiosk.tap_words("南京西路店")
    kiosk.tap("fulfil.confirm_pickup")

    assert kiosk.name == "basket.show"
    assert kiosk.says("南京西路店自提")
    special = kiosk.basket().lines[0].particulars
    assert (special.fulfilment, special.from_store) == ("pickup", NEAR)
    store = kiosk.device.store
    kiosk.device.do(actions.pay_cash, store.register, store.session.basket_id, 10**6)
    moved = kiosk.device.db.execute("SELECT gtin, quantity FROM stock_movement").fetchall()
    assert [(row[0], row[1]) for row in moved] == [(TEA, -1)]


def test_who_is_no_member_is_asked_to_sign_in_before_anything_is_sent(kiosk: Kiosk) -> None:
    deliver(kiosk)
    kiosk.go("basket.fulfil", gtin=SERUM)

    assert kiosk.says("会员可以配送")
    kiosk.tap("fulfil.sign_in")

    assert kiosk.name == "member.sign_in"


def test_a_bag_that_is_wholly_sent_is_paid_here_with_what_sending_costs(kiosk: Kiosk) -> None:
    deliver(kiosk)
    kiosk.knows()
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.go("basket.fulfil", gtin=TEA)
    kiosk.tap_words("配送到家")
    kiosk.tap("fulfil.confirm_ship")

    assert kiosk.says("配送费")
    fee = next(line for line in kiosk.basket().lines if line.kind == "delivery")
    assert kiosk.basket().total.minor == 1800 + fee.amount.minor
    store = kiosk.device.store
    sale = kiosk.device.do(actions.pay_cash, store.register, store.session.basket_id, 10**6)
    assert sale.total.minor == 1800 + fee.amount.minor
    assert [line.name for line in sale.lines] == ["乌龙茶", "配送费"]
    assert kiosk.device.db.execute("SELECT count(*) FROM stock_movement").fetchone()[0] == 0


def test_sending_costs_nothing_from_an_amount_on(kiosk: Kiosk) -> None:
    deliver(kiosk)
    kiosk.knows()
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    store = kiosk.device.store
    kiosk.device.do(actions.fulfil_product, store.register, store.session.basket_id, TEA, "ship")
    assert any(line.kind == "delivery" for line in kiosk.basket().lines)

    kiosk.device.do(actions.fulfil_product, store.register, store.session.basket_id, SERUM, "ship")

    assert not any(line.kind == "delivery" for line in kiosk.basket().lines)


def test_where_nothing_can_be_had_the_page_says_so(kiosk: Kiosk) -> None:
    kiosk.go("basket.fulfil", gtin=GEL)

    assert kiosk.says("本店现在缺货")
    assert kiosk.says("附近门店都没有足够的货")
    assert kiosk.screen.confirm.disabled


def test_offline_a_promise_is_a_request_in_honest_words(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink("broker_away", NOON - timedelta(minutes=40))

    kiosk.go("basket.fulfil", gtin=SERUM)

    assert kiosk.says("这是预约")
    assert kiosk.says("连上网络后由总部确认")


def test_while_a_payment_is_open_nothing_in_the_bag_can_be_moved(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    store = kiosk.device.store
    kiosk.device.do(actions.open_tender, store.register, store.session.basket_id)

    kiosk.go("basket.show")

    assert kiosk.says("购物袋已锁定")
    assert not kiosk.says("换到收银台或手机继续")
    assert kiosk.ui.find(Stepper).disabled


def test_of_a_bag_of_sixty_lines_only_those_near_the_eye_are_drawn(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    price = kiosk.basket().lines[0].unit_price
    store = kiosk.device.store
    for number in range(60):
        line = Line(f"L{number:03d}", gtin_of(5000 + number), 1, price)
        kiosk.device.do(actions.add_line, store.register, store.session.basket_id, line)

    kiosk.go("basket.show")
    kiosk.until(lambda: kiosk.screen.lines.whole)
    kiosk.settle()
    drawn = [widget for widget in kiosk.ui.walk() if isinstance(widget, BagLine)]
    assert 2 <= len(drawn) <= 12
    kiosk.ui.tap(kiosk.ui.find(Stepper)._more)
    kiosk.settle()

    after = [widget for widget in kiosk.ui.walk() if isinstance(widget, BagLine)]
    assert after == drawn
    assert after[0].stepper is not None
    assert after[0].stepper.value == 2
    kiosk.screen._page.parent.scroll_y = 0.3
    kiosk.settle()
    assert [widget for widget in kiosk.ui.walk() if isinstance(widget, BagLine)] != drawn


def test_the_receipt_says_what_comes_later_and_that_nobody_has_confirmed_it_yet(kiosk: Kiosk) -> None:
    deliver(kiosk)
    store = kiosk.device.store
    until = NOON + timedelta(hours=3)
    kiosk.put(TEA)
    kiosk.device.do(actions.fulfil_product, store.register, store.session.basket_id, SERUM, "pickup", NEAR, until)
    sale = kiosk.device.do(actions.pay_cash, store.register, store.session.basket_id, 10**6)

    kiosk.go("pay.done", sale_id=sale.sale_id)
    assert kiosk.says("联网后确认")
    paper = receipt(sale, Letterhead("AURELLE", "静安店"), Translator("zh_CN"), Looked())
    assert "到店自提" in repr(paper)
    assert "15:00" in repr(paper)

    epoch = journal.current_epoch(kiosk.device.db)
    assert epoch is not None
    kiosk.device.do(lambda tx: journal.acknowledge(tx.db, "money", epoch.epoch, 1, tx.now))
    kiosk.screen.refresh()
    assert kiosk.says("总部已确认")
