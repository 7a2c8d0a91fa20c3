"""Reads knowledge cards from the snapshot; one of an earlier head office has none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kiosk.catalogue.model import Names
from kiosk.knowledge.model import Card
from sync.formats import catalogue_file, search_text

MOST = 40

_CARD = """c.card_id, c.kind, c.gtin, c.category, c.title_zh_hans, c.title_zh_hant, c.title_en,
           c.body_zh_hans, c.body_zh_hant, c.body_en"""


def find(db: sqlite3.Connection, text: str, most: int = MOST) -> list[Card]:
    """Cards that hold all that was typed (Chinese anywhere, words by their beginnings, pinyin); all, for no text."""
    if not catalogue_file.has(db, "card", "catalogue"):
        return []
    query = search_text.parse(text)
    if query is None:
        return _cards(db.execute(f"SELECT {_CARD} FROM catalogue.card AS c ORDER BY c.id LIMIT ?", (most,)))
    rows = db.execute(
        f"""SELECT {_CARD} FROM catalogue.card_search CROSS JOIN catalogue.card AS c ON c.id = card_search.rowid
            WHERE card_search MATCH ? ORDER BY c.id""",
        (query.match,),
    )
    found = [card for card in _cards(rows) if not query.inexact or query.contains_runs(*_texts(card))]
    titled = [card for card in found if query.accepts(*_languages(card.title))]
    # What is named so stands before what only mentions it.
    return [*titled, *(card for card in found if card not in titled)][:most]


def about(db: sqlite3.Connection, gtin: str, category: str, most: int = MOST) -> list[Card]:
    """Cards about a product, then those about its category and the categories above it."""
    if not catalogue_file.has(db, "card", "catalogue"):
        return []
    rows = db.execute(
        f"""WITH RECURSIVE above (id, depth) AS (
              SELECT ?2, 0 UNION ALL
              SELECT parent, depth + 1 FROM catalogue.category JOIN above USING (id) WHERE parent <> '' AND depth < 8)
            SELECT {_CARD} FROM catalogue.card AS c LEFT JOIN above ON above.id = c.category AND c.gtin = ''
            WHERE (c.gtin = ?1 AND ?1 <> '') OR (above.id IS NOT NULL AND c.category <> '')
            ORDER BY c.gtin = '', above.depth, c.id LIMIT ?3""",
        (gtin, category, most),
    )
    return _cards(rows)


def count(db: sqlite3.Connection) -> int:
    """How many cards there are."""
    if not catalogue_file.has(db, "card", "catalogue"):
        return 0
    return int(db.execute("SELECT count(*) FROM catalogue.card").fetchone()[0])


def _cards(rows: Iterable[sqlite3.Row]) -> list[Card]:
    return [
        Card(row[0], row[1], row[2], row[3], Names(row[4], row[5], row[6]), Names(row[7], row[8], row[9]))
        for row in rows
    ]


def _languages(names: Names) -> tuple[str, ...]:
    return (names.zh_hans, names.zh_hant, names.en)


def _texts(card: Card) -> tuple[str, ...]:
    return (*_languages(card.title), *_languages(card.body))
