"""What devices do to one order while they cannot hear each other, or while head office decides otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions, tables
from sync import messages
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderToldSteps
from tests.devices import GEL, NOON, SERUM, TEA, gtin_of
from tests.kiosk.pickup.sides import VAULT, Side, arrive, meet, talk
from tests.orders import code, placed

HOME, TABLET = "tablet-1", "tablet-2"


def store(*lines: tuple[str, int], **more: Any) -> tuple[Side, Side]:
    """The order's home device and another one, which both have the order."""
    home, tablet = Side(HOME), Side(TABLET)
    arrive(placed("order-1", *(lines or ((SERUM, 2),)), home=HOME, **more), (home, tablet))
    return home, tablet


def says_head_office(kind: str, at: datetime, **fields: Any) -> OrderToldSteps:
    """A step that a shopper or the web shop took."""
    step = OrderStep(
        step_id=f"hq-{kind}-{at.timestamp()}",
        at=str(Reading(int(at.timestamp() * 1000))),
        device="hq",
        kind=kind,  # type: ignore[arg-type]  # a kind by its name
        **fields,
    )
    return OrderToldSteps(order_id="order-1", steps=(step,), version=300, at=at)


def ready(side: Side, *gtins: str, slot: str = "S-07") -> None:
    """All of it is picked and staged here."""
    for gtin in gtins or (SERUM, SERUM):
        side.do(actions.pick, "order-1", gtin)
    side.do(actions.stage, "order-1", slot)


def troubles(side: Side) -> list[str]:
    return [issue.trouble for issue in side.order().issues]


def test_who_picks_while_the_order_is_cancelled_hears_of_it_and_puts_it_back() -> None:
    home, tablet = store()
    home.wait(seconds=10)
    home.do(actions.pick, "order-1", SERUM)

    home.hear(says_head_office("cancel", NOON + timedelta(seconds=5), text="changed my mind"))
    meet(home, tablet)

    assert (home.order().state, home.order().put_back, home.reserved(SERUM)) == ("cancelled", 1, 1)
    assert troubles(home) == troubles(tablet) == ["picked_after_end"]
    with pytest.raises(Refused, match=r"pickup\.not_now"):
        home.do(actions.pick, "order-1", SERUM)
    assert [one.order_id for one in tables.with_issues(home.db)] == ["order-1"]
    home.do(actions.restock, "order-1")
    assert (home.order().state, home.order().put_back, home.on_hand(SERUM)) == ("returned_to_shelf", 0, 6)


def test_goods_that_left_the_store_have_left_it_whatever_was_decided_meanwhile() -> None:
    home, tablet = store()
    ready(home)
    home.wait(seconds=10)
    home.do(actions.hand_over, code())

    home.hear(says_head_office("cancel", NOON + timedelta(seconds=5)))
    meet(home, tablet)

    assert home.order().state == tablet.order().state == "collected"
    assert troubles(home) == troubles(tablet) == ["handed_after_end"]
    assert home.on_hand(SERUM) == tablet.on_hand(SERUM) == 4


def test_a_cancellation_that_comes_after_the_hand_over_changes_nothing() -> None:
    home, _ = store()
    ready(home)
    home.do(actions.hand_over, code())

    home.hear(says_head_office("cancel", NOON + timedelta(minutes=5)))

    assert (home.order().state, troubles(home)) == ("collected", [])


def test_two_hand_overs_of_one_code_on_two_devices_apart_are_one_and_a_loss() -> None:
    home, tablet = store()
    ready(home)
    meet(home, tablet)
    home.do(actions.hand_over, code())
    tablet.wait(seconds=3)
    tablet.do(actions.hand_over, code())

    meet(home, tablet)

    assert home.order().now == tablet.order().now
    assert home.order().state == "collected"
    assert [(issue.trouble, issue.units) for issue in home.order().issues] == [("handed_twice", 2)]
    assert home.on_hand(SERUM) == tablet.on_hand(SERUM) == 2, "both parcels are gone"
    for side in (home, tablet):
        with pytest.raises(Refused, match=r"pickup\.used"):
            side.do(actions.hand_over, code())


def test_the_same_six_digits_on_two_devices_apart_are_one_hand_over_as_well() -> None:
    home, tablet = store(pickup_code="204831")
    ready(home)
    meet(home, tablet)
    home.do(actions.hand_over_by_digits, "order-1", "204831")
    tablet.do(actions.hand_over_by_digits, "order-1", "204831")

    meet(home, tablet)

    assert (home.order().state, troubles(home), troubles(tablet)) == ("collected", ["handed_twice"], ["handed_twice"])


def test_a_code_that_was_used_elsewhere_is_known_here_as_soon_as_they_hear_each_other() -> None:
    home, tablet = store()
    ready(home)
    meet(home, tablet)
    tablet.do(actions.hand_over, code())
    talk(home, tablet)

    with pytest.raises(Refused, match=r"pickup\.used"):
        home.do(actions.hand_over, code())
    assert home.on_hand(SERUM) == 6, "only who moved something tells so"
    meet(home, tablet)
    assert home.on_hand(SERUM) == 4


def test_an_order_for_a_product_that_nobody_here_knows_is_picked_by_its_number() -> None:
    unknown = gtin_of(987)
    home, _ = store((unknown, 1))

    home.do(actions.pick, "order-1", unknown)

    assert home.do(actions.stage, "order-1", "S-01").state == "ready"


def test_an_order_of_another_store_is_not_taken() -> None:
    home = Side(HOME)
    message = msgspec.structs.replace(placed("order-1", (SERUM, 1)), store="9521000000025")

    with pytest.raises(ValueError, match="9521000000025"):
        home.hear(message)
    assert tables.load(home.db, VAULT, "order-1") is None
    with pytest.raises(Refused, match=r"pickup\.unknown"):
        home.do(actions.hand_over, code())


def test_an_order_of_no_units_cannot_even_be_said() -> None:
    data = messages.encode(placed("order-1", (SERUM, 1))).replace(b'"quantity":1', b'"quantity":0')

    with pytest.raises(msgspec.ValidationError, match="quantity"):
        messages.decode(messages.OrderPlaced.TYPE, data)


def test_an_order_that_is_changed_after_picking_tells_what_is_too_many() -> None:
    home, tablet = store((SERUM, 3))
    home.do(actions.pick, "order-1", SERUM)
    home.do(actions.pick, "order-1", SERUM)

    home.hear(says_head_office("amend", NOON + timedelta(minutes=1), line_id="order-1/1", units=1))
    meet(home, tablet)

    line = home.order().lines[0]
    assert (line.quantity, line.picked, home.reserved(SERUM), troubles(home)) == (1, 1, 1, ["picked_too_many"])
    assert tablet.order().now == home.order().now
    assert home.do(actions.stage, "order-1", "S-01").state == "ready"


def test_an_order_that_nobody_fetched_expires_at_its_hour_and_not_before() -> None:
    ends = NOON + timedelta(days=7)
    home, tablet = store(expires_at=ends)
    ready(home)
    meet(home, tablet)
    for side in (home, tablet):
        side.now = ends - timedelta(seconds=1)
    meet(home, tablet)
    assert home.order().state == "ready"

    for side in (home, tablet):
        side.now = ends
    tablet.beat()
    assert tablet.order().state == "ready", "only its home device and its arbiter say so"
    meet(home, tablet)

    assert home.order().state == tablet.order().state == "expired"
    assert (home.reserved(SERUM), tablet.reserved(SERUM), home.order().put_back) == (2, 2, 2)
    assert [one.state for one in tables.with_issues(tablet.db)] == ["expired"]
    tablet.do(actions.restock, "order-1")
    meet(home, tablet)
    assert (home.reserved(SERUM), tablet.reserved(SERUM)) == (0, 0)


@pytest.mark.parametrize(
    "ends", ["2026-03-29T00:59:59+00:00", "2026-03-29T01:00:00+00:00", "2026-10-25T01:00:00+00:00"]
)
def test_summer_time_makes_no_order_expire_an_hour_off(ends: str) -> None:
    hour = datetime.fromisoformat(ends)
    home, _ = store(expires_at=hour)
    for minutes, ended in ((-61, False), (-1, False), (0, True)):
        home.now = hour + timedelta(minutes=minutes)
        home.beat()
        assert home.order().ended is ended


def test_an_extension_that_the_other_device_did_not_know_of_stands_above_the_expiry() -> None:
    ends = NOON + timedelta(days=7)
    home, tablet = store(expires_at=ends)
    ready(home)
    meet(home, tablet)
    tablet.now = ends - timedelta(minutes=10)
    tablet.do(actions.extend, "order-1", ends + timedelta(days=2))
    home.now = ends
    home.do(actions.expire_due)
    assert home.order().state == "expired"

    meet(home, tablet)

    assert home.order().state == tablet.order().state == "ready"
    assert home.reserved(SERUM) == 2
    with pytest.raises(Refused, match=r"pickup\.sooner"):
        tablet.do(actions.extend, "order-1", ends + timedelta(days=1))


def test_who_stands_at_the_counter_when_midnight_strikes_still_gets_their_goods() -> None:
    ends = NOON + timedelta(days=7)
    home, _ = store(expires_at=ends)
    ready(home)
    home.now = ends - timedelta(minutes=1)
    home.do(actions.arrive, "order-1", "kiosk")
    home.now = ends + timedelta(minutes=1)
    home.beat()
    assert home.order().state == "arrived"

    assert home.do(actions.hand_over, code(now=home.now)).state == "collected"


def test_a_clock_that_is_set_back_in_the_middle_takes_no_step_back() -> None:
    home, tablet = store()
    home.do(actions.pick, "order-1", SERUM)
    home.now -= timedelta(hours=3)
    home.do(actions.pick, "order-1", SERUM)
    home.do(actions.stage, "order-1", "S-02")
    home.now -= timedelta(days=20)
    home.do(actions.unstage, "order-1")

    meet(home, tablet)

    assert home.order().state == tablet.order().state == "picked"
    assert not home.order().now.void


def test_who_answers_a_device_whose_clock_is_hours_ahead_is_later_than_it() -> None:
    home, tablet = store()
    home.wait(hours=9)
    ready(home)
    talk(home, tablet)

    assert tablet.do(actions.arrive, "order-1", "foot").state == "arrived"
    assert tablet.do(actions.hand_over, code()).state == "collected"
    meet(home, tablet)
    assert home.order().state == "collected"


def test_what_somebody_else_found_after_all_comes_back_into_the_count() -> None:
    home, tablet = store((SERUM, 2), arbiter=HOME)
    home.do(actions.give_up, "order-1", "order-1/1", reason="damaged")
    assert (home.on_hand(SERUM), home.reserved(SERUM)) == (4, 0)
    moved = home.facts(messages.StockMoved)
    assert [(one.quantity, one.reason, one.why) for one in moved] == [(-2, "short_pick", "damaged")]
    home.do(actions.release, "order-1")
    talk(home, tablet)
    asked = tablet.do(actions.claim, "order-1")
    talk(home, tablet)
    tablet.do(actions.settle_claim, asked.request_id)

    tablet.do(actions.find, "order-1", "order-1/1")
    meet(home, tablet)

    assert (home.on_hand(SERUM), home.reserved(SERUM)) == (tablet.on_hand(SERUM), tablet.reserved(SERUM)) == (5, 1)


def test_what_was_given_up_here_and_picked_there_is_not_missing() -> None:
    home, tablet = store((SERUM, 1), (TEA, 1), arbiter=HOME)
    talk(home, tablet)
    asked = tablet.do(actions.claim, "order-1")
    talk(home, tablet)
    tablet.do(actions.settle_claim, asked.request_id)
    for side in (home, tablet):
        side.now += timedelta(minutes=3)
    home.do(actions.give_up, "order-1", "order-1/1")
    home.said = []
    tablet.now -= timedelta(minutes=2)
    tablet.do(actions.pick, "order-1", SERUM)
    assert (home.on_hand(SERUM), tablet.on_hand(SERUM)) == (5, 6)

    meet(home, tablet)

    assert home.order().lines[0].picked == 1
    assert home.on_hand(SERUM) == tablet.on_hand(SERUM) == 6


def test_a_device_that_was_off_hears_all_that_it_missed_from_whoever_knows() -> None:
    home, tablet = store((SERUM, 2), (GEL, 1))
    home.do(actions.pick, "order-1", SERUM)
    home.do(actions.pick, "order-1", SERUM)
    home.do(actions.give_up, "order-1", "order-1/2")
    home.do(actions.choose, "order-1", "order-1/2", "refund")
    home.said = []
    tablet.do(actions.delegate, "order-1", "陈女士")
    tablet.said = []
    assert tablet.order().state == "accepted"

    meet(home, tablet)

    assert home.order().now == tablet.order().now
    assert (tablet.order().picked, home.order().delegate) == (2, "陈女士")


def test_steps_that_come_before_their_order_wait_for_it() -> None:
    home, tablet = Side(HOME), Side(TABLET)
    message = placed("order-1", (SERUM, 2), home=HOME)
    home.hear(message)
    home.do(actions.pick, "order-1", SERUM)
    talk(home, tablet)
    assert tables.queue(tablet.db) == []

    tablet.hear(message)

    assert (tablet.order().state, tablet.order().picked, tablet.reserved(SERUM)) == ("picking", 1, 2)


def test_head_office_gives_an_order_another_home_and_a_later_promise() -> None:
    home, tablet = store()
    home.do(actions.pick, "order-1", SERUM)
    talk(home, tablet)
    later = NOON + timedelta(hours=5)
    anew = placed("order-1", (SERUM, 2), home=TABLET, promised_at=later, version=201)

    for side in (home, tablet):
        side.hear(anew)
        side.hear(placed("order-1", (SERUM, 2), home=HOME))
        order = side.order()
        assert (order.home, order.promised_at, order.picked, order.state) == (TABLET, later, 1, "picking")
        assert tables.queue(side.db)[0].home == TABLET


def test_a_step_whose_reading_is_no_reading_is_not_taken_in() -> None:
    home, _ = store()
    step = OrderStep(step_id="s", at="yesterday", device="hq", kind="cancel")

    with pytest.raises(ValueError, match="is none"):
        home.hear(OrderToldSteps(order_id="order-1", steps=(step,), version=1, at=NOON))
    assert home.order().state == "accepted"


def test_what_was_over_three_months_ago_is_forgotten_but_for_goods_that_nobody_put_back() -> None:
    home, _ = store()
    for n in (2, 3):
        home.hear(placed(f"order-{n}", (TEA, 1), home=HOME, number=f"B-{n}"))
    ready(home)
    home.do(actions.hand_over, code())
    home.do(actions.pick, "order-2", TEA)
    home.do(actions.cancel, "order-2")
    home.wait(days=91)

    assert home.run(actions.forget_old) == 1
    assert [tables.load(home.db, VAULT, f"order-{n}") is None for n in (1, 2, 3)] == [True, False, False]
    for table in ("order_step", "claim", "used_code", "order_entry", "pickup_order"):
        assert home.db.execute(f"SELECT count(*) FROM {table} WHERE order_id = 'order-1'").fetchone()[0] == 0
    assert home.on_hand(SERUM) == 4


def test_names_and_cars_lie_sealed_on_the_disk() -> None:
    home, _ = store(surname="司馬", note="請按門鈴")
    home.do(actions.delegate, "order-1", "歐陽先生")
    home.do(actions.arrive, "order-1", "car", more={"colour": "翠綠", "spot": "P3"})

    image = home.db.serialize()
    for word in ("司馬", "請按門鈴", "歐陽先生", "翠綠"):
        assert word.encode() not in _without_journal(home, image, word), word


def _without_journal(side: Side, image: bytes, word: str) -> bytes:
    """What lies on the disk but for facts on their way to head office."""
    bodies = [bytes(row[0]) for row in side.db.execute("SELECT body FROM journal")]
    for body in bodies:
        if word.encode() in body:
            image = image.replace(word.encode(), b"")
    return image
