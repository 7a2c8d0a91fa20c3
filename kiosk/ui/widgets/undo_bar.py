"""What was just done, for five seconds with a way back."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

STAYS_S = 5.0


class UndoBar(Styled, FloatLayout):
    """Lies over the screen, and takes no touch away from what lies beside it.

    Args:
        words: what was done.
        key: message key of the button that takes it back.
        icon: before the words.
        at: left and lower edge of the bar, design pixels.
        wide: at most so many design pixels.
        over: lie over the lower edge of this widget instead, no wider than it is.
    """

    overlay = True

    def __init__(
        self,
        words: str,
        undo: Action,
        *,
        key: str = "ui.undo",
        icon: str = "ok",
        at: tuple[float, float] = (150, 40),
        wide: float = 560,
        over: Any = None,  # any Kivy widget
    ) -> None:
        self._undo, self._wide, self._at, self._over = undo, wide, at, over
        self.button = Button(key, icon="undo", size="small", hug=True, action=self.undo)
        self._words = Text(words, role="body", bold=True, lines=1)
        self._box = Row(Icon(icon, 24), self._words, self.button, gap=14, pad=(22, 8, 12, 8), size_hint=(None, None))
        super().__init__()
        self._plate = Plate(self._box)
        self.add_widget(self._box)
        self.bind(size=self._place, pos=self._place)
        self._box.bind(size=self._place)
        if over is not None:
            over.bind(pos=self._place, size=self._place)
        self._clock: Any = Clock.schedule_once(self._gone, STAYS_S)  # Kivy's event

    def collide_point(self, x: float, y: float) -> bool:
        """Only its box is there to be touched."""
        return bool(self._box.collide_point(x, y))

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        line = "line" if not theme.contrast else "ink"
        self._plate.dress("surface", line=line, width=theme.border, radius="card", shadow="e2")
        self._place()

    def undo(self) -> None:
        """It was a slip."""
        self.close()
        self._undo()

    def close(self) -> None:
        """Go away. May be called twice."""
        self._clock.cancel()
        if self._over is not None:
            self._over.unbind(pos=self._place, size=self._place)
        if self.parent is not None:
            self.parent.remove_widget(self)

    def _gone(self, _dt: float) -> None:
        self.close()

    def _place(self, *_: object) -> None:
        if self._over is not None:
            self._box.width = self._over.width
            self._box.x, self._box.y = self._over.to_window(self._over.x, self._over.y + theme.px(12))
            return
        self._box.width = min(self.width - 2 * theme.margin, theme.px(self._wide * (1 + (theme.text_scale - 1) * 0.6)))
        self._box.x = theme.px(self._at[0])
        self._box.y = theme.px(self._at[1])
