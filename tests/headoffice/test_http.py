"""Head office over HTTP: what is asked for happens once, what is wrong is named, and files can be resumed."""

from __future__ import annotations

import hashlib
import threading
from typing import Any

import pytest
import requests

from sync.formats import tokens
from sync.headoffice import snapshots
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.messages import OnlineBasketChanged, OrderPlaced, PriceChanged, StockLevelChanged
from tests.headoffice.offices import MILK, NOON, STORE, told

MILK_13 = MILK[1:]


@pytest.fixture
def released(office: Office) -> snapshots.Release:
    """A release of the first store."""
    return office.release(STORE)[0]


def ask(server: Server, method: str, path: str, body: object = None, key: str = "") -> requests.Response:
    """One request."""
    headers = {"Idempotency-Key": key} if key else {}
    return requests.request(method, server.address + path, json=body, headers=headers, timeout=10)


ORDER: dict[str, Any] = {"store": STORE, "lines": [{"gtin": MILK_13, "quantity": 2}], "member": "M1"}  # plain JSON


def test_a_price_is_changed_and_told(server: Server, office: Office) -> None:
    answer = ask(server, "POST", "/v1/prices", {"store": STORE, "gtin": MILK_13, "price_minor": 999})

    assert answer.status_code == 200
    [event] = told(office, STORE, PriceChanged)
    assert isinstance(event, PriceChanged)
    assert (event.gtin, event.price_minor, event.currency) == (MILK, 999, "CNY")
    assert event.version == answer.json()["version"]


def test_stock_is_set_and_told(server: Server, office: Office) -> None:
    answer = ask(server, "POST", "/v1/stock", {"store": STORE, "gtin": MILK_13, "on_hand": 77})

    assert answer.status_code == 200
    last = told(office, STORE, StockLevelChanged)[-1]
    assert isinstance(last, StockLevelChanged)
    assert (last.gtin, last.on_hand) == (MILK, 77)
    assert ask(server, "GET", f"/v1/stock/{STORE}/{MILK_13}").json()["on_hand"] == 77


def test_an_order_gets_a_number_and_a_code_that_devices_believe(server: Server, office: Office) -> None:
    answer = ask(server, "POST", "/v1/orders", ORDER)

    assert answer.status_code == 201
    order = answer.json()["order"]
    token = tokens.parse(answer.json()["pickup_code"])
    assert token is not None
    tokens.check(token, NOON, lambda _signer, _key_id: office.keys.codes["pickup"].public_key())
    assert (token.kind, token.subject, order["number"]) == ("pickup", order["order_id"], "B-0001")
    assert ask(server, "GET", f"/v1/orders/{order['order_id']}").json() == order
    assert len(told(office, STORE, OrderPlaced)) == 1


def test_the_same_request_again_gets_the_same_answer_and_does_nothing_twice(server: Server, office: Office) -> None:
    first = ask(server, "POST", "/v1/orders", ORDER, key="k1")
    again = ask(server, "POST", "/v1/orders", ORDER, key="k1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert len(told(office, STORE, OrderPlaced)) == 1


def test_a_key_used_for_another_request_is_refused(server: Server, office: Office) -> None:
    ask(server, "POST", "/v1/orders", ORDER, key="k1")
    other = ask(server, "POST", "/v1/orders", {**ORDER, "paid": False}, key="k1")
    elsewhere = ask(server, "POST", "/v1/prices", {"store": STORE, "gtin": MILK_13, "price_minor": 1}, key="k1")

    assert other.status_code == elsewhere.status_code == 409
    assert other.json()["field"] == "Idempotency-Key"
    assert told(office, STORE, PriceChanged) == []


def test_ten_at_once_with_one_key_are_one_order(server: Server, office: Office) -> None:
    answers: list[requests.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(ask(server, "POST", "/v1/orders", ORDER, key="k")))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.text for answer in answers} == {answers[0].text}
    assert len(told(office, STORE, OrderPlaced)) == 1


def test_an_order_is_cancelled_once(server: Server) -> None:
    order_id = ask(server, "POST", "/v1/orders", ORDER).json()["order"]["order_id"]

    assert ask(server, "POST", f"/v1/orders/{order_id}/cancel", {"reason": "late"}).json()["state"] == "cancelled"
    assert ask(server, "POST", f"/v1/orders/{order_id}/cancel", {}).status_code == 409


def test_a_basket_is_replaced_as_a_whole(server: Server, office: Office) -> None:
    ask(server, "POST", "/v1/baskets", {"member": "M1", "lines": [{"gtin": MILK_13, "quantity": 1}]})
    answer = ask(server, "POST", "/v1/baskets", {"member": "M1", "lines": [{"gtin": MILK_13, "quantity": 3}]})

    assert answer.status_code == 200
    [event] = told(office, STORE, OnlineBasketChanged)
    assert isinstance(event, OnlineBasketChanged)
    assert [(line.gtin, line.quantity) for line in event.lines] == [(MILK, 3)]
    assert ask(server, "GET", "/v1/baskets/M1").json()["version"] == event.version


def test_a_member_is_saved_and_erased(server: Server, office: Office) -> None:
    body = {"member": "M3", "store": STORE, "surname": "王", "title": "mr"}

    assert ask(server, "POST", "/v1/members", body).status_code == 200
    assert ask(server, "DELETE", "/v1/members/M3").status_code == 204
    assert ask(server, "DELETE", "/v1/members/M3").status_code == 404
    found = office.read(lambda db: db.execute("SELECT data FROM down WHERE subject = 'M3'").fetchall())
    assert [b"\xe7\x8e\x8b" in row[0] for row in found] == [False], "the name is gone from the stream, too"


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/v1/prices", {"store": STORE, "gtin": MILK_13}, 400, "price_minor"),
        ("/v1/prices", {"store": STORE, "gtin": MILK_13, "price_minor": "nine"}, 400, "price_minor"),
        ("/v1/prices", {"store": STORE, "gtin": MILK_13, "price_minor": -9}, 400, "price_minor"),
        ("/v1/prices", {"store": STORE, "gtin": "9529000000015", "price_minor": 9}, 400, "gtin"),
        ("/v1/prices", {"store": STORE, "gtin": "9529000000991", "price_minor": 9}, 404, "gtin"),
        ("/v1/prices", {"store": "9521000000032", "gtin": MILK_13, "price_minor": 9}, 404, "store"),
        ("/v1/prices", {"store": STORE, "gtin": MILK_13, "price_minor": 9, "currency": "USD"}, 400, "currency"),
        ("/v1/prices", {"store": STORE, "gtin": MILK_13, "price_minor": 9, "price": 1}, 400, "price"),
        ("/v1/orders", {**ORDER, "lines": []}, 400, "lines"),
        ("/v1/orders", {**ORDER, "member": "nobody"}, 404, "member"),
        ("/v1/orders", {**ORDER, "lines": [{"gtin": "9529000000015", "quantity": 1}]}, 400, "lines[0].gtin"),
        ("/v1/baskets", {"member": "M1", "lines": [{"gtin": MILK_13, "quantity": 1}] * 2}, 400, "lines"),
    ],
)
def test_what_is_wrong_is_named(server: Server, path: str, body: object, status: int, field: str) -> None:
    answer = ask(server, "POST", path, body)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert answer.json()["detail"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[1, 2]", b"\xff\xfe", b"null"])
def test_what_is_no_json_is_refused(server: Server, raw: bytes) -> None:
    answer = requests.post(
        server.address + "/v1/prices", data=raw, headers={"Content-Type": "application/json"}, timeout=10
    )

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid"


def test_a_body_that_is_far_too_large_is_refused(server: Server) -> None:
    answer = requests.post(
        server.address + "/v1/prices", data=b" " * (2 << 20), headers={"Content-Type": "application/json"}, timeout=10
    )

    assert answer.status_code == 413


def test_the_manifest_is_sent_again_only_if_it_is_new(
    server: Server, released: snapshots.Release, office: Office
) -> None:
    url = f"{server.address}/v1/stores/{STORE}/catalogue/manifest"
    first = requests.get(url, timeout=10)
    again = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
    office.release(STORE)
    newer = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)

    assert first.json()["manifest"] == released.sealed.manifest
    assert (again.status_code, again.content) == (304, b"")
    assert newer.status_code == 200
    assert newer.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("headers", "status", "part"),
    [
        ({}, 200, slice(None)),
        ({"Range": "bytes=100-199"}, 206, slice(100, 200)),
        ({"Range": "bytes=500-"}, 206, slice(500, None)),
        ({"Range": "bytes=-50"}, 206, slice(-50, None)),
        ({"Range": "bytes=500-", "If-Range": "ETAG"}, 206, slice(500, None)),
        ({"Range": "bytes=500-", "If-Range": '"another"'}, 200, slice(None)),
        ({"If-None-Match": "ETAG"}, 304, slice(0, 0)),
        ({"If-None-Match": '"another"'}, 200, slice(None)),
        ({"Range": "bytes=99999999-"}, 416, slice(0, 0)),
    ],
)
def test_parts_of_a_snapshot_can_be_fetched(
    server: Server, released: snapshots.Release, headers: dict[str, str], status: int, part: slice
) -> None:
    whole = released.file.read_bytes()
    etag = f'"{hashlib.sha256(whole).hexdigest()}"'
    sent = {name: etag if value == "ETAG" else value for name, value in headers.items()}

    answer = requests.get(server.address + released.manifest.url, headers=sent, timeout=10)

    assert answer.status_code == status
    if status < 400:
        assert answer.headers["ETag"] == etag
        assert answer.content == whole[part]


@pytest.mark.parametrize("path", ["1.sqlite.zst", "..%2F..%2Fheadoffice.db", "x.sqlite.zst", "9.sqlite"])
def test_there_is_no_other_file(server: Server, released: snapshots.Release, path: str) -> None:
    assert requests.get(f"{server.address}/v1/stores/{STORE}/catalogue/{path}", timeout=10).status_code == 404


def test_a_picture_is_served_by_its_content(server: Server, office: Office) -> None:
    [path] = office.image_folder.iterdir()

    answer = requests.get(f"{server.address}/v1/images/{path.name}", timeout=10)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert hashlib.sha256(answer.content).hexdigest() == path.name
    for wrong in ("0" * 64, "..%2Fkeys%2Froot.key", path.name.upper()):
        assert requests.get(f"{server.address}/v1/images/{wrong}", timeout=10).status_code == 404


def test_health_says_how_it_is(server: Server) -> None:
    health = ask(server, "GET", "/v1/health").json()

    assert (health["tenant"], health["broker"], health["effects_behind"]) == ("acme", False, 0)
    assert ask(server, "GET", "/v1/sales").json() == {"totals": [], "missing": []}
    assert ask(server, "GET", "/v1/flags").json() == {"flags": []}


def test_a_release_can_be_asked_for(server: Server) -> None:
    made = ask(server, "POST", f"/v1/stores/{STORE}/releases")

    assert made.status_code == 201
    assert ask(server, "POST", "/v1/stores/9521000000032/releases").status_code == 404
