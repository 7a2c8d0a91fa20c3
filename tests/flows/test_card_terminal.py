"""A till before a nexo terminal on the shop's own network, as the settings describe it: real HTTPS, real restarts."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from hardware.nexo_test_terminal import PAN, Fault, NexoTestTerminal
from kiosk import database
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.steps import Payment
from kiosk.settings import Device, Link, Settings, Terminal, Wallet
from kiosk.settings import Payment as Timing
from kiosk.store import Store
from kiosk.till import actions, tables
from kiosk.till.model import Sale
from kiosk.wiring import open_store
from tests.devices import STORE, TEA, write_catalogue

PATIENCE_S = 60.0
CODE = "134567890123456789"


class Till:
    """One life of the till."""

    def __init__(self, store: Store, calls: queue.SimpleQueue[Callable[[], object]]) -> None:
        self.store = store
        self.heard: list[Payment[Sale]] = []
        self._calls = calls

    def until(self, condition: Callable[[], object]) -> None:
        """Do what the main loop would."""
        ends = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < ends, [payment.step for payment in self.heard]
            try:
                self._calls.get(timeout=0.01)()
            except queue.Empty:
                continue

    def fill(self, basket_id: str) -> None:
        """One tea."""
        self.store.worker.call(actions.add_product, self.store.register, basket_id, TEA)

    def pay(self, basket_id: str, kind: str = "card", code: str = "") -> None:
        """All of it."""
        desk = self.store.part(PaymentDesk)
        desk.pay(basket_id, kind, Money(0, "CNY"), "en", self.heard.append, code, scheme="wechat_pay" if code else "")  # type: ignore[arg-type] # a kind's word

    def sale(self, basket_id: str) -> Sale:
        """Wait for it."""
        self.until(lambda: tables.load_sale(self.store.db, basket_id))
        found = tables.load_sale(self.store.db, basket_id)
        assert found is not None
        return found


@contextmanager
def open_till(folder: Path, terminal: NexoTestTerminal) -> Iterator[Till]:
    """One life of the till, with the shortest pauses that the settings allow."""
    settings = Settings(
        device=Device("demo", STORE, "till-1", "till", "data"),
        link=Link(kind="none"),
        terminal=Terminal(
            kind="nexo", url=terminal.url, ca_file=str(terminal.ca_file), poi_id="P400Plus-275479597", answer_s=5.0
        ),
        wallet=Wallet(kind="terminal"),
        payment=Timing(first_query_s=0.1, poll_s=0.1, reverse_after_s=0.0, card_patience_s=10.0),
        folder=str(folder),
    )
    data = settings.data
    data.mkdir(exist_ok=True)
    database.use_catalogue(data, write_catalogue(data))
    calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def post(function: Callable[..., object], *args: object) -> None:
        calls.put(partial(function, *args))

    with open_store(settings, post=post, changed=lambda _topics: None, go_online=False) as store:
        yield Till(store, calls)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[NexoTestTerminal]:
    """Give a terminal at which nobody dawdles."""
    made = NexoTestTerminal(tmp_path / "terminal", delay_s=0.02)
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("fault", ["", "hang", "in_doubt", "garbage", "pan"])
def test_whatever_comes_back_one_payment_is_one_sale(tmp_path: Path, terminal: NexoTestTerminal, fault: Fault) -> None:
    with open_till(tmp_path, terminal) as till:
        terminal.plan.append(fault)
        till.fill("b1")
        till.pay("b1")
        sale = till.sale("b1")

    assert sale.tenders[0].reference.startswith("SIM")
    assert terminal.books.taken_minor == sale.total.minor == 1800


def test_what_never_reached_the_bank_is_declined_and_may_be_tried_again(
    tmp_path: Path, terminal: NexoTestTerminal
) -> None:
    with open_till(tmp_path, terminal) as till:
        terminal.plan.append("lost")
        till.fill("b1")
        till.pay("b1")
        till.until(lambda: till.heard and till.heard[-1].step == "declined")
        till.pay("b1")
        till.sale("b1")

    assert terminal.books.taken_minor == 1800


def test_after_a_restart_the_terminal_is_asked_and_the_sale_is_made(tmp_path: Path, terminal: NexoTestTerminal) -> None:
    with open_till(tmp_path, terminal) as till:
        till.fill("b1")
        till.pay("b1")
        till.until(lambda: terminal.books.taken_minor)
        # Nobody runs the main loop any more: the answer is never heard.
    with open_till(tmp_path, terminal) as till:
        till.sale("b1")

    assert terminal.books.taken_minor == 1800


def test_a_wallets_code_goes_to_the_terminal_and_is_found_nowhere_afterwards(
    tmp_path: Path, terminal: NexoTestTerminal, caplog: pytest.LogCaptureFixture
) -> None:
    with open_till(tmp_path, terminal) as till:
        till.fill("b1")
        till.pay("b1", "wallet", CODE)
        till.sale("b1")
        terminal.plan.append("pan")
        till.fill("b2")
        till.pay("b2")
        till.sale("b2")

    assert {CODE, PAN} & set(caplog.text.split()) == set()
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            assert CODE.encode() not in file.read_bytes(), file.name
            assert PAN.encode() not in file.read_bytes(), file.name
