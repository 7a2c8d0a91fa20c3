"""A bag that waits: as long as was promised, for whoever wants to be known, at every device of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.customer import actions as customer
from kiosk.errors import Refused
from kiosk.till import actions, tables
from kiosk.till.actions.parking import its_turn
from sync import messages
from sync.messages import Particulars
from tests.devices import NOON, SERUM, TEA
from tests.kiosk.till.neighbours import Neighbour, Neighbours, know, open_neighbours


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """Two kiosks and a till that know Ms Lin."""
    with open_neighbours(tmp_path, "kiosk-1", "kiosk-2", "till-1") as opened:
        for one in opened.devices.values():
            know(one)
        yield opened


def leave(one: Neighbour, *gtins: str) -> str:
    """Ms Lin signs in, puts these in and goes away; gives the id of what waits."""
    store = one.device.store
    one.put(*gtins)
    one.do(actions.attach_customer, store.vault, one.here, "member-1")
    one.do(actions.leave_basket, one.here)
    left = one.here
    store.session.basket_id = store.new_id()
    return left


def waiting(one: Neighbour) -> list[str]:
    """Ids of what waits for her, by what this device knows."""
    return [basket.basket_id for basket, _, _ in tables.kept_for(one.device.db, "member-1")]


def test_it_waits_at_every_device_and_only_for_its_member(store: Neighbours) -> None:
    left = leave(store["kiosk-1"], TEA)
    store.talk()

    assert all(waiting(one) == [left] for one in store.devices.values())
    assert tables.kept_for(store["till-1"].device.db, "member-2") == []
    assert tables.parked(store["till-1"].device.db, "CNY") == []


def test_one_bag_waits_the_last_one(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    leave(kiosk, TEA)
    last = leave(kiosk, SERUM)
    store.talk()

    assert all(waiting(one) == [last] for one in store.devices.values())


def test_after_a_week_it_is_forgotten(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    leave(kiosk, TEA)

    store.pass_time(days=6)
    kiosk.do(actions.tidy_waiting)
    assert len(waiting(kiosk)) == 1
    store.pass_time(days=2)
    kiosk.do(actions.tidy_waiting)
    store.talk()

    assert all(waiting(one) == [] for one in store.devices.values())


def test_a_member_who_is_erased_takes_the_bag_along(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    leave(kiosk, TEA)
    erased = messages.MemberChanged(member="member-1", surname="", title="", removed=True, version=999, at=NOON)
    kiosk.device.do(customer.on_member(kiosk.device.store.vault), erased)

    kiosk.do(actions.tidy_waiting)

    assert waiting(kiosk) == []


def test_a_held_bag_that_nobody_fetched_waits_for_its_member(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(TEA)
    kiosk.do(actions.attach_customer, kiosk.device.store.vault, kiosk.here, "member-1")
    held, _ = kiosk.hold()

    store.pass_time(minutes=36)
    kiosk.do(actions.tidy_waiting)

    assert waiting(kiosk) == [held.basket.basket_id]


def test_one_of_two_devices_goes_on_with_it(store: Neighbours) -> None:
    one, other = store["kiosk-1"], store["kiosk-2"]
    left = leave(one, TEA, SERUM)
    store.talk()

    other.do(actions.take_kept, left, other.here)
    store.talk()

    assert sorted(other.units()) == sorted([(TEA, 1), (SERUM, 1)])
    with pytest.raises(Refused, match=r"till\.held_no_more"):
        one.do(actions.take_kept, left, one.here)


def test_goods_that_are_to_be_sent_are_not_paid_before_somebody_says_where_to(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    kiosk.do(actions.attach_customer, kiosk.device.store.vault, kiosk.here, "member-1")
    line = kiosk.basket().lines[0]
    sent = Particulars(fulfilment="ship")

    def send(tx: object, register: object, basket_id: str) -> None:
        basket = kiosk.basket().change(line.line_id, particulars=sent)
        tables.save_basket(tx.db, basket, "kiosk-1", tx.now)  # type: ignore[attr-defined]  # the worker's transaction

    kiosk.do(send, kiosk.here)
    _, scanned = kiosk.hold()
    store.hush()
    till.take(scanned)

    with pytest.raises(Refused, match=r"till\.sign_in_to_ship"):
        till.do(actions.pay_cash, till.here, 10**6)
    till.do(actions.attach_customer, till.device.store.vault, till.here, "member-1")
    till.do(actions.pay_cash, till.here, 10**6)

    assert till.basket().state == "paid"


def test_what_waits_for_long_is_repeated_now_and_then_and_never_all_at_once() -> None:
    names = [f"basket-{number}" for number in range(240)]
    old, week = NOON - timedelta(minutes=10), NOON - timedelta(days=3)
    beats = [NOON + timedelta(seconds=5 * beat) for beat in range(120)]

    assert all(its_turn("basket-1", NOON, NOON + timedelta(seconds=5 * beat)) for beat in range(20))
    assert sum(its_turn("basket-1", old, beat) for beat in beats) == 10
    assert all(sum(its_turn(name, week, beat) for beat in beats) == 1 for name in names)
    assert max(sum(its_turn(name, week, beat) for name in names) for beat in beats) < 12
