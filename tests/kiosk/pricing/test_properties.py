"""What holds for every basket: sums to the unit, nothing negative, the same in any order, the best choice of rules."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pricing.model import Book, Item, Priced, Shopper, cash_rounding, price
from kiosk.pricing.model.shares import share_out
from scripts.benches import random_pricing, whole_sales
from sync.formats.price_book import (
    Amount,
    AnyRule,
    Bundle,
    Fixed,
    Goods,
    Mix,
    NForM,
    Pack,
    Percent,
    Step,
    Tax,
    Tier,
)
from tests.kiosk.pricing import exhaustive
from tests.kiosk.pricing.books import A, B, C, D, at, named, source

BASKETS = 20_000

GTINS = (A, B, C, D)
some_goods = st.lists(st.sampled_from(GTINS), min_size=1, max_size=4, unique=True).map(
    lambda gtins: Goods(gtins=tuple(sorted(gtins)))
)
shares = st.sampled_from((500, 1000, 3333, 5000, 10_000))
amounts = st.sampled_from((1, 99, 250, 700, 1500))


@st.composite
def unit_rules(draw: st.DrawFn, number: int) -> AnyRule:  # noqa: PLR0911  one return a kind
    """A rule for units, now and then with a limit or a cap."""
    limits = {
        "most_units": draw(st.sampled_from((0, 0, 0, 2, 3))),
        "cap_minor": draw(st.sampled_from((0, 0, 0, 400))),
    }
    name = named(f"r{number}") | limits
    goods = draw(some_goods)
    kind = draw(st.integers(0, 6))
    if kind == 0:
        return Percent(**name, goods=goods, percent_bp=draw(shares))
    if kind == 1:
        return Amount(**name, goods=goods, off_minor=draw(amounts))
    if kind == 2:
        return Fixed(**name, goods=goods, price_minor=draw(amounts))
    if kind == 3:
        units = draw(st.integers(2, 3))
        return NForM(**name, goods=goods, units=units, reduced=draw(st.integers(1, units)), percent_bp=draw(shares))
    if kind == 4:
        return Mix(**name, goods=goods, units=draw(st.integers(2, 3)), price_minor=draw(amounts))
    if kind == 5:
        steps = (Step(units=2, percent_bp=1000), Step(units=4, percent_bp=draw(shares)))
        return Tier(**name, goods=goods, steps=steps)
    packs = (Pack(goods=goods), Pack(goods=draw(some_goods), units=draw(st.integers(1, 2))))
    return Bundle(**name, packs=packs, price_minor=draw(amounts))


@st.composite
def small_baskets(draw: st.DrawFn) -> tuple[list[AnyRule], list[tuple[str, int]]]:
    """Up to four rules and six units; one product has one price."""
    rules = [draw(unit_rules(number)) for number in range(draw(st.integers(1, 4)))]
    prices = {gtin: draw(st.sampled_from((100, 250, 333, 999))) for gtin in GTINS}
    gtins = draw(st.lists(st.sampled_from(GTINS), min_size=1, max_size=6))
    return rules, [(gtin, prices[gtin]) for gtin in gtins]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(small_baskets())
def test_the_choice_is_the_best_there_is_or_says_how_far_it_may_be(
    found: tuple[list[AnyRule], list[tuple[str, int]]],
) -> None:
    rules, units = found
    lines = [Item(f"l{number}", gtin, 1, unit) for number, (gtin, unit) in enumerate(units)]

    ours = price(Book(source(*rules)), lines, Shopper(), at())

    best = exhaustive.best_total(rules, units)
    assert best <= ours.total_minor <= best + ours.gap_minor


def test_of_small_baskets_nearly_all_are_proven() -> None:
    chance = random.Random(11)
    products = random_pricing.Range(chance, 12)
    book = Book(random_pricing.book(chance, products, 6))

    gaps = [
        price(book, random_pricing.basket(chance, products, 4), Shopper(), random_pricing.OCCASION).gap_minor
        for _ in range(500)
    ]

    assert sum(gap == 0 for gap in gaps) >= 490


def test_random_baskets_add_up_to_the_unit_in_lines_tenders_message_and_receipt() -> None:
    chance = random.Random(20_261_121)
    for number in range(BASKETS):
        if number % 500 == 0:
            products = random_pricing.Range(chance, 30)
            book = Book(random_pricing.book(chance, products, 12))
        lines = random_pricing.basket(chance, products, chance.choice((1, 2, 3, 5)))
        shopper, coupons = random_pricing.shopper(chance)

        found = price(book, lines, shopper, random_pricing.OCCASION, coupons, {"r1": chance.randrange(4)})

        _check_sums(lines, found)
        assert whole_sales.agrees(lines, found, chance), (number, lines, found)


def _check_sums(lines: list[Item], found: Priced) -> None:
    assert found.total_minor == sum(line.amount_minor for line in found.lines)
    assert found.total_minor == sum(one.net_minor + one.tax_minor for one in found.taxes)
    assert sum(line.tax_minor for line in found.lines) == sum(one.tax_minor for one in found.taxes)
    for item, line in zip(lines, found.lines, strict=True):
        off = sum(one.amount_minor for one in line.reductions)
        added = line.tax_minor if found.tax_added else 0
        assert line.amount_minor == item.unit_minor * item.quantity - off + added
        assert line.amount_minor >= line.tax_minor >= 0
        assert all(one.amount_minor > 0 and 0 < one.units <= item.quantity for one in line.reductions)


def test_the_order_of_scanning_changes_nothing() -> None:
    chance = random.Random(3)
    products = random_pricing.Range(chance, 20)
    book = Book(random_pricing.book(chance, products, 30))
    for _ in range(300):
        lines = random_pricing.basket(chance, products, 8)
        shopper, coupons = random_pricing.shopper(chance)
        shuffled = chance.sample(lines, len(lines))

        one = price(book, lines, shopper, random_pricing.OCCASION, coupons)
        other = price(book, shuffled, shopper, random_pricing.OCCASION, coupons)

        assert {line.line_id: line for line in one.lines} == {line.line_id: line for line in other.lines}
        assert (one.total_minor, one.taxes, one.nudges) == (other.total_minor, other.taxes, other.nudges)


def test_three_units_on_one_line_cost_what_three_lines_cost() -> None:
    chance = random.Random(4)
    products = random_pricing.Range(chance, 15)
    book = Book(random_pricing.book(chance, products, 25, tax=Tax(rounding="total", codes={"f": 1300}, default="f")))
    for _ in range(300):
        lines = [item for item in random_pricing.basket(chance, products, 6) if item.manual is None]
        single = [
            replace(item, line_id=f"{item.line_id}-{unit}", quantity=1)
            for item in lines
            for unit in range(item.quantity)
        ]

        together = price(book, lines, Shopper(), random_pricing.OCCASION)
        apart = price(book, single, Shopper(), random_pricing.OCCASION)

        assert together.total_minor == apart.total_minor


def test_a_card_or_a_coupon_never_makes_a_small_basket_dearer() -> None:
    chance = random.Random(6)
    tax = Tax(codes={"f": 1300}, default="f")
    for _ in range(40):
        products = random_pricing.Range(chance, 15)
        book = Book(random_pricing.book(chance, products, 8, tax=tax))
        for _ in range(10):
            lines = random_pricing.basket(chance, products, 4)
            guest = price(book, lines, Shopper(), random_pricing.OCCASION)
            member = price(book, lines, Shopper(member="M1", tier="gold"), random_pricing.OCCASION)
            # Layers are chosen one after the other, so only the goods' own rules are proven against all others.
            if guest.gap_minor == member.gap_minor == 0 and not _layered(member) and not _layered(guest):
                assert member.total_minor <= guest.total_minor


def _layered(found: Priced) -> bool:
    rules = [{one.rule_id for one in line.reductions} for line in found.lines]
    return any(len(one) > 1 for one in rules)


@given(st.integers(0, 10_000), st.lists(st.integers(0, 5_000), min_size=1, max_size=20))
def test_sharing_out_loses_nothing_and_gives_nobody_more_than_his_weight(total: int, weights: list[int]) -> None:
    parts = share_out(min(total, sum(weights)), weights)

    assert sum(parts) == min(total, sum(weights))
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(st.integers(-100_000, 100_000), st.sampled_from((0, 1, 5, 10, 50, 100)))
def test_rounded_cash_is_a_multiple_and_a_refund_mirrors_its_sale(total: int, unit: int) -> None:
    change = cash_rounding(total, unit)

    assert (total + change) % max(unit, 1) == 0
    assert abs(change) * 2 <= max(unit, 1)
    assert cash_rounding(-total, unit) == -change
