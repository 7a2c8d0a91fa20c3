"""What colleagues found in the baskets of shoppers who scan by themselves, and how often they looked."""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec import Struct
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import stamp
from sync.headoffice import flags
from sync.headoffice.change import Change
from sync.messages import SelfCheckoutChecked

MIGRATIONS = Migrations("self_checkout")


@MIGRATIONS()
def m001_self_checkout(db: Database) -> None:
    """One row a look; `decided` counts the baskets since the look before, so that the rate can be told."""
    db.conn.execute(
        """CREATE TABLE self_checkout_check (
            basket TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, operator TEXT NOT NULL,
            score INTEGER NOT NULL, chance_bp INTEGER NOT NULL, why TEXT NOT NULL, outcome TEXT NOT NULL,
            corrected INTEGER NOT NULL, lines TEXT NOT NULL, missing INTEGER NOT NULL, extra INTEGER NOT NULL,
            decided INTEGER NOT NULL, asked_at TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX self_checkout_check_at ON self_checkout_check (store, at)")


class Rate(Struct, frozen=True):
    """How often was looked at one device, and how often something was found."""

    store: str
    device: str
    decided: int
    """Baskets that were decided about."""
    looks: int
    differences: int
    waived: int
    missing: int
    """Units that were to be paid and not there."""
    extra: int
    """Units that were there and not to be paid."""


def checked(change: Change, store: str, device: str, event: SelfCheckoutChecked) -> None:
    """Write a look down; the same one again changes nothing. A bag that was another than its basket is flagged."""
    missing = sum(max(0, one.units - one.counted) for one in event.lines)
    extra = sum(max(0, one.counted - one.units) for one in event.lines)
    change.db.execute(
        "INSERT OR IGNORE INTO self_checkout_check VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.basket_id, store, device, event.operator, event.score, event.chance_bp, " ".join(event.why)),
            *(event.outcome, int(event.corrected), msgspec.json.encode(event.lines).decode(), missing, extra),
            *(event.decided, stamp(event.asked_at), stamp(event.at)),
        ),
    )
    if event.outcome == "differences":
        detail = f"{missing} missing, {extra} not scanned, {'put right' if event.corrected else 'left as it was'}"
        flags.raise_flag(change, "self_checkout_difference", store, device, event.basket_id, detail)


def rates(db: sqlite3.Connection, *, store: str = "", day: str = "") -> list[Rate]:
    """How often was looked, a row a device. `day` is YYYY-MM-DD, UTC."""
    rows = db.execute(
        """SELECT store, device, sum(decided), count(*), sum(outcome = 'differences'), sum(outcome = 'waived'),
             sum(missing), sum(extra)
           FROM self_checkout_check WHERE (? = '' OR store = ?) AND (? = '' OR substr(at, 1, 10) = ?)
           GROUP BY store, device ORDER BY store, device""",
        (store, store, day, day),
    )
    return [Rate(*row) for row in rows]
