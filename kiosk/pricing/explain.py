"""Why this price: each reduction of a line, each near miss and each verdict on a claim, in the three languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.pricing.model import Book, Nudge
from sync.formats.price_book import AnyRule, Mix, NForM, When
from sync.messages import Texts


class Taken(Protocol):
    """What took something off a line: a reduction of the engine, or the one in a sale's message."""

    @property
    def kind(self) -> str: ...
    @property
    def amount_minor(self) -> int: ...


NO_NAME = Texts("")


class Why(Struct, frozen=True):
    """One sentence: a key of the words and what fills its gaps, before any language is chosen."""

    key: str
    name: Texts = NO_NAME
    """The rule's own name; empty where the key says all."""
    money: Mapping[str, int] = field(default_factory=dict)
    """Amounts in minor units."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    until: datetime | None = None
    """When the offer ends, if it ends within the day."""


def line(
    taken: Sequence[tuple[str, Taken]], book: Book | None, names: Mapping[str, Texts], now: datetime, zone: str
) -> list[Why]:
    """The reasons of a line's price, in the order in which they were taken off: (rule id, reduction).

    `book` is the one that made the price, or None where its rules are gone: then `names` still name them.
    """
    rules = {one.rule.rule_id: one.rule for one in book.rules} if book is not None else {}
    return [_why(rule_id, one, rules.get(rule_id), names, now, zone) for rule_id, one in taken]


def _why(rule_id: str, one: Taken, rule: AnyRule | None, names: Mapping[str, Texts], now: datetime, zone: str) -> Why:
    off = {"off": one.amount_minor}
    if one.kind in ("manual", "whole", "price_list"):
        return Why(f"pricing.why.{one.kind}", money=off)
    name = rule.name if rule is not None else names.get(rule_id, NO_NAME)
    until = ends(rule.when, now, zone) if rule is not None else None
    if not name.zh_hans:
        return Why("pricing.why.unnamed", money=off)
    return Why("pricing.why.until" if until else "pricing.why.rule", name, off, until=until)


def ends(when: When, now: datetime, zone: str) -> datetime | None:
    """The moment within the next day at which the condition stops holding; None if it goes on for longer."""
    found = [when.until] if when.until is not None else []
    local = now.astimezone(ZoneInfo(zone))
    if when.till_hour != "00:00" or when.from_hour != "00:00":
        hour, minute = map(int, when.till_hour.split(":"))
        end = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        found.append(end if end > local else end + timedelta(days=1))
    elif when.weekdays and local.isoweekday() % 7 + 1 not in when.weekdays:
        found.append(local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1))
    soon = [moment for moment in found if moment - now <= timedelta(days=1)]
    return min(soon) if soon else None


def nudge(near: Nudge, book: Book) -> Why | None:
    """What a little more would give; None if the book does not know the rule."""
    rule = next((one.rule for one in book.rules if one.rule.rule_id == near.rule_id), None)
    if rule is None:
        return None
    if near.missing_minor:
        # A rule of several steps has one name, which may tell of another step: where it can, the amount is said.
        key = "pricing.nudge.money_off" if near.off_minor else "pricing.nudge.money"
        return Why(key, rule.name, {"missing": near.missing_minor, "off": near.off_minor})
    units = {"n": near.units}
    if isinstance(rule, NForM) and rule.reduced == 1:
        if rule.percent_bp == 10_000:
            return Why("pricing.nudge.free", rule.name, numbers=units)
        if rule.units == 2 and rule.percent_bp == 5_000:
            return Why("pricing.nudge.half", rule.name, numbers=units)
    if isinstance(rule, Mix):
        return Why("pricing.nudge.mix", rule.name, {"price": rule.price_minor}, {**units, "units": rule.units})
    return Why("pricing.nudge.units", rule.name, numbers=units)


def say(why: Why, tr: Translator, currency: str) -> str:
    """The sentence in the translator's language."""
    gaps: dict[str, object] = {key: tr.money(Money(minor, currency)) for key, minor in why.money.items()}
    gaps |= why.numbers
    if why.name.zh_hans:
        gaps["name"] = in_language(why.name, tr.language)
    if why.until is not None:
        gaps["until"] = tr.time(why.until)
    return tr.text(why.key, **gaps)


def was_now(listed_minor: int, paid_minor: int, tr: Translator, currency: str) -> str:
    """`¥59 → ¥49`."""
    return tr.text(
        "pricing.was_now",
        was=tr.money(Money(listed_minor, currency)),
        now=tr.money(Money(paid_minor, currency)),
    )


def in_language(texts: Texts, language: str) -> str:
    """A text of head office in one of the three languages; zh-Hans where that is missing."""
    found = {"zh_TW": texts.zh_hant, "en": texts.en}.get(language, "")
    return found or texts.zh_hans
