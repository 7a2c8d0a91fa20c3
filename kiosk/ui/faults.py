"""What can go wrong that nobody chose: which kind of fault an error is, and the code that a colleague is told."""

from __future__ import annotations

import errno
import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Literal

from hardware.device import DeviceFailed
from hardware.printer import PrintFailed

log = logging.getLogger(__name__)

Kind = Literal["camera", "printer", "payment", "disk", "database", "program"]

CODES: dict[Kind, str] = {
    "camera": "K-201",
    "printer": "K-202",
    "payment": "K-203",
    "disk": "K-204",
    "database": "K-205",
    "program": "K-206",
}
"""What is shown, and stands in the log beside the cause."""

FULL = (errno.ENOSPC, errno.EDQUOT)

MOST = 40
WITHIN_S = 10.0
"""So many faults within so many seconds are one that comes with every frame: then the program ends, and whoever
started it starts it anew."""


def kind_of(error: BaseException) -> Kind:
    """Which kind of fault this is."""
    if isinstance(error, sqlite3.Error):
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        return "disk" if full else "database"
    if isinstance(error, OSError) and error.errno in FULL:
        return "disk"
    if isinstance(error, PrintFailed):
        return "printer"
    if isinstance(error, DeviceFailed):
        return "payment" if "terminal" in error.status.detail else "program"
    return "program"


class _Watch:
    """Takes what a touch, a clock or a property of the toolkit let fall, so that the window stays open."""

    def __init__(self, heard: Callable[[Exception], None]) -> None:
        self._heard = heard
        self._times: list[float] = []

    def handle_exception(self, error: BaseException) -> int:
        """Kivy asks: end the program (0), or go on (1)?"""
        if not isinstance(error, Exception):
            return 0
        now = time.monotonic()
        self._times = [*(at for at in self._times if now - at < WITHIN_S), now]
        if len(self._times) > MOST:
            log.critical("%d faults in %d seconds: the program ends", len(self._times), WITHIN_S, exc_info=error)
            return 0
        if len(self._times) == 1:
            log.error("the window met a fault", exc_info=error)
        try:
            self._heard(error)
        except Exception:  # the page about faults is the last one: if it fails too, a fresh start is the better way
            log.exception("the fault could not be shown")
            return 0
        return 1


_watching: list[_Watch] = []


def watch(heard: Callable[[Exception], None] | None) -> None:
    """Hear of every error that reaches the toolkit's loop, instead of the program ending; None hears no more."""
    from kivy.base import ExceptionManager

    for one in _watching:
        ExceptionManager.remove_handler(one)
    _watching.clear()
    if heard is not None:
        _watching.append(_Watch(heard))
        ExceptionManager.add_handler(_watching[0])
