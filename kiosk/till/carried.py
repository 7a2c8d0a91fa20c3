"""The text in the code of a held basket: words that anybody's phone can read, and the signed part at their end."""

from __future__ import annotations

import sqlite3

from kiosk.catalogue import tables as catalogue
from kiosk.i18n import Translator
from kiosk.till.model import Basket

MOST_LINES = 5
LONGEST_NAME = 18
"""Characters. A code that is dense with words is hard to read for the machine that it is meant for."""


def text(db: sqlite3.Connection, shop: str, held: Basket, code: str, page: int, words: Translator) -> str:
    """What the code holds: shop, goods and total for people, then `code`. One line: a wedge scanner ends at the first.

    A slash separates the parts, as no product's name needs one.
    """
    parts = [shop, words.text("basket.units", n=held.units), words.money(held.total, "receipt")]
    if page == 1:
        goods = [line for line in held.lines if line.kind != "delivery"]
        names = catalogue.names(db, [line.gtin for line in goods[:MOST_LINES]])
        for line in goods[:MOST_LINES]:
            found = names.get(line.gtin)
            name = found.text(words.language) if found is not None else line.gtin.lstrip("0")
            parts.append(f"{_short(name)} ×{line.quantity}")
        if len(goods) > MOST_LINES:
            parts.append(words.text("hold.more_goods", n=len(goods) - MOST_LINES))
    return " / ".join([*(part.replace("/", "-") for part in parts), code])


def _short(name: str) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - 1].rstrip() + "…"
