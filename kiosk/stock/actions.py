"""What changes stock: own movements, the other devices' counters, head office's baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.stock import tables
from kiosk.stock.model import Movement
from kiosk.worker import Posted, Transaction
from sync import journal, messages
from sync.clock import stamp

GOSSIP_MOST = 2000
"""Movements that are told again: at most 100 kB in one message, below what a broker takes."""


def move(
    tx: Transaction, device: str, units: Iterable[tuple[str, int]], reason: str, reference: str, fact: Posted
) -> None:
    """Count (gtin, units) that left (negative) or came (positive) with `fact` of the journal."""
    at = stamp(tx.now)
    movements = [
        Movement(gtin, quantity, reason, reference, fact.event_id, fact.epoch, fact.seq, at) for gtin, quantity in units
    ]
    tables.add_movements(tx.db, device, movements)
    tx.touch("stock")


def move_and_tell(tx: Transaction, device: str, gtin: str, quantity: int, reason: str, reference: str) -> None:
    """A movement that no sale tells of: post it, count it."""
    fact = tx.post(
        messages.StockMoved(
            movement_id=tx.new_id(), gtin=gtin, quantity=quantity, reason=reason, reference=reference, at=tx.now
        )
    )
    if fact is None:
        raise RuntimeError("stock movements travel in the money lane")
    move(tx, device, [(gtin, quantity)], reason, reference, fact)


def keep_back(tx: Transaction, reference: str, units: Mapping[str, int]) -> None:
    """Units of products (gtin -> units) that are somebody's already, though they stand on the shelf."""
    for gtin, quantity in units.items():
        tables.reserve(tx.db, reference, gtin, quantity)
        tx.touch("stock")


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
    if totals:
        tx.post(messages.StockCounters(device=device, epoch=epoch.epoch, totals=tuple(totals), at=tx.now))


def counters_heard(tx: Transaction, message: messages.StockCounters) -> None:
    """Another device told its counters."""
    if tables.save_counters(tx.db, message):
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
    tx.touch("stock")
