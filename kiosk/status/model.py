"""How the store stands, in the words of a manager: the sentence, the proof of the sales, and who has fallen silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from sync.health import LinkState

SILENT_AFTER = timedelta(minutes=20)
"""A tablet that sleeps or a kiosk that restarts is back long before."""

SAMPLES = 60
"""One a minute: the curve on a tile shows the last hour."""

Level = Literal["ok", "waiting", "action"]


class Lane(Struct, frozen=True):
    """One stream of facts on its way up, or of changes on its way down."""

    name: str
    """money, ops, telemetry, down or catalogue."""
    waiting: int
    """What has not arrived at the other end; 0 for what comes down: only head office knows that."""
    last_ok: datetime | None
    oldest: datetime | None = None
    """When the oldest waiting fact was written."""
    position: int = 0


class Sentence(Struct, frozen=True):
    """What the banner says: a key of the words, and what fills its gaps."""

    level: Level
    key: str
    waiting: int = 0
    count: int = 0
    """How many things need a decision."""


class DaySales(Struct, frozen=True):
    """The sales of one device, day and series: numbers that have no gaps."""

    device: str
    business_date: date
    series: str
    count: int
    last: int
    acked: int
    total_minor: int
    currency: str
    as_of: datetime

    @property
    def missing(self) -> int:
        """How many numbers were given out and have no sale; anything but 0 is a fault."""
        return self.last - self.count


class Proof(Struct, frozen=True):
    """All sales of a day: how many numbers were given out, and where their sales are."""

    numbers: int
    missing: int
    at_head_office: int
    total_minor: int

    @property
    def waiting(self) -> int:
        """On a disk of this store, not yet at head office."""
        return self.numbers - self.missing - self.at_head_office


class ToldSale(Struct, frozen=True):
    """One sale in the list."""

    device: str
    series: str
    sequence: int
    at: datetime
    units: int
    total_minor: int
    arrived: bool
    """Whether head office has it."""

    @property
    def number(self) -> str:
        """As it stands large on the receipt."""
        return f"{self.device}-{self.series}{self.sequence:04d}"


class Device(Struct, frozen=True):
    """One device of the store as it was last heard of."""

    name: str
    role: str
    app: str
    online: bool
    last_seen: datetime
    waiting: int = 0
    """What it has not yet handed to head office."""
    acknowledged: bool = False
    """Somebody has taken note that it is silent."""

    def silent(self, now: datetime) -> bool:
        """Whether it has been away for longer than a device is away for by itself."""
        return not self.online and now - self.last_seen >= SILENT_AFTER

    def alarming(self, now: datetime) -> bool:
        """Whether somebody has still to take note of it."""
        return self.silent(now) and not self.acknowledged


class Sample(Struct, frozen=True):
    """What the tiles' curves show of one minute."""

    at: datetime
    waiting: int
    sales_minor: int
    dead: int


def proof(days: Iterable[DaySales]) -> Proof:
    """Add the devices' counts of one day up."""
    numbers = missing = arrived = total = 0
    for day in days:
        numbers += day.last
        missing += day.missing
        arrived += min(day.acked, day.last)
        total += day.total_minor
    return Proof(numbers, missing, min(arrived, numbers - missing), total)


def sentence(link: LinkState, waiting: int, dead: int, alarms: int, missing: int) -> Sentence:
    """The one thing a manager has to know now; what needs a decision comes before what settles itself."""
    if missing:
        return Sentence("action", "missing", waiting, missing)
    if dead:
        return Sentence("action", "dead", waiting, dead)
    if alarms:
        return Sentence("action", "silent", waiting, alarms)
    if link == "none":
        return Sentence("waiting", "alone", waiting)
    if link != "linked":
        return Sentence("waiting", "unreachable", waiting)
    return Sentence("waiting", "sending", waiting) if waiting else Sentence("ok", "all_there")


def keep(samples: Sequence[Sample], new: Sample) -> tuple[Sample, ...]:
    """The last hour with `new` in it: a second one of the same minute replaces the first."""
    minute = new.at.replace(second=0, microsecond=0)
    older = [one for one in samples if one.at.replace(second=0, microsecond=0) < minute]
    return (*older, new)[-SAMPLES:]


def alarms(devices: Iterable[Device], link: LinkState, now: datetime) -> int:
    """How many silent devices nobody has taken note of. Who is cut off hears nobody, so then nobody is to blame."""
    return sum(one.alarming(now) for one in devices) if link in ("linked", "head_office_away") else 0


def by_trouble(devices: Iterable[Device], now: datetime) -> list[Device]:
    """Who needs help first, then by name."""
    return sorted(devices, key=lambda one: (not one.alarming(now), not one.silent(now), one.online, one.name))
