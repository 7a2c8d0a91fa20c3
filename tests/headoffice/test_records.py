"""Head office puts records together as devices do, tells every store that has them, and forgets who leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from sync.headoffice import flags, members, records
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Invalid, Unknown
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.hybrid_clock import Reading
from sync.messages import Field, MemberChanged, RecordChanged, RecordTold
from tests.headoffice.offices import NOON, OTHER, STORE, event, told


def at(minutes: float = 0) -> str:
    return str(Reading(int((NOON + timedelta(minutes=minutes)).timestamp() * 1000)))


def said(record_id: str, device: str = "tablet-1", minutes: float = 0, **values: Any) -> RecordChanged:
    fields = {name: Field(value, at(minutes), device) for name, value in values.items()}
    return RecordChanged(kind="task", record_id=record_id, device=device, fields=fields, at=NOON)


def arrive(office: Office, message: RecordChanged, store: str = STORE) -> None:
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    made = Arrival(store, message.device, event(message, 1, store=store), message, False)
    office.change(lambda change: effects.apply(change.db, [made]))


def known(office: Office, record_id: str) -> dict[str, Any] | None:
    found = office.read(lambda db: records.load(db, "task", record_id))
    return None if found is None else dict(found.values)


def test_whatever_order_devices_are_heard_in_the_store_is_told_the_same_once_and_whole(office: Office) -> None:
    arrive(office, said("t1", "tablet-2", 5, state="done"))
    arrive(office, said("t1", "tablet-1", 0, state="open", title="Mop"))
    arrive(office, said("t1", "tablet-1", 0, state="open", title="Mop"))

    assert known(office, "t1") == {"state": "done", "title": "Mop"}
    (event,) = told(office, STORE, RecordTold)  # compacted: a new device gets the state and not the history
    assert isinstance(event, RecordTold)
    assert {name: field.value for name, field in event.fields.items()} == {"state": "done", "title": "Mop"}
    assert told(office, OTHER, RecordTold) == []


def test_head_offices_own_word_counts_like_everybody_elses(office: Office) -> None:
    arrive(office, said("t1", minutes=3, state="open", title="Mop"))

    made = office.change(lambda change: records.set_fields(change, STORE, "task", "t1", {"state": "done"}))

    assert made.fields["state"].at > at(3)  # it was heard, so the answer sorts after it
    arrive(office, said("t1", minutes=2, state="taken"))
    assert known(office, "t1") == {"state": "done", "title": "Mop"}
    assert office.change(lambda change: records.set_fields(change, STORE, "task", "t1", {"state": "done"})) == made


def test_head_office_refuses_its_own_nonsense(office: Office) -> None:
    def put(store: str, **values: Any) -> None:
        office.change(lambda change: records.set_fields(change, store, "task", "t1", values))

    with pytest.raises(Unknown):
        put("9999999999999", state="open")
    with pytest.raises(Invalid, match="64 KiB"):
        put(STORE, note="x" * 70_000)
    assert known(office, "t1") is None


def test_what_is_kept_of_a_member_is_told_where_they_shop_too(office: Office) -> None:
    arrive(office, said("n1", state="open", member="M2"))

    assert len(told(office, OTHER, RecordTold)) == 1

    member = office.read(lambda db: members.get(db, "M1"))
    arrive(office, said("n2", state="open", member="M1"))
    office.change(lambda change: members.save(change, msgspec.structs.replace(member, store=OTHER)))
    assert [one.key for one in told(office, OTHER, RecordTold)] == ["task/n1", "task/n2"]


def test_a_member_who_leaves_takes_everything_along_in_every_store(office: Office) -> None:
    arrive(office, said("n1", state="open", member="M2"))
    arrive(office, said("n2", state="open"))

    office.change(lambda change: members.remove(change, "M2"))

    assert known(office, "n1") is None
    for store in (STORE, OTHER):
        assert "task/n1" not in [one.key for one in told(office, store, RecordTold)]
        gone = told(office, store, MemberChanged)[-1]
        assert isinstance(gone, MemberChanged)
        assert (gone.member, gone.removed) == ("M2", True)
    arrive(office, said("n1", minutes=9, note="late"))
    arrive(office, said("n3", minutes=9, member="M2"))
    assert (known(office, "n1"), known(office, "n3")) == (None, None)
    assert known(office, "n2") is not None


def test_odd_fields_are_left_out_and_flagged(office: Office) -> None:
    odd = RecordChanged(
        kind="task",
        record_id="t1",
        device="tablet-1",
        fields={"state": Field("open", at(), "tablet-1"), "when": Field("x", "yesterday", "tablet-1")},
        at=NOON,
    )
    arrive(office, odd)

    assert known(office, "t1") == {"state": "open"}
    assert [flag.kind for flag in office.read(flags.newest)] == ["record_unsound"]


def test_records_are_asked_for_by_what_they_say_and_by_what_is_new(office: Office) -> None:
    arrive(office, said("t1", state="open", due="2026-05-04T09:00:00.000Z"))
    arrive(office, said("t2", state="done", due="2026-05-04T08:00:00.000Z"))
    arrive(office, said("t3", state="open", due="2026-05-04T07:00:00.000Z"), OTHER)

    def ids(**asked: Any) -> list[str]:
        return [one.record_id for one in office.read(lambda db: records.all_of(db, "task", **asked))]

    assert ids() == ["t3", "t2", "t1"]
    assert ids(store=STORE, states=("open",)) == ["t1"]
    since = office.read(lambda db: records.get(db, "task", "t2")).version
    fresh = office.read(lambda db: records.changed_since(db, "task", since))
    assert [one.record_id for one in fresh] == ["t3"]


def test_what_nobody_has_changed_for_long_leaves_the_stream(office: Office) -> None:
    arrive(office, said("t1", state="done"))
    office.clock = lambda: NOON + timedelta(days=31)

    assert office.change(records.forget_old) == 1

    assert told(office, STORE, RecordTold) == []
    assert known(office, "t1") is None
