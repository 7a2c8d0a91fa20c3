"""Paying at the till, by touch: every way and every mixture, and what is said when one does not work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hardware.later import Later
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk import codes
from kiosk.associate import till_table
from kiosk.associate.screens.pay import TillPayScreen
from kiosk.associate.screens.pay_balance import ANSWERS_WITHIN
from kiosk.payment.desk import PaymentDesk
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions, tables
from kiosk.till.model import Sale
from kiosk.till.paying import payment_desk
from kiosk.ui import navigation
from sync import messages
from sync.messages.stored_value import Grant
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import SERUM, TEA, WATER, open_device
from tests.kiosk.till.tills import put_book
from tests.kiosks import SteadyLink
from tests.ui import Ui

CARD = "9521000000000019"


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        put_book(device)
        terminal = SimulatedTerminal(tmp_path / "terminal.jsonl", delay_s=0.05)
        store, later = device.store, Later("payments")
        later.start()

        def post(function: Callable[..., None], *args: object) -> None:
            device.calls.put((function, args))

        payments = payment_desk(store.worker, {"card": terminal}, store.register, post, later, store.clock)
        payments.start(store.db)
        store.parts[PaymentDesk] = payments
        try:
            with open_desk(ui, device, till_table.screens(store), till_table.HOME) as opened:
                yield opened
        finally:
            terminal.close()
            later.close()


def ring_up(desk: Desk, *gtins: str) -> TillPayScreen:
    """Goods in the basket, and the page where they are paid."""
    store = desk.device.store
    for gtin in gtins:
        desk.device.do(actions.add_product, store.register, store.session.basket_id, gtin)
    navigation.go("till.pay")
    desk.settle()
    screen: TillPayScreen = desk.screen
    return screen


def last_sale(desk: Desk) -> Sale:
    sale = tables.load_sale(desk.device.db, tables.recent_sales(desk.device.db)[0])
    assert sale is not None
    return sale


def test_a_note_is_tapped_and_the_change_is_laid_out(desk: Desk) -> None:
    ring_up(desk, TEA)

    desk.ui.tap(desk.find_text("¥20"))
    desk.settle()

    assert desk.says("¥2.00")
    assert desk.says("¥1 × 2")
    assert last_sale(desk).change.minor == 200
    desk.tap("sell.next")
    assert navigation.front() == "till.sell"
    assert tables.load_basket(desk.device.db, desk.device.store.session.basket_id) is None


def test_a_typed_amount_with_a_fraction_is_a_part_and_the_rest_is_still_due(desk: Desk) -> None:
    screen = ring_up(desk, TEA)
    desk.type("12.50")
    assert screen.field.text == "12.50"
    desk.type("1")
    assert screen.field.text == "12.50"  # no currency has three places here

    desk.tap("tender.cash")

    assert desk.says("¥5.50")
    assert tables.recent_sales(desk.device.db) == []


def test_a_gift_card_pays_its_part_and_a_card_the_rest(desk: Desk) -> None:
    store = desk.device.store
    desk.device.do(stored_value.activate, store.register, CARD, 5000)
    ring_up(desk, SERUM)
    desk.tap("tender.gift_card")
    desk.type(CARD)
    desk.tap("tender.number_use")
    assert desk.says("本次使用 ¥50.00")
    desk.tap("tender.use")
    assert desk.says("¥155.20")

    desk.tap("tender.card")

    def sold() -> bool:
        desk.settle()
        return tables.recent_sales(desk.device.db) != []

    desk.ui.until(sold)
    desk.settle()

    assert sorted((one.kind, one.amount.minor) for one in last_sale(desk).tenders) == [
        ("card", 15520),
        ("gift_card", 5000),
    ]
    # The page after the sale says who paid what.
    assert desk.says("礼品卡")
    assert desk.says("¥155.20")


def test_two_sizes_of_one_product_are_told_apart_beside_the_money(desk: Desk) -> None:
    ring_up(desk, SERUM)

    assert desk.says("水润玻尿酸保湿精华液 30 ml")


def test_a_tender_is_handed_back_and_the_balance_is_whole(desk: Desk) -> None:
    store = desk.device.store
    desk.device.do(stored_value.activate, store.register, CARD, 5000)
    screen = ring_up(desk, SERUM)
    desk.device.do(actions.tender_value, store.register, store.session.basket_id, "gift_card", CARD, 5000)
    desk.settle()
    basket = tables.load_basket(desk.device.db, store.session.basket_id)
    assert basket is not None

    screen.hand_back(basket.tenders[0])
    desk.settle()

    found = value_tables.spendable(desk.device.db, "gift_card", CARD)
    assert found is not None
    assert found.available == 5000
    assert desk.says("¥205.20")


def test_the_keyboard_alone_takes_cash_in_two_parts(desk: Desk) -> None:
    screen = ring_up(desk, TEA)

    def press(*keys: str) -> None:
        for key in keys:
            desk.navigator.key(key)
        desk.settle()

    press("1", "0", "0", "backspace")
    assert desk.says("收下后还剩 ¥8.00")
    press("enter")
    assert desk.says("¥8.00")
    press("2", "0")
    assert desk.says("现金找零 ¥12.00")
    press("escape")
    assert screen.field.text == ""
    press("enter")  # nothing is typed: Enter alone pays nothing
    assert tables.recent_sales(desk.device.db) == []
    press("f9")

    assert [one.amount.minor for one in last_sale(desk).tenders] == [1000, 800]
    press("enter")
    assert navigation.front() == "till.sell"


def test_goods_scanned_after_the_sale_begin_the_next_one_and_before_it_join_it(desk: Desk) -> None:
    ring_up(desk, TEA)
    desk.scan_product(WATER)
    assert navigation.front() == "till.sell"
    assert desk.screen.basket().units == 2

    desk.screen.pay_cash()
    desk.settle()
    assert navigation.front() == "till.pay"
    desk.scan_product(SERUM)

    assert navigation.front() == "till.sell"
    assert [line.gtin for line in desk.screen.basket().lines] == [SERUM]


def test_while_the_terminal_is_asked_nothing_is_added(desk: Desk) -> None:
    screen = ring_up(desk, TEA)
    store = desk.device.store
    desk.device.do(actions.open_tender, store.register, store.session.basket_id)

    screen.scanned(codes.ProductCode(WATER))

    assert navigation.front() == "till.pay"


def test_escape_leads_back_to_the_goods_and_they_are_named_beside_the_money(desk: Desk) -> None:
    ring_up(desk, TEA, TEA)
    assert desk.says("2 × ")

    desk.navigator.key("escape")
    desk.settle()

    assert navigation.front() == "till.sell"


def test_practice_says_that_no_money_is_taken(desk: Desk) -> None:
    store = desk.device.store
    desk.device.do(actions.begin_training, store.register, store.session.basket_id)
    ring_up(desk, TEA)

    assert desk.says("培训模式：不会真的收款")
    assert desk.findings("practice", HARDEST) == []


def test_what_of_a_balance_can_be_spent_here_is_told_apart_from_what_cannot(desk: Desk) -> None:
    store, account = desk.device.store, lend(desk)
    screen = ring_up(desk, SERUM)

    screen.present("store_credit", account)
    desk.settle()

    assert desk.says("¥60.00")
    assert desk.says("联网后还可用 ¥40")
    assert desk.says("余额更新于 2 小时前")
    assert desk.findings("balance", HARDEST) == []
    desk.navigator.key("enter")
    desk.settle()
    basket = tables.load_basket(desk.device.db, store.session.basket_id)
    assert basket is not None
    assert [(one.kind, one.amount.minor) for one in basket.tenders] == [("store_credit", 6000)]


def test_a_card_that_only_head_office_knows_is_waited_for_and_then_pays(desk: Desk) -> None:
    store = desk.device.store
    store.link = SteadyLink()
    screen = ring_up(desk, SERUM)

    screen.present("gift_card", CARD)
    desk.settle()
    assert desk.says("正在向总部查询余额")
    assert desk.findings("asking", HARDEST) == []
    desk.device.do(stored_value.on_granted(store.device), granted(desk, CARD))
    desk.settle()

    assert desk.says("¥60.00")
    desk.tap("tender.use")
    basket = tables.load_basket(desk.device.db, store.session.basket_id)
    assert basket is not None
    assert [(one.kind, one.amount.minor) for one in basket.tenders] == [("gift_card", 6000)]


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(desk: Desk) -> None:
    store = desk.device.store
    store.link = SteadyLink()
    screen = ring_up(desk, SERUM)
    screen.present("gift_card", CARD)
    desk.settle()

    later = store.clock() + ANSWERS_WITHIN
    store.clock = lambda: later
    screen.tick()
    desk.settle()

    assert desk.says("现在查不到这张卡的余额")
    assert desk.says("现金")


def test_without_a_link_nobody_waits_for_a_card_that_is_not_known_here(desk: Desk) -> None:
    desk.device.store.link = SteadyLink("broker_away")
    screen = ring_up(desk, SERUM)

    screen.present("gift_card", CARD)
    desk.settle()

    assert desk.says("现在查不到这张卡的余额")
    assert desk.says("现金")


def granted(desk: Desk, card: str) -> messages.LeaseGranted:
    """Head office's answer: 60 yuan are on it, all of them may be spent here."""
    grants = (Grant(desk.device.store.device, value_tables.epoch_of(desk.device.db), 6000, 6000),)
    return messages.LeaseGranted(
        kind="gift_card",
        account=card,
        balance=6000,
        currency="CNY",
        grants=grants,
        version=1,
        at=desk.device.store.clock(),
    )


def lend(desk: Desk) -> str:
    """Head office told two hours ago: 100 yuan in all, 60 of them may be spent at this till."""
    store, account = desk.device.store, "0190a0b0c0d07000800000000000abcd"
    told = messages.LeaseGranted(
        kind="store_credit",
        account=account,
        balance=10_000,
        currency="CNY",
        grants=(Grant(store.device, value_tables.epoch_of(desk.device.db), 6000, 6000),),
        version=1,
        at=store.clock() - timedelta(hours=2),
    )
    desk.device.do(stored_value.on_granted(store.device), told)
    return account


def test_a_wrong_card_number_is_explained_and_nothing_happens(desk: Desk) -> None:
    ring_up(desk, WATER)
    desk.tap("tender.gift_card")
    desk.type("123456")
    desk.tap("tender.number_use")

    assert navigation.front() == "till.pay"
    assert tables.recent_sales(desk.device.db) == []
    desk.tap("tender.other")
    assert desk.says("现金")


def test_a_basket_that_costs_nothing_is_finished_by_one_tap(desk: Desk) -> None:
    store = desk.device.store
    ring_up(desk, WATER)
    desk.device.do(actions.discount_all, store.register, store.session.basket_id, "percent", 10_000, "goodwill")
    desk.settle()

    desk.tap("tender.finish")

    assert last_sale(desk).total.minor == 0


def test_the_page_stands_a_critical_look(desk: Desk) -> None:
    desk.device.do(stored_value.activate, desk.device.store.register, CARD, 5000)
    screen = ring_up(desk, TEA, SERUM)
    assert desk.findings("due") == []
    screen.present("gift_card", CARD)
    desk.settle()
    assert desk.findings("later", HARDEST) == []
    screen.give_up_held()
    screen.pay_cash()
    desk.settle()
    assert desk.findings("later", HARDEST) == []
