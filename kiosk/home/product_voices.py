"""What buyers say of a product: the mean of their stars, how many they are, and what some of them wrote."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.uix.widget import Widget

from kiosk.catalogue.model import Rating, Review
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.text import Icon, Text

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
            stars((rating.tenths + 5) // 10, 40),
            Text(tr.text("product.reviews_n", n=tr.number(rating.count)), role="second", colour="ink2"),
            gap=2,
        )
        parts.append(Row(Text(mean, role="display", bold=True, hug=True), words, gap=24))
    ordered = sorted(told, key=lambda one: one.language != tr.language)
    parts += [_voice(one) for one in ordered[:SHOWN]]
    return Column(*parts, gap=16)


def stars(full: int, size: float) -> Row:
    """Five stars, so many of them full."""
    marks = [
        Icon("star" if number < full else "star_line", size, colour="star" if number < full else "ink3")
        for number in range(MOST_STARS)
    ]
    return Row(*marks, Gap(), gap=4)


def _voice(one: Review) -> Panel:
    who = [one.author, tr.date(one.at)]
    if one.language != tr.language:
        # It stands as it was written, and says in what.
        who.append(NATIVE_NAMES.get(one.language, one.language))
    return Panel(
        stars(one.stars, 28),
        Text(one.text, role="second"),
        Text("·".join(part for part in who if part), role="caption", colour="ink2"),
        pad=28,
        gap=8,
    )
