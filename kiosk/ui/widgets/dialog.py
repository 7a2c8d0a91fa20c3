"""A question over the screen, with a ring that counts down if it does not wait for ever; and a sheet from below."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.ui import sounds
from kiosk.ui.motion import SHEET_S, SMALL_S, Drift, Ease, ease
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.button import Actions, Button, Kind
from kiosk.ui.widgets.card import Card, Sheet
from kiosk.ui.widgets.plate import Ground
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.ring import Ring
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

Answer = tuple[str, Action]
"""Message key of a button, and what it does."""


class Layer(Styled, FloatLayout):
    """Covers the screen with a veil and keeps every touch; `outside` is called for one beside its content."""

    overlay = True
    pace: ClassVar[tuple[float, str]] = (SMALL_S, "out_cubic")
    """How long it takes to come, and by which curve."""
    first: Widget | None = None
    """The control that a keypad begins at; None takes the first one."""

    def dismiss(self) -> bool:
        """Escape: what a touch beside the content does. False where nothing does."""
        if self._outside is None:
            return False
        self._outside()
        return True

    def __init__(self, outside: Action | None = None) -> None:
        self._outside = outside
        self._moving: Ease | None = None
        super().__init__()
        self._veil = Ground(self, "overlay")

    def restyle(self) -> None:
        """Take the veil's colour anew."""
        self._darken(1.0)

    def come(self, part: float) -> None:
        """Draw it as it comes, 0 to 1: the veil darkens."""
        self._darken(part)

    def on_parent(self, _instance: object, parent: Widget | None) -> None:
        """Laid over a page it comes; taken away it is gone at once."""
        if self._moving is not None:
            self._moving.end()
        seconds, curve = self.pace
        self._moving = ease(seconds, self.come, curve=curve) if parent is not None else None

    def _darken(self, part: float) -> None:
        # On black nothing can be darkened but what stands on it.
        self._veil.fill = "overlay" if not theme.contrast else "bg"
        self._veil.veil((0.45 if not theme.contrast else 0.60) * part)

    def on_touch_down(self, touch: Any) -> bool:  # Kivy's touch
        """Nothing below hears of a touch."""
        if not super().on_touch_down(touch):
            inside = any(child.collide_point(*touch.pos) for child in self.children)
            if self._outside is not None and not inside:
                self._outside()
        return True


class Dialog(Layer):
    """Asks one question.

    Args:
        title, body: message keys, filled from `args`.
        primary, secondary: the answers; the safe one is the primary.
        countdown_s: seconds on the ring; 0 for none. When it is empty, `timed_out` is called.
        danger: the primary answer cannot be taken back.
    """

    def __init__(
        self,
        title: str,
        body: str = "",
        *,
        primary: Answer,
        secondary: Answer | None = None,
        args: dict[str, object] | None = None,
        icon: str = "",
        countdown_s: float = 0.0,
        timed_out: Action | None = None,
        danger: bool = False,
    ) -> None:
        super().__init__()
        self._countdown_s = countdown_s
        self._timed_out = timed_out
        # Escape means "no harm": the secondary answer only where the primary one cannot be taken back.
        self._safe = secondary[1] if danger and secondary is not None else primary[1]
        self._began = time.monotonic()
        self.ring = Ring(176 if not theme.tablet else 112, text=str(int(countdown_s))) if countdown_s else None
        kind: Kind = "danger" if danger else "primary"
        self.primary = Button(primary[0], kind=kind, action=primary[1])
        self.first = self.primary
        buttons = [self.primary]
        if secondary is not None:
            buttons.insert(0, Button(secondary[0], action=secondary[1]))
            self.first = buttons[0] if danger else self.primary
        parts: list[Any] = []  # Kivy's widgets have no types
        if self.ring is not None:
            parts.append(self.ring)
        elif icon:
            parts.append(Icon(icon, 72 if not theme.tablet else 48, colour="accent_line"))
        words = [Text(key=title, args=args, role="h1", bold=True)]
        if body:
            words.append(Text(key=body, args=args, role="body", colour="ink2"))
        parts.append(Column(*words, gap=8))
        self._card = Card(
            *parts,
            Actions(*buttons, gap=16, stack=True),
            radius="panel",
            shadow="e2",
            pad=56 if not theme.tablet else 32,
            gap=32,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)
        self._clock = Clock.schedule_interval(self._tick, 0.25) if countdown_s else None
        if countdown_s:
            sounds.play("warn")

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def dismiss(self) -> bool:
        """Escape gives the safe answer."""
        self._safe()
        return True

    def hold(self) -> None:
        """Count no further."""
        if self._clock is not None:
            self._clock.cancel()

    def on_parent(self, _instance: object, parent: Widget | None) -> None:
        """Taken away: the ring stops."""
        super().on_parent(_instance, parent)
        if parent is None and self._clock is not None:
            self._clock.cancel()

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(860 if not theme.tablet else 620))
        self._card.center_x = round(self.middle_x)
        # On a kiosk a question stands where a hand in a wheelchair reaches it.
        middle = self.middle_y if theme.tablet else self.y + self.height * 0.40
        highest = self.y + theme.band.high * self.height - theme.px(24) - self._card.height / 2
        self._card.center_y = round(min(middle, highest))

    def _tick(self, _dt: float) -> bool:
        left = max(0.0, self._countdown_s - (time.monotonic() - self._began))
        if self.ring is not None:
            self.ring.value = left / self._countdown_s
            self.ring.label.say(str(int(left + 0.99)))
        if left <= 0:
            if self._timed_out is not None:
                self._timed_out()
            return False
        return True


TALLEST = 0.82
"""The part of the screen that a sheet takes at most: what it lies over is still seen."""


class SheetLayer(Layer):
    """Shows a sheet at the lower edge; a touch above it closes it. What does not fit scrolls, and in low mode all of it
    lies where everybody reaches it. Its `foot` stays below what scrolls.
    """

    pace = (SHEET_S, "out_quint")

    def __init__(self, *children: Widget, close: Action, foot: Widget | None = None, **named: Any) -> None:
        super().__init__(outside=close)
        self.body = Column(*children, gap=named.pop("gap", 28))
        self._scroll = Scroll(self.body, size_hint=(1, None))
        self._foot = foot
        parts = [self._scroll] if foot is None else [self._scroll, foot]
        self.sheet = Sheet(*parts, size_hint=(1, None), gap=24, **named)
        self._drift = Drift(self.sheet)
        self.add_widget(self.sheet)
        if foot is not None:
            foot.bind(height=self._fit)
        self.body.bind(height=self._fit)
        self.bind(height=self._fit, pos=self._fit)

    def come(self, part: float) -> None:
        """The veil darkens while the sheet rises."""
        super().come(part)
        self._drift.to(0, -self.sheet.end_y * (1 - part))

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._fit()

    def _fit(self, *_: object) -> None:
        band = theme.band
        low = band.low * self.height
        around = self.sheet.padding[1] + self.sheet.padding[3] + low
        if self._foot is not None:
            around += self._foot.height + self.sheet.spacing
        most = self.height * min(TALLEST, band.high) - around
        self._scroll.height = max(theme.control("touch"), min(self.body.height, most))
        # Where the lowest part is out of reach, the ground goes on to the edge and the controls do not.
        self.sheet.pos_hint = {"x": 0, "y": band.low}
