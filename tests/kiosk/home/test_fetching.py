"""At a kiosk: an order is found by its code or its digits, the shopper says what they want, and the store hears it."""

from __future__ import annotations

from datetime import timedelta

from kiosk.pickup import actions
from kiosk.till import actions as till
from kiosk.ui import navigation
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.touch_pad import Key
from tests.devices import GEL, NOON, SERUM, TEA
from tests.kiosks import Kiosk
from tests.orders import arrives, code_text, fill, order_of, placed


def ordered(kiosk: Kiosk, *lines: tuple[str, int], **terms: object) -> None:
    """An order of which this kiosk may say everything: no other device is there."""
    message = placed("order-1", *(lines or ((SERUM, 1), (TEA, 1))), home=kiosk.device.store.device, **terms)  # type: ignore[arg-type]  # terms of `placed`
    arrives(kiosk.device, message)
    kiosk.settle()


def is_ready(kiosk: Kiosk, *gtins: str) -> None:
    fill(kiosk.device, "order-1", gtins or (SERUM, TEA))
    store = kiosk.device.store
    kiosk.device.do(actions.stage, store.vault, store.device, "order-1", "B-07")


def type_digits(kiosk: Kiosk, digits: str) -> None:
    for digit in digits:
        keys = [one for one in kiosk.ui.walk() if isinstance(one, Key) and one.word == digit]
        kiosk.ui.tap(keys[-1])
        kiosk.settle()


def test_a_shopper_finds_a_ready_order_by_six_digits_and_says_that_they_are_here(kiosk: Kiosk) -> None:
    ordered(kiosk, pickup_code="482913")
    is_ready(kiosk)
    kiosk.go("pickup.find")
    type_digits(kiosk, "482913")

    assert kiosk.name == "pickup.show"
    assert kiosk.says("您的订单已备好")
    assert kiosk.says("B-07")
    assert kiosk.says("前面没有人")
    kiosk.tap("collect.here")
    assert order_of(kiosk.device).state == "arrived"
    assert order_of(kiosk.device).here == "kiosk"
    assert kiosk.says("已通知店员，请稍候")


def test_digits_that_are_nobodys_say_so_and_are_not_tried_for_ever(kiosk: Kiosk) -> None:
    kiosk.go("pickup.find")
    for number in range(6):
        type_digits(kiosk, f"00000{number}")

    assert kiosk.name == "pickup.find"
    assert "too_many_tries" in str(kiosk.screen.refused.key)


def test_how_far_an_order_is_stands_on_its_page_in_the_shoppers_words(kiosk: Kiosk) -> None:
    ordered(kiosk)
    kiosk.scan(code_text(), "QR")
    kiosk.until(lambda: kiosk.name == "pickup.show")
    assert kiosk.says("已拣 0 / 2 件")

    fill(kiosk.device, "order-1", [SERUM])
    kiosk.settle()
    assert kiosk.says("已拣 1 / 2 件")
    is_ready(kiosk, TEA)
    kiosk.settle()
    assert kiosk.says("请到 B 柜台取货")


def test_somebody_else_may_fetch_it_without_any_name(kiosk: Kiosk) -> None:
    ordered(kiosk)
    is_ready(kiosk)
    kiosk.scan(code_text(), "QR")
    kiosk.until(lambda: kiosk.name == "pickup.show")
    kiosk.tap("collect.other")
    kiosk.tap_words("朋友")
    type_digits(kiosk, "2046")
    kiosk.tap("collect.delegate_confirm")

    assert order_of(kiosk.device).now.delegate == "friend:2046"
    assert kiosk.says("由朋友代取·尾号 2046")


def test_who_must_do_without_chooses_and_offline_it_is_a_request(kiosk: Kiosk) -> None:
    ordered(kiosk, (SERUM, 1), (GEL, 1))
    fill(kiosk.device, "order-1", [SERUM])
    store = kiosk.device.store
    kiosk.device.do(actions.give_up, store.vault, store.device, "order-1", "order-1/2", reason="not_there")
    kiosk.scan(code_text(), "QR")
    kiosk.until(lambda: kiosk.name == "pickup.show")

    assert kiosk.says("1 件找不到：温和洁面啫喱")
    assert kiosk.says("−¥10.00"), "money back, with how much"
    kiosk.tap_words("这件退款")
    assert order_of(kiosk.device).lines[1].choice == "refund"
    assert not kiosk.says("请选一种处理方式")


def test_an_order_that_was_fetched_or_has_run_out_says_so(kiosk: Kiosk) -> None:
    ordered(kiosk, expires_at=NOON + timedelta(hours=3))
    is_ready(kiosk)
    kiosk.device.clock.pass_time(hours=4)
    store = kiosk.device.store
    kiosk.device.do(actions.expire_due, store.vault, store.device)
    kiosk.scan(code_text(), "QR")
    kiosk.until(lambda: kiosk.name == "pickup.show")

    assert kiosk.says("已超过保留时间")


def test_a_code_of_another_store_opens_nothing(kiosk: Kiosk) -> None:
    kiosk.go("pickup.find")
    kiosk.scan(code_text("order-of-another-shop"), "QR")
    kiosk.until(lambda: kiosk.screen.refused is not None)

    assert kiosk.says("本店没有这张订单")


def test_whose_order_it_was_is_forgotten_with_the_page(kiosk: Kiosk) -> None:
    ordered(kiosk)
    kiosk.scan(code_text(), "QR")
    kiosk.until(lambda: kiosk.says("林女士"))
    navigation.end_session()
    kiosk.settle()
    kiosk.go("pickup.show")

    assert kiosk.name == "pickup.find"
    assert not kiosk.says("林")


def test_what_comes_back_is_said_at_the_kiosk_and_known_at_the_desk(kiosk: Kiosk) -> None:
    kiosk.put(SERUM, TEA)
    store = kiosk.device.store
    sale = kiosk.device.do(till.pay_cash, store.register, store.session.basket_id, 10**7)
    navigation.end_session()
    kiosk.settle()
    kiosk.scan(store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR")
    kiosk.until(lambda: kiosk.name == "return.start" and kiosk.says("哪些要退？"))

    kiosk.tap_words("水润玻尿酸保湿精华液")
    kiosk.tap_words("质量问题")
    kiosk.tap("takeback.go_on")

    assert kiosk.says("向店员出示这个码")
    assert len(kiosk.sales()) == 1, "nothing has been taken back"
    begun = till.begun(kiosk.device.db, store.vault, store.register, sale.sale_id)
    assert [(one.units, one.reason) for one in begun.values()] == [(1, "faulty")]
    assert any(isinstance(one, Pressable) for one in kiosk.ui.walk())
