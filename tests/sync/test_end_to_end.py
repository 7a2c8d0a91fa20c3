"""Device and head office over a real link: what is sold arrives once, what changes comes down, whoever dies."""

from __future__ import annotations

import time
from functools import partial

from sync import journal
from tests.brokers import MosquittoBroker
from tests.sync.conftest import World
from tests.sync.hosts import basket, until


def test_a_fact_reaches_head_office_and_is_confirmed(world: World) -> None:
    office, device = world.headoffice(), world.device()

    ids = device.move(3)

    until(lambda: device.waiting() == 0)
    until(lambda: office.ids() == ids)
    assert device.reading(lambda db: all(journal.is_acked(db, event_id) for event_id in ids))


def test_a_live_sale_is_confirmed_within_a_quarter_of_a_second(world: World) -> None:
    world.headoffice()
    device = world.device()
    until(lambda: device.agent.health().state == "linked")
    core = device.agent._core
    assert core is not None
    times: list[float] = []
    for number in range(1, 21):
        started = time.monotonic()
        device.move()
        until(partial(lambda wanted: core.acked("money") == wanted, number), 2)
        times.append(time.monotonic() - started)

    assert sorted(times)[18] <= 0.25


def test_a_change_of_price_is_on_the_device_at_once(world: World) -> None:
    office, device = world.headoffice(), world.device()
    until(lambda: device.agent.health().state == "linked")

    office.price("00000000000017", 500)
    until(lambda: [price.price_minor for price in device.prices] == [500], 5)

    until(lambda: office.query("SELECT down_cursor FROM device")[0][0] == 1)


def test_a_device_that_was_away_gets_the_last_word_of_each_key(world: World) -> None:
    office = world.headoffice()
    for minor in range(1, 4):
        office.price("00000000000017", minor)
    office.price("00000000000024", 9)

    device = world.device()

    until(lambda: len(device.prices) == 2)
    assert [(price.gtin[-2:], price.price_minor) for price in device.prices] == [("17", 3), ("24", 9)]


def test_a_device_that_comes_back_gets_what_it_missed_and_nothing_twice(world: World) -> None:
    office, device = world.headoffice(), world.device()
    office.price("00000000000017", 1)
    until(lambda: len(device.prices) == 1)

    device.agent.cut(True)
    until(lambda: device.agent.health().state == "cut")
    office.price("00000000000024", 2)
    device.move(5)
    device.agent.cut(False)

    until(lambda: len(device.prices) == 2)
    until(lambda: device.waiting() == 0)
    assert [price.price_minor for price in device.prices] == [1, 2]


def test_everything_that_was_posted_before_there_was_a_broker_arrives(world: World) -> None:
    device = world.device()
    ids = device.fill(450)

    office = world.headoffice()

    until(lambda: len(office.ids()) == 450)
    assert office.ids() == ids


def test_live_messages_reach_the_other_devices_of_the_store_only_once(world: World) -> None:
    first, second = world.device("till-01"), world.device("tablet-01")
    until(lambda: {one.device for one in first.agent.health().devices} == {"till-01", "tablet-01"})

    assert first.agent.publish_live(basket("till-01", revision=7))

    until(lambda: second.heard)
    assert [message.revision for message in second.heard] == [7]  # type: ignore[attr-defined]
    assert first.heard == []


def test_money_goes_before_telemetry(world: World) -> None:
    device = world.device(start=False)
    device.fill(400, "telemetry")
    device.fill(3, "ops")
    sold = device.fill(2)
    office = world.headoffice()

    device.agent.start()

    until(lambda: device.waiting() == 0)
    assert office.query("SELECT lane FROM stream ORDER BY n")[0][0] == "money"
    until(lambda: len(office.ids()) == 405)
    assert set(sold) <= set(office.ids())


def test_a_refused_down_event_is_kept_told_and_blocks_nothing(world: World) -> None:
    office, device = world.headoffice(), world.device()

    office.price("00000000000017", 1, currency="XXX")
    office.price("00000000000024", 2)

    until(lambda: [price.price_minor for price in device.prices] == [2])
    until(lambda: device.agent.health().dead_letters == 1)
    until(lambda: len(office.ids()) == 1)
    assert device.refused[0].reason == "failed"  # type: ignore[attr-defined]


def test_a_full_disk_confirms_nothing_and_heals_by_itself(world: World) -> None:
    office, device = world.headoffice(), world.device()
    until(lambda: device.agent.health().state == "linked")
    device.full.set()
    office.price("00000000000017", 1)
    time.sleep(0.3)
    assert device.prices == []
    assert office.query("SELECT down_cursor FROM device")[0][0] == 0

    device.full.clear()

    until(lambda: len(device.prices) == 1)


def test_a_head_office_whose_disk_is_full_confirms_nothing_and_heals_by_itself(world: World) -> None:
    office, device = world.headoffice(), world.device()
    until(lambda: device.agent.health().state == "linked")
    pages = office.database.call(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    office.database.call(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    ids = device.fill(2_000)
    time.sleep(0.5)
    assert device.waiting() > 0

    office.database.call(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())

    until(lambda: device.waiting() == 0, 15)
    until(lambda: office.ids() == ids)


def test_a_fact_without_effect_is_kept_and_those_behind_it_go_on(world: World) -> None:
    office, device = world.headoffice(), world.device()
    office.fail_on = "00000000000017"
    device.move(1)
    until(lambda: office.query("SELECT count(*) FROM dead_letter")[0][0] == 1)
    office.fail_on = ""
    device.move(1)
    until(lambda: len(office.ids()) == 1)

    assert office.ingest.retry(office.query("SELECT n FROM dead_letter")[0][0])
    assert len(office.ids()) == 2
    assert not office.ingest.retry(1)


def test_the_broker_may_come_late_die_and_come_back(broker: MosquittoBroker, mqtt_world: World) -> None:
    broker.kill()
    office, device = mqtt_world.headoffice(), mqtt_world.device()
    ids = device.move(3)
    until(lambda: device.agent.health().next_try is not None)
    assert device.agent.health().state == "broker_away"

    for _ in range(2):
        broker.start()
        started = time.monotonic()
        until(lambda: device.waiting() == 0)
        assert time.monotonic() - started < 10
        broker.kill()
        until(lambda: device.agent.health().state == "broker_away")
        ids += device.move(3)
    broker.start()

    until(lambda: office.ids() == ids)
    until(lambda: device.waiting() == 0)


def test_a_dead_device_is_seen_to_be_gone_after_its_will(mqtt_world: World) -> None:
    office, first, second = mqtt_world.headoffice(), mqtt_world.device("till-01"), mqtt_world.device("till-02")

    def state_of(name: str) -> str:
        return next((one.state for one in first.agent.health().devices if one.device == name), "")

    until(lambda: state_of("till-02") == "online")
    second.agent.cut(True)
    started = time.monotonic()
    until(lambda: state_of("till-02") == "offline")

    assert time.monotonic() - started > 0.5, "a blip must not show a device as gone"
    until(lambda: ("till-02", "offline") in [tuple(r) for r in office.query("SELECT device, state FROM device")])
    second.agent.cut(False)
    until(lambda: state_of("till-02") == "online")
    until(lambda: ("till-02", "online") in [tuple(r) for r in office.query("SELECT device, state FROM device")])


def test_head_office_that_goes_in_good_order_says_so(world: World) -> None:
    office, device = world.headoffice(), world.device()
    until(lambda: device.agent.health().state == "linked")

    office.close()
    device.move(2)
    again = world.headoffice()

    until(lambda: device.waiting() == 0)
    until(lambda: len(again.ids()) == 2)
