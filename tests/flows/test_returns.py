"""Goods come back at another till than the one that sold them: with the sale's home on the line, off it, and both."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import codes, trust
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.till import actions, receipts, tables
from kiosk.till.actions import Wanted, copying, guarding
from kiosk.till.model import Sale
from kiosk.till.model.returning import Origin
from kiosk.till.tables import returning
from sync import security
from sync.clock import utc_now
from sync.formats import tokens
from tests.flows.shops import Shop, ShopDevice, booked
from tests.headoffice.offices import MILK, OAT, SOAP


def receipt(device: ShopDevice, sale: Sale) -> OwnCode:
    """The code on a sale's receipt, as a scanner reads it."""
    code = codes.classify(device.store.receipt_code(sale.sale_id, str(sale.number), sale.at), "QR")
    assert isinstance(code, codes.ReceiptCode)
    return code


def scan(device: ShopDevice, code: OwnCode) -> Origin:
    origin = device.do(receipts.look_up, device.store.register, code)
    assert isinstance(origin, Origin)
    return origin


def believes(device: ShopDevice, code: OwnCode) -> bool:
    """Whether head office has told the device of the key that signed."""
    key = trust.find_key(device.store.db, "device", code.token.key_id, "receipt")
    return key is not None


def ask(device: ShopDevice, sale_id: str, *wanted: Wanted) -> tuple[Wanted, ...]:
    asked: tuple[Wanted, ...] = device.do(guarding.ask_home, device.store.register, sale_id, wanted)
    return asked


def state_of(device: ShopDevice, one: Wanted) -> str:
    request = returning.load_request(device.store.db, one.grant_id)
    return "" if request is None else request.state


def bring_back(device: ShopDevice, sale_id: str, *wanted: Wanted) -> Sale:
    """Into a basket, and the money out."""
    basket = device.do(actions.take, device.store.register, device.store.new_id(), sale_id, wanted)
    made = device.do(actions.refund, device.store.register, basket.basket_id)
    assert isinstance(made, Sale)
    return made


def left(device: ShopDevice, sale: Sale) -> int:
    origin = tables.load_origin(device.store.db, sale.sale_id, device.name)
    assert origin is not None
    return origin.left(sale.lines[0].line_id)


def flagged(shop: Shop) -> list[tuple[object, ...]]:
    return shop.head_office.query("SELECT kind, subject FROM flag WHERE kind = 'returned_twice'")


def test_another_till_takes_goods_back_with_the_word_of_the_one_that_sold_them(shop: Shop) -> None:
    home, other = shop.stocked("till-1"), shop.stocked("till-2")
    sale = home.sell(SOAP, SOAP, SOAP)
    line = sale.lines[0].line_id
    other.until(lambda: tables.load_origin(other.store.db, sale.sale_id, "till-2"), "the copy of the sale")
    assert tables.find_sales(other.store.db, sale.number.short) == [sale.sale_id]

    asked = ask(other, sale.sale_id, Wanted(line, 2))
    seconds = other.until(lambda: state_of(other, asked[0]) == "granted", "the home's word")
    assert seconds < 2.0
    assert left(home, sale) == 1
    back = bring_back(other, sale.sale_id, *asked)

    assert (back.total.minor, back.lines[0].particulars.unverified) == (-1780, False)
    home.until(lambda: returning.backs(home.store.db, sale.sale_id, "till-1")[0].back_sale, "word of the return")
    assert left(home, sale) == 1
    # The same receipt once more, at both.
    with pytest.raises(Refused, match=r"till\.returned_already"):
        home.do(actions.return_line, home.store.register, sale.sale_id, line, 2)
    again = ask(other, sale.sale_id, Wanted(line, 2))
    other.until(lambda: state_of(other, again[0]) == "refused", "the home's no")
    with pytest.raises(Refused, match=r"till\.returned_already"):
        bring_back(other, sale.sale_id, *again)
    # The last unit closes the sum, wherever it comes back.
    assert home.do(actions.return_line, home.store.register, sale.sale_id, line, 1).total.minor == -890
    booked(shop.head_office, home, 3)
    assert flagged(shop) == []


def test_what_is_given_up_is_free_again_at_home(shop: Shop) -> None:
    home, other = shop.stocked("till-1"), shop.stocked("till-2")
    sale = home.sell(SOAP)
    other.until(lambda: tables.load_origin(other.store.db, sale.sale_id, "till-2"))
    asked = ask(other, sale.sale_id, Wanted(sale.lines[0].line_id, 1))
    other.until(lambda: state_of(other, asked[0]) == "granted")
    assert left(home, sale) == 0

    other.do(actions.give_up, other.store.register, [asked[0].grant_id])

    home.until(lambda: left(home, sale) == 1, "the unit to be free")
    other.until(lambda: state_of(other, asked[0]) == "", "the home's word that it is")


def test_a_receipt_proves_its_sale_with_nobody_on_the_line_and_a_double_return_is_flagged(shop: Shop) -> None:
    home, other = shop.stocked("till-1"), shop.stocked("till-2")
    first = receipt(home, home.sell(MILK))
    other.until(lambda: believes(other, first), "the key of the till that sold")
    other.until(lambda: believes(home, first))
    shop.broker.close()
    home.until(lambda: home.health.state != "linked", "the loss of the broker")
    sale = home.sell(SOAP, SOAP, OAT)
    code = receipt(home, sale)

    origin = scan(other, code)
    assert (origin.known, origin.short, origin.store) == ("receipt", sale.number.short, sale.number.store_gln)
    assert [(one.gtin, one.quantity, one.amount_minor) for one in origin.lines] == [(SOAP, 2, 1780), (OAT, 1, 1590)]
    wanted = Wanted(origin.lines[0].line_id, 2)
    back = bring_back(other, sale.sale_id, wanted)
    assert (back.total.minor, back.lines[0].particulars.unverified) == (-1780, True)
    # Its own second try is refused at once; the home cannot know yet.
    with pytest.raises(Refused, match=r"till\.returned_already"):
        bring_back(other, sale.sale_id, Wanted(scan(other, code).lines[0].line_id, 1))
    home.do(actions.return_line, home.store.register, sale.sale_id, sale.lines[0].line_id, 1)

    shop.broker.start()
    booked(shop.head_office, home, 4)
    booked(shop.head_office, other, 4)
    home.until(lambda: flagged(shop) == [("returned_twice", sale.sale_id)], "the flag", 40.0)
    home.until(lambda: left(home, sale) == 0, "word of the other return")
    with pytest.raises(Refused, match=r"till\.returned_already"):
        home.do(actions.return_line, home.store.register, sale.sale_id, sale.lines[0].line_id, 1)


def test_receipts_of_strangers_and_changed_ones_are_not_believed(shop: Shop) -> None:
    till = shop.stocked("till-1")
    sale = till.sell(SOAP)
    text = till.store.receipt_code(sale.sale_id, str(sale.number), sale.at)
    till.until(lambda: believes(till, receipt(till, sale)))
    assert scan(till, receipt(till, sale)).known == "own"
    assert text == till.store.receipt_code(sale.sale_id, str(sale.number), sale.at)

    stranger = Ed25519PrivateKey.generate()
    number = str(sale.number)
    foreign = tokens.sign(
        "receipt", security.key_id(stranger), stranger, subject="s9", nonce="", now=utc_now(), detail=(number,)
    )
    head, _, signature = text.rpartition(".")
    swapped = "A" if head[-10] != "A" else "B"
    for forged, reason in ((foreign, "unknown_key"), (f"{head[:-10]}{swapped}{head[-9:]}.{signature}", "forged")):
        code = codes.classify(forged, "QR")
        if isinstance(code, codes.ReceiptCode):
            with pytest.raises(Refused, match=rf"code\.{reason}"):
                scan(till, code)
        else:
            assert reason == "forged"


def test_head_office_shows_a_sale_that_no_device_here_knows(shop: Shop) -> None:
    home = shop.stocked("till-1")
    sale = home.sell(SOAP)
    booked(shop.head_office, home, 1)
    home.close()
    other = shop.stocked("till-2")

    other.do(copying.look_for, other.store.register, number=str(sale.number))

    other.until(lambda: tables.load_origin(other.store.db, sale.sale_id, "till-2"), "the sale")
    origin = tables.load_origin(other.store.db, sale.sale_id, "till-2")
    assert origin is not None
    assert (origin.known, origin.lines[0].amount_minor) == ("head_office", 890)
