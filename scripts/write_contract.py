"""Writes `sync/contract/` anew: JSON Schema and AsyncAPI from the messages, OpenAPI from head office's routes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from sync import contract_files
from sync.headoffice import http
from sync.headoffice.office import Office

FOLDER = Path(__file__).resolve().parent.parent / "sync" / "contract"


def main() -> None:
    """Write every file of the contract, and say its name."""
    for name, text in (contract_files.files() | {"openapi.json": _openapi()}).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


def _openapi() -> str:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        office.start()
        schema = http.create_app(office).openapi_schema.to_schema()
        office.close()
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
