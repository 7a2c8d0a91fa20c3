"""The parts of a product's page: title and price, sizes, where it is to be had, what is good to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from kivy.uix.widget import Widget

from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, label, labels, name_of, short_gtin
from kiosk.stock.hours import Hours
from kiosk.stock.model import Level, NearLevel
from kiosk.till.priced import Tag
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Grid, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.pill import Chip, Pill, State
from kiosk.ui.widgets.price import Price
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text

FEW = 2
"""So few may be gone before the shopper is at the shelf."""

STALE = timedelta(hours=1)
"""A count older than this is told as "about": an hour's sales of a busy product."""

NEAR = 2
"""Other stores that are shown: the strip has three places, and nobody goes to the fourth nearest."""

MANY = 6
"""More sizes or colours than this become chips, which take a third of the room."""


def heading(product: Product, tag: Tag, reasons: Sequence[str], price_note: str) -> Row:
    """Brand, name and claim at the left; the price at the right, with the old one and why it is lower."""
    words: list[Widget] = []
    if product.brand:
        words.append(Text(product.brand, role="second", bold=True, colour="ink2"))
    words.append(Text(name_of(product), role="h1", bold=True))
    claim = product.claim.text(tr.language)
    if claim:
        words.append(Text(claim, role="second", colour="ink2"))
    note = "\n".join((*reasons, price_note) if price_note else reasons)
    price = Price(tag.amount, tag.listed if tag.amount < tag.listed else None, note=note, align="right")
    price.size_hint_x = 0.58
    return Row(Column(*words, gap=6), price, gap=24, align="top")


def variants(product: Product, all_of_it: Sequence[Product], choose: Callable[[str], object]) -> Widget | None:
    """Its sizes and colours, each with its own price; None if there is only one."""
    if len(all_of_it) < 2:
        return None
    chips = len(all_of_it) > MANY
    cards: list[Widget] = []
    same_size = len({one.size for one in all_of_it}) == 1
    for one in all_of_it:
        words = (label("colour", one.colour) if same_size and one.colour else detail_of(one)) or name_of(one)
        chosen = one.gtin == product.gtin

        def go(gtin: str = one.gtin) -> None:
            choose(gtin)

        if chips:
            cards.append(Chip(words, selected=chosen, action=go))
        else:
            cards.append(OptionCard(words, tr.money(one.price), selected=chosen, action=go))
    return Flow(*cards) if chips else Grid(*cards, columns=min(3, len(cards)), large=1, gap=20)


def availability(product: Product, level: Level | None, near: Sequence[NearLevel], now: datetime) -> Panel:
    """Here, with aisle and count; and the nearest other stores. Each figure says how old it is."""
    cells = [_here(product, level, now), *(_near(one, now) for one in near[:NEAR])]
    return Panel(Grid(*cells, columns=len(cells), large=1, gap=28), pad=32)


def stock_pill(level: Level | None) -> tuple[str, State]:
    """(words, state) of what is here, as short as a card needs it."""
    if level is None:
        return tr.text("search.unknown_here"), "neutral"
    if level.available < 1:
        return tr.text("search.none_here"), "warn"
    return tr.text("search.here", n=level.available), "ok"


def facts(product: Product) -> Column | None:
    """Allergens, care, origin and the numbers on the pack; None if nothing is known."""
    found: list[Widget] = []
    if product.allergens:
        found.append(Fact("product.allergens", labels("allergen", product.allergens)))
    if product.care:
        found.append(Fact("product.care", labels("care", product.care)))
    if product.origin:
        found.append(Fact("product.origin", label("origin", product.origin)))
    found.append(Fact("product.code", short_gtin(product.gtin)))
    return Column(Text(key="product.facts", role="h2", bold=True), Grid(*found, columns=2, large=1, gap=24), gap=20)


def found_pill(gtin: str) -> Pill:
    """Says which code was read."""
    return Pill(tr.text("product.found", code=short_gtin(gtin)), "ok")


def _here(product: Product, level: Level | None, now: datetime) -> Column:
    if level is None:
        head, colour, lines = tr.text("product.here_unknown"), "ink2", [tr.text("product.ask")]
    elif level.available < 1:
        head, colour, lines = tr.text("product.here_none"), "warn", [tr.text("product.ask")]
    else:
        head = tr.text("product.here_few" if level.available <= FEW else "product.here")
        colour = "ok"
        lines = [_count(level.available, level.as_of, now)]
        if product.location:
            lines[0] = f"{lines[0]}·{product.location}"
    if level is not None and level.as_of is not None:
        lines.append(_age(level.as_of, now))
    return _cell("store", head, colour, lines)


def _near(one: NearLevel, now: datetime) -> Column:
    hours = Hours(one.opens, one.closes, one.time_zone)
    is_open = hours.open_at(now)
    when = (
        tr.text("product.open_until", time=one.closes) if is_open else tr.text("product.closed_until", time=one.opens)
    )
    lines = [f"{_count(one.on_hand, one.as_of, now)}·{_distance(one.distance_m)}", when, _age(one.as_of, now)]
    return _cell("place", one.names.text(tr.language), "ink", lines)


def _cell(icon: str, head: str, colour: str, lines: Sequence[str]) -> Column:
    title = Row(Icon(icon, 40, colour=colour), Text(head, role="body", bold=True, colour=colour), gap=10, align="top")
    return Column(title, *(Text(line, role="caption", colour="ink2") for line in lines), gap=4)


def _count(units: int, as_of: datetime | None, now: datetime) -> str:
    stale = as_of is None or now - as_of > STALE
    return tr.text("product.about" if stale else "product.count", n=units)


def _age(as_of: datetime, now: datetime) -> str:
    seconds = (now - as_of).total_seconds()
    if seconds < 60:
        return tr.text("product.just_now")
    return tr.text("product.told", age=tr.age(seconds))


def _distance(metres: int) -> str:
    if metres < 1000:
        return tr.text("product.metres", m=metres)
    return tr.text("product.km", km=f"{metres / 1000:.1f}")
