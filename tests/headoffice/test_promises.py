"""What is promised at ordering, what came of it, and what a broken promise costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from sync.clock import parse, stamp
from sync.control import Status
from sync.formats.ready_time import PROMISE
from sync.headoffice import order_follow, orders, presence, promises, stored_value
from sync.headoffice.change import Invalid, Unknown
from sync.headoffice.office import Office
from sync.topics import Identity
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


def hear(office: Office, device: str, role: str, at: datetime, state: Literal["online", "offline"] = "online") -> None:
    """A device says that it is there; or its last will, which it left when it came, says that it is not."""
    sender = Identity("acme", STORE, device)
    said = Status(device=device, role=role, app="1", state=state, session="s", waiting=0, at=stamp(NOON))
    office.change(lambda change: presence.on_status(change.db, sender, said, at, retained=False))


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
    past = shop.read(lambda db: promises.past(db, STORE, clock.now))
    assert [one.actual_s for one in past] == [pytest.approx(120, abs=5)]
    assert past[0].promised_s > past[0].estimate_s * PROMISE
    kept = shop.read(lambda db: promises.kept(db, STORE))
    assert (kept.orders, kept.kept) == (1, 1)


def test_overdue_orders_make_the_next_promises_longer_before_they_are_ready(shop: Office, clock: Hands) -> None:
    orders_due = [place(shop) for _ in range(6)]
    before = shop.read(lambda db: promises.promise(db, clock.now, STORE, [(MILK, 1)]))
    clock.now = parse(orders_due[0].promised_at) + timedelta(minutes=1)
    first = shop.read(lambda db: promises.past(db, STORE, clock.now))
    clock.now = parse(orders_due[-1].promised_at) + timedelta(minutes=20)
    after = shop.read(lambda db: promises.promise(db, clock.now, STORE, [(MILK, 1)]))

    assert [one.actual_s > one.promised_s for one in first] == [True], "the others are not due yet"
    assert first[0].actual_s == pytest.approx((parse(orders_due[0].promised_at) - NOON).total_seconds() + 60)
    ratios = [told.forecast.promised_s / told.forecast.estimate_s for told in (before, after)]
    assert ratios[1] > ratios[0]


def test_cables_that_are_out_lengthen_a_promise_by_day_and_not_at_night(shop: Office, clock: Hands) -> None:
    for name, role in (("edge-1", "edge"), ("tablet-1", "associate"), ("tablet-2", "associate")):
        hear(shop, name, role, clock.now)
    for number in range(4):
        order = place(shop, 1, "")
        Clerk(shop, f"tablet-{number % 2 + 1}", second=number).make_ready(order)
    waiting = [place(shop, 1, "") for _ in range(4)]
    due = max(parse(order.promised_at) for order in waiting)
    for name, role in (("edge-1", "edge"), ("tablet-1", "associate"), ("tablet-2", "associate")):
        hear(shop, name, role, due)

    def told(at: datetime) -> float:
        return shop.read(lambda db: promises.promise(db, at, STORE, [(MILK, 1)])).forecast.estimate_s

    usual = told(due)
    later = due + timedelta(minutes=6)
    hear(shop, "edge-1", "edge", later, state="offline")
    hear(shop, "tablet-1", "associate", later)
    alone = told(later)
    unheard = told(later + timedelta(minutes=9))

    assert usual + 120 < alone < usual + 361, "one works alone, for as long again as until now"
    assert unheard == pytest.approx(usual + 540, abs=1)
    assert told(due + timedelta(hours=12)) < unheard, "in the morning all cables may be back"


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
