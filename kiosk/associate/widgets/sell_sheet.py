"""The sheets of the till: a card over the screen with a title, a cross and a body; Escape and a touch outside close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.text import Text

ABOVE = 24
"""Design pixels that stay free above and below the highest sheet."""


class TillSheet(Layer):
    """A card in the middle.

    Args:
        title_key: message key of its title.
        sub: a quiet line below it, made elsewhere, such as a product's name.
        wide: design pixels.
        tall: design pixels; as high as its body if not given.
    """

    def __init__(self, title_key: str, *body: Widget, sub: str = "", wide: float = 620, tall: float = 0) -> None:
        super().__init__(outside=self.close)
        self._wide, self._tall = wide, tall
        self.title = Text(key=title_key, role="h1", bold=True)
        self.sub = Text(sub, role="second", colour="ink2", lines=1)
        cross = RoundButton("close", name_key="ui.close", action=self.close, size=64, kind="quiet")
        words = [self.title, self.sub] if sub else [self.title]
        self.body = Column(*body, gap=16, grow=bool(tall))
        self._card = Card(
            Row(Column(*words, gap=0), cross, gap=16),
            self.body,
            radius="panel",
            shadow="e2",
            pad=(28, 20, 28, 28),
            gap=14,
            size_hint=(None, None),
            grow=bool(tall),
        )
        self._card.size_hint_y = None
        self.add_widget(self._card)
        self.bind(size=self._place, pos=self._place)
        self._card.bind(height=self._place)

    def show(self) -> TillSheet:
        """Lay it over the screen."""
        navigation.show(self)
        return self

    def close(self) -> None:
        """Go away without doing anything."""
        navigation.hide(self)

    def key_pressed(self, name: str) -> bool:
        """Escape closes; subclasses know more keys."""
        if name == "escape":
            self.close()
        return True

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(self._wide * (1 + (theme.text_scale - 1) * 0.5)))
        if self._tall:
            self._card.height = min(self.height - 2 * theme.px(ABOVE), theme.px(self._tall))
        self._card.center_x, self._card.center_y = round(self.middle_x), round(self.middle_y)


class KeyTable:
    """Names of keys and what each does; anything else is nobody's."""

    def __init__(self, keys: dict[str, Callable[[], object]]) -> None:
        self._keys = keys

    def press(self, name: str) -> bool:
        """Do what the key does; False if it does nothing."""
        action = self._keys.get(name)
        if action is None:
            return False
        action()
        return True


def typed_into(field: Any, name: str, longest: int) -> bool:  # Any: a Field, or anything with a text
    """A letter or the eraser, into a text; False for any other key."""
    if name == "backspace":
        field.text = field.text[:-1]
    elif len(name) == 1 and len(field.text) < longest:
        field.text += name
    else:
        return False
    return True
