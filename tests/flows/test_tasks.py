"""What is to be done reaches whoever works, and what they did reaches everybody, whatever is cut off meanwhile."""

from __future__ import annotations

from kiosk.record import tables as records
from kiosk.service import actions as service
from kiosk.service.model import AGAIN_AFTER
from kiosk.task import actions, tables
from kiosk.task.model import Task, Wanted
from sync.headoffice import records as office_records
from sync.headoffice import tasks as office_tasks
from sync.headoffice.office import Office
from sync.messages import Texts
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import STORE

MOP = Texts("拖地", "拖地", "Mop the floor")


def seen(device: ShopDevice, task_id: str) -> Task | None:
    return tables.load(device.store.db, device.store.vault, task_id)


def state(device: ShopDevice, task_id: str) -> str:
    """How it stands there: open, taken by somebody, done; empty where nobody heard of it."""
    task = seen(device, task_id)
    if task is None:
        return ""
    return f"taken by {task.holder.name}" if task.is_open and task.holder is not None else task.state


def act(device: ShopDevice, action: object, *args: object) -> Task:
    done = device.do(action, device.store.vault, device.store.register, *args)  # type: ignore[arg-type]  # any action
    assert isinstance(done, Task)
    return done


def told(office: Office, task_id: str) -> str:
    """How head office thinks that it stands."""
    found = office.read(lambda db: office_records.load(db, "task", task_id))
    return "" if found is None else found.text("state")


def test_head_office_asks_somebody_does_it_and_head_office_reads_by_whom(shop: Shop) -> None:
    tablet, till = shop.stocked("tablet-1", "associate"), shop.stocked("till-1", "till")
    office = shop.head_office.office
    wanted = office_tasks.Wanted(texts=MOP)

    task_id = office.change(lambda change: office_tasks.make(change, STORE, wanted))
    tablet.until(lambda: state(tablet, task_id) == "open", "the task on the tablet")
    act(tablet, actions.take, task_id)
    till.until(lambda: state(till, task_id) == "taken by tablet-1", "the word of the tablet at the till")
    act(tablet, actions.finish, task_id)

    tablet.until(lambda: told(office, task_id) == "done", "head office's word")
    (one,) = office.read(lambda db: office_tasks.of_store(db, STORE, "done"))
    assert (one.done_by, one.taken_by, one.texts) == ("tablet-1", "tablet-1", MOP)


def test_without_head_office_and_then_without_the_broker_tasks_go_on_and_meet_again(shop: Shop) -> None:
    one, other = shop.stocked("tablet-1", "associate"), shop.stocked("tablet-2", "associate")
    shop.head_office.close()
    task_id = act(one, actions.make, Wanted(texts=MOP)).task_id
    other.until(lambda: state(other, task_id) == "open", "the task on the other tablet")

    shop.broker.kill()
    act(one, actions.take, task_id)
    act(other, actions.take, task_id)  # nobody told it that somebody has it
    alone = act(other, actions.make, Wanted(texts=Texts("盘点"))).task_id
    shop.broker.start()

    # They compare what they know now and then, so nothing need be said again by hand.
    for device in (one, other):
        device.until(lambda device=device: state(device, task_id) == "taken by tablet-1", "who took it first", 40)  # type: ignore[misc]
        device.until(lambda device=device: state(device, alone) == "open", "what was made meanwhile", 40)  # type: ignore[misc]
    act(one, actions.finish, task_id)

    shop.head_office.open()
    one.until(lambda: told(shop.head_office.office, task_id) == "done", "head office's word", 40)
    one.until(lambda: told(shop.head_office.office, alone) == "open", "the other one", 40)


def test_a_tablet_that_was_switched_off_all_day_has_the_tasks_when_it_is_back(shop: Shop) -> None:
    one, other = shop.stocked("tablet-1", "associate"), shop.stocked("tablet-2", "associate")
    other.close()
    made = [act(one, actions.make, Wanted(texts=MOP)).task_id for _ in range(30)]
    one.until(lambda: one.waiting() == 0, "head office's confirmation")

    other.open()

    other.until(lambda: all(state(other, task_id) == "open" for task_id in made), "all of the day's tasks", 40)


def test_a_shopper_whom_nobody_answers_is_one_task_on_every_device_and_none_once_somebody_comes(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    register = kiosk.store.register
    call_id = kiosk.do(service.call_associate, register, "help")
    tablet.until(lambda: tablet.store.db.execute("SELECT 1 FROM assist_call").fetchone(), "the call")
    # A minute goes by: the call is dated back rather than waited for.
    for device in (kiosk, tablet):
        device.do(_aged, call_id)

    task_id = actions.id_of(register, "assist", call_id)
    for device in (kiosk, tablet):
        device.until(lambda device=device: state(device, task_id) == "open", "the task of the call", 20)  # type: ignore[misc]
    tablet.do(service.answer, tablet.store.register, call_id)

    for device in (kiosk, tablet):
        device.until(lambda device=device: state(device, task_id) == "dropped", "nobody waits any more", 20)  # type: ignore[misc]
    assert records.count(tablet.store.db, "task") == 1


def _aged(tx: object, call_id: str) -> None:
    from kiosk.service import tables as calls
    from sync.clock import parse, stamp

    db = tx.db  # type: ignore[attr-defined]  # a transaction
    call = calls.load(db, call_id)
    assert call is not None
    earlier = parse(stamp(call.called_at - AGAIN_AFTER))
    db.execute("UPDATE assist_call SET called_at = ? WHERE call_id = ?", (stamp(earlier), call_id))
