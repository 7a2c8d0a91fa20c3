"""The stores' stockroom papers: announced deliveries, counts, transfers, requests and wishes, and what follows here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from sync.clock import stamp
from sync.headoffice import allocations, flags, order_moves, orders, products, records, stores
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.orders import Wanted
from sync.headoffice.records import Record
from sync.messages import RecordChanged

T = TypeVar("T")

DELIVERY, COUNT, TRANSFER, REQUEST, WISH = "delivery", "count", "transfer", "request", "wish"

MOST_LINES = 1000


class Announced(Struct, frozen=True, kw_only=True):
    """Goods that are on their way to a store."""

    store: str
    number: str
    """What stands on the papers; the same number again replaces what was announced, until somebody scans of it."""
    source: str = ""
    due: str = ""
    """ISO 8601, UTC."""
    lines: tuple[tuple[str, int], ...]
    """(GTIN, units)."""


def announce(change: Change, one: Announced) -> str:
    """Tell a store what is to come; gives the delivery's id.

    Raises:
        Unknown: the store, or a product that it does not sell.
        Invalid: no lines, or too many.
        Conflict: if it was received already.
    """
    stores.get(change.db, one.store)
    if not 1 <= len(one.lines) <= MOST_LINES:
        raise Invalid("lines", f"1 to {MOST_LINES} lines")
    for gtin, units in one.lines:
        products.require(change.db, one.store, gtin)
        if not 1 <= units <= 9999:
            raise Invalid("units", "1 to 9999")
    delivery_id = f"d-{one.store}-{one.number}"[:64]
    known = records.load(change.db, DELIVERY, delivery_id)
    if known is not None and known.text("state") != "expected":
        raise Conflict("number", f"delivery {one.number} was received already")
    values = {
        "state": "expected",
        "number": one.number,
        "source": one.source,
        "due": one.due or stamp(change.now),
        "lines": json.dumps(one.lines),
    }
    records.set_fields(change, one.store, DELIVERY, delivery_id, values)
    return delivery_id


def ask_count(change: Change, store: str, gtins: Sequence[str], title: str = "", reason: str = "asked") -> str:
    """Ask a store to count products; gives the count's id.

    Raises:
        Unknown: the store, or a product that it does not sell.
        Invalid: no products, or too many.
    """
    stores.get(change.db, store)
    if not 1 <= len(gtins) <= 200:
        raise Invalid("gtins", "1 to 200 products")
    for gtin in gtins:
        products.require(change.db, store, gtin)
    count_id = change.new_id()
    values = {
        "state": "asked",
        "gtins": json.dumps(list(dict.fromkeys(gtins))),
        "title": title,
        "reason": reason,
        "due": stamp(change.now),
    }
    records.set_fields(change, store, COUNT, count_id, values)
    return count_id


def heard(change: Change, store: str, device: str, event: RecordChanged) -> None:
    """What follows from a paper that a store wrote on; `records.heard` has merged it already."""
    act = _ACTS.get(event.kind)
    record = records.load(change.db, event.kind, event.record_id) if act is not None else None
    if act is not None and record is not None:
        act(change, store, device, record)


def tell_back(change: Change, most: int = 200) -> int:
    """Members who wanted to hear of a product that is on the shelf again are told; gives how many."""
    rows = change.db.execute(
        """SELECT r.record_id, r.store, s.gtin FROM record AS r
           JOIN record_field AS f ON f.kind = r.kind AND f.record_id = r.record_id AND f.name = 'gtin'
           JOIN stock AS s ON s.store = r.store AND s.gtin = json_extract(f.value, '$')
           WHERE r.kind = ? AND r.state = 'waiting' AND s.on_hand > 0 LIMIT ?""",
        (WISH, most),
    ).fetchall()
    told = [row for row in rows if allocations.on_shelf(change.db, row["store"], row["gtin"]) > 0]
    for row in told:
        values = {"state": "back", "back_at": stamp(change.now)}
        records.set_fields(change, row["store"], WISH, row["record_id"], values)
    return len(told)


def any_waiting(db: sqlite3.Connection) -> bool:
    """Whether anybody waits for anything."""
    return (
        db.execute("SELECT 1 FROM record WHERE kind = ? AND state = 'waiting' LIMIT 1", (WISH,)).fetchone() is not None
    )


# ---------------------------------------------------------------- what follows


def _delivery(change: Change, store: str, device: str, record: Record) -> None:
    """A closed delivery that is not as it was announced is somebody's to claim."""
    if record.text("state") not in ("received", "done") or record.kind == TRANSFER:
        return
    expected: dict[str, int] = {}
    for gtin, units in _lines(record):
        expected[gtin] = expected.get(gtin, 0) + units
    got = _tallied(record, "got.")
    odd = [
        f"{gtin}: {expected.get(gtin, 0)} announced, {good} sound, {bad} damaged"
        for gtin in sorted({*expected, *got})
        for good, bad in [got.get(gtin, (0, 0))]
        if good != expected.get(gtin, 0) or bad
    ]
    if odd:
        number = record.text("number")
        flags.raise_flag(change, "delivery_differs", store, device, number, "; ".join(odd)[:2000])


def _count(change: Change, store: str, _device: str, record: Record) -> None:
    """What was counted may be promised again, whether the count fitted or not."""
    if record.text("state") == "done":
        for gtin in _gtins(record):
            allocations.open_routing(change, store, gtin)


def _transfer(change: Change, store: str, device: str, record: Record) -> None:
    """Goods that were sent and did not arrive are on the way, or lost: somebody must look."""
    if record.text("state") != "done":
        return
    sent, got = _tallied(record, "sent."), _tallied(record, "got.")
    odd = [
        f"{gtin}: {sent.get(gtin, (0, 0))[0]} sent, {sum(got.get(gtin, (0, 0)))} arrived"
        for gtin in sorted({*sent, *got})
        if sent.get(gtin, (0, 0))[0] != sum(got.get(gtin, (0, 0)))
    ]
    if odd:
        flags.raise_flag(change, "transfer_differs", store, device, record.record_id, "; ".join(odd)[:2000])


def _request(change: Change, store: str, _device: str, record: Record) -> None:
    """A shopper asked for what this shop does not have: it becomes an order, or is refused with another way."""
    order_id, withdrawn = record.text("order_id"), record.values.get("withdrawn") is True
    if withdrawn and order_id:
        _undo(change, order_id)
        return
    if order_id or withdrawn or record.text("state") != "asked":
        return
    gtin, units = record.text("gtin"), record.values.get("units")
    wanted = Wanted(gtin=gtin, quantity=units if isinstance(units, int) else 1)
    answer: Mapping[str, str] = {}
    for place in _places(change.db, store, record, wanted):
        answer = _placed(change, place, record, wanted)
        if answer:
            break
    if not answer:
        answer = {"state": "refused", "reason": "sold_out", "instead": _instead(change.db, store, record, wanted)}
    records.set_fields(change, store, REQUEST, record.record_id, answer)


def _placed(change: Change, place: str, record: Record, wanted: Wanted) -> Mapping[str, str]:
    """The order that it becomes in a store; nothing if that store cannot promise it."""
    change.db.execute("SAVEPOINT request")
    try:
        order = orders.place(
            change,
            place,
            [wanted],
            member=record.text("member"),
            paid=False,
            method="pickup" if record.text("how") == "store" else "ship",
            channel=record.text("channel") or "kiosk",
        )
    except (Unknown, Conflict, Invalid):
        change.db.execute("ROLLBACK TO request")
        return {}
    finally:
        change.db.execute("RELEASE request")
    return {
        "state": "confirmed",
        "order_id": order.order_id,
        "order_number": order.number,
        "store": place,
        "promised_at": order.promised_at,
    }


def _places(db: sqlite3.Connection, store: str, record: Record, wanted: Wanted) -> list[str]:
    """Where it may come from: the store that was named, or for sending any that has it, the nearest first."""
    if record.text("how") == "store":
        return [record.text("store")] if stores.find(db, record.text("store")) is not None else []
    around = [one.store for one, _ in stores.near(db, store)]
    return [one for one in (store, *around) if (allocations.free(db, one, wanted.gtin) or 0) >= wanted.quantity]


def _instead(db: sqlite3.Connection, store: str, record: Record, wanted: Wanted) -> str:
    for one, _ in stores.near(db, store):
        if one.store != record.text("store") and (allocations.free(db, one.store, wanted.gtin) or 0) >= wanted.quantity:
            return f"store:{one.store}"
    return ""


def _undo(change: Change, order_id: str) -> None:
    try:
        order_moves.cancel(change, order_id, "withdrawn")
    except Conflict:
        return  # It has ended, or was fetched: what happened stands.


def _lines(record: Record) -> tuple[tuple[str, int], ...]:
    return _read(record, "lines", tuple[tuple[str, int], ...], ())


def _gtins(record: Record) -> tuple[str, ...]:
    return _read(record, "gtins", tuple[str, ...], ())


def _read(record: Record, name: str, kind: type[T], default: T) -> T:
    """A list or map that a device wrote as JSON; `default` where it is none."""
    try:
        return msgspec.json.decode(record.text(name).encode(), type=kind)
    except (msgspec.DecodeError, RecursionError):
        return default


def _tallied(record: Record, prefix: str) -> dict[str, tuple[int, int]]:
    """GTIN -> (sound, damaged), summed over the devices that scanned."""
    found: dict[str, tuple[int, int]] = {}
    for name in record.fields:
        if not name.startswith(prefix):
            continue
        for gtin, (good, bad) in _read(record, name, dict[str, tuple[int, int]], {}).items():
            before = found.get(gtin, (0, 0))
            found[gtin] = (before[0] + good, before[1] + bad)
    return found


_ACTS = {DELIVERY: _delivery, COUNT: _count, TRANSFER: _transfer, REQUEST: _request}
