"""Goods that come back bring back what was paid, in any steps: never more, never twice; whole sales can be undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.staff import actions as staff
from kiosk.stock import tables as stock
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as values
from kiosk.till import actions, tables
from kiosk.till.actions import Wanted, guarding
from kiosk.till.actions.keeping import basket_of, keep
from kiosk.till.model import Basket, Line, Sale
from kiosk.till.tables import returning
from kiosk.verify.checks import run as verify
from sync import messages
from sync.formats import card_number, receipt_proof
from sync.formats.price_book import Tax
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice, open_device
from tests.kiosk.till.tills import BOOK, enter, open_till, put_book
from tests.staff import PINS


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as opened:
        yield opened


def sold(device: TestDevice, *gtins: str, paid: int = 10**7) -> Sale:
    basket_id = device.store.new_id()
    for gtin in gtins:
        device.do(actions.add_product, device.store.register, basket_id, gtin)
    sale = device.do(actions.pay_cash, device.store.register, basket_id, paid)
    assert isinstance(sale, Sale)
    return sale


def take(device: TestDevice, sale: Sale, *units: int, basket_id: str = "", **what: str) -> Basket:
    """So many units of each line come back."""
    wanted = [Wanted(line.line_id, n, **what) for line, n in zip(sale.lines, units, strict=False) if n]
    basket_id = basket_id or device.store.new_id()
    basket = device.do(actions.take, device.store.register, basket_id, sale.sale_id, wanted)
    assert isinstance(basket, Basket)
    return basket


def refund(device: TestDevice, basket: Basket, **how: str) -> Sale:
    sale = device.do(actions.refund, device.store.register, basket.basket_id, **how)
    assert isinstance(sale, Sale)
    return sale


def on_hand(device: TestDevice, gtin: str) -> int:
    level = stock.level(device.db, gtin)
    assert level is not None
    return level.on_hand


def sound(device: TestDevice) -> None:
    """The data folder still proves itself."""
    _, findings = verify(device.db)
    assert findings == []


def test_a_return_brings_back_money_and_goods_and_the_receipt_knows(till: TestDevice) -> None:
    sale = sold(till, SERUM, SERUM, WATER)

    back = refund(till, take(till, sale, 1, 1))

    assert (back.kind, back.total) == ("return", Money(-23050, "CNY"))
    assert [(one.kind, one.amount.minor) for one in back.tenders] == [("cash", -23050)]
    assert (on_hand(till, SERUM), on_hand(till, WATER)) == (5, 10)
    origin = tables.load_origin(till.db, sale.sale_id, "till-1")
    assert origin is not None
    assert [origin.left(line.line_id) for line in origin.lines] == [1, 0]
    sound(till)


def test_what_lies_in_one_basket_cannot_be_laid_into_another(till: TestDevice) -> None:
    sale = sold(till, TEA)
    take(till, sale, 1)

    with pytest.raises(Refused, match=r"till\.returned_already"):
        take(till, sale, 1)


def test_damaged_goods_come_back_and_do_not_lie_on_the_shelf(till: TestDevice) -> None:
    sale = sold(till, TEA, TEA)

    refund(till, take(till, sale, 1, condition="damaged", reason="faulty"))

    assert on_hand(till, TEA) == 2
    sound(till)


@pytest.mark.parametrize(
    ("new", "kind", "total"), [(SERUM, "exchange", 0), (GEL, "exchange", -10000), (WATER, "exchange", -22550)]
)
def test_an_exchange_is_one_sale_with_a_net(till: TestDevice, new: str, kind: str, total: int) -> None:
    sale = sold(till, SERUM)
    basket = take(till, sale, 1)
    till.do(actions.add_product, till.store.register, basket.basket_id, new)

    made = refund(till, basket)

    assert (made.kind, made.total.minor, sum(one.amount.minor for one in made.tenders)) == (kind, total, total)
    assert len(made.lines) == 2
    sound(till)


def test_an_exchange_for_something_dearer_is_paid(till: TestDevice) -> None:
    sale = sold(till, TEA)
    basket = take(till, sale, 1)
    till.do(actions.add_product, till.store.register, basket.basket_id, SERUM)

    with pytest.raises(Refused, match=r"till\.not_settled"):
        refund(till, basket)
    made = till.do(actions.pay_cash, till.store.register, basket.basket_id, 21000)

    assert (made.kind, made.total.minor, made.change.minor) == ("exchange", 21000, 0)
    # What was got in exchange comes back for what it cost: the tea's money and the money paid.
    back = refund(till, take(till, made, 0, 1))
    assert back.total.minor == -22800
    sound(till)


def test_a_whole_sale_is_undone_once(till: TestDevice) -> None:
    sale = sold(till, SERUM, WATER)
    basket = till.do(actions.start_void, till.store.register, sale.sale_id)

    void = refund(till, basket)

    assert (void.kind, void.voids, void.total) == ("void", sale.sale_id, -sale.total)
    assert (on_hand(till, SERUM), on_hand(till, WATER)) == (6, 10)
    undone = tables.load_sale(till.db, sale.sale_id)
    assert undone is not None
    assert undone.voided_by == void.sale_id
    for again in (sale, void):
        with pytest.raises(Refused, match=r"till\.voided"):
            till.do(actions.start_void, till.store.register, again.sale_id)
    with pytest.raises(Refused, match=r"till\.voided"):
        take(till, sale, 1)
    sound(till)


def test_a_gift_card_that_was_sold_by_mistake_is_worth_nothing_again(till: TestDevice) -> None:
    register, basket_id = till.store.register, till.store.new_id()
    number = card_number.new(lambda n: n // 3)
    line = Line(till.store.new_id(), TEA, 1, Money(5000, "CNY"), kind="gift_card", reference=number)
    till.do(actions.add_line, register, basket_id, line)
    sale = till.do(actions.pay_cash, register, basket_id, 5000)
    with pytest.raises(Refused, match=r"till\.not_returnable"):
        take(till, sale, 1)

    refund(till, till.do(actions.start_void, register, sale.sale_id))

    left = values.spendable(till.db, "gift_card", number)
    assert left is not None
    assert left.available == 0


def test_a_return_that_is_undone_may_be_made_again(till: TestDevice) -> None:
    sale = sold(till, SERUM, SERUM)
    back = refund(till, take(till, sale, 2))

    undone = refund(till, till.do(actions.start_void, till.store.register, back.sale_id))

    assert undone.total.minor == 45600
    assert refund(till, take(till, sale, 2)).total.minor == -45600
    sound(till)


def test_a_sale_is_not_undone_when_something_of_it_came_back_or_the_shift_is_over(till: TestDevice) -> None:
    first, second = sold(till, SERUM, WATER), sold(till, TEA)
    refund(till, take(till, first, 1))

    with pytest.raises(Refused, match=r"till\.void_returned"):
        till.do(actions.start_void, till.store.register, first.sale_id)
    till.db.execute("PRAGMA query_only = OFF")
    till.db.execute("UPDATE shift SET state = 'closed'")
    with pytest.raises(Refused, match=r"till\.void_too_late"):
        till.do(actions.start_void, till.store.register, second.sale_id)


def test_goods_without_a_receipt_become_store_credit_for_todays_price(till: TestDevice) -> None:
    register, basket_id = till.store.register, till.store.new_id()
    basket = till.do(actions.take_without_receipt, register, basket_id, TEA, 2, "gift")

    back = refund(till, basket)

    [tender] = back.tenders
    assert (tender.kind, tender.amount.minor) == ("store_credit", -3600)
    spendable = values.spendable(till.db, "store_credit", tender.reference)
    assert spendable is not None
    assert spendable.available == 3600
    sound(till)


def test_a_return_needs_a_reason(till: TestDevice) -> None:
    sale = sold(till, TEA)
    with pytest.raises(Refused, match=r"till\.reason_needed"):
        take(till, sale, 1, reason="")


def test_a_cards_part_waits_for_the_terminal_or_becomes_something_else(till: TestDevice) -> None:
    register, basket_id = till.store.register, till.store.new_id()
    till.do(actions.add_product, register, basket_id, SERUM)
    till.do(actions.add_tender, register, basket_id, "card", 20000, "T1")
    sale = till.do(actions.pay_cash, register, basket_id, 2800)
    basket = take(till, sale, 1)

    with pytest.raises(Refused, match=r"till\.terminal_first"):
        refund(till, basket)
    shares = actions.plan(till.db, register, basket)
    assert {(one.kind, one.reference, one.amount_minor) for one in shares} == {
        ("card", "T1", 20000),
        ("cash", "", 2800),
    }
    back = refund(till, basket, instead="store_credit")

    assert sorted((one.kind, one.amount.minor) for one in back.tenders) == [("cash", -2800), ("store_credit", -20000)]
    sound(till)


def test_points_and_cards_get_back_what_they_paid(till: TestDevice) -> None:
    register = till.store.register
    till.do(stored_value.credit, register, "points", "m-1", 300)
    basket_id = till.store.new_id()
    till.do(actions.add_product, register, basket_id, TEA)
    till.do(stored_value.spend, register, "points", "m-1", 300)
    till.do(actions.add_tender, register, basket_id, "points", 300, "m-1", 300)
    sale = till.do(actions.pay_cash, register, basket_id, 1500)

    back = refund(till, take(till, sale, 1))

    assert {(one.kind, one.amount.minor, one.units) for one in back.tenders} == {
        ("cash", -1500, 0),
        ("points", -300, -300),
    }
    found = values.spendable(till.db, "points", "m-1")
    assert found is not None
    assert found.available == 300


TAXES = {
    "no book": None,
    "tax inside": BOOK,
    "tax on top": msgspec.structs.replace(BOOK, tax=Tax(prices="exclusive", codes={"full": 1300}, default="full")),
}


@pytest.mark.parametrize("taxes", TAXES)
def test_buying_and_bringing_back_in_any_steps_ends_where_it_began(till: TestDevice, taxes: str) -> None:
    book = TAXES[taxes]
    if book is not None:
        put_book(till, book)
    before = (on_hand(till, SERUM), on_hand(till, WATER))

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(sizes=st.tuples(st.integers(1, 5), st.integers(1, 7)), off=st.integers(1, 2399), seed=st.integers(0, 2**32))
    def loop(sizes: tuple[int, int], off: int, seed: int) -> None:
        order = random.Random(seed)
        sale = _discounted(till, sizes, off)
        assert book is None or (sale.points_earned > 0 and sum(line.tax_minor for line in sale.lines) > 0)
        backs = [refund(till, take(till, sale, *units)) for units in _steps([n.quantity for n in sale.lines], order)]

        assert -sum(one.total.minor for one in backs) == sale.total.minor
        assert -sum(one.points_earned for one in backs) == sale.points_earned
        assert -sum(line.tax_minor for one in backs for line in one.lines) == sum(n.tax_minor for n in sale.lines)
        assert (on_hand(till, SERUM), on_hand(till, WATER)) == before

    loop()
    sound(till)


def _discounted(till: TestDevice, sizes: tuple[int, int], off: int) -> Sale:
    """A member's sale with a discount on everything, paid in cash."""
    register, basket_id = till.store.register, till.store.new_id()
    for gtin, size in zip((SERUM, WATER), sizes, strict=True):
        till.do(actions.add_product, register, basket_id, gtin, size)
    till.do(actions.discount_all, register, basket_id, "amount", off, "regular")
    till.do(lambda tx: keep(tx, register, replace(basket_of(tx, register, basket_id), customer="m-1")))
    sale = till.do(actions.pay_cash, register, basket_id, 10**7)
    assert isinstance(sale, Sale)
    return sale


def _steps(left: list[int], order: random.Random) -> list[list[int]]:
    """All units, in steps of any size."""
    steps = []
    while any(left):
        units = [order.randint(0, n) for n in left]
        if any(units):
            steps.append(units)
            left = [n - m for n, m in zip(left, units, strict=True)]
    return steps


def test_a_return_beyond_the_limit_takes_a_supervisors_word_and_undoes_nothing_without(tmp_path: Path) -> None:
    with open_till(tmp_path, sign_in="required") as till:
        enter(till, "lin")
        sale = sold(till, SERUM, SERUM)
        wanted = [Wanted(sale.lines[0].line_id, 2)]
        basket_id = till.store.new_id()
        act = (actions.take, till.store.register, basket_id, sale.sale_id, wanted)

        with pytest.raises(Refused, match=r"staff\.approval_needed") as no:
            till.do(*act)
        assert tables.load_basket(till.db, basket_id) is None
        what = {name: no.value.details[name] for name in ("permission", "about", "amount_minor", "percent_bp")}
        approval = till.do(staff.approve, till.store.vault, approver="chen", pin=PINS["chen"], **what)
        basket = till.do(*act, approval)

        assert what["permission"] == "return"
        assert refund(till, basket).total == -sale.total


def test_a_sale_is_found_by_what_its_receipt_shows(till: TestDevice) -> None:
    sale = sold(till, TEA)
    till.clock.now += timedelta(days=1)
    later = sold(till, TEA)

    assert tables.find_sales(till.db, "a0001") == [later.sale_id, sale.sale_id]
    assert tables.find_sales(till.db, "TILL-1-A0001") == [later.sale_id, sale.sale_id]
    assert tables.find_sales(till.db, str(sale.number)) == [sale.sale_id]
    assert tables.find_sales(till.db, "till-2-A0001") == []
    assert tables.find_sales(till.db, "1") == [later.sale_id, sale.sale_id]
    assert tables.find_sales(till.db, "2") == []
    assert tables.find_sales(till.db, "nonsense") == []
    assert tables.find_sales(till.db, "A" + "9" * 40) == []


def test_copies_of_other_tills_sales_are_found_and_forgotten(till: TestDevice) -> None:
    copy = msgspec.structs.replace(returning.as_copy(sold(till, TEA)), sale_id="s-2", workstation="till-2")
    till.do(lambda tx: returning.save_copy(tx.db, copy, "store", tx.now))
    assert tables.find_sales(till.db, "till-2-A0001") == ["s-2"]
    origin = tables.load_origin(till.db, "s-2", "till-1")
    assert origin is not None
    assert (origin.known, origin.left(origin.lines[0].line_id)) == ("store", 1)

    till.do(lambda tx: returning.forget_copies(tx.db, tx.now + timedelta(minutes=1)))

    assert tables.load_origin(till.db, "s-2", "till-1") is None


def test_what_nobody_was_heard_of_again_is_not_reserved_for_ever(till: TestDevice) -> None:
    register, sale = till.store.register, sold(till, TEA)
    name = receipt_proof.same_name(sale.lines[0].line_id)
    asked = messages.ReturnAsked(
        device="till-2", home="till-1", grant_id="g", sale_id=sale.sale_id, line=name, units=1, at=till.clock()
    )
    till.do(guarding.on_asked(register), asked)
    with pytest.raises(Refused, match=r"till\.returned_already"):
        take(till, sale, 1)

    till.clock.pass_time(days=8)
    till.do(guarding.tidy, register)

    assert take(till, sale, 1).total.minor == -1800
