"""Goods go to other stores, are laid aside and asked for: on tablets that hear each other now and then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.stock import tables as stock
from kiosk.stockroom import actions, tables
from kiosk.stockroom.model import COUNT, DELIVERY, Hold, Transfer
from kiosk.task import tables as tasks
from sync.clock import stamp
from tests.devices import GEL, NOON, SERUM, STORE, TEA, TestDevice
from tests.kiosk.stockroom.room import do, on_hand, sell, two

OTHER = "9521000000025"


# ---------------------------------------------------------------- transfers


def asked(device: TestDevice, units: int = 2) -> Transfer:
    transfer: Transfer = do(device, actions.ask_transfer, OTHER, ((SERUM, units),))
    return transfer


def incoming(device: TestDevice, units: int = 2) -> str:
    """Another store asks this one."""
    values = {
        "state": "asked",
        "from_store": STORE,
        "to_store": OTHER,
        "lines": as_text(((SERUM, units),)),
        "asked_at": stamp(NOON),
        "asked_by": "王",
    }
    do(device, records.set_fields, "transfer", "t1", values)
    return "t1"


def test_goods_that_are_asked_for_are_scanned_out_and_sent(tablet: TestDevice) -> None:
    transfer_id = incoming(tablet)
    do(tablet, actions.scan_out, transfer_id, SERUM)
    with pytest.raises(Refused, match=r"stockroom\.not_asked"):
        do(tablet, actions.scan_out, transfer_id, TEA)
    do(tablet, actions.scan_out, transfer_id, SERUM)
    with pytest.raises(Refused, match=r"stockroom\.too_many"):
        do(tablet, actions.scan_out, transfer_id, SERUM)

    sent: Transfer = do(tablet, actions.send, transfer_id, "SF-1234")

    assert (sent.state, sent.packed) == ("sent", 2)
    assert on_hand(tablet, SERUM) == 4
    with pytest.raises(Refused, match=r"stockroom\.closed"):
        do(tablet, actions.send, transfer_id)


def test_the_store_that_waits_receives_what_was_put_into_the_box(tablet: TestDevice) -> None:
    transfer = asked(tablet, 3)
    values = {"state": "sent", "sent_at": stamp(NOON), "sent.till-9": as_text({SERUM: (2, 0)})}
    do(tablet, records.set_fields, "transfer", transfer.transfer_id, values)

    (delivery,) = tables.to_receive(tablet.db, tablet.store.vault, STORE, NOON)
    assert delivery.transfer
    assert delivery.expected == 2
    do(tablet, actions.scan_in, transfer.transfer_id, SERUM, 2)
    do(tablet, actions.close, transfer.transfer_id)

    after = tables.transfer(tablet.db, tablet.store.vault, transfer.transfer_id)
    assert after is not None
    assert after.state == "done"
    assert on_hand(tablet, SERUM) == 8


@pytest.mark.parametrize(
    ("store", "lines", "why"),
    [
        (STORE, ((SERUM, 1),), "same_store"),
        ("9999999999999", ((SERUM, 1),), "no_such_store"),
        (OTHER, ((SERUM, 0),), "too_many"),
        (OTHER, (("09999999999994", 1),), "not_for_sale"),
    ],
)
def test_a_transfer_that_can_never_be_is_refused(tablet: TestDevice, store: str, lines: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        do(tablet, actions.ask_transfer, store, lines)


def test_a_transfer_is_refused_with_an_empty_box_only(tablet: TestDevice) -> None:
    transfer_id = incoming(tablet)
    do(tablet, actions.scan_out, transfer_id, SERUM)
    with pytest.raises(Refused, match=r"stockroom\.box_not_empty"):
        do(tablet, actions.refuse, transfer_id, "sold_out")
    do(tablet, actions.scan_out, transfer_id, SERUM, -1)

    refused: Transfer = do(tablet, actions.refuse, transfer_id, "sold_out")

    assert (refused.state, refused.reason) == ("refused", "sold_out")
    assert on_hand(tablet, SERUM) == 6
    mine = asked(tablet)
    with pytest.raises(Refused, match=r"stockroom\.not_here"):
        do(tablet, actions.scan_out, mine.transfer_id, SERUM)
    assert do(tablet, actions.take_back, mine.transfer_id).state == "refused"


# ---------------------------------------------------------------- laying aside


def available(device: TestDevice, gtin: str = SERUM) -> int:
    level = stock.level(device.db, gtin)
    assert level is not None
    return level.available


def test_what_is_laid_aside_is_promised_to_nobody_else_for_half_an_hour(tablet: TestDevice) -> None:
    hold: Hold = do(tablet, actions.lay_aside, SERUM)

    assert available(tablet) == 5
    (task,) = tasks.open_tasks(tablet.db, tablet.store.vault, tablet.clock())
    assert hold.number in task.texts.zh_hans
    laid: Hold = do(tablet, actions.lay, hold.hold_id, "试衣间 2")
    assert (laid.state, laid.place) == ("laid", "试衣间 2")

    tablet.clock.pass_time(minutes=31)
    do(tablet, actions.keep_in_step)

    assert available(tablet) == 6
    ended = tables.hold(tablet.db, tablet.store.vault, hold.hold_id)
    assert ended is not None
    assert (ended.state, ended.reason) == ("back", "over")
    (back,) = tasks.open_tasks(tablet.db, tablet.store.vault, tablet.clock())
    assert hold.number in back.texts.en, "somebody must bring it back to its shelf"


def test_whoever_takes_it_takes_it_to_the_till_and_the_task_is_gone(tablet: TestDevice) -> None:
    hold: Hold = do(tablet, actions.lay_aside, SERUM)
    do(tablet, actions.taken, hold.hold_id)

    assert available(tablet) == 6
    assert tasks.open_tasks(tablet.db, tablet.store.vault, tablet.clock()) == []
    with pytest.raises(Refused, match=r"stockroom\.over"):
        do(tablet, actions.lay, hold.hold_id, "1")


def test_a_product_that_was_not_found_is_a_variance_with_its_reason(tablet: TestDevice) -> None:
    hold: Hold = do(tablet, actions.lay_aside, SERUM)
    do(tablet, actions.not_found, hold.hold_id, "not_there")

    rows = tablet.db.execute("SELECT quantity, reason, reference FROM stock_movement").fetchall()
    assert [tuple(row) for row in rows] == [(-1, "short_pick", hold.hold_id)]
    assert available(tablet) == 5


def test_nothing_is_laid_aside_of_what_is_not_there(tablet: TestDevice) -> None:
    with pytest.raises(Refused, match=r"stockroom\.none_to_try"):
        do(tablet, actions.lay_aside, GEL)
    with pytest.raises(Refused, match=r"till\.not_for_sale"):
        do(tablet, actions.lay_aside, "09999999999994")


def test_another_device_keeps_it_back_as_soon_as_it_hears(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, carried):
        do(one, actions.lay_aside, SERUM)
        assert available(other) == 6
        carried.across()

        assert available(other) == 5


def test_of_two_who_ask_apart_for_the_last_one_the_first_has_it_everywhere(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, carried):
        sell(one, SERUM, 5)
        carried.across()
        first: Hold = do(one, actions.lay_aside, SERUM)
        other.clock.pass_time(seconds=5)
        second: Hold = do(other, actions.lay_aside, SERUM)
        for _ in range(3):
            carried.across()

        for device in (one, other):
            states = {
                name: found.state
                for name in (first.hold_id, second.hold_id)
                if (found := tables.hold(device.db, device.store.vault, name)) is not None
            }
            assert states == {first.hold_id: "asked", second.hold_id: "sorry"}
            assert available(device) == 0


# ---------------------------------------------------------------- asking


def test_a_request_promises_nothing_until_head_office_says_so(tablet: TestDevice) -> None:
    made = do(tablet, actions.request, GEL, "store", OTHER)

    assert (made.state, made.order_number) == ("asked", "")
    (shown,) = tables.open_requests(tablet.db, tablet.store.vault, NOON)
    assert shown == made
    given_up = do(tablet, actions.withdraw, made.request_id)
    assert given_up.state == "given_up"


def test_a_request_that_nobody_could_answer_is_refused_here(tablet: TestDevice) -> None:
    for args, why in (
        ((GEL, "ship"), "sign_in_to_ship"),
        ((GEL, "store", STORE), "same_store"),
        ((GEL, "store", "9999999999999"), "no_such_store"),
        (("09999999999994", "store", OTHER), "not_for_sale"),
    ):
        with pytest.raises(Refused, match=why):
            do(tablet, actions.request, *args)


def test_a_wish_is_a_members_and_made_once(tablet: TestDevice) -> None:
    with pytest.raises(Refused, match=r"stockroom\.sign_in_to_hear"):
        do(tablet, actions.wish, GEL, "")
    one = do(tablet, actions.wish, GEL, "m1")
    again = do(tablet, actions.wish, GEL, "m1")

    assert one == again
    assert [wish.gtin for wish in tables.wishes(tablet.db, tablet.store.vault, "m1")] == [GEL]
    do(tablet, actions.end_wish, one.wish_id)
    assert tables.wishes(tablet.db, tablet.store.vault, "m1") == []
    assert tables.wishes(tablet.db, tablet.store.vault, "") == []


def test_papers_of_which_a_part_is_on_its_way_are_not_shown(tablet: TestDevice) -> None:
    do(tablet, records.set_fields, COUNT, "c1", {"state": "asked"})
    do(tablet, records.set_fields, DELIVERY, "d1", {"state": "expected", "lines": "no list"})

    assert tables.open_counts(tablet.db, tablet.store.vault, NOON) == []
    assert tables.to_receive(tablet.db, tablet.store.vault, STORE, NOON) == []
