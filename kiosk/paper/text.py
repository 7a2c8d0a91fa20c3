"""A document as plain text in columns, for a fixed-width font: a Chinese character takes two."""

from __future__ import annotations

import unicodedata
from functools import singledispatch

from kiosk.paper import faces, layout
from kiosk.ui.line_breaks import broken

COLUMNS = {faces.NARROW: 32, faces.WIDE: 48}
"""Latin letters to a line, as in a printer's own font."""


def text(paper: layout.Paper, width: int = faces.WIDE) -> str:
    """The document in lines, without what only a printer can do: a QR code is its text."""
    columns = COLUMNS.get(width, width // 12)
    lines = [line.rstrip() for element in paper.elements for line in _lines(element, columns)]
    return "\n".join(lines) + "\n"


def wide(words: str) -> int:
    """Columns that the words take."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def wrapped(words: str, columns: int) -> list[str]:
    """The words in lines that fit; a word that is wider than the line is broken where it must be."""
    found: list[str] = []
    for line in broken(words, columns, wide).split("\n"):
        rest = line
        while wide(rest) > columns:
            cut = next(n for n in range(len(rest), 0, -1) if n == 1 or wide(rest[:n]) <= columns)
            found.append(rest[:cut])
            rest = rest[cut:]
        found.append(rest)
    return found


@singledispatch
def _lines(element: layout.Element, columns: int) -> list[str]:
    raise TypeError(f"{type(element).__name__} cannot be written in {columns} columns")


@_lines.register
def _(element: layout.Brand, columns: int) -> list[str]:
    return _centered(element.text, columns)


@_lines.register
def _(element: layout.Heading, columns: int) -> list[str]:
    return _centered(element.text, columns) if element.style == "title" else wrapped(element.text, columns)


@_lines.register
def _(element: layout.Banner, columns: int) -> list[str]:
    return _centered(f"*** {element.text} ***", columns)


@_lines.register
def _(element: layout.Line, columns: int) -> list[str]:
    if element.align == "center":
        return _centered(element.text, columns)
    lines = wrapped(element.text, columns)
    return lines if element.align == "left" else [" " * max(0, columns - wide(line)) + line for line in lines]


@_lines.register
def _(element: layout.Pair, columns: int) -> list[str]:
    return _pair(element.left, element.right, columns)


@_lines.register
def _(element: layout.Item, columns: int) -> list[str]:
    lines = _pair(element.name, element.amount, columns)
    if element.detail:
        lines += wrapped(f"  {element.detail}", columns)
    for words, amount in element.notes:
        lines += _pair(f"  {words}", amount, columns)
    return lines


@_lines.register
def _(element: layout.Table, columns: int) -> list[str]:
    rows = [row for row in (element.heads, *element.rows) if any(row)]
    widths = [max(wide(row[n]) for row in rows) for n in range(len(element.heads))]
    gap = max(1, (columns - sum(widths)) // max(1, len(widths) - 1))
    lines = []
    for row in rows:
        first = row[0] + " " * (widths[0] - wide(row[0]))
        rest = [" " * (gap + widths[n] - wide(cell)) + cell for n, cell in enumerate(row) if n]
        lines.append(first + "".join(rest))
    return lines


@_lines.register
def _(element: layout.Rule, columns: int) -> list[str]:
    return [{"thin": "-", "thick": "=", "dotted": "."}[element.style] * columns]


@_lines.register
def _(element: layout.Qr, columns: int) -> list[str]:
    said = [line for part in (element.title, element.text) if part for line in wrapped(part, columns)]
    return [*said, *(element.data[n : n + columns] for n in range(0, len(element.data), columns))]


@_lines.register
def _(element: layout.WriteIn, columns: int) -> list[str]:
    return ["", "_" * columns, element.label]


@_lines.register(layout.Gap)
@_lines.register(layout.Cut)
def _(_element: layout.Element, _columns: int) -> list[str]:
    return [""]


@_lines.register
def _(_element: layout.Face, _columns: int) -> list[str]:
    return []


def _centered(words: str, columns: int) -> list[str]:
    return [" " * max(0, (columns - wide(line)) // 2) + line for line in wrapped(words, columns)]


def _pair(left: str, right: str, columns: int) -> list[str]:
    if not right:
        return wrapped(left, columns)
    if wide(right) > columns * 2 // 3:
        return [*wrapped(left, columns), *wrapped(right, columns)]
    indent = left[: len(left) - len(left.lstrip())]
    lines = [indent + line for line in wrapped(left.strip(), columns - wide(right) - 1 - len(indent))]
    lines[0] += " " * (columns - wide(lines[0]) - wide(right)) + right
    return lines
