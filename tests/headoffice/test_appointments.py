"""A store offers hours; web pages and the telephone book them, and nobody gets one that is gone."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sync.headoffice import __main__ as command_line
from sync.headoffice import appointments
from sync.headoffice.change import Invalid
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.messages import RecordTold, Texts
from tests.headoffice.offices import STORE, told

DAY = "2026-05-05"
THREE = f"{DAY}T15:00:00+08:00"
QUESTION = Texts("您的肤质？", "您的膚質？", "Your skin type?")


@pytest.fixture
def skin(office: Office) -> str:
    """A service with one host."""
    names = Texts("肤质咨询", "膚質諮詢", "Skin advice")
    return office.change(lambda change: appointments.offer(change, STORE, names, 30, ["Yue"], questions=[QUESTION]))


def ask(server: Server, method: str, path: str, body: object = None, key: str = "") -> requests.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return requests.request(method, server.address + path, json=body, headers=headers, timeout=10)


def booking(service: str, starts: str = THREE, **more: Any) -> dict[str, Any]:
    return {"store": STORE, "service": service, "starts": starts, "name": "Lin", **more}


def test_a_page_reads_what_is_offered_and_which_hours_are_free(server: Server, skin: str) -> None:
    (service,) = ask(server, "GET", f"/v1/stores/{STORE}/services").json()["services"]
    assert (service["service"], service["minutes"], service["questions"][0]["en"]) == (skin, 30, "Your skin type?")

    found = ask(server, "GET", f"/v1/stores/{STORE}/slots?service={skin}&day={DAY}").json()["slots"]

    assert (found[0]["starts"], found[-1]["ends"]) == ("2026-05-05T01:00:00.000Z", "2026-05-05T14:00:00.000Z")
    assert found[0]["hosts"] == ["Yue"]


def test_an_hour_is_booked_once_and_its_store_is_told(server: Server, office: Office, skin: str) -> None:
    needs = [{"question": QUESTION.en, "answer": "dry"}]
    booked = ask(server, "POST", "/v1/appointments", booking(skin, needs=needs), key="k1").json()
    again = ask(server, "POST", "/v1/appointments", booking(skin, needs=needs), key="k1").json()
    late = ask(server, "POST", "/v1/appointments", booking(skin, f"{DAY}T15:15:00+08:00", name="Wang"))

    assert again == booked
    assert (booked["state"], booked["host"], booked["source"]) == ("booked", "Yue", "web")
    assert late.status_code == 409
    assert f"appointment/{booked['appointment']}" in [one.key for one in told(office, STORE, RecordTold)]
    found = ask(server, "GET", f"/v1/stores/{STORE}/slots?service={skin}&day={DAY}").json()["slots"]
    assert "2026-05-05T07:00:00.000Z" not in [one["starts"] for one in found]


def test_what_is_taken_back_is_free_again(server: Server, skin: str) -> None:
    first = ask(server, "POST", "/v1/appointments", booking(skin)).json()
    assert ask(server, "POST", f"/v1/appointments/{first['appointment']}/cancel", {}).json()["state"] == "cancelled"
    assert ask(server, "POST", f"/v1/appointments/{first['appointment']}/cancel", {}).json()["state"] == "cancelled"

    assert ask(server, "POST", "/v1/appointments", booking(skin, name="Wang")).status_code == 201


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"service": "nothing"}, 404),
        ({"store": "9521000000099"}, 404),
        ({"member": "nobody"}, 404),
        ({"starts": "2026-05-04T04:05:00Z"}, 409),
        ({"starts": "2027-05-04T04:05:00Z"}, 409),
        ({"name": ""}, 400),
        ({"source": "kiosk"}, 400),
    ],
)
def test_what_cannot_be_booked_is_refused(server: Server, skin: str, change: dict[str, Any], status: int) -> None:
    assert ask(server, "POST", "/v1/appointments", {**booking(skin), **change}).status_code == status


def test_services_are_added_listed_and_ended_from_the_command_line(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str]:
        status = command_line.main(["--data", str(office.folder), "--tenant", "acme", *words])
        return status, capsys.readouterr().out

    names = ("肤质咨询", "膚質諮詢", "Skin advice")
    status, said = run(
        "service", "add", *names, "--store", STORE, "--host", "Yue", "--ask", "您的肤质？|您的膚質？|Skin?"
    )
    assert status == 0
    assert "Skin advice, 30 min, by Yue" in run("service", "list")[1]

    assert run("service", "end", said.split()[-1])[0] == 0
    assert run("service", "list")[1] == "0 services\n"
    assert run("service", "add", "x", "--store", STORE, "--host", "Yue", "--from", "25:00")[0] == 1


def test_a_service_without_a_name_or_hosts_is_not_offered(office: Office) -> None:
    for names, minutes, hosts in ((Texts(" "), 30, ["Yue"]), (Texts("x"), 0, ["Yue"]), (Texts("x"), 30, ["a|b"])):
        with pytest.raises(Invalid):
            office.change(lambda change: appointments.offer(change, STORE, names, minutes, hosts))  # noqa: B023
