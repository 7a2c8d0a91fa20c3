"""Nothing was found, and what to do now: never a blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.catalogue.widgets import name_of
from kiosk.search.model import Found
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Grid
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

Way = tuple[str, str, Any]
"""Message key, icon, action."""


class Rescue(Scroll):
    """Says what was looked for, and offers other ways; it scrolls where the keys leave little room."""

    def __init__(self) -> None:
        self._icon = Icon("search", 88, colour="ink3", pos_hint={"center_x": 0.5})
        self._title = Text(role="h2", bold=True, align="center")
        self._body = Text(key="search.none_body", role="body", colour="ink2", align="center")
        self._ways = Grid(columns=2, large=1, gap=16)
        self._column = Column(self._icon, self._title, self._body, self._ways, gap=20, pad=(56, 24))
        super().__init__(self._column)

    def show(self, found: Found, ways: Sequence[Way]) -> None:
        """Name what was looked for, and what may help."""
        entry = found.question.entry
        text = entry.whole.strip()
        if entry.layout == "pinyin":
            text = f"{entry.text}{entry.typed.upper()}".strip()
        if text and found.question.filters.count == 0:
            self._title.say_key("search.none", text=text)
            self._body.say_key("search.none_body")
        else:
            self._title.say_key("search.none_filtered")
            self._say_elsewhere(found)
        self._ways.columns = 1 if len(ways) == 1 else 2
        self._ways.replace(*(Button(key, icon=icon, action=action) for key, icon, action in ways))

    def _say_elsewhere(self, found: Found) -> None:
        """Which store has what, and how soon."""
        hit = found.elsewhere
        if hit is None or hit.near is None:
            self._body.say_key("search.none_filtered_body")
            return
        known = {"name": name_of(hit.product), "store": hit.near.names.text(tr.language), "n": hit.near.on_hand}
        if hit.near_minutes:
            self._body.say_key("search.elsewhere_soon", **known, minutes=hit.near_minutes)
        else:
            self._body.say_key("search.elsewhere", **known)

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._icon.opacity = 0 if theme.low else 1
