"""The past Z reports of this till."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.associate.screens.shift_base import ShiftScreen
from kiosk.associate.screens.shift_home import past_list
from kiosk.shift import tables as shifts
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.card import Card


class ShiftHistoryScreen(ShiftScreen):
    """In the order of closing, whatever the clock said."""

    def content(self) -> Widget:
        """One list."""
        self.list = Card(pad=24, gap=12, grow=True)
        return Column(self.list, grow=True)

    def refresh(self) -> None:
        """Read, and show."""
        self.header.title.say_key("shift.history")
        self.header.sub.say_key("shift.history_sub")
        self.list.replace(*past_list(self, shifts.recent_z(self.store.db, 100)))
