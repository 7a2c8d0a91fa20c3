"""Thousands of shoppers at a faulty terminal, with restarts between: what was taken is what was sold.

The long form: ``python -m tests.kiosk.payment.storms PAYMENTS [SEED]``.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
from collections import Counter as Count
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from hardware.payment_terminal import PaymentKind, PaymentRequest, RefundRequest
from hardware.payment_terminal_simulated import Fault
from kiosk.money import Money
from kiosk.payment import tables
from kiosk.payment.steps import Payment
from tests.kiosk.payment.counters import KINDS, Counter, InlineWorker, Till, open_counter
from tests.virtual_time import VirtualTime

FAULTS: tuple[Fault, ...] = get_args(Fault)
PLAIN = 0.3
"""Share of the requests that meet no fault."""

LIFE = 1_000
"""Payments between two restarts of till and terminal."""

AT_ONCE = 50
"""Shoppers who pay at the same time: more than a till ever has, so that answers cross."""

TRIES = 4


@dataclass
class Report:
    """What came of a storm."""

    payments: int = 0
    shoppers: int = 0
    outcomes: Count[str] = field(default_factory=Count)
    faults: Count[str] = field(default_factory=Count)
    doubts: int = 0
    """Of which head office was told."""
    charged_twice: list[str] = field(default_factory=list)
    paid_but_lost: list[str] = field(default_factory=list)
    sold_unpaid: list[str] = field(default_factory=list)
    open_at_the_end: int = 0
    books_minor: int = 0
    sold_minor: int = 0


class _Shopper:
    """Pays for one basket, and tries again where the screen says so; a colleague helps where it stays in doubt."""

    def __init__(self, storm: _Storm, basket: str, amount: int) -> None:
        self.storm = storm
        self.basket = basket
        self.amount = amount
        self.tries = 0
        self.over = False

    def begin(self) -> None:
        """Pay."""
        self.tries += 1
        self.storm.report.payments += 1
        self.kind: PaymentKind = self.storm.dice.choice(KINDS)
        amount = Money(self.amount, "CNY")
        self.storm.counter.desk.pay(self.basket, self.kind, amount, "en", self.hear, payer_code="134567890123456789")

    def hear(self, payment: Payment[str]) -> None:
        """The screen says something."""
        if payment.step == "paid" or (payment.step in ("declined", "reversed") and self.tries >= TRIES):
            self.over = True
        elif payment.step in ("declined", "reversed"):
            self.storm.time.after(2.0, self._again)
        elif payment.step == "unknown" and payment.intent is not None and payment.intent.told:
            self.storm.counter.desk.reverse(payment.intent.intent_id)
        elif payment.step == "waiting" and payment.intent is not None and self.storm.dice.random() < 0.05:
            self.storm.counter.desk.cancel(payment.intent.intent_id)

    def _again(self) -> None:
        # A payment that was declined may have become a sale meanwhile: then the bag is closed.
        if self.basket in self.storm.till.sold or tables.open_intent(self.storm.counter.reader, self.basket):
            self.over = True
        else:
            self.begin()


class _Storm:
    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.dice = random.Random(seed)
        self.time = VirtualTime()
        self.till = Till()
        self.report = Report()
        self.amounts: dict[str, int] = {}
        self.counter: Counter

    def live(self, payments: int) -> None:
        """One life of till and terminal."""
        with open_counter(self.folder, time=self.time, till=self.till, kind=InlineWorker) as counter:
            self.counter = counter
            counter.terminal.dice = self._fault
            ends = self.report.payments + payments
            while self.report.payments < ends:
                crowd = [self._shopper() for _ in range(AT_ONCE)]
                for shopper in crowd:
                    self.time.after(self.dice.random() * 30, shopper.begin)
                counter.wait(self.dice.choice((20.0, 60.0, 200.0)))
            counter.terminal.plan.clear()

    def end(self) -> Report:
        """Let everything come to its end, and compare the books."""
        with open_counter(self.folder, time=self.time, till=self.till, kind=InlineWorker) as counter:
            self.counter = counter
            for _ in range(20):
                counter.wait(900)
                doubts = tables.unresolved(counter.reader)
                for intent in doubts:
                    if intent.state in ("unknown", "sent", "pending"):
                        counter.desk.reverse(intent.intent_id)
                if not doubts:
                    break
            self._compare(counter)
        return self.report

    def _shopper(self) -> _Shopper:
        self.report.shoppers += 1
        basket = f"b{self.report.shoppers}"
        self.amounts[basket] = self.dice.randint(1, 100_000)
        return _Shopper(self, basket, self.amounts[basket])

    def _fault(self, _: PaymentRequest | RefundRequest) -> Fault:
        fault = "" if self.dice.random() < PLAIN else self.dice.choice(FAULTS)
        # A terminal that is dead for 20 s in every tenth payment would do nothing else.
        if fault in ("dies", "dies_before") and self.dice.random() < 0.9:
            fault = ""
        self.report.faults[fault] += 1
        return fault

    def _compare(self, counter: Counter) -> None:
        report, books = self.report, counter.terminal.books
        taken: Count[str] = Count()
        for (basket,) in counter.reader.execute("SELECT DISTINCT basket_id FROM payment_intent"):
            for intent in tables.of_basket(counter.reader, basket):
                report.outcomes[intent.state] += 1
                report.doubts += intent.told
                entry = books.entries.get(intent.intent_id)
                if entry is not None and entry.outcome == "approved":
                    taken[basket] += 1
                    report.books_minor += entry.amount_minor
        for basket, count in taken.items():
            if count > 1:
                report.charged_twice.append(basket)
            if basket not in self.till.sold:
                report.paid_but_lost.append(basket)
        report.sold_unpaid = [basket for basket in self.till.sold if not taken[basket]]
        report.sold_minor = sum(self.amounts[basket] for basket in self.till.sold)
        report.open_at_the_end = len(tables.unresolved(counter.reader))


def storm(folder: Path, payments: int, seed: int = 1) -> Report:
    """So many payments at the faulty terminal."""
    one = _Storm(folder, seed)
    while one.report.payments < payments:
        one.live(min(LIFE, payments - one.report.payments))
    return one.end()


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        print(storm(Path(scratch), int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
