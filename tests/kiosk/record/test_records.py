"""Records: written with every cable pulled, and the same on every device as soon as they hear each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.record import actions, tables
from kiosk.record.model import same_id
from sync import journal, messages
from sync.hybrid_clock import Reading
from sync.messages import Field
from tests.devices import NOON, STORE, open_device
from tests.kiosk.record.stores import Floor, One, open_floor


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with open_floor(tmp_path, "tablet-1", "tablet-2", "kiosk-1") as opened:
        yield opened


def reading(**length: float) -> str:
    return str(Reading(int((NOON + timedelta(**length)).timestamp() * 1000)))


def told(one: One, record_id: str, **fields: Field) -> None:
    message = messages.RecordTold(kind="task", record_id=record_id, fields=dict(fields), version=1, at=NOON)
    one.hear(message)


def gone(one: One, member: str, removed: bool = True) -> None:
    one.hear(messages.MemberChanged(member=member, surname="", title="", removed=removed, version=9, at=NOON))


def waiting(one: One) -> int:
    return sum(lane.waiting for lane in journal.status(one.device.db).values())


def test_what_is_written_here_is_here_at_once_goes_up_and_is_on_the_neighbours_a_moment_later(floor: Floor) -> None:
    floor["tablet-1"].set("t1", title="Mop the floor", state="open")

    assert floor["tablet-1"].read("t1") == {"title": "Mop the floor", "state": "open"}
    assert waiting(floor["tablet-1"]) == 1
    assert floor["tablet-2"].read("t1") is None

    floor.talk()
    assert floor["tablet-2"].read("t1") == floor["kiosk-1"].read("t1") == {"title": "Mop the floor", "state": "open"}
    assert waiting(floor["tablet-2"]) == 0  # who only heard it tells nobody


def test_two_who_set_other_fields_apart_from_each_other_both_keep_theirs(floor: Floor) -> None:
    floor["tablet-1"].set("t1", title="Mop", state="open", who="")
    floor.talk()
    floor["tablet-1"].set("t1", who="Yue")
    floor["tablet-2"].set("t1", title="Mop the entrance")

    floor.talk()

    known = [one.read("t1") for one in floor.devices.values()]
    assert known == [{"title": "Mop the entrance", "state": "open", "who": "Yue"}] * 3


def test_whoever_hears_an_old_word_corrects_it(floor: Floor) -> None:
    old = floor["tablet-1"].set("t1", state="open").fields
    floor.deaf()
    floor["tablet-1"].set("t1", state="done")
    floor.deaf()

    floor["tablet-1"].hear(messages.RecordChanged(kind="task", record_id="t1", device="tablet-2", fields=old, at=NOON))
    floor.talk()

    assert floor["tablet-2"].read("t1") == {"state": "done"}


def test_a_device_that_heard_nothing_all_day_catches_up_on_its_neighbours_alone(floor: Floor) -> None:
    for number in range(60):
        floor["tablet-1"].set(f"a{number}", state="open", n=number)
        floor["tablet-2"].set(f"b{number}", state="open", n=number)
    floor.deaf()

    floor.beat()
    for one in floor.devices.values():
        one.device.clock.pass_time(seconds=9)
    floor.beat()

    known = [tables.count(one.device.db, "task", ("open",)) for one in floor.devices.values()]
    assert known == [120, 120, 120]
    floor.beat()
    assert tables.totals(floor["kiosk-1"].device.db, "") == tables.totals(floor["tablet-1"].device.db, "")


def test_when_everybody_knows_the_same_a_beat_is_all_that_is_said(floor: Floor) -> None:
    floor["tablet-1"].set("t1", state="open")
    floor.talk()

    for one in floor.devices.values():
        one.beat()
    spoken = [message for one in floor.devices.values() for message in one.said]
    floor.talk()

    assert {type(message) for message in spoken} == {messages.RecordDigests}
    assert all(one.said == [] for one in floor.devices.values())


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["tablet-1", "tablet-2", "kiosk-1", "talk", "lose"]),
            st.sampled_from(["state", "who"]),
            st.integers(0, 2),
            st.integers(-400, 400),
        ),
        max_size=14,
    )
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
def test_any_interleaving_of_writing_hearing_and_losing_gives_one_record(
    floor: Floor, steps: list[tuple[str, str, int, int]]
) -> None:
    record_id = floor["tablet-1"].device.store.new_id()
    for who, name, value, seconds_off in steps:
        if who == "talk":
            floor.talk()
        elif who == "lose":
            floor.deaf()
        else:
            floor[who].device.clock.now = NOON + timedelta(seconds=seconds_off)
            floor[who].set(record_id, "task", **{name: value})
            assert floor[who].read(record_id)[name] == value  # type: ignore[index]  # just written

    for minutes in range(10, 14):
        for one in floor.devices.values():
            one.device.clock.now = NOON + timedelta(minutes=minutes)
        floor.beat()

    known = [one.read(record_id) for one in floor.devices.values()]
    assert known[0] == known[1] == known[2]


def test_a_wrong_clock_is_believed_for_its_own_word_and_carries_nobody_along(floor: Floor) -> None:
    ahead = Field("open", reading(days=365), "tablet-9")
    tablet = floor["tablet-1"]
    told(tablet, "t1", state=ahead)
    assert tablet.read("t1") == {"state": "open"}

    other = tablet.set("t2", state="open")
    mended = tablet.set("t1", state="done")
    floor.talk()

    assert other.fields["state"].at == reading()
    assert mended.fields["state"].at > ahead.at
    told(floor["tablet-2"], "t1", state=ahead)  # the wrong clock's word comes late to somebody
    assert floor["tablet-2"].read("t1") == {"state": "done"}


def test_what_follows_from_an_event_is_one_record_and_what_somebody_did_with_it_stands(floor: Floor) -> None:
    record_id = same_id(STORE, "gap", "some product", "2026-11-21")
    one, other = floor["tablet-1"], floor["tablet-2"]

    def derive(at: One) -> None:
        at.device.clock.pass_time(minutes=20)
        store = at.device.store
        at.device.do(actions.derive, store.vault, store.register, "task", record_id, {"state": "open", "n": 1}, NOON)

    derive(one)
    one.set(record_id, state="taken")
    floor.deaf()
    derive(other)  # later, and without having heard of it
    floor.talk()

    assert one.read(record_id) == {"state": "taken", "n": 1}
    floor.beat()
    assert other.read(record_id) == {"state": "taken", "n": 1}


def test_too_much_is_refused_with_a_number_and_leaves_no_trace(floor: Floor) -> None:
    tablet = floor["tablet-1"]
    tablet.set("t1", state="open")

    with pytest.raises(Refused, match=r"record\.too_large") as refused:
        tablet.set("t1", photo="x" * 66_000)

    assert refused.value.details == {"most_kib": 64}
    assert tablet.read("t1") == {"state": "open"}


def test_a_member_who_leaves_takes_their_records_along_and_no_late_word_brings_them_back(floor: Floor) -> None:
    tablet = floor["tablet-1"]
    kept = tablet.set("t1", state="open", member="m-1", note="prefers the morning").fields
    tablet.set("t2", state="open", member="m-2")
    floor.talk()

    gone(tablet, "m-1")
    tablet.hear(messages.RecordChanged(kind="task", record_id="t1", device="tablet-2", fields=kept, at=NOON))
    told(tablet, "t3", member=Field("m-1", reading(), "x"), note=Field("never heard of", reading(), "x"))
    told(tablet, "t4", note=Field("in two parts", reading(), "x"))
    told(tablet, "t4", member=Field("m-1", reading(), "x"))

    assert [tablet.read(name) for name in ("t1", "t3", "t4")] == [None, None, None]
    assert tablet.read("t2") is not None

    gone(tablet, "m-1", removed=False)
    told(tablet, "t1", **kept)
    assert tablet.read("t1") is not None


def test_a_stolen_disk_says_nothing(tmp_path: Path) -> None:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        store = device.store
        values = {"state": "open", "note": "Frau Nightingale prefers the morning"}
        device.do(actions.new_record, store.vault, store.register, "note", values, "n-1")
        folder = store.folder
    db = sqlite3.connect(folder / "journal.db")
    sealed = b"".join(row[0] for row in db.execute("SELECT sealed FROM record"))
    db.close()

    assert b"Nightingale" not in sealed


def test_records_are_asked_for_by_state_time_and_member_and_go_when_they_are_old(floor: Floor) -> None:
    tablet, db = floor["tablet-1"], floor["tablet-1"].device.db
    vault = tablet.device.store.vault
    tablet.set("t1", state="open", due="2026-11-21T09:00:00.000Z", member="m-1")
    tablet.set("t2", state="done", due="2026-11-21T08:00:00.000Z")
    tablet.set("t3", state="open", due="2026-11-21T07:00:00.000Z")

    def ids(**asked: object) -> list[str]:
        return [one.record_id for one in tables.all_of(db, vault, "task", **asked)]  # type: ignore[arg-type]

    assert ids() == ["t3", "t2", "t1"]
    assert ids(states=("open",)) == ["t3", "t1"]
    assert ids(member="m-1") == ["t1"]
    assert ids(due_from="2026-11-21T07:30", due_before="2026-11-21T09:00:00.000Z") == ["t2"]

    tablet.device.clock.pass_time(days=29)
    tablet.set("t1", state="done")
    tablet.device.clock.pass_time(days=2)
    tablet.beat()
    assert ids() == ["t1"]
