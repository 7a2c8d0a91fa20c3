"""Who works on which lines: one arbiter decides, leases run out, and nobody guesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup.actions import claims
from kiosk.pickup.claiming import LOOKS_S, ClaimDesk
from kiosk.pickup.model import Claim
from tests.devices import GEL, SERUM, TEA
from tests.kiosk.pickup.sides import VAULT, Side, arrive, meet, talk
from tests.orders import placed

EDGE, HOME, TABLET = "edge-1", "tablet-1", "tablet-2"


def store(*lines: tuple[str, int]) -> tuple[Side, Side, Side]:
    """An arbiter, the order's home device and another tablet, which all have the order."""
    edge, home, tablet = Side(EDGE), Side(HOME), Side(TABLET)
    arrive(placed("order-1", *(lines or ((SERUM, 2), (TEA, 1))), home=HOME, arbiter=EDGE), (edge, home, tablet))
    return edge, home, tablet


def ask(side: Side, edge: Side, *line_ids: str) -> Claim:
    """Ask the arbiter, who hears it, and look what it said."""
    asked: Claim = side.do(actions.claim, "order-1", line_ids)
    talk(edge, side)
    settled: Claim = side.do(actions.settle_claim, asked.request_id)
    return settled


def test_who_asks_first_gets_the_order_and_the_next_one_hears_who_has_it() -> None:
    edge, home, tablet = store()

    assert ask(home, edge).granted
    asked = tablet.do(actions.claim, "order-1")
    talk(edge, home, tablet)

    with pytest.raises(Refused) as refusal:
        tablet.do(actions.settle_claim, asked.request_id)
    assert (refusal.value.key, refusal.value.details["device"]) == ("pickup.claimed", HOME)
    home.do(actions.pick, "order-1", SERUM)
    meet(edge, home, tablet)
    with pytest.raises(Refused, match=r"pickup\.claimed"):
        tablet.do(actions.pick, "order-1", SERUM)


def test_two_people_share_an_order_by_its_lines() -> None:
    edge, home, tablet = store()

    ask(home, edge, "order-1/1")
    ask(tablet, edge, "order-1/2")
    home.do(actions.pick, "order-1", SERUM)
    tablet.do(actions.pick, "order-1", TEA)
    meet(edge, home, tablet)
    with pytest.raises(Refused, match=r"pickup\.claimed"):
        tablet.do(actions.pick, "order-1", SERUM)
    meet(edge, home, tablet)

    assert [line.picked for line in edge.order().lines] == [1, 1]
    assert edge.order().now == home.order().now == tablet.order().now


def test_an_order_of_which_a_part_is_taken_gives_the_rest_to_who_asks_for_all_of_it() -> None:
    edge, home, tablet = store()

    ask(home, edge, "order-1/1")
    ask(tablet, edge)

    assert {line.line_id: line.holder for line in edge.order().lines} == {"order-1/1": HOME, "order-1/2": TABLET}


def test_what_is_given_back_is_anybodys() -> None:
    edge, home, tablet = store()
    ask(home, edge)

    home.do(actions.release, "order-1")
    talk(edge, home, tablet)

    assert ask(tablet, edge).granted
    with pytest.raises(Refused, match=r"pickup\.(claimed|not_claimed)"):
        home.do(actions.pick, "order-1", SERUM)


def test_a_lease_runs_out_when_nobody_works_and_goes_on_while_somebody_does() -> None:
    edge, home, tablet = store()
    ask(home, edge)
    for _ in range(20):
        for one in (edge, home, tablet):
            one.wait(seconds=30)
        home.do(actions.pick if home.order().lines[0].open else actions.unpick, "order-1", SERUM)
        meet(edge, home, tablet)
    with pytest.raises(Refused, match=r"pickup\.claimed"):
        ask(tablet, edge)

    for _ in range(30):
        for one in (edge, home, tablet):
            one.wait(seconds=30)
        meet(edge, home, tablet)

    assert ask(tablet, edge).granted


def test_an_arbiter_that_was_killed_in_the_middle_of_a_lease_remembers_it() -> None:
    edge, home, tablet = store()
    ask(home, edge)
    killed = edge.db.serialize()

    edge.db.deserialize(killed)
    asked = tablet.do(actions.claim, "order-1")
    talk(edge, tablet)

    with pytest.raises(Refused, match=r"pickup\.claimed"):
        tablet.do(actions.settle_claim, asked.request_id)


def test_with_the_arbiter_away_the_home_device_goes_on_and_the_others_say_where() -> None:
    edge, home, tablet = store()
    theirs, mine = tablet.do(actions.claim, "order-1"), home.do(actions.claim, "order-1")

    assert not tablet.do(actions.settle_claim, theirs.request_id).granted
    with pytest.raises(Refused) as refusal:
        tablet.do(actions.settle_claim, theirs.request_id, waited=True)
    assert (refusal.value.key, refusal.value.details["device"]) == ("pickup.arbiter_away", HOME)
    assert home.do(actions.settle_claim, mine.request_id, waited=True).granted
    home.do(actions.pick, "order-1", SERUM)
    home.said, tablet.said = [], []

    meet(edge, home, tablet)
    assert edge.order().lines[0].picked == 1
    with pytest.raises(Refused, match=r"pickup\.claimed"):
        ask(tablet, edge)


def test_the_home_device_does_not_take_what_it_heard_that_somebody_holds() -> None:
    edge, home, tablet = store()
    asked = tablet.do(actions.claim, "order-1")
    talk(edge, home, tablet)
    assert tablet.do(actions.settle_claim, asked.request_id).granted
    mine = home.do(actions.claim, "order-1")

    with pytest.raises(Refused, match=r"pickup\.claimed"):
        home.do(actions.settle_claim, mine.request_id, waited=True)


def test_of_two_who_came_to_hold_a_line_apart_one_is_right_and_the_others_goods_are_told() -> None:
    edge, home, tablet = store((SERUM, 1))
    assert ask(tablet, edge).granted
    for one in (home, tablet, edge):
        one.said = []
    home.wait(seconds=5)
    mine = home.do(actions.claim, "order-1")
    assert home.do(actions.settle_claim, mine.request_id, waited=True).granted, "it never heard of the tablet"
    tablet.do(actions.pick, "order-1", SERUM)
    home.wait(seconds=1)
    home.do(actions.pick, "order-1", SERUM)

    meet(edge, home, tablet)

    assert edge.order().now == home.order().now == tablet.order().now
    assert edge.order().lines[0].picked == 1
    assert [issue.trouble for issue in edge.order().issues] == ["stale_claim"]


def test_who_lost_the_line_in_the_meantime_is_told_so_at_the_next_scan() -> None:
    edge, home, tablet = store()
    ask(tablet, edge)
    for one in (edge, home, tablet):
        one.wait(minutes=3)

    with pytest.raises(Refused, match=r"pickup\.claim_over"):
        tablet.do(actions.pick, "order-1", SERUM)
    assert ask(home, edge).granted
    meet(edge, home, tablet)
    with pytest.raises(Refused, match=r"pickup\.claimed"):
        tablet.do(actions.pick, "order-1", SERUM)


def test_a_clock_that_is_hours_off_takes_no_lease_away() -> None:
    edge, home, tablet = store()
    tablet.wait(hours=5)

    assert ask(tablet, edge).granted
    tablet.do(actions.pick, "order-1", SERUM)
    meet(edge, home, tablet)
    edge.wait(seconds=30)

    with pytest.raises(Refused, match=r"pickup\.claimed"):
        ask(home, edge)
    assert home.order().lines[0].picked == 1


def test_what_came_instead_is_held_by_who_put_it_there() -> None:
    edge, home, tablet = store((SERUM, 1), (GEL, 1))
    ask(tablet, edge)
    tablet.do(actions.pick, "order-1", SERUM)
    tablet.do(actions.give_up, "order-1", "order-1/2")
    tablet.do(actions.substitute, "order-1", "order-1/2", TEA)
    for _ in range(5):
        for one in (edge, home, tablet):
            one.wait(seconds=45)
        meet(edge, home, tablet)

    tablet.do(actions.pick, "order-1", TEA)

    assert tablet.do(actions.stage, "order-1", "S-1").state == "ready"


def test_a_packed_order_is_claimed_by_nobody() -> None:
    edge, home, tablet = store((SERUM, 1))
    ask(home, edge)
    home.do(actions.pick, "order-1", SERUM)
    home.do(actions.pack, "order-1")

    late = tablet.do(actions.claim, "order-1")
    talk(edge, home, tablet)

    with pytest.raises(Refused):
        tablet.do(actions.settle_claim, late.request_id, waited=True)
    with pytest.raises(Refused, match=r"pickup\.not_now"):
        home.do(actions.claim, "order-1")


class Hand:
    """An alarm and a worker that go on when a test says so."""

    def __init__(self, side: Side) -> None:
        self.side, self.time = side, 0.0
        self.due: list[tuple[float, Callable[[], object]]] = []

    def now(self) -> float:
        return self.time

    def after(self, delay_s: float, act: Callable[[], object]) -> None:
        self.due.append((self.time + delay_s, act))

    def submit(
        self, action: Any, *args: Any, done: Callable[..., None], failed: Callable[..., None], **named: Any
    ) -> None:
        try:
            result = self.side.do(action, *args[2:], **named)
        except Refused as refusal:
            failed(refusal)
        else:
            done(result)

    def turn(self, seconds: float) -> None:
        """Let time go on."""
        end = self.time + seconds
        while self.due and min(self.due, key=lambda one: one[0])[0] <= end:
            first = min(self.due, key=lambda one: one[0])
            self.due.remove(first)
            self.time = first[0]
            first[1]()
        self.time = end


def test_the_desk_hears_the_answer_at_once_and_gives_up_after_two_seconds() -> None:
    edge, _, tablet = store()
    hand, said = Hand(tablet), list[object]()
    desk = ClaimDesk(hand, VAULT, TABLET, hand)  # type: ignore[arg-type]  # as much of a worker as it needs

    desk.claim("order-1", (), "op-1", said.append, said.append)
    hand.turn(0.01)
    talk(edge, tablet)
    hand.turn(0.05)
    assert [type(one) for one in said] == [Claim]

    tablet.do(actions.release, "order-1")
    talk(edge, tablet)
    desk.claim("order-1", (), "op-1", said.append, said.append)
    hand.turn(1.9)
    assert len(said) == 1
    hand.turn(0.2)
    assert str(said[1]).startswith("pickup.arbiter_away")
    assert sum(LOOKS_S) == pytest.approx(actions.PATIENCE_S)


def test_a_claim_carries_who_asked_for_it() -> None:
    edge, _, tablet = store()
    tablet.do(partial(actions.claim, operator="op-7"), "order-1")
    talk(edge, tablet)

    assert [(step.text, step.operator) for step in edge.facts_of("claim")] == [(TABLET, "op-7")]
    assert timedelta(seconds=40) == claims.RENEW_AFTER
