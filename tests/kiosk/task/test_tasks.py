"""Tasks: taken, put aside, done and undone on several devices that do not always hear each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.stock.hours import Hours
from kiosk.task import actions, routine, tables
from kiosk.task.model import LATER, Task, Wanted
from sync.messages import Texts
from tests.devices import NOON
from tests.kiosk.record.stores import Floor, One, open_floor

MOP = Texts("拖地", "拖地", "Mop the floor")


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with open_floor(tmp_path, "tablet-1", "tablet-2") as opened:
        yield opened


def do(one: One, action: object, *args: object) -> Task:
    store = one.device.store
    done = one.device.do(action, store.vault, store.register, *args)  # type: ignore[arg-type]  # any action
    one.device.clock.pass_time(seconds=1)
    assert isinstance(done, Task)
    return done


def make(one: One, **wanted: object) -> str:
    return do(one, actions.make, Wanted(texts=MOP, **wanted)).task_id  # type: ignore[arg-type]  # fields of Wanted


def seen(one: One, task_id: str) -> Task:
    found = tables.load(one.device.db, one.device.store.vault, task_id)
    assert found is not None
    return found


def listed(one: One) -> list[str]:
    store = one.device.store
    return [task.task_id for task in tables.open_tasks(store.db, store.vault, store.clock())]


def test_a_task_is_taken_and_done_and_everybody_reads_by_whom_and_when(floor: Floor) -> None:
    one, other = floor["tablet-1"], floor["tablet-2"]
    task_id = make(one, due_at=NOON + timedelta(minutes=5))
    floor.talk()

    do(one, actions.take, task_id)
    floor.talk()
    with pytest.raises(Refused, match=r"task\.taken"):
        do(other, actions.take, task_id)
    do(one, actions.finish, task_id)
    floor.talk()

    task = seen(other, task_id)
    assert (task.state, task.done_by, task.done_on) == ("done", "tablet-1", "tablet-1")
    assert task.done_at == NOON + timedelta(seconds=2)
    assert listed(other) == []
    with pytest.raises(Refused, match=r"task\.over"):
        do(other, actions.take, task_id)


def test_of_two_who_took_it_apart_from_each_other_the_first_has_it_and_the_other_comes_next(floor: Floor) -> None:
    one, other = floor["tablet-1"], floor["tablet-2"]
    task_id = make(one)
    floor.talk()
    do(one, actions.take, task_id)
    other.device.clock.pass_time(seconds=30)
    do(other, actions.take, task_id)
    floor.talk()

    assert [seen(at, task_id).holder.name for at in (one, other)] == ["tablet-1"] * 2  # type: ignore[union-attr]

    do(one, actions.give_back, task_id)
    floor.talk()
    assert [seen(at, task_id).holder.name for at in (one, other)] == ["tablet-2"] * 2  # type: ignore[union-attr]


def test_that_somebody_takes_it_never_undoes_that_somebody_else_did_it(floor: Floor) -> None:
    one, other = floor["tablet-1"], floor["tablet-2"]
    task_id = make(one)
    floor.talk()
    do(one, actions.finish, task_id)
    other.device.clock.pass_time(minutes=3)
    do(other, actions.take, task_id)
    floor.talk()

    assert [seen(at, task_id).state for at in (one, other)] == ["done", "done"]

    do(other, actions.reopen, task_id)
    floor.talk()
    assert seen(one, task_id).is_open


def test_what_is_put_aside_comes_last_for_half_an_hour_and_the_most_urgent_and_soonest_first(floor: Floor) -> None:
    one = floor["tablet-1"]
    late = make(one, due_at=NOON + timedelta(hours=2))
    soon = make(one, due_at=NOON + timedelta(hours=1))
    some_day = make(one)
    urgent = make(one, urgent=True)
    assert listed(one) == [urgent, soon, late, some_day]

    do(one, actions.put_aside, urgent)
    assert listed(one) == [soon, late, some_day, urgent]
    do(one, actions.bring_back, urgent)
    assert listed(one) == [urgent, soon, late, some_day]
    do(one, actions.put_aside, urgent)
    one.device.clock.pass_time(seconds=LATER.total_seconds())
    assert listed(one) == [urgent, soon, late, some_day]


def test_a_checklist_is_ticked_by_several_people_and_done_when_all_is_ticked_and_photographed(floor: Floor) -> None:
    one, other = floor["tablet-1"], floor["tablet-2"]
    task_id = make(one, matter="checklist", items=(Texts("开灯"), Texts("点钱箱")), photo="needed")
    floor.talk()
    do(one, actions.tick, task_id, "01")
    do(other, actions.tick, task_id, "02")
    floor.talk()
    do(one, actions.tick, task_id, "02", False)
    with pytest.raises(Refused, match=r"task\.not_all"):
        do(one, actions.finish, task_id)
    do(one, actions.tick, task_id, "02")

    with pytest.raises(Refused, match=r"task\.photo_needed"):
        do(one, actions.finish, task_id)
    do(one, actions.add_photo, task_id, "anBlZw==")
    do(one, actions.finish, task_id)
    floor.talk()

    task = seen(other, task_id)
    assert [(item.name, item.by) for item in task.items] == [("01", "tablet-1"), ("02", "tablet-1")]
    assert tables.photo(other.device.db, other.device.store.vault, task.photo_id) == "anBlZw=="


def test_a_list_of_the_opening_is_there_an_hour_before_once_a_day_and_the_same_on_every_device(floor: Floor) -> None:
    one, other = floor["tablet-1"], floor["tablet-2"]
    list_id = "opening-list"
    values = {"state": "on", "when": "09:00", "texts": as_text(MOP), "items": as_text([Texts("开灯")])}
    store = one.device.store
    one.device.do(records.set_fields, store.vault, store.register, "checklist", list_id, values)
    floor.talk()
    half_past_eight = NOON - timedelta(hours=3, minutes=30)

    def begin(at: One, hours: float = 0) -> None:
        at.device.clock.now = half_past_eight + timedelta(hours=hours)
        at.device.do(routine.begin_lists, at.device.store.vault, at.device.store.register)

    begin(one, -2)
    assert listed(one) == []
    begin(one)
    begin(one)
    floor.deaf()
    begin(other, 1)

    (task_id,) = listed(one)
    assert listed(other) == [task_id]
    task = seen(other, task_id)
    assert (task.due_at, [item.texts.zh_hans for item in task.items]) == (NOON - timedelta(hours=3), ["开灯"])

    begin(one, 24)
    assert len(listed(one)) == 2
    one.device.do(records.set_fields, store.vault, store.register, "checklist", list_id, {"days": "7"})
    begin(one, 48)  # a Monday
    assert len(listed(one)) == 2


def test_closing_after_midnight_belongs_to_the_day_before(floor: Floor) -> None:
    register = floor["tablet-1"].device.store.register
    hours = Hours("10:00", "01:00", "Asia/Shanghai")

    due = routine.due_at("closing", hours, register, NOON)

    assert due == NOON + timedelta(hours=13)
    assert routine.due_at("whenever", hours, register, NOON) is None
