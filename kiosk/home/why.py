"""K4: why this is recommended, in plain words, and four ways to say no."""

from __future__ import annotations

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Names
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
        self._found, self._told, self._language = found, told(store, found), ""
        picture = Picture(picture_of(store, product), seed=product.gtin, width_px=168, height_px=168)
        self._name = Text("", role="h2", bold=True)
        names = Column(Text(key="why.title", role="second", colour="ink2"), self._name, gap=4)
        shut = RoundButton("close", name_key="why.close", action=close, size=96, kind="quiet")
        self._reasons = Panel(gap=20, pad=32)
        self.first = shut
        super().__init__(
            Row(picture, names, shut, gap=28, align="top"),
            self._reasons,
            Text(
                key="why.from_account" if member and _knows_habits(found) else "why.from_visit",
                role="second",
                colour="ink2",
            ),
            Grid(
                Button("why.not_for_me", icon="not_for_me", action=not_for_me),
                Button("why.fewer", icon="minus", action=fewer),
                columns=2,
                large=1,
                gap=24,
            ),
            Button("why.off", kind="quiet", action=off),
            Text(key="why.kept_member" if member else "why.kept_visit", role="caption", colour="ink2"),
            close=close,
            gap=28,
        )

    def restyle(self) -> None:
        """Take the words anew, which follow the language."""
        if self._language != tr.language:
            self._language = tr.language
            self._name.say(name_of(self._found.product))
            self._reasons.replace(*(_reason(one) for one in self._told))
        super().restyle()


class Told(Struct, frozen=True):
    """One honest reason, before any language is chosen."""

    icon: str
    key: str
    names: Names | None = None
    place: str = ""

    def words(self) -> str:
        """The sentence in the language in force."""
        return tr.text(self.key, name=self.names.text(tr.language) if self.names is not None else "", place=self.place)


def told(store: Store, found: Recommendation) -> list[Told]:
    """Two reasons, the weightiest first; where there is one alone, that it is here is the other."""
    offer = found.offer
    reasons: list[tuple[Reason, str]] = [(offer.reason, offer.because_of), *offer.also]
    names = catalogue.names(store.db, [what for _, what in reasons])
    said: list[Told] = []
    for reason, what in reasons:
        if reason == "usual":
            said.append(Told("refresh", "why.usual"))
        elif what in names:
            said.append(Told("bag", "why.goes_with", names[what]))
    said = list(dict.fromkeys(said))[:TOLD]
    if len(said) < TOLD:
        place = found.product.location
        said.append(Told("store", "why.here_at" if place else "why.here", place=place))
    return said


def _knows_habits(found: Recommendation) -> bool:
    return found.offer.reason == "usual" or any(reason == "usual" for reason, _ in found.offer.also)


def _reason(one: Told) -> Widget:
    return Row(Icon(one.icon, 44, colour="accent_line"), Text(one.words(), role="body"), gap=20)
