"""A cash drawer in software, with a hand that shuts it and a key that jams it."""

from __future__ import annotations

from datetime import UTC, datetime

from hardware.cash_drawer import DrawerFailed, DrawerStatus, State


class SimulatedDrawer:
    """A drawer with the contract of a real one. Set its attributes from any thread to make it fail."""

    def __init__(self, *, senses: bool = True) -> None:
        self.plugged = True
        self.jammed = False
        self.is_open = False
        self.pulses = 0
        self._senses = senses

    def shut(self) -> None:
        """Somebody pushes it shut."""
        self.is_open = False

    def check(self) -> DrawerStatus:
        """How it was made to be."""
        if not self.plugged:
            return _status("lost", "unplugged")
        if not self._senses:
            return _status("unknown", "it does not tell whether it is open")
        return _status("open" if self.is_open else "closed")

    def open(self) -> DrawerStatus:
        """Spring open, unless it was made not to.

        Raises:
            DrawerFailed: if it was made to fail.
        """
        if not self.plugged:
            raise DrawerFailed(self.check())
        self.pulses += 1
        if self.jammed and not self.is_open:
            raise DrawerFailed(_status("jammed", "it stayed shut"))
        self.is_open = True
        return self.check()

    def close(self) -> None:
        """Nothing is held."""


def _status(state: State, detail: str = "") -> DrawerStatus:
    return DrawerStatus(state, datetime.now(UTC), detail)
