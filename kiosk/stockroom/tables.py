"""The stockroom's papers as they lie on this device's disk; all of them are records."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from kiosk.pickup import tables as pickup
from kiosk.record import tables as records
from kiosk.record.model import Record
from kiosk.stockroom.model import (
    COUNT,
    DELIVERY,
    HOLD,
    REQUEST,
    TRANSFER,
    WISH,
    Count,
    Delivery,
    Hold,
    Request,
    Transfer,
    Wish,
)
from kiosk.stockroom.model import count as counts
from kiosk.stockroom.model import delivery as deliveries
from kiosk.stockroom.model import hold as holds
from kiosk.stockroom.model import request as requests
from kiosk.stockroom.model import transfer as transfers
from sync.security import Vault

SHOWN = timedelta(days=2)
"""What is done stays in the lists so long, so that one can look at it again."""


def record(db: sqlite3.Connection, vault: Vault, kind: str, record_id: str) -> Record | None:
    """One paper as it is kept."""
    return records.load(db, vault, kind, record_id)


def to_receive(db: sqlite3.Connection, vault: Vault, store: str, now: datetime) -> list[Delivery]:
    """What is to come to this store, the soonest first; then what came lately."""
    found = [deliveries.delivery_of(one) for one in records.all_of(db, vault, DELIVERY)]
    found += [one.as_delivery() for one in open_transfers(db, vault, now) if one.to_store == store]
    kept = [one for one in found if one is not None and (one.is_open or _lately(one.closed_at, now))]
    return sorted(kept, key=lambda one: (not one.is_open, one.due_at or now, one.delivery_id))


def delivery(db: sqlite3.Connection, vault: Vault, delivery_id: str) -> Delivery | None:
    """A delivery, or a transfer that is on its way to this store, or None."""
    own = records.load(db, vault, DELIVERY, delivery_id)
    if own is not None:
        return deliveries.delivery_of(own)
    moved = transfer(db, vault, delivery_id)
    return None if moved is None else moved.as_delivery()


def open_transfers(db: sqlite3.Connection, vault: Vault, now: datetime) -> list[Transfer]:
    """Transfers that are under way, from here or to here, and those that ended lately; the newest last."""
    found = [transfers.transfer_of(one) for one in records.all_of(db, vault, TRANSFER)]
    kept = [one for one in found if one is not None and (one.is_open or _lately(one.sent_at or one.asked_at, now))]
    return sorted(kept, key=lambda one: (not one.is_open, one.asked_at, one.transfer_id))


def transfer(db: sqlite3.Connection, vault: Vault, transfer_id: str) -> Transfer | None:
    """One transfer."""
    found = records.load(db, vault, TRANSFER, transfer_id)
    return None if found is None else transfers.transfer_of(found)


def open_counts(db: sqlite3.Connection, vault: Vault, now: datetime) -> list[Count]:
    """What is to be counted, the soonest first; then what was counted lately."""
    found = [counts.count_of(one) for one in records.all_of(db, vault, COUNT)]
    kept = [one for one in found if one is not None and (one.is_open or _lately(one.done_at, now))]
    return sorted(kept, key=lambda one: (not one.is_open, one.due_at or now, one.count_id))


def count(db: sqlite3.Connection, vault: Vault, count_id: str) -> Count | None:
    """One count."""
    found = records.load(db, vault, COUNT, count_id)
    return None if found is None else counts.count_of(found)


def open_holds(db: sqlite3.Connection, vault: Vault) -> list[Hold]:
    """What is laid aside or to be, the first to end first."""
    found = (holds.hold_of(one) for one in records.all_of(db, vault, HOLD, states=holds.OPEN))
    return [one for one in found if one is not None]


def hold(db: sqlite3.Connection, vault: Vault, hold_id: str) -> Hold | None:
    """One hold."""
    found = records.load(db, vault, HOLD, hold_id)
    return None if found is None else holds.hold_of(found)


def holds_on_shelf(db: sqlite3.Connection) -> list[str]:
    """Names under which this device keeps goods back for holds."""
    rows = db.execute("SELECT DISTINCT order_id FROM reservation WHERE order_id LIKE 'hold/%'")
    return [row[0] for row in rows]


def open_requests(db: sqlite3.Connection, vault: Vault, now: datetime) -> list[Request]:
    """What shoppers asked for: unanswered first, then the answers of the last days."""
    found = [requests.request_of(one) for one in records.all_of(db, vault, REQUEST)]
    kept = [one for one in found if one is not None and (one.is_open or _lately(one.asked_at, now))]
    return sorted(kept, key=lambda one: (not one.is_open, one.asked_at, one.request_id))


def request(db: sqlite3.Connection, vault: Vault, request_id: str) -> Request | None:
    """One request."""
    found = records.load(db, vault, REQUEST, request_id)
    return None if found is None else requests.request_of(found)


def wishes(db: sqlite3.Connection, vault: Vault, member: str) -> list[Wish]:
    """What a member wants to hear of; without a member nobody's."""
    if not member:
        return []
    found = records.all_of(db, vault, WISH, member=member, states=(requests.WAITING, requests.BACK))
    return [one for one in map(requests.wish_of, found) if one is not None]


def in_parcels(db: sqlite3.Connection, vault: Vault, gtins: Sequence[str]) -> dict[str, int]:
    """Units that were picked for orders and have not left: they are in stock and on no shelf."""
    wanted, found = set(gtins), dict.fromkeys(gtins, 0)
    put_back = [one.order_id for one in pickup.with_issues(db) if one.put_back]
    for order in [*pickup.open_orders(db, vault), *pickup.load_many(db, vault, put_back)]:
        for line in order.lines:
            if line.gtin in wanted:
                found[line.gtin] += line.in_store
    return found


def _lately(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < SHOWN
