"""The shop's promotions, and what a basket must cost by them: reckoned naively, without the till's engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

CLEANSE_OFF = 10
"""Percent."""
LIP_OFF = 5
"""Percent, for members."""
SNACK_OFF_MINOR = 100
DRINKS, DRINKS_MINOR = 5, 1_500
SPEND_MINOR, SPEND_OFF_MINOR = 30_000, 2_000
PAPER_STEPS = ((4, 12), (2, 5))
"""From so many rolls on, so many percent off each; the highest first."""
MASKS = 3
CASH_STEP_MINOR = 10
EARN_PER_MINOR = 100
RATES = {"full": 13, "low": 9}
"""Percent, inside the prices."""

BOOK: dict[str, Any] = {  # as JSON
    "tax": {
        "prices": "inclusive",
        "rounding": "total",
        "codes": {code: rate * 100 for code, rate in RATES.items()},
        "by_category": {"food": "low", "drinks": "low"},
        "default": "full",
    },
    "cash_rounding_minor": CASH_STEP_MINOR,
    "rules": [
        {"kind": "percent", "rule_id": "cleanse", "name": {"zh_hans": "洁面九折"},
         "goods": {"categories": ["skincare.cleanse"]}, "percent_bp": CLEANSE_OFF * 100},
        {"kind": "percent", "rule_id": "lips", "name": {"zh_hans": "唇妆会员价"}, "when": {"members": True},
         "goods": {"categories": ["makeup.lip"]}, "percent_bp": LIP_OFF * 100},
        {"kind": "amount", "rule_id": "snacks", "name": {"zh_hans": "零食立减"},
         "goods": {"categories": ["food.snack"]}, "off_minor": SNACK_OFF_MINOR},
        {"kind": "n_for_m", "rule_id": "masks", "name": {"zh_hans": "面膜买三付二"},
         "goods": {"categories": ["skincare.mask"]}, "units": MASKS},
        {"kind": "mix", "rule_id": "drinks", "name": {"zh_hans": "饮料任选五件 ¥15"},
         "goods": {"categories": ["drinks.cold"]}, "units": DRINKS, "price_minor": DRINKS_MINOR},
        {"kind": "tier", "rule_id": "paper", "name": {"zh_hans": "纸品多买多省"},
         "goods": {"categories": ["home.paper"]},
         "steps": [{"units": n, "percent_bp": off * 100} for n, off in reversed(PAPER_STEPS)]},
        {"kind": "threshold", "rule_id": "spend", "name": {"zh_hans": "满 ¥300 减 ¥20"},
         "goods": {"everything": True}, "steps": [{"least_minor": SPEND_MINOR, "off_minor": SPEND_OFF_MINOR}]},
    ],
    "loyalty": {"earn_points": 1, "earn_per_minor": EARN_PER_MINOR, "point_worth_minor": 1, "least_points": 100},
}  # fmt: skip


class Good(Struct, frozen=True):
    """One product of the shelf, as its label says."""

    gtin: str
    name: str
    category: str
    price_minor: int
    tax_code: str

    @property
    def typed(self) -> str:
        """What a scanner types: the 13 digits of the pack."""
        return self.gtin[1:]


def tax_code(category: str) -> str:
    """Food and drinks are taxed less."""
    return "low" if category.partition(".")[0] in ("food", "drinks") else "full"


def percent(amount: int, of: int) -> int:
    """So many percent of an amount, half a unit rounded up."""
    return (amount * of + 50) // 100


class Reckoned(Struct, frozen=True):
    """What a basket costs."""

    list_minor: int
    total_minor: int
    amounts: Mapping[str, int]
    """What is paid for all units of a product, by GTIN."""


def reckon(units: Mapping[Good, int], *, member: bool = False, manual: Mapping[Good, int] | None = None) -> Reckoned:
    """The price of `units`; `manual` is what a person took off a good (minor units, all of its units together)."""
    manual = manual or {}
    paid = {good: good.price_minor * number - manual.get(good, 0) for good, number in units.items()}
    free = {good: number for good, number in units.items() if good not in manual}
    for good, number in free.items():
        paid[good] -= number * _off_each(good, number, member)
    _group(paid, free, "skincare.mask", MASKS, min)
    _group(paid, free, "drinks.cold", DRINKS, lambda prices: max(0, sum(prices) - DRINKS_MINOR))
    whole = sum(good.price_minor * number for good, number in units.items())
    if whole >= SPEND_MINOR and free:
        goods = list(free)
        for good, part in zip(goods, spread(SPEND_OFF_MINOR, [paid[one] for one in goods]), strict=True):
            paid[good] -= part
    return Reckoned(whole, sum(paid.values()), {good.gtin: minor for good, minor in paid.items()})


def _off_each(good: Good, number: int, member: bool) -> int:
    if good.category == "skincare.cleanse":
        return percent(good.price_minor, CLEANSE_OFF)
    if good.category == "makeup.lip" and member:
        return percent(good.price_minor, LIP_OFF)
    if good.category == "food.snack":
        return min(good.price_minor, SNACK_OFF_MINOR)
    if good.category == "home.paper":
        return next((percent(good.price_minor, off) for least, off in PAPER_STEPS if number >= least), 0)
    return 0


def _group(paid: dict[Good, int], units: Mapping[Good, int], category: str, size: int, worth: Any) -> None:
    """One group of `size` units and no more: no basket of the day holds a second. `worth` takes prices, gives money."""
    members = [good for good, number in units.items() if good.category == category for _ in range(number)]
    if len(members) < size:
        return
    if len(members) > size:
        raise ValueError(f"a basket of this day holds at most {size} of {category}")
    off = worth([good.price_minor for good in members])
    counted = Counter(members)
    goods = sorted(counted, key=lambda good: good.gtin)
    parts = spread(off, [good.price_minor * counted[good] for good in goods])
    for good, part in zip(goods, parts, strict=True):
        paid[good] -= part


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Share out by weight; what is left over goes to the largest remainders."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * one // whole for one in weights]
    order = sorted(range(len(weights)), key=lambda at: -(total * weights[at] % whole))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts


def tax_inside(amount: int, code: str) -> int:
    """The tax inside an amount, half a unit rounded up."""
    whole = 100 + RATES[code]
    return (amount * RATES[code] + whole // 2) // whole


def cash_rounding(amount: int) -> int:
    """What is added to an amount so that coins can pay it; half a step serves the shopper."""
    rest = amount % CASH_STEP_MINOR
    return CASH_STEP_MINOR - rest if rest * 2 > CASH_STEP_MINOR else -rest
