"""Records are written here, with or without a network, and what others say of them is merged in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from kiosk.errors import Refused
from kiosk.record import tables
from kiosk.record.model import Record
from kiosk.register import Register
from kiosk.worker import Transaction
from sync import messages
from sync.formats import record_merge
from sync.hybrid_clock import Reading
from sync.messages import Field
from sync.messages.records import Value
from sync.readings import next_reading
from sync.security import Vault


def topic(kind: str) -> str:
    """The topic under which screens hear of a kind."""
    return f"record.{kind}"


def new_record(
    tx: Transaction, vault: Vault, register: Register, kind: str, values: Mapping[str, Value], record_id: str = ""
) -> Record:
    """Write a record; it gets an id of its own unless one is given.

    Fields of three names mean the same in every kind: `state` (a word, one can ask for it), `due` (a text that sorts,
    such as a moment; lists come in its order) and `member` (whose it is: it goes when they go).

    Raises:
        Refused: ``record.too_large``.
    """
    return set_fields(tx, vault, register, kind, record_id or tx.new_id(), values)


def set_fields(
    tx: Transaction, vault: Vault, register: Register, kind: str, record_id: str, values: Mapping[str, Value]
) -> Record:
    """Set fields of a record, on this device now and everywhere in time; what has its value already is left alone.

    Raises:
        Refused: ``record.too_large`` with `most_kib`; nothing is kept then.
    """
    known = _known(tx, vault, kind, record_id)
    fresh = record_merge.written(known.fields, values, next_reading(tx.db, tx.now), register.workstation)
    return _write(tx, vault, register, known, fresh)


def derive(
    tx: Transaction,
    vault: Vault,
    register: Register,
    kind: str,
    record_id: str,
    values: Mapping[str, Value],
    moment: datetime,
) -> Record:
    """Write a record that follows from an event: every device that hears of the event comes to the same one.

    `record_id` must come from `model.same_id`, and `moment` must be the event's own, not this device's now: the record
    is dated with it and signed by nobody, so whatever somebody does with it afterwards stands, however late another
    device derives it again. What is known already stays as it is.

    Raises:
        Refused: ``record.too_large``.
    """
    known = _known(tx, vault, kind, record_id)
    if tables.is_forgotten(tx.db, kind, record_id, str(values.get("member", "") or "")):
        return known
    at = str(Reading(int(moment.timestamp() * 1000)))
    told = {name: Field(value, at, "") for name, value in values.items() if name not in known.fields}
    if record_merge.stale(kind, {**known.fields, **told}, tx.now):
        return known
    return _write(tx, vault, register, known, told)


def _known(tx: Transaction, vault: Vault, kind: str, record_id: str) -> Record:
    return tables.load(tx.db, vault, kind, record_id) or Record(kind, record_id, {})


def _write(tx: Transaction, vault: Vault, register: Register, known: Record, fresh: Mapping[str, Field]) -> Record:
    if not fresh:
        return known
    record = Record(known.kind, known.record_id, record_merge.merged(known.fields, fresh))
    if record_merge.too_large(record.fields) or record_merge.sound(fresh) != fresh:
        raise Refused("record.too_large", most_kib=record_merge.MOST_BYTES // 1024)
    tables.save(tx.db, vault, record, fresh.keys())
    tx.post(_changed(tx, register, record, fresh))
    tx.touch(topic(record.kind))
    return record


def _changed(
    tx: Transaction, register: Register, record: Record, fields: Mapping[str, Field]
) -> messages.RecordChanged:
    return messages.RecordChanged(
        kind=record.kind, record_id=record.record_id, device=register.workstation, fields=dict(fields), at=tx.now
    )


def tell(tx: Transaction, vault: Vault, register: Register, kind: str, record_id: str) -> None:
    """Say to the store's other devices all that is known of a record here; head office has heard it already."""
    known = tables.load(tx.db, vault, kind, record_id)
    if known is not None:
        tx.live.append(_changed(tx, register, known, known.fields))


# ---------------------------------------------------------------- what others say


def on_changed(vault: Vault, register: Register) -> Callable[[Transaction, messages.RecordChanged], None]:
    """The handler of what another device of the store set, or repeats."""

    def changed(tx: Transaction, message: messages.RecordChanged) -> None:
        record = _merge(tx, vault, message.kind, message.record_id, message.fields)
        if record is None:
            return
        # Whoever said it knows less than is known here: they shall hear it.
        heard = record_merge.sound(message.fields)
        better = record_merge.news(heard, {name: record.fields[name] for name in heard})
        if better:
            tx.live.append(_changed(tx, register, record, better))

    return changed


def on_told(vault: Vault) -> Callable[[Transaction, messages.RecordTold], None]:
    """The handler of a record as head office has put it together."""

    def told(tx: Transaction, message: messages.RecordTold) -> None:
        _merge(tx, vault, message.kind, message.record_id, message.fields)

    return told


def _merge(tx: Transaction, vault: Vault, kind: str, record_id: str, heard: Mapping[str, Field]) -> Record | None:
    """Put what was heard to what is known; None where the record is not kept.

    Raises:
        ValueError: if others filled the record beyond all measure.
    """
    known = tables.load(tx.db, vault, kind, record_id)
    before = known.fields if known is not None else {}
    fields = record_merge.sound(heard)
    fresh = record_merge.news(before, fields)
    if not fresh:
        return known
    record = Record(kind, record_id, record_merge.merged(before, fresh))
    if tables.is_forgotten(tx.db, kind, record_id, record.text("member")):
        if known is not None:
            # It came in parts, and only the last of them said whose it is.
            tables.forget(tx.db, kind, record_id, record.text("member"), tx.now)
            tx.touch(topic(kind))
        return None
    if known is None and record_merge.stale(kind, record.fields, tx.now):
        return None
    if record_merge.flooded(record.fields):
        raise ValueError(f"a record of {len(record.fields)} fields and {record_merge.size(record.fields)} bytes")
    tables.save(tx.db, vault, record, fresh.keys())
    tx.touch(topic(kind))
    return record


def on_member(tx: Transaction, message: messages.MemberChanged) -> None:
    """A member left: what is kept of them goes. One who came back is written down again from now on."""
    if not message.removed:
        tables.welcome_member(tx.db, message.member)
        return
    for kind in tables.forget_member(tx.db, message.member, tx.now):
        tx.touch(topic(kind))
