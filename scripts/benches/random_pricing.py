"""Random price books and baskets for the pricing bench and its tests: the same ones in every run of a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from kiosk.pricing.model import Coupon, Item, Manual, Occasion, Shopper
from sync.formats import gtin as gtins
from sync.formats.price_book import (
    Amount,
    AnyRule,
    Bundle,
    Fixed,
    Goods,
    Group,
    Mix,
    NForM,
    Offer,
    Pack,
    Percent,
    PriceBook,
    Spend,
    Step,
    Tax,
    Threshold,
    Tier,
    When,
)
from sync.messages import Texts

STORE = "9521000000018"
OCCASION = Occasion(datetime(2026, 11, 21, 4, 0, tzinfo=UTC), "Asia/Shanghai", STORE, "till")
CATEGORIES = tuple(f"c{number}.{part}" for number in range(10) for part in ("a", "b", "c"))
BRANDS = tuple(f"B{number}" for number in range(24))
PRICES = (99, 250, 590, 990, 1290, 1990, 4500, 12_800)


def gtin_of(number: int) -> str:
    """A valid 14-digit GTIN of GS1's example prefix."""
    body = f"952{number:09d}"
    return f"0{body}{gtins.check_digit(body)}"


class Product(Struct, frozen=True):
    """What a basket may hold."""

    gtin: str
    price: int
    category: str
    brand: str


class Some(Struct, frozen=True):
    """Some of the products, and a usual price among them."""

    goods: Goods
    price: int


class Range:
    """The products of a random shop."""

    def __init__(self, chance: random.Random, count: int) -> None:
        self.products = [
            Product(
                gtin_of(number),
                chance.choice(PRICES) + chance.randrange(5),
                chance.choice(CATEGORIES),
                chance.choice(BRANDS),
            )
            for number in range(1, count + 1)
        ]

    def some(self, chance: random.Random, *, wide: bool = False) -> Some:
        """Mostly a few products, now and then a category or a brand; a `wide` choice may be everything."""
        way = chance.random()
        first = chance.choice(self.products)
        if wide and way < 0.5:
            return Some(Goods(everything=True), 2_000)
        if way < 0.7:
            few = [one for one in chance.sample(self.products, min(12, len(self.products))) if one.gtin != first.gtin]
            gtins = (first.gtin, *(one.gtin for one in few[: chance.randint(0, 8)]))
            return Some(Goods(gtins=gtins), first.price)
        if way < 0.95:
            return Some(Goods(categories=(first.category,)), first.price)
        return Some(Goods(brands=(first.brand,)), first.price)


def book(chance: random.Random, products: Range, rules: int, *, tax: Tax | None = None) -> PriceBook:
    """A book of so many rules of all kinds."""
    listed = chance.sample(products.products, len(products.products) // 4)
    return PriceBook(
        tenant="demo",
        store=STORE,
        currency="CNY",
        version=1,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        tax=tax or _tax(chance),
        groups={"one": Group(choose="one"), "capped": Group(cap_minor=3_000)},
        rules=tuple(_rule(chance, products, f"r{number}") for number in range(rules)),
        price_lists={
            "trade": {
                one.gtin: (Offer(price_minor=one.price * 95 // 100), Offer(units=6, price_minor=one.price * 9 // 10))
                for one in listed
            }
        },
    )


def _tax(chance: random.Random) -> Tax:
    return Tax(
        prices=chance.choice(("inclusive", "exclusive")),
        rounding=chance.choice(("line", "total")),
        codes={"full": 1300, "low": 900, "none": 0},
        by_category={"c1": "low", "c2.a": "none"},
        default="full",
    )


def _rule(chance: random.Random, products: Range, rule_id: str) -> AnyRule:
    plain = _plain(chance, products, rule_id)
    each = isinstance(plain, Percent | Amount | Fixed)
    combine = chance.choices(("best", "stack", "exclusive", "alone"), (85, 10, 4, 1))[0]
    if combine == "stack" and not (each or isinstance(plain, Threshold)):
        combine = "best"
    if combine == "exclusive" and isinstance(plain, Threshold):
        combine = "best"
    unit_rule = combine in ("best", "exclusive") and not isinstance(plain, Threshold)
    return msgspec.structs.replace(
        plain,
        combine=combine,
        group=chance.choices(("", "one", "capped"), (94, 3, 3))[0] if unit_rule else "",
        cap_minor=500 if chance.random() < 0.1 else 0,
        most_units=8 if unit_rule and chance.random() < 0.1 else 0,
        quota=10 if unit_rule and chance.random() < 0.1 else 0,
        when=_when(chance),
    )


def _plain(chance: random.Random, products: Range, rule_id: str) -> AnyRule:  # noqa: PLR0911  one return a kind
    """A rule without conditions."""
    name = Texts(rule_id)
    some = products.some(chance)
    goods, price = some.goods, some.price
    kinds = ("percent", "amount", "fixed", "n_for_m", "mix", "tier", "bundle", "threshold")
    kind = chance.choices(kinds, (25, 12, 12, 20, 10, 8, 6, 7))[0]
    if kind == "percent":
        return Percent(rule_id=rule_id, name=name, goods=goods, percent_bp=chance.choice((500, 1000, 1500, 3000)))
    if kind == "amount":
        return Amount(rule_id=rule_id, name=name, goods=goods, off_minor=chance.choice((50, 100, 300)))
    if kind == "fixed":
        return Fixed(rule_id=rule_id, name=name, goods=goods, price_minor=price * chance.choice((7, 8, 9)) // 10)
    units = chance.randint(2, 4)
    if kind == "n_for_m":
        bp = chance.choice((5_000, 10_000))
        return NForM(rule_id=rule_id, name=name, goods=goods, units=units, percent_bp=bp)
    if kind == "mix":
        return Mix(rule_id=rule_id, name=name, goods=goods, units=units, price_minor=price * units * 8 // 10)
    if kind == "tier":
        steps = (Step(units=2, percent_bp=500), Step(units=chance.randint(3, 6), percent_bp=1_200))
        return Tier(rule_id=rule_id, name=name, goods=goods, steps=steps)
    if kind == "bundle":
        other = products.some(chance)
        packs = (Pack(goods=goods, units=chance.randint(1, 2)), Pack(goods=other.goods))
        together = price * packs[0].units + other.price
        return Bundle(rule_id=rule_id, name=name, packs=packs, price_minor=together * 8 // 10)
    wide = products.some(chance, wide=True).goods
    step = Spend(least_minor=chance.choice((10_000, 30_000)), off_minor=chance.choice((500, 1_000)))
    return Threshold(rule_id=rule_id, name=name, goods=wide, steps=(step,))


def _when(chance: random.Random) -> When:
    way = chance.random()
    if way < 0.7:
        return When()
    if way < 0.8:
        return When(members=True)
    if way < 0.85:
        return When(tiers=("gold",))
    if way < 0.9:
        return When(coupon="SPRING")
    if way < 0.95:
        return When(weekdays=(6, 7), from_hour="10:00", till_hour="21:00")
    return When(employees=True)


def basket(chance: random.Random, products: Range, lines: int, *, most: int = 4) -> list[Item]:
    """So many lines of different or repeated products."""
    found = []
    for number in range(lines):
        one = chance.choice(products.products)
        manual = None
        if chance.random() < 0.03:
            manual = chance.choice(
                (Manual("price", one.price // 2), Manual("percent", 1_000), Manual("amount", 77, "seen"))
            )
        quantity = 1 if chance.random() < 0.6 else chance.randint(1, most)
        discountable = chance.random() > 0.02
        found.append(
            Item(f"l{number:03d}", one.gtin, quantity, one.price, one.category, one.brand, manual, discountable)
        )
    return found


def shopper(chance: random.Random) -> tuple[Shopper, Sequence[Coupon]]:
    """Somebody, and the coupons they hold."""
    way = chance.random()
    coupons = (Coupon("SPRING", "N1"),) if chance.random() < 0.2 else ()
    if way < 0.4:
        return Shopper(), coupons
    if way < 0.8:
        return Shopper(member="M1", tier=chance.choice(("gold", "silver"))), coupons
    if way < 0.9:
        return Shopper(member="M2", price_list="trade"), coupons
    return Shopper(member="E1", employee=True), coupons
