"""What a device's facts change at head office. Odd facts are booked and flagged, never refused.

But for what is not its sender's to tell (`NotTaken`): steps with another store's order. It is kept and has no effect.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from sync.clock import Clock, NewId
from sync.formats import bundle
from sync.headoffice import (
    allocations,
    assists,
    baskets,
    flags,
    keys,
    look_baskets,
    members,
    operator_acts,
    operators,
    order_wishes,
    orders,
    payments,
    plans,
    price_books,
    quotes,
    recommendations,
    records,
    returns,
    sales,
    self_checkout,
    shifts,
    shop_orders,
    stock,
    stockroom,
    stores,
    value_effects,
)
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Change, Unknown
from sync.messages import (
    AllocationTaken,
    AssistChanged,
    BasketMerged,
    CashMoved,
    DeviceStarted,
    DownRefused,
    DrawerCounted,
    FavouriteChanged,
    LeaseReturned,
    LeaseWanted,
    Message,
    OfferRefused,
    OfferShown,
    OperatorActed,
    OrderAdvanced,
    OrderStepped,
    OrderWished,
    PaymentAdvanced,
    PinChanged,
    PriceConflictNoticed,
    QuoteGiven,
    RecordChanged,
    SaleCompleted,
    SaleWanted,
    SelfCheckoutChecked,
    ShiftClosed,
    ShiftOpened,
    StockMoved,
)

_Moved = dict[tuple[str, str, str, str], tuple[int, int]]
"""(store, gtin, device, epoch) -> (last sequence number, units); fresh ones, and those of repeated facts."""


class Effects:
    """Applies arrivals; `apply` is what `applying.Applier` calls, inside its transaction."""

    def __init__(self, tenant: str, signing: keys.Keys, *, clock: Clock, new_id: NewId) -> None:
        self._tenant = tenant
        self._keys = signing
        self._clock = clock
        self._new_id = new_id
        self._moved: tuple[_Moved, _Moved] = ({}, {})
        self._booked: set[str] = set()
        # Any: each effect takes its own type of message.
        self._effects: dict[type[Message], Callable[[Change, Arrival, Any], None]] = {
            SaleCompleted: self._sale_completed,
            StockMoved: self._stock_moved,
            AllocationTaken: _allocation_taken,
            DeviceStarted: self._device_started,
            OrderAdvanced: _order_advanced,
            OrderStepped: _order_stepped,
            OrderWished: _order_wished,
            BasketMerged: _basket_merged,
            DownRefused: _down_refused,
            OfferShown: _offer_shown,
            OfferRefused: _offer_refused,
            FavouriteChanged: _favourite_changed,
            LeaseWanted: value_effects.lease_wanted,
            LeaseReturned: value_effects.lease_returned,
            ShiftOpened: _shift_opened,
            CashMoved: _cash_moved,
            DrawerCounted: _drawer_counted,
            ShiftClosed: _shift_closed,
            OperatorActed: _operator_acted,
            PinChanged: self._pin_changed,
            SaleWanted: _sale_wanted,
            PriceConflictNoticed: _price_conflict,
            PaymentAdvanced: _payment_advanced,
            QuoteGiven: _quote_given,
            SelfCheckoutChecked: _self_checkout_checked,
            AssistChanged: _assist_changed,
            RecordChanged: _record_changed,
        }

    def apply(self, db: sqlite3.Connection, arrivals: Sequence[Arrival]) -> None:
        """Make the effects of some events of one device, all or none; their movements of stock are counted together."""
        change = Change(db, self._clock(), self._new_id)
        self._moved = ({}, {})
        self._booked = _book(change, arrivals)
        for arrival in arrivals:
            effect = self._effects.get(type(arrival.message))
            if effect is None:
                flags.raise_flag(
                    change, "no_effect", arrival.store, arrival.device, arrival.event.id, arrival.event.type
                )
            else:
                effect(change, arrival, arrival.message)
        fresh, repeated = self._moved
        stock.count(change, [(*key, *moved) for key, moved in fresh.items()])
        stock.count(change, [(*key, *moved) for key, moved in repeated.items()], already_counted=True)

    def _count(self, arrival: Arrival, units: list[tuple[str, int]]) -> None:
        """Note what one event moved. Its number covers all of its lines."""
        moved = self._moved[int(arrival.repeated)]
        for gtin, quantity in units:
            key = (arrival.store, gtin, arrival.device, arrival.event.epoch)
            seq, total = moved.get(key, (0, 0))
            moved[key] = (max(seq, arrival.event.seq), total + quantity)

    def _sale_completed(self, change: Change, arrival: Arrival, sale: SaleCompleted) -> None:
        units = [
            moved
            for line in sale.lines
            if line.kind == "product" and not line.particulars.fulfilment
            for moved in bundle.moved(line.gtin, -line.quantity, line.particulars.parts)
        ]
        if arrival.repeated:
            self._count(arrival, units)
            return
        if sale.sale_id not in self._booked:
            flags.raise_flag(change, "same_sale", arrival.store, arrival.device, sale.sale_id, arrival.event.id)
            return
        self._booked.remove(sale.sale_id)
        self._count(arrival, units)
        if sale.customer:
            members.bought(change, sale.customer)
        value_effects.sale_booked(change, arrival, sale)
        returns.booked(change, arrival.store, arrival.device, sale)
        price_books.sold(change, arrival.device, arrival.store, sale)
        quotes.sold(change, arrival.store, arrival.device, sale)
        shop_orders.sold(change, arrival.store, arrival.device, sale)
        for member in plans.sold(change, arrival.store, sale):
            members.bought(change, member)

    def _stock_moved(self, change: Change, arrival: Arrival, event: StockMoved) -> None:
        self._count(arrival, [(event.gtin, event.quantity)])
        if arrival.repeated:
            return
        if event.reason == "short_pick":
            allocations.close_routing(change, arrival.store, event.gtin, event.why)
        elif event.reason in ("count", "received"):
            allocations.open_routing(change, arrival.store, event.gtin)

    def _pin_changed(self, change: Change, arrival: Arrival, event: PinChanged) -> None:
        if not arrival.repeated:
            operators.pin_changed(change, self._keys, arrival.device, arrival.store, event)

    def _device_started(self, change: Change, arrival: Arrival, event: DeviceStarted) -> None:
        """A device's key goes into its store's signed config, so the other devices believe its receipts."""
        value_effects.device_started(change, arrival, event)
        if event.public_key:
            change.db.execute(
                "UPDATE device SET public_key = ? WHERE store = ? AND device = ?",
                (event.public_key, arrival.store, arrival.device),
            )
        if stores.find(change.db, arrival.store) is None:
            flags.raise_flag(change, "unknown_store", arrival.store, arrival.device, arrival.store)
            return
        keys.publish_everywhere(change, self._keys, self._tenant, arrival.store)


def _book(change: Change, arrivals: Sequence[Arrival]) -> set[str]:
    """Write the sales among some events of one device down; the ids of those that did not stand already."""
    new = [one for one in arrivals if isinstance(one.message, SaleCompleted) and not one.repeated]
    if not new:
        return set()
    found = [one.message for one in new if isinstance(one.message, SaleCompleted)]
    return sales.book(change, new[0].device, new[0].store, found)


def _allocation_taken(change: Change, arrival: Arrival, event: AllocationTaken) -> None:
    allocations.taken(
        change, arrival.store, arrival.device, arrival.event.epoch, arrival.event.seq, event, arrival.repeated
    )


def _order_advanced(change: Change, arrival: Arrival, event: OrderAdvanced) -> None:
    if not arrival.repeated:
        orders.advanced(change, arrival.device, arrival.store, event)


def _order_stepped(change: Change, arrival: Arrival, event: OrderStepped) -> None:
    orders.stepped(change, arrival.device, arrival.store, event)


def _order_wished(change: Change, arrival: Arrival, event: OrderWished) -> None:
    order_wishes.wished(change, arrival.store, event)


def _price_conflict(change: Change, arrival: Arrival, event: PriceConflictNoticed) -> None:
    if not arrival.repeated:
        price_books.noticed(change, arrival.device, arrival.store, event)


def _quote_given(change: Change, arrival: Arrival, event: QuoteGiven) -> None:
    quotes.given(change, arrival.store, arrival.device, event)


def _self_checkout_checked(change: Change, arrival: Arrival, event: SelfCheckoutChecked) -> None:
    self_checkout.checked(change, arrival.store, arrival.device, event)


def _basket_merged(change: Change, arrival: Arrival, event: BasketMerged) -> None:
    if not arrival.repeated:
        baskets.merged(change, arrival.device, arrival.store, event)


def _down_refused(change: Change, arrival: Arrival, event: DownRefused) -> None:
    """A store could not use what head office said: somebody at head office must look at it."""
    flags.raise_flag(
        change, "down_refused", arrival.store, arrival.device, event.event_id, f"{event.event_type}: {event.reason}"
    )


def _payment_advanced(change: Change, arrival: Arrival, event: PaymentAdvanced) -> None:
    payments.advanced(change, arrival.store, arrival.device, event)


def _operator_acted(change: Change, arrival: Arrival, event: OperatorActed) -> None:
    operator_acts.book(change, arrival.store, arrival.device, event)


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


def _offer_refused(change: Change, arrival: Arrival, event: OfferRefused) -> None:
    try:
        members.get(change.db, event.member)
    except Unknown:
        # Whoever left is not named again, not even in a flag.
        flags.raise_flag(change, "unknown_member", arrival.store, arrival.device, arrival.event.id)
    else:
        recommendations.refused(change.db, event)


def _assist_changed(change: Change, arrival: Arrival, event: AssistChanged) -> None:
    assists.heard(change, arrival.store, event)


def _record_changed(change: Change, arrival: Arrival, event: RecordChanged) -> None:
    records.heard(change, arrival.store, arrival.device, event)
    if not arrival.repeated:
        stockroom.heard(change, arrival.store, arrival.device, event)
    look_baskets.heard(change, event)


def _favourite_changed(change: Change, arrival: Arrival, event: FavouriteChanged) -> None:
    try:
        members.favoured(change, event)
    except Unknown:
        # Whoever left is not named again, not even in a flag.
        flags.raise_flag(change, "unknown_member", arrival.store, arrival.device, arrival.event.id)


def _sale_wanted(change: Change, arrival: Arrival, event: SaleWanted) -> None:
    if not arrival.repeated:
        returns.wanted(change, arrival.store, arrival.device, event)


def _shift_opened(change: Change, arrival: Arrival, event: ShiftOpened) -> None:
    shifts.opened(change, arrival.device, arrival.store, event)


def _cash_moved(change: Change, arrival: Arrival, event: CashMoved) -> None:
    shifts.moved(change, arrival.store, event)


def _drawer_counted(change: Change, arrival: Arrival, event: DrawerCounted) -> None:
    shifts.counted(change, arrival.store, event)


def _shift_closed(change: Change, arrival: Arrival, event: ShiftClosed) -> None:
    if not arrival.repeated:
        shifts.closed(change, arrival.device, arrival.store, event)
