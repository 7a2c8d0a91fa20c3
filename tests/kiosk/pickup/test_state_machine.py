"""Two devices, head office and one order: whatever they do and whoever hears whom, it ends in one true state."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.errors import Refused
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Order
from sync import messages
from sync.formats.order_machine import read
from sync.formats.order_state import STATES
from sync.hybrid_clock import Reading
from sync.messages import OrderStep, OrderStepKind, OrderToldSteps
from tests.devices import NOON, SERUM, TEA, WATER
from tests.kiosk.pickup.sides import VAULT, Side, arrive, meet, talk
from tests.orders import code, placed

HOME, TABLET = "tablet-1", "tablet-2"
DIGITS = "204831"
GTINS = (SERUM, TEA, WATER)
LINES = ("order-1/1", "order-1/2")

RARELY = ("", "", "", "cancel", "", "", "convert", "")
"""An order that ends at once has no story."""

SAID: tuple[OrderStepKind, ...] = ("amend", "choose", "arrive", "delegate", "amend", "choose", "cancel")

which = st.sampled_from((0, 1))
gtins = st.sampled_from(GTINS)
lines = st.sampled_from(LINES)


class Store(RuleBasedStateMachine):
    """Everything that may happen, in any order. What is refused has changed nothing."""

    @initialize()
    def opens(self) -> None:
        """Both have the order; head office knows only what it says itself and what it heard."""
        self.sides = (Side(HOME), Side(TABLET))
        self.stock = {gtin: self.sides[0].on_hand(gtin) for gtin in GTINS}
        self.told: list[OrderStep] = []
        message = placed(
            "order-1", (SERUM, 2), (TEA, 1), home=HOME, pickup_code=DIGITS, expires_at=NOON + timedelta(days=7)
        )
        arrive(message, self.sides)

    def act(self, side: int, action: Callable[..., Any], *args: Any, **named: Any) -> None:
        """Somebody tries it on one device."""
        with suppress(Refused):
            self.sides[side].do(action, "order-1", *args, **named)

    # What people do in the shop.

    @rule(side=which, gtin=gtins)
    def picks(self, side: int, gtin: str) -> None:
        self.act(side, actions.pick, gtin)

    @rule(side=which, gtin=gtins)
    def unpicks(self, side: int, gtin: str) -> None:
        self.act(side, actions.unpick, gtin)

    @rule(side=which, line=lines, units=st.integers(0, 2), reason=st.sampled_from(("not_there", "damaged")))
    def gives_up(self, side: int, line: str, units: int, reason: str) -> None:
        self.act(side, actions.give_up, line, units=units, reason=reason)

    @rule(side=which, line=lines)
    def finds(self, side: int, line: str) -> None:
        self.act(side, actions.find, line)

    @rule(side=which, line=lines)
    def brings_something_else(self, side: int, line: str) -> None:
        self.act(side, actions.substitute, line, WATER)

    @rule(side=which, line=lines, choice=st.sampled_from(("wait", "refund", "ship")))
    def asks_the_shopper(self, side: int, line: str, choice: str) -> None:
        self.act(side, actions.choose, line, choice)

    @rule(side=which)
    def settles_the_rest_and_stages(self, side: int) -> None:
        """What comes after a walk through the shop, so that the later states are often come to."""
        order = self.sides[side].order()
        for line in order.lines:
            for _ in range(line.open):
                self.act(side, actions.pick, line.gtin)
        self.act(side, actions.stage, "S-07")

    @rule(side=which)
    def packs(self, side: int) -> None:
        self.act(side, actions.pack)

    @rule(side=which)
    def unpacks(self, side: int) -> None:
        self.act(side, actions.unpack)

    @rule(side=which, slot=st.sampled_from(("S-07", "L-1")))
    def stages(self, side: int, slot: str) -> None:
        self.act(side, actions.stage, slot)

    @rule(side=which)
    def unstages(self, side: int) -> None:
        self.act(side, actions.unstage)

    @rule(side=which, how=st.sampled_from(("kiosk", "car")))
    def arrives(self, side: int, how: str) -> None:
        self.act(side, actions.arrive, how)

    @rule(side=which)
    def leaves(self, side: int) -> None:
        self.act(side, actions.leave)

    @rule(side=which, nonce=st.sampled_from(("a", "b")), all_of_it=st.booleans())
    def hands_over(self, side: int, nonce: str, all_of_it: bool) -> None:
        part = None if all_of_it else {"order-1/1": 1}
        with suppress(Refused):
            here = self.sides[side]
            here.do(actions.hand_over, code(nonce=nonce, now=here.now), lines=part)

    @rule(side=which)
    def hands_over_by_digits(self, side: int) -> None:
        self.act(side, actions.hand_over_by_digits, DIGITS)

    @rule(side=which)
    def puts_back(self, side: int) -> None:
        self.act(side, actions.restock)

    @rule(side=which, days=st.integers(8, 9))
    def keeps_longer(self, side: int, days: int) -> None:
        self.act(side, actions.extend, NOON + timedelta(days=days))

    @rule(side=which, how=st.sampled_from(RARELY))
    def ends_it(self, side: int, how: str) -> None:
        if how == "cancel":
            self.act(side, actions.cancel)
        elif how == "convert":
            self.act(side, actions.convert, "ship")

    # Claims.

    @rule(side=which, waited=st.booleans())
    def claims(self, side: int, waited: bool) -> None:
        here = self.sides[side]
        with suppress(Refused):
            claim = here.do(actions.claim, "order-1")
            if not claim.granted:
                if not waited:
                    talk(*self.sides)
                here.do(actions.settle_claim, claim.request_id, waited=waited)

    @rule(side=which)
    def gives_back(self, side: int) -> None:
        self.act(side, actions.release)

    @rule(nonces=st.sampled_from(("aa", "ab")))
    def two_desks_hand_over_apart(self, nonces: str) -> None:
        """Both know that it is ready, and then the cable is pulled."""
        self.settles_the_rest_and_stages(0)
        talk(*self.sides)
        for side, nonce in enumerate(nonces):
            self.hands_over(side, nonce, all_of_it=True)

    @rule(gtin=gtins)
    def two_pickers_take_one_thing_apart(self, gtin: str) -> None:
        """The lease of one runs out where the other decides."""
        self.claims(1, waited=False)
        self.sides[0].wait(minutes=3)
        self.act(1, actions.pick, gtin)
        self.act(0, actions.pick, gtin)

    # Head office, which hears everything in the end.

    @rule(kind=st.sampled_from(SAID), units=st.integers(0, 3), line=lines)
    def head_office_decides(self, kind: OrderStepKind, units: int, line: str) -> None:
        number = len(self.told)
        at = str(Reading(int(self.sides[0].now.timestamp() * 1000), number))
        on_line = line if kind in ("amend", "choose") else ""
        self.told.append(
            OrderStep(
                step_id=f"hq-{number}", at=at, device="hq", kind=kind, line_id=on_line, units=units, text="refund"
            )
        )

    @rule(side=which)
    def head_office_is_heard(self, side: int) -> None:
        told = OrderToldSteps(order_id="order-1", steps=tuple(self.told), version=1, at=NOON)
        self.sides[side].hear(told)

    # Time, and who hears whom.

    @rule(side=which)
    def a_week_goes_by(self, side: int) -> None:
        self.sides[side].wait(days=7)
        self.sides[side].beat()

    @rule(side=which, seconds=st.sampled_from((1, 50, 130, -600)))
    def time_goes_on(self, side: int, seconds: int) -> None:
        """On one device alone: clocks differ, and one may be set back."""
        self.sides[side].wait(seconds=seconds)

    @rule(side=which)
    def beats(self, side: int) -> None:
        self.sides[side].beat()

    @rule()
    def they_hear_each_other(self) -> None:
        talk(*self.sides)

    @rule(side=which)
    def nobody_hears(self, side: int) -> None:
        self.sides[side].said = []

    # What must be true at every moment.

    @invariant()
    def what_is_kept_is_what_the_steps_come_to(self) -> None:
        for side in getattr(self, "sides", ()):
            order = side.order()
            steps = tables.steps_of(side.db, VAULT, "order-1")
            assert order.now == read({line.line_id: line.quantity for line in order.placed.lines}, steps)
            entry = tables.entry(side.db, "order-1")
            assert entry is not None
            assert (entry.state, entry.picked, entry.handed, entry.short) == (
                order.state,
                order.picked,
                order.handed,
                order.short,
            )
            assert order.state in STATES
            for gtin in GTINS:
                assert side.reserved(gtin) == promised(order, gtin)

    def teardown(self) -> None:
        """Everybody hears everything: one order, one stock, and every unit that left is accounted for."""
        if not hasattr(self, "sides"):
            return
        one, other = self.sides
        later = max(one.now, other.now) + timedelta(minutes=1)
        one.now = other.now = later
        # Head office heard of every step, and tells all of them; what was lost long ago comes by this way alone.
        heard = tuple(step for side in self.sides for step in sent(side))
        for side in self.sides:
            side.hear(OrderToldSteps(order_id="order-1", steps=(*self.told, *heard), version=1, at=NOON))
        meet(one, other)
        order = one.order()
        assert order.now == other.order().now
        left = dict.fromkeys(GTINS, 0)
        steps = tables.steps_of(one.db, VAULT, "order-1")
        for step in steps:
            for line_id, units in step.handed:
                left[order.line(line_id).gtin] += units
        twice = sum(issue.units for issue in order.issues if issue.trouble == "handed_twice")
        assert sum(left.values()) == order.handed + twice
        lost = dict.fromkeys(GTINS, 0)
        for side in self.sides:
            for line_id, units in tables.given_up(side.db, "order-1").items():
                lost[order.line(line_id).gtin] += units
        for gtin in GTINS:
            assert one.on_hand(gtin) == other.on_hand(gtin) == self.stock[gtin] - left[gtin] - lost[gtin]
        for line in order.lines:
            assert 0 <= line.handed <= line.picked
            assert line.picked + line.short <= line.quantity
        told = {step.step_id for side in self.sides for step in sent(side)}
        assert {step.step_id for step in steps} == told | {step.step_id for step in self.told}, (
            "all went to head office"
        )


def promised(order: Order, gtin: str) -> int:
    """Units that no other shopper may be promised: wanted ones, and after an end those that stand in a bag."""
    if order.ended:
        return sum(line.in_store for line in order.lines if line.gtin == gtin)
    return sum(max(0, line.quantity - line.short - line.handed) for line in order.lines if line.gtin == gtin)


def sent(side: Side) -> list[OrderStep]:
    """Steps that this device told head office of."""
    return [step for one in side.facts(messages.OrderStepped) for step in one.steps]


TestStore = Store.TestCase
TestStore.settings = settings(
    max_examples=25, stateful_step_count=35, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
