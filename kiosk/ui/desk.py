"""The screen that all screens of tablets, tills and desks are: rail, header, page, and how the link stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.ui import navigation
from kiosk.ui.screen import Idle, StoreScreen
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.looks import LooksDialog
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.rail import Header, Place, Rail, TabletFrame
from sync import journal

TICK_S = 1.0
"""Ages and waiting numbers are written anew so often while a screen is in front; only words that changed are drawn."""


class DeskPlace(Struct, frozen=True):
    """One entry of a role's rail."""

    name: str
    """Name of the screen that it leads to."""
    icon: str
    key: str
    """Message key of its word."""


class Person:
    """Who works here, as the foot of the rail shows them. A role's table may put one into `store.parts`.

    Without one the foot opens the choice of language, text size and contrast.
    """

    def name(self) -> str:
        """The name; empty if nobody is here."""
        return ""

    def open(self, looks: Callable[[], None]) -> None:
        """Show what they can do here; `looks` opens the choice of how the screen looks."""
        looks()


class Bell:
    """What calls for whoever works here, on whatever page they are. A role's table may put one into `store.parts`."""

    def look(self) -> None:
        """Look whether somebody calls; asked once a second by the screen in front."""


class Counts:
    """What waits at the places of a rail. A role's table may put one into `store.parts`."""

    def waiting(self) -> Mapping[str, int]:
        """Place -> how many; asked once a second by the screen in front, so it must be quick."""
        return {}


_LINK: dict[str, tuple[State, str]] = {"linked": ("ok", "linked"), "none": ("info", "alone")}
"""How the pill looks and what it says, by the state of the link; every other state is "offline"."""


class DeskScreen(StoreScreen):
    """Override `content` (the page, made once) and `refresh`; say what it is by `self.header.title`.

    Args:
        places: the role's rail.
    """

    idle: Idle = "never"
    place: ClassVar[str] = ""
    """The entry of the rail that is lit; the screen's own name, or of the one that it belongs to."""

    def __init__(self, store: Any, words: Tr | None = None, *, places: Sequence[DeskPlace] = (), **named: Any) -> None:
        self._places = tuple(places)
        self._clock: Any = None  # Kivy's event
        self.header: Header
        self.rail: Rail
        self.link_pill: Pill | None = None
        super().__init__(store, words, **named)

    def content(self) -> Widget:
        """Make what lies below the header."""
        return Widget()

    def beside_title(self) -> Sequence[Widget]:
        """What stands at the right of the title; by default how the link stands."""
        self.link_pill = Pill("", "ok")
        return (self.link_pill,)

    def tick(self) -> None:
        """A second has passed with this screen in front."""

    def build(self) -> None:
        """Put rail, header and page together."""
        brand = self.store.settings.shop.brand
        rail = Rail(
            brand[:1].upper(),
            [Place(place.name, place.icon, place.key, partial(navigation.go, place.name)) for place in self._places],
            self.place,
            person=self.open_person,
        )
        self.rail = rail
        self.header = Header("", "", *self.beside_title())
        self.add_widget(TabletFrame(rail, self.header, self.content()))

    def enter(self, args: dict[str, Any]) -> None:  # what `go` was given
        """Come to the front, and begin to count the seconds."""
        super().enter(args)
        self.rail.name_person(self._person().name())
        if not self.shown:  # what it was to show is gone, and it sent the person elsewhere
            return
        self._second(0.0)
        if self._clock is None:
            self._clock = Clock.schedule_interval(self._second, TICK_S)

    def leave(self) -> None:
        """Go to the back, and stop counting."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        super().leave()

    def restyle(self) -> None:
        """Dress anew; the link's words are made, so they follow the language here."""
        super().restyle()
        if self.shown:
            self._second(0.0)

    def _second(self, _dt: float) -> None:
        if self.link_pill is not None:
            state, text = self.link_words()
            if (self.link_pill.label.whole, self.link_pill.state) != (text, state):
                self.link_pill.say(text, state)
                if state == "warn" and self.link_pill.icon is not None:
                    self.link_pill.icon.name = "offline"  # the shop works: no sign of danger
        counts = getattr(self.store, "parts", {}).get(Counts)
        if isinstance(counts, Counts):
            self.rail.count(counts.waiting())
        self.tick()
        bell = getattr(self.store, "parts", {}).get(Bell)
        if isinstance(bell, Bell):
            bell.look()

    def link_words(self) -> tuple[State, str]:
        """How the link stands, in a few words: never alarming, as the shop works without it."""
        link = self.store.link.health().state if self.store.link is not None else "none"
        waiting = sum(lane.waiting for lane in journal.status(self.store.db).values())
        state, name = _LINK.get(link, ("warn", "offline"))
        if link == "linked" and waiting:
            state, name = "info", "sending"
        if waiting or link == "linked":
            return state, self.tr.text(f"desk.{name}", n=waiting)
        return state, self.tr.text(f"desk.{name}_none")

    def _person(self) -> Person:
        found = getattr(self.store, "parts", {}).get(Person)
        return found if isinstance(found, Person) else Person()

    def open_person(self) -> None:
        """Show who works here, and what they can do about it."""
        self._person().open(self._choose_looks)

    def _choose_looks(self) -> None:
        dialog = LooksDialog(lambda: navigation.hide(dialog))
        navigation.show(dialog)
