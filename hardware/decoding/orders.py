"""What the decoder is asked to do with a frame, and what it answers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct, field

from hardware.decoding.reads import Finding


class Order(Struct, frozen=True):
    """What to do with one frame."""

    stages: int = 4
    """1: first pass only. 4: everything."""

    budget_ms: float = math.inf
    """No pass starts that is likely to end later than this."""

    turns: int | None = None
    """How many passes of stage 4 may run on this frame; they take turns. None: all of them, in order."""

    in_catalogue: Mapping[str, bool] = field(default_factory=dict)
    """What the store's catalogue said about GTINs."""

    carried: tuple[Finding, ...] = ()
    """What earlier frames voted for."""

    two_families: bool = False
    """Go on after a product that the catalogue does not know was accepted, until a second family has read it."""

    settled: frozenset[str] = frozenset()
    """Keys of codes that are in view and reported already: a second code beside them still gets its turn."""


class Outcome(Struct, frozen=True):
    """What came of one frame."""

    accepted: tuple[Finding, ...]
    candidates: tuple[Finding, ...]
    """All codes that a pass read on this frame, accepted or not."""

    passes: int
    ms: float
    """Wall time in milliseconds."""

    saw_something: bool
    """True when a region of bars or any code was found: worth looking harder."""
