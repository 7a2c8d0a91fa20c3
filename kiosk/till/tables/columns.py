"""Values that lie in one column as JSON."""

from __future__ import annotations

import msgspec

from sync.messages import Particulars, Reduction, Terms

_ENCODER = msgspec.json.Encoder()
_PARTICULARS = msgspec.json.Decoder(Particulars)
_TERMS = msgspec.json.Decoder(Terms)
_REDUCTIONS = msgspec.json.Decoder(tuple[Reduction, ...])
_NOTHING = Particulars()
_NO_TERMS = Terms()


def text(value: Particulars | Terms | tuple[Reduction, ...]) -> str:
    """The value as it lies in its column."""
    return _ENCODER.encode(value).decode()


def particulars(column: str) -> Particulars:
    """Most lines have none."""
    return _NOTHING if column == "{}" else _PARTICULARS.decode(column)


def terms(column: str) -> Terms:
    """Most baskets have none."""
    return _NO_TERMS if column == "{}" else _TERMS.decode(column)


def reductions(column: str) -> tuple[Reduction, ...]:
    """What was taken off a line."""
    return () if column == "[]" else _REDUCTIONS.decode(column)
