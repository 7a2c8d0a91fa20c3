"""From a priced basket to its paper: the same sums in lines, tenders, message and receipt, as the till makes them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from kiosk.i18n import Translator
from kiosk.money import Money
from kiosk.paper.layout import Item as PaperItem
from kiosk.paper.layout import Pair, Paper
from kiosk.pricing.model import Item, Priced, cash_rounding
from kiosk.till.actions.selling import as_message, as_sale_line
from kiosk.till.model import Line, Sale, SaleNumber, Tender
from kiosk.till.priced import as_priced
from kiosk.till.receipt_paper import MINUS, Letterhead, Looked, receipt
from scripts.benches.random_pricing import OCCASION, STORE

CURRENCY = "CNY"
NOTES = (100, 1000, 5000, 10_000)
UNIT = 5
"""The smallest coin of these random shops."""

WORDS = Translator("en", zone="Asia/Shanghai")
HEAD = Letterhead("AURELLE")


def agrees(items: Sequence[Item], found: Priced, chance: random.Random) -> bool:
    """Whether one total stands in lines, tenders, the message for head office and on paper."""
    sale = sell(items, found, chance)
    told = as_message(sale)
    paper = receipt(sale, HEAD, WORDS, Looked())
    total = found.total_minor
    return (
        total == sale.total.minor == sum(line.amount.minor for line in sale.lines)
        and total == sum(one.amount.minor for one in sale.tenders)
        and total == told.total_minor == sum(line.amount_minor for line in told.lines)
        and total == sum(one.amount_minor for one in told.tenders)
        and (total, total) == on_paper(paper)
        and all(line.amount.minor >= 0 for line in sale.lines)
    )


def sell(items: Sequence[Item], found: Priced, chance: random.Random) -> Sale:
    """The sale that the till makes of a priced basket, paid in some way."""
    lines = [Line(item.line_id, item.gtin, item.quantity, Money(item.unit_minor, CURRENCY)) for item in items]
    priced = [as_priced(line, one, tax_added=found.tax_added) for line, one in zip(lines, found.lines, strict=True)]
    tenders, change = pay(found.total_minor, chance)
    return Sale(
        sale_id="sale",
        number=SaleNumber(STORE, "till-1", date(2026, 11, 21), "A", 1),
        at=OCCASION.now,
        total=Money(found.total_minor, CURRENCY),
        lines=tuple(as_sale_line(line, None, "en") for line in priced),
        tenders=tenders,
        customer="",
        event_id="event",
        change=Money(change, CURRENCY),
        book_version=found.book_version,
    )


def pay(total: int, chance: random.Random) -> tuple[tuple[Tender, ...], int]:
    """Tenders in some mixture, and the change: the rest in cash is rounded to coins."""
    tenders: list[Tender] = []
    rest = total
    while rest and chance.random() < 0.4:
        part = chance.randint(1, rest)
        tenders.append(_tender(len(tenders), chance.choice(("card", "gift_card", "cash")), part))
        rest -= part
    if not rest:
        return tuple(tenders), 0
    due = rest + cash_rounding(rest, UNIT)
    tenders.append(_tender(len(tenders), "cash", due))
    if due != rest:
        tenders.append(_tender(len(tenders), "rounding", rest - due))
    note = chance.choice(NOTES)
    return tuple(tenders), -due % note


def _tender(place: int, kind: str, minor: int) -> Tender:
    return Tender(str(place), kind, Money(minor, CURRENCY), "1234")  # type: ignore[arg-type]  # one of the kinds


def on_paper(paper: Paper) -> tuple[int, int]:
    """What the goods on a receipt come to, and what the tenders on it do: read from its text as a shopper would."""
    goods = tenders = 0
    behind_total = False
    for element in paper.elements:
        if isinstance(element, PaperItem):
            goods += minor(element.amount) + sum(minor(text) for _, text in element.notes if text)
        elif isinstance(element, Pair) and element.style == "total":
            behind_total = True
        elif isinstance(element, Pair) and element.left == WORDS.text("paper.tax_added"):
            goods += minor(element.right)
        elif isinstance(element, Pair) and element.left == WORDS.text("paper.change"):
            tenders -= minor(element.right)
        elif isinstance(element, Pair) and behind_total and "¥" in element.right:
            tenders += minor(element.right)
    return goods, tenders


def minor(text: str) -> int:
    """An amount as it is printed, in minor units."""
    digits = int("".join(letter for letter in text if letter.isdigit()))
    return -digits if MINUS in text else digits
