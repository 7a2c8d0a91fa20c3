"""What a device's facts change at head office. Odd and foreign facts are booked and flagged, never refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sync.clock import Clock, NewId
from sync.headoffice import baskets, flags, keys, members, orders, sales, stock, stores
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Change
from sync.messages import (
    BasketMerged,
    DeviceStarted,
    DownRefused,
    Message,
    OfferShown,
    OrderAdvanced,
    SaleCompleted,
    StockMoved,
)


class Effects:
    """Applies arrivals; `apply` is what `applying.Applier` calls, inside its transaction."""

    def __init__(self, tenant: str, signing: keys.Keys, *, clock: Clock, new_id: NewId) -> None:
        self._tenant = tenant
        self._keys = signing
        self._clock = clock
        self._new_id = new_id
        # Any: each effect takes its own type of message.
        self._effects: dict[type[Message], Callable[[Change, Arrival, Any], None]] = {
            SaleCompleted: _sale_completed,
            StockMoved: _stock_moved,
            DeviceStarted: self._device_started,
            OrderAdvanced: _order_advanced,
            BasketMerged: _basket_merged,
            DownRefused: _down_refused,
            OfferShown: _offer_shown,
        }

    def apply(self, db: sqlite3.Connection, arrival: Arrival) -> None:
        """Make the effect of one event."""
        effect = self._effects.get(type(arrival.message))
        change = Change(db, self._clock(), self._new_id)
        if effect is None:
            flags.raise_flag(change, "no_effect", arrival.store, arrival.device, arrival.event.id, arrival.event.type)
            return
        effect(change, arrival, arrival.message)

    def _device_started(self, change: Change, arrival: Arrival, event: DeviceStarted) -> None:
        """A device's key goes into its store's signed config, so the other devices believe its receipts."""
        if event.public_key:
            change.db.execute(
                "UPDATE device SET public_key = ? WHERE store = ? AND device = ?",
                (event.public_key, arrival.store, arrival.device),
            )
        if stores.find(change.db, arrival.store) is None:
            flags.raise_flag(change, "unknown_store", arrival.store, arrival.device, arrival.store)
            return
        keys.publish_config(change, self._keys, self._tenant, arrival.store)


def _sale_completed(change: Change, arrival: Arrival, sale: SaleCompleted) -> None:
    if arrival.repeated:
        _count(change, arrival, [(line.gtin, -line.quantity) for line in sale.lines])
        return
    if not sales.book(change, arrival.device, arrival.store, sale):
        flags.raise_flag(change, "same_sale", arrival.store, arrival.device, sale.sale_id, arrival.event.id)
        return
    _count(change, arrival, [(line.gtin, -line.quantity) for line in sale.lines])
    if sale.customer:
        members.bought(change, sale.customer)


def _stock_moved(change: Change, arrival: Arrival, event: StockMoved) -> None:
    _count(change, arrival, [(event.gtin, event.quantity)])


def _count(change: Change, arrival: Arrival, units: list[tuple[str, int]]) -> None:
    """Count what one event moved; several lines of a product are one movement."""
    total: dict[str, int] = {}
    for gtin, quantity in units:
        total[gtin] = total.get(gtin, 0) + quantity
    event = arrival.event
    stock.count(
        change,
        [(arrival.store, gtin, arrival.device, event.epoch, event.seq, quantity) for gtin, quantity in total.items()],
        already_counted=arrival.repeated,
    )


def _order_advanced(change: Change, arrival: Arrival, event: OrderAdvanced) -> None:
    if not arrival.repeated:
        orders.advanced(change, arrival.device, arrival.store, event)


def _basket_merged(change: Change, arrival: Arrival, event: BasketMerged) -> None:
    if not arrival.repeated:
        baskets.merged(change, arrival.device, arrival.store, event)


def _down_refused(change: Change, arrival: Arrival, event: DownRefused) -> None:
    """A store could not use what head office said: somebody at head office must look at it."""
    flags.raise_flag(
        change, "down_refused", arrival.store, arrival.device, event.event_id, f"{event.event_type}: {event.reason}"
    )


def _offer_shown(change: Change, arrival: Arrival, event: OfferShown) -> None:
    change.db.executemany(
        "INSERT OR IGNORE INTO offer VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(event.exposure_id, event.outcome, gtin, arrival.store, event.place, reason),
                *(int(gtin == event.outcome_gtin), event.at.isoformat()),
            )
            for gtin, reason in zip(event.gtins, event.reasons, strict=False)
        ],
    )
