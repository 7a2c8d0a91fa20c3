"""Tasks over HTTP: made for a store, read back, and how soon stores do them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from msgspec import Meta, Struct

from sync.clock import stamp
from sync.headoffice import idempotency, tasks
from sync.headoffice import requests as wire
from sync.headoffice.change import Change
from sync.headoffice.office import Office
from sync.headoffice.tasks import Measured, TaskAnswer, Wanted
from sync.messages import Gln

_WRONG = {400: wire.WRONG, 404: wire.NOT_THERE, 409: wire.CONFLICT}
_READ = {400: wire.WRONG, 404: wire.NOT_THERE}

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="The same key and request again: the same answer, and nothing done twice. Another request: 409.",
    ),
]


class TaskRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be done in a store."""

    store: Gln
    task: Wanted


class ListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A checklist that a store ticks again every day."""

    store: Gln
    checklist: Annotated[str, Meta(max_length=64)] = ""
    """Its id, to change one; empty for a new one."""
    when: str
    """opening, closing, or a local HH:MM."""
    days: Annotated[str, Meta(pattern=r"^[1-7]{1,7}$")] = "1234567"
    """1 is Monday."""
    task: Wanted


class Made(Struct, frozen=True, kw_only=True):
    """It stands."""

    id: str


class TasksAnswer(Struct, frozen=True, kw_only=True):
    """Tasks by their due time."""

    tasks: tuple[TaskAnswer, ...]


class MeasuredAnswer(Struct, frozen=True, kw_only=True):
    """How stores deal with what there is to do."""

    measured: tuple[Measured, ...]


@post("/v1/tasks", sync_to_thread=True, summary="Tell a store what is to be done", responses=_WRONG)
def make_task(state: State, data: JSONBody[TaskRequest], key: Key = "") -> Made:
    """Make a task."""
    office: Office = state.office

    def act(change: Change) -> Made:
        return Made(id=tasks.make(change, data.store, data.task))

    asked = b"tasks\n" + msgspec.json.encode(data)
    return office.change(lambda change: idempotency.once(change, key, asked, Made, lambda: act(change)))


@post("/v1/checklists", sync_to_thread=True, summary="Give a store a list for every day", responses=_WRONG)
def make_checklist(state: State, data: JSONBody[ListRequest], key: Key = "") -> Made:
    """Make or change a checklist."""
    office: Office = state.office

    def act(change: Change) -> Made:
        made = tasks.make_list(change, data.store, data.checklist, data.when, data.task, data.days)
        return Made(id=made)

    asked = b"checklists\n" + msgspec.json.encode(data)
    return office.change(lambda change: idempotency.once(change, key, asked, Made, lambda: act(change)))


@post("/v1/tasks/{task:str}/end", status_code=200, sync_to_thread=True, summary="Take a task back", responses=_WRONG)
def end_task(state: State, task: FromPath[str]) -> TaskAnswer:
    """Take a task back; what is done stays done."""
    office: Office = state.office
    office.change(lambda change: tasks.take_back(change, task))
    return office.read(lambda db: tasks.get(db, task))


@get("/v1/tasks", sync_to_thread=True, summary="What stores have to do", responses=_READ)
def get_tasks(state: State, store: FromQuery[str] = "", task_state: FromQuery[str] = "open") -> TasksAnswer:
    """List tasks; `task_state`: open, done, dropped, or empty for all."""
    office: Office = state.office
    return office.read(lambda db: TasksAnswer(tasks=tuple(tasks.of_store(db, store, task_state))))


@get("/v1/tasks/measured", sync_to_thread=True, summary="How soon stores do what there is to do", responses=_READ)
def get_measured(state: State, store: FromQuery[str] = "", day: FromQuery[str] = "") -> MeasuredAnswer:
    """Count and measure tasks by store and matter."""
    office: Office = state.office
    now = stamp(office.clock())
    return office.read(lambda db: MeasuredAnswer(measured=tuple(tasks.measured(db, store, day, now))))


@get("/v1/tasks/{task:str}", sync_to_thread=True, summary="A task as it stands", responses=_READ)
def get_task(state: State, task: FromPath[str]) -> TaskAnswer:
    """One task."""
    office: Office = state.office
    return office.read(lambda db: tasks.get(db, task))


HANDLERS = (make_task, make_checklist, end_task, get_tasks, get_measured, get_task)
