"""The focus ring: arrows, Tab, Enter and Escape of a keypad reach and press whatever a finger can.

Tab and the arrows to the side go through everything in reading order; up and down go to what lies there. The uppermost
sheet or question keeps the ring to itself. It is seen from the first key on, and gone with the next touch.
"""

from __future__ import annotations

from typing import Any, Protocol

from kivy.clock import Clock
from kivy.graphics import Color, SmoothLine
from kivy.uix.recycleview import RecycleView
from kivy.uix.scrollview import ScrollView

from kiosk.ui import tokens
from kiosk.ui.reading import Node, controls, describe, name_of
from kiosk.ui.theme import theme
from kiosk.ui.voice import voice
from kiosk.ui.widgets.bars import TopBar
from kiosk.ui.widgets.endless_grid import EndlessGrid

KEYS = ("up", "down", "left", "right", "tab", "back_tab", "enter", "escape")
"""What a keypad has."""

FORWARD = ("down", "right", "tab")
PRESS_S = 0.1
"""So long a pressed control is seen pressed."""

FOLLOW_S = 0.1
"""How often the ring looks where its control has gone."""

MOST_TRIES = 20
"""Frames until a page that has nothing to press is believed to have nothing."""

PAGE = 0.7
"""The part of a view that a page without controls is moved by."""


class Stage(Protocol):
    """What the ring moves over; see `Navigator`."""

    canvas: Any  # Kivy's canvas

    def top(self) -> Node | None:
        """The uppermost sheet or question, or else the screen."""

    def leave(self) -> bool:
        """Go one step back, if one may."""


class Focus:
    """One ring. Lives on the main loop."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.on = False
        self.at: Node | None = None
        """The control that has the ring."""
        self._number = 0
        self._tries = 0
        self._name = ""
        self._root: Node | None = None
        with stage.canvas.after:
            self._halo_colour = Color(0, 0, 0, 0)
            self._halo = SmoothLine(width=1)
            self._colour = Color(0, 0, 0, 0)
            self._ring = SmoothLine(width=1)
        theme.watch(self)
        self._clock = Clock.schedule_interval(self._follow, FOLLOW_S)
        self._clock.cancel()
        self._later = Clock.create_trigger(self._arrive)

    def key(self, name: str) -> bool:
        """A key of the keypad. True if it did something."""
        if name not in KEYS:
            return False
        if not self.on:
            if name == "escape":
                return False
            self._turn_on()
            return True
        self._find_again()
        if name == "escape":
            return self._stage.leave()
        if name == "enter":
            self._press()
        elif self.at is None:
            self._go_to(self._first())
        elif not self._within(name) and not self._scroll(name):
            self._step(name)
        return True

    def off(self) -> None:
        """A finger is there: no ring."""
        self.on = False
        self.at = self._root = None
        self._name = ""
        self._clock.cancel()
        self._later.cancel()
        self._draw()

    def restyle(self) -> None:
        """Take the colours of another theme."""
        self._draw()

    def moved(self) -> None:
        """Another screen or sheet is in front: the ring comes to it when it has been laid out."""
        if self.on:
            self._later()

    # Where it goes.

    def _turn_on(self) -> None:
        self.on = True
        self._clock()
        self._arrive(0)
        if self.at is not None:
            voice.say(describe(self.at))

    def _arrive(self, _dt: float) -> None:
        """Come to what is in front now. What it is called is said with the screen."""
        root = self._stage.top()
        if root is not self._root or self.at is None:
            self._root, self._name = root, ""
            self._go_to(self._first(), silent=True)
            self._tries = 0 if self.at is not None else self._tries + 1
            if 0 < self._tries < MOST_TRIES:
                self._later()  # it has not been laid out yet

    def _stops(self) -> list[Node]:
        root = self._stage.top()
        return controls(root) if root is not None else []

    def _first(self) -> Node | None:
        """Where a screen begins: below the bar that all screens have."""
        root = self._stage.top()
        wanted = getattr(root, "first", None)
        stops = self._stops()
        if wanted in stops:
            return wanted
        return next((stop for stop in stops if not _lies_in(stop, TopBar)), stops[0] if stops else None)

    def _step(self, name: str) -> None:
        stops = self._stops()
        if self.at not in stops:
            self._go_to(self._first())
            return
        here = stops.index(self.at)
        if name in ("up", "down"):
            self._go_to(_beyond(self.at, stops, down=name == "down") or self._linear(stops, here, name))
        else:
            self._go_to(self._linear(stops, here, name))

    @staticmethod
    def _linear(stops: list[Node], here: int, name: str) -> Node:
        return stops[(here + (1 if name in FORWARD else -1)) % len(stops)]

    def _within(self, name: str) -> bool:
        """Go on in a long list, whose next card may not have been made yet."""
        at: Node = self.at
        grid: Node = at.parent
        places = getattr(grid, "view_indices", None)
        if places is None or at not in places:
            return False
        columns = int(getattr(grid, "cols", None) or 1) if name in ("up", "down") else 1
        place = places[at] + (columns if name in FORWARD else -columns)
        endless = _holder(grid, EndlessGrid)
        if endless is not None:
            card = endless.bring(place)
            if card is not None:
                self._go_to(card)
            return card is not None
        scroll = _holder(grid, RecycleView)
        if scroll is None or not 0 <= place < len(scroll.data):
            return False
        card = _card(grid, place)
        if card is None:
            step = (at.height + theme.px(40)) / max(1.0, grid.height - scroll.height)
            scroll.scroll_y = max(0.0, min(1.0, scroll.scroll_y + (-step if name in FORWARD else step)))
            scroll.refresh_views()
            card = _card(grid, place)
        self._go_to(card)
        return card is not None

    def _scroll(self, name: str) -> bool:
        """Move a page on, before the ring leaves it, as far as there is something to read first."""
        if name not in ("up", "down"):
            return False
        scroll = self.at if isinstance(self.at, ScrollView) else _holder(self.at, ScrollView)
        if scroll is None or isinstance(scroll, RecycleView):
            return False
        hidden = max(1.0, scroll.viewport_size[1] - scroll.height)
        left = hidden * (scroll.scroll_y if name == "down" else 1 - scroll.scroll_y)
        following = _beyond(self.at, self._stops(), down=name == "down")
        here = following is not None and _holder(following, ScrollView) is scroll
        if left < 2 or (here and _near(following, scroll)):
            return False
        step = min(left, scroll.height * PAGE)
        if here:
            # Its next control is further than a view away: go on by a view, and see.
            step = min(step, abs(_middle(following)[1] - _middle(scroll)[1]))
        scroll.scroll_y += (-step if name == "down" else step) / hidden
        self._draw()
        return True

    def _go_to(self, control: Node | None, *, silent: bool = False) -> None:
        """Put the ring there, and say where that is."""
        self.at = control
        if control is not None:
            stops = self._stops()
            self._number = stops.index(control) if control in stops else 0
            self._name = name_of(control)
            _reveal(control)
            if not silent:
                voice.say(describe(control), now=True)
        self._draw()

    def _find_again(self) -> None:
        """A page that was read anew has other widgets in the same places."""
        stops = self._stops()
        if self.at is None or self.at in stops or not stops:
            return
        same = [stop for stop in stops if self._name and name_of(stop) == self._name]
        nearest = min(same, key=lambda stop: abs(stops.index(stop) - self._number), default=None)
        self.at = nearest or stops[min(self._number, len(stops) - 1)]

    def _press(self) -> None:
        control = self.at
        if control is None or not hasattr(control, "tap"):
            return
        if not control.touchable:
            voice.say(describe(control), now=True)
            return
        control.pressed = True
        Clock.schedule_once(lambda _: setattr(control, "pressed", False), PRESS_S)
        control.tap()

    # How it looks.

    def _follow(self, _dt: float) -> None:
        self._find_again()
        self._draw()

    def _draw(self) -> None:
        seen = self.on and self.at is not None
        self._colour.rgba = theme.colour("focus") if seen else (0, 0, 0, 0)
        self._halo_colour.rgba = theme.colour("surface") if seen else (0, 0, 0, 0)
        if not seen or self.at is None:
            self._ring.rounded_rectangle = self._halo.rounded_rectangle = (0, 0, 0, 0, 0)
            return
        ring = max(2.0, theme.px(tokens.RING))
        x, y, width, height = _clipped(self.at)
        thick = max(1.3, ring / 2)  # Kivy draws a line twice as wide as it is told, and one of 1 as a hair
        for line, away in ((self._halo, ring * 0.5), (self._ring, ring * 1.5)):
            radius = min((height + 2 * away) / 2, _radius(self.at) + away)
            line.width = thick
            line.rounded_rectangle = (x - away, y - away, width + 2 * away, height + 2 * away, max(1.0, radius))


def _radius(control: Node) -> float:
    named = getattr(control, "veil_radius", "card")
    if isinstance(control, ScrollView):
        return theme.radius("chip")
    if named == "pill":
        return float(control.height / 2)
    return theme.radius(named) if isinstance(named, str) else theme.radius("card")


def _box(widget: Node) -> tuple[float, float, float, float]:
    """(left, bottom, right, top) in the window."""
    left, bottom = widget.to_window(*widget.pos)
    right, top = widget.to_window(widget.x + widget.width, widget.y + widget.height)
    return left, bottom, right, top


def _clipped(control: Node) -> tuple[float, float, float, float]:
    """Its place on the stage, without what has scrolled out of sight."""
    left, bottom, right, top = _box(control)
    scroll = _holder(control, ScrollView)
    while scroll is not None:
        _, low, _, high = _box(scroll)
        bottom, top = min(max(bottom, low), high), max(min(top, high), low)
        scroll = _holder(scroll, ScrollView)
    return left, bottom, right - left, max(0.0, top - bottom)


def _middle(widget: Node) -> tuple[float, float]:
    left, bottom, right, top = _box(widget)
    return (left + right) / 2, (bottom + top) / 2


def _holder(widget: Node | None, kind: type[Any]) -> Node | None:
    """The nearest of its parents that is one of these."""
    parent = widget.parent if widget is not None else None
    while parent is not None and parent.parent is not parent:
        if isinstance(parent, kind):
            return parent
        parent = parent.parent
    return None


def _lies_in(widget: Node, kind: type[Any]) -> bool:
    return _holder(widget, kind) is not None


def _near(control: Node, scroll: Node) -> bool:
    """Whether a control is seen already, or will be after one step."""
    _, bottom, _, top = _box(control)
    _, low, _, high = _box(scroll)
    step = scroll.height * PAGE
    return bool(top > low - step and bottom < high + step)


def _beyond(control: Node, stops: list[Node], *, down: bool) -> Node | None:
    """What lies below (or above) a control, the nearest first; what is in the same page comes before all else.

    From the bars what is seen of a page comes first, and not the bar on its other side.
    """
    scroll = _holder(control, ScrollView)
    left, bottom, right, top = _box(control)
    found: list[tuple[float, float, Node]] = []
    for stop in stops:
        page = _holder(stop, ScrollView)
        if stop is control or (page is not scroll and scroll is not None):
            continue
        other_left, other_bottom, other_right, other_top = _box(stop)
        if page is not scroll:
            _, low, _, high = _box(page)
            other_bottom, other_top = max(other_bottom, low), min(other_top, high)
            if other_top <= other_bottom:
                continue
        away = bottom - other_top if down else other_bottom - top
        if away < -0.25 * min(top - bottom, other_top - other_bottom):
            continue
        aside = max(0.0, other_left - right, left - other_right)
        centre = abs((left + right) - (other_left + other_right)) / 2
        found.append((max(0.0, away) + 2 * aside, centre, stop))
    if found:
        return min(found, key=lambda one: one[:2])[2]
    if scroll is None:
        return None
    # Out of the page: what comes after all of it, or before.
    within = [place for place, stop in enumerate(stops) if stop is control or _holder(stop, ScrollView) is scroll]
    if not within:
        return None  # the page changes under the key: what stood there has gone, and nothing stands there yet
    following = stops[within[-1] + 1 :] if down else stops[: within[0]][::-1]
    return following[0] if following else None


def _card(layout: Node, place: int) -> Node | None:
    return next((card for card, at in layout.view_indices.items() if at == place), None)


def _reveal(control: Node) -> None:
    """Scroll whatever holds it until it can be seen."""
    scroll = _holder(control, ScrollView)
    while scroll is not None:
        _, bottom, _, top = _box(control)
        _, low, _, high = _box(scroll)
        air = min(theme.px(40), max(0.0, (high - low - (top - bottom)) / 2))
        hidden = scroll.viewport_size[1] - scroll.height
        if hidden > 1 and (bottom < low + air or top > high - air):
            away = (bottom - low - air) if bottom < low + air else (top - high + air)
            scroll.scroll_y = max(0.0, min(1.0, scroll.scroll_y + away / hidden))
        scroll = _holder(scroll, ScrollView)
