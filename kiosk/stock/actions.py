"""What changes stock: own movements, the other devices' counters, head office's baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec.structs import replace

from kiosk.stock import bundle_tables, share_tables, tables
from kiosk.stock.model import Loss, Movement, loss
from kiosk.worker import Posted, Transaction
from sync import journal, messages
from sync.clock import stamp
from sync.formats import bundle

FindFail = Literal["not_there", "damaged", "mismatch", "worn"]
"""Why a picker gives a product up: nowhere to be found, broken, label and goods differ, only the display piece left."""

FROM_SHELF = frozenset({"sold", "exchanged", "count", "damaged", "short_pick", "sent", "quarantine"})
"""Movements that may take what others wait for; what is collected was kept for whoever collects it."""

GOSSIP_MOST = 2000
"""Movements that are told again: at most 100 kB in one message, below what a broker takes."""


def move(
    tx: Transaction, device: str, units: Iterable[tuple[str, int]], reason: str, reference: str, fact: Posted
) -> None:
    """Count (gtin, units) that left (negative) or came (positive) with `fact` of the journal.

    The units are those of things on the shelf: of bundles their components. What was kept for others and left all the
    same is told at once.
    """
    at = stamp(tx.now)
    movements = [
        Movement(gtin, quantity, reason, reference, fact.event_id, fact.epoch, fact.seq, at) for gtin, quantity in units
    ]
    tables.add_movements(tx.db, device, movements)
    if reason in FROM_SHELF:
        _tell_losses(tx, device, movements)
    tx.touch("stock")


def move_and_tell(
    tx: Transaction, device: str, gtin: str, quantity: int, reason: str, reference: str, why: str = ""
) -> None:
    """A movement that no sale tells of: post it, count it. Of a bundle its components move."""
    for part, units in bundle.moved(gtin, quantity, bundle_tables.parts(tx.db, [gtin]).get(gtin, ())):
        fact = tx.post(
            messages.StockMoved(
                movement_id=tx.new_id(),
                gtin=part,
                quantity=units,
                reason=reason,
                reference=reference,
                why=why,
                at=tx.now,
            )
        )
        if fact is None:
            raise RuntimeError("stock movements travel in the money lane")
        move(tx, device, [(part, units)], reason, reference, fact)


def find_failed(tx: Transaction, device: str, gtin: str, units: int, why: FindFail, reference: str) -> None:
    """Somebody looked and found fewer: the count is wrong by so many, and head office sends no orders here for it."""
    move_and_tell(tx, device, gtin, -units, "short_pick", reference, why)


def keep_back(tx: Transaction, reference: str, units: Mapping[str, int]) -> None:
    """Units of products (gtin -> units) that are somebody's already, though they stand on the shelf.

    They take the place of what was kept back under this name before. Of bundles their components are kept back; two
    bundles that share one are summed.
    """
    parts = bundle_tables.parts(tx.db, units)
    tables.release(tx.db, reference)
    for gtin, quantity in bundle.summed(units.items(), parts).items():
        tables.reserve(tx.db, reference, gtin, quantity)
    tx.touch("stock")


def _tell_losses(tx: Transaction, device: str, movements: Iterable[Movement]) -> None:
    """Goods in a hand are sold, whoever waits for them; head office must know in the same breath."""
    left: dict[str, Movement] = {}
    for one in movements:
        if one.quantity < 0:
            before = left.get(one.gtin)
            left[one.gtin] = one if before is None else replace(one, quantity=one.quantity + before.quantity)
    watched = share_tables.watched(tx.db, left) if left else []
    for gtin, level in tables.levels(tx.db, watched).items() if watched else ():
        moved = left[gtin]
        found = loss(level, -moved.quantity)
        if found is not None:
            _take(tx, device, moved, found)


def _take(tx: Transaction, device: str, moved: Movement, found: Loss) -> None:
    fact = tx.post(
        messages.AllocationTaken(
            gtin=moved.gtin,
            units=found.lease,
            promised=found.promised,
            reason=moved.reason,
            reference=moved.reference,
            device=device,
            at=tx.now,
        )
    )
    if fact is None:
        raise RuntimeError("what was taken off the lease travels in the money lane")
    share_tables.add(
        tx.db,
        device,
        share_tables.Taking(
            *(moved.gtin, found.lease, found.promised, moved.reason, moved.reference),
            *(fact.event_id, fact.epoch, fact.seq, moved.at),
        ),
    )


def keep_if_there(tx: Transaction, reference: str, units: Mapping[str, int]) -> bool:
    """Keep units back if the shelf has them unpromised, all or none; of two who reach for the last, one gets it."""
    needed = bundle.summed(units.items(), bundle_tables.parts(tx.db, units))
    levels = tables.levels(tx.db, needed)
    if any(gtin not in levels or levels[gtin].available < wanted for gtin, wanted in needed.items()):
        return False
    keep_back(tx, reference, units)
    return True


def let_go(tx: Transaction, reference: str) -> None:
    """They are anybody's again, or kept back under another name."""
    tables.release(tx.db, reference)
    tx.touch("stock")


def gossip(tx: Transaction, device: str) -> None:
    """Tell the store's devices what this one moved lately.

    Right after each movement, so that they know within a moment, and now and then again for who missed it. Not inside
    the sale: nobody who pays shall wait for gossip.
    """
    epoch = journal.current_epoch(tx.db)
    if epoch is None:
        return
    totals = tables.own_totals(tx.db, device, epoch.epoch, tables.last_moved(tx.db, GOSSIP_MOST))
    taken = share_tables.own_totals(tx.db, device, epoch.epoch)[:GOSSIP_MOST]
    if totals or taken:
        tx.post(
            messages.StockCounters(
                device=device, epoch=epoch.epoch, totals=tuple(totals), taken=tuple(taken), at=tx.now
            )
        )


def counters_heard(tx: Transaction, message: messages.StockCounters) -> None:
    """Another device told its counters."""
    moved, taken = tables.save_counters(tx.db, message), share_tables.heard(tx.db, message)
    if moved or taken:
        tx.touch("stock")


def allocation_changed(tx: Transaction, message: messages.AllocationChanged) -> None:
    """Head office keeps more or less for online orders."""
    if share_tables.save(tx.db, message):
        tx.touch("stock")


def level_changed(tx: Transaction, message: messages.StockLevelChanged) -> None:
    """Head office's baseline came down."""
    if tables.save_base(tx.db, message):
        tx.touch("stock")


def near_changed(tx: Transaction, message: messages.NearStockChanged) -> None:
    """Another store's level came down."""
    if tables.save_near(tx.db, message):
        tx.touch("near")


def store_changed(tx: Transaction, message: messages.StoreChanged) -> None:
    """A shop of the chain has a new name, address or hours."""
    if tables.save_store(tx.db, message):
        tx.touch("near", "store")


def begin_epoch(tx: Transaction, device: str) -> None:
    """After the journal began a new epoch: count own movements where their events stand now."""
    tables.recount_own(tx.db, device)
    share_tables.recount_own(tx.db, device)
    tx.touch("stock")
