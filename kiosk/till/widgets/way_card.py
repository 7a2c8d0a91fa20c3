"""One way in which goods get home: what may be promised, what it costs; chosen, it shows what else to choose."""

from __future__ import annotations

from collections.abc import Callable

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.text import Icon, Text


class Way(Struct, frozen=True):
    """What a card says."""

    icon: str
    title: str
    note: str
    fee: str = ""
    off: bool = False
    """It cannot be had; `note` says why."""
    chosen: bool = False


class WayCard(Card):
    """A card as large as a decision. `inside` stands below its words."""

    def __init__(self, way: Way, choose: Callable[[], object], *inside: Widget) -> None:
        colour = "ink3" if way.off else "accent_line"
        ink = "ink2" if way.off else "ink"
        words = Column(
            Text(way.title, role="h2", bold=True, colour=ink),
            Text(way.note, role="second", colour="ink2" if way.off else "ink"),
            gap=4,
        )
        behind: list[Widget] = [Text(way.fee, role="body", bold=True, colour=ink, hug=True)] if way.fee else []
        if way.chosen:
            behind.append(Icon("ok", 48, colour="accent_line"))
        super().__init__(
            Row(Icon(way.icon, 72, colour=colour), words, *behind, gap=28),
            *inside,
            tone="accent_soft" if way.chosen else "surface2" if way.off else "surface",
            shadow=None if way.off else "e1",
            selected=way.chosen,
            action=None if way.off else choose,
            pad=36,
            gap=20,
            radius="panel",
        )
