"""What buyers say of a product: the mean of their stars, how many they are, and what some of them wrote."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.uix.widget import Widget

from kiosk.catalogue.model import Rating, Review
from kiosk.ui import icons
from kiosk.ui.theme import theme
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.written import Written

SHOWN = 3
"""Whoever stands reads no fourth."""

MOST_STARS = 5


def voices(rating: Rating | None, told: Sequence[Review]) -> Widget | None:
    """Rating and reviews, those in the reader's language first; None if nobody has said anything."""
    if rating is None and not told:
        return None
    parts: list[Widget] = [Text(key="product.voices", role="h2", bold=True)]
    if rating is not None:
        mean = f"{rating.tenths / 10:.1f}"
        words = Column(
            Stars((rating.tenths + 5) // 10, 40),
            Text(tr.text("product.reviews_n", n=tr.number(rating.count)), role="second", colour="ink2"),
            gap=2,
        )
        parts.append(Row(Text(mean, role="display", bold=True, hug=True), words, gap=24))
    ordered = sorted(told, key=lambda one: one.language != tr.language)
    parts += [_voice(one) for one in ordered[:SHOWN]]
    return Column(*parts, gap=16)


class Stars(Written):
    """Five stars, so many of them full: one label, as five would cost five times as much."""

    def __init__(self, full: int, size: float) -> None:
        self._size = size
        super().__init__(
            text=icons.glyph("star") * full + icons.glyph("star_line") * (MOST_STARS - full),
            font_name="icons",
            size_hint=(None, None),
            size=(0, 0),
        )
        self.bind(texture_size=self.setter("size"))

    def restyle(self) -> None:
        """Take size and colour anew."""
        self.font_size = theme.grown(self._size)
        self.color = theme.colour("star")


def _voice(one: Review) -> Panel:
    who = [one.author, tr.date(one.at)]
    if one.language != tr.language:
        # It stands as it was written, and says in what.
        who.append(NATIVE_NAMES.get(one.language, one.language))
    return Panel(
        Stars(one.stars, 28),
        Text(one.text, role="second"),
        Text("·".join(part for part in who if part), role="caption", colour="ink2"),
        pad=28,
        gap=8,
    )
