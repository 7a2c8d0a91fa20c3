"""The tiles of the sheet that makes the screen easier: a switch, a size of the text, and the one that is both."""

from __future__ import annotations

from kiosk.ui.theme import theme
from kiosk.ui.tokens import Role
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

TALL = 200
"""Design pixels: what is hit without looking closely."""

SAMPLES: dict[float, Role] = {1.0: "body", 1.25: "h2", 1.5: "h1"}


class AccessTile(Card):
    """Something that is on or off; or, with a `note`, something that is done at once."""

    def __init__(self, icon: str, key: str, action: Action, *, note: str = "") -> None:
        self._act = bool(note)
        self.icon = Icon(icon, 56, colour="accent_line")
        self.title = Text(key=key, role="body", bold=True)
        self.note = Text(key=note or "access.off", role="caption", colour="ink2")
        super().__init__(
            Row(self.icon, Gap()),
            Gap(),
            Column(self.title, self.note, gap=2),
            action=action,
            shadow=None,
            outlined=True,
            pad=24,
            gap=8,
        )

    def show(self, on: bool) -> None:
        """Show it on, or off: by a word, a line and a fill, never by a colour alone."""
        self.note.say_key("access.on" if on else "access.off")
        self.select(on)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.tone = "accent_soft" if self.selected else "surface"
        for text in (self.title, self.note):
            text.paint("accent_line" if self.selected else "ink" if text is self.title else "ink2")
        super().restyle()
        self.size_hint_min_y = theme.px(TALL)

    def _hug(self, *_: object) -> None:
        if self.size_hint_y is None:
            self.height = max(self.minimum_height, theme.px(TALL))


class SizeTile(AccessTile):
    """One size of the text, shown by itself."""

    def __init__(self, scale: float, action: Action) -> None:
        self._percent = f"{int(scale * 100)}%"
        super().__init__("text_size", "access.text", action)
        self._sample = Text("", role=SAMPLES[scale], bold=True, hug=True, colour="accent_line")
        self.children[-1].replace(self._sample, Gap())
        self.title.say(self._percent)

    def restyle(self) -> None:
        """The sample is a character of the language."""
        super().restyle()
        self._sample.say("Aa" if tr.language == "en" else "字")
        self.note.say_key("access.on" if self.selected else "access.text")


class LargeCard(Card):
    """大字版: one touch for who finds screens small and crowded."""

    def __init__(self, action: Action) -> None:
        self.title = Text(key="access.large", role="h2", bold=True)
        self.note = Text(key="access.large_note", role="second")
        self._state = Text(key="access.off", role="second", bold=True, hug=True)
        super().__init__(
            Row(
                Icon("text_size", 72, colour="accent_line"),
                Column(self.title, self.note, gap=4),
                self._state,
                gap=24,
            ),
            action=action,
            shadow=None,
            outlined=True,
            pad=28,
        )

    def show(self, on: bool) -> None:
        """Show it on, or off."""
        self._state.say_key("access.on" if on else "access.off")
        self.select(on)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        self.tone = "accent_soft" if self.selected else "surface"
        for text in (self.title, self.note, self._state):
            text.paint("accent_line" if self.selected else "ink2" if text is self.note else "ink")
        super().restyle()
