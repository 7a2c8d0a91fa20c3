"""Looks into self-checkouts' baskets: which ones, how often, and that it is the same for everybody."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.settings import CheckWeights, SelfCheckout
from kiosk.till import actions, tables
from kiosk.till.actions import spot_checks as acts
from kiosk.till.model import Basket, Line
from kiosk.till.model.spot_check import (
    WHOLE,
    Facts,
    Rescan,
    Watched,
    chance_bp,
    decide,
    draw_bp,
    sample,
    score,
)
from kiosk.till.tables import spot_checks
from sync import messages
from tests.devices import GEL, SERUM, TEA, WATER, TestDevice, open_device
from tests.kiosk.till.tills import facts

RULES = SelfCheckout(checks=True, floor_percent=2.0, most_percent=40.0)
ALL = SelfCheckout(checks=True, floor_percent=100.0, most_percent=100.0)
NEVER = SelfCheckout(checks=True, floor_percent=0.0, most_percent=0.0)


def within(found: int, of: int, chance: float) -> bool:
    """Whether so many are what a fair coin of this chance gives: four standard deviations."""
    return abs(found - of * chance) <= 4 * math.sqrt(of * chance * (1 - chance)) + 1


# ---------------------------------------------------------------- the draw


def test_of_baskets_with_the_same_score_as_many_are_looked_into_as_the_settings_say() -> None:
    quiet = Facts(1000, rest_s=0)
    loud = Facts(10**6, Watched(9, 20, 900), age_lines=1)
    baskets = [f"basket-{number}" for number in range(20_000)]

    looked = {name: sum(decide(f, RULES, draw_bp("s", one)).due for one in baskets) for name, f in
              (("quiet", quiet), ("loud", loud))}  # fmt: skip

    assert score(loud, RULES).points == 100
    assert within(looked["loud"], len(baskets), 0.40)
    assert within(looked["quiet"], len(baskets), chance_bp(score(quiet, RULES).points, RULES) / WHOLE)


def test_a_dishonest_basket_is_found_as_often_as_its_score_and_the_sample_say() -> None:
    """A trial: 1 in 50 shoppers pays for goods that are not there; a look of 3 lines finds it if it meets that line."""
    dice = random.Random(7)
    honest = thieves = looked_honest = looked_thieves = found = 0
    chance_honest = chance_thieves = chance_found = 0.0
    for number in range(12_000):
        basket_id = f"trial-{number}"
        lines = tuple(Line(f"{number}-{n}", f"{n:014d}", 1, Money(dice.randint(500, 9000), "CNY")) for n in range(8))
        basket = Basket(basket_id, "CNY", lines)
        thief = dice.random() < 0.02
        watched = (
            Watched(dice.choice((2, 3, 5)), dice.choice((3, 9)), 200) if thief else Watched(dice.choice((0, 0, 1)))
        )
        seen = Facts(basket.total.minor, watched, rest_s=dice.randint(0, 3600))
        decision = decide(seen, RULES, draw_bp("trial", basket_id))
        chance = decision.chance_bp / WHOLE
        if not thief:
            honest, looked_honest, chance_honest = honest + 1, looked_honest + decision.due, chance_honest + chance
            continue
        thieves, looked_thieves = thieves + 1, looked_thieves + decision.due
        chance_thieves, chance_found = chance_thieves + chance, chance_found + chance * 3 / 8
        wrong = dice.choice(lines).line_id
        found += decision.due and any(line.line_id == wrong for line in sample(basket, RULES.lines, "trial"))

    assert within(looked_honest, honest, chance_honest / honest)
    assert within(looked_thieves, thieves, chance_thieves / thieves)
    assert within(found, thieves, chance_found / thieves)
    assert looked_thieves / thieves > 2 * looked_honest / honest, "signs are worth something"


def test_two_halves_of_the_members_stand_the_same_chance() -> None:
    """The same baskets in the hands of two groups of members: nothing about a person goes into the draw."""
    dice = random.Random(11)
    looked = {"a": 0, "b": 0}
    each = 10_000
    for group in looked:
        for number in range(each):
            seen = Facts(dice.randint(500, 80_000), Watched(dice.randint(0, 2)), rest_s=1800)
            looked[group] += decide(seen, RULES, draw_bp("fair", f"{group}-{number}")).due

    together = sum(looked.values()) / (2 * each)
    assert abs(looked["a"] - looked["b"]) <= 4 * math.sqrt(2 * each * together * (1 - together))


def test_the_same_basket_draws_the_same_and_each_device_draws_for_itself() -> None:
    assert draw_bp("one", "basket-1") == draw_bp("one", "basket-1")
    assert [draw_bp("one", f"b{n}") for n in range(9)] != [draw_bp("two", f"b{n}") for n in range(9)]


def test_more_of_any_sign_never_lowers_the_score() -> None:
    calm = Facts(2000, Watched(1, 1, 60), 0, 600)
    for worse in (
        replace(calm, value_minor=90_000),
        replace(calm, watched=Watched(3, 1, 60)),
        replace(calm, watched=Watched(1, 7, 60)),
        replace(calm, watched=Watched(1, 1, 280)),
        replace(calm, age_lines=1),
        replace(calm, rest_s=9 * 3600),
    ):
        assert score(worse, RULES).points > score(calm, RULES).points


def test_without_weights_the_floor_alone_decides() -> None:
    rules = SelfCheckout(checks=True, floor_percent=5, weights=CheckWeights(0, 0, 0, 0, 0, 0))

    assert decide(Facts(10**6), rules, 0).chance_bp == 500


# ---------------------------------------------------------------- at the kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[TestDevice]:
    """A kiosk at which every basket is looked into."""
    with open_device(tmp_path) as device:
        set_rules(device, ALL)
        yield device


def set_rules(device: TestDevice, rules: SelfCheckout) -> None:
    """Other settings from here on."""
    device.store.register = replace(device.store.register, self_checkout=rules)


def put(device: TestDevice, *gtins: str, basket_id: str = "b1") -> Basket:
    """The basket with these scanned."""
    for gtin in gtins:
        basket: Basket = device.do(actions.add_product, device.store.register, basket_id, gtin)
    return basket


def whole(device: TestDevice, basket_id: str = "b1") -> Rescan:
    """A look before anything was scanned."""
    basket = tables.load_basket(device.db, basket_id)
    assert basket is not None
    return Rescan.of(basket, sample(basket, 3, "s"))


def test_no_money_is_asked_for_before_a_colleague_has_looked(kiosk: TestDevice) -> None:
    put(kiosk, TEA)
    register = kiosk.store.register
    assert kiosk.do(actions.look_into, register, "b1").due

    with pytest.raises(Refused, match="check_first"):
        kiosk.do(actions.may_pay, register, "b1")
    kiosk.do(actions.looked, register, "b1", "operator-1", whole(kiosk).scan(TEA))

    assert kiosk.do(actions.may_pay, register, "b1") == 1800
    (told,) = facts(kiosk, messages.SelfCheckoutChecked)
    assert (told.operator, told.outcome, told.decided, told.lines[0].counted) == ("operator-1", "as_it_should", 1, 1)


def test_going_back_and_coming_again_does_not_roll_the_dice_anew(kiosk: TestDevice) -> None:
    put(kiosk, TEA)
    register = kiosk.store.register
    first = kiosk.do(actions.look_into, register, "b1")
    kiosk.do(actions.set_quantity, register, "b1", tables.load_basket(kiosk.db, "b1").lines[0].line_id, 2)  # type: ignore[union-attr]  # it is there

    set_rules(kiosk, NEVER)
    again = kiosk.do(actions.look_into, kiosk.store.register, "b1")

    assert (again.due, again.draw_bp) == (True, first.draw_bp)


def test_whoever_puts_more_in_after_a_no_is_scored_again_with_the_same_draw(kiosk: TestDevice) -> None:
    register = replace(kiosk.store.register, self_checkout=SelfCheckout(checks=True, floor_percent=0, most_percent=100,
                       weights=CheckWeights(100, 0, 0, 0, 0, 0), value_minor=50_000))  # fmt: skip
    kiosk.store.register = register
    low = next(f"b{n}" for n in range(200) if 1000 < draw_bp("s", f"b{n}") < 6000)
    register = replace(register, self_checkout=_seeded(register.self_checkout))
    kiosk.store.register = register
    put(kiosk, WATER, basket_id=low)
    first = kiosk.do(actions.look_into, register, low)

    put(kiosk, SERUM, SERUM, basket_id=low)
    second = kiosk.do(actions.look_into, register, low)

    assert (first.due, second.due) == (False, True)
    assert first.draw_bp == second.draw_bp


def _seeded(rules: SelfCheckout) -> SelfCheckout:
    import msgspec

    return msgspec.structs.replace(rules, seed="s")


def test_what_is_taken_out_and_changed_by_hand_is_noticed(kiosk: TestDevice) -> None:
    register = kiosk.store.register
    line = put(kiosk, TEA).lines[0].line_id
    kiosk.clock.pass_time(seconds=90)
    kiosk.do(actions.set_quantity, register, "b1", line, 4)
    kiosk.do(actions.set_quantity, register, "b1", line, 3)
    kiosk.do(actions.set_quantity, register, "b1", line, 0)

    seen, _ = spot_checks.watched(kiosk.db, "b1")

    assert seen == Watched(removed=4, changes=2, pause_s=90)


def test_a_bag_that_is_another_is_put_right_and_told(kiosk: TestDevice) -> None:
    register = kiosk.store.register
    put(kiosk, TEA, TEA, WATER)
    kiosk.do(actions.look_into, register, "b1")
    rescan = whole(kiosk).scan(TEA).scan(WATER).scan(GEL).scan(GEL)
    tea = next(one for one in rescan.lines if one.gtin == TEA)
    rescan = rescan.count(tea.line_id, 1)

    basket = kiosk.do(actions.looked, register, "b1", "operator-1", rescan)

    assert [(line.gtin, line.quantity) for line in basket.lines] == [(TEA, 1), (WATER, 1), (GEL, 2)]
    (told,) = facts(kiosk, messages.SelfCheckoutChecked)
    assert (told.outcome, told.corrected) == ("differences", True)
    assert {one.gtin: (one.units, one.counted) for one in told.lines} == {TEA: (2, 1), WATER: (1, 1), GEL: (0, 2)}


def test_a_look_ends_only_when_every_line_of_the_sample_was_looked_for(kiosk: TestDevice) -> None:
    put(kiosk, TEA, WATER)
    kiosk.do(actions.look_into, kiosk.store.register, "b1")

    with pytest.raises(Refused, match="not_looked"):
        kiosk.do(actions.looked, kiosk.store.register, "b1", "operator-1", whole(kiosk).scan(TEA))


def test_a_colleague_may_let_somebody_go_on_and_that_is_told_too(kiosk: TestDevice) -> None:
    put(kiosk, TEA)
    kiosk.do(actions.look_into, kiosk.store.register, "b1")

    kiosk.do(acts.waive, "b1", "operator-1")

    assert kiosk.do(actions.may_pay, kiosk.store.register, "b1") == 1800
    assert facts(kiosk, messages.SelfCheckoutChecked)[0].outcome == "waived"
    with pytest.raises(Refused, match="no_check"):
        kiosk.do(acts.waive, "b1", "operator-1")


def test_a_bag_that_is_put_aside_and_taken_back_keeps_its_draw(kiosk: TestDevice) -> None:
    store = kiosk.store
    put(kiosk, TEA)
    first = kiosk.do(actions.look_into, store.register, "b1")
    assert first.due
    set_rules(kiosk, NEVER)
    for held, into in (("b1", "b2"), ("b2", "b3")):
        kiosk.do(actions.hold_basket, store.register, held, store.basket_code)
        kiosk.do(actions.take_back, store.register, held, into)

    again = kiosk.do(actions.look_into, store.register, "b3")

    assert (again.due, again.draw_bp) == (True, first.draw_bp)


def test_a_till_with_a_cashier_looks_into_no_basket(tmp_path: Path) -> None:
    with open_device(tmp_path, name="till-1", role="till") as till:
        set_rules(till, ALL)
        put(till, TEA)

        assert till.do(actions.look_into, till.store.register, "b1") is None
        assert till.do(actions.may_pay, till.store.register, "b1") == 1800


def test_each_look_says_out_of_how_many_baskets(kiosk: TestDevice) -> None:
    set_rules(kiosk, NEVER)
    for number in range(4):
        put(kiosk, WATER, basket_id=f"n{number}")
        kiosk.do(actions.look_into, kiosk.store.register, f"n{number}")
    set_rules(kiosk, ALL)
    put(kiosk, TEA)
    kiosk.do(actions.look_into, kiosk.store.register, "b1")

    kiosk.do(acts.waive, "b1", "operator-1")

    assert facts(kiosk, messages.SelfCheckoutChecked)[0].decided == 5
