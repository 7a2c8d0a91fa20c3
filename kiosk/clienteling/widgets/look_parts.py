"""Lists on the card and on their own pages: their name, their pictures, and the rows to choose one by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import picture_of
from kiosk.clienteling.gathering import Facts
from kiosk.clienteling.model import PURPOSES, Look, Purpose
from kiosk.store import Store
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.text import Icon, Text

SHOWN_PICTURES = 5

ICONS: dict[Purpose, str] = {"look": "together", "private": "heart"}


def looks(
    store: Store, facts: Facts, open_look: Callable[[str], object], begin: Callable[[Purpose], object]
) -> Card | None:
    """Lists that colleagues laid together, and the way to a new one; None for whoever may not keep any."""
    if not facts.mask.keeps:
        return None
    head = Row(Icon("together", 26, colour="accent_line"), Text(key="client.looks", role="body", bold=True), gap=12)
    fresh = [
        Button(f"client.new_{purpose}", icon="plus", size="small", hug=True, action=partial(begin, purpose))
        for purpose in PURPOSES
    ]
    return Card(head, *rows(store, facts.looks, open_look), Flow(*fresh, gap=10), pad=(22, 18), gap=8)


def rows(store: Store, found: tuple[Look, ...], chosen: Callable[[str], object]) -> list[Any]:
    """One row a list."""
    return [
        ListRow(
            title_of(look),
            look_words(look),
            lead=Icon(ICONS[look.purpose], 28, colour="accent_line"),
            more=(_pictures(store, look),) if look.gtins else (),
            line=place + 1 < len(found),
            action=partial(chosen, look.look_id),
            pad=(0, 8),
        )
        for place, look in enumerate(found)
    ]


def title_of(look: Look) -> str:
    """What the list is called; without a name of its own, what it is for."""
    return look.title or tr.text(f"client.purpose_{look.purpose}")


def look_words(look: Look) -> str:
    """How many products, and by whom."""
    by = look.name or tr.text("client.somebody")
    words = tr.text("client.look_words", n=len(look.gtins), name=by)
    return f"{tr.text(f'client.purpose_{look.purpose}')}·{words}" if look.title else words


def _pictures(store: Store, look: Look) -> Row:
    products = catalogue.find_many(store.db, look.gtins[:SHOWN_PICTURES], store.currency)
    shown = [
        Picture(picture_of(store, products[gtin]), seed=gtin, width_px=44, height_px=44)
        for gtin in look.gtins[:SHOWN_PICTURES]
        if gtin in products
    ]
    return Row(*shown, gap=8, hug=True)
