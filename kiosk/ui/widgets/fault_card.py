"""What went wrong, in the order that a person asks: what happened, what was kept, what to do; and a code for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.faults import CODES, Kind
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.plate import Plate
from kiosk.ui.widgets.text import Icon, Text

ICONS: dict[Kind, str] = {
    "camera": "camera_off",
    "printer": "printer",
    "payment": "card",
    "disk": "data",
    "database": "data",
    "program": "warn",
}


class FaultCard(Card):
    """Says one fault.

    Args:
        kind: which one.
        place: device and time, so that a colleague finds it in the log.
        flat: on a ground that is there already.
    """

    def __init__(self, kind: Kind, place: str = "", *, flat: bool = False) -> None:
        self.kind: Kind = kind
        mark = _Mark(ICONS[kind])
        code = "·".join(part for part in (CODES[kind], place) if part)
        parts: list[Any] = [  # Kivy's widgets have no types
            Column(mark),
            Text(key=f"fault.{kind}", role="h1", bold=True, align="center"),
            Panel(
                _answer("shield", "fault.kept", f"fault.{kind}_kept", "ok"),
                _answer("hand", "fault.do", f"fault.{kind}_do", "accent_line"),
                gap=28,
                pad=36,
            ),
        ]
        if kind != "database":
            parts.append(Row(Gap(), Pill(key="fault.prices", state="info", icon="barcode"), Gap()))
        words = Text(key="fault.code", args={"code": code}, role="body", bold=True, align="center", colour="ink2")
        pad = 0 if flat else (48, 64)
        super().__init__(*parts, words, pad=pad, gap=36, radius="panel", shadow=None if flat else "e1")
        self._flat = flat

    def restyle(self) -> None:
        """Take colours and sizes anew."""
        super().restyle()
        if self._flat:
            self.plate.dress("surface", line=None, radius="panel", shadow=None)


class FaultLayer(SheetLayer):
    """The same over a page that must not be left: money or paper is under way on it."""

    def __init__(self, kind: Kind, hide: Callable[[Any], object], place: str = "") -> None:
        again = Button("fault.again", icon="refresh", kind="primary", action=lambda: hide(self))
        super().__init__(FaultCard(kind, place, flat=True), close=lambda: hide(self), foot=Actions(again))
        self.first = again


class _Mark(Styled, FloatLayout):
    """The picture of what failed, on a soft round ground."""

    def __init__(self, icon: str) -> None:
        super().__init__(size_hint=(None, None), pos_hint={"center_x": 0.5})
        self._plate = Plate(self)
        self.add_widget(Icon(icon, 110, colour="warn", fixed=True, pos_hint={"center_x": 0.5, "center_y": 0.5}))

    def restyle(self) -> None:
        side = theme.px(220)
        self.size = (side, side)
        self._plate.dress("warn_soft", line="warn" if theme.contrast else None, width=theme.border, radius="pill")


def place_of(store: Any) -> str:  # a Store; tests hand in less, or nothing
    """Device and time of day, as a colleague looks for them in the log."""
    if store is None:
        return ""
    return f"{store.settings.device.name}·{tr.time(store.clock())}"


def _answer(icon: str, title: str, words: str, colour: str) -> Row:
    return Row(
        Icon(icon, 48, colour=colour),
        Column(Text(key=title, role="second", colour="ink2"), Text(key=words, role="body", bold=True), gap=4),
        gap=24,
        align="top",
    )
