"""Quotations: given with gapless numbers, agreed amounts whatever the book does, one sale each, and their end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.till import actions, quote_paper, receipt_paper, tables
from kiosk.till.actions import quotes as quote_actions
from kiosk.till.model import Line, Sale
from kiosk.till.model.quote import Quote, held
from kiosk.till.receipt_paper import Letterhead, Looked
from kiosk.till.tables import quotes
from sync import messages
from sync.messages import QuotedLine, Reduction
from tests.devices import SERUM, TEA, WATER, TestDevice
from tests.kiosk.till.businesses import HARBOUR, HOTELS, hear, put
from tests.kiosk.till.tills import BOOK, facts, open_till, put_book

DEARER = msgspec.structs.replace(BOOK, version=12, rules=(), prices={TEA: 9900, WATER: 990, SERUM: 99000})


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_till(tmp_path) as device:
        yield device


def quote_of(till: TestDevice, *gtins: str, days: int = 14) -> Quote:
    """A quotation of some products."""
    basket_id = till.store.new_id()
    put(till, *gtins, basket_id=basket_id)
    made = till.do(actions.give_quote, till.store.register, basket_id, days)
    assert isinstance(made, Quote)
    assert tables.load_basket(till.db, basket_id).state == "dropped"  # type: ignore[union-attr]  # it is there
    return made


def pay(till: TestDevice, basket_id: str) -> Sale:
    sale = till.do(actions.pay_cash, till.store.register, basket_id, 10**7)
    assert isinstance(sale, Sale)
    return sale


def test_the_agreed_amounts_stand_whatever_the_price_book_says(till: TestDevice) -> None:
    quote = quote_of(till, WATER, WATER, WATER, SERUM, TEA)
    assert (quote.number, quote.total.minor) == ("till-1-QA0001", 500 + 20520 + 1800)
    put_book(till, DEARER)

    taken = till.do(actions.take_quote, till.store.register, quote.quote_id, "b2")
    sale = pay(till, "b2")

    assert (taken.expired, taken.gone) == (False, ())
    assert sale.total == quote.total
    assert sale.terms.quote == quote.quote_id
    assert {one.rule for line in sale.lines for one in line.reductions} == {"three", "day"}
    assert sum(line.tax_minor for line in sale.lines) == sum(line.tax_minor for line in quote.given.lines) > 0
    told = facts(till, messages.QuoteGiven)
    assert [one.quote_id for one in told] == [quote.quote_id]
    assert facts(till, messages.SaleCompleted)[0].terms.quote == quote.quote_id


def test_fewer_units_cost_their_share_and_more_are_refused(till: TestDevice) -> None:
    quote = quote_of(till, WATER, WATER, WATER)
    put_book(till, DEARER)
    line = till.do(actions.take_quote, till.store.register, quote.quote_id, "b2").basket.lines[0]
    with pytest.raises(Refused, match=r"till\.quote_quantity"):
        till.do(actions.set_quantity, till.store.register, "b2", line.line_id, 4)

    basket = till.do(actions.set_quantity, till.store.register, "b2", line.line_id, 2)
    assert basket.total.minor == 500 * 2 // 3
    basket = till.do(actions.add_product, till.store.register, "b2", WATER)

    assert [(one.quantity, one.amount.minor) for one in basket.lines] == [(2, 333), (1, 990)]


def test_a_quotation_becomes_one_sale(till: TestDevice) -> None:
    quote = quote_of(till, TEA)
    register = till.store.register
    for basket_id in ("b2", "b3"):
        till.do(actions.take_quote, register, quote.quote_id, basket_id)
    sale = pay(till, "b2")

    with pytest.raises(Refused, match=r"till\.quote_used"):
        pay(till, "b3")
    with pytest.raises(Refused, match=r"till\.quote_used"):
        till.do(actions.take_quote, register, quote.quote_id, "b4")

    found = quotes.load(till.db, quote.quote_id)
    assert found is not None
    assert (found.state, found.sale_id) == ("used", sale.sale_id)


def test_after_its_last_day_everything_costs_what_it_costs_then(till: TestDevice) -> None:
    quote = quote_of(till, TEA, days=3)
    put_book(till, DEARER)
    till.clock.pass_time(days=3)
    taken = till.do(actions.take_quote, till.store.register, quote.quote_id, "b2")
    assert (taken.expired, taken.basket.total) == (False, quote.total)

    till.clock.pass_time(days=1)
    taken = till.do(actions.take_quote, till.store.register, quote.quote_id, "b3")

    assert (taken.expired, taken.basket.total.minor) == (True, 9900)
    assert pay(till, "b3").terms.quote == quote.quote_id


def test_numbers_have_no_gaps_and_a_refused_quotation_takes_none(till: TestDevice) -> None:
    quote_of(till, TEA)
    put(till, TEA, basket_id="b9")
    with pytest.raises(Refused, match=r"till\.bad_validity"):
        till.do(actions.give_quote, till.store.register, "b9", 0)
    with pytest.raises(Refused, match=r"till\.empty"):
        till.do(actions.give_quote, till.store.register, "b10", 5)

    assert quote_of(till, WATER).number == "till-1-QA0002"
    assert [one.sequence for one in facts(till, messages.QuoteGiven)] == [1, 2]


def test_a_withdrawn_quotation_is_withdrawn_for_good(till: TestDevice) -> None:
    quote = quote_of(till, TEA)
    till.do(actions.withdraw_quote, till.store.register, quote.quote_id)

    with pytest.raises(Refused, match=r"till\.quote_withdrawn"):
        till.do(actions.take_quote, till.store.register, quote.quote_id, "b2")
    assert quotes.find(till.db) == []
    assert [one.number for one in quotes.find(till.db, "qa0001")] == [quote.number]


def test_what_cannot_be_promised_is_refused(till: TestDevice) -> None:
    quote = quote_of(till, TEA)
    register = till.store.register
    line = till.do(actions.take_quote, register, quote.quote_id, "b2").basket.lines[0]

    with pytest.raises(Refused, match=r"till\.not_quotable"):
        till.do(actions.give_quote, register, "b2", 5)
    with pytest.raises(Refused, match=r"till\.price_agreed"):
        till.do(actions.change_price, register, "b2", line.line_id, "price", 1, "friend")
    with pytest.raises(Refused, match=r"till\.quote_not_parked"):
        till.do(actions.park, register, "b2")
    with pytest.raises(Refused, match=r"till\.not_empty"):
        till.do(actions.take_quote, register, quote.quote_id, "b2")


def test_the_customers_terms_come_along_and_stand_on_the_paper(till: TestDevice) -> None:
    put_book(till, HOTELS)
    hear(till)
    register = till.store.register
    put(till, TEA)
    till.do(actions.attach_business, register, till.store.vault, "b1", HARBOUR.account)
    till.do(actions.discount_all, register, "b1", "percent", 1000, "opening")
    quote = till.do(actions.give_quote, register, "b1", 30)
    assert quote.total.minor == 1530
    put_book(till, DEARER)

    basket = till.do(actions.take_quote, register, quote.quote_id, "b2").basket

    assert basket.total.minor == 1530
    assert (basket.terms.account, basket.terms.purchase_order_needed) == (HARBOUR.account, True)
    words = Translator("en", zone=register.zone)
    paper = receipt_paper.quotation(
        quote_paper.as_sale(quote), quote.given.valid_until, Letterhead("AURELLE"), words, Looked()
    )
    assert all(text in str(paper) for text in (HARBOUR.name, "Quotation", "till-1-QA0001", "21 Dec 2026", "¥15.30"))


def test_what_another_device_says_is_kept_and_a_sale_is_never_unsaid(till: TestDevice) -> None:
    quote = quote_of(till, TEA)
    theirs = messages.QuoteTold(
        device="till-2",
        quote=msgspec.structs.replace(quote.given, quote_id="q-2", workstation="till-2"),
        at=till.clock(),
    )
    hears = quote_actions.on_quote_told(till.store.register)
    till.do(hears, msgspec.structs.replace(theirs, state="used", sale_id="s-9"))
    till.do(hears, theirs)
    till.do(hears, msgspec.structs.replace(theirs, state="withdrawn"))

    found = quotes.load(till.db, "q-2")
    assert found is not None
    assert (found.state, found.sale_id, found.number) == ("used", "s-9", "till-2-QA0001")


@given(
    unit=st.integers(1, 10**6),
    quantity=st.integers(1, 60),
    offs=st.lists(st.integers(1, 10**5), max_size=3),
    data=st.data(),
)
def test_any_part_of_a_quoted_line_sums_up_and_never_costs_more_than_its_share(
    unit: int, quantity: int, offs: list[int], data: st.DataObject
) -> None:
    offs = [off for place, off in enumerate(offs) if sum(offs[: place + 1]) <= unit * quantity]
    units = data.draw(st.integers(1, quantity))
    amount = unit * quantity - sum(offs)
    quoted = QuotedLine(
        line_id="q",
        gtin=TEA,
        name="x",
        quantity=quantity,
        unit_price_minor=unit,
        amount_minor=amount,
        reductions=tuple(Reduction(rule=str(n), kind="amount", amount_minor=off) for n, off in enumerate(offs)),
    )
    line = held(Line("l", TEA, units, Money(1, "CNY")), quoted)

    assert line.amount.minor == amount * units // quantity
    assert all(one.amount_minor > 0 for one in line.reductions)
    assert held(replace(line, quantity=quantity), quoted).amount.minor == amount
