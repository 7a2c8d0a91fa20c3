"""A row that a finger may push aside: to the right for one thing, to the left for another. A tap still chooses it."""

from __future__ import annotations

from typing import Any

from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.motion import SMALL_S, Ease, ease
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled, hint
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

BEGINS = 24
"""Design pixels that a finger moves sideways before the row comes along: a tap that trembles moves nothing."""

DOES = 0.3
"""Part of the row's width from which on letting go does it; less, and the row slides back."""

Sweep = tuple[str, str, str, Action]
"""Icon, message key, tone of the ground that shows (`accent_soft`, `warn_soft`, ...), and what it does."""

INKS = {"accent_soft": "accent_line", "warn_soft": "warn", "ok_soft": "ok", "surface2": "ink2"}


class SwipeRow(Styled, FloatLayout):
    """Holds one card, as high as that.

    Args:
        card: what is pushed; its own action is what a tap does.
        right, left: what pushing it there does; None where nothing does.
    """

    def __init__(self, card: Card, *, right: Sweep | None = None, left: Sweep | None = None, **named: Any) -> None:
        self.card = card
        self._sweeps = {1: right, -1: left}
        self._aside = 0.0
        self._moving: Ease | None = None
        self._sides = {way: _side(sweep, way) for way, sweep in self._sweeps.items() if sweep is not None}
        hint(named, 1, None)
        super().__init__(**named)
        self.plate = Plate(self)
        for side in self._sides.values():
            self.add_widget(side)
        card.size_hint = (None, None)
        self.add_widget(card)
        self.bind(pos=self._place, size=self._place)
        card.bind(height=self._place)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self._show()

    def push(self, way: int) -> None:
        """Do what pushing it to the right (1) or to the left (-1) does, as if a finger had."""
        sweep = self._sweeps[way]
        if sweep is not None:
            sweep[3]()

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """The card takes it; this row watches where it goes."""
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return bool(super().on_touch_down(touch))
        taken = bool(super().on_touch_down(touch))
        if any(self._sweeps.values()):
            touch.grab(self)
            touch.ud[self] = False
            return True
        return taken

    def on_touch_move(self, touch: Any) -> bool:  # Kivy's touch
        """Come along with a finger that goes sideways."""
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        across = touch.x - touch.ox
        if not touch.ud[self] and abs(across) > max(theme.px(BEGINS), 1.5 * abs(touch.y - touch.oy)):
            touch.ud[self] = True
            self._let_go(touch)
        if touch.ud[self]:
            self._slide(across)
        return True

    def on_touch_up(self, touch: Any) -> bool:  # Kivy's touch
        """Far enough aside it is done; else the row slides back."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        across = touch.x - touch.ox
        way = 1 if across > 0 else -1
        far = abs(across) >= self.width * DOES and abs(across) > 1.5 * abs(touch.y - touch.oy)
        if far and self._sweeps[way] is not None:
            self._let_go(touch)
            self._slide(0.0)
            self.push(way)
        elif touch.ud.get(self):
            self._back()
        return True

    def _let_go(self, touch: Any) -> None:  # Kivy's touch
        """A card that is pushed is not tapped."""
        for held in list(touch.grab_list):
            widget = held()
            if widget is not None and widget is not self and _within(widget, self):
                touch.ungrab(widget)
                widget.pressed = False

    def _slide(self, across: float) -> None:
        if self._sweeps[1 if across > 0 else -1] is None:
            across = 0.0
        self._aside = max(-self.width * 0.6, min(self.width * 0.6, across))
        self._show()

    def _back(self) -> None:
        began = self._aside

        def step(part: float) -> None:
            self._aside = began * (1 - part)
            self._show()

        self._moving = ease(SMALL_S, step)

    def _show(self) -> None:
        way = (self._aside > 0) - (self._aside < 0)
        sweep = self._sweeps.get(way)
        for side_way, side in self._sides.items():
            side.opacity = 1 if side_way == way else 0
        tone = sweep[2] if sweep is not None else None
        if theme.contrast:
            self.plate.dress("surface2" if tone else None, line="line" if tone else None, radius="card")
        else:
            self.plate.dress(tone, radius="card")
        self._place()

    def _place(self, *_: object) -> None:
        self.card.width = self.width
        self.height = self.card.height
        self.card.pos = (round(self.x + self._aside), self.y)
        for way, side in self._sides.items():
            side.y = round(self.middle_y - side.height / 2)
            side.x = round(self.x + theme.px(28) if way > 0 else self.end_x - side.width - theme.px(28))


def _side(sweep: Sweep, way: int) -> Row:
    ink = INKS.get(sweep[2], "ink")
    icon = Icon(sweep[0], 28, colour=ink)
    words = Text(key=sweep[1], role="body", bold=True, colour=ink, hug=True)
    return Row(*((icon, words) if way > 0 else (words, icon)), gap=10, hug=True, opacity=0)


def _within(widget: Any, parent: Any) -> bool:  # any Kivy widgets
    while widget is not None and widget is not parent:
        widget = widget.parent if widget.parent is not widget else None
    return widget is parent
