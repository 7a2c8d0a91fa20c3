"""What a receipt's code proves of its sale: its place in the device's hash chain, and what was sold and paid.

A till that never heard of the sale can take goods back by this alone: the code is signed by the device that sold.
Where a sale has too many lines for one code, the digest and the tenders stand alone, and the lines are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec
from msgspec import Struct

FORMAT = 1
DIGEST_BYTES = 16
"""Half of a SHA-256: enough to name an event in a chain, and the code's signature covers it anyway."""

KEY_MARK = "~"
"""Begins a line's name where only its key is known."""


class Line(Struct, frozen=True, array_like=True):
    """One line of the sale."""

    key: int
    """`line_key` of its id: 32 bits tell the lines of one sale apart."""
    gtin: int
    quantity: int
    amount_minor: int
    """What was paid for all units, tax inside."""
    tax_minor: int = 0
    tax: int = -1
    """Place in `Proof.taxes`; -1 for none."""
    kind: str = ""
    """Empty for a product."""


class Tender(Struct, frozen=True, array_like=True):
    """What was paid with."""

    kind: str
    amount_minor: int
    reference: str = ""
    units: int = 0


class Proof(Struct, frozen=True, array_like=True):
    """What a receipt says of its sale."""

    format: int
    digest: bytes
    """The first bytes of the SHA-256 of the sale's event, as its chain holds it."""
    epoch: bytes
    """The 16 bytes of its id."""
    seq: int
    """Where the event stands in the lane "money" of the epoch."""
    currency: str
    total_minor: int
    kind: str = ""
    """return, exchange, void; empty for a sale."""
    tax_added: bool = False
    customer: str = ""
    """Member id, where the sale earned or spent points."""
    points_earned: int = 0
    taxes: tuple[tuple[str, int], ...] = ()
    """(code, basis points)."""
    tenders: tuple[Tender, ...] = ()
    lines: tuple[Line, ...] = ()
    """What was sold. Empty: nothing was, or too much for one code."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Proof)


def line_key(line_id: str) -> int:
    """32 bits that tell the lines of one sale apart."""
    if line_id.startswith(KEY_MARK):
        return int(line_id[1:], 16)
    return int.from_bytes(hashlib.sha256(line_id.encode()).digest()[:4], "big")


def name_of(key: int) -> str:
    """What stands for the id of a line of which only the key is known."""
    return f"{KEY_MARK}{key:08x}"


def same_name(line_id: str) -> str:
    """One name for a line, whether its id is known or only its key."""
    return name_of(line_key(line_id))


def read(data: bytes) -> Proof | None:
    """The proof in a code that may be believed; None if there is none, or a newer version of the program wrote it."""
    try:
        proof = _DECODER.decode(data)
    except msgspec.DecodeError:
        return None
    return proof if proof.format == FORMAT else None


def write(proof: Proof, fits: Callable[[bytes], bool]) -> bytes:
    """The proof with all that fits: everything, or no lines, or nothing but the place in the chain, or nothing."""
    bare = Proof(FORMAT, proof.digest, proof.epoch, proof.seq, proof.currency, proof.total_minor, proof.kind)
    tries = [msgspec.structs.replace(proof, lines=()), bare]
    if len({line.key for line in proof.lines}) == len(proof.lines):
        tries.insert(0, proof)
    return next((data for data in map(_ENCODER.encode, tries) if fits(data)), b"")
