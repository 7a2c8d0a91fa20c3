"""What changes the catalogue: single changes from head office, and a new snapshot."""

from __future__ import annotations

from pathlib import Path

from kiosk import database
from kiosk.catalogue import tables
from kiosk.worker import Transaction
from sync import messages
from sync.formats import catalogue_file


def price_changed(tx: Transaction, message: messages.PriceChanged) -> None:
    """A price came down; late and repeated ones leave the newest standing."""
    if tables.save_price(tx.db, message):
        tx.touch("catalogue", "basket")


def product_changed(tx: Transaction, message: messages.ProductChanged) -> None:
    """A product is new or its texts changed."""
    if tables.save_product(tx.db, message):
        tx.touch("catalogue", "basket")


def catalogue_released(tx: Transaction, message: messages.CatalogueReleased) -> None:
    """Head office has a newer snapshot: whoever fetches snapshots hears of it."""
    if message.version > tables.snapshot(tx.db).version:
        tx.touch("release")


def prune_live_rows(tx: Transaction) -> int:
    """At the start: drop live rows that the snapshot in force has in it (a stop may have come between the two)."""
    return tables.prune(tx.db, tables.snapshot(tx.db).version)


def take_snapshot(tx: Transaction, folder: Path, name: str) -> None:
    """Put a snapshot in force that is checked and lies in the data folder; drop the live rows it has in it.

    Every connection changes over before its next transaction; this one still has the old file attached.
    """
    version = catalogue_file.version_of(folder / name)
    if version < tables.snapshot(tx.db).version:
        return
    database.use_catalogue(folder, name)
    tables.prune(tx.db, version)
    tx.touch("catalogue", "basket", "stock", "release")
