"""How wrong PINs are answered: five tries, then one more after each ever longer wait."""

from __future__ import annotations

from msgspec import Struct

FREE_TRIES = 5
"""Wrong PINs in a row without a wait."""

WAITS_S = (60, 300, 900, 3600)
"""After the fifth wrong PIN, the sixth, ...; the last one repeats. 100,000 guesses would take eleven years."""


class Tries(Struct, frozen=True):
    """How an operator's tries stand on this device.

    The wait is counted in seconds in which the program runs, by a clock that cannot be set, and kept on disk. So a
    clock that is set forward shortens nothing, and a device that is switched off and on goes on where it was.
    """

    wrong: int = 0
    wait_s: int = 0
    """Seconds of running time that are still to pass."""

    @property
    def locked(self) -> bool:
        return self.wait_s > 0

    @property
    def left(self) -> int:
        """Tries until the next wait."""
        return max(0, FREE_TRIES - self.wrong) or int(not self.locked)

    def failed(self) -> Tries:
        """One more wrong PIN."""
        wrong = self.wrong + 1
        over = wrong - FREE_TRIES
        return Tries(wrong, WAITS_S[min(over, len(WAITS_S) - 1)] if over >= 0 else 0)

    def passed(self, seconds: int) -> Tries:
        """So many seconds of running time have passed."""
        return Tries(self.wrong, max(0, self.wait_s - max(0, seconds)))
