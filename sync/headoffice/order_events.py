"""What a shopper sees happen to an order: the difference between how it stood and how it stands, in one word each."""

from __future__ import annotations

from sync.formats.order_state import Order

EVENTS = (
    "placed",
    "accepted",
    "picking",
    "picked",
    "late",
    "ready",
    "arrived",
    "left",
    "partly_collected",
    "collected",
    "cancelled",
    "expired",
    "converted",
    "returned_to_shelf",
    "choice_wanted",
    "chosen",
    "substituted",
    "delegated",
    "extended",
    "amended",
    "paid",
    "restaged",
    "refunded",
    "progress",
)
"""All there are. `progress` is the counting of units, which nobody is told of but who looks at the order."""


def between(before: Order, after: Order) -> list[str]:
    """The events that lead from one to the other, the most important last; `progress` alone where nothing else is."""
    found = []
    if before.delegate != after.delegate:
        found.append("delegated")
    if before.until != after.until:
        found.append("extended")
    if after.paid_by and before.paid_by != after.paid_by:
        found.append("paid")
    found += _of_lines(before, after)
    if before.slot and after.slot and before.slot != after.slot:
        found.append("restaged")
    if before.here and not after.here:
        found.append("left")
    if before.state != after.state:
        found.append(after.state)
    if after.here and not before.here and not after.ended and "arrived" not in found:
        found.append("arrived")
    if after.waiting and not before.waiting:
        found.append("choice_wanted")
    return found or (["progress"] if before != after else [])


def _of_lines(before: Order, after: Order) -> list[str]:
    found = set()
    for line_id, line in after.lines.items():
        was = before.lines.get(line_id)
        if was is None:
            found.add("substituted")
            continue
        if was.wanted != line.wanted:
            found.add("amended")
        if line.choice and line.choice not in (was.choice, "substitute"):
            found.add("chosen")
    return sorted(found)
