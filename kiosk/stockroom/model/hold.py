"""Goods that are laid aside for half an hour, so that somebody can try them on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.record.model import Record
from kiosk.stockroom.model.sheet import code_of

HOLD = "hold"

LASTS = timedelta(minutes=30)
"""So long nobody else is promised them; longer, and the shelf is empty for people who have gone."""

ASKED, LAID, TAKEN, BACK, SORRY = "asked", "laid", "taken", "back", "sorry"
OPEN = (ASKED, LAID)
"""Waiting for somebody to fetch it from the shelf; waiting for its shopper."""


class Hold(Struct, frozen=True):
    """One product that waits for one shopper."""

    hold_id: str
    number: str
    """What the shopper is called by: no name is asked for."""
    gtin: str
    units: int
    state: str
    asked_at: datetime
    until: datetime
    place: str = ""
    """Where it was laid: a fitting room, a hook behind the counter."""
    reason: str = ""
    rank: str = ""
    """Of two who asked for the last one the smaller comes first."""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def over(self, now: datetime) -> bool:
        """Whether the half hour is over."""
        return self.is_open and now >= self.until

    def keeps(self, now: datetime) -> bool:
        """Whether its goods are promised to nobody else."""
        return self.is_open and now < self.until


def hold_of(record: Record) -> Hold | None:
    """The hold of a record; None while a part of it is on its way."""
    gtin, asked_at, until = record.text("gtin"), record.time("asked_at"), record.time("due")
    if not gtin or asked_at is None or until is None or not record.text("state"):
        return None
    field = record.fields["asked_at"]
    return Hold(
        record.record_id,
        code_of("F", record.record_id),
        gtin,
        max(1, record.number("units", 1)),
        record.text("state"),
        asked_at,
        until,
        record.text("place"),
        record.text("reason"),
        f"{field.at}{field.device}{record.record_id}",
    )


def standing(holds: Iterable[Hold], there: int) -> tuple[list[Hold], list[Hold]]:
    """(holds that stand, holds that came too late) of one product, of which so many units may be laid aside.

    Who asked first has it, by the readings of their devices: every device decides alike.
    """
    stand, late, left = [], [], there
    for one in sorted(holds, key=lambda hold: hold.rank):
        if one.state == LAID or one.units <= left:
            stand.append(one)
            left -= one.units
        else:
            late.append(one)
    return stand, late
