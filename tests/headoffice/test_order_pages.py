"""The page of an order: who may open it, what it shows, and what a shopper does with the order on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import requests

from sync.formats import tokens as codes
from sync.headoffice import order_moves, orders, tickets
from sync.headoffice.change import Conflict, Unknown
from sync.headoffice.office import Office
from sync.headoffice.orders import Wanted
from sync.headoffice.pages import moves, tokens, view
from sync.headoffice.pages.answers import PageArrival, PageChoose, PageOrder, PageSay
from sync.headoffice.pages.tokens import Address
from sync.headoffice.server import Server
from tests.headoffice.offices import MILK, NOON, OTHER, SOAP, STORE


def ask(server: Server, path: str, body: object = None, key: str = "") -> requests.Response:
    """What a browser asks."""
    headers = {"Idempotency-Key": key} if key else {}
    return requests.request(
        "GET" if body is None else "POST", server.address + path, json=body, headers=headers, timeout=10
    )


def placed(office: Office, *wanted: tuple[str, int], **more: Any) -> str:  # each field has its own type
    """An order; gives its id."""
    lines = tuple(Wanted(gtin=gtin, quantity=units) for gtin, units in wanted or ((SOAP, 1),))
    return office.change(lambda change: orders.place(change, STORE, lines, surname="林", paid=False, **more)).order_id


def seen(office: Office, order_id: str, holder: tokens.Holder = "shopper", after: timedelta = timedelta()) -> PageOrder:
    """The order's page, some time later."""
    address = Address(order_id, holder)
    return office.read(lambda db: view.show(db, office.keys, "acme", address, NOON + after))


def test_an_address_opens_one_order_and_cannot_be_made_up(server: Server, office: Office) -> None:
    mine, other = placed(office), placed(office, (MILK, 1))
    token = tokens.token(office.keys, mine)

    assert ask(server, f"/order/{token}/state").json()["lines"][0]["gtin"] == SOAP
    for changed in (token[:-1] + ("A" if token[-1] != "A" else "B"), "A" * 44, token[:20], token + "A", other, "..%2f"):
        assert ask(server, f"/order/{changed}/state").status_code == 404, changed
    assert tokens.read(office.keys, tokens.token(office.keys, mine, "friend")) == Address(mine, "friend")


def test_who_guesses_too_often_waits_even_when_right(server: Server, office: Office) -> None:
    right = tokens.token(office.keys, placed(office))

    answers = [ask(server, f"/order/{'A' * 43}{n % 10}/state").status_code for n in range(17)]
    late = ask(server, f"/order/{right}/state")

    assert (answers[:15], answers[15:]) == ([404] * 15, [429, 429])
    assert (late.status_code, int(late.headers["retry-after"]) >= 1) == (429, True)


def test_the_code_on_the_page_is_one_that_devices_believe_and_always_the_same(server: Server, office: Office) -> None:
    order_id = placed(office)
    address = Address(order_id, "friend")

    texts = {office.read(lambda db: moves.code_text(db, office.keys, address, NOON)) for _ in range(2)}
    picture = ask(server, tokens.path(office.keys, order_id, "friend") + "/code.svg")

    [text] = texts
    token = codes.parse(text)
    assert token is not None
    codes.check(token, NOON, lambda _signer, _key_id: office.keys.codes["pickup"].public_key())
    assert (token.subject, picture.headers["content-type"]) == (order_id, "image/svg+xml")
    assert picture.content.startswith(b"<svg")


def test_who_fetches_it_for_somebody_sees_no_prices_and_decides_nothing(office: Office) -> None:
    order_id = placed(office)
    page = seen(office, order_id, "friend")

    assert (page.total_minor, page.due_minor, page.lines[0].price_minor, page.friend_path) == (0, 0, 0, "")
    assert page.may == ("arrive",)
    friend = Address(order_id, "friend")
    refused: list[Callable[[], object]] = [
        lambda: moves.cancel(office, friend),
        lambda: moves.delegate(office, friend, "x"),
        lambda: moves.extend(office, friend),
    ]
    for act in refused:
        with pytest.raises(Conflict):
            act()
    assert moves.arrive(office, friend, PageArrival(how="foot")).here == "foot"


def test_what_was_done_already_is_done_once(office: Office) -> None:
    order_id = placed(office)
    mine = Address(order_id, "shopper")
    car = PageArrival(how="car", colour="blue", spot="B2\n-14")

    assert moves.arrive(office, mine, car) == moves.arrive(office, mine, car)
    assert moves.delegate(office, mine, " 王 ") == moves.delegate(office, mine, "王")
    page = moves.cancel(office, mine)
    assert moves.cancel(office, mine) == page
    assert (page.state, page.here_more, page.digits, page.may) == (
        "cancelled",
        {"colour": "blue", "spot": "B2 -14"},
        "",
        ("say",),
    )
    with pytest.raises(Conflict):
        moves.arrive(office, mine, car)


def test_more_time_is_given_shortly_before_it_runs_out_and_not_for_ever(office: Office) -> None:
    order_id = placed(office, expires_at=NOON + timedelta(days=5))

    early = seen(office, order_id)
    late = seen(office, order_id, after=timedelta(days=4))
    gone = seen(office, order_id, after=timedelta(days=6))

    assert ["extend" in page.may for page in (early, late, gone)] == [False, True, False]
    order = office.read(lambda db: orders.get(db, order_id))
    assert view.longer(order, NOON + timedelta(days=4)) == NOON + timedelta(days=8)
    office.change(lambda change: order_moves.extend(change, order_id, NOON + timedelta(days=29)))
    order = office.read(lambda db: orders.get(db, order_id))
    assert view.longer(order, NOON + timedelta(days=28)) == NOON + timedelta(days=30)


def test_an_order_that_ended_a_month_ago_is_shown_to_nobody(office: Office) -> None:
    order_id = placed(office)
    moves.cancel(office, Address(order_id, "shopper"))

    assert seen(office, order_id, after=timedelta(days=29)).state == "cancelled"
    with pytest.raises(Unknown):
        seen(office, order_id, after=timedelta(days=31))


def test_what_was_not_found_may_become_only_what_is_offered(office: Office) -> None:
    order_id = placed(office, (MILK, 2))
    line_id = office.read(lambda db: orders.get(db, order_id)).lines[0].line_id
    office.change(lambda change: orders.step(change, order_id, "accept"))
    mine = Address(order_id, "shopper")
    assert seen(office, order_id).lines[0].offers == ()

    office.change(lambda change: orders.step(change, order_id, "short", line_id=line_id, units=2, text="not_there"))

    page = seen(office, order_id)
    assert "choose" in page.may
    assert {(one.kind, one.amount_minor) for one in page.lines[0].offers} == {
        ("substitute", 2580),
        ("store", 0),
        ("wait", 0),
        ("refund", 2580),
    }
    chosen = msgspec.convert({"line_id": line_id, "choice": "ship"}, PageChoose)
    with pytest.raises(Conflict):
        moves.choose(office, mine, chosen)
    elsewhere = PageChoose(line_id=line_id, choice=f"store:{OTHER}")
    page = moves.choose(office, mine, elsewhere)
    assert page.lines[0].state == "left_out"
    assert moves.choose(office, mine, elsewhere).lines == page.lines


def test_what_a_shopper_says_is_a_ticket_of_the_store_and_its_answer_is_on_the_page(office: Office) -> None:
    order_id = placed(office)
    mine = Address(order_id, "shopper")
    moves.cancel(office, mine)

    [said] = moves.say(office, mine, PageSay(subject="complaint", text="太晚了", language="zh-CN")).said
    [ticket] = office.read(lambda db: tickets.newer(db, store=STORE))
    office.change(lambda change: tickets.answer(change, ticket.ticket, "对不起", "operator-2"))

    assert (said.number, said.text, ticket.sale_number, ticket.name) == (ticket.number, "太晚了", "B-0001", "")
    assert seen(office, order_id).said[0].answer == "对不起"
    assert seen(office, order_id, "friend").said == ()
    with pytest.raises(Conflict):
        moves.say(office, Address(order_id, "friend"), PageSay(subject="feedback", text="x"))
    for _ in range(4):
        moves.say(office, mine, PageSay(subject="feedback", text="x"))
    with pytest.raises(Conflict):
        moves.say(office, mine, PageSay(subject="feedback", text="x"))


def test_changes_are_told_while_somebody_looks(server: Server, office: Office) -> None:
    order_id = placed(office)
    path = tokens.path(office.keys, order_id)

    with requests.get(server.address + path + "/events", stream=True, timeout=10) as stream:
        told = stream.iter_lines(decode_unicode=True)
        first = next(one for one in told if one.startswith("data:"))
        moves.cancel(office, Address(order_id, "shopper"))
        second = next(one for one in told if one.startswith("data:"))

    assert ('"state":"placed"' in first, '"state":"cancelled"' in second) == (True, True)
    assert stream.headers["cache-control"] == "no-store"
