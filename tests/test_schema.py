"""The tables of a device are a promise: a file in a shop must open with the next release, too."""

from __future__ import annotations

import sqlite3
import textwrap
from pathlib import Path

from kiosk import database
from kiosk.schema import SCHEMA

APPROVED = Path(__file__).with_name("schema.sql")


def test_the_schema_is_the_approved_one(tmp_path: Path) -> None:
    """If the change is meant: keep `schema.sql` as it is found here, and say so in CHANGELOG.md."""
    database.migrate(tmp_path, SCHEMA)

    found = schema(tmp_path / database.JOURNAL)

    assert found == APPROVED.read_text("utf-8")


def test_a_device_that_starts_again_changes_nothing(tmp_path: Path) -> None:
    database.migrate(tmp_path, SCHEMA)
    before = schema(tmp_path / database.JOURNAL)

    database.migrate(tmp_path, SCHEMA)

    assert schema(tmp_path / database.JOURNAL) == before


def schema(path: Path) -> str:
    """Every statement that makes the database, by name."""
    db = sqlite3.connect(path)
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name").fetchall()
    db.close()
    return "".join(f"{_even(sql)};\n\n" for (sql,) in rows)


def _even(sql: str) -> str:
    """A statement without the indent that it has in its module."""
    first, *rest = sql.splitlines()
    return "\n".join([first, textwrap.dedent("\n".join(rest))] if rest else [first])
