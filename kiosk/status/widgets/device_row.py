"""One device of the store in a list: what it is, when it was last heard of, and whether somebody has to look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.status.model import Device
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Icon, Text

ICONS = {"shopper": "screen", "associate": "tablet", "till": "till", "manager": "chart", "edge": "server"}


def mark_of(device: Device, now: datetime, blind: bool) -> tuple[str, str]:
    """(icon, colour) of how it is: an icon each, as colours alone tell not everybody. `blind`: nobody is heard."""
    if device.online:
        return "ok", "ok"
    if device.silent(now) and not blind:
        return ("err", "err") if not device.acknowledged else ("warn", "warn")
    return "pause", "ink2"


def seen_words(tr: Tr, device: Device, now: datetime) -> str:
    """When it was last heard of."""
    if device.online:
        return tr.text("status.online")
    silent = tr.text("status.silent_for", age=tr.age((now - device.last_seen).total_seconds()))
    return "·".join((silent, tr.text("status.noted"))) if device.acknowledged else silent


def device_row(tr: Tr, device: Device, now: datetime, *, own: bool, blind: bool, note: Action | None) -> Row:
    """Name and state; `note` is offered while nobody has taken note of its silence."""
    icon, colour = mark_of(device, now, blind)
    words = seen_words(tr, device, now)
    if own:
        words = "·".join((tr.text("status.this_device"), words))
    trail: list[Any] = [Icon(icon, 26, colour=colour)]  # Kivy's widgets have no types
    if note is not None:
        trail.insert(0, Button("status.note", size="small", hug=True, action=note))
    return Row(
        Icon(ICONS.get(device.role, "screen"), 26, colour="ink2"),
        Column(
            Text(device.name, role="body", bold=True, lines=1),
            Text(words, role="second", colour=colour if colour in ("err", "warn") else "ink2"),
            gap=-2,
        ),
        *trail,
        gap=14,
        pad=(0, 2),
    )
