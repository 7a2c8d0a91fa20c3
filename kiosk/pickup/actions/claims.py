"""Who works on which lines: the order's arbiter decides, by compare and set, with a lease and a fencing token.

The arbiter is one device of the store. Its word lies on its disk, so a sudden stop in the middle of a lease forgets
nothing. A device that cannot reach it does not guess: only the order's home device goes on, and the others say so. Two
devices may still come to hold one line apart; the steps of the one with the smaller token, or of the later claim with
the same token, are void wherever the steps of both meet, and its goods in hand are told as an issue.

Leases are lengths: whoever holds one counts it from when it heard of it, so clocks that differ take nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.pickup.actions.course import Course, loaded
from kiosk.pickup.model import Claim, Order, moment
from kiosk.pickup.tables import Asked, Held
from kiosk.worker import Transaction
from sync import clock, messages
from sync.security import Vault

LEASE = timedelta(seconds=120)
RENEW_AFTER = LEASE / 3
PATIENCE_S = 2.0
"""After this long without an answer the arbiter is away: a message crosses a store in a hundredth of it."""

IDLE = timedelta(minutes=10)
"""Who has done nothing with an order for so long works on it no more, and its lease runs out."""


def claim(
    tx: Transaction, vault: Vault, device: str, order_id: str, line_ids: tuple[str, ...] = (), *, operator: str = ""
) -> Claim:
    """Somebody goes to fetch lines of an order (none named: all that nobody else holds).

    The arbiter itself decides at once; others ask it, and hear with topic ``orders``; then, or after `PATIENCE_S`, see
    `settle_claim`.

    Raises:
        Refused: ``pickup.unknown``, ``pickup.not_now``, ``pickup.claimed`` with the device that holds them.
    """
    order = _workable(tx, vault, order_id)
    request_id = tx.new_id()
    if order.arbiter == device:
        token, _, holder = grant(tx, vault, device, order_id, device, line_ids, operator)
        if not token:
            raise Refused("pickup.claimed", device=holder, number=order.number)
        return Claim(order_id, request_id, granted=True, token=token)
    tables.keep_asked(tx.db, Asked(request_id, order_id, line_ids, operator, "", 0, "", tx.now))
    tx.live.append(
        messages.ClaimAsked(
            device=device, request_id=request_id, order_id=order_id, line_ids=line_ids, operator=operator, at=tx.now
        )
    )
    return Claim(order_id, request_id, granted=False)


def settle_claim(
    tx: Transaction, vault: Vault, device: str, request_id: str, *, waited: bool = False, operator: str = ""
) -> Claim:
    """What became of a request; with `waited` the arbiter had its time, and then only the home device goes on.

    Raises:
        Refused: ``pickup.unknown``, ``pickup.claimed``, ``pickup.arbiter_away`` with the home device.
    """
    asked = tables.asked(tx.db, request_id)
    if asked is None:
        raise Refused("pickup.unknown")
    order = loaded(tx, vault, asked.order_id)
    if asked.answer == "granted":
        tables.forget_asked(tx.db, request_id)
        return Claim(order.order_id, request_id, granted=True, token=asked.token)
    if asked.answer == "refused":
        raise Refused("pickup.claimed", device=asked.holder, number=order.number)
    if not waited:
        return Claim(order.order_id, request_id, granted=False)
    if order.home != device:
        raise Refused("pickup.arbiter_away", device=order.home, number=order.number)
    token, _, holder = grant(tx, vault, device, order.order_id, device, asked.line_ids, operator or asked.operator)
    if not token:
        raise Refused("pickup.claimed", device=holder, number=order.number)
    tables.forget_asked(tx.db, request_id)
    return Claim(order.order_id, request_id, granted=True, token=token)


def release(tx: Transaction, vault: Vault, device: str, order_id: str, line_ids: tuple[str, ...] = ()) -> None:
    """What this device holds of an order is anybody's again. If nobody hears it, the lease runs out."""
    order = loaded(tx, vault, order_id)
    held = {one.line_id for one in tables.claims_of(tx.db, order_id).values() if one.holder == device}
    lines = tuple(sorted(held.intersection(line_ids) if line_ids else held))
    if not lines:
        return
    if order.arbiter == device:
        _give_back(tx, vault, device, order_id, lines)
        return
    own = tables.claims_of(tx.db, order_id)
    tables.keep_claims(tx.db, order_id, [replace(own[line_id], holder="", until=tx.now) for line_id in lines])
    asked = messages.ClaimAsked(
        device=device, request_id=tx.new_id(), order_id=order_id, line_ids=lines, release=True, at=tx.now
    )
    tx.live.append(asked)
    tx.touch("orders")


def on_claim_asked(vault: Vault, device: str) -> Callable[[Transaction, messages.ClaimAsked], None]:
    """The handler of requests, on the device that may be an order's arbiter."""

    def claim_asked(tx: Transaction, message: messages.ClaimAsked) -> None:
        order = tables.load(tx.db, vault, message.order_id)
        if order is None or order.arbiter != device or message.device == device:
            return
        if message.release:
            held = tables.claims_of(tx.db, message.order_id)
            lines = [one for one in message.line_ids if one in held and held[one].holder == message.device]
            _give_back(tx, vault, device, message.order_id, lines)
            return
        token, mine, holder = 0, tuple[str, ...](), ""
        if not (order.ended or order.now.packed):
            token, mine, holder = grant(
                tx, vault, device, message.order_id, message.device, message.line_ids, message.operator
            )
        tx.live.append(
            messages.ClaimAnswered(
                device=device,
                to=message.device,
                request_id=message.request_id,
                order_id=message.order_id,
                token=token,
                line_ids=mine,
                until=tx.now + LEASE if token else None,
                holder=holder,
                at=tx.now,
            )
        )

    return claim_asked


def on_claim_answered(vault: Vault, device: str) -> Callable[[Transaction, messages.ClaimAnswered], None]:
    """The handler of the arbiter's answers; everybody hears who works where."""

    def claim_answered(tx: Transaction, message: messages.ClaimAnswered) -> None:
        order = tables.load(tx.db, vault, message.order_id)
        if order is None or message.device != order.arbiter:
            return
        if message.token and message.until is not None:
            until = tx.now + (message.until - message.at)
            held = [Held(line_id, message.to, message.token, until) for line_id in message.line_ids]
            tables.keep_claims(tx.db, message.order_id, held)
        asked = tables.asked(tx.db, message.request_id)
        if message.to == device and asked is not None:
            answer = "granted" if message.token else "refused"
            tables.keep_asked(tx.db, replace(asked, answer=answer, token=message.token, holder=message.holder))
            known = tables.digest_of(tx.db, message.order_id)
            if known is not None and message.token > max(line.token for line in order.lines):
                # The step of the claim has not come with the answer: ask for it at once.
                orders = ((message.order_id, *known),)
                tx.live.append(messages.OrderDigests(device=device, orders=orders, at=tx.now))
        tx.touch("orders")

    return claim_answered


def renew(tx: Transaction, vault: Vault, device: str) -> None:
    """Ask again for what this device works on, at a third of each lease; what nobody works on runs out."""
    for order_id, held in tables.held_by(tx.db, device).items():
        soon = [one.line_id for one in held if tx.now < one.until <= tx.now + LEASE - RENEW_AFTER]
        order = tables.load(tx.db, vault, order_id) if soon else None
        if order is None or order.now.packed or tx.now - _last_worked(tx, vault, device, order_id) > IDLE:
            continue
        if order.arbiter == device:
            grant(tx, vault, device, order_id, device, tuple(soon), "")
        else:
            asked = messages.ClaimAsked(
                device=device, request_id=tx.new_id(), order_id=order_id, line_ids=tuple(soon), at=tx.now
            )
            tx.live.append(asked)


def grant(
    tx: Transaction, vault: Vault, device: str, order_id: str, holder: str, line_ids: tuple[str, ...], operator: str
) -> tuple[int, tuple[str, ...], str]:
    """Compare and set: the lines are `holder`'s if nobody else's lease is on them.

    Gives (token, lines, who holds them). Token 0: refused. Whoever holds them already keeps the token, and only the
    lease is longer.
    """
    order = loaded(tx, vault, order_id)
    held = {line.line_id: current(tx, order, line.line_id) for line in order.lines}
    named = [line_id for line_id in line_ids if line_id in held] or [line.line_id for line in order.lines]
    free, taken = [], ""
    for line_id in named:
        one = held[line_id]
        if one.holder in ("", holder) or one.until <= tx.now:
            free.append(line_id)
        else:
            taken = one.holder
    if not free or (taken and line_ids):
        return 0, (), taken
    until = tx.now + LEASE
    first = held[free[0]].token
    if first and all(held[line_id].holder == holder and held[line_id].token == first for line_id in free):
        token = first
    else:
        token = max(one.token for one in held.values()) + 1
        course = Course(tx, vault, device, order_id, operator)
        if course.order.state == "placed":
            course.step("accept")
        lease = {"token": token, "text": holder, "until": clock.stamp(until)}
        if len(free) == len(order.lines):
            course.step("claim", **lease)
        else:
            for line_id in free:
                course.step("claim", line_id=line_id, **lease)
        course.told()
    tables.keep_claims(tx.db, order_id, [Held(line_id, holder, token, until) for line_id in free])
    tx.touch("orders")
    return token, tuple(free), ""


def current(tx: Transaction, order: Order, line_id: str) -> Held:
    """A line's claim: the newest of what this device keeps and of what the order's steps say."""
    line = order.line(line_id)
    kept = tables.claims_of(tx.db, order.order_id).get(line_id)
    if kept is not None and kept.token >= line.token:
        return kept
    until = clock.parse(line.until) if line.until else tx.now
    return Held(line_id, line.holder, line.token, until)


def hold(tx: Transaction, vault: Vault, course: Course, line_id: str) -> int:
    """Make sure that this device may work on a line; gives the token to do it under.

    The arbiter takes what nobody holds by working on it.

    Raises:
        Refused: ``pickup.claimed`` with the holder, ``pickup.not_claimed``, ``pickup.claim_over`` if the lease ran out.
    """
    order, device = course.order, course.device
    one = current(tx, order, line_id)
    line = order.line(line_id)
    if one.holder == device and one.until > tx.now and line.token == one.token:
        return one.token
    if order.arbiter == device:
        token, _, holder = grant(tx, vault, device, order.order_id, device, (), course.operator)
        if not token or current(tx, loaded(tx, vault, order.order_id), line_id).holder != device:
            raise Refused("pickup.claimed", device=holder or one.holder, number=order.number)
        course.again()
        return token
    if one.holder and one.holder != device and one.until > tx.now:
        raise Refused("pickup.claimed", device=one.holder, number=order.number)
    raise Refused("pickup.claim_over" if one.holder == device else "pickup.not_claimed", number=order.number)


def _give_back(tx: Transaction, vault: Vault, device: str, order_id: str, line_ids: Iterable[str]) -> None:
    course = Course(tx, vault, device, order_id)
    for line_id in line_ids:
        token = current(tx, course.order, line_id).token + 1
        if course.may("claim", line_id=line_id, token=token, text="", until=""):
            course.step("claim", line_id=line_id, token=token, text="", until="")
        tables.keep_claims(tx.db, order_id, [Held(line_id, "", token, tx.now)])
    course.told()
    tx.touch("orders")


def _workable(tx: Transaction, vault: Vault, order_id: str) -> Order:
    order = loaded(tx, vault, order_id)
    if order.ended or order.now.packed:
        raise Refused("pickup.not_now", state=order.state, number=order.number)
    return order


def _last_worked(tx: Transaction, vault: Vault, device: str, order_id: str) -> datetime:
    mine = [
        step.at
        for step in tables.steps_of(tx.db, vault, order_id)
        if step.device == device or (step.kind == "claim" and step.text == device)
    ]
    return moment(max(mine)) if mine else tx.now - 2 * IDLE
