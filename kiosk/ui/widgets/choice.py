"""Things to choose from: an option with its price, and a tile with a large icon."""

from __future__ import annotations

from typing import Any

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.widgets.boxes import Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


class OptionCard(Card):
    """One of several: words at the left, a note such as a price at the right, or below where both do not fit."""

    def __init__(
        self,
        text: str = "",
        note: str = "",
        *,
        key: str = "",
        selected: bool = False,
        action: Action | None = None,
        **named: Any,
    ) -> None:
        self.title = Text(text, key=key, role="body", bold=True, hug=True)
        self.note = Text(note, role="second", colour="ink2", hug=True)
        self._line = Row(self.title, Gap(), self.note)
        named.setdefault("pad", (24, 16) if not theme.tablet else (18, 12))
        super().__init__(
            self._line, shadow=None, outlined=True, radius="option", selected=selected, action=action, **named
        )
        self.bind(width=self._fit)
        self.title.bind(texture_size=self._fit)
        self.note.bind(texture_size=self._fit)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.tone = "accent_soft" if self.selected else "surface"
        self.title.paint("accent_line" if self.selected else "ink")
        self.note.paint("accent_line" if self.selected else "ink2")
        super().restyle()
        self._fit()

    def _fit(self, *_: object) -> None:
        room = self.width - self.padding[0] - self.padding[2]
        both = self.title.natural_width() + self.note.natural_width() + theme.px(16)
        beside = both <= room or not self.note.whole
        wanted = [self._line] if beside else [self.title, self.note]
        self.title.max_width = self.note.max_width = max(1.0, room)
        if list(reversed(self.children)) != wanted:
            self.clear_widgets()
            self._line.clear_widgets()
            if beside:
                for part in (self.title, Gap(), self.note):
                    self._line.add_widget(part)
            for part in wanted:
                self.add_widget(part)
        words = max(self.title.height, self.note.height) if beside else self.title.height + self.note.height
        spare = max(theme.px(12), (theme.control("option") - words) / 2)
        self.padding = [self.padding[0], spare, self.padding[2], spare]


class Tile(Card):
    """A large place to tap: icon above, words below, one line more if there is something to say."""

    def __init__(
        self,
        icon: str,
        text: str = "",
        *,
        key: str = "",
        note: str = "",
        note_key: str = "",
        action: Action | None = None,
        selected: bool = False,
        colour: str = "accent_line",
        **named: Any,
    ) -> None:
        role: Role = "body"
        self.icon = Icon(icon, 56 if not theme.tablet else 36, colour=colour)
        self.title = Text(text, key=key, role=role, bold=True)
        self.note = Text(note, key=note_key, role="caption", colour="ink2")
        parts: list[Any] = [self.icon, self.title]  # Kivy's widgets have no types
        if note or note_key:
            parts.append(self.note)
        super().__init__(*parts, action=action, selected=selected, **named)
