"""Real devices and a real head office for tests: files on disk, threads, links; no app around them."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database as UtilsDatabase

from sync import inbox, journal
from sync.agent import Agent
from sync.clock import new_id, utc_now
from sync.headoffice import database, outbox
from sync.headoffice.applying import Arrival
from sync.headoffice.database import Database
from sync.headoffice.ingest import SCHEMA, Ingest
from sync.inbox import Applied
from sync.link import Link
from sync.messages import BasketChanged, Event, Message, OfferShown, OrderAdvanced, PriceChanged, StockMoved
from sync.steps import About
from sync.topics import Identity

TENANT, STORE = "acme", "9521000000018"
T = TypeVar("T")


def until(condition: Callable[[], object], seconds: float = 10.0, what: str = "") -> None:
    """Wait for a condition, and fail if it does not come."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError(f"{what or 'the condition'} did not come within {seconds} s")


def open_journal(path: Path) -> sqlite3.Connection:
    """A device's journal as the app opens it."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


class TestDevice:
    """One device: a journal on disk, one writing thread, an agent."""

    __test__ = False

    def __init__(self, folder: Path, link: Link | None, name: str = "till-01") -> None:
        self.identity = Identity(TENANT, STORE, name)
        self.path = folder / f"{name}.db"
        self._writer = open_journal(self.path)
        journal.MIGRATIONS.apply(UtilsDatabase(self._writer))
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"writer-{name}")
        self.prices: list[PriceChanged] = []
        self.heard: list[Message] = []
        self.refused: list[Message] = []
        self.full = threading.Event()
        """While set, every write fails as on a full disk."""
        self.run(self._open_epoch)
        self.agent = Agent(About(self.identity, "till", "1.0"), link, self)
        self.epoch_reasons: list[str] = []

    def _open_epoch(self, db: sqlite3.Connection) -> journal.Epoch:
        return journal.open_epoch(db, new_id=new_id, now=utc_now(), disk_mark=journal.disk_mark(self.path))

    def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """One transaction on the writing thread."""
        return self._executor.submit(self._transaction, job).result()

    def _transaction(self, job: Callable[[sqlite3.Connection], T]) -> T:
        if self.full.is_set():
            raise sqlite3.OperationalError("database or disk is full")
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            result = job(self._writer)
        except BaseException:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise
        self._writer.execute("COMMIT")
        return result

    def move(self, count: int = 1, *, seconds: float | None = None) -> list[str]:
        """Post facts, each in a transaction of its own; returns the event ids."""
        ids = []
        for _ in range(count):
            event_id = new_id()
            message = StockMoved(movement_id=event_id, gtin="00000000000017", quantity=1, reason="count", at=utc_now())
            self.run(
                lambda db, m=message, e=event_id: journal.post(  # type: ignore[misc]
                    db, m, source=self.identity.source, event_id=e, now=utc_now()
                )
            )
            self.agent.wake()
            ids.append(event_id)
            if seconds:
                time.sleep(seconds)
        return ids

    def fill(self, count: int, lane: str = "money") -> list[str]:
        """Post many facts in one transaction."""
        ids = [new_id() for _ in range(count)]

        def job(db: sqlite3.Connection) -> None:
            for event_id in ids:
                message: Message = StockMoved(
                    movement_id=event_id, gtin="00000000000017", quantity=1, reason="count", at=utc_now()
                )
                if lane == "telemetry":
                    message = OfferShown(exposure_id=event_id, place="basket", gtins=(), reasons=(), at=utc_now())
                elif lane == "ops":
                    message = OrderAdvanced(
                        order_id=event_id, state="accepted", revision=1, lines=(), device="x", at=utc_now()
                    )
                journal.post(db, message, source=self.identity.source, event_id=event_id, now=utc_now())

        self.run(job)
        self.agent.wake()
        return ids

    def reading(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Read from the journal with a connection of its own."""
        db = open_journal(self.path)
        try:
            return job(db)
        finally:
            db.close()

    def waiting(self) -> int:
        """Events that head office has not acknowledged, as written down."""
        return self.reading(lambda db: sum(lane.waiting for lane in journal.status(db).values()))

    def close(self) -> None:
        """Stop the agent, then the writer."""
        self.agent.close()
        self._executor.shutdown()
        self._writer.close()

    # ------------------------------------------------------------ the agent's host

    def reader(self) -> sqlite3.Connection:
        return open_journal(self.path)

    def write(self, job: Callable[[sqlite3.Connection, datetime], None], done: Callable[[], None]) -> None:
        def run() -> None:
            try:
                self._transaction(lambda db: job(db, utc_now()))
            except sqlite3.Error:
                pass
            done()

        self._executor.submit(run)

    def receive(self, events: Sequence[Event], done: Callable[[Applied | None], None]) -> None:
        handlers: dict[type[Message], inbox.Handler[TestDevice]] = {PriceChanged: TestDevice._on_price}
        taken: list[PriceChanged] = []
        self._taken = taken

        def run() -> None:
            taken.clear()
            try:
                applied = self._transaction(lambda db: inbox.apply(db, events, handlers, self, utc_now()))
            except sqlite3.Error:
                done(None)
                return
            self.prices += taken
            done(applied)

        self._executor.submit(run)

    def _on_price(self, message: PriceChanged) -> None:
        if message.currency == "XXX":
            raise ValueError("no such currency")
        self._taken.append(message)

    def post(self, message: Message) -> object:
        """What the inbox tells head office of a refusal."""
        self.refused.append(message)
        return journal.post(self._writer, message, source=self.identity.source, event_id=new_id(), now=utc_now())

    def new_epoch(self, reason: str, done: Callable[[bool], None]) -> None:
        def run() -> None:
            self.epoch_reasons.append(reason)
            self._transaction(lambda db: journal.start_epoch(db, new_id=new_id, now=utc_now(), reason=reason))
            done(True)

        self._executor.submit(run)

    def live(self, _sender: Identity, message: Message) -> None:
        self.heard.append(message)

    def health_changed(self) -> None:
        """Nobody looks at a screen here."""


class TestHeadOffice:
    """Head office: database, ingest, and one effect that counts."""

    __test__ = False

    def __init__(self, folder: Path, link: Link) -> None:
        self.database = Database(folder, SCHEMA)
        self.database.start()
        self.database.call(
            lambda db: db.execute("CREATE TABLE IF NOT EXISTS effect (id TEXT, device TEXT, seq INTEGER) STRICT")
        )
        self.ingest = Ingest(TENANT, self.database, link, self._apply)
        self.fail_on = ""
        """Gtin whose movement has no effect."""

    def start(self) -> None:
        """Begin to take in."""
        self.ingest.start()

    def _apply(self, db: sqlite3.Connection, arrivals: Sequence[Arrival]) -> None:
        for arrival in arrivals:
            if isinstance(arrival.message, StockMoved) and arrival.message.gtin == self.fail_on:
                raise ValueError("no such product")
            if not arrival.repeated:
                values = (arrival.event.id, arrival.device, arrival.event.seq)
                db.execute("INSERT INTO effect VALUES (?, ?, ?)", values)

    def ids(self) -> list[str]:
        """Ids whose effect was made, in the order of the effects."""
        return [row[0] for row in self.query("SELECT id FROM effect ORDER BY rowid")]

    def query(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Read from head office's database."""
        db = self.database.reader()
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def price(self, gtin: str, minor: int, store: str = STORE, currency: str = "CNY") -> int:
        """Change a price and tell the store; the version."""

        def job(db: sqlite3.Connection) -> int:
            version = database.next_version(db)
            message = PriceChanged(gtin=gtin, price_minor=minor, currency=currency, version=version, at=utc_now())
            outbox.post(db, store, message, utc_now(), new_id)
            return version

        return self.database.call(job)

    def close(self) -> None:
        """Stop everything."""
        self.ingest.close()
        self.database.close()


def basket(device: str, revision: int = 1) -> BasketChanged:
    """A live message."""
    return BasketChanged(basket_id="b1", device=device, state="open", revision=revision, lines=(), at=utc_now())
