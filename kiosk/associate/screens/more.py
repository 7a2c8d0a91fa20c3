"""Everything that a tablet can do and that has no place of its own on the rail: tiles, each with what waits there."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.ui import navigation
from kiosk.ui.desk import Counts, DeskScreen
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

ACROSS = 3
LARGE_ACROSS = 2
"""Tiles beside each other; fewer where the text is large."""


class Way(Struct, frozen=True):
    """Where a tile leads."""

    name: str
    icon: str
    key: str
    """Message key of its word; `KEY_more` is the line below it."""


GROUPS: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (
        "more.people",
        (
            Way("client.card", "person_circle", "more.customer"),
            Way("client.book", "people", "more.client_book"),
            Way("appointment.day", "calendar", "more.appointments"),
            Way("queue.tickets", "ticket", "more.walk_ins"),
            Way("associate.tickets", "receipt", "more.tickets"),
        ),
    ),
    (
        "more.orders",
        (
            Way("associate.arrivals", "car", "more.arrivals"),
            Way("basket.receive", "bag", "more.bag"),
            Way("order.take", "call", "more.phone_order"),
            Way("prep.queue", "timer", "more.prep"),
        ),
    ),
    (
        "more.stock",
        (
            Way("stock.receive", "receive", "more.receive"),
            Way("stock.count", "digits", "more.count"),
            Way("stock.transfer", "swap", "more.transfer"),
            Way("stock.holds", "locker", "more.holds"),
        ),
    ),
    ("more.know", (Way("knowledge.cards", "help", "more.cards"),)),
)


class MoreScreen(DeskScreen):
    """Only what this device has is shown."""

    place: ClassVar[str] = "associate.more"

    def content(self) -> Widget:
        """Groups of tiles."""
        self.groups = Column(gap=20)
        self._shown: tuple[object, ...] = ()
        return Scroll(self.groups)

    def refresh(self) -> None:
        """Show what there is, and what waits."""
        self._shown = ()
        self.tick()

    def tick(self) -> None:
        """A second later: more may wait."""
        counts = self.store.parts.get(Counts)
        waiting = counts.waiting() if isinstance(counts, Counts) else {}
        self.header.title.say_key("more.title")
        self.header.sub.say_key("more.sub")
        shown = (self.tr.language, tuple(sorted(waiting.items())))
        if shown == self._shown:
            return
        self._shown = shown
        found = []
        for key, tiles in GROUPS:
            there = [tile for tile in tiles if navigation.knows(tile.name)]
            if there:
                head = Text(key=key, role="body", bold=True, colour="ink2")
                cards = (_card(tile, waiting.get(tile.name, 0)) for tile in there)
                found.append(Column(head, Grid(*cards, columns=ACROSS, large=LARGE_ACROSS, gap=16), gap=10))
        self.groups.replace(*found)


def _card(tile: Way, waits: int) -> Card:
    count = [Pill(str(waits), "warn")] if waits else []
    return Card(
        Row(
            Icon(tile.icon, 40, colour="accent"),
            Column(
                Text(key=tile.key, role="body", bold=True),
                Text(key=f"{tile.key}_more", role="second", colour="ink2"),
                gap=2,
            ),
            *count,
            Icon("next", 24, colour="ink2"),
            gap=16,
        ),
        action=partial(navigation.go, tile.name),
        pad=(20, 18),
    )
