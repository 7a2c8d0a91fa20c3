"""What a manager is told: the sentence, the proof of the sales, and who has fallen silent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.status import actions, model, tables
from kiosk.status.model import DaySales, Device, Sample
from kiosk.till import actions as till
from kiosk.worker import Transaction
from sync import journal, messages
from tests.devices import NOON, SERUM, TEA, TestDevice, open_device

TODAY = NOON.date()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path) as device:
        yield device


def sell(device: TestDevice, *gtins: str) -> None:
    store = device.store
    basket_id = store.new_id()
    for gtin in gtins:
        device.do(till.add_product, store.register, basket_id, gtin)
    device.do(till.pay_cash, store.register, basket_id, 1_000_000)


def head_office_has(tx: Transaction, upto: int) -> None:
    epoch = journal.current_epoch(tx.db)
    assert epoch is not None
    journal.acknowledge(tx.db, "money", epoch.epoch, upto, tx.now)


def a_day(device: str = "kiosk-1", **values: object) -> DaySales:
    fields: dict[str, object] = {"count": 3, "last": 3, "acked": 3, "total_minor": 100} | values
    return DaySales(device, TODAY, "A", currency="CNY", as_of=NOON, **fields)  # type: ignore[arg-type]  # gathered for the test


def test_sales_are_on_disk_at_once_and_at_head_office_when_it_says_so(kiosk: TestDevice) -> None:
    sell(kiosk, SERUM)
    sell(kiosk, TEA, TEA)
    kiosk.do(head_office_has, 1)

    day = tables.own_days(kiosk.db, "kiosk-1", TODAY, NOON)
    newest, first = tables.own_sales(kiosk.db, "kiosk-1", TODAY)
    assert [(one.count, one.last, one.acked, one.total_minor) for one in day] == [(2, 2, 1, 22800 + 3600)]
    assert (first.sequence, first.units, first.arrived) == (1, 1, True)
    assert (newest.sequence, newest.units, newest.arrived) == (2, 2, False)


def test_nothing_is_missing_of_a_days_sales(kiosk: TestDevice) -> None:
    for _ in range(5):
        sell(kiosk, TEA)
    kiosk.do(head_office_has, 3)

    found = model.proof(tables.own_days(kiosk.db, "kiosk-1", TODAY, NOON))

    assert (found.numbers, found.missing, found.at_head_office, found.waiting) == (5, 0, 3, 2)


def test_a_number_without_a_sale_is_counted_as_missing() -> None:
    found = model.proof([a_day(count=4, last=5, acked=2), a_day("till-1")])

    assert (found.numbers, found.missing, found.at_head_office) == (8, 1, 5)


def test_a_device_tells_the_store_how_its_sales_stand(kiosk: TestDevice, tmp_path: Path) -> None:
    sell(kiosk, TEA)
    told: list[messages.Message] = []
    kiosk.store.worker.after_commit = lambda tx: told.extend(tx.live)
    kiosk.do(actions.tell_sales, kiosk.store.register)

    with open_device(tmp_path / "desk", name="desk-1", role="manager") as desk:
        for message in told:
            desk.do(actions.on_sales("desk-1"), message)
        days = tables.told_days(desk.db, TODAY)
        sales = tables.told_sales(desk.db, TODAY)

    assert [(one.device, one.count, one.missing, one.total_minor) for one in days] == [("kiosk-1", 1, 0, 1800)]
    assert [(one.number, one.units, one.arrived) for one in sales] == [("kiosk-1-A0001", 1, False)]


def test_a_late_count_does_not_replace_a_newer_one(kiosk: TestDevice) -> None:
    def count(last: int, minute: int) -> messages.SalesCounted:
        return messages.SalesCounted(
            device="till-1",
            business_date=TODAY,
            series="A",
            count=last,
            last=last,
            acked=0,
            currency="CNY",
            total_minor=last,
            at=NOON + timedelta(minutes=minute),
        )

    hear = actions.on_sales("kiosk-1")
    kiosk.do(hear, count(7, 5))
    kiosk.do(hear, count(3, 1))

    assert [one.last for one in tables.told_days(kiosk.db, TODAY)] == [7]


def seen(name: str, minutes_ago: float, *, online: bool = False) -> Device:
    return Device(name, "shopper", "0.1.0", online, NOON - timedelta(minutes=minutes_ago))


def test_a_device_that_was_silent_for_twenty_minutes_raises_an_alarm_until_somebody_notes_it(kiosk: TestDevice) -> None:
    kiosk.do(actions.see_devices, [seen("kiosk-2", 21), seen("tablet-1", 19), seen("till-1", 0, online=True)])
    alarming = [one.name for one in tables.seen(kiosk.db) if one.alarming(NOON)]
    kiosk.do(actions.note_silence, "kiosk-2")

    assert alarming == ["kiosk-2"]
    assert [one.name for one in tables.seen(kiosk.db) if one.alarming(NOON)] == []
    assert [one.name for one in tables.seen(kiosk.db) if one.silent(NOON)] == ["kiosk-2"]


def test_a_device_that_came_back_and_falls_silent_again_is_news_again(kiosk: TestDevice) -> None:
    kiosk.do(actions.see_devices, [seen("kiosk-2", 60)])
    kiosk.do(actions.note_silence, "kiosk-2")
    kiosk.do(actions.see_devices, [seen("kiosk-2", 30)])

    assert [one.alarming(NOON) for one in tables.seen(kiosk.db)] == [True]


def test_who_is_cut_off_blames_nobody_for_being_silent() -> None:
    devices = [seen("kiosk-2", 60)]

    assert model.alarms(devices, "linked", NOON) == 1
    assert model.alarms(devices, "broker_away", NOON) == 0


@pytest.mark.parametrize(
    ("state", "waiting", "dead", "alarms", "missing", "level", "key"),
    [
        ("linked", 0, 0, 0, 0, "ok", "all_there"),
        ("linked", 3, 0, 0, 0, "waiting", "sending"),
        ("broker_away", 3, 0, 0, 0, "waiting", "unreachable"),
        ("head_office_away", 0, 0, 0, 0, "waiting", "unreachable"),
        ("none", 0, 0, 0, 0, "waiting", "alone"),
        ("linked", 0, 2, 1, 0, "action", "dead"),
        ("linked", 0, 0, 1, 0, "action", "silent"),
        ("broker_away", 3, 1, 0, 1, "action", "missing"),
    ],
)
def test_the_sentence_says_what_matters_most(
    state: str, waiting: int, dead: int, alarms: int, missing: int, level: str, key: str
) -> None:
    said = model.sentence(state, waiting, dead, alarms, missing)  # type: ignore[arg-type]  # plain words in tests

    assert (said.level, said.key) == (level, key)


def test_the_curve_holds_one_sample_a_minute_of_the_last_hour() -> None:
    samples: tuple[Sample, ...] = ()
    for second in range(0, 2 * 3600, 20):
        samples = model.keep(samples, Sample(NOON + timedelta(seconds=second), second, 0, 0))

    assert len(samples) == model.SAMPLES
    assert samples[-1].waiting == 2 * 3600 - 20
    assert {(b.at - a.at).total_seconds() for a, b in itertools.pairwise(samples)} == {60.0}


def test_who_needs_help_stands_first() -> None:
    devices = [seen("a", 0, online=True), seen("b", 5), seen("c", 90)]

    assert [one.name for one in model.by_trouble(devices, NOON)] == ["c", "b", "a"]
