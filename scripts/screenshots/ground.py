"""What a snapshot of the pictures' world knows beside its products: opinions, the floor, promises of delivery."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from scripts.demo_store import campaigns, cards, floor, opinions, products, stores
from sync import messages
from sync.clock import stamp
from sync.formats import search_text


def write_ground(db: sqlite3.Connection, found: Sequence[products.Product], shop: stores.Store) -> None:
    """Fill the tables of a snapshot; a product's id is its place in `found`, from 1."""
    for number, product in enumerate(found, 1):
        rating = opinions.rating(product)
        if rating is not None:
            db.execute("INSERT INTO rating VALUES (?, ?, ?)", (number, rating.tenths, rating.count))
        for rank, said in enumerate(opinions.reviews(product), 1):
            at = stamp(datetime.combine(said.on, time(4), UTC))
            db.execute(
                "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, rank, said.stars, said.author, said.language, said.text, at),
            )
    _write_cards(db, found)
    for one in floor.promises(shop):
        db.execute(
            "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(one.method, one.ready_minutes_min, one.ready_minutes_max, one.fee_minor, one.free_from_minor),
                one.cutoff,
            ),
        )
    for shelf in floor.shelves(shop):
        values = (shelf.aisle, shelf.x, shelf.y, shelf.w, shelf.h, shelf.bays)
        db.execute("INSERT INTO plan_shelf VALUES (?, ?, ?, ?, ?, ?)", values)
    for place in floor.places(shop):
        db.execute("INSERT INTO plan_place VALUES (?, ?, ?, ?)", (place.kind, place.name, place.x, place.y))


def _write_cards(db: sqlite3.Connection, found: Sequence[products.Product]) -> None:
    for number, one in enumerate(cards.CARDS, 1):
        texts = (one.title.zh_hans, one.title.zh_hant, one.title.en, one.body.zh_hans, one.body.zh_hant, one.body.en)
        db.execute(
            "INSERT INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, one.card_id, one.kind, cards.gtin_of(one, found), one.category, *texts),
        )
        db.execute("INSERT INTO card_search (rowid, tokens) VALUES (?, ?)", (number, search_text.tokens(*texts)))


PICTURE = 720
"""Pixels across of a campaign's picture; a kiosk at half size shows no more."""


def published(
    folder: Path, found: Sequence[products.Product], version: int, at: datetime, names: Sequence[str] = ()
) -> messages.CampaignsPublished:
    """The demo store's campaigns (or those of these names) as head office sends them, pictures in the data folder."""
    cast = campaigns.possible(found)
    images = folder / "images"
    images.mkdir(exist_ok=True)
    sent = []
    for one in campaigns.CAMPAIGNS:
        if one.name not in cast or (names and one.name not in names):
            continue
        picture = hashlib.sha256(one.picture.encode()).hexdigest()
        if not (images / picture).exists():
            (images / picture).write_bytes(campaigns.webp(one, cast[one.name], PICTURE))
        sent.append(
            messages.Campaign(
                campaign=one.name,
                title=messages.Texts(one.title.zh_hans, one.title.zh_hant, one.title.en),
                more=messages.Texts(one.more.zh_hans, one.more.zh_hant, one.more.en),
                picture=picture,
                gtin=cast[one.name][one.opens].gtin,
                dark=one.dark,
            )
        )
    return messages.CampaignsPublished(campaigns=tuple(sent), version=version, at=at)
