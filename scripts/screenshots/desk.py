"""The manager's scenes: calm, cut off, and what asks for a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec

from kiosk.status import actions as status
from kiosk.till import actions as till
from kiosk.worker import Transaction
from scripts.screenshots.scene import Stage
from scripts.screenshots.store_line import line
from scripts.screenshots.world import NOW
from sync import inbox, journal, messages
from sync.messages import Event


def tell(stage: Stage, device: str, count: int, acked: int, total_minor: int) -> None:
    """Another device tells how its sales stand."""
    now = stage.world.clock()
    latest = tuple(
        messages.SaleTold(count - nth, now - timedelta(minutes=2 + 4 * nth), 1 + nth % 4, 22_800 - 1_700 * nth)
        for nth in range(min(count, 9))
    )
    told = messages.SalesCounted(
        device=device,
        business_date=stage.world.store.register.business_date(now),
        series="A",
        count=count,
        last=count,
        acked=acked,
        currency="CNY",
        total_minor=total_minor,
        latest=latest,
        at=now,
    )
    stage.world.hear(status.on_sales(stage.world.store.device), told)


def sell(stage: Stage, rank: int) -> None:
    """The desk sells something itself."""
    store = stage.world.store
    basket_id = store.new_id()
    stage.world.do(till.add_product, store.register, basket_id, stage.world.gtin(rank))
    stage.world.do(till.pay_cash, store.register, basket_id, 1_000_000)


def everything_arrives(tx: Transaction) -> None:
    """Head office has all of it."""
    for lane in journal.status(tx.db).values():
        journal.acknowledge(tx.db, lane.lane, lane.epoch, lane.next_seq - 1, tx.now)
    tx.touch("sync")


def hour(stage: Stage, minutes: int = 26, each: Callable[[int], None] | None = None) -> None:
    """The desk looks on for a while: its curves show what happened."""
    world = stage.world
    world.clock.now = NOW - timedelta(minutes=minutes)
    for minute in range(minutes + 1):
        world.clock.now = NOW - timedelta(minutes=minutes - minute)
        count = 140 + 2 * minute
        tell(stage, "kiosk-1", count, count, 2_400_000 + minute * 31_000 + minute % 5 * 9_000)
        tell(stage, "till-1", count // 2, count // 2, 1_600_000 + minute * 12_000)
        if each is not None:
            each(minute)
        stage.navigator.screen.refresh()
    stage.settle()


def sync_calm(stage: Stage) -> None:
    """All is well."""
    line(stage)
    sell(stage, 2)
    stage.world.do(everything_arrives)
    hour(stage)


def sync_offline(stage: Stage) -> None:
    """The line has been cut for 26 minutes."""
    found = line(stage)
    stage.world.clock.now = NOW - timedelta(minutes=27)
    sell(stage, 2)
    stage.world.do(everything_arrives)
    found.state, found.last_contact = "head_office_away", NOW - timedelta(minutes=26)

    def each(minute: int) -> None:
        if minute % 2:
            sell(stage, 7)

    hour(stage, each=each)
    found.next_try = NOW + timedelta(seconds=18)


def sync_silent(stage: Stage) -> None:
    """A kiosk has not been heard of."""
    line(stage).devices["kiosk-2"] = ("shopper", timedelta(minutes=34))
    sell(stage, 2)
    stage.world.do(everything_arrives)
    hour(stage)


def sales_today(stage: Stage) -> None:
    """Where every sale is."""
    sync_offline(stage)
    stage.go("status.sales")


def devices(stage: Stage) -> None:
    """Who is there."""
    sync_silent(stage)
    stage.navigator.screen.refresh()
    stage.go("status.devices")


def dead(stage: Stage) -> None:
    """Three messages that could not be used."""
    line(stage)

    def arrive(tx: Transaction) -> None:
        handlers: dict[type[messages.Message], inbox.Handler[Transaction]] = {}
        spoilt = (
            ("kx.price.changed.v1", b'{"gtin":"1"}'),
            ("kx.weather.changed.v1", b"{}"),
            ("kx.order.placed.v1", b'{"order_id":"x"}'),
        )
        for seq, (type_name, data) in enumerate(spoilt, 8810):
            event = Event(
                id=f"event-{seq}",
                source="/kx/demo/hq",
                type=type_name,
                time="2026-11-21T06:20:00.000Z",
                epoch="down",
                lane="down",
                seq=seq,
                after=0,
                data=msgspec.Raw(data),
            )
            inbox.apply(tx.db, [event], handlers, tx, tx.now - timedelta(minutes=12))
        tx.touch("dead_letters")

    stage.world.do(arrive)
    stage.go("status.dead")


PLAYS = (
    ("desk_calm", sync_calm, True),
    ("desk_offline", sync_offline, True),
    ("desk_silent", sync_silent, False),
    ("desk_sales", sales_today, True),
    ("desk_devices", devices, True),
    ("desk_dead_letters", dead, True),
)
