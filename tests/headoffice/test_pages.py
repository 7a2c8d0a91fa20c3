"""What a browser may ask of head office: find, look through, order, look at one's own order; and what it may not."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sync.headoffice import orders, shop_floor
from sync.headoffice.office import Office
from sync.headoffice.orders import Wanted
from sync.headoffice.pages import shell, tokens
from sync.headoffice.server import Server
from sync.headoffice.shop_floor import Delivery
from tests.headoffice.offices import MILK, OAT, OTHER, SOAP, STORE, TEA

KEY = "0123456789abcdef"


def ask(server: Server, path: str, body: object = None, key: str = "") -> requests.Response:
    """What a browser asks."""
    headers = {"Idempotency-Key": key} if key else {}
    return requests.request(
        "GET" if body is None else "POST", server.address + path, json=body, headers=headers, timeout=10
    )


def line(gtin: str, price_minor: int, quantity: int = 1) -> dict[str, Any]:  # plain JSON
    """One line of a basket."""
    return {"gtin": gtin, "quantity": quantity, "price_minor": price_minor}


def wish(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:  # plain JSON
    """An order from a browser."""
    return {"lines": lines or (line(SOAP, 890),), "way": "pickup", "store": STORE, "name": "林", **more}


def placed(office: Office, *wanted: tuple[str, int], **more: Any) -> str:  # each field has its own type
    """An order; gives its id."""
    lines = tuple(Wanted(gtin=gtin, quantity=units) for gtin, units in wanted or ((SOAP, 1),))
    return office.change(lambda change: orders.place(change, STORE, lines, surname="林", paid=False, **more)).order_id


# ---------------------------------------------------------------- finding


def gtins(server: Server, query: str) -> list[str]:
    """What is found."""
    return [one["gtin"] for one in ask(server, f"/shop/{STORE}/products?{query}").json()["products"]]


@pytest.mark.parametrize("released", [False, True])
@pytest.mark.parametrize(
    ("query", "found"),
    [("q=牛奶", [MILK]), ("q=oat", [OAT]), ("q=澳芮", [MILK, OAT]), ("q=%25%27%22*", []), ("q=xyz", [])],
)
def test_products_are_found_by_their_names(
    server: Server, office: Office, query: str, found: list[str], released: bool
) -> None:
    if released:
        office.release(STORE)

    assert gtins(server, query) == found


@pytest.mark.parametrize(("query", "found"), [("q=cqlc", [TEA]), (f"q={MILK[1:]}", [MILK]), ("q=1004", [SOAP])])
def test_a_released_range_is_found_by_initials_barcodes_and_numbers(
    server: Server, office: Office, query: str, found: list[str]
) -> None:
    office.release(STORE)

    assert gtins(server, query) == found


def test_prices_and_stock_are_those_of_now_and_not_of_the_release(server: Server, office: Office) -> None:
    office.release(STORE)
    ask(server, "/v1/prices", {"store": STORE, "gtin": SOAP, "price_minor": 990})
    ask(server, "/v1/stock", {"store": STORE, "gtin": SOAP, "on_hand": 3})

    [soap] = ask(server, f"/shop/{STORE}/products?q=1004").json()["products"]
    assert (soap["price_minor"], soap["free"]) == (990, 3)


def test_a_newer_release_takes_the_place_of_the_last(server: Server, office: Office) -> None:
    office.release(STORE)
    gtins(server, "q=1004")
    office.release(STORE)

    assert gtins(server, "q=1004") == [SOAP]
    assert len(list((office.folder / "pages").iterdir())) == 1


def test_what_is_sold_out_here_names_the_stores_that_have_it(server: Server, office: Office) -> None:
    ask(server, "/v1/stock", {"store": STORE, "gtin": MILK, "on_hand": 0})

    more = ask(server, f"/shop/{STORE}/products/{MILK}").json()
    assert more["product"]["free"] == 0
    assert [(one["store"], one["free"]) for one in more["elsewhere"]] == [(OTHER, 7)]


def test_a_store_that_there_is_not_has_no_page(server: Server) -> None:
    assert [ask(server, f"/shop/9999999999994{more}").status_code for more in ("", "/offer", "/products")] == [404] * 3


# ---------------------------------------------------------------- ordering


def test_a_basket_is_told_what_it_costs_and_how_it_gets_there(server: Server, office: Office) -> None:
    office.change(lambda change: shop_floor.promise(change, [Delivery(STORE, "ship", 1440, 2880, 600, 9900, "")]))

    basket = ask(server, f"/shop/{STORE}/basket", {"lines": [line(MILK, 1190, 2)]}).json()

    assert basket["total_minor"] == 2 * 1290
    assert [(one["way"], one["store"], one["fee_minor"]) for one in basket["ways"]] == [
        ("pickup", STORE, 0),
        ("ship", STORE, 600),
        ("pickup", OTHER, 0),
    ]
    assert all(one["ready_at"] > "2026-05-04T04:00" for one in basket["ways"])


def test_a_basket_that_is_too_large_for_a_store_says_of_what(server: Server) -> None:
    basket = ask(server, f"/shop/{STORE}/basket", {"lines": [line(OAT, 1590, 4), line(SOAP, 890)]}).json()

    assert [(one["store"], one["lacking"]) for one in basket["ways"]] == [(STORE, [OAT])]


def test_an_order_is_placed_once_and_paid_when_it_is_fetched(server: Server, office: Office) -> None:
    first = ask(server, f"/shop/{STORE}/orders", wish(line(SOAP, 890, 2), phone="138 0000"), KEY)
    again = ask(server, f"/shop/{STORE}/orders", wish(line(SOAP, 890, 2), phone="138 0000"), KEY)

    assert (first.status_code, again.json()) == (201, first.json())
    assert ask(server, f"/shop/{STORE}/orders/{KEY}").json() == first.json()
    page = ask(server, first.json()["path"] + "/state").json()
    assert (page["state"], page["due_minor"], page["lines"][0]["quantity"]) == ("placed", 1780, 2)
    assert office.read(lambda db: db.execute("SELECT count(*) FROM pickup_order").fetchone()[0]) == 1
    assert "138" not in str(page)


def test_an_order_that_never_came_is_not_known(server: Server) -> None:
    assert ask(server, f"/shop/{STORE}/orders/{KEY}").status_code == 404
    assert ask(server, f"/shop/{STORE}/orders/%25").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"lines": [line(SOAP, 800)]}, 409, "lines[0].price"),
        ({"lines": [line(OAT, 1590, 4)]}, 409, "lines[0].quantity"),
        ({"lines": [line("09529000000052", 100)]}, 409, "lines[0].quantity"),
        ({"lines": [line(SOAP, 890), line(SOAP, 890)]}, 400, "lines[1].gtin"),
        ({"lines": [line(SOAP, 890, 0)]}, 400, "lines[0].quantity"),
        ({"lines": [line("09529000000015", 890)]}, 400, "lines[0].gtin"),
        ({"lines": []}, 400, "lines"),
        ({"name": "\u200b \n"}, 400, "name"),
        ({"name": "x" * 41}, 400, "name"),
        ({"phone": "call me"}, 400, "phone"),
        ({"way": "ship", "address": "x"}, 400, "way"),
        ({"store": "9999999999994"}, 404, "store"),
        ({"price": 1}, 400, "price"),
        ({"paid": True}, 400, "paid"),
        ({"member": "M1"}, 400, "member"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_name(
    server: Server, office: Office, changes: dict[str, Any], status: int, field: str
) -> None:
    answer = ask(server, f"/shop/{STORE}/orders", {**wish(), **changes}, KEY)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert office.read(lambda db: db.execute("SELECT count(*) FROM pickup_order").fetchone()[0]) == 0


@pytest.mark.parametrize(
    ("address", "units", "fee", "status"),
    [
        ("", 2, 0, 400),
        ("衡山路 2 号", 1, 0, 409),
        ("衡山路 2 号", 1, 600, 201),
        ("衡山路 2 号", 2, 600, 409),
        ("衡山路 2 号", 2, 0, 201),
    ],
)
@pytest.mark.parametrize("way", ["ship", "delivery"])
def test_what_is_sent_needs_an_address_and_the_fee_that_holds_now(
    server: Server, office: Office, way: str, address: str, units: int, fee: int, status: int
) -> None:
    office.change(lambda change: shop_floor.set_way(change, Delivery(STORE, way, 60, 2880, 600, 1780, "")))

    asked = wish(line(SOAP, 890, units), way=way, address=address, fee_minor=fee)
    answer = ask(server, f"/shop/{STORE}/orders", asked, KEY)

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["field"] == "fee"
    elif status == 201:
        page = ask(server, answer.json()["path"] + "/state").json()
        sums = (units * 890 + fee, fee, units * 890 + fee)
        assert (page["total_minor"], page["fee_minor"], page["due_minor"]) == sums


def test_an_order_without_a_key_or_with_a_used_one_is_refused(server: Server) -> None:
    assert ask(server, f"/shop/{STORE}/orders", wish()).status_code == 400
    assert ask(server, f"/shop/{STORE}/orders", wish(), "short").status_code == 400
    ask(server, f"/shop/{STORE}/orders", wish(), KEY)
    assert ask(server, f"/shop/{STORE}/orders", wish(name="王"), KEY).status_code == 409


def test_a_name_is_one_plain_line(server: Server, office: Office) -> None:
    ask(server, f"/shop/{STORE}/orders", wish(name="林\n\u202e<b>小姐\u0007"), KEY)

    assert office.read(lambda db: db.execute("SELECT surname FROM pickup_order").fetchone()[0]) == "林 <b>小姐"


# ---------------------------------------------------------------- what surrounds it


def test_every_answer_carries_the_policy_and_order_pages_are_kept_by_nobody(server: Server, office: Office) -> None:
    order = tokens.path(office.keys, placed(office))
    paths = (
        f"/shop/{STORE}",
        order,
        "/shop/assets/shop.js",
        f"/shop/{STORE}/offer",
        f"/shop/{STORE}/products",
        f"{order}/state",
        f"{order}/code.svg",
    )

    for path in paths:
        answer = ask(server, path)
        assert answer.status_code == 200, path
        for name, value in shell.HEADERS.items():
            assert answer.headers[name] == value, (path, name)
    assert "unsafe" not in shell.POLICY
    assert "default-src 'none'" in shell.POLICY
    assert ask(server, f"{order}/state").headers["cache-control"] == "no-store"
    assert ask(server, "/shop/assets/worker.js").headers["service-worker-allowed"] == "/"


@pytest.mark.parametrize(
    "name", ["..%2fshell.py", "shop.html", "shell.py", ".hidden.js", "nothing.js", "a" * 99 + ".js"]
)
def test_no_other_file_is_given_out(server: Server, name: str) -> None:
    assert ask(server, f"/shop/assets/{name}").status_code == 404


def test_too_many_orders_from_one_browser_wait(server: Server) -> None:
    answers = [ask(server, f"/shop/{STORE}/orders", wish(line(SOAP, 1)), KEY).status_code for _ in range(32)]

    assert answers[:30] == [409] * 30
    assert 429 in answers[30:]
