"""The racks where packed orders wait, slot by slot: free, taken, or the one that is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

from kivy.uix.anchorlayout import AnchorLayout
from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.text import Icon, Text

RackKind = Literal["shelf", "locker", "cold"]

ICONS: dict[RackKind, str] = {"shelf": "parcel", "locker": "lock", "cold": "snow"}

TALL = 64
"""Design pixels of a slot: a finger."""


class RackView(Struct, frozen=True):
    """One rack."""

    name: str
    slots: int
    kind: RackKind = "shelf"


class Slot(Pressable, AnchorLayout):
    """One slot. Taken ones say whose order stands there."""

    def __init__(self, name: str, holds: str, chosen: bool, choose: Callable[[str], object] | None) -> None:
        self.name, self.holds, self.chosen = name, holds, chosen
        self._number = Text(name, role="second", bold=True, align="center")
        parts = [self._number]
        if holds:
            self._order = Text(holds, role="micro", align="center", lines=1)
            parts.append(self._order)
        super().__init__(action=None if choose is None else partial(choose, name), size_hint=(1, 1))
        self.plate = Plate(self)
        self.add_widget(Column(*parts, gap=-4, pad=(2, 0)))
        self.minimum_height = 0.0

    @property
    def selected(self) -> bool:
        """Whether it is the one that is meant."""
        return self.chosen

    def restyle(self) -> None:
        """Take colours anew."""
        self.veil_radius = "chip"
        fill, ink = (
            ("accent", "on_accent") if self.chosen else ("surface2", "ink2") if self.holds else ("surface", "ink")
        )
        line = None if self.chosen or (self.holds and not theme.contrast) else "line"
        self.plate.dress(fill, line=line, width=theme.border, radius="chip")
        self._number.paint(ink)
        if self.holds:
            self._order.paint(ink)

    def hit_size(self) -> tuple[float, float]:
        """The slot and half of the gap around it."""
        gap = theme.px(8)
        return (self.width + gap, self.height + gap)

    def hits(self, x: float, y: float) -> bool:
        """Slots stand close: each takes half of the gap around it, and no more."""
        gap = theme.px(4)
        return bool(self.x - gap <= x <= self.end_x + gap and self.y - gap <= y <= self.end_y + gap)


class _SlotLine(Grid):
    """Slots in equal columns, each as high as a finger needs."""

    def restyle(self) -> None:
        """Take heights anew."""
        least = max(theme.px(TALL), theme.size_of("second") * 1.5 + theme.size_of("micro") * 1.5)
        for child in self.children:
            child.minimum_height = least
        super().restyle()


class BayMap(Column):
    """All racks below one another.

    Args:
        choose: called with a slot's name; None where the map only shows.
        columns: slots beside one another.
    """

    def __init__(self, choose: Callable[[str], object] | None = None, *, columns: int = 6) -> None:
        self._choose = choose
        self._columns = columns
        self._shown: tuple[object, ...] = ()
        super().__init__(gap=18)

    def show(self, racks: Sequence[RackView], taken: Mapping[str, str], chosen: str = "") -> None:
        """Show the racks; `taken`: slot -> number of the order that stands there."""
        shown = (tuple(racks), tuple(sorted(taken.items())), chosen)
        if shown == self._shown:
            return
        self._shown = shown
        self.replace(*[self._rack(rack, taken, chosen) for rack in racks])

    def _rack(self, rack: RackView, taken: Mapping[str, str], chosen: str) -> Column:
        names = [f"{rack.name}-{number:02d}" for number in range(1, rack.slots + 1)]
        free = sum(name not in taken for name in names)
        head = Row(
            Icon(ICONS[rack.kind], 24, colour="ink2"),
            Text(key=f"stage.rack_{rack.kind}", args={"name": rack.name}, role="body", bold=True, hug=True),
            Gap(),
            Text(key="stage.free", args={"n": free}, role="second", colour="ink2", hug=True),
            gap=10,
        )
        slots = [Slot(name, taken.get(name, ""), name == chosen, self._choose) for name in names]
        return Column(head, _SlotLine(*slots, columns=self._columns, gap=8), gap=8)


def suggested(racks: Sequence[RackView], taken: Mapping[str, str], kind: RackKind = "shelf") -> str:
    """The first free slot of a rack of this kind, or of any; empty where all are taken."""
    for wanted in (kind, None):
        for rack in racks:
            for number in range(1, rack.slots + 1):
                name = f"{rack.name}-{number:02d}"
                if (wanted is None or rack.kind == wanted) and name not in taken:
                    return name
    return ""
