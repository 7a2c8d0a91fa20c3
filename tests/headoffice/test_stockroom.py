"""What follows at head office from the stores' papers: orders of requests, wishes told, differences flagged."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.clock import stamp
from sync.headoffice import allocations, flags, orders, prices, records, stockroom, stockroom_commands
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Conflict, Invalid, Unknown
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.headoffice.stockroom import Announced
from sync.hybrid_clock import Reading
from sync.messages import Field, RecordChanged, RecordTold
from tests.headoffice import offices
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, SOAP, STORE, TEA


def hear(office: Office, kind: str, record_id: str, seq: int = 1, at_store: str = STORE, **values: Any) -> None:
    """A device of a store set these fields."""
    at = str(Reading(int(NOON.timestamp() * 1000) + 1000 * seq))
    fields = {name: Field(value, at, "tablet-1") for name, value in values.items()}
    event = RecordChanged(kind=kind, record_id=record_id, device="tablet-1", fields=fields, at=NOON)
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    arrival = Arrival(at_store, "tablet-1", offices.event(event, seq, store=at_store), event, False)
    office.database.call(lambda db: effects.apply(db, [arrival]))


def record(office: Office, kind: str, record_id: str) -> records.Record:
    return office.read(lambda db: records.get(db, kind, record_id))


def asked(office: Office, how: str = "store", gtin: str = MILK, units: int = 1, **more: Any) -> None:
    hear(
        office,
        "request",
        "r1",
        state="asked",
        gtin=gtin,
        units=units,
        how=how,
        store=OTHER if how == "store" else "",
        asked_at=stamp(NOON),
        **more,
    )


def test_a_request_becomes_an_order_in_the_other_store_that_is_paid_there(office: Office) -> None:
    asked(office)

    answered = record(office, "request", "r1")
    assert answered.text("state") == "confirmed"
    order = office.read(lambda db: orders.get(db, answered.text("order_id")))
    assert (order.store, order.paid, order.number) == (OTHER, False, answered.text("order_number"))
    assert office.read(lambda db: allocations.free(db, OTHER, MILK)) == 6
    told = [one for one in offices.told(office, STORE, RecordTold) if isinstance(one, RecordTold)]
    assert told[-1].fields["state"].value == "confirmed"


def test_a_request_heard_twice_is_one_order(office: Office) -> None:
    asked(office)
    asked(office)

    assert len(office.read(lambda db: orders.of_store(db, OTHER))) == 1


def test_a_request_that_cannot_be_is_refused_and_told_what_can(office: Office) -> None:
    asked(office, units=8)

    answered = record(office, "request", "r1")
    assert (answered.text("state"), answered.text("reason"), answered.text("instead")) == ("refused", "sold_out", "")
    assert office.read(lambda db: orders.of_store(db, OTHER)) == []


def test_what_is_to_be_sent_comes_from_whoever_has_it(office: Office) -> None:
    asked(office, "ship", member="M1")

    answered = record(office, "request", "r1")
    order = office.read(lambda db: orders.get(db, answered.text("order_id")))
    assert (order.method, order.store) == ("ship", STORE)


def test_a_request_that_was_withdrawn_takes_its_order_back(office: Office) -> None:
    asked(office)
    order_id = record(office, "request", "r1").text("order_id")
    hear(office, "request", "r1", 2, withdrawn=True, state="given_up")

    assert office.read(lambda db: orders.get(db, order_id)).state == "cancelled"
    assert office.read(lambda db: allocations.free(db, OTHER, MILK)) == 7


def test_a_request_withdrawn_before_it_was_heard_is_no_order(office: Office) -> None:
    hear(
        office, "request", "r1", state="given_up", withdrawn=True, gtin=MILK, units=1, how="store", store=OTHER,
        asked_at=stamp(NOON),
    )  # fmt: skip

    assert office.read(lambda db: orders.of_store(db, OTHER)) == []


def test_a_wish_is_told_once_the_shelf_has_it_again(office: Office) -> None:
    hear(office, "wish", "w1", state="waiting", gtin=TEA, member="M1", store=STORE, asked_at=stamp(NOON))
    assert office.change(stockroom.tell_back) == 0

    office.change(lambda change: prices.change_stock(change, STORE, TEA, 5))

    assert office.read(stockroom.any_waiting)
    assert office.change(stockroom.tell_back) == 1
    assert record(office, "wish", "w1").text("state") == "back"
    assert office.change(stockroom.tell_back) == 0


def test_a_transfer_is_told_to_both_stores(office: Office) -> None:
    hear(
        office, "transfer", "t1", state="asked", from_store=OTHER, to_store=STORE,
        lines=json.dumps([[MILK, 2]]), asked_at=stamp(NOON),
    )  # fmt: skip

    assert [one.key for one in offices.told(office, OTHER, RecordTold)] == ["transfer/t1"]


def test_goods_that_were_sent_and_did_not_arrive_are_flagged(office: Office) -> None:
    values: dict[str, Any] = {
        "state": "done",
        "from_store": OTHER,
        "to_store": STORE,
        "lines": json.dumps([[MILK, 2]]),
        "asked_at": stamp(NOON),
        "sent.till-1": json.dumps({MILK: [2, 0]}),
        "got.tablet-1": json.dumps({MILK: [1, 0]}),
    }
    hear(office, "transfer", "t1", **values)

    assert [one.kind for one in office.read(flags.newest)] == ["transfer_differs"]


def test_a_delivery_is_announced_and_its_differences_are_flagged(office: Office) -> None:
    one = Announced(store=STORE, number="LS-7", source="AURELLE", lines=((MILK, 3), (OAT, 1)))
    delivery_id = office.change(lambda change: stockroom.announce(change, one))
    hear(office, "delivery", delivery_id, 9, state="received", **{"got.tablet-1": json.dumps({MILK: [2, 1]})})

    (flag,) = office.read(flags.newest)
    assert (flag.kind, flag.subject) == ("delivery_differs", "LS-7")
    with pytest.raises(Conflict):
        office.change(lambda change: stockroom.announce(change, one))


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (Announced(store="9999999999999", number="1", lines=((MILK, 1),)), Unknown),
        (Announced(store=STORE, number="1", lines=(("09999999999994", 1),)), Unknown),
        (Announced(store=STORE, number="1", lines=()), Invalid),
        (Announced(store=STORE, number="1", lines=((MILK, 0),)), Invalid),
    ],
)
def test_a_delivery_that_can_never_come_is_refused(office: Office, wrong: Announced, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        office.change(lambda change: stockroom.announce(change, wrong))


def test_a_finished_count_opens_the_routing(office: Office) -> None:
    office.change(lambda change: allocations.short(change, STORE, SOAP, 1, "o1", "not_there"))
    count_id = office.change(lambda change: stockroom.ask_count(change, STORE, [SOAP], "C2"))
    assert not office.read(lambda db: allocations.routable(db, STORE, SOAP))

    hear(office, "count", count_id, 99, state="done")

    assert office.read(lambda db: allocations.routable(db, STORE, SOAP))


def test_the_commands_expect_count_and_allot(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"delivery,store,gtin,units,due\nLS-1,{STORE},{MILK},3,2026-05-05T09:00:00+08:00\nLS-1,{STORE},{OAT},x,\n"
    path = offices.csv_file(tmp_path, "expect.csv", text)
    run(office, "expect", str(path))
    run(office, "count", MILK, OAT, "--store", STORE, "--title", "A3")
    run(office, "allot", "20", "--store", STORE, "--safety", "1")
    run(office, "takings", "--store", STORE)

    said = capsys.readouterr()
    assert "1 deliveries announced, 1 bad rows left out" in said.out
    assert "units" in said.err
    assert record(office, "delivery", f"d-{STORE}-LS-1").text("due") == "2026-05-05T01:00:00.000Z"


def run(office: Office, *words: str) -> None:
    parser = argparse.ArgumentParser()
    stockroom_commands.add(parser.add_subparsers(dest="command"))
    options = parser.parse_args(words)
    assert stockroom_commands.COMMANDS[options.command](office, options) == 0


def test_deliveries_counts_and_promises_over_http(server: Server) -> None:
    def post(path: str, **body: object) -> requests.Response:
        return requests.post(server.address + path, json=body, headers={"Idempotency-Key": path}, timeout=20)

    made = post("/v1/deliveries", store=STORE, number="LS-9", lines=[{"gtin": MILK, "units": 2}])
    assert made.status_code == 201
    assert post("/v1/deliveries", store=STORE, number="LS-9", lines=[{"gtin": MILK, "units": 2}]).json() == made.json()
    assert post("/v1/counts", store=STORE, gtins=[MILK]).status_code == 201
    assert post("/v1/allotments", store=STORE, percent=50, safety=2).status_code == 200
    assert post("/v1/allotments/", store=STORE, percent=101).status_code == 400
    found = requests.get(f"{server.address}/v1/promises/{STORE}/{MILK}", timeout=20).json()
    assert found == {"online": 5, "shelf": 5, "routable": True}
