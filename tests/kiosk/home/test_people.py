"""Members, their orders and their privacy; finding things; making the screen easier."""

from __future__ import annotations

from datetime import timedelta

from kiosk.customer import actions as customer
from kiosk.pickup import actions as pickup
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.button import RoundButton
from sync import messages
from tests.devices import NOON, SERUM, TEA, WATER
from tests.kiosks import Kiosk
from tests.orders import placed


def _sign_in(kiosk: Kiosk) -> None:
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.until(lambda: kiosk.name == "member.page")
    kiosk.settle()


def test_a_members_code_signs_them_in_without_a_network(kiosk: Kiosk) -> None:
    kiosk.knows(usual=((TEA, 6), (WATER, 3)))

    _sign_in(kiosk)

    assert kiosk.says("林女士，您好")
    assert kiosk.says("2,480")
    assert kiosk.says("截至 11月21日 11:40")
    assert kiosk.says("黄金会员")
    assert kiosk.says("一年买过 6 次")


def test_an_online_basket_joins_the_bag_without_doubling(kiosk: Kiosk) -> None:
    kiosk.knows()
    online = messages.OnlineBasketChanged(
        basket_id="online-1",
        member="member-1",
        lines=(messages.OnlineLine(gtin=TEA, quantity=2), messages.OnlineLine(gtin=WATER, quantity=1)),
        version=301,
        at=NOON,
    )
    kiosk.device.do(customer.on_online_basket(kiosk.device.store.vault), online)
    kiosk.put(TEA)

    _sign_in(kiosk)

    assert kiosk.basket().units_of(TEA) == 2
    assert kiosk.basket().units_of(WATER) == 1
    assert kiosk.says("线上购物车的 2 件已放入购物袋，没有重复")
    kiosk.go("basket.show")
    assert kiosk.says("来自线上购物车")


def test_signing_out_leaves_no_trace_of_the_member_on_any_screen(kiosk: Kiosk) -> None:
    kiosk.knows(usual=((TEA, 6),))
    _sign_in(kiosk)
    kiosk.scan_product(SERUM)
    assert kiosk.says("林女士")

    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="ui.sign_out"))
    kiosk.settle()

    assert kiosk.name == "home.attract"
    assert kiosk.device.store.session.member_id == ""
    assert not kiosk.says("林")
    kiosk.scan_product(SERUM)
    assert not kiosk.says("林")


def test_a_code_that_expired_is_explained_and_nobody_is_signed_in(kiosk: Kiosk) -> None:
    kiosk.knows()

    kiosk.scan(kiosk.code("loyalty", "member-1", lifetime=timedelta(minutes=5), hours_ago=3), "QR")
    kiosk.until(lambda: kiosk.says("这个码已过期，请重新打开"))

    assert kiosk.name == "member.sign_in"
    assert kiosk.device.store.session.member_id == ""


def test_a_member_this_shop_does_not_know_is_told_so(kiosk: Kiosk) -> None:
    kiosk.scan(kiosk.code("loyalty", "stranger"), "QR")

    kiosk.until(lambda: kiosk.says("本店还没有这位会员的资料"))


def test_a_pickup_code_shows_how_far_the_order_is_and_uses_nothing_up(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    kiosk.device.do(pickup.on_placed(store.vault, store.device), placed("order-1", (TEA, 1), home=store.device))
    code = kiosk.code("pickup", "order-1")

    kiosk.scan(code, "QR")
    kiosk.until(lambda: kiosk.says("订单已确认"))
    kiosk.device.do(pickup.pick, store.vault, store.device, "order-1", TEA)
    kiosk.until(lambda: kiosk.says("正在为您拣货"))
    assert kiosk.says("已拣 1 / 1 件")
    kiosk.device.do(pickup.stage, store.vault, store.device, "order-1", "B-07")
    kiosk.until(lambda: kiosk.says("您的订单已备好"))

    assert kiosk.says("B-07")
    assert kiosk.device.db.execute("SELECT count(*) FROM used_code").fetchone()[0] == 0


def test_an_order_is_forgotten_when_the_page_is_left(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    kiosk.device.do(pickup.on_placed(store.vault, store.device), placed("order-1", (TEA, 1), home=store.device))
    kiosk.scan(kiosk.code("pickup", "order-1"), "QR")
    kiosk.until(lambda: kiosk.says("林女士"))

    kiosk.navigator.back()
    kiosk.settle()
    kiosk.go("pickup.find")

    assert kiosk.says("请扫描取货码")
    assert not kiosk.says("林")


def test_products_are_found_as_one_types_by_the_initials_of_their_sounds(kiosk: Kiosk) -> None:
    kiosk.go("search.find")
    kiosk.until(lambda: kiosk.says("矿泉水"))

    kiosk.type("WLC")

    kiosk.until(lambda: kiosk.says("找到 1 件"))
    assert kiosk.says("乌龙茶")
    assert not kiosk.says("矿泉水")
    kiosk.until(lambda: kiosk.screen.results.grid.bring(0) is not None)
    kiosk.ui.tap(kiosk.screen.results.grid.bring(0))
    kiosk.settle()
    assert kiosk.name == "product.page"


def test_a_word_that_fits_nothing_is_answered_with_what_is_near(kiosk: Kiosk) -> None:
    kiosk.go("search.find")

    kiosk.type("WLCZZ")

    kiosk.until(lambda: kiosk.says("看看“WLC”"))
    assert kiosk.says("乌龙茶")


def test_nothing_at_all_is_never_a_blank(kiosk: Kiosk) -> None:
    kiosk.go("search.find", text="§")

    kiosk.until(lambda: kiosk.says("没有找到“§”"))
    assert kiosk.says("换个说法试试")


def test_language_text_and_contrast_can_be_changed_and_end_with_the_session(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    kiosk.ui.tap(kiosk.screen.bottom.low)
    kiosk.settle()

    kiosk.tap_words("150%")
    kiosk.tap_words("高对比度")
    kiosk.tap_words("English")

    assert (theme.text_scale, theme.contrast, tr.language) == (1.5, True, "en")
    assert kiosk.says("Hydra serum")
    kiosk.navigator.end_session()
    assert tr.language == "zh_CN"


def test_the_first_screen_says_when_the_shop_is_closed(kiosk: Kiosk) -> None:
    kiosk.device.clock.pass_time(hours=14)
    kiosk.navigator.home()
    kiosk.settle()

    assert kiosk.says("现在休息，10:00 开门")
