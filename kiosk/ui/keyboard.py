"""A keyboard's keys for the screen in front, told apart from what a scanner types with the same keys."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Collection
from itertools import pairwise
from typing import Any

from kivy.clock import Clock

HOLD_S = 0.06
"""So long a letter is held back: a scanner's next one comes sooner, a person's later."""

SCANNER_LETTERS = 6
SCANNER_GAP_S = 0.035
"""As the scanner that types has it: so many letters as close together as that are no person's."""

ENDS = ("enter", "tab")
AFTER_LETTERS_S = 0.5
"""So long after letters an Enter is theirs."""

NAMES = {
    8: "backspace",
    9: "tab",
    13: "enter",
    27: "escape",
    127: "delete",
    271: "enter",
    273: "up",
    274: "down",
    275: "right",
    276: "left",
    **{281 + number: f"f{number}" for number in range(1, 13)},
}
"""SDL's key codes of the keys that are no letters."""

Hand = Callable[[str], bool]
"""Takes the name of a key (`f1`, `enter`) or a letter; tells whether somebody made use of it."""


class Keyboard:
    """Passes a person's keys to `hand`. Lives on the main loop.

    Args:
        only: the keys that are passed on, for a device whose people have a keypad and no letters; None passes all.
    """

    def __init__(self, hand: Hand, only: Collection[str] | None = None) -> None:
        self._hand = hand
        self._only = only
        self._typed_at = -1e9
        self._held: list[tuple[str, float]] = []
        self._clock: Any = None  # Kivy's event

    def typed(self, text: str, at: float) -> None:
        """Letters came, at `at` seconds of a clock that never jumps."""
        self._typed_at = at
        if self._only is not None:
            return
        self._held += [(letter, at) for letter in text if letter.isprintable()]
        self._wait(HOLD_S, self._rested)

    def pressed(self, code: int, at: float, *, scan: bool, shift: bool = False) -> bool:
        """A key went down. `scan`: it ended a code, so the letters before it are no person's."""
        if scan:
            self._forget()
            return True
        name = NAMES.get(code, "")
        if not name:
            return False
        if name == "tab" and shift:
            name = "back_tab"
        if self._only is not None and name not in self._only:
            return False
        if self._only is not None and name in ENDS and at - self._typed_at < AFTER_LETTERS_S:
            # A keypad has no letters. What ends letters ends a code, even one that was too short to be one.
            self._forget()
            return True
        self._let_go()
        return self._hand(name)

    def close(self) -> None:
        """Stop. May be called twice."""
        self._forget()

    def _rested(self, _dt: float) -> None:
        # A slow frame may have held back the rest of a code; it is read before the next frame begins.
        self._wait(0, lambda _: self._let_go())

    def _let_go(self) -> None:
        held = self._held
        self._forget()
        gaps = [after - before for (_, before), (_, after) in pairwise(held)]
        if len(held) >= SCANNER_LETTERS and statistics.median(gaps) < SCANNER_GAP_S:
            return  # a code without its end; half a code is never typed anywhere
        for letter, _ in held:
            self._hand(letter)

    def _forget(self) -> None:
        self._held = []
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _wait(self, seconds: float, then: Callable[[float], None]) -> None:
        if self._clock is not None:
            self._clock.cancel()
        self._clock = Clock.schedule_once(then, seconds)
