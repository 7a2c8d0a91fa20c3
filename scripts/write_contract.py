"""Writes `sync/contract/` anew: JSON Schema and AsyncAPI, made from the messages."""

from __future__ import annotations

from pathlib import Path

from sync import contract_files

FOLDER = Path(__file__).resolve().parent.parent / "sync" / "contract"


def main() -> None:
    """Write every file of the contract, and say its name."""
    for name, text in contract_files.files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
