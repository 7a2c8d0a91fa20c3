"""The frame of tablets and desks: a dark rail of places at the left, a title above, the page beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.plate import Ground, Plate
from kiosk.ui.widgets.press import Action, Pressable
from kiosk.ui.widgets.text import Icon, Text

WIDTH = 88
"""Design pixels; it grows a little with the text."""

MOST_SAID = 100
"""More than two digits say no more than that there are many."""

AIRY, MARKED = 7, 9
"""Places times the text's scale, up to which there is air between them, and room for the brand's letter above."""


class Place(Struct, frozen=True):
    """One entry of the rail."""

    name: str
    """Tells it apart; the name of its screen."""

    icon: str
    key: str
    """Message key of its word."""

    action: Action


class _RailItem(Pressable, Column):
    def __init__(self, place: Place, selected: bool) -> None:
        self.place = place
        self._selected = selected
        self._icon = Icon(place.icon, 30, fixed=True)
        self._word = Text(key=place.key, role="micro", align="center")
        self._line = Row(Gap(), self._icon, Gap())
        super().__init__(self._line, self._word, gap=2, pad=(0, 8), action=place.action)
        self._plate = Plate(self)
        self._badge = _Badge()
        self._icon.bind(pos=self._stick, size=self._stick)
        self._badge.bind(size=self._stick)

    def count(self, number: int) -> None:
        """Show how many wait there; nothing for none."""
        if self._badge.say(number):
            if number and self._badge.parent is None:
                self._icon.add_widget(self._badge)
            elif not number and self._badge.parent is not None:
                self._icon.remove_widget(self._badge)
            self._stick()

    def _stick(self, *_: object) -> None:
        """At the icon's upper right corner, half over it."""
        badge, icon = self._badge, self._icon
        badge.pos = (round(icon.end_x - badge.width * 0.4), round(icon.end_y - badge.height * 0.6))

    def select(self, selected: bool) -> None:
        """Show it chosen, or not."""
        self._selected = selected
        self.restyle()

    def restyle(self) -> None:
        super().restyle()
        self.veil_radius = "thumb"
        self._plate.dress("rail_selected" if self._selected else "rail", radius="thumb")
        self._plate.fill = "rail_selected" if self._selected else "rail"
        self._icon.paint("on_rail_selected" if self._selected else "on_rail2")
        self._word.paint("on_rail_selected" if self._selected else "on_rail2")


class _Badge(Row):
    """A small number on a ground that is seen from afar."""

    def __init__(self) -> None:
        self._number = -1
        self._word = Text("", role="micro", bold=True, hug=True, colour="on_badge")
        super().__init__(self._word, pad=(7, 0), hug=True)
        self._plate = Plate(self)

    def say(self, number: int) -> bool:
        """Show another number; True if it is another."""
        if number == self._number:
            return False
        self._number = number
        self._word.say(str(number) if number < MOST_SAID else f"{MOST_SAID - 1}+")
        return True

    def restyle(self) -> None:
        super().restyle()
        self._plate.dress("badge", radius="pill")


class Rail(Column):
    """Where one can go; the place one is at is lit.

    Args:
        mark: one letter of the brand.
        places: from top to bottom.
        at: name of the place that is lit.
        person: what the figure at the foot does, if there is one.
    """

    def __init__(self, mark: str, places: Sequence[Place], at: str = "", person: Action | None = None) -> None:
        self._mark = Text(mark, role="display", bold=True, align="center", colour="on_rail")
        self._items = [_RailItem(place, place.name == at) for place in places]
        foot: list[Any] = []  # Kivy's widgets have no types
        if person is not None:
            foot = [_RailFoot(person)]
        self._foot: _RailFoot | None = foot[0] if foot else None
        self._air = Gap(24)
        super().__init__(
            self._mark, self._air, *self._items, Gap(), *foot, gap=12, pad=(10, 16), grow=True, size_hint=(None, 1)
        )
        self._ground = Ground(self, "rail")

    def name_person(self, name: str) -> None:
        """Say who works here, under the figure at the foot; nothing takes the name away."""
        if self._foot is not None:
            self._foot.word.say(name)

    def light(self, name: str) -> None:
        """Light another place."""
        for item in self._items:
            item.select(item.place.name == name)

    def count(self, waiting: Mapping[str, int]) -> None:
        """Show how many wait at each place."""
        for item in self._items:
            item.count(waiting.get(item.place.name, 0))

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        # Many places, or large words, need the air between them, and at last the brand's own.
        load = len(self._items) * theme.text_scale
        self.gap = 12 if load <= AIRY else 4
        # The longest word in the largest letters is not broken.
        self.pad = (10, 16) if theme.text_scale == 1 else (4, 16)
        for part, place in ((self._air, len(self.children)), (self._mark, len(self.children) + 1)):
            if load > MARKED and part.parent is not None:
                self.remove_widget(part)
            elif load <= MARKED and part.parent is None:
                self.add_widget(part, index=place)
        super().restyle()
        self._ground.dress()
        self.width = theme.px(WIDTH + 28 * (theme.text_scale - 1) * 2)


class _RailFoot(Pressable, Column):
    def __init__(self, action: Action) -> None:
        icon = Icon("person_circle", 38, colour="on_rail", fixed=True)
        self.word = Text("", role="micro", align="center", colour="on_rail", lines=1)
        super().__init__(Row(Gap(), icon, Gap()), self.word, action=action, gap=2, pad=(0, 12))


class Header(Row):
    """Title and second line at the left; pills and buttons at the right.

    Args:
        title, title_key: what this page is.
        sub, sub_key: one quiet line below.
    """

    def __init__(self, title: str = "", sub: str = "", *right: Widget, title_key: str = "", sub_key: str = "") -> None:
        self.title = Text(title, key=title_key, role="h1", bold=True)
        self.sub = Text(sub, key=sub_key, role="second", colour="ink2")
        self._right = Row(*right, gap=12, hug=True)
        super().__init__(Column(self.title, self.sub, gap=-2), self._right, gap=20)

    def hold(self, *right: Widget) -> None:
        """Show these at the right."""
        self._right.replace(*right)


class TabletFrame(Row):
    """Rail, header and content; the content takes all the room that is left.

    Args:
        content: one widget; a `Row` of two columns, a `Scroll`, ...
    """

    def __init__(self, rail: Rail, header: Header, content: Widget) -> None:
        self.rail = rail
        self.header = header
        content.size_hint = (1, 1)
        self.content = content
        super().__init__(
            rail, Column(header, content, gap=16, pad=(32, 20, 28, 28), grow=True), grow=True, align="stretch"
        )


class Pills(Flow):
    """Pills in a line that wraps."""
