"""From a scan to the receipt, in a shopper's steps."""

from __future__ import annotations

from datetime import timedelta

from kiosk.catalogue import actions as catalogue
from kiosk.payment.desk import PaymentDesk
from kiosk.till import tables as sales
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.stepper import Stepper
from sync import messages
from tests.devices import GEL, NOON, SERUM, TEA, WATER, gtin_of
from tests.kiosks import Kiosk, SteadyLink

SERUM_NAME = "水润玻尿酸保湿精华液"
WALLET = "134567890123456789"
"""Such a code as WeChat Pay shows."""


def test_a_scan_from_the_first_screen_shows_the_product_with_price_and_stock(kiosk: Kiosk) -> None:
    assert kiosk.name == "home.attract"

    kiosk.scan(SERUM[1:], "EAN13")

    assert kiosk.name == "product.page"
    assert kiosk.says(SERUM_NAME)
    assert kiosk.says("¥228")
    assert kiosk.says("约 6 件·A3 02-03")
    assert kiosk.says("2 小时前")
    assert kiosk.says("南京西路店")
    assert kiosk.says("2.1 公里")
    assert kiosk.says("营业至 22:00")


def test_a_store_that_is_closed_now_is_said_to_be(kiosk: Kiosk) -> None:
    kiosk.device.clock.pass_time(hours=12)

    kiosk.scan_product(SERUM)

    assert kiosk.says("已打烊，10:00 开门")


def test_a_shopper_scans_adds_and_pays_by_card(kiosk: Kiosk) -> None:
    kiosk.put(WATER)
    kiosk.scan_product(SERUM)
    kiosk.tap("product.add")
    kiosk.tap_words("购物袋·2 件")
    assert kiosk.name == "basket.show"
    assert kiosk.says("¥230.50")
    kiosk.tap_words("去付款")
    kiosk.tap_words("银行卡")

    kiosk.until(lambda: kiosk.name == "pay.done")

    (sale,) = kiosk.sales()
    assert sale.total.minor == 23050
    assert [tender.kind for tender in sale.tenders] == ["card"]
    assert kiosk.says(sale.number.short)
    assert kiosk.says(f"{SERUM_NAME} × 1")
    basket = kiosk.device.store.session.basket_id
    kiosk.tap("done.finish")
    assert kiosk.name == "home.attract"
    assert kiosk.device.store.session.basket_id != basket
    assert kiosk.units() == []


def test_a_shopper_pays_by_showing_the_code_of_their_wallet(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("pay.choose")
    assert kiosk.says("微信支付或支付宝")

    kiosk.scan(WALLET, "QR")
    assert kiosk.name == "pay.card"
    assert WALLET not in repr(kiosk.screen.args)
    kiosk.until(lambda: kiosk.name == "pay.done")

    (sale,) = kiosk.sales()
    assert [tender.kind for tender in sale.tenders] == ["wallet"]


def test_without_the_acquirer_a_wallet_is_declined_in_plain_words(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.terminal.plan.append("offline")
    kiosk.go("pay.choose")
    kiosk.scan(WALLET, "QR")

    kiosk.until(lambda: kiosk.says("现在连不上收款方，没有扣款"))
    assert kiosk.units() == [(TEA, 1)]
    kiosk.scan("101234567890123456", "QR")
    kiosk.until(lambda: kiosk.name == "pay.done")


def test_a_payment_code_where_nothing_is_paid_says_so(kiosk: Kiosk) -> None:
    kiosk.scan(WALLET, "CODE128")

    assert kiosk.says("请先在付款页面，再出示付款码")


def test_a_shopper_scans_our_code_and_pays_on_the_phone(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.terminal.late_s = 0.1
    kiosk.terminal.plan.append("slow")
    kiosk.go("pay.choose")
    kiosk.tap_words("用手机扫本屏幕上的二维码")
    kiosk.until(lambda: kiosk.says("请用手机扫码付款"))

    store = kiosk.device.store
    intent = sales.open_intent(store.db, store.session.basket_id)
    assert intent is not None

    def paid() -> bool:
        store.part(PaymentDesk).check(intent.intent_id)
        return kiosk.name == "pay.done"

    kiosk.until(paid)

    assert [tender.kind for tender in kiosk.sales()[0].tenders] == ["qr"]


def test_a_payment_that_was_declined_keeps_the_bag_and_can_be_tried_again(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.terminal.next_outcome = "declined"
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.says("这次没有扣款"))
    assert kiosk.units() == [(TEA, 1)]

    kiosk.tap("pay.again")
    kiosk.until(lambda: kiosk.name == "pay.done")

    assert [sale.total.minor for sale in kiosk.sales()] == [1800]


def test_a_payment_nobody_can_tell_of_is_never_asked_for_twice(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.terminal.next_outcome = "unknown"
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.says("正在核实，请不要重复付款"))

    kiosk.go("basket.show")
    assert kiosk.says("付款尚未确认，购物袋已锁定")
    kiosk.go("pay.cash")
    kiosk.badge()
    kiosk.screen.give(10000)
    kiosk.tap_words("完成，找零")

    assert kiosk.sales() == []
    assert kiosk.says("还有一笔付款在核实，请不要重复付款")
    # The terminal finds in its own memory that the money was never taken.
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.says("这次没有扣款"))


def test_cash_is_counted_and_the_change_is_said(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.go("pay.cash")
    kiosk.badge()
    for note in ("¥100", "¥100", "¥50"):
        kiosk.tap_words(note)
    assert kiosk.says("¥22.00")

    kiosk.tap_words("完成，找零")

    kiosk.until(lambda: kiosk.name == "pay.done")
    (sale,) = kiosk.sales()
    assert (sale.total.minor, sale.change.minor) == (22800, 2200)
    assert kiosk.says("¥250.00")


def test_too_little_cash_cannot_be_completed(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.go("pay.cash")
    kiosk.badge()

    kiosk.tap_words("¥100")

    assert kiosk.says("还差")
    assert kiosk.says("¥128.00")
    assert kiosk.screen.finish.disabled


def test_a_product_that_this_shop_does_not_sell_is_named_and_not_guessed(kiosk: Kiosk) -> None:
    kiosk.scan_product(gtin_of(77))

    assert kiosk.says("本店不售这件商品")
    assert kiosk.says(gtin_of(77)[1:])
    kiosk.tap("product.scan_another")
    assert kiosk.name == "home.scan"


def test_an_unknown_code_is_explained_on_the_scan_page(kiosk: Kiosk) -> None:
    kiosk.go("home.scan")

    kiosk.scan("https://example.com/a-poster", "QR")

    assert kiosk.says("不认识这个码")
    assert kiosk.name == "home.scan"


def test_a_code_that_one_reader_alone_saw_is_asked_for_again(kiosk: Kiosk) -> None:
    kiosk.go("home.scan")

    kiosk.screen.refuse("scan.again")
    kiosk.settle()

    assert kiosk.says("请再扫一次")


def test_a_price_that_changes_while_it_is_shown_is_shown_anew(kiosk: Kiosk) -> None:
    kiosk.scan_product(TEA)
    assert kiosk.says("¥18")

    changed = messages.PriceChanged(gtin=TEA, price_minor=2100, currency="CNY", version=101, at=NOON)
    kiosk.device.do(catalogue.price_changed, changed)
    kiosk.settle()

    assert kiosk.says("¥21")


def test_the_bag_keeps_the_price_that_was_scanned_and_says_so(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    changed = messages.PriceChanged(gtin=TEA, price_minor=2100, currency="CNY", version=101, at=NOON)
    kiosk.device.do(catalogue.price_changed, changed)

    kiosk.go("basket.show")

    assert kiosk.says("扫描时 ¥18，现在 ¥21")
    assert kiosk.basket().total.minor == 1800


def test_the_bag_can_be_changed_and_a_removed_line_comes_back(kiosk: Kiosk) -> None:
    kiosk.put(TEA, WATER)
    kiosk.go("basket.show")
    stepper = kiosk.ui.find(Stepper)
    kiosk.ui.tap(stepper._more)
    kiosk.settle()
    assert kiosk.units() == [(TEA, 2), (WATER, 1)]

    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="basket.remove"))
    kiosk.settle()
    assert kiosk.units() == [(WATER, 1)]
    assert kiosk.says("已移除：乌龙茶")

    kiosk.tap("basket.undo")
    assert kiosk.units() == [(TEA, 2), (WATER, 1)]


def test_a_scan_on_the_bag_goes_straight_in(kiosk: Kiosk) -> None:
    kiosk.go("basket.show")
    assert kiosk.says("购物袋还是空的")

    kiosk.scan_product(TEA)
    kiosk.scan_product(TEA)

    assert kiosk.name == "basket.show"
    assert kiosk.units() == [(TEA, 2)]


def test_what_goes_with_it_is_in_stock_has_a_reason_and_is_ranked_anew_by_each_scan(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    assert kiosk.says("常一起买")
    first = [one.product.gtin for one in kiosk.screen.exposure._found]

    kiosk.scan_product(WATER)
    second = [one.product.gtin for one in kiosk.screen.exposure._found]

    assert first == [TEA, WATER]
    assert second[0] == TEA
    assert GEL not in first + second


def test_an_offer_that_is_taken_is_told_to_head_office_as_such(kiosk: Kiosk) -> None:
    kiosk.scan_product(SERUM)
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="product.add"))
    kiosk.settle()

    assert kiosk.basket().lines[0].origin == "recommended"
    rows = kiosk.device.db.execute("SELECT body FROM journal WHERE lane = 'telemetry' ORDER BY seq").fetchall()
    told = [bytes(row[0]).decode() for row in rows]
    assert any('"outcome":"shown"' in text for text in told)
    assert any('"outcome":"added"' in text and f'"outcome_gtin":"{TEA}"' in text for text in told)


def test_offline_the_page_says_as_of_when_and_the_sale_is_safe(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink("broker_away", NOON - timedelta(minutes=40))
    kiosk.scan_product(TEA)
    assert kiosk.says("离线可用·价格截至 11:20")
    assert kiosk.says("价格截至 11:20")

    kiosk.tap("product.add")
    kiosk.go("pay.cash")
    kiosk.badge()
    kiosk.tap("pay.exact")
    kiosk.tap("pay.finish_cash")
    kiosk.until(lambda: kiosk.name == "pay.done")

    assert kiosk.says("这笔交易已安全保存在本机")


def test_the_link_coming_back_takes_the_pill_away(kiosk: Kiosk) -> None:
    link = SteadyLink("broker_away", NOON - timedelta(minutes=40))
    kiosk.device.store.link = link
    kiosk.scan_product(TEA)

    link.state = "linked"
    kiosk.navigator.changed(frozenset({"health"}))
    kiosk.settle()

    assert not kiosk.says("离线可用")
    assert not kiosk.says("价格截至")


def test_a_receipt_leads_to_what_comes_back_and_the_money_is_given_at_the_desk(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("basket.show")

    kiosk.scan(kiosk.code("receipt", "some-sale"), "QR")

    assert kiosk.name == "return.start"
    assert kiosk.sales() == []


def test_a_shopper_alone_cannot_say_that_they_paid_in_cash(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("pay.cash")
    kiosk.tap("pay.exact")

    kiosk.tap("pay.finish_cash")

    assert kiosk.sales() == []
    assert kiosk.says("请店员扫工牌后完成")


def test_a_scan_on_the_receipt_begins_with_the_next_shopper(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.go("pay.cash")
    kiosk.badge()
    kiosk.tap("pay.exact")
    kiosk.tap("pay.finish_cash")
    kiosk.until(lambda: kiosk.name == "pay.done")
    before = kiosk.device.store.session.basket_id

    kiosk.scan_product(WATER)

    assert kiosk.name == "product.page"
    assert kiosk.device.store.session.basket_id != before


def test_while_money_moves_a_scan_leads_nowhere(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.terminal.next_outcome = "unknown"
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.screen.payment.step == "unknown")

    kiosk.scan_product(WATER)

    assert kiosk.name == "pay.card"
    assert kiosk.units() == [(TEA, 1)]
