"""All devices of the store: who is there, who is not, and what each has still to hand on."""

from __future__ import annotations

from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.status import actions
from kiosk.status.model import Device
from kiosk.status.screens.base import Rows, StatusScreen
from kiosk.status.watch import View
from kiosk.status.widgets.device_row import ICONS, mark_of, seen_words
from kiosk.status.widgets.table_rows import TableRow, heads
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

COLUMNS = (0.27, 0.14, 0.12, 0.27, 0.2)


class DevicesScreen(StatusScreen):
    """M4, as far as the figures have a source."""

    place = "status.devices"

    def content(self) -> Widget:
        """A note where this device cannot know, and the table."""
        self.note = Column()
        self.rows = Column()
        names = ("status.col_device", "status.col_role", "status.col_waiting", "status.col_seen", "")
        table = Card(heads(names, COLUMNS), Scroll(self.rows), pad=24, gap=4, grow=True)
        self._device_rows, self._notes = Rows(self.rows), Rows(self.note)
        return Column(self.note, table, gap=16, grow=True)

    def show(self, view: View) -> None:
        """Show this moment."""
        tr = self.tr
        online = sum(one.online for one in view.devices)
        self.header.title.say_key("status.devices_title")
        self.header.sub.say(tr.text("status.devices_sub", online=online, all=len(view.devices)))
        look = (tr.language, theme.contrast, theme.text_scale)
        blind = view.blind
        self._notes.show((blind, look), partial(self._make_note, blind))
        away = [one for one in view.devices if not one.online]
        minutes = tuple(round((view.now - one.last_seen).total_seconds() / 60) for one in away)
        shown = tuple(
            (one.name, one.role, one.app, one.online, one.waiting, one.acknowledged, view.alarming(one))
            for one in view.devices
        )
        self._device_rows.show((shown, minutes, look), partial(self._make, view))

    def _make_note(self, blind: bool) -> list[Widget]:
        if not blind:
            return []
        words = Text(key="status.blind", role="body", colour="warn")
        return [Panel(Row(Icon("lan_off", 30, colour="warn"), words, gap=16), tone="warn_soft", pad=(20, 14))]

    def _make(self, view: View) -> list[Widget]:
        return [self._row(one, view) for one in view.devices]

    def _row(self, device: Device, view: View) -> Widget:
        tr, now = self.tr, view.now
        icon, colour = mark_of(device, now, view.blind)
        name: list[Any] = [Text(device.name, role="body", bold=True)]  # Kivy's widgets have no types
        if device.name == self.store.device:
            name.append(Text(key="status.this_device", role="second", colour="ink2"))
        elif device.app:
            name.append(Text(tr.text("status.version", version=device.app), role="second", colour="ink2"))
        seen = Row(
            Icon(icon, 24, colour=colour),
            Text(seen_words(tr, device, now), role="body", colour=colour if colour in ("err", "warn") else "ink"),
            gap=12,
        )
        answer: Widget = Text("", role="second")
        if view.alarming(device):
            note = partial(self.submit, actions.note_silence, device.name)
            answer = Button("status.note", size="small", hug=True, action=note)
        known = device.role in ICONS
        role = Text(tr.text(f"status.role_{device.role}") if known else device.role, role="body", colour="ink2")
        waiting = Text(tr.number(device.waiting), role="body", bold=device.waiting > 0)
        lead = Row(Icon(ICONS.get(device.role, "screen"), 28, colour="ink2"), Column(*name, gap=-2), gap=16)
        cells = (lead, role, waiting, seen, answer)
        return TableRow(list(zip(cells, COLUMNS, strict=True)), tall=72)
