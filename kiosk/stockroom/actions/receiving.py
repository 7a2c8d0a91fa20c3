"""Goods come in: each unit is scanned or typed, counts at once, and what does not fit its paper is told."""

from __future__ import annotations

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import Record, as_text
from kiosk.register import Register
from kiosk.staff import tables as staff
from kiosk.stock import actions as stock
from kiosk.stockroom import tables
from kiosk.stockroom.model import DELIVERY, TRANSFER, Delivery, tally_field
from kiosk.stockroom.model.delivery import GOT, RECEIVED
from kiosk.stockroom.model.sheet import own_tallies
from kiosk.stockroom.model.transfer import DONE
from kiosk.worker import Transaction
from sync import clock
from sync.security import Vault

MOST = 9999
"""More of one product in one box is a barcode that was scanned into the number."""


def scan_in(
    tx: Transaction,
    vault: Vault,
    register: Register,
    delivery_id: str,
    gtin: str,
    units: int = 1,
    *,
    damaged: bool = False,
) -> Delivery:
    """Units came out of the box; fewer than none takes back what this device scanned. They are stock from now on.

    Damaged ones are written down and never become stock.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``, ``stockroom.not_here`` for a box that goes to another store,
            ``till.not_for_sale`` for what this store does not sell, ``stockroom.too_many`` with limit,
            ``stockroom.not_scanned`` if fewer were scanned here than are taken back.
    """
    record = _open(tx, vault, register, delivery_id)
    if not catalogue.known(tx.db, gtin):
        raise Refused("till.not_for_sale", gtin=gtin)
    own = own_tallies(record, GOT, register.workstation)
    good, bad = own.get(gtin, (0, 0))
    good, bad = (good, bad + units) if damaged else (good + units, bad)
    if good < 0 or bad < 0:
        raise Refused("stockroom.not_scanned")
    if good > MOST or bad > MOST:
        raise Refused("stockroom.too_many", limit=MOST)
    own[gtin] = (good, bad)
    field = tally_field(GOT, register.workstation)
    records.set_fields(tx, vault, register, record.kind, delivery_id, {field: as_text(own)})
    if not damaged and units:
        stock.move_and_tell(tx, register.workstation, gtin, units, "received", delivery_id)
    return _loaded(tx, vault, delivery_id)


def close(tx: Transaction, vault: Vault, register: Register, delivery_id: str) -> Delivery:
    """Nothing more is in the box: what is lacking is missing from now on, and head office sees it.

    Raises:
        Refused: ``stockroom.gone``, ``stockroom.closed``, ``stockroom.not_here``, ``stockroom.nothing_scanned``.
    """
    record = _open(tx, vault, register, delivery_id)
    if _loaded(tx, vault, delivery_id).units == 0:
        raise Refused("stockroom.nothing_scanned")
    person = staff.signed_in(tx.db)
    state = DONE if record.kind == TRANSFER else RECEIVED
    values = {
        "state": state,
        "closed_at": clock.stamp(tx.now),
        "closed_by": person.name if person is not None else register.workstation,
    }
    records.set_fields(tx, vault, register, record.kind, delivery_id, values)
    return _loaded(tx, vault, delivery_id)


def _open(tx: Transaction, vault: Vault, register: Register, delivery_id: str) -> Record:
    record = tables.record(tx.db, vault, DELIVERY, delivery_id) or tables.record(tx.db, vault, TRANSFER, delivery_id)
    if record is None:
        raise Refused("stockroom.gone")
    if record.kind == TRANSFER and record.text("to_store") != register.store_gln:
        raise Refused("stockroom.not_here")
    if not _loaded(tx, vault, delivery_id).is_open:
        raise Refused("stockroom.closed")
    return record


def _loaded(tx: Transaction, vault: Vault, delivery_id: str) -> Delivery:
    found = tables.delivery(tx.db, vault, delivery_id)
    if found is None:
        raise Refused("stockroom.gone")
    return found
