"""A product's picture as a stage: a backdrop that fills its place; in high contrast a card on the ground."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.picture import Picture

SHARE = 0.84
"""The part of the height that the picture itself takes; above it lies the top bar."""


class StudioPicture(Styled, FloatLayout):
    """Shows one picture, large.

    In high contrast words that lie over it would be white on white, so it leaves them the ground.

    Args:
        above, below: design pixels that other things take of its height; the card of high contrast lies between.
    """

    def __init__(self, *, above: float = 128, below: float = 0, **named: Any) -> None:
        self._between = (above, below)
        self._clear: tuple[float, float] | None = None
        self._bleeding = Picture(radius="", extend=SHARE, pos_hint={"x": 0, "y": 0})
        self._card = Picture(radius="card", fit=True, size_hint=(None, None))
        super().__init__(**named)
        for picture in (self._bleeding, self._card):
            self.add_widget(picture)
        self.bind(pos=self._place, size=self._place)

    def show(self, path: str | Path, seed: str, *, fill: bool = False) -> None:
        """Show another picture; with `fill` it is one that was made for the whole place."""
        self._bleeding.show(path, seed, extend=0.0 if fill else SHARE)
        self._card.show(path, seed, fit=not fill)

    @property
    def there(self) -> bool:
        """Whether the picture has been read and is on screen."""
        return (self._card if theme.contrast else self._bleeding).there

    def keep_clear(self, above: float, below: float) -> None:
        """Other things take so many screen pixels of its height: the card of high contrast lies between them."""
        if (above, below) != self._clear:
            self._clear = (above, below)
            self._place()

    def restyle(self) -> None:
        """Bleed, or stand as a card."""
        self._bleeding.opacity = 0 if theme.contrast else 1
        self._card.opacity = 1 if theme.contrast else 0
        self._place()

    def _place(self, *_: object) -> None:
        above, below = self._clear or (theme.px(self._between[0]), theme.px(self._between[1]))
        if not theme.contrast:
            # One that is not seen stays small, so that it costs no texture.
            self._card.size = (0, 0)
            return
        room = self.height - above - below - theme.px(16)
        side = max(0.0, min(self.width - 2 * theme.margin, room))
        self._card.size = (side, side)
        # Not `self.top`, which Kivy brings up to date only after those who listen to `pos` were called.
        self._card.pos = (round(self.x + (self.width - side) / 2), round(self.end_y - above - side))
