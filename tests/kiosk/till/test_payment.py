"""A card payment: the intent is on disk first, and whatever the terminal says, or does not say, money is taken once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.later import Later
from hardware.payment_terminal import PaymentRequest
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.money import Money
from kiosk.payment import actions as payments
from kiosk.payment.steps import Payment
from kiosk.till import actions, tables
from kiosk.till.model import Sale
from kiosk.till.paying import payment_desk
from tests.devices import TEA, TestDevice


class _Hands:
    """A card desk, and everything that it said."""

    def __init__(self, device: TestDevice, terminal: SimulatedTerminal) -> None:
        self.device = device
        self.terminal = terminal
        self.heard: list[Payment[Sale]] = []
        store = device.store
        self.later = Later("payments")
        self.later.start()
        self.desk = payment_desk(store.worker, {"card": terminal}, store.register, self._post, self.later, store.clock)

    def _post(self, function: Callable[..., None], *args: object) -> None:
        self.device.calls.put((function, args))

    @property
    def steps(self) -> list[str]:
        return [payment.step for payment in self.heard]

    def fill(self) -> str:
        store = self.device.store
        self.device.do(actions.add_product, store.register, store.session.basket_id, TEA)
        return store.session.basket_id

    def pay(self, basket_id: str, amount_minor: int = 0) -> None:
        """By card, all that is left or this much."""
        self.desk.pay(basket_id, "card", Money(amount_minor, "CNY"), "en", self.heard.append)

    def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < end, self.steps
            self.device.drain()
            time.sleep(0.002)


@contextmanager
def _open(device: TestDevice, folder: Path, delay_s: float = 0.0) -> Iterator[_Hands]:
    terminal = SimulatedTerminal(folder / "terminal.jsonl", delay_s=delay_s)
    hands = _Hands(device, terminal)
    hands.desk.start(device.db)
    try:
        yield hands
    finally:
        terminal.close()
        hands.later.close()


def test_an_approved_payment_becomes_a_sale(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.pay(hands.fill())
        hands.until(lambda: "paid" in hands.steps)

    assert hands.steps == ["opening", "waiting", "paid"]
    sale = hands.heard[-1].made
    assert sale is not None
    assert [line.name for line in sale.lines] == ["Oolong tea"]
    assert sale.tenders[0].reference.startswith("SIM")


def test_an_empty_bag_is_never_brought_to_the_terminal(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.pay(device.store.session.basket_id)
        hands.until(lambda: "failed" in hands.steps)

    assert str(hands.heard[-1].problem).startswith("till.empty")


def test_a_doubt_is_cleared_by_asking_again_and_not_by_paying_again(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.terminal.next_outcome = "unknown"
        basket_id = hands.fill()
        hands.pay(basket_id)
        hands.until(lambda: "unknown" in hands.steps)
        hands.pay(basket_id)
        hands.until(lambda: "failed" in hands.steps)
        intent = tables.open_intent(device.db, basket_id)
        assert intent is not None

        hands.desk.check(intent.intent_id)
        hands.until(lambda: "declined" in hands.steps)

    assert str(hands.heard[-2].problem).startswith("till.payment_open")
    assert tables.open_intent(device.db, basket_id) is None


def test_a_cancelled_payment_is_not_taken(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path, delay_s=30) as hands:
        hands.pay(hands.fill())
        hands.until(lambda: "waiting" in hands.steps)
        intent = hands.heard[-1].intent
        assert intent is not None
        hands.desk.cancel(intent.intent_id)
        hands.until(lambda: "declined" in hands.steps)

    assert tables.recent_sales(device.db) == []


def test_a_sale_is_made_even_if_nobody_looks_any_more(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path, delay_s=0.05) as hands:
        basket_id = hands.fill()
        hands.pay(basket_id)
        hands.until(lambda: "waiting" in hands.steps)
        intent = hands.heard[-1].intent
        assert intent is not None
        hands.desk.leave(intent.intent_id)
        hands.until(lambda: tables.load_sale(device.db, basket_id))

    assert hands.steps == ["opening", "waiting"]


def test_a_payment_that_a_power_cut_left_open_is_settled_at_the_next_start(device: TestDevice, tmp_path: Path) -> None:
    store = device.store
    device.do(actions.add_product, store.register, store.session.basket_id, TEA)
    intent = device.do(actions.open_tender, store.register, store.session.basket_id)
    device.do(payments.mark_sent, intent.intent_id)
    before = SimulatedTerminal(tmp_path / "terminal.jsonl", delay_s=0)
    taken: list[object] = []
    before.start(taken.append)
    before.authorise(PaymentRequest(intent.intent_id, intent.amount.minor, intent.amount.currency))
    end = time.monotonic() + 5
    while not taken and time.monotonic() < end:
        time.sleep(0.002)
    before.close()

    with _open(device, tmp_path) as hands:
        hands.until(lambda: tables.load_sale(device.db, store.session.basket_id))

    assert tables.unresolved_intents(device.db) == []
    assert len(tables.recent_sales(device.db)) == 1


def test_two_cards_pay_one_basket_in_parts(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        basket_id = hands.fill()
        hands.pay(basket_id, 1000)
        hands.until(lambda: "paid" in hands.steps)
        parts = [one.made for one in hands.heard if one.step == "paid"]
        hands.pay(basket_id)
        hands.until(lambda: hands.steps.count("paid") == 2)

    assert parts == [None]
    sale = hands.heard[-1].made
    assert sale is not None
    assert [tender.amount.minor for tender in sale.tenders] == [1000, 800]


def test_more_than_is_left_is_never_asked_for(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.pay(hands.fill(), 1801)
        hands.until(lambda: "failed" in hands.steps)

    assert str(hands.heard[-1].problem).startswith("till.more_than_rest")


def test_a_card_that_is_approved_after_cash_was_taken_is_given_back(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.terminal.late_s = 0.2
        hands.terminal.plan.append("declined_then_approved")
        basket_id = hands.fill()
        hands.pay(basket_id)
        hands.until(lambda: "declined" in hands.steps)
        device.do(actions.pay_cash, device.store.register, basket_id, 1800)
        hands.until(lambda: [one.outcome for one in hands.terminal.books.entries.values()] == ["approved"])
        hands.until(lambda: tables.unresolved_intents(device.db))
        (late,) = tables.unresolved_intents(device.db)

    assert (late.state, late.late) == ("reversing", True)
    assert len(tables.recent_sales(device.db)) == 1


def test_in_practice_no_terminal_is_asked_for_real_money(device: TestDevice, tmp_path: Path) -> None:
    store = device.store
    with _open(device, tmp_path) as hands:
        device.do(actions.begin_training, store.register, store.session.basket_id)
        hands.pay(hands.fill())
        hands.until(lambda: "failed" in hands.steps)

    assert str(hands.heard[-1].problem) == "payment.not_in_practice"
    assert hands.terminal.books.entries == {}
