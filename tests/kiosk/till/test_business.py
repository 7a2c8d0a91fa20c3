"""Business customers at a till: found, attached with their prices and terms, paying on account, tax numbers, badges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.customer import tables as customers
from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.stored_value import tables as value_tables
from kiosk.till import actions, receipt_paper, tables
from kiosk.till.list_offers import near_offers
from kiosk.till.receipt_paper import Letterhead, Looked
from sync import messages
from sync.formats import tax_id
from tests.devices import NOON, SERUM, TEA, TestDevice
from tests.kiosk.till.businesses import HARBOUR, HOTELS, OTHER, USCC, hear, lend, put
from tests.kiosk.till.tills import enter, facts, open_till, put_book


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_till(tmp_path) as device:
        put_book(device, HOTELS)
        hear(device)
        yield device


def attach(till: TestDevice, account: str = HARBOUR.account) -> None:
    till.do(actions.attach_business, till.store.register, till.store.vault, "b1", account)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("海湾", ["C-100"]),
        ("海灣", ["C-100"]),
        ("riviere", ["C-200"]),
        ("hwjd", ["C-100"]),
        ("haiwanjiudian", ["C-100"]),
        ("c-1", ["C-100"]),
        (USCC[:8], ["C-100"]),
        ("nobody", []),
    ],
)
def test_a_business_is_found_by_name_number_and_tax_number(till: TestDevice, typed: str, found: list[str]) -> None:
    businesses = customers.find_businesses(till.db, till.store.vault, typed)

    assert [one.account for one in businesses] == found


def test_on_disk_a_business_says_nothing_and_an_older_word_changes_nothing(till: TestDevice) -> None:
    hear(till, messages.BusinessChanged(account="C-100", name="Old", version=0, at=NOON))

    assert all(HARBOUR.name.encode() not in row[0] for row in till.db.execute("SELECT sealed FROM business"))
    business = customers.load_business(till.db, till.store.vault, "C-100")
    assert business is not None
    assert business.name == HARBOUR.name

    hear(till, messages.BusinessChanged(account="C-100", name="", removed=True, version=9, at=NOON))
    assert customers.load_business(till.db, till.store.vault, "C-100") is None


def test_the_customers_price_list_holds_from_the_moment_they_are_attached_and_no_longer(till: TestDevice) -> None:
    put(till, TEA)
    attach(till)
    basket = tables.load_basket(till.db, "b1")
    assert basket is not None
    assert (basket.total.minor, basket.terms.tax_id, basket.terms.due_days) == (1700, USCC, 30)

    basket = till.do(actions.detach_business, till.store.register, "b1")

    assert basket.total.minor == 1800
    assert basket.terms == messages.Terms()


def test_what_lacks_to_the_minimum_quantity_is_said(till: TestDevice) -> None:
    put(till, TEA, SERUM)
    attach(till)
    line = tables.load_basket(till.db, "b1").lines[0]  # type: ignore[union-attr]  # it is there
    basket = till.do(actions.set_quantity, till.store.register, "b1", line.line_id, 9)

    near = near_offers(till.db, till.clock(), basket)

    assert [(one.gtin, one.missing, one.units, one.price.minor) for one in near] == [
        (TEA, 3, 12, 1500),
        (SERUM, 5, 6, 20000),
    ]
    basket = till.do(actions.set_quantity, till.store.register, "b1", line.line_id, 12)
    assert basket.line(line.line_id).amount.minor == 12 * 1500


def test_nothing_goes_on_account_without_the_order_number_that_they_ask_for(till: TestDevice) -> None:
    put(till, TEA)
    attach(till)
    lend(till, "C-100", 5000, 5000)
    register = till.store.register
    with pytest.raises(Refused, match=r"till\.purchase_order_needed"):
        till.do(actions.tender_value, register, "b1", "account", "C-100", 1700)
    with pytest.raises(Refused, match=r"till\.other_account"):
        till.do(actions.tender_value, register, "b1", "account", "C-200", 1700)
    with pytest.raises(Refused, match=r"till\.bad_purchase_order"):
        till.do(actions.set_purchase_order, register, "b1", "x" * 41)

    till.do(actions.set_purchase_order, register, "b1", " PO-4711 ")
    sale = till.do(actions.tender_value, register, "b1", "account", "C-100", 1700).sale

    assert facts(till, messages.SaleCompleted)[0].terms.purchase_order == "PO-4711"
    words = Translator("en", zone=register.zone)
    paper = str(receipt_paper.receipt(sale, Letterhead("AURELLE"), words, Looked()))
    assert all(text in paper for text in ("PO-4711", USCC, HARBOUR.name, "Payable until", "21 Dec 2026"))


def test_what_is_paid_in_cash_needs_no_order_number_and_names_no_day(till: TestDevice) -> None:
    put(till, TEA)
    attach(till)

    sale = till.do(actions.pay_cash, till.store.register, "b1", 2000)

    paper = str(receipt_paper.receipt(sale, Letterhead("AURELLE"), Translator("en"), Looked()))
    assert "Payable until" not in paper


@pytest.mark.parametrize("end", ["paid", "dropped", "quoted"])
def test_an_account_is_free_for_other_tills_when_its_basket_has_ended(till: TestDevice, end: str) -> None:
    register = till.store.register
    put(till, TEA)
    lend(till, "C-100", 5000, 5000)
    attach(till)
    assert value_tables.in_use(till.db) == [("account", "C-100")]

    if end == "paid":
        till.do(actions.pay_cash, register, "b1", 2000)
    elif end == "dropped":
        till.do(actions.drop_basket, register, "b1")
    else:
        till.do(actions.give_quote, register, "b1")

    assert value_tables.in_use(till.db) == []


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [
        (USCC, "cn_uscc"),
        ("9111 0000 6000 3734 1l", "cn_uscc"),
        ("00501503", "tw_ubn"),
        ("DE136695976", "eu_vat"),
        ("ATU13585627", "eu_vat"),
        ("91110000600037341M", ""),
        ("00501504", ""),
        ("DE136695970", ""),
        ("", ""),
        ("税号", ""),
        ("1" * 400, ""),
    ],
)
def test_a_tax_number_with_a_wrong_digit_is_told_from_a_right_one(typed: str, scheme: str) -> None:
    found = tax_id.read(typed)

    assert (found.scheme if found else "") == scheme


def test_a_wrong_tax_number_never_reaches_a_sale(till: TestDevice) -> None:
    put(till, TEA)
    with pytest.raises(Refused, match=r"till\.bad_tax_id"):
        till.do(actions.set_tax_id, till.store.register, "b1", "00501504")

    till.do(actions.set_tax_id, till.store.register, "b1", " 00501503 ", "山海股份有限公司")
    till.do(actions.pay_cash, till.store.register, "b1", 2000)

    terms = facts(till, messages.SaleCompleted)[0].terms
    assert (terms.tax_id, terms.business) == ("00501503", "山海股份有限公司")


def test_a_colleague_who_shops_has_the_employees_price_from_somebody_else_only(tmp_path: Path) -> None:
    with open_till(tmp_path, sign_in="required") as till:
        enter(till, "lin")
        put(till, TEA)
        register = till.store.register
        with pytest.raises(Refused, match=r"till\.not_for_yourself"):
            till.do(actions.set_employee, register, "b1", "lin")
        with pytest.raises(Refused, match=r"till\.no_such_operator"):
            till.do(actions.set_employee, register, "b1", "E99")

        assert till.do(actions.set_employee, register, "b1", "wei").terms.employee
        assert not till.do(actions.set_employee, register, "b1", "").terms.employee


def test_somebody_whom_head_office_never_told_of_is_refused(till: TestDevice) -> None:
    put(till, TEA)
    with pytest.raises(Refused, match=r"till\.no_such_business"):
        attach(till, "C-999")
    attach(till, OTHER.account)
