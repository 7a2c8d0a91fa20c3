"""Answers a question on the search thread: what fits, which words may be meant, what to show instead of nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.i18n import CURRENCIES
from kiosk.register import Register
from kiosk.search import near, tables, words
from kiosk.search.model import PAGE, Found, Hit, Question, bands
from kiosk.search.offers import Offered, offered
from kiosk.stock import tables as stock
from kiosk.stock.soonest import soonest
from kiosk.ui.input_method.entry import Candidate, Dictionary, Script, candidates, sounded
from kiosk.writing.tables import Shelf

FIRST = 200
"""Products that the shelves at hand are counted of: what many others stand on is of no help in narrowing."""

MOST_CANDIDATES = 160
NEWER = 24


_shelf = Shelf()
"""The dictionary of this machine, opened with the first question; belongs to the search thread."""


class Place(Struct, frozen=True):
    """Where questions are answered: what they need beside the connection."""

    currency: str
    register: Register
    now: datetime


def text_of(question: Question) -> str:
    """What the index is asked: the settled words, and what waits by its sound."""
    entry = question.entry
    return " ".join(part for part in (entry.text.strip(), sounded(entry)) if part)


def asking(question: Question, place: Place) -> Callable[[sqlite3.Connection], Found]:
    """The question as a job for the search thread, with the device's dictionary as soon as there is one."""
    return partial(_ask, question, place)


def _ask(question: Question, place: Place, db: sqlite3.Connection) -> Found:
    return answer(db, question, place, _shelf.take())


def answer(db: sqlite3.Connection, question: Question, place: Place, dictionary: Dictionary | None) -> Found:
    """Everything that a page shows of a question."""
    text = text_of(question)
    offers = _offers(db, question, place)
    exact, ids = _fitting(db, text, question, offers, place)
    other = ""
    if not ids and not exact and text:
        ids = _by_initials(db, question, offers, dictionary)
        if not ids and question.filters.count == 0:
            other = near.nearest(db, text, dictionary)
            if other:
                exact, ids = _fitting(db, other, question, offers, place)
    script: Script = "hant" if question.language == "zh_TW" else "hans"
    own = words.own_words(db, question.entry, question.language, dictionary)
    if question.sort == "best" and ids:
        ids = _meant_first(db, question, own, ids)
    hits = look(db, ids[:PAGE], place, exact)
    if other and question.entry.typed:
        own = _corrected(db, question, other, dictionary)
    meant = candidates(question.entry, script, dictionary, own) if question.entry.typed else own
    counted = None
    if question.counts:
        low, high = tables.prices(db, other or text)
        digits = CURRENCIES.get(place.currency, ("", 2))[1]
        wanted = bands(low, high, digits)
        known = offers if question.filters.offer else _offers(db, question, place, anyway=True)
        counted = tables.count(db, other or text, question.filters, known, wanted, rated=tables.rated(db))
    elsewhere = None if hits or not question.filters.here else _elsewhere(db, text, question, offers, place)
    return Found(
        question=question,
        ids=tuple(ids),
        hits=tuple(hits),
        candidates=tuple(meant[:MOST_CANDIDATES]),
        near=other,
        shelves=tables.shelves_of(db, ids[:FIRST]),
        counted=counted,
        elsewhere=elsewhere,
    )


def _meant_first(db: sqlite3.Connection, question: Question, own: Sequence[Candidate], ids: list[int]) -> list[int]:
    """Products with the likeliest word before those in which the sounds only happen to follow one another."""
    entry = question.entry
    word = next((one.text for one in own if one.used == len(entry.typed) and one.own and len(one.text) > 1), "")
    if not entry.typed or not word:
        return ids
    meant = set(tables.fitting(db, f"{entry.text} {word}", question.filters, "best", Offered()))
    return [*(one for one in ids if one in meant), *(one for one in ids if one not in meant)]


def _elsewhere(db: sqlite3.Connection, text: str, question: Question, offers: Offered, place: Place) -> Hit | None:
    """The best seller of what fits that a store nearby has, where this one has nothing."""
    ids = tables.fitting(db, text, question.filters.toggle("here"), question.sort, offers, most=PAGE)
    return next((hit for hit in look(db, ids, place) if hit.near is not None), None)


def _corrected(
    db: sqlite3.Connection, question: Question, other: str, dictionary: Dictionary | None
) -> list[Candidate]:
    """The words of the sounds that were meant, for all keys that were typed."""
    entry = replace(question.entry, text="", typed=other.rsplit(" ", maxsplit=1)[-1], layout="pinyin")
    whole = len(entry.typed)
    own = words.own_words(db, entry, question.language, dictionary)
    return [replace(one, used=len(question.entry.typed)) for one in own if one.used == whole]


def look(
    db: sqlite3.Connection, ids: Sequence[int], place: Place, newer: Sequence[Product] = (), *, here: bool = False
) -> list[Hit]:
    """The products with these ids as a card shows them; those taken off sale since the snapshot are left out.

    With `here` also those that are not in this store any more.
    """
    products = [*newer, *catalogue.by_ids(db, ids, place.currency)]
    opinions = catalogue.ratings(db, [product.gtin for product in products])
    found = []
    for product in products:
        level = stock.level(db, product.gtin)
        gone = level is not None and level.available < 1
        if here and (level is None or gone):
            continue
        others = soonest(stock.near_levels(db, product.gtin), place.now) if gone else []
        near = others[0] if others else None
        found.append(
            Hit(
                product,
                level,
                near.level if near is not None else None,
                near.minutes if near is not None and near.opens_at is None else 0,
                opinions.get(product.gtin),
            )
        )
    return found


def _fitting(
    db: sqlite3.Connection, text: str, question: Question, offers: Offered, place: Place
) -> tuple[list[Product], list[int]]:
    """(products that only single messages told of, ids of the snapshot's)."""
    filters = question.filters
    newer: list[Product] = []
    if text and filters.count == 0 and question.sort == "best":
        if text.isascii() and text.isdigit():
            exact = catalogue.search(db, text, place.currency, 1)
            if exact and text in (exact[0].sku, exact[0].gtin, exact[0].gtin.lstrip("0")):
                return (exact, []) if exact[0].id == 0 else ([], [exact[0].id])
        newer = catalogue.newer(db, text, place.currency)[:NEWER]
    ids = tables.fitting(db, text, filters, question.sort, offers)
    if filters.here:
        ids = _really_here(db, ids)
    return newer, ids


def _really_here(db: sqlite3.Connection, ids: list[int]) -> list[int]:
    """Without those that were sold out since the snapshot was made: only products that moved can have been."""
    moved = stock.moved(db)
    if not moved:
        return ids
    gtins = dict(zip(ids, tables.gtins(db, ids), strict=True))
    gone = {
        gtin
        for gtin in moved.intersection(gtins.values())
        if (level := stock.level(db, gtin)) is None or level.available < 1
    }
    return [one for one in ids if gtins[one] not in gone]


def _by_initials(
    db: sqlite3.Connection, question: Question, offers: Offered, dictionary: Dictionary | None
) -> list[int]:
    """Sounds that no index has: the initials are asked for, and the names are listened to."""
    entry = question.entry
    if dictionary is None:
        return []
    for parts, letters in words.unheard(entry):
        text = f"{entry.text} {letters}"
        ids = tables.fitting(db, text, question.filters, question.sort, offers, most=words.LISTENED)
        heard = words.heard(db, ids, parts, entry, question.language, dictionary)
        if heard:
            return heard
    return []


def _offers(db: sqlite3.Connection, question: Question, place: Place, *, anyway: bool = False) -> Offered:
    if not (question.filters.offer or anyway):
        return Offered()
    return offered(db, place.now, place.register, question.customer, question.tier)
