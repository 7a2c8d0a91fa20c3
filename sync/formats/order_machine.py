"""How an order fares: everything that happened to it, in one order, gives one state, the same on every device.

An order is not a field that somebody sets. It is what follows from the steps that devices took, each with a reading of
the hybrid clock. Two devices that could not hear each other put their steps together, sort them by (reading, device)
and read them from the start; what had become impossible by then is void and stays on record. So merging needs no
negotiation, and repeats, gaps that fill later and any order of arrival end in the same state.

Three rules stand above the order of time:

* Goods that left the store have left it: a hand-over counts whatever was decided before, and what it contradicts is
  told as an `Issue` for people and head office to settle.
* Goods in a hand are in a hand: who picked a thing is right against who could not find it, and what was picked
  after an end is counted, so that somebody puts it back.
* Who extended the time has extended it: an expiry that did not know of the extension is void.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from sync.clock import parse, stamp
from sync.formats.order_state import HANDED_FROM, End, Issue, Line, Order
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind

MOST_MS = 0xE000_0000_0000
"""Of a reading, about the year 9760: calendars end in 9999."""

MOST_UNITS, MOST_TOKEN = 99_999, 2**53

_HEX = frozenset("0123456789abcdef")

_ENDS: dict[str, End] = {"cancel": "cancelled", "expire": "expired", "convert": "converted"}


def read(wanted: Mapping[str, int], steps: Iterable[OrderStep]) -> Order:
    """The order of these lines (line id -> units) after these steps, whatever order they come in; twice is once."""
    inorder = sorted({step.step_id: step for step in steps}.values(), key=place)
    order = Order({line_id: Line(units) for line_id, units in wanted.items()})
    order.until = max((step.until for step in inorder if step.kind == "extend"), default="")
    for step in inorder:
        if apply(order, step):
            order.reached[order.state] = step.at
        else:
            order.void.append(step.step_id)
    return order


def place(step: OrderStep) -> tuple[str, str, str]:
    """Where a step stands among all steps of its order."""
    return (step.at, step.device, step.step_id)


def may(order: Order, step: OrderStep) -> bool:
    """Whether a device may take this step now; what is merged later may still void it.

    A device hands over only what stands ready, and puts back only what is wanted no more; what another one says it
    did so is believed at any time.
    """
    if step.kind == "hand" and order.state not in HANDED_FROM:
        return False
    if step.kind == "restock" and order.end is None:
        return False
    trial = order.copy()
    before = len(trial.issues)
    return apply(trial, step) and len(trial.issues) == before


def apply(order: Order, step: OrderStep) -> bool:
    """Let a step have its effect; False if it has none."""
    return _EFFECTS[step.kind](order, step)


def sound(step: OrderStep) -> bool:
    """Whether a step can be sorted, counted and shown; anything else is some broken device's own affair."""
    if len(step.at) != 16 or not _HEX.issuperset(step.at) or Reading.parse(step.at).ms > MOST_MS:
        return False
    if step.until and not _is_moment(step.until):
        return False
    counted = (step.units, *(units for _, units in step.handed))
    return all(0 <= units <= MOST_UNITS for units in counted) and 0 <= step.token <= MOST_TOKEN


def _is_moment(text: str) -> bool:
    try:
        return stamp(parse(text)) == text
    except (ValueError, OverflowError):
        return False


def digest(step_ids: Iterable[str]) -> str:
    """What two devices compare instead of all their steps: equal where they know the same ones."""
    return hashlib.sha256("\n".join(sorted(set(step_ids))).encode()).hexdigest()[:16]


def _accept(order: Order, _: OrderStep) -> bool:
    if order.ended or order.accepted:
        return False
    order.accepted = True
    return True


def _claim(order: Order, step: OrderStep) -> bool:
    """Lines are somebody's, or (text empty) nobody's any more. A token is never given to two devices: of two claims
    with the same one the first stands."""
    if order.ended or not order.accepted or order.packed or step.token < 1:
        return False
    lines = [order.lines[step.line_id]] if step.line_id in order.lines else list(order.lines.values())
    mine = [line for line in lines if _grants(line, step)]
    for line in mine:
        line.token, line.holder, line.until = step.token, step.text, step.until
    return bool(mine)


def _grants(line: Line, step: OrderStep) -> bool:
    """A new token, or the same one renewed."""
    if step.token == line.token and step.text == line.holder:
        return step.until > line.until
    return step.token > line.token


def _pick(order: Order, step: OrderStep) -> bool:
    line = order.lines.get(step.line_id)
    if line is None or step.units < 1 or not order.accepted:
        return False
    if not order.ended and _stale(line, step):
        # After an end nobody is ahead of anybody: whoever holds a unit puts it back.
        order.issues.append(Issue("stale_claim", step.step_id, step.line_id, step.units))
        return False
    if order.state == "collected":
        order.issues.append(Issue("picked_after_end", step.step_id, step.line_id, step.units))
        return False
    if order.packed and not order.ended:
        # Somebody packed while this one was still at the shelf: the unit is one too many.
        order.issues.append(Issue("picked_too_many", step.step_id, step.line_id, step.units))
        return False
    fits = min(step.units, line.wanted - line.picked)
    if fits < step.units:
        order.issues.append(Issue("picked_too_many", step.step_id, step.line_id, step.units - fits))
    if not fits:
        return False
    line.take(fits)
    if order.ended:
        order.restocked = False
        order.issues.append(Issue("picked_after_end", step.step_id, step.line_id, fits))
    return True


def _unpick(order: Order, step: OrderStep) -> bool:
    line = _workable(order, step)
    if line is None or not 1 <= step.units <= line.picked - line.handed:
        return False
    line.picked -= step.units
    return True


def _short(order: Order, step: OrderStep) -> bool:
    line = _workable(order, step)
    if line is None or not order.accepted or not 1 <= step.units <= line.open:
        return False
    line.short += step.units
    line.reason = step.text
    line.choice = ""
    return True


def _find(order: Order, step: OrderStep) -> bool:
    line = _workable(order, step)
    if line is None or not 1 <= step.units <= line.lacking:
        return False
    line.short -= step.units
    return True


def _substitute(order: Order, step: OrderStep) -> bool:
    """Another product comes in for what is short, as a line of its own."""
    line = _workable(order, step)
    if line is None or not 1 <= step.units <= line.lacking or not step.gtin or not step.text:
        return False
    if step.text in order.lines:
        return False
    line.replaced += step.units
    line.choice = "substitute"
    order.lines[step.text] = Line(
        step.units, step.gtin, step.line_id, token=line.token, holder=line.holder, until=line.until
    )
    return True


def _choose(order: Order, step: OrderStep) -> bool:
    """The shopper says what shall become of what is short."""
    line = order.lines.get(step.line_id)
    if line is None or order.ended or not line.lacking or not step.text:
        return False
    line.choice = step.text
    return True


def _pack(order: Order, step: OrderStep) -> bool:
    if order.ended or order.packed or any(line.open for line in order.lines.values()) or not order.in_store:
        return False
    order.packed, order.bags = True, step.units
    return True


def _unpack(order: Order, _: OrderStep) -> bool:
    if order.ended or not order.packed or order.slot or order.handed:
        return False
    order.packed = False
    return True


def _stage(order: Order, step: OrderStep) -> bool:
    if order.ended or not order.packed or order.slot == step.text or not step.text:
        return False
    order.slot = step.text
    return True


def _unstage(order: Order, _: OrderStep) -> bool:
    if order.ended or not order.slot:
        return False
    order.slot = ""
    return True


def _arrive(order: Order, step: OrderStep) -> bool:
    if order.ended or not step.text or (order.here == step.text and order.here_more == step.more):
        return False
    order.here, order.here_more = step.text, dict(step.more)
    return True


def _leave(order: Order, _: OrderStep) -> bool:
    if order.ended or not order.here:
        return False
    order.here, order.here_more = "", {}
    return True


def _delegate(order: Order, step: OrderStep) -> bool:
    if order.ended or order.delegate == step.text:
        return False
    order.delegate = step.text
    return True


def _pay(order: Order, step: OrderStep) -> bool:
    """Money that was taken was taken, whatever became of the order; a sale that was voided (`more["voids"]`) gave it
    back."""
    voided = step.more.get("voids", "")
    if voided and order.paid_by == voided:
        order.paid_by = ""
        return True
    if voided or order.paid_by or not step.text:
        return False
    order.paid_by = step.text
    return True


def _hand(order: Order, step: OrderStep) -> bool:
    """Goods left the store, so they were picked. What is more than was ordered is a loss; what was ended is told.

    Of a code that was used before, on a device that had not heard of it, only lines count of which nothing had left.
    """
    again = step.text in order.nonces
    moved = False
    was_ended = order.end is not None
    for line_id, units in step.handed:
        line = order.lines.get(line_id)
        if line is None or units < 1:
            continue
        fits = 0 if again and line.handed else min(units, line.wanted - line.handed)
        line.handed += fits
        if line.handed > line.picked:
            line.take(line.handed - line.picked)
        moved = moved or fits > 0
        if fits < units:
            order.issues.append(Issue("handed_twice", step.step_id, line_id, units - fits))
        if fits and was_ended:
            order.issues.append(Issue("handed_after_end", step.step_id, line_id, fits))
    if moved and step.text:
        order.nonces.add(step.text)
    return moved


def _extend(order: Order, step: OrderStep) -> bool:
    return not order.ended and bool(step.until)


def _amend(order: Order, step: OrderStep) -> bool:
    """The order was changed: so many are wanted now. What is in a hand, or in a bag, beyond that goes back.

    A packed order only becomes smaller, and never empty: that would be a cancellation.
    """
    line = order.lines.get(step.line_id)
    if line is None or order.ended or step.units < line.handed or step.units == line.wanted:
        return False
    if order.packed and (step.units > line.wanted or order.in_store + order.handed <= line.picked - step.units):
        return False
    if line.picked > step.units:
        order.issues.append(Issue("picked_too_many", step.step_id, step.line_id, line.picked - step.units))
    line.wanted = step.units
    line.picked = min(line.picked, step.units)
    line.short = min(line.short, step.units - line.picked)
    line.replaced = min(line.replaced, line.short)
    return True


def _finish(order: Order, step: OrderStep) -> bool:
    if order.ended:
        return False
    if step.kind == "expire" and step.until < order.until:
        return False
    order.end, order.reason = _ENDS[step.kind], step.text
    if step.kind == "convert":
        order.going_to = step.text
    return True


def _restock(order: Order, _: OrderStep) -> bool:
    """What was picked stands on its shelf again.

    Where the end that it was put back for turned out to be none (the time had been extended by somebody who could not
    be heard), the goods lie on their shelves all the same: the order is picked once more.
    """
    if not order.in_store:
        return False
    for line in order.lines.values():
        line.picked = line.handed
    if order.end is None:
        order.packed, order.slot = False, ""
    else:
        order.restocked = True
    return True


def _workable(order: Order, step: OrderStep) -> Line | None:
    """The line, if whoever took the step may still work on it."""
    line = order.lines.get(step.line_id)
    if line is None or order.ended or order.packed or _stale(line, step):
        return None
    return line


def _stale(line: Line, step: OrderStep) -> bool:
    """Whether somebody else has claimed the line since, or claimed it with the same number and was first."""
    return step.token != line.token or (bool(line.holder) and line.holder != step.device)


_EFFECTS: dict[OrderStepKind, Callable[[Order, OrderStep], bool]] = {
    "accept": _accept,
    "claim": _claim,
    "pick": _pick,
    "unpick": _unpick,
    "short": _short,
    "find": _find,
    "substitute": _substitute,
    "choose": _choose,
    "pack": _pack,
    "unpack": _unpack,
    "stage": _stage,
    "unstage": _unstage,
    "arrive": _arrive,
    "leave": _leave,
    "delegate": _delegate,
    "pay": _pay,
    "hand": _hand,
    "extend": _extend,
    "amend": _amend,
    "cancel": _finish,
    "expire": _finish,
    "convert": _finish,
    "restock": _restock,
}
