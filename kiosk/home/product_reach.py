"""Where a product can be had: here with its aisle, in the shop that has it soonest, at the door; each with its age."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.catalogue.model import Delivery, Product
from kiosk.stock.hours import Hours
from kiosk.stock.model import Level
from kiosk.stock.soonest import Reach
from kiosk.till.widgets import promises
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.press import Action, Pressable
from kiosk.ui.widgets.text import Icon, Text

FEW = 2
"""So few may be gone before the shopper is at the shelf."""

STALE = timedelta(hours=1)
"""A count older than this is told as "about": an hour's sales of a busy product."""

BAND_AFTER = timedelta(hours=8)
"""A count that is so old is told as a band: nobody has counted since yesterday."""

BANDS = ((1, 3), (4, 9))
"""Lowest and highest of each; above the last it is "10 and more"."""

LISTED = 5
"""Other shops that are listed; nobody goes to the sixth."""


class Sent(Struct, frozen=True):
    """A product at the door."""

    by: datetime
    """When it is there at the latest."""
    fee_minor: int
    free_from_minor: int | None


def sent(rule: Delivery, now: datetime, zone: str, opens: str, value_minor: int) -> Sent:
    """What is promised of one unit that is ordered now."""
    _, latest = rule.ready(now, zone, opens)
    return Sent(latest, rule.fee(value_minor), rule.free_from_minor)


def strip(
    product: Product,
    level: Level | None,
    reach: Sequence[Reach],
    delivery: Sent | None,
    now: datetime,
    money: Callable[[int], str],
    *,
    show_map: Action | None,
    ways: Action | None,
) -> Panel:
    """Here; the other shop that has it soonest; at the door. Cells that lead somewhere can be tapped."""
    cells: list[Widget] = [_here(product, level, now, show_map)]
    cells += [_near(one, now, ways) for one in reach[:1]]
    if delivery is not None:
        cells.append(_sent(delivery, now, money, ways))
    elif len(reach) > 1:
        cells.append(_near(reach[1], now, ways))
    return Panel(Grid(*cells, columns=len(cells), large=1, gap=24), pad=28)


def others(reach: Sequence[Reach], now: datetime, ways: Action | None) -> Widget | None:
    """All other shops that have it, the soonest in hand first; None if there is none."""
    if not reach:
        return None
    rows: list[Widget] = []
    for one in reach[:LISTED]:
        level = one.level
        words = [count(level.on_hand, level.as_of, now), distance(level.distance_m), _way(one)]
        row = ListRow(
            level.names.text(tr.language),
            "·".join(words),
            lead="place",
            more=(
                Text(
                    "·".join(part for part in (level.address, age(level.as_of, now)) if part),
                    role="caption",
                    colour="ink2",
                ),
            ),
            trail=(_door(one, now),),
            action=ways,
            line=len(rows) < min(LISTED, len(reach)) - 1,
        )
        rows.append(row)
    title = Column(
        Text(key="product.other_shops", role="h2", bold=True),
        Text(key="product.other_shops_more", role="second", colour="ink2"),
        gap=2,
    )
    return Column(title, Card(*rows, pad=(32, 8), gap=0, outlined=True), gap=16)


def count(units: int, as_of: datetime | None, now: datetime) -> str:
    """How many there are: as a number, as "about", or as a band, by how old it is."""
    if as_of is not None and now - as_of > BAND_AFTER:
        for low, high in BANDS:
            if units <= high:
                return tr.text("product.band", low=low, high=high)
        return tr.text("product.band_many", n=BANDS[-1][1] + 1)
    stale = as_of is None or now - as_of > STALE
    return tr.text("product.about" if stale else "product.count", n=units)


def here(level: Level, now: datetime) -> str:
    """What is here, as short as a card needs it: a number, or that there is some where the number is of yesterday."""
    old = level.as_of is not None and now - level.as_of > BAND_AFTER
    return tr.text("search.here_some") if old else tr.text("search.here", n=level.available)


def age(as_of: datetime, now: datetime) -> str:
    """How old a figure is."""
    seconds = (now - as_of).total_seconds()
    return tr.text("product.just_now") if seconds < 60 else tr.text("product.told", age=tr.age(seconds))


def distance(metres: int) -> str:
    """How far it is."""
    return tr.text("product.metres", m=metres) if metres < 1000 else tr.text("product.km", km=f"{metres / 1000:.1f}")


def _here(product: Product, level: Level | None, now: datetime, show_map: Action | None) -> Widget:
    if level is None:
        head, colour, lines = tr.text("product.here_unknown"), "ink2", [tr.text("product.ask")]
    elif level.available < 1:
        head, colour, lines = tr.text("product.here_none"), "warn", [tr.text("product.ask")]
    else:
        head = tr.text("product.here_few" if level.available <= FEW else "product.here")
        colour = "ok"
        lines = [count(level.available, level.as_of, now)]
        if product.location:
            lines[0] = f"{lines[0]}·{product.location}"
    if level is not None and level.as_of is not None:
        lines.append(age(level.as_of, now))
    return _cell("store", head, colour, lines, show_map, "product.show_map" if show_map is not None else "")


def _near(one: Reach, now: datetime, ways: Action | None) -> Widget:
    level = one.level
    lines = [
        f"{count(level.on_hand, level.as_of, now)}·{distance(level.distance_m)}",
        _way(one) if one.opens_at is None else _when(one, now),
        age(level.as_of, now),
    ]
    return _cell("place", level.names.text(tr.language), "ink", lines, ways)


def _sent(delivery: Sent, now: datetime, money: Callable[[int], str], ways: Action | None) -> Widget:
    day = promises.day(delivery.by, now)
    lines = [tr.text("product.sent_by", day=day, time=tr.time(delivery.by))]
    if not delivery.fee_minor:
        lines.append(tr.text("product.sent_free"))
    else:
        lines.append(tr.text("product.sent_fee", amount=money(delivery.fee_minor)))
        if delivery.free_from_minor:
            lines.append(tr.text("product.sent_free_from", amount=money(delivery.free_from_minor)))
    return _cell("truck", tr.text("product.sent"), "ink", lines, ways)


def _way(one: Reach) -> str:
    return tr.text("product.away", n=one.minutes)


def _when(one: Reach, now: datetime) -> str:
    level = one.level
    if Hours(level.opens, level.closes, level.time_zone).open_at(now):
        return tr.text("product.open_until", time=level.closes)
    return tr.text("product.closed_until", time=level.opens)


def _door(one: Reach, now: datetime) -> Pill:
    level = one.level
    is_open = Hours(level.opens, level.closes, level.time_zone).open_at(now)
    return Pill(_when(one, now), "ok" if is_open else "neutral", icon="clock_line", tight=True)


class _Cell(Pressable, Column):
    """One of the strip's three, which may lead somewhere."""


def _cell(
    icon: str, head: str, colour: str, lines: Sequence[str], action: Action | None = None, more_key: str = ""
) -> Widget:
    title = Row(Icon(icon, 40, colour=colour), Text(head, role="body", bold=True, colour=colour), gap=10, align="top")
    words: list[Widget] = [Text(line, role="caption", colour="ink2") for line in lines]
    if more_key:
        more = Row(
            Text(key=more_key, role="caption", bold=True, colour="accent_line", hug=True),
            Icon("next", 28, colour="accent_line"),
            gap=4,
        )
        words.append(more)
    return _Cell(title, *words, gap=4, action=action)
