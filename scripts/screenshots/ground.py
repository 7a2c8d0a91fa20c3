"""What a snapshot of the pictures' world knows beside its products: opinions, the floor, promises of delivery."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time

from scripts.demo_store import floor, opinions, products, stores
from sync.clock import stamp


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
