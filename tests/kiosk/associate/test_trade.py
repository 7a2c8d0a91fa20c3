"""Trade at the till, by touch: business customers, quotations, warranty, and where an invoice goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.associate import till_table
from kiosk.codes import CarrierCode
from kiosk.till import actions, tables
from kiosk.till.fiscal import Invoicing, TaiwanCarrier
from kiosk.till.model import Basket
from kiosk.till.tables import quotes
from kiosk.till.widgets.carrier_sheet import CarrierSheet
from kiosk.ui import navigation
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import SERUM, TEA, open_device
from tests.kiosk.till.businesses import HARBOUR, HOTELS, hear, lend
from tests.kiosk.till.test_needs import ASKS
from tests.kiosk.till.tills import put_book
from tests.orders import believe_head_office
from tests.staff import badge_text, hire
from tests.ui import Ui


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        put_book(device, HOTELS)
        hear(device)
        lend(device, "C-100", 50_000, 80_000)
        with open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as opened:
            yield opened


def ring_up(desk: Desk, *gtins: str) -> None:
    store = desk.device.store
    for gtin in gtins:
        desk.device.do(actions.add_product, store.register, store.session.basket_id, gtin)


def basket(desk: Desk) -> Basket:
    found = tables.load_basket(desk.device.db, desk.device.store.session.basket_id)
    assert found is not None
    return found


def go(desk: Desk, name: str, **args: str) -> None:
    navigation.go(name, **args)
    desk.settle()


def test_a_business_is_found_by_its_letters_and_the_basket_is_theirs_with_their_order(desk: Desk) -> None:
    ring_up(desk, *[TEA] * 9)
    go(desk, "till.business")
    desk.type("HWJD")
    assert not desk.says("Café Rivière")
    desk.ui.tap(desk.find_text(HARBOUR.name))
    desk.settle()
    assert desk.says("¥800.00")
    assert desk.says("¥500.00")
    desk.type("PO7")

    desk.tap("business.choose")

    terms = basket(desk).terms
    assert (terms.account, terms.purchase_order, terms.price_list) == ("C-100", "PO7", "hotels")
    assert desk.says("再加 3 件乌龙茶，满 12 件每件 ¥15.00")
    desk.tap("business.done")
    assert navigation.front() == "till.sell"
    assert desk.says(HARBOUR.name)


def test_a_shoppers_own_tax_number_is_checked_before_it_is_kept(desk: Desk) -> None:
    ring_up(desk, TEA)
    go(desk, "till.business")
    desk.tap("business.tax_number")
    desk.type("00501504")
    desk.tap("business.save")
    assert basket(desk).terms.tax_id == ""

    desk.screen.clear()
    desk.type("00501503")
    desk.screen.save()
    desk.settle()

    assert basket(desk).terms.tax_id == "00501503"


def test_a_colleague_who_shops_shows_their_badge(desk: Desk) -> None:
    believe_head_office(desk.device)
    hire(desk.device)
    ring_up(desk, TEA)
    go(desk, "till.business")

    desk.scan(badge_text("wei"), "QR")
    desk.settle()

    assert basket(desk).terms.employee


def test_a_quotation_is_given_listed_and_sold_from(desk: Desk) -> None:
    ring_up(desk, TEA, SERUM)
    go(desk, "till.quotes")
    desk.tap("quote.give")
    desk.ui.tap(desk.find_text("30 天"))
    desk.settle()
    desk.tap("quote.give_now")
    quote = quotes.find(desk.device.db)[0]
    assert (quote.number, str(quote.given.valid_until)) == ("till-1-QA0001", "2026-12-21")
    assert desk.says(quote.number)

    desk.tap("quote.take")

    assert navigation.front() == "till.sell"
    assert basket(desk).total == quote.total
    assert basket(desk).terms.quote == quote.quote_id


def test_a_withdrawn_quotation_leaves_the_list(desk: Desk) -> None:
    ring_up(desk, TEA)
    go(desk, "till.quotes")
    desk.screen.give(7)
    desk.settle()
    desk.tap("quote.withdraw")

    go(desk, "till.quotes")

    assert desk.says("没有未使用的报价单")


def test_a_receipts_number_says_what_is_under_warranty(desk: Desk) -> None:
    put_book(desk.device, msgspec.structs.replace(ASKS, version=10))
    store = desk.device.store
    line = desk.device.do(actions.add_product, store.register, "w1", SERUM).lines[0]
    desk.device.do(actions.set_particulars, store.register, "w1", line.line_id, serial="SN-5")
    desk.device.do(actions.pay_cash, store.register, "w1", 10**6)
    go(desk, "till.warranty")
    desk.screen.field.text = "A0001"

    desk.tap("warranty.look")

    assert desk.says("保修至2028年11月21日")
    assert desk.says("序列号 SN-5")


def test_a_carrier_that_is_scanned_while_it_is_asked_for_is_kept(desk: Desk) -> None:
    desk.device.store.parts[Invoicing] = Invoicing(TaiwanCarrier())
    ring_up(desk, TEA)
    sheet = CarrierSheet(desk.screen)
    sheet.show()
    desk.settle()

    desk.screen.scanned(CarrierCode("/ABC+123"))
    desk.settle()

    assert basket(desk).terms.carrier == "/ABC+123"
    assert sheet.parent is None


@pytest.mark.parametrize("page", ["till.business", "till.quotes", "till.warranty"])
def test_nothing_is_cut_where_texts_are_largest(desk: Desk, page: str) -> None:
    ring_up(desk, TEA)
    go(desk, page)

    assert [one for one in desk.findings(page, HARDEST) if "target" not in one] == []
