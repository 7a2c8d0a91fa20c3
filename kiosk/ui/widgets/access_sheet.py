"""What a person may change about the screen: size of the text, contrast, reach, motion, language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.ui import tokens
from kiosk.ui.theme import theme
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.widgets.boxes import Column, Gap, Grid, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

TALLEST = 0.78
"""The part of the screen that the sheet takes at most; what does not fit scrolls."""


class AccessSheet(SheetLayer):
    """Shows what is set, and changes it at once.

    Args:
        close: takes the sheet away.
        chose_language: hears of a language that was chosen.
    """

    def __init__(self, close: Action, chose_language: Callable[[str], object] | None = None) -> None:
        self._chose_language = chose_language
        self._sizes = {
            scale: OptionCard(f"{int(scale * 100)}%", action=partial(theme.choose, text_scale=scale))
            for scale in tokens.TEXT_SCALES
        }
        self._languages = {
            language: OptionCard(name, action=partial(self._speak, language)) for language, name in NATIVE_NAMES.items()
        }
        self.contrast = OptionCard(key="access.contrast", action=lambda: theme.choose(contrast=not theme.contrast))
        self.low = OptionCard(key="access.low", action=lambda: theme.choose(low=not theme.low))
        self.motion = OptionCard(key="access.motion", action=lambda: theme.choose(motion=not theme.motion))
        self._body = Column(
            Row(
                Text(key="access.title", role="h1", bold=True),
                RoundButton("close", name_key="access.done", action=close, size=96, kind="quiet"),
                gap=16,
            ),
            _group("access.text", Grid(*self._sizes.values(), columns=3, gap=16)),
            Grid(self.contrast, self.low, self.motion, columns=1, gap=16),
            _group("access.language", Grid(*self._languages.values(), columns=3, large=1, gap=16)),
            Row(Button("access.done", kind="primary", action=close)),
            gap=28,
        )
        self._scroll = Scroll(self._body, size_hint=(1, None))
        super().__init__(self._scroll, close=close)
        self._body.bind(height=self._fit)
        self.bind(height=self._fit)

    def restyle(self) -> None:
        """Show what is set now."""
        super().restyle()
        for scale, card in self._sizes.items():
            card.select(abs(scale - theme.text_scale) < 0.01)
        for language, card in self._languages.items():
            card.select(language == tr.language)
        for card, on in ((self.contrast, theme.contrast), (self.low, theme.low), (self.motion, not theme.motion)):
            card.note.say_key("access.on" if on else "access.off")
            card.select(on)
        self._fit()

    def _fit(self, *_: object) -> None:
        self._scroll.height = min(self._body.height, self.height * TALLEST)

    def _speak(self, language: str) -> None:
        tr.switch(language)
        if self._chose_language is not None:
            self._chose_language(language)


def _group(key: str, grid: Grid) -> Column:
    return Column(Text(key=key, role="second", colour="ink2"), grid, Gap(1), gap=12)
