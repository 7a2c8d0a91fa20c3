"""Goods go to another store: asked for there, scanned out here; they are stock of nobody while they are on the way."""

from __future__ import annotations

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import Record, as_text
from kiosk.register import Register
from kiosk.staff import tables as staff
from kiosk.stock import actions as stock
from kiosk.stock import tables as levels
from kiosk.stockroom import tables
from kiosk.stockroom.actions.receiving import MOST
from kiosk.stockroom.model import TRANSFER, Transfer, tally_field
from kiosk.stockroom.model.sheet import Lines, own_tallies
from kiosk.stockroom.model.transfer import ASKED, REFUSED, SENT, SENT_PREFIX, transfer_of
from kiosk.worker import Transaction
from sync import clock
from sync.security import Vault


def ask_transfer(
    tx: Transaction, vault: Vault, register: Register, from_store: str, lines: Lines, note: str = ""
) -> Transfer:
    """Ask another store for goods. It hears of it through head office; until then the request waits here.

    Raises:
        Refused: ``stockroom.same_store``, ``stockroom.no_such_store``, ``till.not_for_sale``, ``stockroom.too_many``.
    """
    if from_store == register.store_gln:
        raise Refused("stockroom.same_store")
    if levels.store_names(tx.db, from_store) is None:
        raise Refused("stockroom.no_such_store")
    for gtin, units in lines:
        if not catalogue.known(tx.db, gtin):
            raise Refused("till.not_for_sale", gtin=gtin)
        if not 1 <= units <= MOST:
            raise Refused("stockroom.too_many", limit=MOST)
    values = {
        "state": ASKED,
        "from_store": from_store,
        "to_store": register.store_gln,
        "lines": as_text(lines),
        "note": note,
        "asked_at": clock.stamp(tx.now),
        "asked_by": _who(tx, register),
    }
    made = records.new_record(tx, vault, register, TRANSFER, values)
    return _of(made)


def scan_out(
    tx: Transaction, vault: Vault, register: Register, transfer_id: str, gtin: str, units: int = 1
) -> Transfer:
    """Units go into the box, and are this store's no more; fewer than none takes them out again.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``, ``stockroom.not_here`` in any store but the one that sends,
            ``stockroom.not_asked`` with gtin for what nobody wants, ``stockroom.too_many``, ``stockroom.not_scanned``.
    """
    record, transfer = _asked(tx, vault, register, transfer_id)
    row = next((one for one in transfer.wanted if one.gtin == gtin), None)
    if row is None or not row.expected:
        raise Refused("stockroom.not_asked", gtin=gtin)
    if row.units + units > row.expected:
        raise Refused("stockroom.too_many", limit=row.expected)
    own = own_tallies(record, SENT_PREFIX, register.workstation)
    packed = own.get(gtin, (0, 0))[0] + units
    if packed < 0:
        raise Refused("stockroom.not_scanned")
    own[gtin] = (packed, 0)
    field = tally_field(SENT_PREFIX, register.workstation)
    changed = records.set_fields(tx, vault, register, TRANSFER, transfer_id, {field: as_text(own)})
    stock.move_and_tell(tx, register.workstation, gtin, -units, "sent", transfer_id)
    return _of(changed)


def send(tx: Transaction, vault: Vault, register: Register, transfer_id: str, carrier: str = "") -> Transfer:
    """The box leaves; `carrier`: who took it, or the number on its label.

    Raises:
        Refused: as `scan_out`, and ``stockroom.nothing_scanned``.
    """
    _, transfer = _asked(tx, vault, register, transfer_id)
    if transfer.packed == 0:
        raise Refused("stockroom.nothing_scanned")
    values = {
        "state": SENT,
        "sent_at": clock.stamp(tx.now),
        "sent_by": _who(tx, register),
        "carrier": carrier,
    }
    return _of(records.set_fields(tx, vault, register, TRANSFER, transfer_id, values))


def refuse(tx: Transaction, vault: Vault, register: Register, transfer_id: str, reason: str) -> Transfer:
    """It cannot be sent; what is in the box already comes out first.

    Raises:
        Refused: as `scan_out`, and ``stockroom.box_not_empty``.
    """
    _, transfer = _asked(tx, vault, register, transfer_id)
    if transfer.packed:
        raise Refused("stockroom.box_not_empty")
    values = {"state": REFUSED, "reason": reason}
    return _of(records.set_fields(tx, vault, register, TRANSFER, transfer_id, values))


def take_back(tx: Transaction, vault: Vault, register: Register, transfer_id: str) -> Transfer:
    """Whoever asked does not need it any more; nothing was packed yet, as far as is known here.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``, ``stockroom.box_not_empty``.
    """
    transfer = tables.transfer(tx.db, vault, transfer_id)
    if transfer is None:
        raise Refused("stockroom.gone")
    if transfer.state != ASKED:
        raise Refused("stockroom.closed")
    if transfer.packed:
        raise Refused("stockroom.box_not_empty")
    values = {"state": REFUSED, "reason": "taken_back"}
    return _of(records.set_fields(tx, vault, register, TRANSFER, transfer_id, values))


def _asked(tx: Transaction, vault: Vault, register: Register, transfer_id: str) -> tuple[Record, Transfer]:
    record = tables.record(tx.db, vault, TRANSFER, transfer_id)
    transfer = None if record is None else transfer_of(record)
    if record is None or transfer is None:
        raise Refused("stockroom.gone")
    if transfer.from_store != register.store_gln:
        raise Refused("stockroom.not_here")
    if transfer.state != ASKED:
        raise Refused("stockroom.closed")
    return record, transfer


def _of(record: Record) -> Transfer:
    found = transfer_of(record)
    if found is None:
        raise Refused("stockroom.gone")
    return found


def _who(tx: Transaction, register: Register) -> str:
    person = staff.signed_in(tx.db)
    return person.name if person is not None else register.workstation
