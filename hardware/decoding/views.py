"""Which codes are in view, and which of them are news: a can held before the camera for five seconds is one scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from msgspec import Struct

from hardware.decoding.reads import ERROR_CORRECTED, Finding, Read
from hardware.decoding.votes import near
from hardware.scanner import OUT_OF_VIEW_S

UNSURE_S = 0.9
"""How long to look for a second opinion on a product that the catalogue does not know, before "please scan again".
At 20 frames a second all passes have had more than one turn by then."""


class News(Struct, frozen=True):
    """A code to report."""

    finding: Finding
    confirmed: bool
    in_catalogue: bool | None


class _View(Struct):
    read: Read
    seen: float
    accepted: float | None = None
    reported: Literal["", "unconfirmed", "confirmed"] = ""


class Views:
    """The codes in view. Times are seconds of a clock that never jumps."""

    def __init__(self, known_gtin: Callable[[str], bool] | None = None) -> None:
        self._known = known_gtin
        self._answers: dict[str, bool] = {}
        self._views: dict[str, _View] = {}

    @property
    def in_catalogue(self) -> Mapping[str, bool]:
        """What the catalogue said of the GTINs in view."""
        return self._answers

    @property
    def settled(self) -> frozenset[str]:
        """Keys of the codes in view about which nothing more is to be said."""
        return frozenset(key for key, view in self._views.items() if view.reported == "confirmed")

    @property
    def empty(self) -> bool:
        """True when no code is in view."""
        return not self._views

    def frame(self, candidates: Iterable[Finding], accepted: Iterable[Finding], now: float) -> list[News]:
        """Take what was read on a frame at ``now``; gives the codes that have come into view."""
        for candidate in candidates:
            view = self._views.get(candidate.read.key)
            if view is None:
                self._views[candidate.read.key] = _View(candidate.read, now)
            else:
                view.seen, view.read = now, candidate.read
            self._ask(candidate.read.gtin)
        self._forget(now)
        news = (self._judge(finding, now) for finding in accepted)
        return [item for item in news if item is not None]

    def clear(self) -> None:
        """Forget everything: what is in view next has just come."""
        self._views, self._answers = {}, {}

    def _ask(self, gtin: str | None) -> None:
        if gtin is not None and self._known is not None and gtin not in self._answers:
            self._answers[gtin] = self._known(gtin)

    def _forget(self, now: float) -> None:
        gone = [key for key, view in self._views.items() if now - view.seen >= OUT_OF_VIEW_S]
        for key in gone:
            # The catalogue is asked again next time: it may have changed.
            self._answers.pop(self._views.pop(key).read.gtin or "", None)

    def _judge(self, finding: Finding, now: float) -> News | None:
        view = self._views.get(finding.read.key)
        if view is None or view.reported == "confirmed":
            return None
        if view.accepted is None:
            view.accepted = now
        known = self._answers.get(finding.read.gtin or "")
        if finding.read.gtin is None or finding.read.symbology in ERROR_CORRECTED or known or len(finding.engines) > 1:
            view.reported = "confirmed"
            return News(finding, True, known)
        if view.reported or now - view.accepted < UNSURE_S or self._beside_a_settled_one(view):
            return None
        view.reported = "unconfirmed"
        return News(finding, False, known)

    def _beside_a_settled_one(self, view: _View) -> bool:
        """A lone misread of a code that is in view and was read rightly must not disturb."""
        return any(
            other.reported == "confirmed" and near(view.read, other.read)
            for other in self._views.values()
            if other is not view
        )
