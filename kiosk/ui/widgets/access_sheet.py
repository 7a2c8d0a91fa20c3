"""What a person may change about the screen: size, contrast, reach, speech, time, motion, language; and help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.ui import navigation, tokens
from kiosk.ui.theme import theme
from kiosk.ui.tr import NATIVE_NAMES, tr
from kiosk.ui.voice import voice
from kiosk.ui.widgets.access_tiles import AccessTile, LargeCard, SizeTile
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


class AccessSheet(SheetLayer):
    """Shows what is set, and changes it at once. It lies where everybody reaches it.

    Args:
        close: takes the sheet away.
        chose_language: hears of a language that was chosen.
        call: fetches a colleague; without it there is nobody to be fetched from here.
    """

    def __init__(
        self,
        close: Action,
        chose_language: Callable[[str], object] | None = None,
        call: Action | None = None,
    ) -> None:
        self._chose_language = chose_language
        self.large = LargeCard(self._toggle_large)
        self._sizes = {scale: SizeTile(scale, partial(theme.choose, text_scale=scale)) for scale in tokens.TEXT_SCALES}
        self.contrast = AccessTile("contrast", "access.contrast", lambda: theme.choose(contrast=not theme.contrast))
        self.low = AccessTile("access", "access.low", lambda: theme.choose(low=not theme.low))
        self.speech = AccessTile("sound", "access.speech", lambda: voice.turn(not voice.on))
        self.more_time = AccessTile("timer", "access.more_time", self._toggle_time)
        self.motion = AccessTile("pause", "access.motion", lambda: theme.choose(motion=not theme.motion))
        tiles = [self.contrast, self.low, self.speech, self.more_time, self.motion]
        if call is not None:
            tiles.append(AccessTile("bell_ring", "access.help", call, note="access.help_note"))
        self._languages = {
            language: OptionCard(name, action=partial(self._speak, language)) for language, name in NATIVE_NAMES.items()
        }
        self._silent = Panel(
            Row(Icon("info", 40, colour="warn"), Text(key="access.no_voice", role="second"), gap=20),
            tone="warn_soft",
            pad=28,
        )
        self._notice = Column()
        self.first = self.large
        super().__init__(
            Row(
                Text(key="access.title", role="h1", bold=True),
                RoundButton("close", name_key="access.done", action=close, size=96, kind="quiet"),
                gap=16,
            ),
            Grid(*self._languages.values(), columns=3, large=3, gap=16),
            self.large,
            Grid(*self._sizes.values(), columns=3, large=3, gap=16),
            Grid(*tiles, columns=3, large=2, gap=16),
            self._notice,
            close=close,
            foot=Row(Button("access.done", kind="primary", action=close)),
            gap=24,
        )

    def restyle(self) -> None:
        """Show what is set now."""
        super().restyle()
        for scale, tile in self._sizes.items():
            tile.select(abs(scale - theme.text_scale) < 0.01)
        for language, card in self._languages.items():
            card.select(language == tr.language)
        self.large.show(theme.simple)
        for switch, on in (
            (self.contrast, theme.contrast),
            (self.low, theme.low),
            (self.speech, voice.on),
            (self.more_time, navigation.patient()),
            (self.motion, not theme.motion),
        ):
            switch.show(on)
        self._notice.replace(*([self._silent] if voice.on and not voice.able else []))
        self._fit()

    @staticmethod
    def _toggle_large() -> None:
        """Large and simple is one choice: the largest text, and pages with less on them."""
        on = not theme.simple
        theme.choose(simple=on, text_scale=max(tokens.TEXT_SCALES) if on else min(tokens.TEXT_SCALES))

    def _toggle_time(self) -> None:
        navigation.be_patient(not navigation.patient())
        self.restyle()

    def _speak(self, language: str) -> None:
        tr.switch(language)
        if self._chose_language is not None:
            self._chose_language(language)
