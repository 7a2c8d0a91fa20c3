"""A counter with a payment desk, a simulated terminal and a shop that sells one thing: all in virtual time."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from hardware.payment_terminal import PaymentKind
from hardware.payment_terminal_simulated import SimulatedTerminal
from kiosk import database
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment import tables
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.model import Intent
from kiosk.payment.steps import Parts, Payment
from kiosk.payment.timing import Timing
from kiosk.schema import SCHEMA
from kiosk.worker import Transaction, Worker
from sync import journal
from sync.clock import new_id
from tests.virtual_time import VirtualTime

KINDS: tuple[PaymentKind, ...] = ("card", "wallet", "qr")


class InlineWorker(Worker):
    """Works on the caller's own thread and waits for no disk: for tests of ten thousand payments."""

    def start(self) -> None:
        self._db = database.open_writer(self._folder)
        self._db.execute("PRAGMA synchronous = OFF")

    def _put(self, job: Any) -> None:  # one of its own jobs
        assert self._db is not None
        self._do(self._db, job)

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


class Till:
    """What is paid for: a basket is sold once, and what it costs is what was asked for."""

    def __init__(self) -> None:
        self.sold: dict[str, str] = {}
        self.fails = 0

    def settle(self, _: Transaction, intent: Intent) -> str | None:
        """One payment pays for one basket."""
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is full")
        if self.sold.get(intent.basket_id, intent.intent_id) != intent.intent_id:
            raise Refused("till.closed")
        self.sold[intent.basket_id] = intent.intent_id
        return f"sale of {intent.basket_id}"


@dataclass
class Counter:
    """One device's counter."""

    folder: Path
    time: VirtualTime
    terminal: SimulatedTerminal
    till: Till
    worker: Worker
    reader: sqlite3.Connection
    desk: PaymentDesk[str]
    calls: queue.SimpleQueue[Callable[[], object]]
    heard: dict[str, list[Payment[str]]] = field(default_factory=dict)

    def pay(self, basket: str, kind: PaymentKind = "card", amount: int = 1800, **named: Any) -> None:
        """Ask for the money."""
        heard = self.heard.setdefault(basket, [])
        self.desk.pay(basket, kind, Money(amount, "CNY"), "en", heard.append, **named)
        self.settle()

    def settle(self) -> None:
        """Do all that can be done without time passing: the worker's jobs and the main loop's calls."""
        while True:
            if not isinstance(self.worker, InlineWorker):
                self.worker.call(_nothing)
            if self.calls.empty():
                return
            while not self.calls.empty():
                self.calls.get()()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.time.pass_time(seconds, self.settle)

    def steps(self, basket: str) -> list[str]:
        """What the screen heard."""
        return [payment.step for payment in self.heard.get(basket, [])]

    def intent(self, basket: str) -> Intent:
        """The basket's newest intent."""
        return tables.of_basket(self.reader, basket)[-1]

    def facts(self, kind: str) -> list[bytes]:
        """Bodies of the facts of a type in the journal."""
        return [row[0] for row in self.reader.execute("SELECT body FROM journal WHERE type = ?", (kind,))]


def _nothing(tx: Transaction) -> None:
    """Takes its turn, so that all before it is done."""


@contextmanager
def open_counter(
    folder: Path,
    *,
    time: VirtualTime | None = None,
    till: Till | None = None,
    timing: Timing | None = None,
    kind: type[Worker] = Worker,
) -> Iterator[Counter]:
    """A started counter; what an earlier one left in `folder` is taken up."""
    time, till = time or VirtualTime(), till or Till()
    database.migrate(folder, SCHEMA)
    calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def post(function: Callable[..., object], *args: object) -> None:
        calls.put(partial(function, *args))

    worker = kind(folder, source="/kx/demo/s/till-1", clock=time.wall, new_id=new_id, post=post, changed=_ignore)
    worker.start()
    mark = journal.disk_mark(folder / database.JOURNAL)
    worker.call(lambda tx: journal.open_epoch(tx.db, new_id=tx.new_id, now=tx.now, disk_mark=mark))
    reader = database.open_reader(folder)
    terminal = SimulatedTerminal(folder / "terminal.jsonl", delay_s=2.0, alarm=time)
    desk = PaymentDesk(
        Parts(
            worker=worker,
            terminals=dict.fromkeys(KINDS, terminal),
            post=post,
            settle=till.settle,
            alarm=time,
            clock=time.wall,
            timing=timing or Timing(),
        )
    )
    desk.start(reader)
    counter = Counter(folder, time, terminal, till, worker, reader, desk, calls)
    counter.settle()
    try:
        yield counter
    finally:
        terminal.close()
        worker.close()
        reader.close()


def _ignore(topics: frozenset[str]) -> None:
    """Nobody looks."""
