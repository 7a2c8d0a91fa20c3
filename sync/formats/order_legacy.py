"""The history of an order that was moved on by revisions, as steps: the same on every device that keeps the order.

Before orders were read from their steps, the home device alone said how far one was, with a count of its changes. Who
opens such an order afterwards writes its history down from what the last word said. Ids and readings follow from what
happened and not from who writes, so that devices and head office, each with its own last word, make steps that fit
together: one for each unit, and the unit that both know of is one step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind

_PACKED = ("ready", "collected")
_RANK: dict[OrderStepKind, int] = {
    "accept": 1,
    "pick": 2,
    "short": 2,
    "pack": 3,
    "stage": 4,
    "hand": 5,
    "cancel": 6,
    "expire": 6,
}
"""Readings of steps: the moment of the order itself and these counts, so that the steps of two writers sort alike."""

SOMEWHERE = "-"
"""The slot of an order that was ready before anybody wrote slots down."""


class LastWord(Struct, frozen=True):
    """How an order stood by what its home device, or head office's cancellation, said last."""

    order_id: str
    placed_at: datetime
    home: str
    state: str
    """placed, accepted, picking, ready, collected, cancelled or expired."""
    lines: tuple[tuple[str, int, int], ...]
    """(line, units picked, units not found)."""
    slot: str = ""
    nonce: str = ""
    """Of the pickup code that was taken in."""


def steps_of(word: LastWord) -> tuple[OrderStep, ...]:
    """The steps that lead to where the order stood; none if nothing had happened to it."""
    return tuple(sorted(_steps(word), key=lambda step: (step.at, step.device, step.step_id)))


def _steps(word: LastWord) -> Iterator[OrderStep]:
    if word.state != "placed" and (word.state not in ("cancelled", "expired") or any(p or s for _, p, s in word.lines)):
        yield _step(word, "accept")
    for line_id, picked, short in word.lines:
        for unit in range(1, picked + 1):
            yield _step(word, "pick", (line_id, unit), line_id=line_id, units=1)
        for unit in range(1, short + 1):
            yield _step(word, "short", (line_id, unit), line_id=line_id, units=1, text="not_there")
    if word.state in _PACKED:
        yield _step(word, "pack", units=1)
        yield _step(word, "stage", (word.slot,), text=word.slot or SOMEWHERE)
    if word.state == "collected":
        handed = tuple((line_id, picked) for line_id, picked, _ in word.lines if picked)
        yield _step(word, "hand", (word.nonce,), text=word.nonce, handed=handed)
    if word.state == "cancelled":
        yield _step(word, "cancel")
    if word.state == "expired":
        yield _step(word, "expire")


def _step(
    word: LastWord,
    kind: OrderStepKind,
    parts: Iterable[object] = (),
    *,
    line_id: str = "",
    units: int = 0,
    text: str = "",
    handed: tuple[tuple[str, int], ...] = (),
) -> OrderStep:
    name = "\n".join(str(part) for part in (word.order_id, kind, *parts))
    ms = int(word.placed_at.astimezone(UTC).timestamp() * 1000)
    return OrderStep(
        step_id=f"old-{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        at=str(Reading(ms, _RANK[kind])),
        device=word.home or "hq",
        kind=kind,
        line_id=line_id,
        units=units,
        text=text,
        handed=handed,
    )
