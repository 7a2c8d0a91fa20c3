"""Two thousand members who do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from scripts.demo_store import stores as shops
from scripts.demo_store import words
from scripts.demo_store.products import mix

TIERS = (("platinum", 0.04), ("gold", 0.16), ("silver", 0.30), ("member", 0.50))
"""Tiers and what share of the members holds them."""

LANGUAGES = (("zh-CN", 0.90), ("zh-TW", 0.05), ("en", 0.05))
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Member(msgspec.Struct, frozen=True):
    """A member as head office keeps them."""

    member_id: str
    """Opaque: says nothing of who it is or when they joined."""
    surname: str
    title: str
    """``ms`` or ``mr``; said in the shopper's language on screen."""
    tier: str
    points: int
    store: str
    """GLN of the home store."""
    language: str
    number: int
    """1, 2, 3, ...; for the generator alone."""


def generate(count: int = 2000, seed: int = 1) -> Iterator[Member]:
    """The members; the first is the one the tour signs in: Ms Lin, gold, of the first store."""
    stores = shops.generate()
    surnames = {r[0]: r[1:] for r in words.rows("surnames")}
    yield Member(_opaque(1, seed), "林", "ms", "gold", 2480, stores[0].gln, "zh-CN", 1)
    for number in range(2, count + 1):
        a, b = mix(number, seed + 100), mix(number, seed + 200)
        language = _choose(LANGUAGES, a & 0xFFFF)
        names = surnames[language]
        # Squared, so that the common names at the head of the list are common.
        surname = names[int(len(names) * (((a >> 16) & 0xFFFF) / 0x10000) ** 2)]
        tier = _choose(TIERS, (a >> 32) & 0xFFFF)
        ceiling = {"platinum": 24_000, "gold": 9_000, "silver": 3_200, "member": 900}[tier]
        yield Member(
            member_id=_opaque(number, seed),
            surname=surname,
            title="mr" if (a >> 48) % 100 < 38 else "ms",
            tier=tier,
            points=int(ceiling * (0.1 + 0.9 * (b & 0xFFFF) / 0x10000)) // 10 * 10,
            store=_choose([(store.gln, store.trade_share) for store in stores], (b >> 16) & 0xFFFF),
            language=language,
            number=number,
        )


def _choose(shares: Sequence[tuple[str, float]], chance: int) -> str:
    """The entry on whose share of 0x10000 the chance falls; the last one takes what rounding leaves."""
    reached = 0.0
    for entry, share in shares:
        reached += share * 0x10000
        if chance < reached:
            return entry
    return shares[-1][0]


def _opaque(number: int, seed: int) -> str:
    bits = mix(number, seed + 300)
    letters = []
    for _ in range(10):
        bits, rest = divmod(bits, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "M" + "".join(letters)
