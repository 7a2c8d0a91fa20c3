"""Searches while a shopper types: one thread with its own reading connection, and only the newest question counts."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from kiosk import database
from kiosk.catalogue import tables
from kiosk.catalogue.model import Product

log = logging.getLogger(__name__)

MOST_FOUND = 24
"""Six pages of four cards; nobody who types looks further, they type one letter more."""

STEPS = 20_000
"""Steps of SQLite between two looks at whether the question was overtaken; a few milliseconds."""

T = TypeVar("T")


class Found(Struct, frozen=True):
    """What the newest text brought."""

    text: str
    """What was typed."""
    products: tuple[Product, ...]
    """Most sold first; without a text, the store's most sold products."""
    near: str = ""
    """Nothing fits the whole text: the products fit this beginning of it. Empty when they fit it all."""


Show = Callable[[Found], None]


class _Asked(Struct, frozen=True):
    kind: str
    number: int
    job: Callable[[sqlite3.Connection], Any]  # what a question gives
    show: Callable[[Any], None]


class Searcher:
    """Answers the newest question of each kind, and drops those that were overtaken, even while it is at work on them.

    Args:
        folder: the device's data folder.
        currency: ISO 4217.
        post: brings a call to the main loop.
    """

    def __init__(self, folder: Path, currency: str, post: Callable[..., None]) -> None:
        self._folder = folder
        self._currency = currency
        self._post = post
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._newest: dict[str, int] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to answer."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="search", daemon=True)
            self._thread.start()

    def find(self, text: str, show: Show) -> None:
        """Call `show(found)` on the main loop, soon; never for a text that was overtaken by a newer one."""
        self.ask("find", partial(_look_up, text, self._currency), show)

    def ask(self, kind: str, job: Callable[[sqlite3.Connection], T], show: Callable[[T], None]) -> None:
        """Run `job(db)` on the search thread and `show(answer)` on the main loop. Of questions of the same kind only
        the newest is answered."""
        number = self._newest.get(kind, 0) + 1
        self._newest[kind] = number
        self._asked.put(_Asked(kind, number, job, show))

    def forget(self) -> None:
        """Answer nothing that was asked so far: whoever asked is gone."""
        for kind in self._newest:
            self._newest[kind] += 1

    def close(self) -> None:
        """Stop after the answer that is being worked on. May be called twice."""
        if self._thread is not None:
            self.forget()
            self._asked.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        db = database.open_reader(self._folder)
        try:
            while self._next(db):
                pass
        finally:
            db.close()

    def _next(self, db: database.Connection) -> bool:
        """Wait for one question and answer it; False ends. While it waits, nothing of the last one stays."""
        asked = self._asked.get()
        if asked is None:
            return False
        if self._overtaken(asked):
            return True
        db.set_progress_handler(partial(self._overtaken, asked), STEPS)
        try:
            database.attach(db, self._folder)
            answer = asked.job(db)
        except sqlite3.Error as error:
            # A snapshot that changes under the question, or a newer question: the next letter asks again.
            if not self._overtaken(asked):
                log.exception("a search failed: %s", error)
            return True
        finally:
            db.set_progress_handler(None, 0)
        if not self._overtaken(asked):
            self._post(self._show, asked, answer)
        return True

    def _show(self, asked: _Asked, answer: Any) -> None:  # what the question gives
        """On the main loop. Whoever asked may have gone while the answer waited for its frame, and the store closed."""
        if not self._overtaken(asked):
            asked.show(answer)

    def _overtaken(self, asked: _Asked) -> bool:
        return self._newest.get(asked.kind) != asked.number


def _look_up(text: str, currency: str, db: sqlite3.Connection) -> Found:
    return look_up(db, text, currency)


def look_up(db: sqlite3.Connection, text: str, currency: str) -> Found:
    """What fits `text`; where nothing does, what fits the longest beginning of it that anything fits."""
    wanted = text.strip()
    if not wanted:
        return Found(text, tuple(tables.most_sold(db, currency, MOST_FOUND)))
    for end in range(len(wanted), 0, -1):
        products = tables.search(db, wanted[:end], currency, MOST_FOUND)
        if products:
            return Found(text, tuple(products), "" if end == len(wanted) else wanted[:end])
    return Found(text, ())
