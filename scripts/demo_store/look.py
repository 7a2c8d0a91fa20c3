"""What one product's picture shows: colours, lettering, proportions."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from scripts.demo_store import words
from scripts.demo_store.products import Product
from scripts.demo_store.products import mix as stirred
from scripts.demo_store.studio import INK, PAPER, WHITE, Colour, luminance, mix, rgb

QUIET = (
    "#9DB5A9", "#D7B3AE", "#A6BBCB", "#D9D4C8", "#8A6A78", "#5E7466", "#C9B294", "#A99BC0", "#4D6F86", "#B9C4B4",
    "#C7A08A", "#3F5A4C", "#E2DDD3", "#7C8B9A", "#B58B6A", "#2B2E33",
)  # fmt: skip
"""Pack colours of things for skin, hair and home."""

BRIGHT = (
    "#C8553D", "#E0A030", "#4F8A6B", "#3D6E9C", "#8C4A6B", "#D98C5F", "#6F9A3E", "#C94F6D", "#2F5D62", "#B8862D",
    "#5B6BA8", "#9C3B3B",
)  # fmt: skip
"""Pack colours of things to eat and drink."""

_EATEN = ("food", "drinks", "fresh", "pet")


class Look(Struct, frozen=True):
    """All that a shape needs to know."""

    shape: str
    brand: str
    """Latin letters only: the typeface inside Pillow has no Chinese."""
    line: str
    size: str
    main: Colour
    """The pack, or the thing itself."""
    accent: Colour
    tint: Colour
    """Of the backdrop."""
    scale: float
    """1 for the middle size of a style; smaller and larger sizes look smaller and larger."""
    chance: int
    """64 bits, the same for all sizes and colours of a style."""

    @property
    def ink(self) -> Colour:
        """Lettering that can be read on the pack."""
        return INK if luminance(self.main) > 0.46 else PAPER

    @property
    def soft(self) -> Colour:
        """A paler shade of the pack."""
        return mix(self.main, WHITE, 0.72)

    @property
    def deep(self) -> Colour:
        """A darker shade of the pack."""
        return mix(self.main, INK, 0.45)

    def pick(self, number: int, of: int) -> int:
        """A choice of 0 ... of - 1 that is the style's own; `number` tells choices apart."""
        return stirred(self.chance & 0xFFFFFFFF, number) % of


@cache
def _tints() -> dict[str, str]:
    return {r[0]: r[1] for r in words.rows("tints")}


def look(product: Product) -> Look:
    """The look of a product; sizes of a style differ in scale alone, colours in their colour alone."""
    kind = words.kinds()[product.kind]
    chance = stirred(product.style, 41)
    main = rgb(_main(product, kind, chance))
    palette = BRIGHT if kind.department in _EATEN else QUIET
    accent = rgb(palette[(chance >> 20) % len(palette)])
    if product.colour and kind.shape == "lipstick":
        accent = rgb(words.labels()["colour", product.colour].colour)
    sizes = [size for size, _ in kind.sizes]
    place = sizes.index(product.size) if product.size in sizes and not kind.colours else 0
    middle = (len(sizes) - 1) / 2
    scale = 1.0 + 0.10 * (place - middle) if len(sizes) > 1 and kind.department != "apparel" else 1.0
    return Look(
        shape=kind.shape,
        brand=product.brand.rpartition(" ")[0],
        line=product.line or _line(product, kind),
        size="" if product.size.startswith("1 p") else product.size,
        main=main,
        accent=accent,
        tint=_backdrop(accent if kind.shape == "lipstick" and product.colour else main),
        scale=scale,
        chance=chance,
    )


def _main(product: Product, kind: words.Kind, chance: int) -> str:
    if product.colour and kind.key != "lipstick":
        return words.labels()["colour", product.colour].colour
    if product.colour:
        return "#1E1C1F"
    if product.tint:
        return product.tint
    if kind.colours:
        return kind.colours[(chance >> 8) % len(kind.colours)]
    for feature, tint in _tints().items():
        if feature in product.name.en:
            return tint
    palette = BRIGHT if kind.department in _EATEN else QUIET
    return palette[chance % len(palette)]


def _line(product: Product, kind: words.Kind) -> str:
    """The English name without the noun, short enough for a label: ``HYALURONIC ACID``."""
    name = product.name.en
    for feature in sorted((f.en for f in kind.features), key=len, reverse=True):
        if feature in name:
            return feature.upper()
    return kind.noun.en.upper()


def _backdrop(main: Colour) -> Colour:
    """Pale things stand before a warmer paper, so that they stand out."""
    if luminance(main) > 0.72:
        return mix((0.74, 0.62, 0.43), main, 0.25)
    if luminance(main) < 0.06:
        return 0.72, 0.69, 0.66
    return mix(main, (0.85, 0.82, 0.78), 0.30)
