"""Writes the approved schemas anew: ``python -m scripts.write_schema``, when a change of the tables is meant."""

from __future__ import annotations

import sqlite3
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path

from kiosk import database
from kiosk.schema import SCHEMA
from sync.headoffice.office import Office

FOLDER = Path(__file__).resolve().parent.parent / "tests"


def main() -> None:
    """Write both files, and say their names."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in schemas(Path(scratch)).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
            print(FOLDER / name)


def schemas(scratch: Path) -> dict[str, str]:
    """File name -> every statement that makes the database: the device's journal, and head office's."""
    database.migrate(scratch / "device", SCHEMA)
    office = Office(scratch / "office")
    office.start()
    office.close()
    return {
        "schema.sql": of(scratch / "device" / database.JOURNAL),
        "schema-headoffice.sql": of(office.database.path),
    }


def of(path: Path) -> str:
    """Every statement that makes the database, by name."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name").fetchall()
    return "".join(f"{_even(sql)};\n\n" for (sql,) in rows)


def _even(sql: str) -> str:
    """A statement without the indent that it has in its module."""
    first, *rest = sql.splitlines()
    return "\n".join([first, textwrap.dedent("\n".join(rest))] if rest else [first])


if __name__ == "__main__":
    main()
