"""Head office tells stores what is to be done, gives them lists for every day, and reads how soon they do it."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

import pytest
import requests

from sync.clock import stamp
from sync.headoffice import records, task_commands, tasks
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Invalid, Unknown
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.hybrid_clock import Reading
from sync.messages import Field, RecordChanged, RecordTold, Texts
from tests.headoffice.offices import NOON, OTHER, STORE, event, told

MOP = {"texts": {"zh_hans": "拖地", "en": "Mop the floor"}}


def ask(server: Server, method: str, path: str, body: object = None, key: str = "") -> requests.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return requests.request(method, server.address + path, json=body, headers=headers, timeout=10)


def run(office: Office, *words: str) -> int:
    parser = argparse.ArgumentParser()
    task_commands.add(parser.add_subparsers(dest="command"))
    options = parser.parse_args(["task", *words])
    return task_commands.COMMANDS["task"](office, options)


def acted(office: Office, task: str, minutes: float, **values: Any) -> None:
    """A device set fields of a task, so many minutes after it was made."""
    at = str(Reading(int((NOON + timedelta(minutes=minutes)).timestamp() * 1000)))
    fields = {name.replace("take_", "take."): Field(value, at, "tablet-1") for name, value in values.items()}
    message = RecordChanged(kind="task", record_id=task, device="tablet-1", fields=fields, at=NOON)
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    office.change(
        lambda change: effects.apply(change.db, [Arrival(STORE, "tablet-1", event(message, 1), message, False)])
    )


def test_a_task_is_made_once_told_to_its_store_and_taken_back(server: Server, office: Office) -> None:
    body = {"store": STORE, "task": {**MOP, "due_at": "2026-05-04T06:00:00Z", "photo": "wanted"}}
    made = ask(server, "POST", "/v1/tasks", body, key="k1").json()["id"]

    assert ask(server, "POST", "/v1/tasks", body, key="k1").json()["id"] == made
    (one,) = told(office, STORE, RecordTold)
    assert one.key == f"task/{made}"
    assert told(office, OTHER, RecordTold) == []
    (listed,) = ask(server, "GET", f"/v1/tasks?store={STORE}").json()["tasks"]
    assert (listed["task"], listed["state"], listed["due_at"]) == (made, "open", "2026-05-04T06:00:00.000Z")

    assert ask(server, "POST", f"/v1/tasks/{made}/end").json()["state"] == "dropped"
    assert ask(server, "GET", "/v1/tasks/nobody").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"store": STORE, "task": {"texts": {"zh_hans": " "}}}, "texts"),
        ({"store": STORE, "task": {**MOP, "items": [{"zh_hans": ""}]}}, "items"),
        ({"store": "9999999999999", "task": MOP}, "store"),
    ],
)
def test_nonsense_is_named(server: Server, body: dict[str, Any], field: str) -> None:
    answer = ask(server, "POST", "/v1/tasks", body)

    assert answer.status_code in (400, 404)
    assert answer.json()["field"] == field


def test_how_soon_it_was_done_is_measured_by_store_and_matter(office: Office) -> None:
    wanted = tasks.Wanted(texts=Texts("拖地"), due_at=NOON + timedelta(minutes=30))
    first, second, third = (office.change(lambda change: tasks.make(change, STORE, wanted)) for _ in range(3))
    acted(office, first, 2, take_op1="Yue")
    acted(office, first, 12, state="done", done_by="Yue", done_at=stamp(NOON + timedelta(minutes=12)))
    acted(office, second, 4, take_op1="Yue", take_op2="Wei")
    acted(office, second, 50, state="done", done_by="Wei", done_at=stamp(NOON + timedelta(minutes=50)))
    assert third

    now = stamp(NOON + timedelta(hours=2))
    (found,) = office.read(lambda db: tasks.measured(db, STORE, "2026-05-04", now))

    assert (found.matter, found.made, found.done, found.late) == ("own", 3, 2, 2)
    assert (found.median_taken_s, found.median_done_s) == (180.0, 31 * 60.0)
    assert office.read(lambda db: tasks.measured(db, STORE, "2026-05-05", now)) == []


def test_a_checklist_is_given_changed_and_ended(server: Server, office: Office) -> None:
    body = {"store": STORE, "when": "closing", "task": {**MOP, "items": [{"zh_hans": "关灯"}, {"zh_hans": "锁门"}]}}
    made = ask(server, "POST", "/v1/checklists", body).json()["id"]
    again = ask(server, "POST", "/v1/checklists", {**body, "checklist": made, "days": "12345"}).json()["id"]
    assert again == made

    found = office.read(lambda db: records.get(db, "checklist", made))
    assert (found.text("when"), found.text("days"), found.text("state")) == ("closing", "12345", "on")
    assert ask(server, "POST", "/v1/checklists", {**body, "when": "soon"}).json()["field"] == "when"

    office.change(lambda change: tasks.end_list(change, made))
    assert office.read(lambda db: records.get(db, "checklist", made)).text("state") == "off"


def test_the_command_makes_lists_and_ends(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, "make", "拖地", "拖地", "Mop the floor", "--due", "2026-05-04T14:00:00+08:00") == 0
    assert (
        run(office, "checklist", "打烊", "--when", "closing", "--item", "关灯|關燈|Lights off", "--store", STORE) == 0
    )
    capsys.readouterr()

    run(office, "list", "--store", STORE)
    lines = capsys.readouterr().out.splitlines()
    assert "Mop the floor" in lines[0]
    assert "2026-05-04T06:00:00.000Z" in lines[0]
    assert lines[-1] == "1 tasks"
    assert len(office.read(tasks.of_store)) == 2  # one in each store

    task_id = lines[0].split()[-1]
    run(office, "end", task_id)
    run(office, "list", "--store", STORE)
    run(office, "measure")
    assert "0 tasks" in capsys.readouterr().out
    with pytest.raises(Invalid, match="offset"):
        run(office, "make", "拖地", "--due", "2026-05-04T14:00:00")
    with pytest.raises(Unknown):
        run(office, "make", "拖地", "--store", "9999999999999")
