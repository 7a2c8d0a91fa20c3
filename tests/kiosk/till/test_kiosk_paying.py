"""A shopper pays by themselves: with few taps, in parts, offline; and what is shown after a stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.payment import tables as payments
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as balances
from kiosk.till import actions
from kiosk.till import tables as sales
from kiosk.till.resuming import interrupted
from kiosk.ui.widgets.button import RoundButton
from sync import messages
from sync.messages.stored_value import Grant
from tests.devices import SERUM, TEA, WATER, TestDevice
from tests.kiosk.till.tills import BOOK, put_book
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.ui import Ui, ui

__all__ = ["ui"]

WALLET = "134567890123456789"
CARD = "9521000000000019"


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at its first screen, no network, nobody there."""
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
    kiosk.scan(WALLET, "QR")  # the phone goes back into its pocket past the camera
    assert kiosk.name == "pay.done"
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
    kiosk.tap_words("使用 ¥10.00")

    assert kiosk.name == "pay.choose"
    assert kiosk.says("¥8.00")
    # The gift card has its money back when the session ends, so whoever is gone is asked for as anywhere.
    assert kiosk.screen.idle == "question"
    kiosk.ui.tap(kiosk.ui.find(RoundButton, name_key="pay.take_back"))
    kiosk.settle()
    assert kiosk.basket().tenders == ()

    kiosk.go("pay.balance", kind="gift_card", account=CARD)
    meant = time.monotonic() + 0.5
    kiosk.until(lambda: time.monotonic() > meant)  # a second tap within 0.4 s is a trembling finger
    kiosk.tap_words("使用 ¥10.00")
    kiosk.tap_words("银行卡")
    kiosk.until(lambda: kiosk.name == "pay.done")
    assert [(one.kind, one.amount.minor) for one in kiosk.sales()[0].tenders] == [("gift_card", 1000), ("card", 800)]
    assert kiosk.says("礼品卡")


def test_a_gift_card_that_only_head_office_knows_is_waited_for(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    store.link = SteadyLink()
    kiosk.put(TEA)

    kiosk.go("pay.balance", kind="gift_card", account=CARD)
    kiosk.settle()
    assert not kiosk.says("现在查不到")
    grants = (Grant(store.device, balances.epoch_of(kiosk.device.db), 1000, 1000),)
    told = messages.LeaseGranted(
        kind="gift_card", account=CARD, balance=1000, currency="CNY", grants=grants, version=1, at=store.clock()
    )
    kiosk.device.do(stored_value.on_granted(store.device), told)
    kiosk.settle()

    assert kiosk.says("¥10.00")
    kiosk.go("pay.balance", kind="gift_card", account="9521000000000026")
    kiosk.settle()
    kiosk.screen._no_answer()
    assert kiosk.says("现在查不到")


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
    kiosk.put(TEA)
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")

    found = interrupted(kiosk.device.db, kiosk.device.store.device, kiosk.device.clock())

    assert found is not None
    assert (found.basket_id, found.how) == (kiosk.sales()[0].sale_id, "paid")
    assert payments.of_basket(kiosk.device.db, found.basket_id)


def test_who_calls_a_colleague_while_they_pay_is_brought_to_the_receipt(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.terminal._delay_s = 0.4
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.screen.payment.step == "waiting")

    kiosk.screen.call_staff()
    kiosk.settle()
    assert kiosk.name == "service.call"

    kiosk.until(kiosk.sales)
    kiosk.navigator.changed(frozenset({"basket"}))
    kiosk.until(lambda: kiosk.name == "pay.done")
    assert kiosk.says("付款完成")


def test_a_bag_that_was_paid_meanwhile_is_not_said_to_have_failed(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")

    kiosk.go("pay.card")

    assert kiosk.name == "pay.done"
    assert len(kiosk.sales()) == 1


def test_nobody_signs_out_by_a_slip_while_their_money_is_under_way(kiosk: Kiosk) -> None:
    kiosk.knows()
    store = kiosk.device.store
    store.session.member_id = "member-1"
    kiosk.put(SERUM)
    kiosk.terminal._delay_s = 3600
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.screen.payment.step == "waiting")

    kiosk.screen._sign_out()

    assert kiosk.name == "pay.card"
    assert store.session.member_id == "member-1"
