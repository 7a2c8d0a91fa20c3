"""A till: scanned, typed, paid in cash and by card, given back; and a member's basket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.later import Later
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.associate import till_table
from kiosk.customer import actions as customer
from kiosk.payment.desk import PaymentDesk
from kiosk.till import tables
from kiosk.till.paying import payment_desk
from kiosk.ui import navigation
from sync import messages
from sync.formats import tokens
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import NOON, SERUM, TEA, WATER, open_device
from tests.orders import KEY, KEY_ID, believe_head_office
from tests.ui import Ui


@dataclass
class Till:
    """The till's window and the terminal beside it."""

    desk: Desk
    terminal: SimulatedTerminal

    def until(self, condition: Callable[[], bool]) -> None:
        """The terminal answers on its own thread; what it says comes through the worker."""

        def settled() -> bool:
            self.desk.settle()
            return condition()

        self.desk.ui.until(settled)


@pytest.fixture
def till(ui: Ui, tmp_path: Path) -> Iterator[Till]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        believe_head_office(device)
        terminal = SimulatedTerminal(tmp_path / "terminal.jsonl", delay_s=0.05)
        store = device.store
        later = Later("payments")
        later.start()

        def post(function: Callable[..., None], *args: object) -> None:
            device.calls.put((function, args))

        card_desk = payment_desk(store.worker, {"card": terminal}, store.register, post, later, store.clock)
        card_desk.start(store.db)
        store.parts[PaymentDesk] = card_desk
        try:
            with open_desk(ui, device, till_table.screens(store), till_table.HOME) as desk:
                yield Till(desk, terminal)
        finally:
            terminal.close()
            later.close()


def last_sale_id(desk: Desk) -> str:
    return tables.recent_sales(desk.device.db)[0]


def test_scanned_products_stand_in_the_basket_with_their_total(till: Till) -> None:
    desk = till.desk
    assert desk.says("扫第一件商品")

    desk.scan_product(SERUM)
    desk.scan_product(TEA)
    desk.scan_product(TEA)

    assert desk.says("共 3 件")
    assert desk.says("2 × ¥18.00")
    assert desk.says("¥264.00")


def test_a_typed_number_is_found_as_barcode_and_as_sku(till: Till) -> None:
    desk = till.desk
    desk.type("100003")
    desk.tap("sell.add")
    assert desk.says("水润玻尿酸保湿精华液")

    desk.type(WATER.lstrip("0"))
    desk.tap("sell.add")
    assert desk.says("矿泉水 550 ml")

    desk.type("999")
    desk.tap("sell.add")
    assert desk.says("没有编号为 999 的商品")


def test_a_typed_quantity_changes_the_chosen_line_and_a_line_can_go(till: Till) -> None:
    desk = till.desk
    desk.scan_product(TEA)
    desk.scan_product(WATER)
    desk.type("12")
    desk.tap("sell.times")
    assert desk.says("12 × ¥2.50")

    desk.tap("sell.remove")
    assert not desk.says("12 × ¥2.50")
    assert desk.says("¥18.00")


def test_exact_cash_is_one_tap_and_becomes_a_sale(till: Till) -> None:
    desk = till.desk
    desk.scan_product(SERUM)
    desk.tap("sell.cash")

    assert navigation.front() == "till.pay"
    assert desk.says("收款完成")
    sale = tables.load_sale(desk.device.db, last_sale_id(desk))
    assert sale is not None
    assert (sale.total.minor, sale.change.minor, sale.tenders[0].kind) == (22800, 0, "cash")

    desk.tap("sell.next")
    assert desk.says("扫第一件商品")


def test_pay_leads_to_the_page_that_takes_money(till: Till) -> None:
    desk = till.desk
    desk.scan_product(SERUM)
    assert desk.says("收款 ¥228.00")
    desk.ui.tap(desk.screen.keys.pay)
    desk.settle()

    assert navigation.front() == "till.pay"
    assert tables.recent_sales(desk.device.db) == []


def test_a_card_payment_becomes_a_sale(till: Till) -> None:
    desk = till.desk
    desk.scan_product(SERUM)
    desk.tap("sell.card")
    assert desk.says("请在刷卡机上付款")

    till.until(lambda: desk.says("收款完成"))

    sale = tables.load_sale(desk.device.db, last_sale_id(desk))
    assert sale is not None
    assert [(one.kind, one.amount.minor) for one in sale.tenders] == [("card", 22800)]


def test_a_declined_card_keeps_the_basket(till: Till) -> None:
    desk = till.desk
    till.terminal.next_outcome = "declined"
    desk.scan_product(SERUM)
    desk.tap("sell.card")
    till.until(lambda: desk.says("这次没有扣款"))
    desk.tap("pay.other")

    assert desk.says("共 1 件")
    assert tables.recent_sales(desk.device.db) == []


def test_while_nobody_knows_whether_money_was_taken_nothing_can_be_paid_again(till: Till) -> None:
    desk = till.desk
    till.terminal.next_outcome = "unknown"
    desk.scan_product(SERUM)
    desk.tap("sell.card")
    till.until(lambda: desk.says("正在核实，请不要重复付款"))

    desk.scan_product(TEA)

    assert navigation.front() == "till.pay"
    assert tables.recent_sales(desk.device.db) == []
    assert desk.says("共 1 件")
    till.until(lambda: desk.says("请叫店员"))


def test_a_card_that_is_read_while_the_clerk_looks_elsewhere_is_a_sale_all_the_same(till: Till) -> None:
    desk = till.desk
    desk.scan_product(SERUM)
    desk.tap("sell.card")
    desk.go("stock.lookup")
    till.until(lambda: bool(tables.recent_sales(desk.device.db)))

    desk.go("till.sell")

    assert desk.says("收款完成")
    assert desk.says("till-1-A0001")


def test_the_next_scan_after_a_sale_begins_a_new_basket(till: Till) -> None:
    desk = till.desk
    desk.scan_product(SERUM)
    desk.tap("sell.cash")
    desk.scan_product(TEA)

    assert desk.says("共 1 件")
    assert desk.says("¥18.00")
    assert len(tables.recent_sales(desk.device.db)) == 1


def test_a_line_of_a_receipt_comes_back_once(till: Till) -> None:
    desk = till.desk
    desk.scan_product(TEA)
    desk.scan_product(SERUM)
    desk.tap("sell.cash")
    sale = tables.load_sale(desk.device.db, last_sale_id(desk))
    assert sale is not None
    receipt = desk.device.store.receipt_code(sale.sale_id, str(sale.number), sale.at)

    desk.scan(receipt, "QR")
    assert navigation.front() == "return.start"
    desk.screen.choose(next(line.line_id for line in sale.lines if line.gtin == SERUM))
    desk.settle()
    desk.tap("return.yes")
    desk.tap("return.give")

    assert desk.says("退货完成")
    assert desk.says("¥228.00")
    desk.tap("sell.next")
    desk.scan(receipt, "QR")
    assert desk.says("已全部退回")


def a_member(desk: Desk) -> str:
    """Head office told of a member, who holds out their code."""
    vault = desk.device.store.vault
    member = messages.MemberChanged(
        member="m-1", surname="林", title="ms", tier="gold", points=2480, version=1, at=NOON
    )
    basket = messages.OnlineBasketChanged(
        basket_id="web-1", member="m-1", lines=(messages.OnlineLine(gtin=TEA, quantity=2),), version=2, at=NOON
    )
    desk.device.do(customer.on_member(vault), member)
    desk.device.do(customer.on_online_basket(vault), basket)
    return tokens.sign("loyalty", KEY_ID, KEY, subject="m-1", nonce="n", now=NOON)


def test_a_members_code_makes_the_basket_theirs_and_brings_what_they_chose_online(till: Till) -> None:
    desk = till.desk
    desk.scan_product(TEA)
    desk.scan(a_member(desk), "QR")

    assert desk.says("林女士·2,480 分")
    assert desk.says("共 2 件")

    desk.tap("sell.cash")
    sale = tables.load_sale(desk.device.db, last_sale_id(desk))
    assert sale is not None
    assert sale.customer == "m-1"
    desk.tap("sell.next")
    assert not desk.says("林女士")


def test_every_screen_stands_the_critical_look(till: Till) -> None:
    desk = till.desk
    findings = desk.findings("sell, empty", HARDEST)
    desk.scan(a_member(desk), "QR")
    desk.scan_product(SERUM)
    desk.type("500")
    findings += desk.findings("sell")
    desk.screen.clear()
    desk.tap("sell.cash")
    findings += desk.findings("sold", HARDEST)
    sale = tables.load_sale(desk.device.db, last_sale_id(desk))
    assert sale is not None
    desk.go("return.start")
    findings += desk.findings("return", HARDEST)
    desk.scan(desk.device.store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR")
    desk.screen.choose(sale.lines[0].line_id)
    desk.settle()
    findings += desk.findings("return, line")
    desk.go("till.sell")
    desk.tap("sell.next")
    desk.scan_product(SERUM)
    till.terminal.next_outcome = "unknown"
    desk.tap("sell.card")
    till.until(lambda: desk.says("正在核实"))
    findings += desk.findings("card, unknown", HARDEST)

    assert not findings, "\n".join(findings)


def test_a_payment_in_doubt_is_shown_and_ended_by_hand_with_where_it_was_looked_up(till: Till) -> None:
    desk = till.desk
    till.terminal.plan.append("answer_after_reversal")
    desk.scan_product(TEA)
    desk.tap("sell.card")
    till.until(lambda: desk.says("正在核实，请不要重复付款"))
    desk.device.store.session.basket_id = "another"

    navigation.go("payment.open")
    desk.settle()
    assert desk.says("未结清的付款")
    findings = desk.findings("open payments", HARDEST)
    assert desk.says("¥18.00")
    desk.tap("payment.found_taken")
    assert desk.says("从哪里查到的？")
    findings += desk.findings("looked up", HARDEST)
    assert not findings, "\n".join(findings)
    desk.screen.resolve("payment.looked_terminal")
    till.until(lambda: desk.says("没有未结清的付款"))

    (sale_id,) = tables.recent_sales(desk.device.db)
    sale = tables.load_sale(desk.device.db, sale_id)
    assert sale is not None
    assert sale.tenders[0].kind == "card"
