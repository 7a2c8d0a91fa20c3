"""K4: why this is recommended, in plain words, and four ways to say no."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of, picture_of
from kiosk.recommend.model import Reason
from kiosk.recommend.tables import Recommendation
from kiosk.store import Store
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

TOLD = 2
"""Reasons that are told: the weightiest, and one more."""

ICONS = {"goes_with": "bag", "usual": "refresh", "here": "store"}


class WhySheet(SheetLayer):
    """Two reasons, what they rest on, and: not for me, fewer of these, no more at all.

    Args:
        member: whether it is remembered beyond this visit.
        not_for_me, fewer, off: what the ways to say no do; each closes the sheet.
    """

    def __init__(
        self,
        store: Store,
        found: Recommendation,
        *,
        member: bool,
        close: Action,
        not_for_me: Action,
        fewer: Action,
        off: Action,
    ) -> None:
        product = found.product
        picture = Picture(picture_of(store, product), seed=product.gtin, width_px=168, height_px=168)
        names = Column(
            Text(key="why.title", role="second", colour="ink2"),
            Text(name_of(product), role="h2", bold=True),
            gap=4,
        )
        shut = RoundButton("close", name_key="why.close", action=close, size=96, kind="quiet")
        reasons = [_reason(icon, words) for icon, words in told(store, found)]
        self.first = shut
        super().__init__(
            Row(picture, names, shut, gap=28, align="top"),
            Panel(*reasons, gap=20, pad=32),
            Text(
                key="why.from_account" if member and _knows_habits(found) else "why.from_visit",
                role="second",
                colour="ink2",
            ),
            Grid(
                Button("why.not_for_me", icon="not_for_me", action=not_for_me),
                Button("why.fewer", icon="less", action=fewer),
                columns=2,
                large=1,
                gap=24,
            ),
            Button("why.off", kind="quiet", action=off),
            Text(key="why.kept_member" if member else "why.kept_visit", role="caption", colour="ink2"),
            close=close,
            gap=28,
        )


def told(store: Store, found: Recommendation) -> list[tuple[str, str]]:
    """(icon, words) of two honest reasons, the weightiest first."""
    offer = found.offer
    reasons: list[tuple[Reason, str]] = [(offer.reason, offer.because_of), *offer.also]
    names = catalogue.names(store.db, [what for _, what in reasons])
    words: list[tuple[str, str]] = []
    for reason, what in reasons:
        if reason == "usual":
            words.append((ICONS[reason], tr.text("why.usual")))
        elif what in names:
            words.append((ICONS[reason], tr.text("why.goes_with", name=names[what].text(tr.language))))
    words = list(dict.fromkeys(words))[:TOLD]
    if len(words) < TOLD:
        place = found.product.location
        here = tr.text("why.here_at", place=place) if place else tr.text("why.here")
        words.append((ICONS["here"], here))
    return words


def _knows_habits(found: Recommendation) -> bool:
    return found.offer.reason == "usual" or any(reason == "usual" for reason, _ in found.offer.also)


def _reason(icon: str, words: str) -> Widget:
    return Row(Icon(icon, 44, colour="accent_line"), Text(words, role="body"), gap=20)
