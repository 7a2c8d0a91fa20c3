"""The lines of a pick list, in the order of the walk: picture, name, where it lies, how many of how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.endless_list import EndlessList
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon, Text

ROW, PICTURE = 116, 92
"""Design pixels."""


class PickView(Struct, frozen=True):
    """What one row says; finished words."""

    key: str
    """Tells the line apart: order and line."""
    gtin: str
    name: str
    detail: str
    place: str
    """Aisle and bay."""
    picture: str
    picked: int
    wanted: int
    short: str = ""
    """That units are missing, in words."""
    tray: str = ""
    """The tray that it goes into, where several orders are picked together."""
    held_by: str = ""
    """Who else picks it, in words; empty where nobody does."""
    note: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing of it is left to do."""
        return bool(self.short) or self.picked >= self.wanted


class PickRow(Card):
    """One line."""

    def __init__(self, rows: PickRows) -> None:
        self._rows = rows
        self.view: PickView | None = None
        self._lit = False
        self._picture = Picture(width_px=PICTURE, height_px=PICTURE)
        self._name = Text("", role="body", bold=True, lines=1)
        self._detail = Text("", role="second", colour="ink2", lines=1)
        self._bin = Pill("", "neutral", icon="", square=True, tight=True, bold=True)
        self._tray = Pill("", "info", icon="basket", square=True, tight=True, bold=True)
        self._held = Text("", role="second", colour="info", lines=1)
        self._count = Text("", role="h1", bold=True, hug=True)
        self._tick = Icon("ok", 34, colour="ok")
        self._short = Pill("", "warn", tight=True)
        self._chips = Row(gap=8)
        self._words = Column(self._name, self._detail, self._chips, gap=2)
        self._line = Row(self._picture, self._words, gap=16)
        super().__init__(self._line, pad=(12, 10, 24, 10), gap=0, action=self._tapped)
        self.unbind(minimum_height=self._hug, size_hint_y=self._hug)

    def take(self, place: int) -> None:
        """Show the line at this place of the walk."""
        view = self._rows.views[place]
        lit = view.key == self._rows.current
        if view != self.view or lit != self._lit:
            self.view, self._lit = view, lit
            self._picture.show(view.picture, view.gtin)
            self._name.say(_whole(view))
            self._name.paint("ink2" if view.settled else "ink")
            self._detail.say(view.detail)
            self._bin.say(view.place, "accent" if lit else "neutral")
            self._tray.say(view.tray)
            self._held.say(view.held_by)
            self._count.say(f"{view.picked}/{view.wanted}")
            self._count.paint("ink" if lit or view.picked else "ink2")
            self._short.say(view.short)
            self._hold(view)
        self.select(lit)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        if self.view is not None:
            self._hold(self.view)

    def _hold(self, view: PickView) -> None:
        chips: list[Any] = [self._bin] if view.place else []  # Kivy's widgets have no types
        if view.tray:
            chips.append(self._tray)
        if view.held_by:
            chips.append(self._held)
        elif view.short:
            chips.append(self._short)
        self._chips.replace(*chips, *([] if view.held_by else [Gap()]))
        end: Any = self._tick if view.settled and not view.short else self._count
        self._line.replace(self._picture, self._words, end)
        words: list[Any] = [self._name, self._chips]
        if view.detail and not _large():
            words.insert(1, self._detail)
        self._name.lines = 2 if _large() else 1
        self._name.say(_whole(view))
        self._words.replace(*words)

    def _tapped(self) -> None:
        if self.view is not None:
            self._rows.tapped(self.view.key)


class PickRows(EndlessList):
    """The rows of a pick list.

    Args:
        tapped: called with a row's key.
    """

    def __init__(self, tapped: Callable[[str], object], **named: Any) -> None:
        self.tapped = tapped
        self.views: Sequence[PickView] = ()
        self.current = ""
        super().__init__(lambda: PickRow(self), row_height, gap=12, **named)

    def fill(self, views: Sequence[PickView], current: str) -> None:
        """Show these, with the current one lit and in sight."""
        before, was = self.views, self.current
        self.views, self.current = views, current
        if len(views) != len(before):
            self.show(len(views))
        else:
            self.touch(
                [
                    place
                    for place in self.in_sight
                    if views[place] != before[place] or (views[place].key == current) != (before[place].key == was)
                ]
            )
        if current != was:
            place = next((number for number, view in enumerate(views) if view.key == current), None)
            if place is not None:
                self.bring(place)


def _large() -> bool:
    """Whether there is no room for a line of its own for the size, nor for a name on one line."""
    return theme.text_scale >= 1.5


def _whole(view: PickView) -> str:
    """The name; in the largest text with the size, which tells two lines of one product apart."""
    if not _large() or not view.detail or view.name.endswith(view.detail):
        return view.name
    detail = view.detail.replace(" ", "\u00a0")
    return f"{view.name} {detail}"


def row_height() -> float:
    """Of one row, in screen pixels."""
    words = theme.size_of("body") * (3.0 if _large() else 1.5) + theme.grown(32) + theme.px(8)
    if not _large():
        words += theme.size_of("second") * 1.5
    return float(round(max(theme.px(ROW), words + theme.px(20))))
