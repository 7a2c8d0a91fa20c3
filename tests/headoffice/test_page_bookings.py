"""What a browser may ask of a colleague's time: free hours, one booking, its own page; and what it may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sync.clock import stamp
from sync.headoffice import appointments, records
from sync.headoffice.office import Office
from sync.headoffice.pages import bookings, shell, tokens
from sync.headoffice.server import Server
from sync.messages import RecordTold, Texts
from tests.headoffice.offices import OTHER, STORE, told
from tests.headoffice.test_pages import KEY, ask, placed

SKIN = Texts("肤质咨询", "膚質諮詢", "Skin advice")
QUESTIONS = [Texts("您的肤质？", "您的膚質？", "Your skin type?"), Texts("过敏？", "過敏？", "Allergies?")]
THREE = "2026-05-05T07:00:00.000Z"
"""15:00 of the day after, by the store's clock."""


@pytest.fixture
def skin(office: Office) -> str:
    """Give a service with one host."""
    return office.change(
        lambda change: appointments.offer(change, STORE, SKIN, 30, ["Yue"], questions=QUESTIONS, opens="10:00")
    )


def wish(service: str, **more: Any) -> dict[str, Any]:  # plain JSON
    """A booking from a browser."""
    return {"service": service, "starts": THREE, "name": "林", **more}


def booked(server: Server, service: str, key: str = KEY, **more: Any) -> dict[str, Any]:  # plain JSON
    """An hour that was booked."""
    answer = ask(server, f"/shop/{STORE}/bookings", wish(service, **more), key)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def count(office: Office) -> int:
    """How many appointments head office knows."""
    return office.read(lambda db: len(records.all_of(db, "appointment", store=STORE)))


def page_of(made: dict[str, Any], store: str = STORE) -> str:
    """Where a booking is looked at."""
    return f"/shop/{store}/booking/{made['token']}"


def test_the_page_is_told_what_can_be_booked_and_the_free_hours_of_two_weeks(server: Server, skin: str) -> None:
    [service] = ask(server, f"/shop/{STORE}/offer").json()["services"]
    days = ask(server, f"/shop/{STORE}/hours?service={skin}").json()["days"]

    assert (service["service"], service["minutes"], service["questions"][1]["en"]) == (skin, 30, "Allergies?")
    assert "Yue" not in str(service)
    assert ([day["day"] for day in days][::13], len(days)) == (["2026-05-04", "2026-05-17"], 14)
    # It is noon in the store: the morning of today is over, that of tomorrow begins when the service does.
    assert days[0]["starts"][0] > "2026-05-04T04:00"
    assert days[1]["starts"][0] == "2026-05-05T02:00:00.000Z"
    assert ask(server, f"/shop/{STORE}/hours?service=nothing").status_code == 404
    assert ask(server, f"/shop/{OTHER}/offer").json()["services"] == []


def test_an_hour_is_booked_once_told_to_the_store_and_gone_from_the_page(
    server: Server, office: Office, skin: str
) -> None:
    more: dict[str, Any] = {"phone": "138 0000", "answers": ["", "nuts\n\u202e"], "language": "en"}
    first, again = (booked(server, skin, **more) for _ in range(2))

    assert (first, count(office)) == (again, 1)
    assert ask(server, f"/shop/{STORE}/bookings/{KEY}").json() == first
    [record] = office.read(lambda db: records.all_of(db, "appointment", store=STORE))
    assert (record.text("name"), record.text("contact"), record.text("source")) == ("林", "138 0000", "web")
    assert record.text("needs") == "Allergies?\tnuts"
    assert f"appointment/{record.record_id}" in [one.key for one in told(office, STORE, RecordTold)]
    days = ask(server, f"/shop/{STORE}/hours?service={skin}").json()["days"]
    assert THREE not in days[1]["starts"]


def test_who_comes_second_is_told_that_the_hour_is_taken(server: Server, office: Office, skin: str) -> None:
    booked(server, skin)

    late = ask(server, f"/shop/{STORE}/bookings", wish(skin, name="王"), KEY[::-1])

    assert (late.status_code, late.json()["field"], count(office)) == (409, "starts", 1)


def test_a_booking_is_seen_and_taken_back_with_its_token_alone(server: Server, office: Office, skin: str) -> None:
    made = booked(server, skin, phone="138 0000")

    answer = ask(server, page_of(made))
    seen = answer.json()
    assert (seen["state"], seen["host"], seen["number"], seen["starts"]) == ("booked", "Yue", made["number"], THREE)
    assert seen["may_cancel"]
    assert "138" not in answer.text
    assert "林" not in answer.text
    assert {name: answer.headers[name] for name in shell.PRIVATE} == shell.PRIVATE
    assert "set-cookie" not in answer.headers

    for _ in range(2):
        gone = ask(server, page_of(made) + "/cancel", {}).json()
        assert (gone["state"], gone["may_cancel"]) == ("cancelled", False)
    booked(server, skin, KEY[::-1], name="王")


def test_a_token_is_worth_nothing_elsewhere(server: Server, office: Office, skin: str) -> None:
    made, order_id = booked(server, skin), placed(office)
    order = tokens.token(office.keys, order_id)

    assert ask(server, f"/order/{made['token']}/state").status_code == 404
    assert ask(server, page_of(made, OTHER)).status_code == 404
    assert ask(server, page_of(made, OTHER) + "/cancel", {}).status_code == 404
    assert ask(server, page_of({"token": order})).status_code == 404
    assert tokens.read_booking(office.keys, tokens.booking_token(office.keys, order_id)) == order_id
    assert tokens.read(office.keys, made["token"]) is None


def test_who_is_there_already_cannot_take_it_back(server: Server, office: Office, skin: str) -> None:
    made = booked(server, skin)
    name = tokens.read_booking(office.keys, made["token"])
    assert name is not None
    office.change(lambda change: records.set_fields(change, STORE, "appointment", name, {"state": "here"}))

    assert ask(server, page_of(made) + "/cancel", {}).status_code == 409
    assert ask(server, page_of(made)).json()["state"] == "here"


def test_a_booking_is_shown_for_a_month_after_its_hour(server: Server, office: Office, skin: str) -> None:
    name = tokens.read_booking(office.keys, booked(server, skin)["token"])
    assert name is not None
    long_ago = stamp(office.clock() - bookings.SHOWN - timedelta(minutes=1))
    office.change(lambda change: records.set_fields(change, STORE, "appointment", name, {"starts": long_ago}))

    assert ask(server, f"/shop/{STORE}/booking/{tokens.booking_token(office.keys, name)}").status_code == 404


def test_a_booking_that_cannot_be_is_refused_by_name(server: Server, office: Office, skin: str) -> None:
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"starts": "2026-05-05T07:05:00Z"}, 409, "starts"),
        ({"starts": "2026-05-05T01:00:00Z"}, 409, "starts"),
        ({"starts": "2026-05-04T04:05:00Z"}, 409, "starts"),
        ({"starts": "2027-05-05T07:00:00Z"}, 409, "starts"),
        ({"starts": "2026-05-05T07:00:00"}, 400, "starts"),
        ({"service": "nothing"}, 404, "service"),
        ({"name": "\u200b \n"}, 400, "name"),
        ({"answers": ["a", "b", "c"]}, 400, "answers"),
        # What does not even fit the form does not count as a try.
        ({"starts": "soon"}, 400, "starts"),
        ({"name": "x" * 41}, 400, "name"),
        ({"phone": "call me"}, 400, "phone"),
        ({"answers": ["x" * 101]}, 400, "answers[0]"),
        ({"member": "M1"}, 400, "member"),
        ({"needs": []}, 400, "needs"),
    ]

    answers = [ask(server, f"/shop/{STORE}/bookings", {**wish(skin), **changes}, KEY) for changes, _, _ in cases]

    told_of = [(answer.status_code, answer.json()["field"]) for answer in answers]
    assert told_of == [(status, field) for _, status, field in cases]
    assert count(office) == 0


def test_without_a_key_or_too_often_nothing_is_booked(server: Server, office: Office, skin: str) -> None:
    path = f"/shop/{STORE}/bookings"
    assert ask(server, path, wish(skin)).status_code == 400
    assert ask(server, path + "/" + KEY).status_code == 404
    assert ask(server, path + "/%25").status_code == 400

    hours = [f"2026-05-{day:02}T07:00:00Z" for day in range(5, 16)]
    said = [ask(server, path, wish(skin, starts=at), KEY + at[8:10]).status_code for at in hours]
    assert (said[0], said[-1], count(office)) == (201, 429, 7)


def test_who_guesses_tokens_learns_nothing_and_waits(server: Server, office: Office, skin: str) -> None:
    right = page_of(booked(server, skin))

    said = [ask(server, f"/shop/{STORE}/booking/{'A' * 44}").status_code for _ in range(16)]

    assert (said[0], said[-1], ask(server, right).status_code) == (404, 429, 429)
