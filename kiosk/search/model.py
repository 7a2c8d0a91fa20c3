"""What is asked when somebody looks for a product, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from kiosk.catalogue.model import Product, Rating
from kiosk.stock.model import Level, NearLevel
from kiosk.ui.input_method.entry import Candidate, Entry

Sort = Literal["best", "price_up", "price_down", "rating"]
SORTS: tuple[Sort, ...] = ("best", "price_up", "price_down", "rating")

Kind = Literal["category", "brand", "size", "colour", "price"]
"""Properties of which several values may be chosen; any of them will do."""

LISTED = 5000
"""Products of one answer: nobody scrolls further, they choose a shelf or type a letter more."""

PAGE = 12
"""Products of which everything is known when the answer comes; the others follow as they come into sight."""

Band = tuple[int, int]
"""Prices from (minor units) up to, not including; 0 is no end."""


class Filters(Struct, frozen=True):
    """What a product must have besides fitting the words."""

    category: str = ""
    """A shelf, and all that lie in it."""
    brands: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    bands: frozenset[Band] = frozenset()
    here: bool = False
    """In this store, now."""
    offer: bool = False
    """With a promotion for whoever stands here."""

    @property
    def count(self) -> int:
        """How many are set."""
        several = (self.brands, self.sizes, self.colours, self.bands)
        return bool(self.category) + sum(len(one) for one in several) + self.here + self.offer

    def toggle(self, kind: str, value: object = None) -> Filters:
        """With one value more, or less. `kind` is a field's name."""
        if kind == "category":
            return replace(self, category="" if self.category == value else str(value))
        now = getattr(self, kind)
        changed: Any = not now if isinstance(now, bool) else now ^ {value}  # the field's own type
        return replace(self, **{kind: changed})


class Question(Struct, frozen=True):
    """One question to the catalogue."""

    entry: Entry = field(default_factory=Entry)
    """What stands in the field."""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "best"
    language: str = "zh_CN"
    counts: bool = False
    """Whether the properties are to be counted, too: only where a page shows them."""
    customer: str = ""
    """The member who stands here, for offers."""
    tier: str = ""


class Hit(Struct, frozen=True):
    """A product that fits, and where it is to be had."""

    product: Product
    level: Level | None
    """In this store; None if nobody ever said."""
    near: NearLevel | None = None
    """The other store that puts it into the hand soonest; looked for only where this one has none."""
    near_minutes: int = 0
    """The way there; 0 if its door would be closed."""
    rating: Rating | None = None


class Counted(Struct, frozen=True):
    """How many products have each value, of those that fit everything else."""

    categories: dict[str, int] = field(default_factory=dict)
    brands: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    colours: dict[str, int] = field(default_factory=dict)
    bands: dict[Band, int] = field(default_factory=dict)
    here: int = 0
    offer: int = 0
    rated: bool = False
    """Whether opinions are known at all."""


class Found(Struct, frozen=True):
    """The answer."""

    question: Question
    ids: Sequence[int] = ()
    """The snapshot's products that fit, in order, at most `LISTED`."""
    hits: tuple[Hit, ...] = ()
    """The first of them, and before them those that are newer than the snapshot."""
    candidates: tuple[Candidate, ...] = ()
    near: str = ""
    """Nothing fits what was typed; the products fit this instead."""
    shelves: dict[str, int] = field(default_factory=dict)
    """Shelves of the first products, the fullest first."""
    counted: Counted | None = None
    elsewhere: Hit | None = None
    """Nothing is here: the first product that another store has."""

    @property
    def more(self) -> bool:
        """Whether there may be more than are listed."""
        return len(self.ids) >= LISTED


def bands(lowest: int, highest: int, digits: int) -> list[Band]:
    """Four or five bands of round prices between the cheapest and the dearest, minor units.

    `digits` are those behind the point of the currency.
    """
    unit = 10**digits
    steps = [unit * one for one in (10, 20, 30, 50, 100, 150, 200, 300, 500, 1000, 2000, 3000, 5000, 10000, 50000)]
    inner = [step for step in steps if lowest < step <= highest]
    while len(inner) > 4:
        # The outermost go on standing: the most and the least are what people ask for.
        inner = inner[::2] if len(inner) > 7 else inner[:1] + inner[2:]
    edges = [0, *inner, 0]
    return [(edges[place], edges[place + 1]) for place in range(len(edges) - 1)] if inner else []
