"""A till that dies or runs out of disk at a chosen step of a sale: ``python -m tests.flows.doomed_till HOW FOLDER``.

HOW is ``cash``, ``card`` or ``return``: for each SQL statement, and for each moment between them, one process sells
until it kills itself there, and the next one starts on what is left and tells on a line of JSON what it found.
``full``: the disk takes no more bytes for a while. This process itself has no threads, so that it may fork.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any  # what a line of JSON may hold

from kiosk import database
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.steps import Payment
from kiosk.settings import Device, Link, Settings, Terminal
from kiosk.store import Store
from kiosk.till import actions, tables
from kiosk.till.model import Sale
from kiosk.wiring import open_store
from kiosk.worker import Transaction
from sync import journal
from sync.messages import SaleCompleted
from tests.devices import SERUM, STORE, TEA, write_catalogue
from tests.flows.apart import apart

PATIENCE_S = 60.0
BETWEEN = {"cash": ("committed",), "card": ("waiting", "committed", "paid"), "return": ("committed",)}
"""Moments that no statement marks: the terminal is about to be asked, a commit is just done, the result is told."""

TRANSACTIONS = {"cash": 1, "card": 3, "return": 1}
STRIDE = {"cash": 1, "card": 2, "return": 7}
"""Each statement of a sale is tried in cash; a card's, whose sale is the same, every other one; a return's, some."""


class Till:
    """One life of the till."""

    def __init__(self, store: Store, calls: queue.SimpleQueue[Callable[[], object]]) -> None:
        self.store = store
        self._calls = calls

    def until(self, condition: Callable[[], object]) -> None:
        """Do what the main loop would until the condition holds."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, "it never came true"
            with contextlib.suppress(queue.Empty):
                while True:
                    self._calls.get_nowait()()
            time.sleep(0.001)

    def fill(self, basket_id: str) -> None:
        """Two products into a basket, unless it is there already."""
        if tables.load_basket(self.store.db, basket_id) is None:
            for gtin in (TEA, SERUM):
                self.store.worker.call(actions.add_product, self.store.register, basket_id, gtin)

    def lay_back(self, basket_id: str) -> None:
        """A sale of two products, and both into a basket that gives the money back, unless they are there already."""
        register, call = self.store.register, self.store.worker.call
        if tables.load_basket(self.store.db, basket_id) is None:
            sold_id = basket_id[::-1]
            self.fill(sold_id)
            sale = call(actions.pay_cash, register, sold_id, 10**6)
            wanted = [actions.Wanted(line.line_id, line.quantity) for line in sale.lines]
            call(actions.take, register, basket_id, sale.sale_id, wanted)

    def pay(self, how: str, basket_id: str, at: str = "") -> None:
        """Go through with it."""
        if how == "card":
            self.pay_card(basket_id, at)
        elif how == "cash":
            self.pay_cash(basket_id)
        else:
            self.store.worker.call(actions.refund, self.store.register, basket_id)

    def pay_cash(self, basket_id: str) -> None:
        """A whole sale in cash."""
        self.store.worker.call(actions.pay_cash, self.store.register, basket_id, 10**6)

    def pay_card(self, basket_id: str, at: str = "") -> None:
        """A whole sale by card; dies when it hears of step `at`."""
        heard: list[str] = []

        def hear(payment: Payment[Sale]) -> None:
            heard.append(payment.step)
            if payment.step == at:
                die()

        self.store.part(PaymentDesk).pay(basket_id, "card", Money(0, self.store.currency), "en", hear)
        self.until(lambda: "paid" in heard)

    def settled(self) -> None:
        """Wait until the terminal has answered about every payment that was left open."""
        self.until(lambda: not tables.unresolved_intents(self.store.db))


@contextlib.contextmanager
def open_till(folder: Path) -> Iterator[Till]:
    """One life of the till that ends in good order, if it comes to that."""
    settings = Settings(
        device=Device("demo", STORE, "till-1", "till", "data"),
        link=Link(kind="none"),
        terminal=Terminal(delay_s=0.0),
        folder=str(folder),
    )
    calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()

    def post(function: Callable[..., None], *args: object) -> None:
        calls.put(partial(function, *args))

    with open_store(settings, post=post, changed=lambda _topics: None) as store:
        yield Till(store, calls)


def die() -> None:
    """As a power cut: nothing is closed, flushed or said."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def _arm(tx: Transaction, at: int, transactions: int) -> None:
    """From the next transaction on, die before the statement number `at` of so many transactions is carried out."""
    seen, left = -1, transactions

    def count(statement: str) -> None:
        nonlocal seen, left
        seen += 1 if seen >= 0 or statement.startswith("BEGIN") else 0
        if seen == at and left:
            die()
        left -= seen >= 0 and statement.startswith("COMMIT")

    tx.db.set_trace_callback(count)


def _live(folder: Path, how: str, basket_id: str, at: int | str) -> None:
    with open_till(folder) as till:
        till.lay_back(basket_id) if how == "return" else till.fill(basket_id)
        if isinstance(at, int):
            till.store.worker.call(_arm, at, TRANSACTIONS[how])
        elif at == "committed":
            till.store.worker.after_commit = lambda tx: die() if tx.posted else None
        till.pay(how, basket_id, str(at))


def _look(folder: Path, how: str, basket_id: str, at: int | str) -> None:
    """The next start: what is left, and then the sale is made if it was not."""
    with open_till(folder) as till:
        till.settled()
        db = till.store.db
        found: dict[str, Any] = {
            "at": at,
            "sale": _count(db, "sale", basket_id),
            "line": _count(db, "sale_line", basket_id),
        }
        found |= {"tender": _count(db, "tender", basket_id)}
        found["fact"] = _facts(db, basket_id)
        sql = "SELECT count(*) FROM stock_movement WHERE reference = ?"
        found["movement"] = db.execute(sql, (basket_id,)).fetchone()[0]
        if not found["sale"]:
            till.pay(how, basket_id)
        found["afterwards"] = _count(till.store.db, "sale", basket_id)
        found["sound"] = till.store.db.execute("PRAGMA integrity_check").fetchone()[0]
        epoch = journal.current_epoch(till.store.db)
        assert epoch is not None
        assert journal.broken_link(till.store.db, "money", epoch.epoch) is None
        found["numbers"] = [row[0] for row in till.store.db.execute("SELECT sequence FROM sale ORDER BY sequence")]
    print(json.dumps(found), flush=True)


def _count(db: sqlite3.Connection, table: str, sale_id: str) -> int:
    found: int = db.execute(f"SELECT count(*) FROM {table} WHERE sale_id = ?", (sale_id,)).fetchone()[0]
    return found


def _facts(db: sqlite3.Connection, sale_id: str) -> int:
    bodies = db.execute("SELECT body FROM journal WHERE type = ?", (SaleCompleted.TYPE,))
    return sum(sale_id.encode() in body[0] for body in bodies)


def deaths(folder: Path, how: str) -> None:
    """Die at every statement of a payment, one after another, and at every moment between."""
    steps: list[int | str] = [*BETWEEN[how]]
    at = 0
    while True:
        step: int | str = steps.pop(0) if steps else at
        at += STRIDE[how] if step == at else 0
        basket_id = f"{how}-{step}"
        ended = apart(partial(_live, folder, how, basket_id, step))
        assert ended in (0, -signal.SIGKILL), f"at {step} it ended with {ended}"
        assert apart(partial(_look, folder, how, basket_id, step)) == 0, f"after {step} it did not start again"
        if ended == 0:
            assert isinstance(step, int), f"nothing ended it at {step}"
            print(json.dumps({"statements": step}), flush=True)
            return


def full_disk(folder: Path) -> None:
    """Sell until the disk is full, go on trying, and sell again when there is room."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    refused: list[str] = []
    with open_till(folder) as till:
        till.fill("full-0")
        till.pay_cash("full-0")
        most = max(path.stat().st_size for path in (folder / "data").glob("journal.db*"))
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most + 150_000, hard))
        number = 0
        while len(refused) < 5:
            number += 1
            try:
                till.fill(f"full-{number}")
                till.pay_cash(f"full-{number}")
            except sqlite3.Error as fault:
                refused.append(f"{type(fault).__name__}: {fault}")
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        till.fill("after")
        till.pay_cash("after")
    with open_till(folder) as till:
        db = till.store.db
        found = {
            "refused": refused,
            "sales": db.execute("SELECT count(*) FROM sale").fetchone()[0],
            "facts": sum(1 for _ in db.execute("SELECT 1 FROM journal WHERE type = ?", (SaleCompleted.TYPE,))),
            "moved": db.execute("SELECT count(DISTINCT reference) FROM stock_movement").fetchone()[0],
            "numbers": [row[0] for row in db.execute("SELECT sequence FROM sale ORDER BY sequence")],
            "after": _count(db, "sale", "after"),
            "sound": db.execute("PRAGMA integrity_check").fetchone()[0],
        }
    print(json.dumps(found), flush=True)


def main() -> None:
    """Make the data folder if it is not there, and go."""
    how, folder = sys.argv[1], Path(sys.argv[2])
    database.use_catalogue(folder / "data", write_catalogue(folder / "data"))
    full_disk(folder) if how == "full" else deaths(folder, how)


if __name__ == "__main__":
    main()
