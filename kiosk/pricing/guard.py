"""Two prices for one thing: what a shopper was told against what the till says, and what the book does about it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from kiosk.pricing.model.shares import FULL
from sync.formats import gtin as gtins
from sync.formats.price_book import Guard
from sync.formats.tokens import Token

Source = Literal["online", "signed_label", "label", "advertisement"]
Decision = Literal["honoured", "asked", "ours"]

MOST_MINOR = 100_000_000
"""A claim above this is mischief; nothing in a shop costs it."""

LONGEST_REFERENCE = 80

_PLAIN = re.compile(r"PRICE:([0-9]{8,14}):([0-9]{1,9}):([A-Z]{3})(?::([A-Za-z0-9 ._-]{1,80}))?")
"""A label that anybody can print: PRICE:<gtin>:<minor units>:<currency>[:<where it hangs>]."""


class Claim(Struct, frozen=True):
    """What a shopper was told that a product costs."""

    gtin: str
    price_minor: int
    currency: str
    source: Source
    reference: str = ""
    issued: datetime | None = None
    """When a signed label was made."""

    @property
    def believed(self) -> bool:
        """Whether it comes from head office itself: a web basket, or a label that it signed."""
        return self.source in ("online", "signed_label")


class Verdict(Struct, frozen=True):
    """What is done about a claim."""

    decision: Decision
    reason: str
    """Key of the words that say why."""
    price_minor: int
    """What a unit costs now: theirs if honoured, else ours."""
    units: int
    """For so many units: all of them, or none."""


def parse_plain(text: str) -> Claim | None:
    """The claim of an unsigned shelf label, or None: only somebody's word, whatever it says."""
    match = _PLAIN.fullmatch(text.strip()) if len(text) <= 160 else None
    if match is None:
        return None
    gtin, minor, currency, reference = match.groups()
    known = gtins.normal(gtin)
    if known is None or int(minor) > MOST_MINOR:
        return None
    return Claim(known, int(minor), currency, "label", reference or "")


def of_label(token: Token, issued: datetime) -> Claim | None:
    """The claim of a signed label (`tokens.check` must have believed it); None if its fields are none."""
    if token.kind != "label" or len(token.body.detail) < 2:
        return None
    minor, currency = token.body.detail[:2]
    known = gtins.normal(token.body.subject)
    if known is None or not minor.isdecimal() or not minor.isascii() or int(minor) > MOST_MINOR:
        return None
    return Claim(known, int(minor), currency, "signed_label", token.body.nonce[:LONGEST_REFERENCE], issued)


def decide(claim: Claim, ours_minor: int, units: int, currency: str, guard: Guard, now: datetime) -> Verdict:
    """Apply the book's policy to a claim for `units` units that cost `ours_minor` each here."""
    off = ours_minor - claim.price_minor
    if claim.currency != currency or off <= 0 or guard.honour == "ours":
        reason = "currency" if claim.currency != currency else "not_lower" if off <= 0 else "ours"
        return Verdict("ours", f"pricing.claim.{reason}", ours_minor, 0)
    doubt = "ask" if guard.honour == "ask" else _doubt(claim, off, ours_minor, guard, now)
    if not doubt and units > max(1, guard.most_units):
        doubt = "too_many"
    if doubt:
        return Verdict("asked", f"pricing.claim.{doubt}", ours_minor, 0)
    return Verdict("honoured", "pricing.claim.honoured", claim.price_minor, units)


def _doubt(claim: Claim, off: int, ours_minor: int, guard: Guard, now: datetime) -> str:
    """Why a lower price is not honoured unasked; empty if it is."""
    if not claim.believed:
        return "unsigned"
    if claim.issued is not None and now - claim.issued > timedelta(days=guard.label_days):
        return "old"
    beyond = guard.most_off_minor and off > guard.most_off_minor
    if beyond or (guard.most_off_bp and off * FULL > ours_minor * guard.most_off_bp):
        return "too_far"
    return ""
