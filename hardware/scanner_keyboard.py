"""A scanner that types: tells its bursts from a person's typing, and passes on what it read.

Only ``app.py`` knows the window that feeds it: text from ``on_textinput``, because ``on_key_down`` gives letters
without their shift, and from ``on_key_down`` only Enter and Tab, with which a scanner ends a code.
"""

from __future__ import annotations

import logging
import statistics
from collections.abc import Callable
from datetime import UTC, datetime

from hardware.decoding.product_code import gtin_of, typed_gtin
from hardware.delivery import Delivery
from hardware.scanner import OnScan, OnStatus, Scan, ScannerStatus, Symbology

log = logging.getLogger(__name__)

SHORTEST = 6
"""Characters. A UPC-E without its number system and check digit has six."""

SHORTEST_LABEL = 4
"""Characters of a label that a shop sticks onto its own racks, such as ``A-07``. So few count as a scan only with a
letter among them, which nobody types into a field of figures, and with no gap that a person could make."""

LONGEST = 4096
"""Characters; more than a QR code can hold of digits that are worth typing."""

MEDIAN_GAP_S = 0.035
"""Between two characters. Scanners type at 1 to 20 ms, the fastest people at 60. The median, because one slow
frame of the screen can hold back a few characters of a burst."""

PERSON_GAP_S = 0.05
"""The fastest people need longer from one key to the next."""

PAUSE_S = 0.3
"""A longer gap begins something new: no scanner rests within a code."""

ENDS = frozenset({"enter", "numpadenter", "tab"})
"""Names of the keys that end a code, as the window calls them."""

IDENTIFIERS: dict[str, Symbology] = {
    "]E0": "EAN13",
    "]E4": "EAN8",
    "]C0": "CODE128",
    "]C1": "CODE128",
    "]A0": "CODE39",
    "]I0": "ITF",
    "]I1": "ITF",
    "]Q1": "QR",
    "]Q3": "QR",
    "]d1": "DM",
    "]d2": "DM",
}
"""Symbology identifiers (ISO/IEC 15424) that a scanner can be set to type before a code."""


class KeyboardScanner:
    """Reads what a keyboard wedge types. See ``Scanner`` for what it promises.

    ``labels``: whether the short labels of a shop's own racks count. Who works here scans them; where strangers try
    keys, a handful of them is no scan.
    """

    def __init__(self, *, labels: bool = True, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._shortest = SHORTEST_LABEL if labels else SHORTEST
        self._clock = clock
        self._delivery = Delivery("keyboard scanner", clock)
        self._text: list[str] = []
        self._gaps: list[float] = []
        self._last: float | None = None
        self._too_long = False

    @property
    def status(self) -> ScannerStatus:
        """``ready`` from start to close: a keyboard does not say whether it is plugged in."""
        return self._delivery.status

    def start(self, on_scan: OnScan, on_status: OnStatus | None = None) -> None:
        """Begin to listen to ``feed``."""
        self._delivery.start(on_scan, on_status)
        self._delivery.say("ready", "a scanner that types")

    def feed(self, text: str, at: float, since: float | None = None) -> None:
        """Characters that were read at ``at``, seconds of a clock that never jumps.

        ``since``: they may have waited since then, because the program drew; a burst is not broken by that.
        """
        for letter in text:
            self._typed(letter, at, at if since is None else since)

    def key_down(self, key: str, at: float, since: float | None = None) -> bool:
        """A key went down; names are the window's, such as ``enter``; times as in ``feed``.

        True when it ended a scan: the window must then keep it from the button that has the focus.
        """
        if key not in ENDS:
            return False
        self._pause(at if since is None else since)
        is_scan = self._is_burst()
        text, begin = "".join(self._text), self._begin()
        self._forget()
        if is_scan:
            scan = scan_of(text, self._clock())
            if begin and scan.gtin is None:
                # Somebody typed a few figures right before: without them it is a product's number, or nothing is.
                alone = scan_of(text[begin:], self._clock())
                scan = alone if alone.gtin is not None else scan
            self._delivery.scan(scan)
        return is_scan

    def _begin(self) -> int:
        """Where the last letters begin that came without a person's pause; 0 if all did."""
        slow = [place for place, gap in enumerate(self._gaps, 1) if gap >= PERSON_GAP_S]
        return slow[-1] if slow else 0

    def forget(self) -> None:
        """Forget what was typed so far and is no scan yet."""
        self._forget()

    def close(self) -> None:
        """Stop. What was read before is still handed over."""
        self._delivery.close()

    def _typed(self, letter: str, at: float, since: float) -> None:
        self._pause(since)
        if letter in "\r\n\t":
            # Some systems give the end key as text as well; the key itself decides.
            return
        if not letter.isprintable() and letter not in "\x1d\x1e\x04":
            return
        if self._last is not None:
            self._gaps.append(at - self._last)
        self._last = at
        if len(self._text) >= LONGEST:
            self._too_long = True
            return
        self._text.append(letter)

    def _pause(self, since: float) -> None:
        """Whether something new begins with what was typed at ``since`` or later."""
        if self._last is not None and since - self._last > PAUSE_S:
            if self._is_burst():
                # Never half a code: how much of it arrived cannot be told without the end key.
                log.warning("%d characters came like a scan but without Enter or Tab; left out", len(self._text))
            self._forget()

    def _is_burst(self) -> bool:
        if len(self._text) < self._shortest or self._too_long:
            return False
        if len(self._text) < SHORTEST:
            return any(letter.isalpha() for letter in self._text) and max(self._gaps) < MEDIAN_GAP_S
        return statistics.median(self._gaps) < MEDIAN_GAP_S

    def _forget(self) -> None:
        self._text, self._gaps, self._last, self._too_long = [], [], None, False


def scan_of(text: str, at: datetime) -> Scan:
    """What a scanner typed, as a scan. It has checked its reading itself, so it counts as confirmed."""
    symbology = IDENTIFIERS.get(text[:3], "KEYS")
    if symbology == "KEYS":
        gtin = typed_gtin(text)
    else:
        identifier, text = text[:3], text[3:]
        gtin = gtin_of(text, symbology, identifier)
    return Scan(text.strip(), text.encode(), symbology, gtin, ("keyboard",), at, confirmed=True)
