"""What online orders may be promised of a store's stock: a lease that the shelf respects, and whose loss is seen.

    counted stock = promised to orders + left of the lease + safety + what the shelf may promise

Head office sizes the lease, the store's devices know it. Goods in a shopper's hand are sold whatever was leased: that
takes units off the lease (`AllocationTaken`), and where even promised ones are gone, their orders are named at once.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from msgspec import Struct

from sync.clock import parse, stamp
from sync.headoffice import allocation_tables as tables
from sync.headoffice import bundles, flags, presence, stores
from sync.headoffice.allocation_tables import Rule
from sync.headoffice.change import Change, Invalid
from sync.messages import AllocationChanged, AllocationTaken, Watermark

HEARD = timedelta(minutes=5)
"""A lease grows only while its store answers: whoever hears nothing sells as before."""


class Endangered(Struct, frozen=True):
    """A promise that the counted stock no longer covers."""

    gtin: str
    order_id: str
    units: int


# ---------------------------------------------------------------- promises


def take(change: Change, store: str, gtin: str, units: int, order_id: str) -> bool:
    """Promise units to an online order, out of the lease. False: there are not so many, and nothing was done.

    Of a bundle its components are promised, all or none. What nobody ever counted cannot be weighed: it is promised.
    """
    needed = _needed(change.db, gtin, units)
    if not all(_enough(change, store, part, wanted) for part, wanted in needed):
        return False
    for part, wanted in needed:
        _promise(change, store, part, wanted, order_id, from_lease=True)
    return True


def promise(change: Change, store: str, gtin: str, units: int, order_id: str) -> None:
    """Units belong to an order already: bought and paid in a shop, or carried over from another order."""
    for part, wanted in _needed(change.db, gtin, units):
        _promise(change, store, part, wanted, order_id, from_lease=False)


def give_back(change: Change, store: str, gtin: str, units: int, order_id: str) -> None:
    """A promise ended and the goods are still on the shelf: cancelled, expired, restocked, less was wanted."""
    for part, wanted in _needed(change.db, gtin, units):
        tables.unpromise(change.db, store, part, wanted, order_id)
        settle(change, store, part)


def spent(change: Change, store: str, gtin: str, units: int, order_id: str) -> None:
    """The goods left with whom they were promised to; their movement is counted when it arrives."""
    for part, wanted in _needed(change.db, gtin, units):
        tables.unpromise(change.db, store, part, wanted, order_id)


def short(change: Change, store: str, gtin: str, units: int, order_id: str, reason: str = "") -> None:
    """They could not be found: the promise ends, and no order is sent there for them until somebody counts."""
    spent(change, store, gtin, units, order_id)
    close_routing(change, store, gtin, reason)


def end(change: Change, order_id: str) -> None:
    """Whatever an order still holds is free again; a second time changes nothing."""
    for row in tables.of_order(change.db, order_id):
        tables.unpromise(change.db, row["store"], row["gtin"], row["units"], order_id)
        settle(change, row["store"], row["gtin"])


def free(db: sqlite3.Connection, store: str, gtin: str) -> int | None:
    """Units that online may promise now; None where nobody counts the product."""
    parts = bundles.of(db, gtin)
    if parts:
        of_parts = [(free(db, store, part), each) for part, each in parts]
        known = [units // each for units, each in of_parts if units is not None]
        return min(known) if known else None
    on_hand = tables.on_hand(db, store, gtin)
    if on_hand is None:
        return None
    rule = tables.rule(db, store, gtin)
    unleased = on_hand - tables.promised(db, store, gtin) - rule.safety
    return max(0, min(unleased, tables.leased(db, store, gtin)) if rule.percent else unleased)


def on_shelf(db: sqlite3.Connection, store: str, gtin: str) -> int:
    """Units that the shelf may promise; of a bundle, as often as its components make it whole."""
    parts = bundles.of(db, gtin)
    if parts:
        return min(on_shelf(db, store, part) // each for part, each in parts)
    rule = tables.rule(db, store, gtin)
    kept = tables.promised(db, store, gtin) + max(0, tables.leased(db, store, gtin)) + rule.safety
    return max(0, (tables.on_hand(db, store, gtin) or 0) - kept)


def endangered(db: sqlite3.Connection, store: str, only: str = "") -> list[Endangered]:
    """Promises that counted stock no longer covers, the newest first: who ordered first keeps theirs.

    `only`: of this product alone.
    """
    found = []
    for gtin in [only] if only else tables.uncovered(db, store):
        lacking = tables.promised(db, store, gtin) - max(0, tables.on_hand(db, store, gtin) or 0)
        for row in tables.promises(db, store, gtin):
            if lacking <= 0:
                break
            part = min(lacking, row["units"])
            found.append(Endangered(gtin, row["order_id"], part))
            lacking -= part
    return found


# ---------------------------------------------------------------- the lease


def set_rule(change: Change, store: str, gtin: str, rule: Rule) -> None:
    """Say how much of a store's stock is kept for online (`gtin` empty: of every product), and what stays unpromised.

    Raises:
        Unknown: if there is no such store.
        Invalid: a share out of 0 to 100 percent, or units below zero.
    """
    stores.get(change.db, store)
    if not 0 <= rule.percent <= 100:
        raise Invalid("percent", "0 to 100")
    if rule.safety < 0 or (rule.most is not None and rule.most < 0):
        raise Invalid("units", "not below zero")
    tables.save_rule(change.db, store, gtin, rule)
    for one in [gtin] if gtin else tables.counted(change.db, store):
        settle(change, store, one, anew=True)


def settle(change: Change, store: str, gtin: str, *, anew: bool = False) -> None:
    """Bring the lease in line with what is counted, tell the store if it changed, and name promises that stand on air.

    It shrinks at once with the stock. It grows when less than half of the share is left, and only while the store
    answers; `anew` grows it in any case.
    """
    db = change.db
    on_hand = tables.on_hand(db, store, gtin)
    if on_hand is None:
        return
    rule = tables.rule(db, store, gtin)
    promised = tables.promised(db, store, gtin)
    if rule == tables.NO_RULE and not promised and tables.lease(db, store, gtin) is None:
        return
    room = max(0, on_hand - promised - rule.safety)
    share = room * rule.percent // 100 if rule.most is None else min(rule.most, room * rule.percent // 100)
    share = max(share, 1) if rule.percent and room and rule.most != 0 else share
    left = tables.leased(db, store, gtin)
    # Units below zero are the devices' own: what they took off is theirs, the lease begins anew from nothing.
    wanted = min(left, room) if left > 0 else 0
    if anew or left > 2 * share + 1 or (2 * wanted < share and _heard(change, store)):
        wanted = share
    _set(change, store, gtin, wanted, rule.safety, left)
    if promised > on_hand:
        _name_endangered(change, store, gtin)


def taken(change: Change, store: str, device: str, epoch: str, seq: int, event: AllocationTaken, again: bool) -> None:
    """The store took units off the lease, and says why. `again`: it is the same fact under a new epoch."""
    tables.count_taken(change.db, store, event.gtin, device, epoch, seq, event.units)
    if not again:
        tables.add_taken(change.db, store, device, event, stamp(change.now))
        left = tables.leased(change.db, store, event.gtin) - event.units
        tables.save_lease(change.db, store, event.gtin, left, change.version(), stamp(change.now))
        if event.promised:
            flags.raise_flag(
                change, "promise_taken", store, device, event.reference or event.gtin,
                f"{event.promised} x {event.gtin}: {event.reason}",
            )  # fmt: skip
    _tell(change, store, event.gtin)


# ---------------------------------------------------------------- routing


def close_routing(change: Change, store: str, gtin: str, reason: str) -> None:
    """Somebody looked and found none: orders go elsewhere until it was counted or came in."""
    tables.close(change.db, store, gtin, reason, stamp(change.now))
    left = tables.leased(change.db, store, gtin)
    if left > 0:
        _set(change, store, gtin, 0, tables.rule(change.db, store, gtin).safety, left)


def open_routing(change: Change, store: str, gtin: str) -> None:
    """It was counted, or new goods came."""
    if tables.open_again(change.db, store, gtin):
        settle(change, store, gtin, anew=True)


def routable(db: sqlite3.Connection, store: str, gtin: str) -> bool:
    """Whether orders for the product may go to this store."""
    return not any(tables.closed(db, store, part) for part in {gtin, *(part for part, _ in bundles.of(db, gtin))})


# ---------------------------------------------------------------- within


def _needed(db: sqlite3.Connection, gtin: str, units: int) -> list[tuple[str, int]]:
    parts = bundles.of(db, gtin)
    return [(part, units * each) for part, each in parts] if parts else [(gtin, units)]


def _enough(change: Change, store: str, gtin: str, units: int) -> bool:
    """Whether so many may be promised; the lease grows for it where the store answers and has them."""
    db = change.db
    on_hand = tables.on_hand(db, store, gtin)
    if on_hand is None:
        return True
    if tables.closed(db, store, gtin):
        return False
    rule = tables.rule(db, store, gtin)
    room = on_hand - tables.promised(db, store, gtin) - rule.safety
    if room < units:
        return False
    left = tables.leased(db, store, gtin)
    if not rule.percent or left >= units:
        return True
    if (rule.most is not None and rule.most < units) or not _heard(change, store):
        return False
    _set(change, store, gtin, units, rule.safety, left)
    return True


def _promise(change: Change, store: str, gtin: str, units: int, order_id: str, *, from_lease: bool) -> None:
    tables.promise(change.db, store, gtin, units, order_id, stamp(change.now))
    left = tables.leased(change.db, store, gtin)
    rule = tables.rule(change.db, store, gtin)
    if from_lease and rule.percent and tables.on_hand(change.db, store, gtin) is not None:
        _set(change, store, gtin, left - units, rule.safety, left)
    settle(change, store, gtin)


def _heard(change: Change, store: str) -> bool:
    """Whether the store answers; one without devices sells nothing that it could hide."""
    devices = presence.devices(change.db, store)
    return not devices or any(change.now - parse(one.seen_at) <= HEARD for one in devices)


def _set(change: Change, store: str, gtin: str, units: int, safety: int, before: int) -> None:
    if units == before and safety == tables.told_safety(change.db, store, gtin):
        return
    tables.save_lease(change.db, store, gtin, units, change.version(), stamp(change.now), safety)
    _tell(change, store, gtin)


def _tell(change: Change, store: str, gtin: str) -> None:
    row = tables.lease(change.db, store, gtin)
    if row is not None:
        marks = tuple(Watermark(*mark) for mark in tables.taken_marks(change.db, store, gtin))
        change.post(
            store,
            AllocationChanged(
                gtin=gtin,
                units=row["units"],
                safety=row["safety"],
                counted=marks,
                version=change.version(),
                at=change.now,
            ),
        )


def _name_endangered(change: Change, store: str, gtin: str) -> None:
    for one in endangered(change.db, store, gtin):
        flags.raise_flag(change, "promise_endangered", store, "", one.order_id, f"{one.units} x {gtin}")
