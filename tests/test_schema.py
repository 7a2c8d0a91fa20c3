"""The tables of a device and of head office are a promise: a file in a shop must open with the next release, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import database
from kiosk.schema import SCHEMA
from scripts import write_schema

APPROVE = "if the change is meant: python -m scripts.write_schema, and a line in CHANGELOG.md"


@pytest.mark.parametrize("name", ["schema.sql", "schema-headoffice.sql"])
def test_the_schema_is_the_approved_one(name: str, tmp_path: Path) -> None:
    found = write_schema.schemas(tmp_path)

    assert found[name] == (write_schema.FOLDER / name).read_text("utf-8"), APPROVE


def test_a_device_that_starts_again_changes_nothing(tmp_path: Path) -> None:
    database.migrate(tmp_path, SCHEMA)
    before = write_schema.of(tmp_path / database.JOURNAL)

    database.migrate(tmp_path, SCHEMA)

    assert write_schema.of(tmp_path / database.JOURNAL) == before
