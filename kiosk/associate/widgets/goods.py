"""Goods as the stockroom's screens show them: rows with what is wanted and what is there, and one large number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.stockroom.model import Row as Line
from kiosk.store import Store
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

STATES: Mapping[str, tuple[State, str]] = {
    "fits": ("ok", "goods.fits"),
    "missing": ("err", "goods.missing"),
    "surplus": ("warn", "goods.surplus"),
    "unexpected": ("warn", "goods.unexpected"),
}
"""Pill and words of a row; what is still open has none."""


def product_of(store: Store, gtin: str) -> Product | None:
    """The product, if this store sells it."""
    return catalogue.find(store.db, gtin, store.currency)


def name_of(store: Store, tr: Tr, gtin: str) -> str:
    """What it is called, with its size; its number where nobody knows it."""
    product = product_of(store, gtin)
    if product is None:
        names = catalogue.names(store.db, [gtin]).get(gtin)
        return names.text(tr.language) if names is not None else gtin.lstrip("0")
    return " ".join(part for part in (product.names.text(tr.language), product.size or product.colour) if part)


def picture_of(store: Store, gtin: str, side: float = 56, radius: str = "chip") -> Picture:
    """Its picture."""
    product = product_of(store, gtin)
    path = store.image(product.image) if product is not None else None
    return Picture(str(path) if path else "", seed=gtin, width_px=side, height_px=side, radius=radius)


def numbers(product: Product | None, gtin: str) -> str:
    """SKU, barcode and place, for whoever compares labels; in large text the barcode has a line of its own."""
    sku = f"SKU\u00a0{product.sku}" if product is not None and product.sku else ""
    place = product.location.replace(" ", "\u00a0") if product is not None else ""
    named = "·".join(part for part in (place, sku) if part)
    return ("\n" if theme.text_scale > 1 else "·").join(part for part in (named, gtin.lstrip("0")) if part)


def line_row(
    store: Store,
    tr: Tr,
    line: Line,
    *,
    closed: bool = False,
    chosen: bool = False,
    last: bool = False,
    action: Action | None = None,
) -> ListRow:
    """One product of a paper: scanned of expected, and what is odd about it."""
    product = product_of(store, line.gtin)
    state = STATES.get(line.state(closed))
    pills: list[Widget] = []
    if state is not None:
        units = abs(line.difference) or line.units
        pills.append(Pill(tr.text(state[1], n=units), state[0], tight=True))
    if line.damaged:
        pills.append(Pill(tr.text("goods.damaged_n", n=line.damaged), "err", tight=True))
    count = f"{line.units} / {line.expected}" if line.expected else str(line.units)
    colour = "accent_line" if chosen else "ink"
    return ListRow(
        name_of(store, tr, line.gtin),
        numbers(product, line.gtin),
        lead=picture_of(store, line.gtin),
        trail=(Text(count, role="h2", bold=True, hug=True, colour=colour),),
        more=(Flow(*pills, gap=6),) if pills else (),
        line=not last,
        action=action,
        pad=(0, 8),
    )


def big_number(value: str, note: str = "", *, tone: str = "accent_soft", colour: str = "accent_line") -> Card:
    """A number that is read from the other end of the room, and what it counts."""
    words: list[Any] = [Text(value, role="numeral", bold=True, colour=colour, align="center", shrink=True)]
    if note:
        words.append(Text(note, role="body", colour=colour, align="center"))
    return Card(*words, tone=tone, shadow=None, radius="card", pad=(20, 8), gap=0)


def nothing(icon: str, title_key: str, more_key: str) -> Column:
    """What stands where nothing is chosen yet, or where there is nothing."""
    return Column(
        Gap(40),
        Row(Gap(), Icon(icon, 56, colour="ink3"), Gap()),
        Text(key=title_key, role="h2", bold=True, align="center"),
        Text(key=more_key, role="body", colour="ink2", align="center"),
        gap=10,
    )


def signed(units: int) -> str:
    """A difference with its sign; a real minus is as wide as a plus."""
    return f"{units:+d}".replace("-", "−")


def product_head(store: Store, tr: Tr, gtin: str) -> Row:
    """What is in the hand: picture, name, numbers."""
    product = product_of(store, gtin)
    side = 120 / theme.text_scale**2
    words = Column(
        Text(product.brand if product is not None else "", role="second", colour="ink2", bold=True),
        Text(name_of(store, tr, gtin), role="h2", bold=True),
        Text(numbers(product, gtin), role="second", colour="ink2"),
        gap=0,
    )
    return Row(picture_of(store, gtin, side, "thumb"), words, gap=18, align="top")


SHORT = 12
"""Characters that fit behind a name in one line; longer values stand below it."""


def facts(tr: Tr, pairs: Sequence[tuple[str, str]]) -> Column:
    """Names and values, beside one another or, where there is no room, below."""
    rows: list[Any] = []
    for key, value in pairs:
        name = Text(tr.text(key), role="body", colour="ink2")
        if len(value) > SHORT or theme.text_scale > 1:
            rows.append(Column(name, Text(value, role="body", bold=True), gap=0))
        else:
            rows.append(Row(name, Gap(), Text(value, role="body", bold=True, hug=True), gap=12))
    return Column(*rows, gap=6)
