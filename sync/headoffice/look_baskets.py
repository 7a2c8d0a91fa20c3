"""A list that a colleague laid together goes into the member's own basket, where kiosks and the web shop have it."""

from __future__ import annotations

from sync.clock import stamp
from sync.headoffice import baskets, members, products, records
from sync.headoffice.change import Change, Unknown
from sync.headoffice.records import Record
from sync.messages import OnlineLine, RecordChanged
from sync.messages.records import Value

KIND = "look"

ITEM = "item."

SEND, SENT = "send_at", "sent_for"
"""When a colleague sent it, and which of these sendings is done."""


def heard(change: Change, event: RecordChanged) -> None:
    """A store set something in a list: if it was sent, put what the member's basket lacks into it, once a sending."""
    if event.kind != KIND or SEND not in event.fields:
        return
    record = records.load(change.db, KIND, event.record_id)
    if record is None or not record.text(SEND) or record.text(SEND) == record.text(SENT):
        return
    member = members.find(change.db, record.text("member"))
    if member is None:
        return
    basket = baskets.find(change.db, member.member)
    lines = basket.lines if basket is not None and basket.store == member.store else ()
    there = {line.gtin for line in lines}
    fresh = [gtin for gtin in _items(record) if gtin not in there and _sold(change, member.store, gtin)]
    if fresh:
        baskets.save(change, member.member, (*lines, *(OnlineLine(gtin=gtin, quantity=1) for gtin in fresh)))
    values: dict[str, Value] = {SENT: record.text(SEND), "sent_at": stamp(change.now), "sent_units": len(fresh)}
    records.set_fields(change, record.store, KIND, record.record_id, values)


def _items(record: Record) -> list[str]:
    found = [(field.at, name) for name, field in record.fields.items() if name.startswith(ITEM) and field.value]
    return [name.removeprefix(ITEM) for _, name in sorted(found)]


def _sold(change: Change, store: str, gtin: str) -> bool:
    try:
        products.require(change.db, store, gtin)
    except Unknown:
        return False
    return True
