"""A shopper pays by themselves: with few taps, in parts, with a colleague's look into the bag, with paper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hardware.printer_simulated import SimulatedPrinter
from kiosk.paper import drivers
from kiosk.paper.counter import Counter
from kiosk.payment import tables as payments
from kiosk.settings import Printer, SelfCheckout
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as balances
from kiosk.till import actions
from kiosk.till import tables as sales
from kiosk.till.resuming import interrupted
from kiosk.till.slips import Slips
from kiosk.till.tables import spot_checks
from kiosk.ui.theme import theme
from kiosk.ui.widgets.button import RoundButton
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice
from tests.kiosk.till.tills import BOOK, put_book
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.ui import Ui, ui

__all__ = ["ui"]

WALLET = "134567890123456789"
CARD = "9521000000000019"
ALL = SelfCheckout(checks=True, floor_percent=100, most_percent=100, seed="s")


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at its first screen, no network, nobody there."""
    with open_kiosk(ui, device, tmp_path) as opened:
        yield opened


@pytest.fixture
def watched(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at which every basket is looked into."""
    device.store.register = replace(device.store.register, self_checkout=ALL)
    with open_kiosk(ui, device, tmp_path) as opened:
        yield opened


def change_settings(kiosk: Kiosk, part: str, **what: object) -> None:
    """Other settings for this test."""
    settings = kiosk.device.store.settings
    changed = msgspec.structs.replace(getattr(settings, part), **what)
    kiosk.device.store.settings = msgspec.structs.replace(settings, **{part: changed})


class Taps:
    """Counts what a finger does."""

    def __init__(self, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number = 0
        press = kiosk.ui.press

        def counted(target: Any) -> None:  # a widget, or a position
            self.number += 1
            press(target)

        monkeypatch.setattr(kiosk.ui, "press", counted)


# ---------------------------------------------------------------- express


def test_from_a_scan_to_paid_takes_six_taps_at_the_most_without_cash(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(kiosk, "shop", express=True)
    taps = Taps(kiosk, monkeypatch)

    kiosk.scan_product(SERUM)
    kiosk.tap("product.add")
    kiosk.tap_words("购物袋·1 件")
    kiosk.tap_words("去付款")
    assert kiosk.name == "pay.choose"
    assert not kiosk.says("由店员收取并找零")
    kiosk.scan(WALLET, "QR")
    kiosk.until(lambda: kiosk.name == "pay.done")
    kiosk.tap("done.finish")

    assert kiosk.name == "home.attract"
    assert taps.number <= 6
    assert [tender.kind for tender in kiosk.sales()[0].tenders] == ["wallet"]


def test_without_a_link_and_without_cash_the_shopper_is_sent_to_a_till_with_their_bag(kiosk: Kiosk) -> None:
    change_settings(kiosk, "shop", express=True)
    change_settings(kiosk, "payment", offline="cash")
    kiosk.device.store.link = SteadyLink("broker_away")
    kiosk.put(TEA)

    kiosk.go("pay.choose")

    assert kiosk.says("请到收银台付款")
    assert not kiosk.says("扫码支付")
    kiosk.scan(WALLET, "QR")
    assert kiosk.says("付款码现在用不了")
    assert kiosk.sales() == []


def test_without_a_link_the_shop_may_take_cards_alone(kiosk: Kiosk) -> None:
    change_settings(kiosk, "payment", offline="card")
    kiosk.device.store.link = SteadyLink("broker_away")
    kiosk.put(TEA)

    kiosk.go("pay.choose")

    assert kiosk.says("现在可以刷卡或付现金")
    assert not kiosk.says("扫码支付")
    kiosk.tap_words("银行卡")
    kiosk.until(lambda: kiosk.name == "pay.done")


# ---------------------------------------------------------------- in parts


def test_a_gift_card_pays_a_part_can_be_taken_back_and_the_rest_is_paid_by_card(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    kiosk.device.do(stored_value.activate, store.register, CARD, 1000)
    kiosk.put(TEA)
    kiosk.go("pay.choose")
    kiosk.tap_words("礼品卡、储值")
    kiosk.type(CARD)
    kiosk.tap("pay.look_up")
    assert kiosk.says("¥10.00")
    assert CARD not in repr(kiosk.screen.args)
    kiosk.tap_words("用掉 ¥10.00")

    assert kiosk.name == "pay.choose"
    assert kiosk.says("¥8.00")
    assert kiosk.screen.idle == "never"
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="pay.take_back"))
    kiosk.settle()
    assert kiosk.basket().tenders == ()

    kiosk.go("pay.balance", kind="gift_card", account=CARD)
    meant = time.monotonic() + 0.5
    kiosk.until(lambda: time.monotonic() > meant)  # a second tap within 0.4 s is a trembling finger
    kiosk.tap_words("用掉 ¥10.00")
    kiosk.tap_words("银行卡")
    kiosk.until(lambda: kiosk.name == "pay.done")
    assert [(one.kind, one.amount.minor) for one in kiosk.sales()[0].tenders] == [("gift_card", 1000), ("card", 800)]
    assert kiosk.says("礼品卡")


def test_whoever_goes_in_the_middle_has_their_gift_card_back(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    basket_id = store.session.basket_id
    kiosk.device.do(stored_value.activate, store.register, CARD, 1000)
    kiosk.put(TEA)
    kiosk.device.do(actions.tender_value, store.register, basket_id, "gift_card", CARD, 1000)

    kiosk.device.do(actions.leave_basket, store.register, basket_id)

    balance = balances.spendable(kiosk.device.db, "gift_card", CARD)
    assert balance is not None
    assert balance.available == 1000
    basket = sales.load_basket(kiosk.device.db, basket_id)
    assert basket is not None
    assert (basket.state, basket.tenders) == ("dropped", ())


def test_a_bag_that_costs_nothing_is_simply_finished(kiosk: Kiosk) -> None:
    free = replace_rules(kiosk)
    kiosk.put(free)
    kiosk.go("pay.choose")

    kiosk.tap("pay.finish_even")
    kiosk.until(lambda: kiosk.name == "pay.done")

    assert kiosk.sales()[0].total.minor == 0


def replace_rules(kiosk: Kiosk) -> str:
    """Head office gives the water away today."""
    from sync.formats.price_book import Goods, Percent
    from sync.messages import Texts

    rule = Percent(rule_id="free", name=Texts("赠"), goods=Goods(gtins=(WATER,)), percent_bp=10_000)
    put_book(kiosk.device, msgspec.structs.replace(BOOK, rules=(rule,)))
    return WATER


def test_a_payment_that_is_open_is_what_the_page_of_ways_leads_to(kiosk: Kiosk) -> None:
    kiosk.put(TEA)
    kiosk.terminal.plan.append("answer_after_reversal")
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.screen.payment.step == "unknown")
    kiosk.go("basket.show")

    kiosk.go("pay.choose")

    assert kiosk.name == "pay.card"
    assert kiosk.screen.idle == "never"


# ---------------------------------------------------------------- a colleague's look


def test_a_colleague_looks_into_the_bag_before_it_is_paid(watched: Kiosk) -> None:
    watched.put(TEA, WATER)
    watched.go("pay.choose")
    watched.until(lambda: watched.name == "pay.check")
    assert watched.says("已呼叫店员")
    assert watched.says("不是针对您")
    watched.go("pay.card")
    watched.until(lambda: watched.name == "pay.check")

    watched.badge()
    assert watched.says("核对购物袋")
    assert watched.screen.finish.disabled
    watched.scan_product(TEA)
    watched.scan_product(WATER)
    watched.tap("check.finish")

    assert watched.name == "pay.choose"
    watched.tap_words("银行卡")
    watched.until(lambda: watched.name == "pay.done")
    found = spot_checks.load(watched.device.db, watched.sales()[0].sale_id)
    assert found is not None
    assert (found.outcome, found.operator) == ("as_it_should", "operator-1")


def test_what_was_not_scanned_is_put_into_the_bag_with_a_kind_word(watched: Kiosk) -> None:
    watched.put(TEA)
    watched.go("pay.choose")
    watched.badge()
    watched.scan_product(TEA)
    watched.scan_product(GEL)
    assert watched.says("袋中多出的商品")

    watched.tap("check.put_right")

    assert watched.name == "pay.choose"
    assert watched.units() == [(TEA, 1), (GEL, 1)]
    assert watched.says("谢谢您的耐心")


def test_going_back_from_the_look_does_not_get_around_it(watched: Kiosk) -> None:
    watched.put(TEA)
    watched.go("pay.choose")
    watched.until(lambda: watched.name == "pay.check")
    watched.tap("pay.back")
    assert watched.name == "basket.show"

    watched.tap_words("去付款")

    watched.until(lambda: watched.name == "pay.check")


def test_goods_for_grown_ups_are_sold_when_a_colleague_has_seen_an_identity_card(kiosk: Kiosk) -> None:
    from sync.formats.price_book import Goods, Needs

    put_book(kiosk.device, msgspec.structs.replace(BOOK, needs=(Needs(goods=Goods(gtins=(TEA,)), age=18),)))
    kiosk.put(TEA)
    kiosk.go("pay.choose")
    assert kiosk.name == "pay.check"
    assert kiosk.says("需要看一下证件")

    kiosk.badge()
    kiosk.tap("check.age_seen")

    assert kiosk.name == "pay.choose"
    kiosk.tap_words("银行卡")
    kiosk.until(lambda: kiosk.name == "pay.done")
    assert kiosk.sales()[0].lines[0].particulars.age_checked == 18


# ---------------------------------------------------------------- the receipt


def with_printer(kiosk: Kiosk) -> tuple[Counter, SimulatedPrinter]:
    """A receipt printer hangs on the kiosk."""
    store = kiosk.device.store
    settings = msgspec.structs.replace(store.settings, printer=(Printer("receipt", "simulated"),))
    counter = Counter(
        settings,
        store.worker,
        store.folder,
        clock=store.clock,
        post=lambda function, *args: kiosk.device.calls.put((function, args)),
        changed=kiosk.device.changed.append,
    )
    counter.start()
    driver: Any = counter.spooler.do("receipt", lambda printer: printer).result(5)
    store.parts[Counter] = counter
    store.parts[Slips] = Slips(
        register=store.register,
        routes=drivers.routes_of(settings),
        brand="AURELLE",
        shop_language="zh_CN",
        language=lambda: "zh_CN",
        receipt_code=store.receipt_code,
        open_drawer=lambda: None,
        asks_first=True,
    )
    return counter, driver


def pay(kiosk: Kiosk) -> None:
    """One tea, by card."""
    kiosk.put(TEA)
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")


def test_the_receipt_is_printed_for_whoever_wants_it_and_the_session_waits_for_it(kiosk: Kiosk) -> None:
    counter, driver = with_printer(kiosk)
    try:
        pay(kiosk)
        assert len(driver.paper) == 0
        driver.seconds_a_row = 0.002
        kiosk.tap("done.print")
        kiosk.screen._until = time.monotonic() - 1
        kiosk.screen._count(0.2)
        assert kiosk.name == "pay.done", "never in the middle of printing"

        kiosk.until(lambda: kiosk.says("小票已打印，请取走"))

        assert len(driver.paper) == 1
        kiosk.tap("done.finish")
        assert kiosk.name == "home.attract"
    finally:
        counter.close()


def test_a_printer_without_paper_says_so_and_offers_the_code(kiosk: Kiosk) -> None:
    counter, driver = with_printer(kiosk)
    try:
        driver.paper_rows = 0
        counter.spooler.do("receipt", lambda printer: printer.check()).result(5)
        kiosk.until(lambda: counter.views()[0].state == "paper_out")
        pay(kiosk)

        assert kiosk.says("打印纸用完了")
        assert not kiosk.says("打印小票")
    finally:
        counter.close()


def test_paper_that_did_not_come_out_does_not_come_out_for_the_next_shopper(kiosk: Kiosk) -> None:
    counter, driver = with_printer(kiosk)
    try:
        pay(kiosk)
        driver.plugged = False
        kiosk.tap("done.print")
        kiosk.until(lambda: kiosk.says("打印机暂时用不了"))
        kiosk.tap("done.finish")
        driver.plugged = True

        jobs = kiosk.device.db.execute("SELECT state FROM print_job").fetchall()
        assert [row[0] for row in jobs] == ["dropped"]
    finally:
        counter.close()


# ---------------------------------------------------------------- after a stop


def test_after_a_stop_the_basket_that_was_being_paid_is_found_again(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    assert interrupted(kiosk.device.db, store.device, kiosk.device.clock()) is None
    kiosk.put(TEA)
    kiosk.terminal.plan.append("lost_answer")
    kiosk.go("pay.card")
    kiosk.until(lambda: sales.open_intent(kiosk.device.db, store.session.basket_id) is not None)

    found = interrupted(kiosk.device.db, store.device, kiosk.device.clock())

    assert found is not None
    assert (found.basket_id, found.how) == (store.session.basket_id, "open")
    kiosk.device.clock.pass_time(hours=1)
    assert interrupted(kiosk.device.db, store.device, kiosk.device.clock()) is None, "nobody stands there for an hour"


def test_a_sale_that_was_made_as_the_program_stopped_is_shown(kiosk: Kiosk) -> None:
    pay(kiosk)

    found = interrupted(kiosk.device.db, kiosk.device.store.device, kiosk.device.clock())

    assert found is not None
    assert (found.basket_id, found.how) == (kiosk.sales()[0].sale_id, "paid")
    assert payments.of_basket(kiosk.device.db, found.basket_id)


def test_every_state_of_paying_is_readable_in_the_hardest_looks(watched: Kiosk) -> None:
    watched.put(TEA, SERUM, WATER)
    watched.go("pay.choose")
    watched.until(lambda: watched.name == "pay.check")
    looks = (("en", False, 1.5), ("zh_TW", True, 1.0))
    found = watched.findings("waiting", looks)
    watched.badge()
    watched.scan_product(TEA)
    watched.scan_product(GEL)
    found += watched.findings("sheet", looks)
    theme.choose(low=True)
    found += watched.findings("sheet in low mode", looks[:1])

    theme.choose(low=False)
    assert found == []
