"""A catalogue delta: what changed in a store's catalogue since a version, as zstd-compressed lines of JSON.

The first line is a `Head`, each further line a `ProductLine` or a `CategoryLine`.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator

import msgspec
import zstandard
from msgspec import Struct

from sync.formats import catalogue_file, search_text

MAX_BYTES = 256 * 1024 * 1024
"""Unpacked. A larger one would have been a snapshot."""

SIGNATURE_HEADER = "X-KX-Signature"
"""HTTP header with the Ed25519 signature (base64) of head office's root key over the delta's bytes as sent."""

COLUMNS = (
    "gtin", "sku", "name_zh_hans", "name_zh_hant", "name_en", "brand", "category", "price_minor", "price_version",
    "on_hand", "aisle", "bay", "image", "variant_of", "size", "colour", "claim_zh_hans", "claim_zh_hant", "claim_en",
    "origin", "allergens", "care",
)  # fmt: skip
"""Of a product in a snapshot, without its id."""


class Head(Struct, frozen=True, kw_only=True, tag="head", tag_field="line"):
    """From which version to which."""

    format: int
    tenant: str
    store: str
    since: int
    version: int
    created_at: str
    down_epoch: str
    down_seq: int


class ProductLine(Struct, frozen=True, kw_only=True, tag="product", tag_field="line"):
    """A product as it is now; `values` in the order of `COLUMNS`, None if it was taken off sale."""

    gtin: str
    values: tuple[str | int, ...] | None
    watermarks: tuple[tuple[str, str, int, int], ...] = ()
    """(device, epoch, seq, total)."""


class CategoryLine(Struct, frozen=True, kw_only=True, tag="category", tag_field="line"):
    """A category as it is now."""

    id: str
    names: tuple[str, str, str]
    parent: str


Line = Head | ProductLine | CategoryLine

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class BadDelta(ValueError):
    """The bytes are no delta that fits."""


def pack(lines: Iterable[Line]) -> bytes:
    """The delta's bytes."""
    return zstandard.ZstdCompressor(level=6).compress(_ENCODER.encode_lines(list(lines)))


def unpack(data: bytes) -> tuple[Head, Iterator[ProductLine | CategoryLine]]:
    """The head, and the lines behind it.

    Raises:
        BadDelta: if it is none, or far too large.
    """
    try:
        if not 0 < zstandard.frame_content_size(data) <= MAX_BYTES:
            raise BadDelta("the delta is empty or far too large")
        lines = _DECODER.decode_lines(zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_BYTES))
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeError) as fault:
        raise BadDelta(str(fault)) from None
    head = lines[0] if lines else None
    if not isinstance(head, Head):
        raise BadDelta("the first line is no head")
    return head, (line for line in lines[1:] if not isinstance(line, Head))


def apply(db: sqlite3.Connection, head: Head, lines: Iterable[ProductLine | CategoryLine]) -> int:
    """Change a copy of the snapshot of version `head.since`, in the caller's transaction; gives the lines applied.

    New products come last in the order of popularity, until the next snapshot ranks them.

    Raises:
        BadDelta: if it is a delta for another catalogue.
    """
    meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    for key, wanted in (
        ("format", str(catalogue_file.FORMAT)),
        ("tenant", head.tenant),
        ("store", head.store),
        ("version", str(head.since)),
    ):
        if meta.get(key) != wanted:
            raise BadDelta(f"the delta is for {key} {wanted}, the catalogue has {meta.get(key)}")
    # Ids are not used again: rows of `related` may still name one that is gone.
    highest = db.execute("SELECT coalesce(max(id), 0) FROM product").fetchone()[0]
    ids = itertools.count(max(highest, int(meta.get("last_id", "0"))) + 1)
    count = 0
    for line in lines:
        count += 1
        if isinstance(line, CategoryLine):
            db.execute("INSERT OR REPLACE INTO category VALUES (?, ?, ?, ?, ?)", (line.id, *line.names, line.parent))
        else:
            _apply_product(db, line, ids)
    fresh = {
        "version": head.version,
        "created_at": head.created_at,
        "down_epoch": head.down_epoch,
        "down_seq": head.down_seq,
        "last_id": next(ids) - 1,
        # When the order of popularity and what goes with what were last worked out: a delta leaves them as they are.
        "ranked_at": meta.get("ranked_at", meta.get("created_at", "")),
        "products": db.execute("SELECT count(*) FROM product").fetchone()[0],
    }
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in fresh.items()])
    return count


_NAMES = "name_zh_hans, name_zh_hant, name_en, brand"


def _apply_product(db: sqlite3.Connection, line: ProductLine, ids: Iterator[int]) -> None:
    row = db.execute(f"SELECT id, {_NAMES} FROM product WHERE gtin = ?", (line.gtin,)).fetchone()
    db.execute("DELETE FROM watermark WHERE gtin = ?", (line.gtin,))
    values = None if line.values is None else dict(zip(COLUMNS, line.values, strict=True))
    texts = None if values is None else tuple(str(values[name]) for name in _NAMES.split(", "))
    if row is None:
        if values is None:
            return
        number = next(ids)
        db.execute(
            f"INSERT INTO product (id, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})",
            (number, *values.values()),
        )
    else:
        number = row[0]
        if values is None:
            db.execute("DELETE FROM product WHERE id = ?", (number,))
            db.execute("DELETE FROM related WHERE product_id = ?", (number,))
            db.execute("DELETE FROM near_stock WHERE product_id = ?", (number,))
        else:
            settings = ", ".join(f"{name} = ?" for name in COLUMNS)
            db.execute(f"UPDATE product SET {settings} WHERE id = ?", (*values.values(), number))
    db.executemany(
        "INSERT OR REPLACE INTO watermark VALUES (?, ?, ?, ?, ?)", [(line.gtin, *mark) for mark in line.watermarks]
    )
    _reindex(db, number, None if row is None else tuple(row[1:]), texts)


def _reindex(db: sqlite3.Connection, number: int, old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> None:
    """The index keeps no texts, so it can forget a row only when told the very tokens that it was given."""
    if old == new:
        return
    if old is not None:
        db.execute(
            "INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)", (number, search_text.tokens(*old))
        )
    if new is not None:
        db.execute("INSERT INTO search (rowid, tokens) VALUES (?, ?)", (number, search_text.tokens(*new)))
