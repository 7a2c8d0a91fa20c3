"""Money goes back once: a terminal is not asked for what the basket does not owe, and what is undone can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.steps import Payment
from kiosk.till import actions
from kiosk.till.actions import Wanted
from kiosk.till.model import Sale
from kiosk.till.paying import payment_desk
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
