"""What could not be found leaves the count; what was found after all comes back into it, whoever finds it.

Each device counts what it gave up itself. Whether that still holds follows from all steps: another device may have
picked the very unit, apart from this one, or found it later.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.pickup import tables
from kiosk.pickup.model import Order
from kiosk.stock import actions as stock
from kiosk.worker import Transaction
from sync.formats import order_machine, order_state
from sync.messages import OrderStep


def settle(tx: Transaction, device: str, order: Order, steps: Sequence[OrderStep]) -> None:
    """Bring the count in line with what this device has given up, as all steps leave it."""
    if not any(step.kind == "short" and step.device == device for step in steps):
        return
    told = tables.given_up(tx.db, order.order_id)
    owed = lost(order, steps, device)
    for line in order.lines:
        units, before = owed.get(line.line_id, 0), told.get(line.line_id, 0)
        if units > before:
            why = line.reason if line.reason in ("not_there", "damaged", "mismatch", "worn") else "not_there"
            stock.find_failed(tx, device, line.gtin, units - before, why, order.order_id)  # type: ignore[arg-type]  # one of its words
        elif units < before:
            stock.move_and_tell(tx, device, line.gtin, before - units, "short_pick", order.order_id)
        if units != before:
            tables.note_given_up(tx.db, order.order_id, line.line_id, units)


def lost(order: Order, steps: Sequence[OrderStep], device: str) -> dict[str, int]:
    """Line -> units that this device gave up and nobody found since."""
    ordered = {line.line_id: line.quantity for line in order.placed.lines}
    now = order_state.Order({line_id: order_state.Line(units) for line_id, units in ordered.items()})
    now.until = max((step.until for step in steps if step.kind == "extend"), default="")
    by: dict[str, list[str]] = {}
    for step in sorted(steps, key=order_machine.place):
        before = {line_id: line.short for line_id, line in now.lines.items()}
        if not order_machine.apply(now, step):
            continue
        if step.kind == "short":
            by.setdefault(step.line_id, []).extend([step.device] * step.units)
        elif step.kind in ("find", "pick", "hand"):
            for line_id, units in before.items():
                found = units - now.lines[line_id].short
                if found > 0 and by.get(line_id):
                    del by[line_id][-found:]
    return {line_id: devices.count(device) for line_id, devices in by.items()}
