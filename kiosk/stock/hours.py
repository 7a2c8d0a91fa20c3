"""Whether a shop is open, by its own hours in its own time zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct


class Hours(Struct, frozen=True):
    """Opening hours that are the same every day, in local wall time."""

    opens: str
    """HH:MM."""
    closes: str
    """HH:MM; not later than `opens` means after midnight. Equal times mean that the shop never closes."""
    time_zone: str

    def open_at(self, now: datetime) -> bool:
        """Whether the shop is open at `now`."""
        # 24:00 is how people write the midnight that ends a day.
        opens, closes = time.fromisoformat(self.opens), time.fromisoformat(self.closes.replace("24:00", "00:00"))
        local = now.astimezone(ZoneInfo(self.time_zone)).time()
        if opens == closes:
            return True
        if opens < closes:
            return opens <= local < closes
        return local >= opens or local < closes

    def opens_after(self, now: datetime) -> datetime:
        """When the shop opens next; for a moment at which it is closed."""
        zone = ZoneInfo(self.time_zone)
        local = now.astimezone(zone)
        opening = datetime.combine(local.date(), time.fromisoformat(self.opens), zone)
        if opening <= local:
            opening = datetime.combine(local.date() + timedelta(days=1), time.fromisoformat(self.opens), zone)
        return opening.astimezone(now.tzinfo)
