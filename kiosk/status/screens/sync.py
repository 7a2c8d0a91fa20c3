"""How the store stands with head office: the sentence, four numbers, the streams, the devices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kivy.uix.widget import Widget

from kiosk.money import Money
from kiosk.status import actions
from kiosk.status.model import Lane
from kiosk.status.screens.base import Rows, StatusScreen
from kiosk.status.watch import View
from kiosk.status.widgets.banner import Banner
from kiosk.status.widgets.device_row import device_row
from kiosk.status.widgets.table_rows import SideBySide, TableRow, heads
from kiosk.ui import navigation
from kiosk.ui.tr import tr as words
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill, State
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Stat
from kiosk.ui.widgets.text import Icon, Text

COLUMNS = (0.44, 0.13, 0.17, 0.3)
MOST_DEVICES = 5


class SyncScreen(StatusScreen):
    """Calm when all is well, plain when it is not."""

    place = "status.sync"

    def beside_title(self) -> Sequence[Widget]:
        """What a manager may do here."""
        self.export_button = Button("status.export_log", icon="export", size="small", hug=True, action=self.export_log)
        self.now_button = Button(
            "status.sync_now", icon="sync", kind="primary", size="small", hug=True, action=self.sync_now
        )
        return (self.export_button, self.now_button)

    def content(self) -> Widget:
        """Sentence, numbers, streams and devices, from top to bottom."""
        self.banner = Banner()
        nothing = (0.0, 0.0)
        self.waiting = Stat("status.tile_waiting", values=nothing)
        self.sales = Stat("status.tile_sales", values=nothing, action=lambda: navigation.go("status.sales"))
        self.prices = Stat("status.tile_prices", icon="tag", colour="info")
        self.dead = Stat("status.tile_dead", values=nothing, action=lambda: navigation.go("status.dead"))
        self.streams = Column()
        streams = Card(
            Text(key="status.streams", role="h2", bold=True),
            heads(("", "status.col_waiting", "status.col_last", "status.col_state"), COLUMNS),
            self.streams,
            pad=(20, 14),
            gap=0,
        )
        self.attention = Text("", role="second", colour="warn", hug=True)
        self.devices = Column(gap=0)
        devices = Card(
            Row(Text(key="status.devices", role="h2", bold=True), self.attention, gap=12),
            self.devices,
            pad=(20, 14),
            gap=4,
            size_hint_x=0.52,
        )
        self._stream_rows, self._device_rows = Rows(self.streams), Rows(self.devices)
        tiles = Grid(self.waiting, self.sales, self.prices, self.dead, columns=4, large=2)
        lower = SideBySide(streams, devices, gap=16)
        return Scroll(Column(self.banner, tiles, lower, gap=16))

    def tick(self) -> None:
        """The next attempt is counted down; the rest now and then."""
        super().tick()
        if self.view is not None and self.view.next_try is not None and self._seconds:
            self.refresh()

    def show(self, view: View) -> None:
        """Show this moment."""
        self.header.title.say_key("status.title")
        self.header.sub.say(self.place_words())
        self.now_button.disabled = self.store.link is None
        self.banner.show(self.tr, view)
        self._show_tiles(view)
        language, look = self.tr.language, self._look_of()
        stream_content = (view.lanes, view.link, self._progress(), language, look)
        self._stream_rows.show(stream_content, partial(self._make_streams, view))
        quiet = 0 if view.blind else sum(one.silent(view.now) for one in view.devices)
        self.attention.say(self.tr.text("status.attention", n=quiet) if quiet else "")
        ages = tuple(round((view.now - one.last_seen).total_seconds() / 60) for one in view.devices if not one.online)
        self._device_rows.show((view.devices, ages, view.blind, language, look), partial(self._make_devices, view))

    def sync_now(self) -> None:
        """Try at once."""
        if self.store.link is not None:
            self.store.link.sync_now()
            navigation.say("status.trying", state="info")

    def export_log(self) -> None:
        """Write the log into a file."""

        def done(path: Path) -> None:
            navigation.say("status.exported", state="ok", path=f"{path.parent.name}/{path.name}")

        self.submit(actions.export_log, self.store.folder, done=done)

    # How it looks.

    def _show_tiles(self, view: View) -> None:
        tr = self.tr
        waiting, oldest = view.waiting, view.oldest
        if oldest is not None:
            note = tr.text("status.oldest", age=tr.age((view.now - oldest).total_seconds()))
        else:
            note = tr.text("status.nothing_waiting")
        self.waiting.show(tr.number(waiting), note)
        colour = "warn" if waiting and view.link != "linked" else "accent_line"
        self.waiting.line.show([float(one.waiting) for one in view.samples], colour)
        proof = view.proof
        total = tr.money(Money(proof.total_minor, self.store.currency))
        receipts = tr.text("status.receipts", n=proof.numbers, missing=proof.missing)
        self.sales.show(total, receipts, note_colour="err" if proof.missing else "ink2")
        self.sales.line.show([float(one.sales_minor) for one in view.samples])
        self.prices.show(self._version(view), self._prices_note(view))
        self.dead.show(
            tr.number(view.dead),
            tr.text("status.dead_open" if view.dead else "status.dead_none"),
            note_colour="err" if view.dead else "ink2",
        )
        self.dead.line.show([float(one.dead) for one in view.samples], "err" if view.dead else "accent_line")

    def _version(self, view: View) -> str:
        return f"v {view.catalogue_version}" if view.catalogue_version else self.tr.text("status.no_catalogue")

    def _prices_note(self, view: View) -> str:
        tr = self.tr
        if view.prices_at is None:
            return tr.text("status.no_prices")
        age = tr.age((view.now - view.prices_at).total_seconds())
        return tr.text("status.as_of", time=tr.time(view.prices_at), age=age)

    def _progress(self) -> tuple[str, int]:
        progress = self.store.progress
        percent = round(progress.done_bytes * 100 / progress.total_bytes) if progress.total_bytes else 0
        return progress.state, percent

    def _make_streams(self, view: View) -> list[Widget]:
        tr = self.tr
        rows: list[Widget] = []
        for lane in view.lanes:
            state, said = self._lane_state(view, lane)
            rows.append(
                self._stream(
                    "receive" if lane.name == "down" else "send",
                    tr.text(f"status.lane_{lane.name}"),
                    tr.number(lane.waiting) if lane.name != "down" else "",
                    tr.time(lane.last_ok) if lane.last_ok else "",
                    state,
                    said,
                    bold=lane.waiting > 0,
                )
            )
        rows.append(self._catalogue_stream(view))
        return rows

    def _lane_state(self, view: View, lane: Lane) -> tuple[State, str]:
        tr = self.tr
        if lane.name == "down":
            if view.link == "linked":
                return "ok", tr.text("status.state_up_to_date")
            if not lane.position:
                return "neutral", tr.text("status.no_prices")
            return "info", tr.text("status.state_holding", n=lane.position)
        if not lane.waiting:
            return "ok", tr.text("status.state_arrived")
        if view.link == "linked":
            return "info", tr.text("status.state_sending")
        return "warn", tr.text("status.state_queued")

    def _catalogue_stream(self, view: View) -> Widget:
        tr = self.tr
        progress, percent = self._progress()
        looks: dict[str, tuple[State, str]] = {
            "checking": ("info", tr.text("status.state_checking")),
            "downloading": ("info", tr.text("status.state_downloading", percent=percent)),
            "verifying": ("info", tr.text("status.state_verifying")),
            "failed": ("err", tr.text("status.state_failed")),
        }
        there: tuple[State, str] = ("ok", tr.text("status.state_in_force", version=view.catalogue_version))
        none: tuple[State, str] = ("neutral", tr.text("status.no_catalogue"))
        state, said = looks.get(progress, there if view.catalogue_version else none)
        when = tr.time(view.prices_at) if view.prices_at else ""
        return self._stream("receive", tr.text("status.lane_catalogue"), "", when, state, said)

    @staticmethod
    def _stream(
        icon: str, name: str, waiting: str, last: str, state: State, said: str, *, bold: bool = False
    ) -> Widget:
        name_cell = Row(Icon(icon, 24, colour="ink2"), Text(name, role="body"), gap=14)
        return TableRow(
            [
                (name_cell, COLUMNS[0]),
                (Text(waiting or "-", role="body", bold=bold, colour="ink" if bold else "ink2"), COLUMNS[1]),
                (Text(last or "-", role="body", colour="ink2"), COLUMNS[2]),
                (Pill(said, state, tight=True, icon=""), COLUMNS[3]),
            ]
        )

    def _make_devices(self, view: View) -> list[Widget]:
        rows: list[Widget] = []
        for device in view.devices[:MOST_DEVICES]:
            note = partial(self.submit, actions.note_silence, device.name) if view.alarming(device) else None
            rows.append(
                device_row(self.tr, device, view.now, own=device.name == self.store.device, blind=view.blind, note=note)
            )
        if len(view.devices) > MOST_DEVICES:
            more = self.tr.text("status.more_devices", n=len(view.devices) - MOST_DEVICES)
            rows.append(Text(more, role="second", colour="ink2"))
        return rows

    def _look_of(self) -> tuple[object, ...]:
        """Rows choose icons and sizes when they are made, so another look makes them anew."""
        from kiosk.ui.theme import theme

        return theme.contrast, theme.text_scale, words.language
