"""What members want to find again: the last word on each product, from whichever device it came."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.clock import parse, stamp
from sync.headoffice.change import Change
from sync.messages import Favourite, FavouriteChanged

MIGRATIONS = Migrations("favourites")

MOST = 400
"""Words that are kept of a member and told to their store, those that took a product back too; devices keep as many."""


@MIGRATIONS()
def m001_favourite(db: Database) -> None:
    """A word that took a product back stays, so that an older one that comes late does not bring it again."""
    db.conn.execute(
        """CREATE TABLE favourite (
            member TEXT NOT NULL, gtin TEXT NOT NULL, wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
            at TEXT NOT NULL, PRIMARY KEY (member, gtin)
        ) STRICT, WITHOUT ROWID"""
    )


def heard(change: Change, event: FavouriteChanged) -> bool:
    """Keep the newer word; False if a newer one stands already, or this very one does.

    Of two of one moment the one for the product counts, as on the devices.
    """
    cursor = change.db.execute(
        """INSERT INTO favourite VALUES (?, ?, ?, ?) ON CONFLICT (member, gtin) DO UPDATE SET
             wanted = excluded.wanted, at = excluded.at
           WHERE (excluded.at, excluded.wanted) > (favourite.at, favourite.wanted)""",
        (event.member, event.gtin, int(event.on), stamp(event.at)),
    )
    if cursor.rowcount < 1:
        return False
    change.db.execute(
        """DELETE FROM favourite WHERE member = ?1 AND gtin IN (
               SELECT gtin FROM favourite WHERE member = ?1 ORDER BY at DESC, gtin DESC LIMIT -1 OFFSET ?2)""",
        (event.member, MOST),
    )
    return True


def of(db: sqlite3.Connection, member: str) -> tuple[Favourite, ...]:
    """The last words of a member, newest first."""
    rows = db.execute(
        "SELECT gtin, wanted, at FROM favourite WHERE member = ? ORDER BY at DESC, gtin DESC LIMIT ?", (member, MOST)
    )
    return tuple(Favourite(gtin=row[0], on=bool(row[1]), at=parse(row[2])) for row in rows)


def forget(change: Change, member: str) -> None:
    """A member left: nothing of this stays."""
    change.db.execute("DELETE FROM favourite WHERE member = ?", (member,))
