"""Why a line costs what it costs, in words: for price tags, baskets and receipts alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from kiosk.i18n import Translator
from kiosk.pricing import explain
from kiosk.pricing import tables as books
from kiosk.register import Register
from sync.messages import Reduction


def reasons(
    db: sqlite3.Connection,
    now: datetime,
    register: Register,
    reductions: Sequence[Reduction],
    book_version: int,
    words: Translator,
) -> list[str]:
    """One sentence for each reduction, in the order in which they were taken off."""
    if not reductions:
        return []
    book, names = books.find_book(db, book_version), books.names_of(db, book_version)
    found = explain.line([(one.rule, one) for one in reductions], book, names, now, register.zone)
    return [explain.say(why, words, register.currency) for why in found]
