"""The till's tables, and how older databases get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.till.tables import quotes, returning
from sync.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("till")


@MIGRATIONS()
def m001_till(db: Database) -> None:
    """A sale and its parts are never changed and never deleted."""
    for sql in (
        """CREATE TABLE basket (
            basket_id TEXT PRIMARY KEY, device TEXT NOT NULL, currency TEXT NOT NULL, customer TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'parked', 'paid', 'dropped')),
            revision INTEGER NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE basket_line (
            basket_id TEXT NOT NULL REFERENCES basket, place INTEGER NOT NULL, line_id TEXT NOT NULL,
            gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0), unit_price_minor INTEGER NOT NULL,
            price_version INTEGER NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (basket_id, place)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE sale (
            sale_id TEXT PRIMARY KEY, store_gln TEXT NOT NULL, workstation TEXT NOT NULL,
            business_date TEXT NOT NULL, series TEXT NOT NULL, sequence INTEGER NOT NULL CHECK (sequence > 0),
            at TEXT NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL, change_minor INTEGER NOT NULL,
            customer TEXT NOT NULL, event_id TEXT NOT NULL,
            UNIQUE (business_date, series, sequence)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE sale_line (
            sale_id TEXT NOT NULL REFERENCES sale, line_id TEXT NOT NULL, place INTEGER NOT NULL, gtin TEXT NOT NULL,
            name TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0), unit_price_minor INTEGER NOT NULL,
            price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL,
            returned_line TEXT NOT NULL, PRIMARY KEY (sale_id, line_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX sale_line_returned ON sale_line (returned_from, returned_line) WHERE returned_from <> ''",
        """CREATE TABLE tender (
            sale_id TEXT NOT NULL REFERENCES sale, tender_id TEXT NOT NULL, kind TEXT NOT NULL,
            amount_minor INTEGER NOT NULL, reference TEXT NOT NULL, PRIMARY KEY (sale_id, tender_id)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE payment_intent (
            intent_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL REFERENCES basket, kind TEXT NOT NULL,
            currency TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            state TEXT NOT NULL CHECK (state IN ('created', 'approved', 'declined', 'unknown', 'cancelled')),
            reference TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE UNIQUE INDEX one_open_intent ON payment_intent (basket_id)
           WHERE state IN ('created', 'approved', 'unknown')""",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m002_terms(db: Database) -> None:
    """Lines and sales say what was taken off, what tax is in them, what is special; a basket may take goods back."""
    line = """kind TEXT NOT NULL DEFAULT 'product', reference TEXT NOT NULL DEFAULT '',
        reductions TEXT NOT NULL DEFAULT '[]', tax_code TEXT NOT NULL DEFAULT '',
        tax_rate_bp INTEGER NOT NULL DEFAULT 0, tax_minor INTEGER NOT NULL DEFAULT 0,
        tax_added INTEGER NOT NULL DEFAULT 0, particulars TEXT NOT NULL DEFAULT '{}'"""
    known = "basket_id, place, line_id, gtin, quantity, unit_price_minor, price_version, origin"
    for sql in (
        f"""CREATE TABLE basket_line_2 (
            basket_id TEXT NOT NULL REFERENCES basket, place INTEGER NOT NULL, line_id TEXT NOT NULL,
            gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0), unit_price_minor INTEGER NOT NULL,
            price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL DEFAULT '',
            returned_line TEXT NOT NULL DEFAULT '', {line}, PRIMARY KEY (basket_id, place)
        ) STRICT, WITHOUT ROWID""",
        f"INSERT INTO basket_line_2 ({known}) SELECT {known} FROM basket_line",
        "DROP TABLE basket_line",
        "ALTER TABLE basket_line_2 RENAME TO basket_line",
        "ALTER TABLE basket ADD COLUMN terms TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE basket ADD COLUMN book_version INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE basket_tender (
            basket_id TEXT NOT NULL REFERENCES basket, place INTEGER NOT NULL, tender_id TEXT NOT NULL,
            kind TEXT NOT NULL, amount_minor INTEGER NOT NULL, reference TEXT NOT NULL, units INTEGER NOT NULL,
            PRIMARY KEY (basket_id, place)
        ) STRICT, WITHOUT ROWID""",
        *[f"ALTER TABLE sale_line ADD COLUMN {column.strip()}" for column in line.split(",")],
        "ALTER TABLE sale_line ADD COLUMN amount_minor INTEGER NOT NULL DEFAULT 0",
        "UPDATE sale_line SET amount_minor = quantity * unit_price_minor",
        "ALTER TABLE tender ADD COLUMN units INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sale ADD COLUMN kind TEXT NOT NULL DEFAULT 'sale'",
        "ALTER TABLE sale ADD COLUMN operator TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sale ADD COLUMN shift_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sale ADD COLUMN voids TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sale ADD COLUMN book_version INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sale ADD COLUMN points_earned INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sale ADD COLUMN terms TEXT NOT NULL DEFAULT '{}'",
        "UPDATE sale SET kind = 'return' WHERE total_minor < 0",
        "CREATE UNIQUE INDEX sale_voided_once ON sale (voids) WHERE voids <> ''",
        "CREATE INDEX sale_of_shift ON sale (shift_id) WHERE shift_id <> ''",
    ):
        db.conn.execute(sql)


@MIGRATIONS()
def m003_returns(db: Database) -> None:
    """Sales of other devices, what came back of them, and which units are reserved for whom."""
    returning.make_tables(db)


@MIGRATIONS()
def m004_quotes(db: Database) -> None:
    """Quotations of this device and of the store's others."""
    quotes.make_tables(db)


@MIGRATIONS()
def m005_shared_baskets(db: Database) -> None:
    """When and where each line was last changed, and which were taken out: two devices may change one basket."""
    db.conn.execute("ALTER TABLE basket_line ADD COLUMN stamp TEXT NOT NULL DEFAULT ''")
    db.conn.execute(
        """CREATE TABLE basket_gone (
            basket_id TEXT NOT NULL REFERENCES basket, line_id TEXT NOT NULL, stamp TEXT NOT NULL,
            PRIMARY KEY (basket_id, line_id)
        ) STRICT, WITHOUT ROWID"""
    )
    # A member who comes back is looked for among the waiting baskets, not among all that were ever filled.
    db.conn.execute("CREATE INDEX basket_waiting ON basket (customer) WHERE state = 'parked'")
    db.conn.execute("CREATE INDEX basket_given_up ON basket (device, at) WHERE state = 'dropped'")
