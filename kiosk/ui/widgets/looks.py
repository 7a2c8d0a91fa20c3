"""How the screen looks to the person before it: language, text size, contrast. For tablets and desks."""

from __future__ import annotations

from typing import Any

from kiosk.ui.theme import theme
from kiosk.ui.tokens import TEXT_SCALES
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.boxes import Column, Flow
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Text


class LooksDialog(Layer):
    """Offers the choices; each takes effect at once. `close` takes the dialog away."""

    def __init__(self, close: Action) -> None:
        super().__init__(outside=close)
        self._languages = {name: Chip(native, action=_switch(name)) for name, native in NATIVE_NAMES.items()}
        self._sizes = {
            scale: Chip(tr.text("access.size", n=round(scale * 100)), action=_grow(scale)) for scale in TEXT_SCALES
        }
        self._contrast = {
            wanted: Chip(key="access.on" if wanted else "access.off", action=_contrast(wanted))
            for wanted in (False, True)
        }
        self._card = Card(
            Text(key="access.title", role="h1", bold=True),
            _choice("access.language", self._languages),
            _choice("access.text", self._sizes),
            _choice("access.contrast", self._contrast),
            Button("access.done", kind="primary", action=close),
            radius="panel",
            shadow="e2",
            pad=32,
            gap=20,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self.bind(size=self._place)
        self._card.bind(height=self._place)

    def restyle(self) -> None:
        """Light what is chosen."""
        super().restyle()
        for chips, chosen in (
            (self._languages, tr.language),
            (self._sizes, theme.text_scale),
            (self._contrast, theme.contrast),
        ):
            for value, chip in chips.items():
                chip.select(value == chosen)
        self._place()

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(620))
        self._card.center_x = round(self.center_x)
        self._card.center_y = round(self.center_y)


def _choice(key: str, chips: dict[Any, Chip]) -> Column:
    return Column(Text(key=key, role="second", colour="ink2"), Flow(*chips.values(), gap=12), gap=8)


def _switch(language: str) -> Action:
    return lambda: tr.switch(language)


def _grow(scale: float) -> Action:
    return lambda: theme.choose(text_scale=scale)


def _contrast(wanted: bool) -> Action:
    return lambda: theme.choose(contrast=wanted)
