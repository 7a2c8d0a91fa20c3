"""Orders over HTTP: each request once, what is wrong is named, and whoever looks sees an order change at once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from socket import SHUT_RDWR
from typing import Any

import pytest
import requests

from sync.formats import tokens
from sync.headoffice import orders
from sync.headoffice.office import Office
from sync.headoffice.orders import Order
from sync.headoffice.server import Server
from tests.headoffice.offices import MILK, NOON, OTHER, STORE
from tests.headoffice.order_desk import Clerk, place
from tests.headoffice.test_http import ask
from tests.sync.hosts import until

ORDER: dict[str, Any] = {  # plain JSON
    "store": STORE,
    "lines": [{"gtin": MILK[1:], "quantity": 2}],
    "member": "M1",
    "contact": "+86 21 5555",
    "note": "thank you",
}


def order_of(server: Server, **more: object) -> dict[str, Any]:
    """Place an order; gives it as JSON."""
    answer = ask(server, "POST", "/v1/orders", {**ORDER, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["order"]
    return found


def known(office: Office, order: dict[str, Any]) -> Order:
    """The same order as head office has it."""
    return office.read(lambda db: orders.get(db, order["order_id"]))


def test_a_shopper_s_whole_way_over_http(server: Server, office: Office) -> None:
    order = order_of(server)
    path = f"/v1/orders/{order['order_id']}"
    Clerk(office).make_ready(known(office, order))

    here = ask(server, "POST", f"{path}/arrivals", {"how": "car", "more": {"spot": "3"}}, key="a1").json()
    again = ask(server, "POST", f"{path}/arrivals", {"how": "car", "more": {"spot": "3"}}, key="a1").json()
    assert (here["state"], here["here_more"]) == ("arrived", {"spot": "3"})
    assert here == again
    assert ask(server, "POST", f"{path}/leave", {}).json()["state"] == "ready"
    assert ask(server, "POST", f"{path}/delegate", {"name": "王"}).json()["delegate"] == "王"
    extended = ask(server, "POST", f"{path}/extend", {"until": "2026-05-20T04:00:00Z"}).json()
    assert extended["expires_at"] == "2026-05-20T04:00:00.000Z"
    assert ask(server, "POST", f"{path}/cancel", {"reason": "late"}).json()["state"] == "cancelled"

    history = ask(server, "GET", f"{path}/history").json()
    assert [step["kind"] for step in history["steps"]][-4:] == ["leave", "delegate", "extend", "cancel"]
    assert [one["amount_minor"] for one in history["refunds"]] == [2580]
    [refund] = ask(server, "GET", "/v1/refunds?status=open").json()["refunds"]
    assert ask(server, "POST", f"/v1/refunds/{refund['n']}/settle", {"reference": "r1"}).json()["state"] == "settled"


def test_orders_are_listed_by_member_and_store(server: Server) -> None:
    first, second = order_of(server), order_of(server, member="M2")
    ask(server, "POST", f"/v1/orders/{second['order_id']}/cancel", {})

    def listed(query: str) -> list[str]:
        return [one["order_id"] for one in ask(server, "GET", f"/v1/orders?{query}").json()["orders"]]

    assert listed("member=M1") == [first["order_id"]]
    assert listed(f"store={STORE}") == [second["order_id"], first["order_id"]]
    assert listed(f"store={STORE}&open_only=true") == [first["order_id"]]
    assert ask(server, "GET", "/v1/orders").status_code == 400


def test_a_code_is_the_same_at_each_look_and_another_one_for_the_rest(server: Server, office: Office) -> None:
    order = order_of(server)
    path = f"/v1/orders/{order['order_id']}/code"

    first = ask(server, "GET", path).json()
    assert first == ask(server, "GET", path).json()
    assert first["digits"] == order["pickup_code"]
    token = tokens.parse(first["text"])
    assert token is not None
    tokens.check(token, NOON, lambda _signer, _key_id: office.keys.codes["pickup"].public_key())

    clerk = Clerk(office)
    ready = clerk.make_ready(known(office, order))
    clerk.do(ready, "hand", text=token.body.nonce, handed=((ready.lines[0].line_id, 1),))
    rest = tokens.parse(ask(server, "GET", path).json()["text"])
    assert rest is not None
    assert rest.body.nonce != token.body.nonce
    sent = order_of(server, method="ship")
    assert ask(server, "GET", f"/v1/orders/{sent['order_id']}/code").status_code == 404


def test_what_is_short_is_chosen_about_and_an_order_goes_elsewhere(server: Server, office: Office) -> None:
    order = order_of(server)
    line = order["lines"][0]["line_id"]
    clerk = Clerk(office)
    there = known(office, order)
    clerk.do(there, "accept")
    assert clerk.do(there, "short", line_id=line, units=1, text="damaged").waiting

    body = {"line_id": line, "choice": f"store:{OTHER}"}
    after = ask(server, "POST", f"/v1/orders/{order['order_id']}/choose", body).json()
    new = ask(server, "POST", f"/v1/orders/{order['order_id']}/convert", {"to": f"store:{OTHER}"}).json()

    assert (len(after["became"]), after["waiting"]) == (1, False)
    assert (new["store"], new["made_from"], new["lines"][0]["quantity"]) == (OTHER, order["order_id"], 1)


def test_an_unpaid_order_is_changed_and_paid(server: Server) -> None:
    order = order_of(server, paid=False)
    path = f"/v1/orders/{order['order_id']}"
    assert order["due_minor"] == 2580

    changed = ask(server, "POST", f"{path}/amend", {"line_id": order["lines"][0]["line_id"], "units": 1}).json()
    paid = ask(server, "POST", f"{path}/pay", {"reference": "card-1"}).json()

    assert (changed["due_minor"], paid["due_minor"], paid["paid_by"]) == (1290, 0, "card-1")


@pytest.mark.parametrize(
    ("verb", "body", "status", "field"),
    [
        ("arrivals", {"how": "rocket"}, 400, "how"),
        ("arrivals", {"how": "car", "more": {"spot": "x" * 99}}, 400, "more"),
        ("extend", {"until": "2020-01-01T00:00:00Z"}, 400, "until"),
        ("extend", {"until": "2026-05-05T00:00:00"}, 400, "until"),
        ("amend", {"line_id": "x", "units": 1}, 404, "line_id"),
        ("choose", {"line_id": "x", "choice": "wait"}, 404, "line_id"),
        ("convert", {"to": "moon"}, 400, "to"),
        ("convert", {"to": "store:9521000000999"}, 404, "store"),
        ("pay", {"reference": "x"}, 409, "order_id"),
        ("notices/resend", {"x": 1}, 400, "x"),
    ],
)
def test_a_move_that_is_wrong_is_named_and_does_nothing(
    server: Server, verb: str, body: object, status: int, field: str
) -> None:
    order = order_of(server)

    answer = ask(server, "POST", f"/v1/orders/{order['order_id']}/{verb}", body)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert ask(server, "GET", f"/v1/orders/{order['order_id']}").json() == order


# ---------------------------------------------------------------- live


class Browser:
    """Follows an order in a thread; keeps what came with the moment it came at."""

    def __init__(self, server: Server, order_id: str) -> None:
        self.seen: list[tuple[float, dict[str, Any]]] = []
        self.ended = False
        line = HTTPConnection(server.address.removeprefix("http://"), timeout=20)
        line.request("GET", f"/v1/orders/{order_id}/events")
        self._socket = line.sock
        self._answer = line.getresponse()
        assert self._answer.status == 200
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while line := self._answer.readline():
            if line.startswith(b"data: {"):
                self.seen.append((time.perf_counter(), json.loads(line[6:])))
        self.ended = True

    def state(self) -> str:
        return str(self.seen[-1][1]["state"]) if self.seen else ""

    def close(self) -> None:
        with suppress(OSError):  # head office was first
            self._socket.shutdown(SHUT_RDWR)
        self._thread.join()


@pytest.fixture
def browsers() -> Iterator[list[Browser]]:
    """Give a list of browsers that are closed with the test."""
    found: list[Browser] = []
    yield found
    for one in found:
        one.close()


def test_a_browser_sees_each_state_within_a_second(server: Server, office: Office, browsers: list[Browser]) -> None:
    order = place(office)
    browsers += [Browser(server, order.order_id) for _ in range(5)]
    until(lambda: all(one.state() == "placed" for one in browsers))
    clerk = Clerk(office)
    waits = []

    for kind, state in (("accept", "accepted"), ("delegate", ""), ("cancel", "cancelled")):
        began = time.perf_counter()
        clerk.do(order, kind, text="x")  # type: ignore[arg-type]  # a kind of step
        until(lambda: all(one.state() == state for one in browsers) if state else True)  # noqa: B023  waits in the loop
        waits += [one.seen[-1][0] - began for one in browsers if state]

    assert max(waits) < 1.0
    assert [seen["state"] for _, seen in browsers[0].seen][-1] == "cancelled"


def test_who_follows_is_let_go_when_head_office_closes(server: Server, office: Office, browsers: list[Browser]) -> None:
    order = place(office)
    browsers.append(Browser(server, order.order_id))
    until(lambda: browsers[0].state() == "placed")
    began = time.perf_counter()

    server.close()

    until(lambda: browsers[0].ended)
    assert time.perf_counter() - began < 4.0


def test_nobody_follows_an_order_that_there_is_none_of(server: Server) -> None:
    assert requests.get(f"{server.address}/v1/orders/nobody/events", timeout=10).status_code == 404
