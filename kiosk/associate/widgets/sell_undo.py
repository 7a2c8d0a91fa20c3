"""What was just taken out of a basket, for five seconds with a way back."""

from __future__ import annotations

from kiosk.ui.widgets import undo_bar
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.undo_bar import STAYS_S

__all__ = ["STAYS_S", "UndoBar"]


class UndoBar(undo_bar.UndoBar):
    """Stands over the list, beside the rail, above the sum."""

    def __init__(self, words: str, undo: Action, wide: float = 520) -> None:
        super().__init__(words, undo, key="sell.undo", icon="bin", at=(150, 140), wide=wide)
