"""What online orders may be promised: a lease of a store's stock, sized here, and never silently lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.headoffice import allocation_tables as tables
from sync.headoffice import allocations, bundles, flags, prices
from sync.headoffice.allocation_tables import Rule
from sync.headoffice.change import Change, Invalid, Unknown
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.messages import AllocationChanged, AllocationTaken, StockMoved
from tests.headoffice import offices
from tests.headoffice.offices import MILK, NOON, OAT, SOAP, STORE, TEA


def rule(office: Office, **what: Any) -> None:
    office.change(lambda change: allocations.set_rule(change, STORE, what.pop("gtin", ""), Rule(**what)))


def take(office: Office, gtin: str, units: int, order_id: str) -> bool:
    return office.change(lambda change: allocations.take(change, STORE, gtin, units, order_id))


def free(office: Office, gtin: str) -> int | None:
    return office.read(lambda db: allocations.free(db, STORE, gtin))


def leased(office: Office, gtin: str) -> int:
    return office.read(lambda db: tables.leased(db, STORE, gtin))


def last_told(office: Office, gtin: str) -> AllocationChanged:
    found = [one for one in offices.told(office, STORE, AllocationChanged) if isinstance(one, AllocationChanged)]
    return next(one for one in reversed(found) if one.gtin == gtin)


def hear(office: Office, message: Any, seq: int, device: str = "till-1") -> None:
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    from sync.headoffice.applying import Arrival

    arrival = Arrival(STORE, device, offices.event(message, seq, device=device), message, False)
    office.database.call(lambda db: effects.apply(db, [arrival]))


def test_a_rule_keeps_its_share_and_tells_the_store(office: Office) -> None:
    rule(office, percent=25, safety=4)

    assert leased(office, SOAP) == 9
    assert (last_told(office, SOAP).units, last_told(office, SOAP).safety) == (9, 4)
    assert leased(office, OAT) == 0, "three soaps are all safety"


def test_a_product_has_a_rule_of_its_own(office: Office) -> None:
    rule(office, percent=10)
    rule(office, gtin=SOAP, percent=100, most=5)

    assert leased(office, SOAP) == 5
    assert leased(office, MILK) == 1


@pytest.mark.parametrize("wrong", [Rule(101), Rule(10, safety=-1), Rule(10, most=-1)])
def test_a_rule_that_can_never_be_right_is_refused(office: Office, wrong: Rule) -> None:
    with pytest.raises(Invalid):
        office.change(lambda change: allocations.set_rule(change, STORE, "", wrong))


def test_a_rule_for_no_store_is_refused(office: Office) -> None:
    with pytest.raises(Unknown):
        office.change(lambda change: allocations.set_rule(change, "9999999999999", "", Rule(10)))


def test_without_a_rule_online_shares_the_count_with_the_shelf(office: Office) -> None:
    assert free(office, OAT) == 3
    assert take(office, OAT, 2, "o1")
    assert not take(office, OAT, 2, "o2")
    assert free(office, OAT) == 1
    assert office.read(lambda db: tables.of_order(db, "o2")) == []


def test_what_nobody_ever_counted_is_promised(office: Office) -> None:
    assert free(office, "09999999999994") is None
    assert take(office, "09999999999994", 3, "o1")


def test_an_order_is_promised_out_of_the_lease_and_no_further(office: Office) -> None:
    rule(office, percent=25)
    office.change(_seen_long_ago)

    assert take(office, SOAP, 10, "o1")
    assert not take(office, SOAP, 1, "o2"), "the store has not answered for an hour: the lease does not grow"
    assert leased(office, SOAP) == 0


def test_the_lease_grows_for_an_order_while_the_store_answers(office: Office) -> None:
    rule(office, percent=25)

    assert take(office, SOAP, 30, "o1")
    assert not take(office, SOAP, 11, "o2")
    assert leased(office, SOAP) > 0


def test_an_order_given_up_is_free_again_and_a_fetched_one_is_not(office: Office) -> None:
    take(office, OAT, 1, "o1")
    take(office, OAT, 1, "o2")

    office.change(lambda change: allocations.give_back(change, STORE, OAT, 1, "o1"))
    office.change(lambda change: allocations.end(change, "o2"))
    office.change(lambda change: allocations.end(change, "o2"))

    assert free(office, OAT) == 3


def test_a_taking_is_booked_once_with_its_reason_and_told_back(office: Office) -> None:
    rule(office, percent=50, gtin=SOAP)
    message = AllocationTaken(gtin=SOAP, units=3, reason="sold", reference="s1", device="till-1", at=NOON)

    hear(office, message, 7)

    assert leased(office, SOAP) == 17
    told = last_told(office, SOAP)
    assert told.units == 17
    assert [(mark.device, mark.seq, mark.total) for mark in told.counted] == [("till-1", 7, 3)]
    (row,) = office.read(lambda db: tables.takings(db, STORE))
    assert (row["units"], row["reason"], row["reference"]) == (3, "sold", "s1")


def test_a_promise_that_was_taken_is_flagged_and_the_newest_order_is_named(office: Office) -> None:
    take(office, OAT, 2, "o1")
    take(office, OAT, 1, "o2")
    message = AllocationTaken(gtin=OAT, units=0, promised=1, reason="sold", reference="s1", device="till-1", at=NOON)

    hear(office, message, 1)
    hear(office, StockMoved(movement_id="m", gtin=OAT, quantity=-1, reason="damaged", at=NOON), 2)
    office.change(lambda change: allocations.settle(change, STORE, OAT))

    named = office.read(lambda db: allocations.endangered(db, STORE))
    assert [(one.order_id, one.units) for one in named] == [("o2", 1)]
    assert {"promise_taken", "promise_endangered"} <= {one.kind for one in office.read(flags.newest)}


def test_after_a_find_fail_no_order_goes_there_until_it_was_counted(office: Office) -> None:
    rule(office, percent=50)
    hear(
        office,
        StockMoved(movement_id="m", gtin=SOAP, quantity=-1, reason="short_pick", why="not_there", at=NOON),
        1,
    )

    assert not office.read(lambda db: allocations.routable(db, STORE, SOAP))
    assert leased(office, SOAP) == 0
    assert not take(office, SOAP, 1, "o1")

    hear(office, StockMoved(movement_id="n", gtin=SOAP, quantity=-30, reason="count", at=NOON), 2)

    assert office.read(lambda db: allocations.routable(db, STORE, SOAP))
    assert take(office, SOAP, 1, "o1")


def test_a_new_count_from_head_office_opens_the_routing_too(office: Office) -> None:
    office.change(lambda change: allocations.short(change, STORE, OAT, 1, "o1", "not_there"))
    office.change(lambda change: prices.change_stock(change, STORE, OAT, 3))

    assert office.read(lambda db: allocations.routable(db, STORE, OAT))


def test_a_bundle_promises_its_components_all_or_none(office: Office, tmp_path: Path) -> None:
    path = offices.csv_file(tmp_path, "components.csv", f"bundle,part,units\n{TEA},{OAT},2\n{TEA},{SOAP},1\n")
    assert office.change(lambda change: bundles.import_components(change, path)).loaded == 2

    assert free(office, TEA) == 1, "three of one, two are wanted for each"
    assert take(office, TEA, 1, "o1")
    assert not take(office, TEA, 1, "o2")
    assert (free(office, OAT), free(office, SOAP)) == (1, 39)


@pytest.mark.parametrize(
    "text", ["bundle,part,units\n{TEA},{TEA},1\n", "bundle,part,units\n{TEA},{OAT},0\n", "bundle,part,units\nx,y,1\n"]
)
def test_bad_components_are_left_out(office: Office, tmp_path: Path, text: str) -> None:
    path = offices.csv_file(tmp_path, "c.csv", text.format(TEA=TEA, OAT=OAT))
    done = office.change(lambda change: bundles.import_components(change, path))

    assert (done.loaded, len(done.bad)) == (0, 1)


def test_a_bundle_in_a_bundle_is_refused_whole(office: Office, tmp_path: Path) -> None:
    path = offices.csv_file(tmp_path, "c.csv", f"bundle,part,units\n{TEA},{OAT},1\n{OAT},{SOAP},1\n")
    with pytest.raises(ValueError, match="contains a bundle"):
        office.change(lambda change: bundles.import_components(change, path))
    assert office.read(lambda db: bundles.of(db, TEA)) == ()


def _seen_long_ago(change: Change) -> None:
    long_ago = (change.now - timedelta(hours=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    change.db.execute(
        "INSERT INTO device VALUES (?, 'till-1', 'till', '', 'online', '', '', 0, '', '', 0, ?, ?)",
        (STORE, long_ago, long_ago),
    )
