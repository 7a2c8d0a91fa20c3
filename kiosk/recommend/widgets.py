"""Recommendations as cards: the picture, the reason, the price, and a plus that puts it into the bag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kivy.uix.widget import Widget

from kiosk.catalogue.model import Product, Rating
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.money import Money
from kiosk.recommend.tables import Recommendation
from kiosk.store import Store
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Icon, Text

Open = Callable[[str], object]
"""Takes a GTIN."""


Ask = Callable[[Recommendation], object]


class _Why(Pressable, Row):
    """The reason, which tells more when it is tapped."""

    name_key = "why.open"


class OfferCard(Card):
    """One product that may please, and why we think so; the reason tells more when it is tapped."""

    def __init__(
        self,
        store: Store,
        found: Recommendation,
        open_product: Open,
        add: Open,
        why: Ask | None = None,
        rating: Rating | None = None,
        price: Money | None = None,
    ) -> None:
        product = found.product
        reason = Text(tr.text(f"product.reason_{found.offer.reason}"), role="caption", bold=True, colour="accent_line")
        told: Widget = reason
        if why is not None:
            told = _Why(reason, Icon("info", 28, colour="accent_line"), gap=4, action=lambda: why(found))
        words = Column(told, Text(tr.money(price or product.price), role="body", bold=True), gap=2)
        about = Row(Text(detail_of(product), role="caption", colour="ink2", lines=1), gap=6)
        if rating is not None:
            about = Row(
                Icon("star", 28, colour="star"),
                Text(f"{rating.tenths / 10:.1f}", role="caption", colour="ink2", lines=1),
                gap=6,
            )
        picture = Picture(picture_of(store, product), seed=product.gtin, width_px=120, height_px=120)
        plus = RoundButton("plus", name_key="product.add", kind="primary", size=64, action=lambda: add(product.gtin))
        super().__init__(
            Row(picture, words, gap=14, align="top"),
            Text(name_of(product), role="caption", lines=2),
            Gap(),
            Row(about, plus, gap=8),
            outlined=True,
            pad=14,
            gap=8,
            action=lambda: open_product(product.gtin),
        )


def because(found: Sequence[Recommendation], near: Product | None = None) -> str:
    """One line on why these: what the first goes with, unless that is the product on screen itself."""
    if not found:
        return ""
    first = found[0]
    if first.offer.reason == "usual":
        return tr.text("product.because_usual")
    if first.because_of is None or (near is not None and first.because_of.gtin == near.gtin):
        return ""
    return tr.text("product.because_goes_with", name=name_of(first.because_of))


def offers(
    store: Store,
    found: Sequence[Recommendation],
    open_product: Open,
    add: Open,
    *,
    title_key: str = "product.goes_with",
    near: Product | None = None,
    why_not: Ask | None = None,
    ratings: Mapping[str, Rating] | None = None,
    prices: Mapping[str, Money] | None = None,
) -> Column:
    """A heading with the reason, and up to three cards below it.

    `why_not`: tells more of a card's reason. `prices`: gtin -> what it costs whoever stands here, else the list price.
    """
    why = because(found, near)
    heading: list[Row | Text] = [Text(key=title_key, role="h2", bold=True)]
    if why:
        line = Row(Icon("spark", 32, colour="accent_line"), Text(why, role="second", colour="ink2"), gap=10)
        heading.append(line)
    stars, amounts = ratings or {}, prices or {}
    cards = [
        OfferCard(store, one, open_product, add, why_not, stars.get(one.product.gtin), amounts.get(one.product.gtin))
        for one in found[:3]
    ]
    return Column(Column(*heading, gap=4), Grid(*cards, columns=3, large=2, gap=20), gap=20)
