"""The page of returns: a sale is found, lines chosen with reasons, and the money goes where it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.later import Later
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.associate import till_table
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.till import actions, tables
from kiosk.till.model import Sale
from kiosk.till.paying import payment_desk
from kiosk.ui import navigation
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import GEL, SERUM, TEA, WATER, open_device
from tests.orders import believe_head_office
from tests.ui import Ui


@dataclass
class Till:
    """The till's window and the terminal beside it."""

    desk: Desk
    terminal: SimulatedTerminal

    def until(self, condition: Callable[[], bool]) -> None:
        """The terminal answers on its own thread."""

        def settled() -> bool:
            self.desk.settle()
            return condition()

        self.desk.ui.until(settled)

    def sold(self, *gtins: str, card_minor: int = 0) -> Sale:
        """A finished sale, a part of it by card."""
        device, register = self.desk.device, self.desk.device.store.register
        basket_id = device.store.new_id()
        for gtin in gtins:
            device.do(actions.add_product, register, basket_id, gtin)
        if card_minor:
            store = device.store
            desk: PaymentDesk[Sale] = store.part(PaymentDesk)
            desk.pay(basket_id, "card", Money(card_minor, "CNY"), "zh_CN", lambda _payment: None)
            self.until(lambda: bool(tables.load_basket(store.db, basket_id).tenders))  # type: ignore[union-attr]  # it is there
        sale = device.do(actions.pay_cash, register, basket_id, 10**7)
        assert isinstance(sale, Sale)
        return sale

    def scan(self, sale: Sale) -> None:
        """Hold its receipt before the scanner."""
        self.desk.scan(self.desk.device.store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR")

    def choose(self, sale: Sale, gtin: str) -> None:
        self.desk.screen.choose(next(line.line_id for line in sale.lines if line.gtin == gtin))
        self.desk.settle()

    def newest(self) -> Sale:
        sale = tables.load_sale(self.desk.device.db, tables.recent_sales(self.desk.device.db)[0])
        assert sale is not None
        return sale


@pytest.fixture
def till(ui: Ui, tmp_path: Path) -> Iterator[Till]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        believe_head_office(device)
        terminal = SimulatedTerminal(tmp_path / "terminal.jsonl", delay_s=0.02)
        store, later = device.store, Later("payments")
        later.start()

        def post(function: Callable[..., None], *args: object) -> None:
            device.calls.put((function, args))

        desk = payment_desk(store.worker, {"card": terminal}, store.register, post, later, store.clock)
        desk.start(store.db)
        store.parts[PaymentDesk] = desk
        try:
            with open_desk(ui, device, till_table.screens(store), till_table.HOME) as opened:
                yield Till(opened, terminal)
        finally:
            terminal.close()
            later.close()


def test_a_receipt_is_scanned_and_its_money_goes_back_to_card_and_cash(till: Till) -> None:
    desk = till.desk
    sale = till.sold(SERUM, TEA, card_minor=20000)
    till.scan(sale)
    assert navigation.front() == "return.start"

    till.choose(sale, SERUM)
    desk.screen.give_reason("faulty")
    desk.screen.judge("damaged")
    desk.settle()
    assert desk.says("质量问题")
    # Another size of it would be another line at another price.
    assert desk.says("30 ml")
    desk.tap("return.yes")
    assert navigation.front() == "return.pay"
    # The terminal's reference is the payment's: its end must not pass for the card's number.
    assert desk.says("原银行卡")
    assert not desk.says("···")
    desk.tap("return.give")
    till.until(lambda: till.newest().kind == "return")
    back = till.newest()
    till.until(lambda: desk.says("退货完成"))

    # 228.00 of 246.00, of which 200.00 were paid by card.
    assert sorted((one.kind, one.amount.minor) for one in back.tenders) == [("card", -18537), ("cash", -4263)]
    assert (back.lines[0].particulars.reason, back.lines[0].particulars.condition) == ("faulty", "damaged")
    desk.tap("sell.next")
    till.scan(sale)
    assert desk.says("已全部退回")


def test_where_the_terminal_says_no_the_shop_gives_something_else(till: Till) -> None:
    desk = till.desk
    sale = till.sold(SERUM, card_minor=22000)
    till.scan(sale)
    till.choose(sale, SERUM)
    desk.tap("return.yes")
    till.terminal.next_outcome = "declined"
    desk.tap("return.give")
    till.until(lambda: desk.screen.wait is not None and desk.screen.wait.payment.step == "declined")
    desk.tap("pay.other")
    desk.tap("return.as_credit")

    kinds = sorted((one.kind, one.amount.minor) for one in till.newest().tenders)
    assert kinds == [("cash", -800), ("store_credit", -22000)]


def test_an_exchange_goes_on_in_the_sellers_basket(till: Till) -> None:
    desk = till.desk
    sale = till.sold(TEA)
    till.scan(sale)
    till.choose(sale, TEA)
    desk.tap("return.exchange")
    assert navigation.front() == "till.sell"
    desk.scan_product(SERUM)
    basket = tables.load_basket(desk.device.db, desk.device.store.session.basket_id)
    assert basket is not None
    assert (basket.total.minor, len(basket.lines)) == (21000, 2)


def test_a_return_that_is_called_off_leaves_nothing(till: Till) -> None:
    desk = till.desk
    sale = till.sold(TEA)
    till.scan(sale)
    till.choose(sale, TEA)
    desk.tap("return.yes")
    desk.tap("return.call_off")
    assert navigation.front() == "return.start"
    till.scan(sale)
    till.choose(sale, TEA)
    assert desk.says("¥18.00")
    assert len(tables.recent_sales(desk.device.db)) == 1


def test_a_number_is_typed_and_the_whole_sale_is_voided(till: Till) -> None:
    desk = till.desk
    sale = till.sold(SERUM, WATER)
    desk.go("return.start")
    desk.screen.field.text = "a0001"
    desk.tap("return.find")
    desk.tap("return.void")
    desk.tap("return.void_yes")
    desk.tap("return.give")

    void = till.newest()
    assert (void.kind, void.voids, void.total) == ("void", sale.sale_id, -sale.total)
    assert desk.says("已整单撤销")


def test_goods_without_a_receipt_become_store_credit(till: Till) -> None:
    desk = till.desk
    desk.go("return.start")
    desk.tap("return.without")
    desk.scan_product(TEA)
    desk.screen.give_reason("gift")
    desk.settle()
    desk.tap("return.yes")
    desk.tap("return.give")

    [tender] = till.newest().tenders
    assert (tender.kind, tender.amount.minor) == ("store_credit", -1800)
    assert desk.says(tender.reference[:4])


def test_the_pages_of_returns_stand_the_critical_look(till: Till) -> None:
    desk = till.desk
    sale = till.sold(SERUM, TEA, GEL, card_minor=20000)
    desk.go("return.start")
    findings = desk.findings("find", HARDEST)
    till.scan(sale)
    till.choose(sale, SERUM)
    findings += desk.findings("lines", HARDEST)
    desk.tap("return.yes")
    findings += desk.findings("pay back", HARDEST)
    desk.screen.failed = True
    desk.screen.refresh()
    findings += desk.findings("terminal away", HARDEST)
    desk.tap("return.as_credit")
    findings += desk.findings("given back", HARDEST)
    desk.go("return.without_receipt")
    desk.scan_product(TEA)
    findings += desk.findings("no receipt", HARDEST)

    assert not findings, "\n".join(findings)
