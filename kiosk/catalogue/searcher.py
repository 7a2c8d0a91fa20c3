"""Searches while a shopper types: one thread with its own reading connection, and only the newest text counts."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk import database
from kiosk.catalogue import tables
from kiosk.catalogue.model import Product

log = logging.getLogger(__name__)

MOST_FOUND = 24
"""Six pages of four cards; nobody who types looks further, they type one letter more."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the newest text brought."""

    text: str
    """What was typed."""
    products: tuple[Product, ...]
    """Most sold first; without a text, the store's most sold products."""
    near: str = ""
    """Nothing fits the whole text: the products fit this beginning of it. Empty when they fit it all."""


Show = Callable[[Found], None]


class Searcher:
    """Answers the newest question, and drops those that were overtaken while it was at work.

    Args:
        folder: the device's data folder.
        currency: ISO 4217.
        post: brings a call to the main loop.
    """

    def __init__(self, folder: Path, currency: str, post: Callable[..., None]) -> None:
        self._folder = folder
        self._currency = currency
        self._post = post
        self._asked: queue.SimpleQueue[tuple[str, Show] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to answer."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="search", daemon=True)
            self._thread.start()

    def find(self, text: str, show: Show) -> None:
        """Call `show(found)` on the main loop, soon; never for a text that was overtaken by a newer one."""
        self._asked.put((text, show))

    def close(self) -> None:
        """Stop after the answer that is being worked on. May be called twice."""
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        db = database.open_reader(self._folder)
        try:
            while (asked := self._newest()) is not None:
                text, show = asked
                try:
                    database.attach(db, self._folder)
                    found = look_up(db, text, self._currency)
                except sqlite3.Error:  # a snapshot that changes under the question: the next letter asks again
                    log.exception("a search failed")
                    continue
                self._post(show, found)
        finally:
            db.close()

    def _newest(self) -> tuple[str, Show] | None:
        asked = self._asked.get()
        while asked is not None and not self._asked.empty():
            asked = self._asked.get()
        return asked


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
