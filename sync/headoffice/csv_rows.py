"""Reads CSV files row by row: each cell is checked, and what is wrong is named with line, column and reason."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import zstandard
from msgspec import Struct

MAX_CELL = 2_000
"""Characters; no text on a shelf label is longer."""


class BadRow(Struct, frozen=True):
    """Why a row was not loaded."""

    line: int
    """In the file; the header row is line 1."""
    column: str
    """Empty if the whole row is wrong."""
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column or 'row'}: {self.reason}"


class BadFile(ValueError):
    """The file as a whole cannot be imported."""


class BadCell(ValueError):
    """A cell does not say what it should."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


class Row(Struct, frozen=True):
    """One row, by column name."""

    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """The cell without spaces around it; empty where the file has no such column.

        Raises:
            BadCell: if it is far too long, or holds a line break or another control character.
        """
        value = self.lines(column)
        if "\n" in value:
            raise BadCell(column, "holds a line break or another control character")
        return value

    def lines(self, column: str) -> str:
        """The same of a cell that may have several lines.

        Raises:
            BadCell: if it is far too long, or holds another control character.
        """
        value = self.cells.get(column, "").replace("\r\n", "\n").strip()
        if len(value) > MAX_CELL:
            raise BadCell(column, f"{len(value)} characters, at most {MAX_CELL}")
        if any(ord(character) < 32 and character != "\n" for character in value):
            raise BadCell(column, "holds a line break or another control character")
        return value

    def wanted(self, column: str) -> str:
        """The cell, which must not be empty.

        Raises:
            BadCell: if it is.
        """
        value = self.text(column)
        if not value:
            raise BadCell(column, "is empty")
        return value

    def integer(self, column: str, *, least: int = 0, most: int = 2**53) -> int:
        """The cell as a whole number.

        Raises:
            BadCell: if it is none, or out of bounds.
        """
        value = self.wanted(column)
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 16:
            raise BadCell(column, f"{value!r} is no whole number")
        number = int(value)
        if not least <= number <= most:
            raise BadCell(column, f"{number} is not between {least} and {most}")
        return number

    def number(self, column: str) -> float | None:
        """The cell as a number with a point; None if it is empty.

        Raises:
            BadCell: if it is no number.
        """
        value = self.text(column)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            raise BadCell(column, f"{value!r} is no number") from None
        if not -1e9 < number < 1e9:
            raise BadCell(column, f"{value!r} is out of bounds")
        return number


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """The file's text; `.gz` and `.zst` are unpacked on the way.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as raw:
        if path.suffix == ".zst":
            stream = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
            with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
                yield text
        elif path.suffix == ".gz":
            with gzip.open(raw, "rt", encoding="utf-8-sig", newline="") as text:
                assert isinstance(text, io.TextIOWrapper)
                yield text
        else:
            with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
                yield text


def read(text: TextIO, required: Sequence[str], bad: list[BadRow]) -> Iterator[Row]:
    """The rows under the header row; rows of another length than it go to `bad`.

    A required column may be given with other names: ``"store|gln"`` takes either and calls it ``store``.

    Raises:
        BadFile: if the first row is no header, or the text is no UTF-8 or no CSV.
    """
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise BadFile("the file is empty")
        names = _names(header, required)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(names):
                bad.append(BadRow(reader.line_num, "", f"{len(cells)} columns, the header has {len(names)}"))
                continue
            yield Row(reader.line_num, dict(zip(names, cells, strict=True)))
    except UnicodeDecodeError as fault:
        raise BadFile(f"not UTF-8: {fault.reason}") from None
    except csv.Error as fault:
        raise BadFile(f"line {reader.line_num}: {fault}") from None


def _names(header: Sequence[str], required: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    for wanted in required:
        first, *others = wanted.split("|")
        for other in others:
            if first not in names and other in names:
                names[names.index(other)] = first
    missing = [wanted.split("|")[0] for wanted in required if wanted.split("|")[0] not in names]
    if missing:
        raise BadFile(f"the first row must name the columns; it does not name {', '.join(missing)}")
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadFile(f"the header names {', '.join(sorted(twice))} twice")
    return names
