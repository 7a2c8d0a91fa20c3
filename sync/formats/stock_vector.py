"""How much of a product is there: head office's baseline plus what the devices moved since."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Counted(Struct, frozen=True):
    """A device's movements of one product as the baseline has counted them in."""

    device: str
    epoch: str
    seq: int
    """Sequence number of the last counted movement in the device's money lane."""
    total: int
    """Sum of the counted movements since the epoch began."""


class Moved(Struct, frozen=True):
    """A device's movements of one product as the device itself has told them."""

    device: str
    epoch: str
    seq: int
    total: int


def available(on_hand: int, counted: Iterable[Counted], moved: Iterable[Moved]) -> int:
    """Units on the shelf now; may be negative (a fact, not an error).

    A device whose story is not newer than what the baseline has counted adds nothing, so late and
    repeated gossip, and a baseline that overtakes it, never count a movement twice.
    """
    known = {(entry.device, entry.epoch): entry for entry in counted}
    level = on_hand
    for entry in moved:
        base = known.get((entry.device, entry.epoch))
        if base is None:
            level += entry.total
        elif entry.seq > base.seq:
            level += entry.total - base.total
    return level
