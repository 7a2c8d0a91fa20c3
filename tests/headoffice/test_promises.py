"""What is promised at ordering, what came of it, and what a broken promise costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.clock import parse
from sync.formats.ready_time import PROMISE
from sync.headoffice import order_follow, orders, promises, stored_value
from sync.headoffice.change import Invalid, Unknown
from sync.headoffice.office import Office
from tests.headoffice import offices
from tests.headoffice.offices import MILK, OAT, STORE
from tests.headoffice.order_desk import Clerk

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
"""In Shanghai."""


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def shop(tmp_path: Path, clock: Hands) -> Iterator[Office]:
    """The small chain with a clock of its own; late orders are worth 200 points."""
    office = Office(tmp_path / "hq", "acme", clock=clock)
    office.start()
    offices.fill(office, tmp_path / "csv")
    office.change(lambda change: promises.set_rule(change, STORE, 200))
    yield office
    office.close()


def place(office: Office, units: int = 1, member: str = "M1") -> orders.Order:
    """An order of milk comes in."""
    wanted = (orders.Wanted(gtin=MILK, quantity=units),)
    return office.change(lambda change: orders.place(change, STORE, wanted, member=member, surname="Lin"))


def points(office: Office, member: str = "M1") -> int:
    account = office.read(lambda db: stored_value.find(db, "points", member))
    return account.balance if account is not None else 0


def events(office: Office, order_id: str) -> list[str]:
    sql = "SELECT event FROM order_event WHERE order_id = ? ORDER BY n"
    return office.read(lambda db: [row[0] for row in db.execute(sql, (order_id,))])


def late(office: Office) -> list[str]:
    """What housekeeping does; kinds of notices since."""
    office.change(order_follow.tell_late)
    office.change(promises.make_good)
    return office.read(lambda db: [row[0] for row in db.execute("SELECT kind FROM notice ORDER BY n")])


def test_a_promise_names_a_whole_minute_in_the_shop_s_hours_and_grows_with_the_queue(shop: Office) -> None:
    alone = shop.read(lambda db: promises.promise(db, NOON, STORE, [(MILK, 1)]))
    for _ in range(4):
        place(shop, 2, "")
    busy = shop.read(lambda db: promises.promise(db, NOON, STORE, [(MILK, 1), (OAT, 1)]))
    at_night = shop.read(lambda db: promises.promise(db, NOON + timedelta(hours=12), STORE, [(MILK, 1)]))

    assert alone.promised_at.second == 0
    assert busy.promised_at > alone.promised_at
    assert (at_night.begins_at.hour, at_night.begins_at.day) == (1, 5), "nine in the morning of the next day"
    assert alone.forecast.minutes[0] <= alone.forecast.minutes[1] <= alone.forecast.minutes[2]


def test_an_order_that_is_ready_in_time_teaches_and_costs_nothing(shop: Office, clock: Hands) -> None:
    order = place(shop)
    before = points(shop)
    clock.now += timedelta(minutes=2)
    Clerk(shop, second=int((clock.now - NOON).total_seconds())).make_ready(order)
    clock.now = parse(order.promised_at) + timedelta(minutes=5)

    assert "late" not in late(shop)
    assert points(shop) == before
    past = shop.read(lambda db: promises.past(db, STORE))
    assert [one.actual_s for one in past] == [pytest.approx(120, abs=5)]
    assert past[0].promised_s > past[0].estimate_s * PROMISE
    kept = shop.read(lambda db: promises.kept(db, STORE))
    assert (kept.orders, kept.kept) == (1, 1)


def test_an_order_that_is_late_is_told_once_and_made_good_once(shop: Office, clock: Hands) -> None:
    order = place(shop)
    before = points(shop)
    assert order.promised_at
    clock.now = parse(order.promised_at) + timedelta(seconds=61)

    assert late(shop).count("late") == late(shop).count("late") == 1
    assert points(shop) == before + 200
    Clerk(shop, second=int((clock.now - NOON).total_seconds())).make_ready(order)
    late(shop)
    assert points(shop) == before + 200
    assert events(shop, order.order_id).count("late") == 1
    assert shop.read(lambda db: promises.kept(db, STORE)).kept == 0


def test_what_was_ready_too_late_and_heard_of_later_still_is_told_too(shop: Office, clock: Hands) -> None:
    order = place(shop)
    clock.now = parse(order.promised_at) + timedelta(minutes=3)
    Clerk(shop, second=int((clock.now - NOON).total_seconds())).make_ready(order)

    assert events(shop, order.order_id).count("late") == 1
    before = points(shop)
    late(shop)
    assert points(shop) == before + 200


def test_nothing_is_due_for_an_order_that_was_ready_in_time_and_heard_of_late(shop: Office, clock: Hands) -> None:
    order = place(shop)
    clock.now = parse(order.promised_at) + timedelta(seconds=61)
    shop.change(promises.fell_due)
    Clerk(shop).make_ready(order)

    assert shop.change(promises.make_good) == 0
    assert shop.read(lambda db: promises.any_due(db, clock.now)) is False


def test_who_cancelled_in_time_is_owed_nothing(shop: Office, clock: Hands) -> None:
    order = place(shop)
    before = points(shop)
    shop.change(lambda change: orders.step(change, order.order_id, "cancel", text="shopper"))
    clock.now = parse(order.promised_at) + timedelta(hours=1)

    assert "late" not in late(shop)
    assert points(shop) == before


def test_a_guest_is_told_and_there_is_nobody_to_give_points_to(shop: Office, clock: Hands) -> None:
    order = place(shop, member="")
    clock.now = parse(order.promised_at) + timedelta(minutes=2)

    assert "late" in late(shop)
    assert shop.read(lambda db: promises.any_due(db, clock.now)) is False


def test_rules_that_make_no_sense_are_refused(shop: Office) -> None:
    with pytest.raises(Invalid):
        shop.change(lambda change: promises.set_rule(change, STORE, -1))
    with pytest.raises(Unknown):
        shop.change(lambda change: promises.set_rule(change, "9999999999994", 1))
