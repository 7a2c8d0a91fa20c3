"""The one sentence that a manager reads first, on a ground in the colour of what it asks for."""

from __future__ import annotations

from typing import Any

from kivy.uix.anchorlayout import AnchorLayout

from kiosk.status.model import Sentence
from kiosk.status.watch import View
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text

LOOKS = {
    "all_there": ("accent_soft", "accent_line", "online"),
    "sending": ("info_soft", "info", "cloud_sync"),
    "alone": ("info_soft", "info", "data"),
    "unreachable": ("warn_soft", "warn", "offline"),
    "dead": ("err_soft", "err", "err"),
    "silent": ("err_soft", "err", "lan_off"),
    "missing": ("err_soft", "err", "err"),
}
"""Ground, colour of the words, icon."""

CIRCLE = 76


class _Mark(Styled, AnchorLayout):
    """The icon in its circle."""

    def __init__(self) -> None:
        self.icon = Icon("online", 42, fixed=True)
        self.colour = "ink"
        super().__init__(size_hint=(None, None))
        self._plate = Plate(self)
        self.add_widget(self.icon)

    def show(self, name: str, colour: str) -> None:
        self.icon.name, self.colour = name, colour
        self.restyle()

    def restyle(self) -> None:
        side = theme.px(CIRCLE)
        self.size = (side, side)
        line = self.colour if theme.contrast else None
        self._plate.dress("surface", line=line, width=theme.border, radius="pill")
        self.icon.paint(self.colour)


class Banner(Panel):
    """Says how everything stands. `show` keeps its widgets: only words that changed are drawn anew."""

    def __init__(self) -> None:
        self._mark = _Mark()
        self._title = Text("", role="h2", bold=True)
        self._body = Text("", role="body")
        self._age = Text("", role="h1", bold=True, hug=True, align="right")
        self._age_name = Text("", role="second", hug=True, align="right")
        self._right = _Hugging(self._age, self._age_name)
        words = Column(self._title, self._body, gap=4)
        super().__init__(Row(self._mark, words, self._right, gap=20), pad=(20, 18), tone="accent_soft")

    def show(self, tr: Tr, view: View) -> None:
        """Show another moment."""
        said = view.sentence
        tone, colour, icon = LOOKS[said.key]
        if tone != self.tone:
            self.tone = tone
            self.restyle()
        if (icon, colour) != (self._mark.icon.name, self._mark.colour):
            self._mark.show(icon, colour)
        for text in (self._title, self._age):
            text.paint(colour)
        self._title.say(tr.text(f"status.{said.key}", n=said.count) if said.count else tr.text(f"status.{said.key}"))
        self._body.say(self._words(tr, view, said))
        age, name = self._contact(tr, view, said)
        self._age.say(age)
        self._age_name.say(name)

    def _words(self, tr: Tr, view: View, said: Sentence) -> str:
        if said.key == "unreachable" and view.next_try is not None and view.next_try > view.now:
            seconds = round((view.next_try - view.now).total_seconds())
            return tr.text("status.unreachable_next", n=said.waiting, seconds=seconds)
        if said.key in ("unreachable", "sending", "alone"):
            return tr.text(f"status.{said.key}_more", n=said.waiting)
        return tr.text(f"status.{said.key}_more")

    def _contact(self, tr: Tr, view: View, said: Sentence) -> tuple[str, str]:
        if view.last_contact is None:
            return "", ""
        seconds = (view.now - view.last_contact).total_seconds()
        if said.key == "unreachable":
            return tr.age(seconds), tr.text("status.since_contact")
        return tr.time(view.last_contact), tr.text("status.last_contact")


class _Hugging(Column):
    """As wide as the wider of its texts."""

    def __init__(self, *texts: Text) -> None:
        super().__init__(*texts, gap=-2, size_hint=(None, None))
        self._texts = texts
        for text in texts:
            text.bind(size=self._fit)

    def restyle(self) -> None:
        super().restyle()
        self._fit()

    def _fit(self, *_: Any) -> None:
        self.width = max(text.width if text.whole else 0 for text in self._texts)
        for text in self._texts:
            text.right = self.right
