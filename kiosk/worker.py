"""The one writing thread: runs actions, one transaction each, and tells the main loop what came of them."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from kiosk import database
from kiosk.errors import Refused
from kiosk.turns import Closed, Turns
from sync import journal
from sync.clock import Clock, NewId
from sync.messages import LIVE, Message

log = logging.getLogger(__name__)

R = TypeVar("R")

IDLE_S = 2.0
"""A pause this long means nobody is waiting: the log is moved into the file then, and not inside a sale."""

GROW_S = 0.1
"""Between two steps in which the log is made longer, while nobody does anything."""


class Posted(Struct, frozen=True):
    """Where a fact stands in the journal."""

    event_id: str
    epoch: str
    seq: int


class Transaction:
    """What an action may use. Time and ids come from here, so an action inside another shares them."""

    def __init__(self, db: sqlite3.Connection, now: datetime, new_id: NewId, source: str) -> None:
        self.db = db
        self.now = now
        self.new_id = new_id
        self.source = source
        self.topics: set[str] = set()
        self.live: list[Message] = []
        self.later: list[Callable[[], Message]] = []
        """Live messages that nobody but other devices needs: made after the commit, and only where there is a link."""
        self.posted = False
        self.done: list[object] = []
        """What the action brought about, for what follows in the same transaction: a finished sale gets its paper."""
        self.then: list[Callable[[], None]] = []
        """What is to be done after the commit, on the worker's thread: the pulse for a drawer."""

    def post(self, message: Message, event_id: str = "") -> Posted | None:
        """Send a fact: to head office with this very transaction, and live to the store's devices after it.

        None means that the message only goes live and stands in no journal. `event_id`: its id there, if it is known
        already.

        Raises:
            journal.TooLarge: if the message can never fit into a frame.
        """
        if isinstance(message, LIVE):
            self.live.append(message)
        if not message.LANE:
            return None
        self.posted = True
        event_id = event_id or self.new_id()
        position = journal.post(self.db, message, source=self.source, event_id=event_id, now=self.now)
        return Posted(event_id, position.epoch, position.seq)

    def touch(self, *topics: str) -> None:
        """Say what changed: screens that show these topics read again after the commit."""
        self.topics.update(topics)


class _Job(Struct, frozen=True):
    """One action waiting for its turn, and who wants to hear of it (on the worker's thread)."""

    run: Callable[[Transaction], object]
    done: Callable[[Any], None]  # the result of `run`, whatever it is
    failed: Callable[[Exception], None]
    behind: bool = False


class Worker:
    """Owns the writing connection. What people do goes before what runs by itself.

    `post(function, *args)` brings a call to the main loop. `changed(topics)` is called there after each commit that
    touched any. `before_commit(tx)` is called inside each transaction that has `done` or said something,
    `after_commit(tx)` after each commit; both on the worker's own thread.
    """

    def __init__(
        self,
        folder: Path,
        *,
        source: str,
        clock: Clock,
        new_id: NewId,
        post: Callable[..., None],
        changed: Callable[[frozenset[str]], None],
    ) -> None:
        self._folder = folder
        self._source = source
        self._clock = clock
        self._new_id = new_id
        self._post = post
        self._changed = changed
        self.before_commit: Callable[[Transaction], None] = _nothing
        self.after_commit: Callable[[Transaction], None] = _nothing
        self._turns: Turns[_Job] = Turns()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._closed = False
        self._door = threading.RLock()
        """Nobody comes in while it is being closed: whoever did would wait for ever."""
        self._db: database.Connection | None = None

    def start(self) -> None:
        """Begin to work. Actions that were submitted before wait until now.

        Raises:
            sqlite3.DatabaseError: if the databases cannot be opened.
        """
        self._db = database.open_writer(self._folder)
        self._thread.start()

    def submit(
        self,
        action: Callable[..., R],
        *args: object,
        done: Callable[[R], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        **named: object,
    ) -> None:
        """Run `action(tx, *args, **named)` soon, in one transaction.

        `done(result)` is called on the main loop after the commit, `failed(error)` after the rollback.
        """
        self._put(
            _Job(
                lambda tx: action(tx, *args, **named),
                lambda result: self._post(done, result) if done else None,
                lambda error: self._post(failed, error) if failed else None,
            )
        )

    def promise(self, action: Callable[..., R], *args: object, **named: object) -> Future[R]:
        """Run an action; for threads other than the main loop. The future is fulfilled after the commit."""
        answer: Future[R] = Future()
        self._put(_Job(lambda tx: action(tx, *args, **named), answer.set_result, answer.set_exception))
        return answer

    def behind(self, action: Callable[..., R], *args: object, **named: object) -> Future[R]:
        """As `promise`, for what nobody waits for: it gives way to what people do, for a moment."""
        answer: Future[R] = Future()
        self._put(_Job(lambda tx: action(tx, *args, **named), answer.set_result, answer.set_exception, behind=True))
        return answer

    def call(self, action: Callable[..., R], *args: object, **named: object) -> R:
        """Run an action and wait for its result; for threads other than the main loop, and for tests.

        Raises:
            Refused: and whatever else the action raises.
        """
        return self.promise(action, *args, **named).result()

    @property
    def closing(self) -> bool:
        """Whether it takes nothing more; what was submitted before is still done."""
        return self._closed

    def close(self) -> None:
        """Finish what was submitted, then stop. May be called twice."""
        with self._door:
            if self._closed:
                return
            self._closed = True
            self._turns.close()
        if self._thread.is_alive():
            self._thread.join()

    def _put(self, job: _Job) -> None:
        with self._door:
            if self._closed:
                raise RuntimeError("the worker is closed")
            self._turns.put(job, behind=job.behind)

    def _run(self) -> None:
        db = self._db
        assert db is not None
        patience_s: float | None = IDLE_S
        try:
            while True:
                try:
                    job = self._turns.next(patience_s)
                except queue.Empty:
                    database.checkpoint(db)
                    patience_s = None if database.grow_log(db) else GROW_S
                    continue
                except Closed:
                    break
                patience_s = IDLE_S
                self._do(db, job)
                if not job.behind:
                    self._turns.acted()
                del job  # while nothing happens, nothing of the last action stays: a member's code, a name
            database.checkpoint(db)
        finally:
            db.close()

    def _do(self, db: database.Connection, job: _Job) -> None:
        tx = Transaction(db, self._clock(), self._new_id, self._source)
        try:
            database.attach(db, self._folder)
            with database.transaction(db):
                result = job.run(tx)
                if tx.done or tx.live:
                    self.before_commit(tx)
        except Exception as error:  # the thread's edge: one failed action must not stop the shop
            if not isinstance(error, Refused):
                log.exception("an action failed; nothing of it was kept")
            job.failed(error)
            return
        job.done(result)
        if tx.topics:
            self._post(self._changed, frozenset(tx.topics))
        # Who asked does not wait for what the others are told.
        try:
            for act in tx.then:
                act()
            self.after_commit(tx)
        except Exception:  # the thread's edge: what is committed stands, whoever could not hear of it
            log.exception("something after a commit failed")


def _nothing(tx: Transaction) -> None:
    """Stands for the agent where there is none."""
