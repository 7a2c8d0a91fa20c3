"""Which drivers the settings ask for."""

from __future__ import annotations

from pathlib import Path

from hardware.cash_drawer import CashDrawer
from hardware.line_display import LineDisplay
from hardware.printer import Printer
from hardware.scale import Scale
from kiosk import settings as reading
from kiosk.paper.model import Routes
from kiosk.settings import Settings

DOTS = {58: 384, 80: 576}
"""Of each width of paper in millimetres."""


def routes_of(settings: Settings) -> Routes:
    """Which printer prints what."""
    there = [one for one in settings.printer if one.kind != "none"]
    names = {one.name for one in there}
    return Routes(
        tuple((one.name, frozenset(one.prints)) for one in there),
        tuple((one.name, one.fallback) for one in there if one.fallback in names),
    )


def printers_of(settings: Settings, folder: Path) -> dict[str, Printer]:
    """A driver for each printer; a simulated one keeps its paper in the data folder."""
    return {one.name: _printer(one, folder) for one in settings.printer if one.kind != "none"}


def _printer(one: reading.Printer, folder: Path) -> Printer:
    if one.kind == "simulated":
        from hardware.printer_simulated import SimulatedPrinter

        return SimulatedPrinter(DOTS[one.width_mm], folder / (one.address or "paper") / one.name)
    from hardware.printer_escpos import EscposPrinter

    assert one.kind != "none"
    return EscposPrinter(one.kind, one.address, DOTS[one.width_mm])


def drawer_of(settings: Settings) -> CashDrawer | None:
    """A drawer with a driver of its own; one that hangs on a printer has none."""
    if settings.drawer.kind != "simulated":
        return None
    from hardware.cash_drawer_simulated import SimulatedDrawer

    return SimulatedDrawer()


def display_of(settings: Settings) -> LineDisplay | None:
    """The customer display, if there is one."""
    display = settings.line_display
    if display.kind == "none":
        return None
    if display.kind == "simulated":
        from hardware.line_display_simulated import SimulatedLineDisplay

        return SimulatedLineDisplay(charset=display.charset)
    from hardware.line_display_serial import SerialLineDisplay

    return SerialLineDisplay(display.address, display.baud, display.charset)


def scale_of(settings: Settings) -> Scale | None:
    """The scale, if there is one."""
    if settings.scale.kind == "none":
        return None
    if settings.scale.kind == "simulated":
        from hardware.scale_simulated import SimulatedScale

        return SimulatedScale()
    from hardware.scale_sics import SicsScale

    return SicsScale(settings.scale.address, settings.scale.baud)
