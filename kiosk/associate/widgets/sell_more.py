"""The sheet of what is seldom wanted at a till, and the sheet that tells the keyboard's shortcuts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.ui.widgets.boxes import Grid, Row
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text


class Entry(Struct, frozen=True):
    """One thing that can be done."""

    name: str
    """Its words are `sell.more_<name>`."""
    icon: str
    action: Action
    danger: bool = False


class MoreSheet(TillSheet):
    """Everything else, each one tap away."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        tiles = [self._tile(one) for one in entries]
        super().__init__("sell.more_title", Grid(*tiles, columns=3, large=2, gap=12), wide=860)

    def _tile(self, entry: Entry) -> Card:
        colour = "err" if entry.danger else "ink"
        return Card(
            Row(
                Icon(entry.icon, 28, colour=colour),
                Text(key=f"sell.more_{entry.name}", role="body", bold=True, colour=colour),
                gap=14,
            ),
            pad=(18, 20),
            radius="option",
            shadow=None,
            outlined=True,
            action=partial(self._do, entry.action),
        )

    def _do(self, action: Action) -> None:
        self.close()
        action()
