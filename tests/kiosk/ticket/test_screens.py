"""Two taps on the kiosk, a receipt at the service desk, and an answer that is written there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import codes
from kiosk.task import tables as tasks
from kiosk.ticket import actions, tables
from kiosk.ticket.model import Ticket, Wanted
from kiosk.ticket.screens.new import NewTicketScreen
from kiosk.ticket.screens.tickets import TicketsScreen
from kiosk.till import actions as till
from kiosk.till.model import Sale
from kiosk.ui import navigation
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import SERUM, TEA, TestDevice, open_device
from tests.kiosks import Kiosk, SteadyLink, open_kiosk
from tests.orders import believe_head_office
from tests.ui import Ui


@pytest.fixture
def kiosk(ui: Ui, device: TestDevice, tmp_path: Path) -> Iterator[Kiosk]:
    with open_kiosk(ui, device, tmp_path) as opened:
        device.store.link = SteadyLink()
        yield opened


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        store = device.store
        screens = {
            "associate.tickets": lambda: TicketsScreen(store),
            "ticket.new": lambda: NewTicketScreen(store),
        }
        with open_desk(ui, device, screens, "associate.tickets") as opened:
            yield opened


def sold(device: TestDevice, *gtins: str) -> Sale:
    store = device.store
    basket_id = store.new_id()
    for gtin in gtins:
        device.do(till.add_product, store.register, basket_id, gtin)
    sale = device.do(till.pay_cash, store.register, basket_id, 10**7)
    assert isinstance(sale, Sale)
    return sale


def tickets(device: TestDevice) -> list[Ticket]:
    return tables.unsettled(device.db, device.store.vault)


def open_one(desk: Desk, **wanted: str) -> Ticket:
    store = desk.device.store
    ticket = desk.device.do(actions.open_ticket, store.vault, store.register, Wanted(**wanted))
    desk.settle()
    assert isinstance(ticket, Ticket)
    return ticket


def test_two_taps_after_paying_and_the_shopper_reads_where_the_answer_will_be(kiosk: Kiosk) -> None:
    sale = sold(kiosk.device, SERUM)
    navigation.go("pay.done", sale_id=sale.sale_id)
    kiosk.settle()
    assert kiosk.says("今天的体验如何")

    kiosk.screen._say(sale.sale_id, "bad")
    kiosk.settle()
    kiosk.screen.choose("waiting")
    kiosk.settle()

    (ticket,) = tickets(kiosk.device)
    assert (ticket.subject, ticket.topic, ticket.sale_id) == ("complaint", "waiting", sale.sale_id)
    assert kiosk.says(ticket.number)
    assert kiosk.says("扫描收据")
    assert tasks.count_open(kiosk.device.db) == 1


def test_cut_off_it_is_kept_and_said_to_be(kiosk: Kiosk) -> None:
    kiosk.device.store.link = SteadyLink("broker_away")
    navigation.go("ticket.say", face="fair")
    kiosk.settle()
    kiosk.screen.choose("kiosk")
    kiosk.settle()

    assert kiosk.says("恢复连接后会送出")


def test_the_receipt_held_before_the_kiosk_shows_the_answer(kiosk: Kiosk) -> None:
    sale = sold(kiosk.device, SERUM)
    store = kiosk.device.store
    wanted = Wanted("complaint", topic="product", face="bad", sale_id=sale.sale_id)
    ticket = kiosk.device.do(actions.open_ticket, store.vault, store.register, wanted)
    kiosk.device.do(actions.answer, store.vault, store.register, ticket.ticket_id, "请到服务台换新。")

    believe_head_office(kiosk.device)
    text = store.receipt_code(sale.sale_id, str(sale.number), sale.at)
    kiosk.screen.scanned(codes.classify(text, "QR"))
    kiosk.settle()

    navigation.go("ticket.say", sale_id=kiosk.screen._sale_id)  # what the page of the receipt offers
    kiosk.settle()

    assert kiosk.says("请到服务台换新。")
    assert kiosk.says("已答复")


def test_the_desk_lists_who_waits_and_an_answer_is_written_with_ready_words(desk: Desk) -> None:
    open_one(desk, subject="bill", text="多收了一件。", name="陈先生", contact="138 0013 0042")
    assert desk.says("1 位顾客在等答复")
    assert desk.says("138 0013 0042")
    assert desk.findings("tickets", HARDEST) == []

    desk.tap("ticket.answer")
    desk.screen._sheet._chosen("已经处理好了。")
    desk.settle()
    assert desk.findings("words", HARDEST) == []
    desk.tap("ticket.written")

    assert tickets(desk.device) == []
    assert desk.says("已经处理好了。")
    assert desk.says("已答复（1）")


def test_words_are_written_key_by_key_and_erased_back_into_what_stood_before(desk: Desk) -> None:
    open_one(desk, subject="bill", text="多收了一件。")
    desk.tap("ticket.note")
    sheet = desk.screen._sheet
    sheet._chosen("已致电。")
    for key in "ok":
        sheet.write(sheet._entry.turn_to("latin").press(key))
    assert sheet.text == "已致电。ok"
    for _ in range(3):
        sheet.write(sheet._entry.erase())

    assert sheet.text == "已致电"
    sheet.enter()
    desk.settle()
    (ticket,) = tickets(desk.device)
    assert [entry.text for entry in ticket.entries] == ["已致电"]
    assert ticket.state == "in_work"


def test_a_ticket_needs_a_subject_and_something_to_go_by(desk: Desk) -> None:
    believe_head_office(desk.device)
    sale = sold(desk.device, SERUM, TEA)
    store = desk.device.store
    desk.tap("ticket.new")
    assert desk.says("请选择类别")

    desk.screen.choose("warranty")
    desk.settle()
    assert desk.says("请扫描收据或商品")
    desk.screen.scanned(codes.classify(store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR"))
    desk.settle()
    desk.screen.pick(SERUM)
    desk.settle()
    assert desk.says("没有保修")
    assert desk.findings("new", HARDEST) == []
    desk.tap("ticket.open")

    (ticket,) = tickets(desk.device)
    assert (ticket.subject, ticket.gtin, ticket.sale_number) == ("warranty", SERUM, sale.number.short)
    assert desk.navigator.name == "associate.tickets"
    desk.go("ticket.new")
    assert not desk.says(sale.number.short)  # nothing of the last shopper stays
