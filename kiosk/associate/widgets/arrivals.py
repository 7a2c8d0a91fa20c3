"""Who has come to fetch an order: where they wait, for how long, and whether somebody goes to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.text import Icon, Text

WAYS = {"car": "car", "foot": "walk", "kiosk": "screen"}
"""How a shopper came, and how that looks."""


class ArrivalView(Struct, frozen=True):
    """One who has come; finished words."""

    order_id: str
    number: str
    who: str
    way: str
    """car, foot or kiosk."""
    where: str
    """A stall, a car, a kiosk's name."""
    waits: str
    """For how long; or when they will be here."""
    look: State
    """ok in time, warn soon too long, err too long."""
    slot: str = ""
    state: str = ""
    """How far the order is, where it is not ready yet."""
    going: str = ""
    """Who goes to them."""
    units: str = ""


class ArrivalTile(Card):
    """A small card of the strip."""

    def __init__(self, view: ArrivalView, action: Callable[[], object]) -> None:
        self.view = view
        top = Row(
            Icon(WAYS.get(view.way, "person"), 26, colour="ink"), Text(view.who, role="body", bold=True, lines=1), gap=8
        )
        self._waits = Pill(view.waits, view.look, icon="clock" if view.look != "err" else "warn", tight=True)
        where = Text(view.where or view.number, role="second", colour="ink2", lines=1)
        super().__init__(
            top, where, Row(self._waits, Gap(), gap=8), pad=(16, 12), gap=4, action=action, size_hint=(None, None)
        )

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self.width = theme.grown(236) if theme.text_scale < 1.5 else theme.px(320)


class ArrivalStrip(Row):
    """Those who wait, the longest waiting first; as many as there is room for, and how many more.

    Args:
        chosen: called with the order's id.
        more: opens the page of all of them.
    """

    def __init__(self, chosen: Callable[[str], object], more: Callable[[], object], most: int = 4) -> None:
        self._chosen, self._more, self._most = chosen, more, most
        self._shown: tuple[object, ...] = ()
        super().__init__(gap=12, align="top")

    def show(self, views: Sequence[ArrivalView]) -> None:
        """Show these."""
        shown = (tuple(views), theme.text_scale)
        if shown == self._shown:
            return
        self._shown = shown
        most = self._most if theme.text_scale < 1.5 else 2
        first = views[:most]
        parts: list[Any] = [ArrivalTile(view, partial(self._chosen, view.order_id)) for view in first]
        if len(views) > len(first):
            parts.append(
                Button("arrivals.more", args={"n": len(views) - len(first)}, size="small", hug=True, action=self._more)
            )
        parts.append(Gap())
        self.replace(*parts)


def arrival_card(view: ArrivalView, open_order: Callable[[], object], go: Callable[[], object] | None) -> Card:
    """One arrival on the page of all: everything that whoever goes there needs to know."""
    facts = "·".join(part for part in (view.number, view.units, view.state) if part)
    chips: list[Any] = [Pill(view.waits, view.look, icon="clock" if view.look != "err" else "warn", bold=True)]
    if view.slot:
        chips.insert(0, Pill(view.slot, "accent", icon="place", square=True, bold=True))
    if view.going:
        chips.append(Pill(view.going, "info", icon="walk"))
    buttons: list[Any] = []
    if go is not None:
        buttons.append(Button("arrivals.go", icon="walk", size="small", hug=True, action=go))
    buttons.append(Button("arrivals.hand", icon="parcel", kind="accent", size="small", hug=True, action=open_order))
    head = Row(
        Icon(WAYS.get(view.way, "person"), 44, colour="err" if view.look == "err" else "accent_line"),
        Column(Text(view.who, role="h2", bold=True), Text(facts, role="body", colour="ink2"), gap=0),
        Text(view.where, role="h2", bold=True, align="right"),
        gap=20,
    )
    foot = (
        Row(*chips, Gap(), *buttons, gap=12)
        if theme.text_scale < 1.5
        else Column(Row(*chips, Gap(), gap=12), Row(Gap(), *buttons, gap=12), gap=12)
    )
    return Card(head, foot, pad=(24, 18), gap=14)
