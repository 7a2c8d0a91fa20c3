"""What every payment terminal promises, tried on each driver."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hardware.nexo_test_terminal import NexoTestTerminal
from hardware.payment_books import Books
from hardware.payment_terminal import PaymentRequest, PaymentResult, PaymentTerminal, RefundRequest
from hardware.payment_terminal_nexo import Nexo, NexoTerminal
from hardware.payment_terminal_simulated import SimulatedTerminal
from tests.hardware.waiting import wait_until


@dataclass
class Bench:
    """A driver before a terminal, and what was heard."""

    driver: PaymentTerminal
    books: Callable[[], Books]
    plan: Any  # the terminal's own faults, one for each of the coming requests
    again: Callable[[], PaymentTerminal]
    """Another life of the program before the same terminal."""
    silent: str
    """The fault of a terminal that charges and does not say so."""
    heard: list[PaymentResult] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def hear(self, result: PaymentResult) -> None:
        self.threads.add(threading.current_thread().name)
        self.heard.append(result)

    def result(self, act: Callable[[], None]) -> PaymentResult:
        """The next result after `act`."""
        count = len(self.heard)
        act()
        wait_until(lambda: len(self.heard) > count)
        return self.heard[count]

    def pay(self, intent_id: str = "i1", amount: int = 22800, **named: Any) -> PaymentResult:
        return self.result(partial(self.driver.authorise, PaymentRequest(intent_id, amount, "CNY", **named)))

    @property
    def taken(self) -> int:
        return self.books().taken_minor


@pytest.fixture(params=["simulated", "nexo"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Give each driver in turn."""
    delay_s = 0.05
    if request.param == "simulated":
        lives = [SimulatedTerminal(tmp_path / "terminal.jsonl", delay_s)]

        def again() -> PaymentTerminal:
            lives[-1].close()
            lives.append(SimulatedTerminal(tmp_path / "terminal.jsonl", delay_s))
            return lives[-1]

        made = Bench(lives[0], lambda: lives[-1].books, lives[0].plan, again, "time_out")
        made.driver.start(made.hear)
        yield made
        for life in lives:
            life.close()
        return
    server = NexoTestTerminal(tmp_path / "terminal", delay_s=delay_s)
    server.start()
    which = Nexo(server.url, server.ca_file, "P400Plus-275479597", "till-1", answer_s=5.0)
    drivers: list[PaymentTerminal] = [NexoTerminal(which)]

    def again_nexo() -> PaymentTerminal:
        drivers[-1].close()
        drivers.append(NexoTerminal(which))
        return drivers[-1]

    made = Bench(drivers[0], lambda: server.books, server.plan, again_nexo, "hang")
    made.driver.start(made.hear)
    yield made
    for driver in drivers:
        driver.close()
    server.close()


def test_what_is_asked_for_is_taken_and_said_on_the_drivers_own_thread(bench: Bench) -> None:
    result = bench.pay()

    assert (result.intent_id, result.outcome, result.amount_minor) == ("i1", "approved", 22800)
    assert result.reference
    assert bench.taken == 22800
    assert threading.current_thread().name not in bench.threads


def test_the_same_intent_is_never_charged_twice(bench: Bench) -> None:
    first, second = bench.pay(), bench.pay()

    assert (first.outcome, second.outcome, second.reference) == ("approved", "approved", first.reference)
    assert bench.taken == 22800


def test_no_is_no(bench: Bench) -> None:
    bench.plan.append("decline")
    result = bench.pay()

    assert (result.outcome, result.reason, result.reference) == ("declined", "declined", "")
    assert bench.taken == 0


def test_asked_again_it_says_the_same(bench: Bench) -> None:
    approved = bench.pay("i1")
    bench.plan.append("decline")
    bench.pay("i2")

    assert bench.result(lambda: bench.driver.query("i1")).reference == approved.reference
    assert bench.result(lambda: bench.driver.query("i2")).outcome == "declined"


def test_what_it_never_heard_of_it_says_so(bench: Bench) -> None:
    result = bench.result(lambda: bench.driver.query("i9"))

    assert (result.outcome, result.reason) == ("declined", "not_found")


def test_a_lost_answer_is_unknown_and_a_question_brings_it_to_light(bench: Bench) -> None:
    bench.plan.append(bench.silent)

    assert bench.pay().outcome == "unknown"
    assert bench.result(lambda: bench.driver.query("i1")).outcome == "approved"


def test_while_somebody_pays_it_is_pending(bench: Bench) -> None:
    bench.plan.append("")
    results: list[str] = []
    bench.driver.authorise(PaymentRequest("i1", 100, "CNY"))
    while "approved" not in results:
        results.append(bench.result(lambda: bench.driver.query("i1")).outcome)

    assert set(results) <= {"pending", "approved"}


def test_what_is_undone_goes_back_and_twice_is_once(bench: Bench) -> None:
    reference = bench.pay().reference

    assert bench.result(lambda: bench.driver.reverse("i1", reference)).outcome == "reversed"
    assert bench.result(lambda: bench.driver.reverse("i1", reference)).outcome == "reversed"
    assert bench.taken == 0


def test_a_payment_whose_answer_was_lost_can_be_undone_without_its_reference(bench: Bench) -> None:
    bench.plan.append(bench.silent)
    bench.pay()

    assert bench.result(lambda: bench.driver.reverse("i1")).outcome == "reversed"
    assert bench.taken == 0


def test_undoing_what_never_was_is_a_plain_no(bench: Bench) -> None:
    assert bench.result(lambda: bench.driver.reverse("i9")).outcome == "declined"


def test_a_refund_goes_back_to_its_payment_and_is_given_once(bench: Bench) -> None:
    reference = bench.pay("i1", 22800).reference
    back = RefundRequest("r1", 800, "CNY", reference)

    assert bench.result(lambda: bench.driver.refund(back)).outcome == "approved"
    assert bench.result(lambda: bench.driver.refund(back)).amount_minor == 800
    assert bench.result(lambda: bench.driver.query("r1")).outcome == "approved"
    assert bench.taken == 22000


def test_a_refund_of_nothing_is_declined(bench: Bench) -> None:
    back = RefundRequest("r1", 800, "CNY", "NOSUCH@2026-11-21T04:00:00+00:00")

    assert bench.result(lambda: bench.driver.refund(back)).outcome == "declined"


def test_another_amount_is_told_and_not_hidden(bench: Bench) -> None:
    bench.plan.append("wrong_amount")

    assert bench.pay("i1", 500).amount_minor == 501


def test_a_code_that_the_shopper_shows_is_handed_on_and_not_kept(bench: Bench, tmp_path: Path) -> None:
    code = "134567890123456789"

    assert bench.pay(kind="wallet", scheme="wechat_pay", payer_code=code).outcome == "approved"
    assert code not in repr(PaymentRequest("i1", 1, "CNY", "wallet", "wechat_pay", code))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert code.encode() not in file.read_bytes()


def test_at_most_four_digits_of_the_card_come_out(bench: Bench) -> None:
    result = bench.pay()

    assert len(result.hint) <= 4


def test_after_another_start_the_terminal_still_knows(bench: Bench) -> None:
    reference = bench.pay().reference
    bench.driver = bench.again()
    bench.driver.start(bench.hear)

    assert bench.result(lambda: bench.driver.query("i1")).reference == reference


def test_nothing_is_heard_after_it_was_closed_and_closing_twice_is_fine(bench: Bench) -> None:
    bench.driver.authorise(PaymentRequest("i1", 100, "CNY"))
    bench.driver.close()
    bench.driver.close()
    heard = len(bench.heard)

    bench.driver.query("i1")

    assert len(bench.heard) == heard
