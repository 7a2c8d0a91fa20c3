"""The word lists from which the demo store's products are named, as typed tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

WORDS = Path(__file__).parent / "words"


class Text(msgspec.Struct, frozen=True):
    """One thing said in the shop's three languages. Taiwan's words differ, not only its characters."""

    zh_hans: str
    zh_hant: str
    en: str


class Kind(msgspec.Struct, frozen=True):
    """What a product is, as a shopper would ask for it: "a serum", "apples"."""

    key: str
    category: str
    noun: Text
    features: tuple[Text, ...]
    modifiers: tuple[Text, ...]
    sizes: tuple[tuple[str, float], ...]
    """Size as printed, and its price as a factor of the base price."""
    shades: tuple[str, ...]
    """Keys of colours, empty for what comes in one colour."""
    yuan: tuple[float, float]
    """Lowest and highest base price."""
    shape: str
    """Which picture is drawn."""
    styles: int
    """How many of every round of styles are of this kind."""
    repeat_days: int
    """How soon it is bought again; 0 for what lasts."""
    season: str
    brands: tuple[str, ...]
    modifier_first: bool
    claims: tuple[Text, ...]
    origins: tuple[str, ...]
    allergens: str
    care: str
    colours: tuple[str, ...]
    """Hex colours of the thing itself, for what has no pack."""

    @property
    def weighed(self) -> bool:
        """True for goods sold by the kilogram."""
        return self.sizes[0][0] == "1 kg" and self.category.startswith("fresh.")

    @property
    def department(self) -> str:
        """The category's parent."""
        return self.category.partition(".")[0]


class Category(msgspec.Struct, frozen=True):
    """A node of the category tree; departments have no parent."""

    id: str
    parent: str
    name: Text
    aisle: str
    """Its aisle in the reference plan, of which the stores' own plans are made."""


class Label(msgspec.Struct, frozen=True):
    """A word of the import file that is a key, with its three languages."""

    kind: str
    """``colour``, ``origin``, ``allergen`` or ``care``."""
    key: str
    name: Text
    colour: str
    """Hex, for colours."""


class Hero(msgspec.Struct, frozen=True):
    """A product written out by hand."""

    kind: str
    brand: str
    name: Text
    sizes: tuple[tuple[str, float], ...]
    """Size and price in yuan."""
    shades: tuple[str, ...]
    line: str
    colour: str
    claim: Text


def rows(name: str) -> list[list[str]]:
    """The cells of ``words/<name>.txt``; comments and blank lines are left out.

    Raises:
        ValueError: if a row has not as many cells as the first one has, naming file and line, except in lists.
    """
    found: list[list[str]] = []
    for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            found.append([cell.strip() for cell in line.split("|")])
    return found


@cache
def terms() -> dict[str, tuple[Text, ...]]:
    """Lists of features and modifiers."""
    return _grouped("terms")


@cache
def claims() -> dict[str, tuple[Text, ...]]:
    """Sentences for the product page; ``{f}`` is the feature."""
    return _grouped("claims")


@cache
def categories() -> dict[str, Category]:
    """The tree, parents before children."""
    return {r[0]: Category(r[0], r[1], Text(r[2], r[3], r[4]), r[5]) for r in rows("categories")}


@cache
def labels() -> dict[tuple[str, str], Label]:
    """Words of the import file that are keys, by kind and key."""
    return {(r[0], r[1]): Label(r[0], r[1], Text(r[2], r[3], r[4]), r[5]) for r in rows("labels")}


@cache
def shades() -> dict[str, tuple[str, ...]]:
    """Lists of colours in the order of their shade numbers."""
    return {r[0]: tuple(r[1:]) for r in rows("shades")}


@cache
def brands() -> dict[str, tuple[str, ...]]:
    """Brands of our own invention by group, written as on the shelf: ``AURELLE 澳芮``."""
    found: dict[str, list[str]] = {}
    for group, latin, chinese in rows("brands"):
        found.setdefault(group, []).append(f"{latin} {chinese}")
    return {group: tuple(names) for group, names in found.items()}


@cache
def synthetic_brands() -> tuple[str, ...]:
    """576 more brands, composed of syllables, for catalogues larger than the curated names can carry."""
    parts = {r[0]: r[1:] for r in rows("synthetic")}
    pairs = [(h, t) for t in range(len(parts["tail"])) for h in range(len(parts["head"]))]
    return tuple(
        f"{parts['latin_head'][h]}{parts['latin_tail'][t]} {parts['head'][h]}{parts['tail'][t]}" for h, t in pairs
    )


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of product, in the order of the file."""
    sizes = {r[0]: tuple(_size(cell) for cell in r[1:]) for r in rows("sizes")}
    found = {}
    for r in rows("kinds"):
        low, _, high = r[9].partition("-")
        found[r[0]] = Kind(
            key=r[0],
            category=r[1],
            noun=Text(r[2], r[3], r[4]),
            features=terms()[r[5]],
            modifiers=terms()[r[6]],
            sizes=sizes[r[7]],
            shades=shades()[r[8]] if r[8] else (),
            yuan=(float(low), float(high)),
            shape=r[10],
            styles=int(r[11]),
            repeat_days=int(r[12]),
            season=r[13],
            brands=brands()[r[14]],
            modifier_first=r[15] == "mf",
            claims=claims()[r[16]] if r[16] else (),
            origins=tuple(r[17].split(",")),
            allergens=r[18],
            care=r[19],
            colours=tuple(r[20].split(",")) if r[20] else (),
        )
    return found


@cache
def heroes() -> tuple[Hero, ...]:
    """The products that people meet first."""
    return tuple(
        Hero(
            kind=r[0],
            brand=r[1],
            name=Text(r[2], r[3], r[4]),
            sizes=tuple(_size(cell) for cell in r[5].split(",")),
            shades=shades()[r[6]] if r[6] else (),
            line=r[7],
            colour=r[8],
            claim=Text(r[9], r[10], r[11]),
        )
        for r in rows("heroes")
    )


@cache
def pairs() -> dict[str, tuple[str, ...]]:
    """Which kinds go with a kind."""
    return {r[0]: tuple(r[1].split()) for r in rows("pairs")}


def _grouped(name: str) -> dict[str, tuple[Text, ...]]:
    found: dict[str, list[Text]] = {}
    for key, hans, hant, en in rows(name):
        found.setdefault(key, []).append(Text(hans, hant, en))
    return {key: tuple(texts) for key, texts in found.items()}


def _size(cell: str) -> tuple[str, float]:
    size, _, factor = cell.rpartition("=")
    return size.strip(), float(factor)
