"""The words on screen: one observable translator that every widget asks, switched live."""

from __future__ import annotations

from datetime import date, datetime

from kivy.event import EventDispatcher
from kivy.properties import StringProperty

from kiosk import i18n
from kiosk.i18n import Amount, Style
from kiosk.ui.theme import theme

NATIVE_NAMES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
"""What a language calls itself; never a flag."""


class Tr(EventDispatcher):
    """Puts keys, money and times into the language in force. There is one, `tr`; bind `language` to hear of a switch.

    Widgets with a `key` re-read by themselves; a screen re-reads in `refresh`.
    """

    language: str = StringProperty("zh_CN")

    def __init__(self) -> None:
        super().__init__()
        self._translator: i18n.Translator | None = None

    @property
    def translator(self) -> i18n.Translator:
        """The translator in force."""
        if self._translator is None:
            self._translator = i18n.Translator(self.language)
        return self._translator

    def switch(self, language: str) -> None:
        """Change the language of everything on screen: `zh_CN`, `zh_TW` or `en` (a hyphen will do as well)."""
        wanted = i18n.normal(language)
        if self._translator is None or wanted != self.language:
            self.use(i18n.Translator(wanted, zone=self.translator.zone))

    def use(self, translator: i18n.Translator) -> None:
        """Take another translator, such as one for the shop's own time zone, or a test's pseudo language."""
        from kiosk.ui.type_faces import FONT_OF

        self._translator = translator
        self.language = translator.language
        theme.font = FONT_OF[translator.language]
        theme.changed()

    def text(self, key: str, **args: object) -> str:
        """See `kiosk.i18n.Translator.text`."""
        return self.translator.text(key, **args)

    def known(self, key: str) -> bool:
        """See `kiosk.i18n.Translator.known`."""
        return self.translator.known(key)

    def money(self, amount: Amount, style: Style = "shelf") -> str:
        """See `kiosk.i18n.Translator.money`."""
        return self.translator.money(amount, style)

    def time(self, at: datetime) -> str:
        """See `kiosk.i18n.Translator.time`."""
        return self.translator.time(at)

    def date(self, day: date | datetime) -> str:
        """See `kiosk.i18n.Translator.date`."""
        return self.translator.date(day)

    def age(self, seconds: float) -> str:
        """See `kiosk.i18n.Translator.age`."""
        return self.translator.age(seconds)

    def number(self, value: int) -> str:
        """See `kiosk.i18n.Translator.number`."""
        return self.translator.number(value)


tr = Tr()
