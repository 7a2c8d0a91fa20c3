"""What the code of a held basket carries: its lines, so that a device which never heard of it can go on with it.

The lines lie in the signed part of one or more codes ("pages"). One code of 900 characters holds some thirty lines; a
longer basket takes several codes, each signed by itself. A reference that must be asked for over the network would be
shorter, and worth nothing where there is none.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from sync.messages import Particulars

FORMAT = 1
MOST_PAGES = 12
"""Some three hundred lines; nobody pushes more through a shop."""

LARGEST = 64_000
"""Bytes that a page may unfold to: a small code that swells without end is an attack."""

_PLAIN, _PACKED = b"\x00", b"\x01"


class Line(Struct, frozen=True, array_like=True):
    """One line."""

    gtin: int
    quantity: int
    unit_price_minor: int
    price_version: int = 0
    origin: str = ""
    """Empty: put in where it was held."""
    kind: str = ""
    """Empty for a product."""
    reference: str = ""
    special: Particulars = Particulars()


class Page(Struct, frozen=True, array_like=True):
    """One code's part of a basket."""

    format: int
    page: int
    """1, 2, ..."""
    pages: int
    revision: int
    """Of the basket when it was held."""
    currency: str
    total_minor: int
    """What it came to where it was held; whoever goes on with it reckons anew."""
    coupons: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    check_due: bool = False
    """A colleague is to look into it before it is paid at a self-checkout."""


_DECODER = msgspec.msgpack.Decoder(Page)
_NOTHING = Particulars()


def write(whole: Page, fits: Callable[[bytes], bool]) -> list[bytes]:
    """The pages of a basket, as few as hold all of its lines, each as even as can be.

    Raises:
        ValueError: if it does not fit into `MOST_PAGES` codes.
    """
    for pages in range(1, MOST_PAGES + 1):
        share = -(-len(whole.lines) // pages)
        parts = [
            msgspec.structs.replace(
                whole,
                page=number + 1,
                pages=pages,
                lines=whole.lines[number * share : (number + 1) * share],
            )
            for number in range(pages)
        ]
        written = [_pack(part) for part in parts]
        if all(fits(data) for data in written):
            return written
    raise ValueError(f"{len(whole.lines)} lines do not fit into {MOST_PAGES} codes")


def read(data: bytes) -> Page | None:
    """The page in a code that may be believed; None if there is none, or a newer version of the program wrote it."""
    try:
        page = _DECODER.decode(_unfold(data))
    except (msgspec.DecodeError, zlib.error, ValueError):
        return None
    return page if page.format == FORMAT and 1 <= page.page <= page.pages <= MOST_PAGES else None


def join(pages: Sequence[Page]) -> tuple[Page | None, list[int]]:
    """(the whole basket, page numbers that are still missing). Pages must be of one basket at one revision."""
    by_number = {page.page: page for page in pages}
    first = pages[0]
    missing = [number for number in range(1, first.pages + 1) if number not in by_number]
    if missing:
        return None, missing
    lines = tuple(line for number in sorted(by_number) for line in by_number[number].lines)
    return msgspec.structs.replace(first, page=1, lines=lines), []


def _pack(page: Page) -> bytes:
    head = (page.format, page.page, page.pages, page.revision, page.currency, page.total_minor, page.coupons)
    # Whoever knows no more than the lines reads no further.
    tail = (True,) if page.check_due else ()
    plain = msgspec.msgpack.encode([*head, [_trimmed(line) for line in page.lines], *tail])
    packed = zlib.compress(plain, 9)
    return _PACKED + packed if len(packed) < len(plain) else _PLAIN + plain


def _trimmed(line: Line) -> list[object]:
    """Fields at the end that say nothing are left out: most lines are three numbers."""
    values = [getattr(line, name) for name in line.__struct_fields__]
    defaults: list[object] = [None, None, None, 0, "", "", "", _NOTHING]
    while len(values) > 3 and values[-1] == defaults[len(values) - 1]:
        values.pop()
    return values


def _unfold(data: bytes) -> bytes:
    if data[:1] == _PLAIN:
        return data[1:]
    if data[:1] != _PACKED:
        raise ValueError("neither plain nor packed")
    unfolding = zlib.decompressobj()
    plain = unfolding.decompress(data[1:], LARGEST)
    if not unfolding.eof:
        raise ValueError("it does not end")
    return plain
