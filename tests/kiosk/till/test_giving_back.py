"""Money goes back once: a terminal is not asked for what the basket does not owe, and what is undone can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import thread_time

import msgspec
import pytest

from hardware.payment_terminal import PaymentResult
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import actions as payments
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.model import Intent
from kiosk.payment.steps import Payment
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as values
from kiosk.till import actions, tables
from kiosk.till.actions import Wanted, guarding
from kiosk.till.actions.keeping import keep
from kiosk.till.model import Basket, Line, Sale
from kiosk.till.paying import payment_desk
from kiosk.worker import Transaction
from sync import messages
from sync.formats.price_book import Goods, Needs
from sync.formats.receipt_proof import same_name
from tests.devices import SERUM, TEA, TestDevice, open_device
from tests.kiosk.till.test_needs import ASKS
from tests.kiosk.till.tills import BOOK, put_book
from tests.virtual_time import VirtualTime


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        yield device


def settle(till: TestDevice, time: VirtualTime) -> None:
    """Let the terminal answer, and what it said be kept."""
    for _ in range(5):
        till.do(lambda tx: None)
        till.drain()
        time.pass_time(1, till.drain)


def test_a_terminal_is_not_asked_twice_to_give_the_same_money_back(till: TestDevice, tmp_path: Path) -> None:
    register, time = till.store.register, VirtualTime()
    terminal = SimulatedTerminal(tmp_path / "terminal.jsonl", alarm=time)
    post = lambda function, *args: till.calls.put((function, args))  # noqa: E731
    desk: PaymentDesk[Sale] = payment_desk(
        till.store.worker, {"card": terminal}, register, post, time, till.store.clock
    )
    desk.start(till.db)
    heard: list[Payment[Sale]] = []
    till.do(actions.add_product, register, "b1", SERUM)
    desk.pay("b1", "card", Money(0, "CNY"), "en", heard.append)
    settle(till, time)
    sale = heard[-1].made
    assert sale is not None
    wanted = [Wanted(sale.lines[0].line_id, 1)]
    back = till.do(actions.take, register, "back", sale.sale_id, wanted)
    reference = sale.tenders[0].reference
    for _ in range(2):
        desk.refund("back", "card", -back.total, reference, "en", heard.append)
        settle(till, time)

    assert heard[-1].step == "failed"
    assert str(heard[-1].problem).startswith("till.closed")
    assert terminal.books.taken_minor == 0


def test_a_return_of_goods_that_take_more_than_money_can_be_undone(till: TestDevice) -> None:
    register = till.store.register
    put_book(till, ASKS)
    line = till.do(actions.add_product, register, "b1", TEA).lines[0]
    till.do(actions.set_particulars, register, "b1", line.line_id, age_checked=18)
    sale = till.do(actions.pay_cash, register, "b1", 5000)
    back = till.do(actions.return_line, register, sale.sale_id, sale.lines[0].line_id, 1)

    void = till.do(actions.start_void, register, back.sale_id)
    undone = till.do(actions.refund, register, void.basket_id)

    assert (undone.kind, undone.total) == ("void", sale.total)


def test_a_rest_that_is_less_than_any_coin_is_settled_with_nothing(till: TestDevice) -> None:
    register = till.store.register
    put_book(till, BOOK)
    basket = till.do(actions.add_product, register, "b1", TEA)
    till.do(actions.add_tender, register, "b1", "card", basket.total.minor - 3, "REF")

    settled = till.do(actions.tender_cash, register, "b1", 0)

    assert settled.sale is not None
    assert sorted((one.kind, one.amount.minor) for one in settled.sale.tenders) == [
        ("card", 1797), ("cash", 0), ("rounding", 3),
    ]  # fmt: skip


def by_card(till: TestDevice, *parts: tuple[int, str]) -> Sale:
    """A serum of 228.00 that was paid by these cards; the last one pays the rest."""
    register = till.store.register
    till.do(actions.add_product, register, "b1", SERUM)
    made: Sale | None = None
    for amount, reference in parts:
        basket = tables.load_basket(till.db, "b1")
        assert basket is not None
        made = till.do(actions.add_tender, register, "b1", "card", amount or basket.rest.minor, reference).sale
    assert made is not None
    return made


def asked(till: TestDevice, basket_id: str, amount: int, reference: str) -> Intent:
    """The terminal is asked to give a card's part back."""

    def ask(tx: Transaction) -> Intent:
        minor = actions.may_pay(tx, till.store.register, basket_id, -amount)
        intent = payments.open_intent(tx, basket_id, "card", minor, "CNY", "", reference)
        return payments.mark_sent(tx, intent.intent_id)

    intent: Intent = till.do(ask)
    return intent


def terminal_gives(till: TestDevice, basket_id: str, amount: int, reference: str) -> tuple[Intent, Sale | None]:
    """The terminal gives a card's part back."""
    return heard_yes(till, asked(till, basket_id, amount, reference))


def heard_yes(till: TestDevice, intent: Intent) -> tuple[Intent, Sale | None]:
    """It has done so."""
    yes = PaymentResult(intent.intent_id, "approved", f"back-{intent.refund_of}")
    found: tuple[Intent, Sale | None] = till.do(
        payments.hear, intent.intent_id, yes, lambda tx, one: actions.settle_intent(tx, till.store.register, one)
    )
    return found


def test_a_gift_card_does_not_come_back_for_the_price_of_its_article(till: TestDevice) -> None:
    put_book(till, msgspec.structs.replace(BOOK, needs=(Needs(goods=Goods(gtins=(TEA,)), gift_card=True),)))

    with pytest.raises(Refused, match=r"till\.not_returnable"):
        till.do(actions.take_without_receipt, till.store.register, "back", TEA, 1, "changed_mind")


def came_back_elsewhere(till: TestDevice, sale: Sale) -> None:
    name, amount = same_name(sale.lines[0].line_id), sale.total.minor
    goods = messages.GoodsBack("other-line", "other-sale", sale.sale_id, name, 1, amount, 0, 0, sale.at)
    till.do(guarding.on_returned, messages.GoodsReturned(device="till-2", goods=(goods,), at=sale.at))


def test_of_two_cards_each_gets_its_own_in_any_order(till: TestDevice) -> None:
    register = till.store.register
    sale = by_card(till, (7000, "A"), (0, "B"))
    till.do(actions.take, register, "back", sale.sale_id, [Wanted(sale.lines[0].line_id, 1)])

    terminal_gives(till, "back", 15800, "B")

    basket = tables.load_basket(till.db, "back")
    assert basket is not None
    left = actions.plan(till.db, register, basket)
    assert [(one.reference, one.amount_minor) for one in left] == [("A", 7000)]


def test_of_two_gift_cards_each_gets_its_own_in_any_order(till: TestDevice) -> None:
    register, first, second = till.store.register, "9521000000000019", "9521000000000027"
    for number in (first, second):
        till.do(stored_value.credit, register, "gift_card", number, 20_000)
    till.do(actions.add_product, register, "b1", SERUM)
    till.do(actions.tender_value, register, "b1", "gift_card", first, 7000)
    sale = till.do(actions.tender_value, register, "b1", "gift_card", second, 15_800).sale
    till.do(actions.take, register, "back", sale.sale_id, [Wanted(sale.lines[0].line_id, 1)])

    till.do(actions.tender_value, register, "back", "gift_card", second, -15_800)
    till.do(actions.refund, register, "back")

    assert [values.at_hand(till.db, "gift_card", number) for number in (first, second)] == [20_000, 20_000]


def test_goods_that_came_back_elsewhere_stop_a_refund_before_the_terminal_is_asked(till: TestDevice) -> None:
    sale = by_card(till, (0, "A"))
    till.do(actions.take, till.store.register, "back", sale.sale_id, [Wanted(sale.lines[0].line_id, 1)])
    came_back_elsewhere(till, sale)

    with pytest.raises(Refused, match=r"till\.returned_already"):
        terminal_gives(till, "back", 22800, "A")


def test_money_that_a_terminal_has_given_stands_in_a_sale_whatever_was_heard_since(till: TestDevice) -> None:
    sale = by_card(till, (7000, "A"), (0, "B"))
    till.do(actions.take, till.store.register, "back", sale.sale_id, [Wanted(sale.lines[0].line_id, 1)])
    terminal_gives(till, "back", 7000, "A")
    came_back_elsewhere(till, sale)

    back = till.do(actions.refund, till.store.register, "back", instead="store_credit")

    assert (back.kind, back.total) == ("return", -sale.total)
    assert [line.particulars.unverified for line in back.lines] == [True]


def test_a_gift_card_that_is_spent_is_not_paid_back_by_a_void(till: TestDevice) -> None:
    register, number = till.store.register, "9521000000000019"
    till.do(actions.sell_gift_card, register, "b1", TEA, number, 10_000)
    sale = till.do(actions.add_tender, register, "b1", "card", 10_000, "A").sale
    till.do(stored_value.spend, register, "gift_card", number, 6000)

    with pytest.raises(Refused, match=r"stored_value\.too_little"):
        till.do(actions.start_void, register, sale.sale_id)


def test_a_gift_card_spent_while_the_terminal_gave_its_money_back_loses_what_is_left(till: TestDevice) -> None:
    register, number = till.store.register, "9521000000000019"
    till.do(actions.sell_gift_card, register, "b1", TEA, number, 10_000)
    sale = till.do(actions.add_tender, register, "b1", "card", 10_000, "A").sale
    void = till.do(actions.start_void, register, sale.sale_id)
    intent = asked(till, void.basket_id, 10_000, "A")
    till.do(stored_value.spend, register, "gift_card", number, 3000)

    _, made = heard_yes(till, intent)

    assert made is not None
    assert (made.kind, [line.particulars.unverified for line in made.lines]) == ("void", [True])
    assert values.at_hand(till.db, "gift_card", number) == 0


def test_goods_of_a_void_that_came_back_elsewhere_stop_it_before_the_terminal_is_asked(till: TestDevice) -> None:
    sale = by_card(till, (0, "A"))
    void = till.do(actions.start_void, till.store.register, sale.sale_id)
    came_back_elsewhere(till, sale)

    with pytest.raises(Refused, match=r"till\.void_returned"):
        asked(till, void.basket_id, 22800, "A")


@pytest.mark.parametrize("member", ["", "M1"])
def test_a_long_receipt_comes_back_without_making_anybody_wait(till: TestDevice, member: str) -> None:
    register = till.store.register
    put_book(till, BOOK)

    def fill(tx: Transaction) -> Basket:
        money = Money(1800, "CNY")
        lines = tuple(
            Line(tx.new_id(), TEA, 1, money, particulars=messages.Particulars(serial=f"S{n}")) for n in range(200)
        )
        return keep(tx, register, Basket("b1", "CNY", lines, customer=member))

    till.do(fill)
    sale = till.do(actions.pay_cash, register, "b1", 400_000)
    wanted = [Wanted(line.line_id, 1) for line in sale.lines]

    def take(tx: Transaction) -> tuple[Basket, float]:
        begun = thread_time()
        return actions.take(tx, register, "back", sale.sale_id, wanted), thread_time() - begun

    back, seconds = till.do(take)

    # Of the processor, so a busy machine fails nothing; it is a tenth of this, and was many times as much.
    assert seconds < 0.6
    assert sum(line.particulars.points_back for line in back.lines) == sale.points_earned == (3600 if member else 0)
    # Written and told once, and not once a line: two hundred writings held the shop up for seconds.
    assert back.revision == 1
    assert till.do(actions.refund, register, "back").total == -sale.total
