"""Finds offers: scores from the snapshot, only products that are in stock here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.recommend import model
from kiosk.stock import tables as stock

CANDIDATES = 40
"""How many ranked offers are looked at until enough of them are in stock."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An offer with the product it offers."""

    product: Product
    offer: model.Offer
    because_of: Product | None
    """The product that it goes with; None for a habit."""


def offers(
    db: sqlite3.Connection,
    anchors: Sequence[str],
    usual: Iterable[tuple[str, int]],
    currency: str,
    *,
    without: Iterable[str] = (),
    limit: int = 3,
) -> list[Recommendation]:
    """Recommendations for the products at hand (newest first), each in stock here, none of them at hand already."""
    related = {anchor: catalogue.related(db, anchor) for anchor in anchors}
    ranked = model.rank(anchors, related, usual, without=frozenset((*anchors, *without)), limit=CANDIDATES)
    found: list[Recommendation] = []
    for offer in ranked:
        level = stock.level(db, offer.gtin)
        if level is None or level.available < 1:
            continue
        product = catalogue.find(db, offer.gtin, currency)
        if product is None:
            continue
        because = catalogue.find(db, offer.because_of, currency) if offer.reason == "goes_with" else None
        found.append(Recommendation(product, offer, because))
        if len(found) == limit:
            break
    return found
