"""Whether a price book makes sense: each fault is named with its rule and field, and one fault refuses the whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from sync.formats import gtin as gtins
from sync.formats.price_book import (
    FORMAT,
    Amount,
    AnyRule,
    BadBook,
    Bundle,
    Fixed,
    Goods,
    Group,
    Mix,
    NForM,
    Percent,
    PriceBook,
    Spend,
    Tax,
    Threshold,
    Tier,
)

MOST_RULES = 2_000
MOST_FAULTS_TOLD = 20
WHOLE = 10_000
"""Basis points."""

RESERVED = frozenset({"manual", "whole", "price_list"})
"""Rule ids that reductions use for what is no rule of the book."""

Known = Callable[[str], bool]
"""Whether a GTIN or a category is known; head office asks its products, a device asks nobody."""


def check(
    book: PriceBook,
    *,
    tenant: str = "",
    store: str = "",
    currency: str = "",
    known_gtin: Known | None = None,
    known_category: Known | None = None,
) -> None:
    """Accept the book as a whole.

    What is given must be the book's own; with `known_gtin` and `known_category` rules must name what exists.

    Raises:
        BadBook: with up to twenty faults, one a line.
    """
    found = list(_faults(book, {"tenant": tenant, "store": store, "currency": currency}, known_gtin, known_category))
    if found:
        more = [f"and {len(found) - MOST_FAULTS_TOLD} further faults"] if len(found) > MOST_FAULTS_TOLD else []
        raise BadBook("\n".join([*found[:MOST_FAULTS_TOLD], *more]))


def _faults(
    book: PriceBook, own: Mapping[str, str], known_gtin: Known | None, known_category: Known | None
) -> Iterator[str]:
    if book.format != FORMAT:
        yield f"format: {book.format} is not known, {FORMAT} is"
    for name, wanted in own.items():
        if wanted and getattr(book, name) != wanted:
            yield f"{name}: {getattr(book, name)!r} is not ours, {wanted!r} is"
    if not _aware(book.valid_from):
        yield "valid_from: a time without its offset"
    yield from _tax_faults(book.tax)
    yield from _other_faults(book)
    if len(book.rules) > MOST_RULES:
        yield f"rules: {len(book.rules)} are too many, {MOST_RULES} are the most"
    seen: set[str] = set()
    for rule in book.rules:
        for fault in (
            *_rule_faults(rule, book.groups),
            *_goods_faults(rule, known_gtin, known_category),
            *_id_faults(rule.rule_id, seen),
        ):
            yield f"rule {rule.rule_id}: {fault}"
        seen.add(rule.rule_id)


def _id_faults(rule_id: str, seen: Collection[str]) -> Iterator[str]:
    if rule_id in seen:
        yield "rule_id: used twice"
    if rule_id in RESERVED:
        yield "rule_id: this word is reserved"


def _tax_faults(tax: Tax) -> Iterator[str]:
    for field, named in (
        ("by_category", tax.by_category),
        ("by_gtin", tax.by_gtin),
        ("default", {"": tax.default} if tax.default else {}),
    ):
        for key, code in named.items():
            if code not in tax.codes:
                yield f"tax.{field}{f'[{key}]' if key else ''}: there is no tax code {code!r}"


def _other_faults(book: PriceBook) -> Iterator[str]:
    used = {rule.group for rule in book.rules}
    for name in book.groups:
        if name not in used:
            yield f"groups[{name}]: no rule is in it"
    for name, prices in book.price_lists.items():
        if not name or not prices:
            yield f"price_lists[{name}]: it is empty"
        for gtin, offers in prices.items():
            if not offers or any(offer.units < 1 for offer in offers):
                yield f"price_lists[{name}][{gtin}]: an offer needs at least one unit"
            if len({offer.units for offer in offers}) != len(offers):
                yield f"price_lists[{name}][{gtin}]: two offers for the same number of units"
    yield from _needs_faults(book)
    for gtin in book.prices:
        if gtins.normal(gtin) != gtin:
            yield f"prices[{gtin}]: its check digit is wrong"
    loyalty = book.loyalty
    if bool(loyalty.earn_points) != bool(loyalty.earn_per_minor):
        yield "loyalty: earn_points and earn_per_minor belong together"
    if book.guard.honour == "lower" and not (book.guard.most_off_minor or book.guard.most_off_bp):
        yield "guard: honouring lower prices needs most_off_minor or most_off_bp"


def _needs_faults(book: PriceBook) -> Iterator[str]:
    for number, needs in enumerate(book.needs):
        if not (needs.goods.everything or needs.goods.gtins or needs.goods.categories or needs.goods.brands):
            yield f"needs[{number}].goods: it names nothing"
        if bool(needs.deposit_gtin) != bool(needs.deposit_minor):
            yield f"needs[{number}]: deposit_gtin and deposit_minor belong together"
        if needs.deposit_gtin and gtins.normal(needs.deposit_gtin) != needs.deposit_gtin:
            yield f"needs[{number}].deposit_gtin: its check digit is wrong"


def _rule_faults(rule: AnyRule, groups: Mapping[str, Group]) -> Iterator[str]:
    when = rule.when
    if not rule.name.zh_hans:
        yield "name.zh_hans: it is empty"
    if rule.group and rule.group not in groups:
        yield f"group: there is no group {rule.group!r}"
    for field in ("since", "until"):
        moment: datetime | None = getattr(when, field)
        if moment is not None and not _aware(moment):
            yield f"when.{field}: a time without its offset"
    if when.since and when.until and _aware(when.since) and _aware(when.until) and when.since >= when.until:
        yield "when.until: it ends before it begins"
    if when.from_hour == when.till_hour != "00:00":
        yield "when.till_hour: the window has no length"
    if rule.combine == "stack" and not isinstance(rule, Percent | Amount | Fixed | Threshold):
        yield "combine: only percent, amount, fixed and threshold may stack"
    if isinstance(rule, Threshold):
        if rule.combine == "exclusive":
            yield "combine: a threshold takes no single units, so it cannot be exclusive"
        if rule.most_units or rule.quota:
            yield "most_units, quota: a threshold counts no units"
    layered = rule.combine in ("stack", "alone") or isinstance(rule, Threshold)
    group = groups.get(rule.group)
    if layered and group is not None and group.choose == "one":
        yield "group: a group that chooses one takes goods rules of the kinds best and exclusive only"
    yield from _value_faults(rule)


def _value_faults(rule: AnyRule) -> Iterator[str]:
    if isinstance(rule, Percent | NForM):
        yield from _share("percent_bp", rule.percent_bp)
    if isinstance(rule, Amount) and not rule.off_minor:
        yield "off_minor: nothing is taken off"
    if isinstance(rule, NForM | Mix) and rule.units < 2:
        yield "units: a group has at least two units"
    if isinstance(rule, NForM) and not 1 <= rule.reduced <= max(rule.units, 1):
        yield "reduced: at least one unit of a group, and not more than it has"
    if isinstance(rule, Bundle) and (
        sum(one.units for one in rule.packs) < 2 or any(not one.units for one in rule.packs)
    ):
        yield "packs: a bundle has at least two units, and none of its places is empty"
    if isinstance(rule, Tier):
        yield from _step_faults([step.units for step in rule.steps])
        for step in rule.steps:
            yield from _share("steps.percent_bp", step.percent_bp)
    if isinstance(rule, Threshold):
        yield from _step_faults([step.least_minor for step in rule.steps])
        for spend in rule.steps:
            yield from _spend_faults(spend)


def _spend_faults(spend: Spend) -> Iterator[str]:
    if bool(spend.off_minor) == bool(spend.percent_bp):
        yield "steps: either off_minor or percent_bp"
    if spend.percent_bp > WHOLE:
        yield f"steps.percent_bp: {spend.percent_bp} is more than the whole ({WHOLE})"


def _share(field: str, value: int) -> Iterator[str]:
    if not 0 < value <= WHOLE:
        yield f"{field}: {value} is not more than 0 and up to the whole ({WHOLE})"


def _step_faults(starts: list[int]) -> Iterator[str]:
    if not starts:
        yield "steps: there is none"
    if starts != sorted(set(starts)):
        yield "steps: they go up, each once"


def _goods_faults(rule: AnyRule, known_gtin: Known | None, known_category: Known | None) -> Iterator[str]:
    parts = [pack.goods for pack in rule.packs] if isinstance(rule, Bundle) else [rule.goods]
    for number, goods in enumerate(parts):
        field = f"packs[{number}].goods" if isinstance(rule, Bundle) else "goods"
        if not (goods.everything or goods.gtins or goods.categories or goods.brands):
            yield f"{field}: it names nothing"
        if goods.gtins and set(goods.gtins) <= set(goods.not_gtins):
            yield f"{field}: all it names is excepted"
        yield from _unknown(field, goods, known_gtin, known_category)


def _unknown(field: str, goods: Goods, known_gtin: Known | None, known_category: Known | None) -> Iterator[str]:
    for gtin in (*goods.gtins, *goods.not_gtins):
        if gtins.normal(gtin) != gtin:
            yield f"{field}: the check digit of {gtin} is wrong"
        elif known_gtin is not None and not known_gtin(gtin):
            yield f"{field}: the store sells no {gtin}"
    for category in (*goods.categories, *goods.not_categories):
        if known_category is not None and not known_category(category):
            yield f"{field}: there is no category {category!r}"


def _aware(moment: datetime) -> bool:
    return moment.tzinfo is not None
