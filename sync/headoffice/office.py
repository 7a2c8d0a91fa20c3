"""Head office as a whole: its folder, its database, its keys. The running server and each command line have one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from sync import clock as clocks
from sync.clock import Clock, NewId
from sync.headoffice import (
    allocation_tables,
    appointment_notices,
    assists,
    baskets,
    bundles,
    businesses,
    campaigns,
    cards,
    favourites,
    flags,
    hooks,
    idempotency,
    ingest,
    keys,
    members,
    notices,
    operator_acts,
    operators,
    opinions,
    orders,
    plans,
    price_books,
    products,
    promises,
    quotes,
    recommendations,
    records,
    refunds,
    returns,
    sales,
    self_checkout,
    shifts,
    shop_floor,
    snapshots,
    stored_value,
    stores,
)
from sync.headoffice.change import Change
from sync.headoffice.database import Database
from sync.headoffice.pages import page_tables

SCHEMA = (
    *ingest.SCHEMA,
    stores.MIGRATIONS,
    products.MIGRATIONS,
    bundles.MIGRATIONS,
    allocation_tables.MIGRATIONS,
    opinions.MIGRATIONS,
    cards.MIGRATIONS,
    shop_floor.MIGRATIONS,
    members.MIGRATIONS,
    favourites.MIGRATIONS,
    campaigns.MIGRATIONS,
    operators.MIGRATIONS,
    operator_acts.MIGRATIONS,
    self_checkout.MIGRATIONS,
    assists.MIGRATIONS,
    baskets.MIGRATIONS,
    orders.MIGRATIONS,
    refunds.MIGRATIONS,
    hooks.MIGRATIONS,
    notices.MIGRATIONS,
    appointment_notices.MIGRATIONS,
    promises.MIGRATIONS,
    sales.MIGRATIONS,
    returns.MIGRATIONS,
    stored_value.MIGRATIONS,
    shifts.MIGRATIONS,
    price_books.MIGRATIONS,
    businesses.MIGRATIONS,
    quotes.MIGRATIONS,
    plans.MIGRATIONS,
    recommendations.MIGRATIONS,
    records.MIGRATIONS,
    flags.MIGRATIONS,
    snapshots.MIGRATIONS,
    idempotency.MIGRATIONS,
    page_tables.MIGRATIONS,
)

DEFAULT_TENANT = "demo"

T = TypeVar("T")


class Office:
    """Opens the data folder. Several processes may at once: SQLite lets one of them write at a time."""

    def __init__(
        self,
        folder: Path,
        tenant: str = DEFAULT_TENANT,
        *,
        clock: Clock = clocks.utc_now,
        new_id: NewId = clocks.new_id,
    ) -> None:
        self.folder = folder
        self.tenant = tenant
        self.clock = clock
        self.new_id = new_id
        self.database = Database(folder, SCHEMA)
        self.keys = keys.Keys.at(folder / "keys")

    @property
    def snapshot_folder(self) -> Path:
        """Folder of released snapshots."""
        return self.folder / "snapshots"

    @property
    def image_folder(self) -> Path:
        """Folder of pictures by content."""
        return self.folder / "images"

    def start(self) -> None:
        """Open or create the database.

        Raises:
            sqlite3.DatabaseError: if the file is no database or cannot be written.
        """
        self.database.start()

    def change(self, job: Callable[[Change], T]) -> T:
        """Run a change in a transaction and wait for its COMMIT; what it raises leaves no trace."""
        return self.database.call(lambda db: job(Change(db, self.clock(), self.new_id)))

    def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the database; from any thread."""
        db = self.database.reader()
        try:
            return question(db)
        finally:
            db.close()

    def release(self, *store_numbers: str) -> list[snapshots.Release]:
        """Build and put in force new snapshots of these stores.

        Raises:
            Unknown: if there is no such store.
            OSError, sqlite3.Error, ValueError: if one cannot be built; its last one stays.
        """
        # Each release has a version of its own, so that a file once named never changes.
        self.change(lambda change: change.version())
        now = self.clock()
        figures = self.read(lambda db: recommendations.figures(db, now))
        made = []
        for store in store_numbers:
            one = snapshots.build(
                self.database.path, self.snapshot_folder, self.keys, figures, tenant=self.tenant, store=store, now=now
            )
            self.change(partial(snapshots.register, release=one))
            made.append(one)
        return made

    def close(self) -> None:
        """Finish what was submitted, then stop. May be called twice."""
        self.database.close()
