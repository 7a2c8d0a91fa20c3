"""Another system reads what shoppers asked, answers, and misses nothing between two looks."""

from __future__ import annotations

from typing import Any

import requests

from kiosk.ticket.model import number_of
from sync.headoffice import members, records, tickets
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.messages import RecordTold
from tests.headoffice.offices import STORE, told

BILL: dict[str, Any] = {"store": STORE, "subject": "bill", "text": "Charged twice.", "member": "M1", "name": "Lin"}


def ask(server: Server, method: str, path: str, body: object = None, key: str = "") -> requests.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return requests.request(method, server.address + path, json=body, headers=headers, timeout=10)


def test_a_ticket_is_opened_once_and_told_to_its_store(server: Server, office: Office) -> None:
    opened = ask(server, "POST", "/v1/tickets", BILL, key="k1").json()

    assert ask(server, "POST", "/v1/tickets", BILL, key="k1").json() == opened
    assert opened["number"] == number_of(opened["ticket"])  # devices call it the same
    assert opened["due_at"] == "2026-05-05T04:00:00.000Z"
    assert [one.key for one in told(office, STORE, RecordTold)] == [f"ticket/{opened['ticket']}"]


def test_it_is_written_about_answered_and_closed_by_another_system(server: Server) -> None:
    ticket = ask(server, "POST", "/v1/tickets", BILL).json()["ticket"]
    path = f"/v1/tickets/{ticket}"
    assert ask(server, "POST", f"{path}/state", {"state": "answered"}).status_code == 409

    ask(server, "POST", f"{path}/entries", {"text": "Asked the bank.", "by": "Accounts"})
    answered = ask(server, "POST", f"{path}/answer", {"text": "Paid back.", "by": "Accounts"}, key="a1").json()
    assert ask(server, "POST", f"{path}/answer", {"text": "Paid back.", "by": "Accounts"}, key="a1").json() == answered
    closed = ask(server, "POST", f"{path}/state", {"state": "closed"}).json()

    assert (answered["state"], answered["answer"], answered["answered_by"]) == ("answered", "Paid back.", "Accounts")
    assert [(one["by"], one["text"]) for one in closed["entries"]] == [("Accounts", "Asked the bank.")]
    assert closed["state"] == "closed"


def test_whoever_polls_misses_nothing_and_reads_nothing_twice(server: Server) -> None:
    first = ask(server, "POST", "/v1/tickets", BILL).json()
    page = ask(server, "GET", "/v1/tickets").json()
    assert [one["ticket"] for one in page["tickets"]] == [first["ticket"]]

    second = ask(server, "POST", "/v1/tickets", {**BILL, "subject": "repair"}).json()
    ask(server, "POST", f"/v1/tickets/{first['ticket']}/answer", {"text": "Paid back.", "by": "Accounts"})
    newer = ask(server, "GET", f"/v1/tickets?newer_than={page['version']}").json()

    assert [one["ticket"] for one in newer["tickets"]] == [second["ticket"], first["ticket"]]
    assert ask(server, "GET", f"/v1/tickets?newer_than={newer['version']}").json()["tickets"] == []
    found = ask(server, "GET", "/v1/tickets?ticket_state=open").json()["tickets"]
    assert [one["ticket"] for one in found] == [second["ticket"]]


def test_nonsense_is_named(server: Server) -> None:
    assert ask(server, "POST", "/v1/tickets", {**BILL, "subject": "weather"}).status_code == 400
    assert ask(server, "POST", "/v1/tickets", {**BILL, "text": " "}).json()["field"] == "text"
    assert ask(server, "POST", "/v1/tickets", {**BILL, "member": "M9"}).json()["field"] == "member"
    assert ask(server, "GET", "/v1/tickets/nobody").status_code == 404
    assert ask(server, "POST", "/v1/tickets/nobody/answer", {"text": "x", "by": "y"}).status_code == 404


def test_a_member_who_leaves_takes_their_tickets_along(server: Server, office: Office) -> None:
    ticket = ask(server, "POST", "/v1/tickets", BILL).json()["ticket"]

    office.change(lambda change: members.remove(change, "M1"))

    assert ask(server, "GET", f"/v1/tickets/{ticket}").status_code == 404
    assert office.read(lambda db: records.load(db, tickets.KIND, ticket)) is None
