"""A card payment: the intent is on disk first, and whatever the terminal says, or does not say, money is taken once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.payment_terminal import PaymentRequest
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk.till import actions, tables
from kiosk.till.payment import CardDesk, CardPayment
from tests.devices import TEA, TestDevice


class _Hands:
    """A card desk, and everything that it said."""

    def __init__(self, device: TestDevice, terminal: SimulatedTerminal) -> None:
        self.device = device
        self.terminal = terminal
        self.heard: list[CardPayment] = []
        store = device.store
        self.desk = CardDesk(store.worker, terminal, store.register, self._post)

    def _post(self, function: Callable[..., None], *args: object) -> None:
        self.device.calls.put((function, args))

    @property
    def steps(self) -> list[str]:
        return [payment.step for payment in self.heard]

    def fill(self) -> str:
        store = self.device.store
        self.device.do(actions.add_product, store.register, store.session.basket_id, TEA)
        return store.session.basket_id

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


def test_an_approved_payment_becomes_a_sale(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.desk.pay(hands.fill(), "en", hands.heard.append)
        hands.until(lambda: "paid" in hands.steps)

    assert hands.steps == ["opening", "waiting", "paid"]
    sale = hands.heard[-1].sale
    assert sale is not None
    assert [line.name for line in sale.lines] == ["Oolong tea"]
    assert sale.tenders[0].reference.startswith("SIM")


def test_an_empty_bag_is_never_brought_to_the_terminal(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.desk.pay(device.store.session.basket_id, "en", hands.heard.append)
        hands.until(lambda: "failed" in hands.steps)

    assert str(hands.heard[-1].problem).startswith("till.empty")


def test_a_doubt_is_cleared_by_asking_again_and_not_by_paying_again(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path) as hands:
        hands.terminal.next_outcome = "unknown"
        basket_id = hands.fill()
        hands.desk.pay(basket_id, "en", hands.heard.append)
        hands.until(lambda: "unknown" in hands.steps)
        hands.desk.pay(basket_id, "en", hands.heard.append)
        hands.until(lambda: "failed" in hands.steps)
        intent = tables.open_intent(device.db, basket_id)
        assert intent is not None

        hands.desk.check(intent.intent_id)
        hands.until(lambda: "declined" in hands.steps)

    assert str(hands.heard[-2].problem).startswith("till.payment_open")
    assert tables.open_intent(device.db, basket_id) is None


def test_a_cancelled_payment_is_not_taken(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path, delay_s=30) as hands:
        hands.desk.pay(hands.fill(), "en", hands.heard.append)
        hands.until(lambda: "waiting" in hands.steps)
        intent = hands.heard[-1].intent
        assert intent is not None
        hands.desk.cancel(intent.intent_id)
        hands.until(lambda: "declined" in hands.steps)

    assert tables.recent_sales(device.db) == []


def test_a_sale_is_made_even_if_nobody_looks_any_more(device: TestDevice, tmp_path: Path) -> None:
    with _open(device, tmp_path, delay_s=0.05) as hands:
        basket_id = hands.fill()
        hands.desk.pay(basket_id, "en", hands.heard.append)
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
