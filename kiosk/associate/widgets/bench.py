"""Where a picker holds products before the camera: what it sees, what is wanted, and whether it is the right one."""

from __future__ import annotations

from typing import Any

from kiosk.stock.model import Level
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.camera_view import CameraView
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.text import Icon, Text

CAMERA_TALL = 270


LOW_TALL = 176
"""While two names have to be read below it."""


class BenchCamera(CameraView):
    """The camera's picture; it gives way to larger text, and to what must be read."""

    _low = False

    def give_way(self, low: bool) -> None:
        """Be lower, or as high as usual."""
        if low != self._low:
            self._low = low
            self.height = theme.px((LOW_TALL if low else CAMERA_TALL) / theme.text_scale)

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        self.height = theme.px((LOW_TALL if self._low else CAMERA_TALL) / theme.text_scale)


class Bench(Card):
    """A card whose edge turns red when a wrong product was scanned."""

    alarm = False

    def warn(self, alarm: bool) -> None:
        """Show the red edge, or take it away."""
        if alarm != self.alarm:
            self.alarm = alarm
            self.restyle()

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        if self.alarm:
            self.plate.dress("surface", line="err", width=max(4.0, theme.border * 2), radius="card", shadow="e1")


class ScannerHint(Column):
    """Stands where there is no camera: the wanted product's picture, so that the eye knows what the hand looks for."""

    def __init__(self) -> None:
        self._picture = WantedPicture(height_px=CAMERA_TALL, radius="thumb", extend=1.0)
        words = Text(key="pick.scanner_hint", role="second", colour="ink2")
        super().__init__(self._picture, Row(Icon("barcode", 24, colour="ink2"), words, gap=10), gap=8)

    def show(self, path: str, seed: str) -> None:
        """Show the wanted product."""
        self._picture.show(path, seed)


class WantedPicture(Picture):
    """A picture that gives way to larger text."""

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        # In the largest text the shelf's name needs this room, and the list shows the picture as well.
        large = theme.text_scale >= 1.5
        self.height = 0 if large else theme.px(CAMERA_TALL / theme.text_scale)
        self.opacity = 0 if large else 1


def camera_or_hint(store: Any) -> tuple[CameraView | None, Any]:  # kiosk.store.Store; any Kivy widget
    """(the camera's view, what to show): without a camera it says how to scan, instead of showing an empty frame."""
    if store.settings.scanner.kind == "none" and store.scanner is None:
        return None, ScannerHint()
    camera = BenchCamera(tall=CAMERA_TALL, radius="thumb", hint_key="pick.aim")
    return camera, camera


def value_panel(name: str, value: str, note: str = "", *, tone: str = "surface2", colour: str = "ink") -> Panel:
    """A fact that is read from an arm's length away: its name, a large value, a quiet line."""
    parts: list[Any] = [  # Kivy's widgets have no types
        Text(name, role="second", colour=colour if tone != "surface2" else "ink2"),
        Text(value, role="h1", bold=True, colour=colour),
    ]
    if note:
        parts.append(Text(note, role="second", colour="ink2"))
    return Panel(*parts, tone=tone, pad=(16, 12), gap=0)


def place_and_stock(tr: Tr, location: str, level: Level | None, age_s: float | None) -> Grid:
    """Where it lies and how many there should be, with the figure's age."""
    where = value_panel(
        tr.text("pick.bin"), location or tr.text("pick.no_bin"), tone="accent_soft", colour="accent_line"
    )
    if level is None:
        return Grid(where, value_panel(tr.text("pick.stock"), tr.text("pick.stock_unknown")), columns=2, gap=12)
    notes = []
    if level.reserved:
        notes.append(tr.text("pick.reserved", n=level.reserved))
    if age_s is not None:
        notes.append(tr.text("pick.told", age=tr.age(age_s)))
    count = value_panel(tr.text("pick.stock"), tr.text("pick.count", n=level.on_hand), "·".join(notes))
    return Grid(where, count, columns=2, gap=12)


def mismatch(tr: Tr, wanted: str, scanned: str) -> Panel:
    """Both names one below the other: what is wanted, and what was held before the camera."""
    return Panel(
        Row(Icon("err", 30, colour="err"), Text(tr.text("pick.wrong"), role="h2", bold=True, colour="err"), gap=12),
        Row(
            Column(
                Text(tr.text("pick.wanted"), role="second", colour="ink2"), Text(wanted, role="body", bold=True), gap=0
            ),
            Column(
                Text(tr.text("pick.scanned"), role="second", colour="ink2"),
                Text(scanned, role="body", bold=True, colour="err"),
                gap=0,
            ),
            gap=20,
            align="top",
        ),
        tone="err_soft",
        pad=(16, 14),
        gap=8,
    )
