"""Knowledge cards: what a colleague should know about products and everyday questions; they travel with a release."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.formats import search_text
from sync.headoffice import shop_floor
from sync.headoffice.change import Change
from sync.headoffice.csv_rows import BadCell, Row
from sync.headoffice.imports import Imported, gtin_of, rows_of
from sync.messages import Texts

MIGRATIONS = Migrations("cards")

KINDS = ("tip", "answer", "how_to", "policy")
LONGEST_TITLE, LONGEST_BODY = 120, 4_000
"""Characters: a card is read standing, with a shopper beside."""


@MIGRATIONS()
def m001_card(db: Database) -> None:
    """The chain's, not a store's."""
    db.conn.execute(
        """CREATE TABLE card (
            card_id TEXT PRIMARY KEY, kind TEXT NOT NULL, gtin TEXT NOT NULL, category TEXT NOT NULL,
            title_zh_hans TEXT NOT NULL, title_zh_hant TEXT NOT NULL, title_en TEXT NOT NULL,
            body_zh_hans TEXT NOT NULL, body_zh_hant TEXT NOT NULL, body_en TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


class Card(Struct, frozen=True):
    """One card."""

    card_id: str
    kind: str
    """One of `KINDS`."""
    gtin: str
    """The product that it is about; empty: a whole category, or everything."""
    category: str
    title: Texts
    body: Texts


def save(change: Change, cards: Sequence[Card]) -> None:
    """Put cards in the place of those with the same ids; they travel with the next release."""
    change.db.executemany(
        "INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(one.card_id, one.kind, one.gtin, one.category),
                *(one.title.zh_hans, one.title.zh_hant, one.title.en),
                *(one.body.zh_hans, one.body.zh_hant, one.body.en),
            )
            for one in cards
        ],
    )
    shop_floor.changed(change)


def import_cards(change: Change, path: Path) -> Imported:
    """Columns: card_id, kind (tip, answer, how_to, policy), title_zh_hans, body_zh_hans; optional gtin or category, and
    title and body in zh_hant and en.

    Raises:
        BadFile: if there is no header row, or it is no CSV.
    """

    def parse(row: Row) -> Card:
        kind = row.wanted("kind")
        if kind not in KINDS:
            raise BadCell("kind", f"{kind!r} is none of {', '.join(KINDS)}")
        return Card(
            card_id=_id(row),
            kind=kind,
            gtin=gtin_of(row, "gtin") if row.text("gtin") else "",
            category=row.text("category"),
            title=_texts(row, "title", LONGEST_TITLE),
            body=_texts(row, "body", LONGEST_BODY),
        )

    good, bad = rows_of(path, ("card_id", "kind", "title_zh_hans", "body_zh_hans"), parse, lambda one: one.card_id)
    if good:
        save(change, good)
    return Imported(len(good), tuple(bad))


def fill(db: sqlite3.Connection) -> None:
    """Write the cards into the snapshot that is being made; head office's database is attached as `hq`.

    What they say is found as product names are: in Chinese anywhere, by the beginnings of words, by pinyin.
    """
    db.execute(
        """INSERT INTO main.card SELECT row_number() OVER (ORDER BY card_id), card_id, kind, gtin, category,
             title_zh_hans, title_zh_hant, title_en, body_zh_hans, body_zh_hant, body_en FROM hq.card"""
    )
    rows = db.execute(
        "SELECT id, title_zh_hans, title_zh_hant, title_en, body_zh_hans, body_zh_hant, body_en FROM main.card"
    ).fetchall()
    db.executemany(
        "INSERT INTO card_search (rowid, tokens) VALUES (?, ?)",
        [(row[0], search_text.tokens(*tuple(row)[1:])) for row in rows],
    )


def _id(row: Row) -> str:
    name = row.wanted("card_id")
    if len(name) > 64:
        raise BadCell("card_id", "is longer than 64 characters")
    return name


def _texts(row: Row, what: str, longest: int) -> Texts:
    found = {}
    for language in ("zh_hans", "zh_hant", "en"):
        column = f"{what}_{language}"
        # What a card says may have several lines, its title has one.
        text = row.lines(column) if what == "body" else row.text(column)
        if not text and language == "zh_hans":
            raise BadCell(column, "is empty")
        if len(text) > longest:
            raise BadCell(column, f"has {len(text)} characters, at most {longest}")
        found[language] = text
    return Texts(**found)
