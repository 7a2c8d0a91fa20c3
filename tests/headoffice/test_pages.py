"""What a browser may ask of head office: find, look through, order, look at one's own order; and what it may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import requests

from sync.formats import tokens as codes
from sync.headoffice import order_moves, orders, shop_floor, tickets
from sync.headoffice.change import Conflict, Unknown
from sync.headoffice.office import Office
from sync.headoffice.orders import Wanted
from sync.headoffice.pages import moves, shell, tokens, view
from sync.headoffice.pages.answers import PageArrival, PageChoose, PageOrder, PageSay
from sync.headoffice.pages.tokens import Address
from sync.headoffice.server import Server
from sync.headoffice.shop_floor import Delivery
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, SOAP, STORE, TEA

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


def seen(office: Office, order_id: str, holder: tokens.Holder = "shopper", after: timedelta = timedelta()) -> PageOrder:
    """The order's page, some time later."""
    address = Address(order_id, holder)
    return office.read(lambda db: view.show(db, office.keys, "acme", address, NOON + after))


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
    ("address", "units", "status"), [("", 2, 400), ("衡山路 2 号", 1, 400), ("衡山路 2 号", 2, 201)]
)
def test_what_is_sent_needs_an_address_and_a_sum_from_which_it_is_free(
    server: Server, office: Office, address: str, units: int, status: int
) -> None:
    office.change(lambda change: shop_floor.promise(change, [Delivery(STORE, "ship", 1440, 2880, 600, 1780, "")]))

    answer = ask(server, f"/shop/{STORE}/orders", wish(line(SOAP, 890, units), way="ship", address=address), KEY)

    assert answer.status_code == status


def test_an_order_without_a_key_or_with_a_used_one_is_refused(server: Server) -> None:
    assert ask(server, f"/shop/{STORE}/orders", wish()).status_code == 400
    assert ask(server, f"/shop/{STORE}/orders", wish(), "short").status_code == 400
    ask(server, f"/shop/{STORE}/orders", wish(), KEY)
    assert ask(server, f"/shop/{STORE}/orders", wish(name="王"), KEY).status_code == 409


def test_a_name_is_one_plain_line(server: Server, office: Office) -> None:
    ask(server, f"/shop/{STORE}/orders", wish(name="林\n\u202e<b>小姐\u0007"), KEY)

    assert office.read(lambda db: db.execute("SELECT surname FROM pickup_order").fetchone()[0]) == "林 <b>小姐"


# ---------------------------------------------------------------- the page of an order


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
