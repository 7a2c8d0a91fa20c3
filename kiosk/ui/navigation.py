"""Which screen is in front: `navigation.go("pickup.collect", ...)`, back, home; toasts, dialogs, faults.

Screens name one another by text, so that no feature imports another's screens. One `Navigator` is open at a time.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from kiosk.ui import faults
from kiosk.ui.navigator import FAULT, Gate, MakeScreen, Navigator
from kiosk.ui.sounds import play

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from kiosk.ui.screen import StoreScreen

__all__ = ["FAULT", "Gate", "MakeScreen", "Navigator"]

log = logging.getLogger(__name__)

_open: list[Navigator] = []


def open_navigator(navigator: Navigator) -> Navigator:
    """Make this the one that the functions below speak to."""
    _open[:] = [navigator]
    return navigator


def close_navigator() -> None:
    """End the one that is open. May be called twice."""
    for navigator in _open:
        navigator.close()
    _open.clear()


def current() -> Navigator:
    """Give the open navigator.

    Raises:
        RuntimeError: if there is none.
    """
    if not _open:
        raise RuntimeError("no navigator is open: call navigation.open_navigator first")
    return _open[0]


def go(name: str, **args: Any) -> None:  # what the screen takes
    """Bring a screen to the front: `go("pickup.collect", order_id=...)`; the screen finds these in `self.args`."""
    current().go(name, args)


def back() -> None:
    """Go to the screen before this one."""
    current().back()


def home() -> None:
    """Go to the first screen."""
    current().home()


def end_session() -> None:
    """Forget this person, and go home."""
    current().end_session()


def knows(name: str) -> bool:
    """Whether this device has such a screen."""
    return bool(_open) and _open[0].knows(name)


def front() -> str:
    """Name of the screen in front, or nothing."""
    return _open[0].name if _open else ""


def show(layer: Widget) -> None:
    """Lay a sheet or a dialog over the screen."""
    current().show(layer)


def hide(layer: Widget) -> None:
    """Take a sheet or dialog away."""
    current().hide(layer)


def listener(handler: str) -> Widget | None:
    """The sheet or dialog that hears of such a code before the screen does, if there is one."""
    return _open[0].listener(handler) if _open else None


def say(key: str, state: str = "info", **args: object) -> None:
    """Show a toast with the words of a key. `state`: ok, warn, err or info."""
    from kiosk.ui.tr import tr

    if _open:
        _open[0].say(tr.text(key, **args), state)


def broken(screen: StoreScreen, error: Exception) -> bool:
    """A screen failed while it read; see `Navigator.broken`."""
    return bool(_open) and _open[0].broken(screen, error)


def fault(error: Exception) -> None:
    """Something went wrong that is nobody's choice: say what, what was kept, and what to do."""
    if not _open:
        return
    kind = faults.kind_of(error)
    log.error("%s: %s", faults.CODES[kind], kind, exc_info=error)
    play("warn")
    navigator = _open[0]
    if not navigator.knows(FAULT):
        say("fault.ask_a_colleague", state="err")
    elif navigator.name and navigator.screen.idle == "never":
        # Money or paper is under way on this page: nothing leads away from it.
        from kiosk.ui.widgets.fault_card import FaultLayer, place_of

        navigator.show(FaultLayer(kind, navigator.hide, place_of(navigator.screen.store)))
    elif navigator.name != FAULT:
        navigator.go(FAULT, {"kind": kind})


def patience() -> float:
    """How many times the usual time this person is given: 1, or more for who asked for it."""
    return float(_open[0].idle.patience) if _open and _open[0].idle else 1.0


def patient() -> bool:
    """Whether this person asked for more time before the question came."""
    return bool(_open and _open[0].idle and _open[0].idle.longer)


def be_patient(more: bool) -> None:
    """Give this person more time until they go, or the usual times again."""
    if _open and _open[0].idle:
        _open[0].idle.give(more)
