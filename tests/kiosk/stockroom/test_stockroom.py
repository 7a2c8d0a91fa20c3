"""Goods between the door and the shelf, on devices that hear each other now and then, and head office not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.staff import actions as people
from kiosk.staff.model import Denied
from kiosk.stock import tables as stock
from kiosk.stockroom import actions, tables
from kiosk.stockroom.actions import counting
from kiosk.stockroom.model import COUNT, DELIVERY, Count, Delivery, Hold, Transfer
from kiosk.task import tables as tasks
from sync.clock import stamp
from tests import staff as crew
from tests.carried import Carried
from tests.devices import GEL, NOON, SERUM, STORE, TEA, TestDevice, open_device
from tests.headoffice import offices

OTHER = "9521000000025"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[TestDevice]:
    """An associate's tablet with the small test catalogue, nothing connected."""
    with open_device(tmp_path, name="tablet-1", role="associate") as opened:
        yield opened


@contextmanager
def two(folder: Path) -> Iterator[tuple[TestDevice, TestDevice, Carried]]:
    """Two tablets; what they say is carried when a test says so."""
    with ExitStack() as stack:
        office = offices.open_office(folder / "hq")
        stack.callback(office.close)
        names = ("tablet-1", "tablet-2")
        one, other = (stack.enter_context(open_device(folder / n, name=n, role="associate")) for n in names)
        yield one, other, Carried(office, [one, other])


def sign_in(device: TestDevice, operator: str) -> None:
    found = device.do(people.sign_in, device.store.vault, operator, crew.PINS[operator])
    assert not isinstance(found, Denied)


def do(device: TestDevice, action: Any, *args: Any, **named: Any) -> Any:
    return device.do(action, device.store.vault, device.store.register, *args, **named)


def on_hand(device: TestDevice, gtin: str) -> int:
    level = stock.level(device.db, gtin)
    assert level is not None
    return level.on_hand


def expected(device: TestDevice, lines: tuple[tuple[str, int], ...], delivery_id: str = "d1") -> None:
    values = {"state": "expected", "number": "LS-77", "source": "AURELLE", "lines": as_text(lines), "due": stamp(NOON)}
    do(device, records.set_fields, DELIVERY, delivery_id, values)


# ---------------------------------------------------------------- receiving


def test_goods_are_stock_from_the_moment_they_are_scanned(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3), (TEA, 2)))

    do(tablet, actions.scan_in, "d1", SERUM)
    found: Delivery = do(tablet, actions.scan_in, "d1", SERUM, 2)

    assert found.row(SERUM).state() == "fits"
    assert found.row(TEA).state() == "open"
    assert on_hand(tablet, SERUM) == 6 + 3


def test_surplus_missing_and_damaged_goods_are_told_apart(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3), (TEA, 2)))
    do(tablet, actions.scan_in, "d1", SERUM, 4)
    do(tablet, actions.scan_in, "d1", TEA, 1, damaged=True)
    do(tablet, actions.scan_in, "d1", GEL)

    found: Delivery = do(tablet, actions.close, "d1")

    assert [row.state(closed=True) for row in found.rows] == ["surplus", "missing", "unexpected"]
    assert (found.missing, found.surplus, found.damaged) == (1, 2, 1)
    assert on_hand(tablet, TEA) == 4, "what is broken is not stock"
    assert on_hand(tablet, GEL) == 1
    with pytest.raises(Refused, match=r"stockroom\.closed"):
        do(tablet, actions.scan_in, "d1", SERUM)


def test_a_wrong_scan_is_taken_back_and_never_more(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3),))
    do(tablet, actions.scan_in, "d1", SERUM, 2)
    do(tablet, actions.scan_in, "d1", SERUM, -1)

    assert on_hand(tablet, SERUM) == 7
    with pytest.raises(Refused, match=r"stockroom\.not_scanned"):
        do(tablet, actions.scan_in, "d1", SERUM, -2)
    assert on_hand(tablet, SERUM) == 7


def test_two_tablets_unpack_one_delivery_apart_and_nothing_counts_twice(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, carried):
        expected(one, ((SERUM, 4), (TEA, 2)))
        carried.across()
        do(one, actions.scan_in, "d1", SERUM, 3)
        do(other, actions.scan_in, "d1", SERUM, 1)
        do(other, actions.scan_in, "d1", TEA, 2)
        carried.across()

        for device in (one, other):
            found = tables.delivery(device.db, device.store.vault, "d1")
            assert found is not None
            assert [(row.expected, row.good) for row in found.rows] == [(4, 4), (2, 2)]
            assert (on_hand(device, SERUM), on_hand(device, TEA)) == (10, 6)


def test_an_empty_delivery_is_not_closed_and_a_strange_product_not_taken_in(tablet: TestDevice) -> None:
    expected(tablet, ((SERUM, 3),))

    with pytest.raises(Refused, match=r"stockroom\.nothing_scanned"):
        do(tablet, actions.close, "d1")
    with pytest.raises(Refused, match=r"till\.not_for_sale"):
        do(tablet, actions.scan_in, "d1", "09999999999994")
    with pytest.raises(Refused, match=r"stockroom\.gone"):
        do(tablet, actions.scan_in, "d9", SERUM)


# ---------------------------------------------------------------- counting


def test_a_count_that_fits_is_done_and_moves_nothing(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM, TEA))
    do(tablet, actions.enter, count.count_id, SERUM, 6)
    after: Count = do(tablet, actions.enter, count.count_id, TEA, 4)

    assert after.state == "done"
    assert tablet.db.execute("SELECT count(*) FROM stock_movement").fetchone()[0] == 0


def test_what_differs_is_counted_again_and_only_that(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM, TEA))
    do(tablet, actions.enter, count.count_id, SERUM, 5)
    again: Count = do(tablet, actions.enter, count.count_id, TEA, 4)

    assert (again.state, again.asked_now) == ("again", (SERUM,))
    with pytest.raises(Refused, match=r"stockroom\.not_asked"):
        do(tablet, actions.enter, count.count_id, TEA, 4)
    done: Count = do(tablet, actions.enter, count.count_id, SERUM, 6)
    assert done.state == "done", "the second count stands"
    assert on_hand(tablet, SERUM) == 6


def test_a_difference_that_stays_is_booked_by_somebody_else(tablet: TestDevice) -> None:
    crew.hire(tablet)
    sign_in(tablet, "chen")
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 5)
    do(tablet, actions.enter, count.count_id, SERUM, 5)

    with pytest.raises(Refused, match=r"staff\.approval_needed") as asked:
        do(tablet, actions.book, count.count_id)
    assert asked.value.details["permission"] == "stock_variance"
    assert asked.value.details["amount_minor"] == 22800

    details: dict[str, Any] = dict(asked.value.details)
    words = {name: details[name] for name in ("about", "amount_minor", "percent_bp")}
    vault = tablet.store.vault
    approval = tablet.do(people.approve, vault, "stock_variance", approver="mei", pin=crew.PINS["mei"], **words)
    same = tablet.do(people.approve, vault, "stock_variance", approver="chen", pin=crew.PINS["chen"], **words)
    assert same.key == "staff.same_person"
    done: Count = do(tablet, actions.book, count.count_id, approval)

    assert (done.state, done.approved_by) == ("done", "mei")
    assert on_hand(tablet, SERUM) == 5
    with pytest.raises(Refused, match=r"stockroom\.closed"):
        do(tablet, actions.book, count.count_id)


def test_a_second_person_may_book_with_their_own_right(tablet: TestDevice) -> None:
    crew.hire(tablet)
    sign_in(tablet, "lin")
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 8)
    do(tablet, actions.enter, count.count_id, SERUM, 8)
    sign_in(tablet, "mei")

    done: Count = do(tablet, actions.book, count.count_id)

    assert (done.approved_by, on_hand(tablet, SERUM)) == ("mei", 8)


def test_sales_between_counting_and_booking_do_not_disturb(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 4)
    do(tablet, actions.enter, count.count_id, SERUM, 4)
    tablet.do(stock_sold, tablet.store.device, SERUM, 2)

    do(tablet, actions.book, count.count_id)

    assert on_hand(tablet, SERUM) == 6 - 2 - 2


def stock_sold(tx: Any, device: str, gtin: str, units: int) -> None:
    from kiosk.stock import actions as moves

    moves.move_and_tell(tx, device, gtin, -units, "sold", "s1")


def test_only_the_device_that_counted_books(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, carried):
        count: Count = do(one, actions.ask_count, (SERUM,))
        do(one, actions.enter, count.count_id, SERUM, 4)
        do(one, actions.enter, count.count_id, SERUM, 4)
        carried.across()

        with pytest.raises(Refused, match=r"stockroom\.other_device"):
            do(other, actions.book, count.count_id)
        do(one, actions.book, count.count_id)
        carried.across()

        assert (on_hand(one, SERUM), on_hand(other, SERUM)) == (4, 4)


def test_an_unbelievable_difference_is_counted_anew(tablet: TestDevice) -> None:
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    do(tablet, actions.enter, count.count_id, SERUM, 60)
    do(tablet, actions.enter, count.count_id, SERUM, 60)

    anew: Count = do(tablet, counting.count_anew, count.count_id)

    assert (anew.state, anew.asked_now) == ("again", (SERUM,))


def test_a_count_of_nothing_or_of_too_much_is_refused(tablet: TestDevice) -> None:
    with pytest.raises(Refused, match=r"stockroom\.nothing_to_count"):
        do(tablet, actions.ask_count, ())
    count: Count = do(tablet, actions.ask_count, (SERUM,))
    for units in (-1, 10_000):
        with pytest.raises(Refused, match=r"stockroom\.too_many"):
            do(tablet, actions.enter, count.count_id, SERUM, units)


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
        one.do(stock_sold, one.store.device, SERUM, 5)
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
