"""A print job: what it is, how long it is worth printing, when it is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct

Kind = Literal["receipt", "gift", "report", "pick", "test"]
KINDS: tuple[Kind, ...] = get_args(Kind)
JobState = Literal["waiting", "printing", "printed", "expired", "failed", "dropped"]

WORTH: Mapping[Kind, timedelta] = {
    "receipt": timedelta(minutes=30),
    "gift": timedelta(minutes=30),
    "report": timedelta(hours=12),
    "pick": timedelta(hours=1),
    "test": timedelta(minutes=1),
}
"""After so long nobody stands there and waits for it, so it does not come out by itself any more: a printer that is
switched on in the morning does not print yesterday. It stays in the list, and one touch prints it."""

PAUSES_S = (2, 5, 10, 20, 30)
"""Before the next try; the last one from then on."""

REROUTE_AFTER = timedelta(seconds=5)
"""Long enough to close a cover that was open by chance; a shopper waits no longer for the other printer."""


class Job(Struct, frozen=True):
    """One piece of paper that is to come out of a printer."""

    job_id: str
    printer: str
    kind: Kind
    title: str
    """What people call it: a sale's number."""
    about: str
    """Id of what it tells of: a sale, a shift. Empty where copies need no counting."""
    layout: str
    """`kiosk.paper.layout.dump` of it: drawn when it is printed, as the other printer's paper may be narrower."""
    made_at: datetime
    expires_at: datetime
    state: JobState
    attempts: int
    next_try: datetime
    copy: int
    """0 for the original; every further piece of paper that tells the same has the next number and says so."""
    begun: bool
    """Something of it may be on paper already: what comes out next is a copy."""
    rerouted_from: str = ""
    reason: str = ""
    """Why it did not come out, in one English line."""
    printed_at: datetime | None = None

    def expired(self, now: datetime) -> bool:
        """Whether it is not worth printing by itself any more."""
        return now >= self.expires_at


class Routes(Struct, frozen=True):
    """Which printer prints what, in the order of the settings."""

    printers: tuple[tuple[str, frozenset[str]], ...] = ()
    """(name, kinds that it prints; none named means all)."""
    fallbacks: tuple[tuple[str, str], ...] = ()
    """(name, name of the printer that takes its place)."""

    def printer_for(self, kind: Kind) -> str:
        """The first printer for this kind; empty if there is none."""
        return next((name for name, kinds in self.printers if not kinds or kind in kinds), "")

    def fallback_of(self, printer: str) -> str:
        """The printer that takes its place; empty if there is none."""
        return dict(self.fallbacks).get(printer, "")


def next_try(now: datetime, attempts: int) -> datetime:
    """When to try again after so many tries."""
    return now + timedelta(seconds=PAUSES_S[min(max(attempts, 1), len(PAUSES_S)) - 1])
