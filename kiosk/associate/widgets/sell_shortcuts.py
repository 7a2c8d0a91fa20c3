"""The keyboard of a till in one table: which key does what, and the sheet that says so."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.ui.widgets.boxes import Grid, Row
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Text

SHORTCUTS: tuple[tuple[str, str], ...] = (
    ("f1", "help"),
    ("f2", "times"),
    ("f3", "search"),
    ("f4", "price"),
    ("f5", "note"),
    ("f6", "park"),
    ("f7", "recall"),
    ("f8", "returns"),
    ("f9", "cash"),
    ("f10", "card"),
    ("f12", "pay"),
    ("delete", "remove"),
    ("+", "one_more"),
    ("-", "one_less"),
    ("enter", "add"),
    ("escape", "clear"),
    ("up", "line_up"),
    ("down", "line_down"),
)
"""Key, and what it does: the words are `sell.key_<what>`, the act is the screen's."""

CAPS = {
    "delete": "Del",
    "enter": "Enter",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
}
"""What is printed on keys that are not called as they are named here."""


class ShortcutSheet(TillSheet):
    """Says which key does what."""

    def __init__(self) -> None:
        rows: list[Widget] = [
            Row(
                Pill(CAPS.get(key, key.upper()), "neutral", tight=True, square=True, bold=True),
                Text(key=f"sell.key_{what}", role="body"),
                gap=14,
            )
            for key, what in SHORTCUTS
        ]
        super().__init__("sell.key_title", Grid(*rows, columns=3, large=2, gap=12), wide=900)

    def key_pressed(self, name: str) -> bool:
        """F1 closes as well."""
        return super().key_pressed("escape" if name == "f1" else name)
