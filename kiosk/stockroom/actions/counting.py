"""Counting: nobody sees what should be there; a difference is counted again, and booked with somebody else's word."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as people
from kiosk.stock import actions as stock
from kiosk.stock import tables as levels
from kiosk.stockroom import tables
from kiosk.stockroom.actions.receiving import MOST
from kiosk.stockroom.model import COUNT, Count, Entry
from kiosk.stockroom.model.count import APPROVE, ASKED, DONE, as_entries
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault

PERMISSION = "stock_variance"
MOST_PRODUCTS = 200


def ask_count(
    tx: Transaction,
    vault: Vault,
    register: Register,
    gtins: tuple[str, ...],
    reason: str = "asked",
    title: str = "",
    record_id: str = "",
) -> Count:
    """Ask that these products be counted; the same id again changes nothing.

    Raises:
        Refused: ``stockroom.nothing_to_count``, ``till.not_for_sale``, ``stockroom.too_many``.
    """
    known = tables.count(tx.db, vault, record_id) if record_id else None
    if known is not None:
        return known
    if not gtins:
        raise Refused("stockroom.nothing_to_count")
    if len(gtins) > MOST_PRODUCTS:
        raise Refused("stockroom.too_many", limit=MOST_PRODUCTS)
    for gtin in gtins:
        if not catalogue.known(tx.db, gtin):
            raise Refused("till.not_for_sale", gtin=gtin)
    values: dict[str, Value] = {
        "state": ASKED,
        "gtins": as_text(tuple(dict.fromkeys(gtins))),
        "reason": reason,
        "title": title,
        "due": clock.stamp(tx.now),
    }
    made = records.new_record(tx, vault, register, COUNT, values, record_id)
    return _loaded(tx, vault, made.record_id)


def enter(tx: Transaction, vault: Vault, register: Register, count_id: str, gtin: str, units: int) -> Count:
    """So many stand on the shelf and behind it; parcels that wait for their shopper are not counted.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``, ``stockroom.not_asked`` with gtin, ``stockroom.too_many``.
    """
    count = _loaded(tx, vault, count_id)
    if not count.is_open or count.state == APPROVE:
        raise Refused("stockroom.closed")
    if gtin not in count.gtins or (count.state != ASKED and gtin not in count.again):
        raise Refused("stockroom.not_asked", gtin=gtin)
    if not 0 <= units <= MOST:
        raise Refused("stockroom.too_many", limit=MOST)
    level = levels.level(tx.db, gtin)
    thought = (level.on_hand if level is not None else 0) - tables.in_parcels(tx.db, vault, [gtin])[gtin]
    after = count.after(gtin, Entry(units, thought))
    person = people.signed_in(tx.db)
    values: dict[str, Value] = {
        "state": after.state,
        "first": as_text(as_entries(after.first)),
        "second": as_text(as_entries(after.second)),
        # Set at every entry, so that its device is the one that counted last.
        "counted_by": f"{person.operator_id if person is not None else ''}|{tx.new_id()}",
    }
    if after.state == DONE:
        values["done_at"] = clock.stamp(tx.now)
    records.set_fields(tx, vault, register, COUNT, count_id, values)
    return _loaded(tx, vault, count_id)


def worth(tx: Transaction, register: Register, count: Count) -> int:
    """What the differences are worth at today's shelf prices, without regard to their sign; minor units."""
    total = 0
    for one in count.differences():
        product = catalogue.find(tx.db, one.gtin, register.currency)
        total += abs(one.units) * (product.price.minor if product is not None else 0)
    return total


def book(tx: Transaction, vault: Vault, register: Register, count_id: str, approval: str = "") -> Count:
    """The differences become stock. Whoever counted does not do it alone.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``, ``stockroom.other_device`` with device where another one
            counted (two must not book the same), and ``staff.*`` if it takes somebody else's word.
    """
    count = _loaded(tx, vault, count_id)
    if count.state != APPROVE:
        raise Refused("stockroom.closed")
    if count.counted_on != register.workstation:
        raise Refused("stockroom.other_device", device=count.counted_on)
    amount = worth(tx, register, count)
    person = people.signed_in(tx.db)
    same = person is not None and person.operator_id == count.counted_by.partition("|")[0]
    if same and not approval:
        raise Refused("staff.approval_needed", permission=PERMISSION, about=count_id, amount_minor=amount, percent_bp=0)
    doer = staff.require(tx, register, PERMISSION, about=count_id, amount_minor=amount, approval=approval)
    found = people.approval(tx.db, approval) if approval else None
    approver = found.approver if found is not None else doer
    for one in count.differences():
        stock.move_and_tell(tx, register.workstation, one.gtin, one.units, "count", count_id, approver)
    values: dict[str, Value] = {"state": DONE, "approved_by": approver, "done_at": clock.stamp(tx.now)}
    records.set_fields(tx, vault, register, COUNT, count_id, values)
    return _loaded(tx, vault, count_id)


def count_anew(tx: Transaction, vault: Vault, register: Register, count_id: str) -> Count:
    """Whoever should approve does not believe it: everything that differs is counted once more.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``.
    """
    count = _loaded(tx, vault, count_id)
    if count.state != APPROVE:
        raise Refused("stockroom.closed")
    anew = replace(count, second={})
    records.set_fields(
        tx, vault, register, COUNT, count_id, {"state": "again", "second": as_text(as_entries(anew.second))}
    )
    return _loaded(tx, vault, count_id)


def _loaded(tx: Transaction, vault: Vault, count_id: str) -> Count:
    found = tables.count(tx.db, vault, count_id)
    if found is None:
        raise Refused("stockroom.gone")
    return found
