"""Products with believable names in three languages, as many as asked for, always the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import gcd

import msgspec

from scripts.demo_store import gtins, words
from scripts.demo_store.words import Kind, Text

MOST = 1_000_000
"""Up to here every name is still its own; beyond, brands and words would repeat."""

FIRST_SKU = 100_000
_MASK = (1 << 64) - 1


class Product(msgspec.Struct, frozen=True):
    """One sellable thing: one size and colour of a style."""

    gtin: str
    """14 digits."""
    sku: str
    name: Text
    """Without brand and size; with the colour, where it has one."""
    brand: str
    """As on the shelf, in Latin and Chinese: ``AURELLE 澳芮``."""
    category: str
    kind: str
    style: int
    """The same for all sizes and colours of one style."""
    variant_of: str
    """GTIN of the style's first product, the same for all of the style; empty for what comes alone."""
    size: str
    colour: str
    """A key of the labels: ``Mist Blue``."""
    price_minor: int
    """CNY fen; for one kilogram of weighed goods."""
    claim: Text
    origin: str
    """ISO 3166 code."""
    allergens: str
    """Keys of the labels, separated by semicolons."""
    care: str
    """Keys of the labels, separated by semicolons."""
    rank: int
    """1 is the best seller; sales fall off with the rank as Zipf found."""
    line: str = ""
    """What the picture's label says under the brand, if not the English name."""
    tint: str = ""
    """Hex colour of the pack, if not chosen by the picture."""

    @property
    def image(self) -> str:
        """File name of the picture."""
        return f"{self.gtin}.webp"

    @property
    def weighed(self) -> bool:
        """True if the price is for a kilogram."""
        return self.gtin.startswith("0" + gtins.WEIGHED_PREFIX)


class _Style(msgspec.Struct, frozen=True):
    kind: Kind
    number: int
    brand: str
    name: Text
    sizes: tuple[tuple[str, int], ...]
    """Size and price in fen."""
    shades: tuple[tuple[str, Text], ...]
    """Colour and the words that it adds to the name."""
    claim: Text
    origin: str
    line: str
    tint: str


def generate(count: int = 3000, seed: int = 1) -> Iterator[Product]:
    """The first `count` products of the store with this seed; a longer run begins with the shorter one.

    Raises:
        ValueError: for more than a million, or less than one.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"a demo store has 1 to {MOST:,} products, not {count:,}")
    index = 0
    article = 0
    shift = mix(seed, 1) % 1_000_000_000
    for style in _styles(seed):
        kind = style.kind
        first = ""
        alone = len(style.shades) * len(style.sizes) == 1
        for shade, addition in style.shades:
            name = style.name
            if shade:
                name = Text(name.zh_hans + addition.zh_hans, name.zh_hant + addition.zh_hant, name.en + addition.en)
            for size, price in style.sizes:
                if kind.weighed:
                    gtin = gtins.weighed((article * 7_919 + shift) % 100_000)
                    article += 1
                else:
                    gtin = gtins.example((index * 387_420_489 + shift) % 1_000_000_000)
                first = "" if alone else first or gtin
                yield Product(
                    gtin,
                    str(FIRST_SKU + index),
                    name,
                    style.brand,
                    kind.category,
                    kind.key,
                    style.number,
                    first,
                    size,
                    shade,
                    price,
                    style.claim,
                    style.origin,
                    kind.allergens,
                    kind.care,
                    index + 1,
                    style.line,
                    style.tint,
                )
                index += 1
                if index == count:
                    return


def _styles(seed: int) -> Iterator[_Style]:
    number = 0
    for hero in words.heroes():
        kind = words.kinds()[hero.kind]
        yield _Style(
            kind=kind,
            number=number,
            brand=hero.brand,
            name=hero.name,
            sizes=tuple((size, round(yuan * 100)) for size, yuan in hero.sizes),
            shades=_shades(kind, hero.shades, 0),
            claim=hero.claim,
            origin=kind.origins[0],
            line=hero.line,
            tint=hero.colour,
        )
        number += 1
    made = dict.fromkeys(words.kinds(), 0)
    cycle = _cycle(seed)
    while True:
        for kind in cycle:
            yield _style(kind, made[kind.key], number, seed)
            made[kind.key] += 1
            number += 1


def _style(kind: Kind, nth: int, number: int, seed: int) -> _Style:
    """The nth style of a kind: every combination of brand, feature and modifier comes once."""
    chance = mix(number, seed)
    brand, feature, modifier = _combination(kind, nth, seed)
    noun = kind.noun
    f, m = kind.features[feature], kind.modifiers[modifier]
    a, b = (m, f) if kind.modifier_first else (f, m)
    low, high = kind.yuan
    base = low + (high - low) * ((chance & 0xFFFF) / 0xFFFF) ** 1.4
    claim = kind.claims[(chance >> 16) % len(kind.claims)] if kind.claims else Text("", "", "")
    if "{f}" in claim.zh_hans:
        claim = Text(
            claim.zh_hans.replace("{f}", f.zh_hans),
            claim.zh_hant.replace("{f}", f.zh_hant),
            _sentence(claim.en.replace("{f}", _lower(f.en))),
        )
    return _Style(
        kind=kind,
        number=number,
        brand=brand,
        name=Text(
            _join(a.zh_hans, b.zh_hans, noun.zh_hans),
            _join(a.zh_hant, b.zh_hant, noun.zh_hant),
            f"{m.en} {f.en} {noun.en}",
        ),
        sizes=tuple((size, _price(base * factor)) for size, factor in kind.sizes),
        shades=_shades(kind, kind.shades, chance >> 24),
        claim=claim,
        origin=kind.origins[(chance >> 40) % len(kind.origins)],
        line="",
        tint="",
    )


def _combination(kind: Kind, nth: int, seed: int) -> tuple[str, int, int]:
    names = len(kind.features) * len(kind.modifiers)
    curated = names * len(kind.brands)
    if nth < curated:
        place = _scatter(nth, curated, seed + _spread(kind))
        brand = kind.brands[place // names]
    else:
        more, rest = divmod(nth - curated, names)
        place = _scatter(rest, names, seed + _spread(kind) + more)
        pool = words.synthetic_brands()
        brand = pool[(more * 7 + _spread(kind)) % len(pool)]
    place %= names
    return brand, place % len(kind.features), place // len(kind.features)


@cache
def _spread(kind: Kind) -> int:
    """Where a kind begins, so that kinds with the same word lists do not walk in step."""
    return list(words.kinds()).index(kind.key) * 101


def _scatter(nth: int, size: int, seed: int) -> int:
    """A place for the nth of `size`, each taken once, neighbours far apart."""
    step = max(1, int(size * 0.618))
    while gcd(step, size) != 1:
        step += 1
    return (nth * step + seed * 13) % size


@cache
def _cycle(seed: int) -> tuple[Kind, ...]:
    """One round of kinds, each as often as it has styles, evenly spread."""
    places = []
    for order, kind in enumerate(words.kinds().values()):
        phase = (mix(order, seed + 7) & 0xFFFF) / 0x10000
        places += [((nth + phase) / kind.styles, order, kind) for nth in range(kind.styles)]
    return tuple(kind for _, _, kind in sorted(places, key=lambda place: place[:2]))


def _shades(kind: Kind, shades: tuple[str, ...], chance: int) -> tuple[tuple[str, Text], ...]:
    """Colours with what they add to the name: ``04 绯红`` for make-up, ``雾蓝`` for all else."""
    if not shades:
        return (("", Text("", "", "")),)
    labels = words.labels()
    numbered = kind.department == "makeup"
    found = []
    for nth, key in enumerate(shades, 1):
        name = labels["colour", key].name
        number = f"{nth:02} " if numbered else ""
        found.append((key, Text(f" {number}{name.zh_hans}", f" {number}{name.zh_hant}", f" {number}{name.en}")))
    if numbered:
        return tuple(found)
    start = chance % len(found)
    return tuple((found + found)[start : start + 3])


def _price(yuan: float) -> int:
    """Fen as a shop would write them: 3.50, 12.90, 49, 168."""
    if yuan < 10:
        return max(100, round(yuan * 2) * 50)
    if yuan < 40:
        return int(yuan) * 100 + 90
    if yuan < 100:
        return int(yuan) * 100
    return round(yuan / 10) * 1000 - 200


def _join(a: str, b: str, noun: str) -> str:
    """Chinese words run on, but a figure stands apart: ``顺滑 0.5 中性笔``."""
    found = a
    for part in (b, noun):
        figure = _figure(found[-1]) or _figure(part[0])
        found += (" " if figure else "") + part
    return found


def _figure(character: str) -> bool:
    return character.isascii() and (character.isdigit() or character == "%")


def _lower(phrase: str) -> str:
    return " ".join(word if len(word) == 1 else word.lower() for word in phrase.split(" "))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def mix(number: int, seed: int) -> int:
    """64 well stirred bits (SplitMix64), the same on every machine and in every run."""
    z = (number * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
