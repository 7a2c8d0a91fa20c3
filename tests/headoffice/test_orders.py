"""Orders at head office: placed once, moved on by everybody's steps, and the stores hear what they must."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync.clock import parse
from sync.headoffice import flags, order_keeping, order_moves, order_tables, order_telling, orders, prices
from sync.headoffice.change import Conflict, Invalid, Unknown
from sync.headoffice.office import Office
from sync.headoffice.orders import Wanted
from sync.messages import OrderPlaced, OrderToldSteps
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, STORE, TEA, told
from tests.headoffice.order_desk import HOME, Clerk, at, know, now, place


def kinds(office: Office) -> list[str]:
    """What was flagged, oldest first."""
    return [flag.kind for flag in reversed(office.read(flags.newest))]


def events(office: Office, order: orders.Order) -> list[str]:
    """What shoppers could see happen."""
    sql = "SELECT event FROM order_event WHERE order_id = ? ORDER BY n"
    return [row[0] for row in office.read(lambda db: db.execute(sql, (order.order_id,)).fetchall())]


def steps_told(office: Office, store: str = STORE) -> list[OrderToldSteps]:
    return [one for one in told(office, store, OrderToldSteps) if isinstance(one, OrderToldSteps)]


# ---------------------------------------------------------------- placing


def test_a_placed_order_goes_down_with_all_that_its_store_needs(office: Office) -> None:
    know(office)
    know(office, "edge-1", "edge")

    order = place(office, contact="+86 21 5555")

    [placed] = told(office, STORE, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert (placed.number, placed.home, placed.arbiter) == ("B-0001", HOME, "edge-1")
    assert (placed.surname, placed.title) == ("林", "ms")
    assert placed.total_minor == 2 * 1290 + 1500 == order.total_minor
    assert placed.promised_at is not None
    assert placed.expires_at == placed.promised_at + timedelta(days=7)
    assert len(placed.pickup_code) == 6
    assert len(placed.placed) == 16
    assert b"5555" not in msgspec.json.encode(placed)
    assert (order.state, events(office, order)) == ("placed", ["placed"])


def test_what_is_sent_has_no_code_and_no_last_day(office: Office) -> None:
    order = place(office, method="ship", carry_to="1 Nanjing Road")

    [placed] = told(office, STORE, OrderPlaced)
    assert isinstance(placed, OrderPlaced)
    assert (placed.method, placed.pickup_code, placed.expires_at) == ("ship", "", None)
    assert order.carry_to == "1 Nanjing Road"


def test_what_is_laid_aside_to_be_tried_on_is_kept_for_half_an_hour(office: Office) -> None:
    assert parse(place(office, method="try_on").expires_at) == NOON + timedelta(minutes=30)


def test_six_digits_are_taken_as_long_as_their_order_is_open(office: Office) -> None:
    order = place(office)
    assert office.read(lambda db: order_tables.code_taken(db, STORE, order.pickup_code))
    assert not office.read(lambda db: order_tables.code_taken(db, OTHER, order.pickup_code))

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert not office.read(lambda db: order_tables.code_taken(db, STORE, order.pickup_code))


@pytest.mark.parametrize(
    ("wanted", "more", "fault", "field"),
    [
        ((), {}, Invalid, "lines"),
        ((Wanted(gtin=MILK, quantity=0),), {}, Invalid, "lines[0].quantity"),
        ((Wanted(gtin="09529000000991", quantity=1),), {}, Unknown, "gtin"),
        ((Wanted(gtin=MILK, quantity=1),), {"member": "nobody"}, Unknown, "member"),
        ((Wanted(gtin=MILK, quantity=1),), {"method": "transfer", "carry_to": "x"}, Invalid, "carry_to"),
        ((Wanted(gtin=MILK, quantity=13),), {}, Conflict, "lines[0].quantity"),
        ((Wanted(gtin=TEA, quantity=1),), {}, Conflict, "lines[0].quantity"),
    ],
)
def test_an_order_that_cannot_be_is_refused_and_leaves_no_trace(
    office: Office, wanted: tuple[Wanted, ...], more: dict[str, str], fault: type[Exception], field: str
) -> None:
    with pytest.raises(fault) as refused:
        office.change(lambda change: orders.place(change, STORE, wanted, **more))  # type: ignore[arg-type]  # wrong on purpose

    assert refused.value.field == field  # type: ignore[attr-defined]  # all three have it
    assert told(office, STORE, OrderPlaced) == []


def test_an_order_in_a_store_that_there_is_none_of_is_refused(office: Office) -> None:
    with pytest.raises(Unknown):
        place(office, Wanted(gtin=MILK, quantity=1), store="9521000000999")


# ---------------------------------------------------------------- steps of devices


def test_devices_move_it_on_until_it_is_collected(office: Office) -> None:
    order, clerk = place(office), Clerk(office)

    clerk.make_ready(order)
    done = clerk.hand_over(order)

    assert (done.state, done.slot, [line.handed for line in done.lines]) == ("collected", "S1", [2, 1])
    seen = [one for one in events(office, order) if one != "progress"]
    assert seen == ["placed", "accepted", "picking", "picked", "ready", "collected"]
    assert kinds(office) == []


def test_steps_may_come_twice_late_and_in_any_order(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    accept = clerk.step("accept")
    picks = [clerk.step("pick", line_id=line.line_id, units=line.quantity) for line in order.lines]
    pack, stage = clerk.step("pack", units=1), clerk.step("stage", text="S1")

    clerk.tell(order, stage, picks[1])
    clerk.tell(order, pack, accept)
    clerk.tell(order, accept, pack)
    done = clerk.tell(order, picks[0])

    assert (done.state, done.revision) == ("ready", 5)


def test_relayed_steps_are_told_to_the_store_once_a_turn(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.do(order, "accept")
    clerk.do(order, "pick", line_id=order.lines[0].line_id, units=1)
    clerk.do(order, "pick", line_id=order.lines[0].line_id, units=1)
    assert steps_told(office) == []

    assert office.change(order_telling.tell_untold) == 1
    assert office.change(order_telling.tell_untold) == 0

    [message] = steps_told(office)
    assert [step.kind for step in message.steps] == ["accept", "pick", "pick"]


def test_head_office_s_own_step_is_told_at_once_with_all_others(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.do(order, "accept")

    office.change(lambda change: order_moves.arrive(change, order.order_id, "car", {"spot": "3"}))

    [message] = steps_told(office)
    assert [(step.kind, step.device) for step in message.steps] == [("accept", HOME), ("arrive", "hq")]
    assert message.steps[0].at < message.steps[1].at
    assert office.change(order_telling.tell_untold) == 0


def test_a_history_that_fits_no_frame_is_told_as_far_as_it_fits(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    steps = [clerk.step("accept", more={"x": "y" * 900}) for _ in range(200)]
    clerk.tell(order, *steps)

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    [message] = steps_told(office)
    assert message.steps[-1].kind == "cancel"
    assert 100 < len(message.steps) < 200


@pytest.mark.parametrize(
    ("steps", "flag"),
    [
        ({"at": "not a reading"}, "bad_reading"),
        ({"at": "ffffffffffff0000"}, "bad_step"),
        ({"until": "soon"}, "bad_step"),
        ({"device": "hq"}, "forged_step"),
    ],
)
def test_a_step_that_cannot_be_is_left_out_and_flagged(office: Office, steps: dict[str, str], flag: str) -> None:
    order, clerk = place(office), Clerk(office)

    after = clerk.tell(order, msgspec.structs.replace(clerk.step("accept"), **steps))

    assert (after.state, after.revision) == ("placed", 0)
    assert kinds(office) == [flag]


def test_steps_of_an_order_that_nobody_knows_are_kept_and_flagged(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    stranger = msgspec.structs.replace(order, order_id="nobody")

    with pytest.raises(Unknown):
        clerk.tell(stranger, clerk.step("accept"))

    assert kinds(office) == ["unknown_order"]
    assert office.read(lambda db: db.execute("SELECT count(*) FROM order_step").fetchone()[0]) == 1


def test_a_wrong_clock_is_flagged_and_head_office_s_own_steps_still_come_after(office: Office) -> None:
    order = place(office)
    Clerk(office, second=3600).do(order, "accept")

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert now(office, order).state == "cancelled"
    assert kinds(office) == ["clock_ahead"]


def test_what_was_carried_home_was_collected_whatever_head_office_said(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)
    office.change(lambda change: order_moves.cancel(change, order.order_id, "changed my mind"))

    after = clerk.hand_over(order)

    assert after.state == "collected"
    assert "collected_after_cancel" in kinds(office)


def test_a_hand_over_that_nobody_knew_of_undoes_a_later_cancellation(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)
    handed = clerk.step("hand", text="n1", handed=((order.lines[0].line_id, 2), (order.lines[1].line_id, 1)))
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    after = clerk.tell(order, handed)

    assert (after.state, after.end_reason) == ("collected", "")
    assert "collected_after_cancel" in kinds(office)


def test_one_code_used_at_two_devices_is_a_loss_that_somebody_hears_of(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)
    clerk.hand_over(order)

    Clerk(office, "till-2", second=60).hand_over(order)

    assert now(office, order).state == "collected"
    assert "twice_collected" in kinds(office)


def test_a_cancelled_order_cannot_be_cancelled_again(office: Office) -> None:
    order = place(office)
    office.change(lambda change: order_moves.cancel(change, order.order_id))

    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert [step.kind for step in steps_told(office)[0].steps] == ["cancel"]


# ---------------------------------------------------------------- routing


def test_after_a_find_fail_the_store_is_promised_nothing_of_it_until_it_is_counted(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.do(order, "accept")
    clerk.do(order, "short", line_id=order.lines[0].line_id, units=1, text="not_there")

    with pytest.raises(Conflict) as refused:
        place(office, Wanted(gtin=MILK, quantity=1))
    assert refused.value.field == "lines[0].gtin"

    office.change(lambda change: prices.change_stock(change, STORE, MILK, 9))
    assert place(office, Wanted(gtin=MILK, quantity=1)).state == "placed"


def test_what_a_cancelled_order_held_can_be_promised_again(office: Office) -> None:
    order = place(office, Wanted(gtin=OAT, quantity=3))
    with pytest.raises(Conflict):
        place(office, Wanted(gtin=OAT, quantity=1))

    office.change(lambda change: order_moves.cancel(change, order.order_id))

    assert place(office, Wanted(gtin=OAT, quantity=3)).state == "placed"


# ---------------------------------------------------------------- shoppers


def test_a_shopper_says_that_they_are_here_and_goes_again(office: Office) -> None:
    order, clerk = place(office), Clerk(office)
    clerk.make_ready(order)

    here = office.change(lambda change: order_moves.arrive(change, order.order_id, "car", {"colour": "red"}))
    gone = office.change(lambda change: order_moves.leave(change, order.order_id))

    assert (here.state, here.here, here.here_more) == ("arrived", "car", {"colour": "red"})
    assert (gone.state, gone.here) == ("ready", "")
    assert events(office, order)[-3:] == ["arrived", "left", "ready"]
    with pytest.raises(Invalid):
        office.change(lambda change: order_moves.arrive(change, order.order_id, "rocket"))


def test_somebody_else_may_fetch_it_and_it_waits_longer(office: Office) -> None:
    order = place(office)

    office.change(lambda change: order_moves.delegate(change, order.order_id, " 王 "))
    after = office.change(lambda change: order_moves.extend(change, order.order_id, NOON + timedelta(days=9)))

    assert (after.delegate, parse(after.expires_at)) == ("王", NOON + timedelta(days=9))
    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.extend(change, order.order_id, NOON + timedelta(days=8)))
    with pytest.raises(Invalid):
        office.change(lambda change: order_moves.extend(change, order.order_id, NOON + timedelta(days=99)))


def test_an_order_is_changed_as_long_as_it_is_not_packed(office: Office) -> None:
    order, clerk = place(office, paid=False), Clerk(office)
    milk = next(line for line in order.lines if line.gtin == MILK)

    more = office.change(lambda change: order_moves.amend(change, order.order_id, milk.line_id, 4))
    assert [line.wanted for line in more.lines if line.gtin == MILK] == [4]
    assert more.due_minor == 4 * 1290 + 1500
    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.amend(change, order.order_id, milk.line_id, 40))

    clerk.make_ready(now(office, order))
    with pytest.raises(Conflict):
        office.change(lambda change: order_moves.amend(change, order.order_id, milk.line_id, 5))


def test_the_store_ends_what_nobody_fetched_and_head_office_what_the_store_forgot(office: Office) -> None:
    order = place(office, expires_at=NOON + timedelta(days=1))

    assert at(office, timedelta(days=1, hours=20), order_keeping.expire_overdue) == 0
    assert at(office, timedelta(days=2, hours=1), order_keeping.expire_overdue) == 1

    after = now(office, order)
    assert (after.state, after.end_reason) == ("expired", "overdue")


# ---------------------------------------------------------------- forgetting


def test_long_ended_orders_are_taken_out_of_the_stream(office: Office) -> None:
    order = place(office)
    office.change(lambda change: order_moves.cancel(change, order.order_id))
    assert office.change(orders.forget_ended) == 0

    assert at(office, timedelta(days=8), orders.forget_ended) == 1

    assert told(office, STORE, OrderPlaced) == told(office, STORE, OrderToldSteps) == []


def test_an_ended_order_forgets_its_shopper_in_time(office: Office) -> None:
    order = place(office, contact="+86 21 5555")
    office.change(lambda change: order_moves.cancel(change, order.order_id))
    assert office.change(order_keeping.forget_people) == 0

    assert at(office, timedelta(days=91), order_keeping.forget_people) == 1

    assert (now(office, order).surname, now(office, order).member) == ("", "")
