"""Where a sale takes place, and which day it counts towards."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.settings import SelfCheckout, Settings

CHANNELS = {"shopper": "kiosk", "associate": "tablet", "manager": "tablet"}
"""Role of a device -> the channel that it sells in; every other role sells as a till, with a drawer and shifts."""


NO_CHECKS = SelfCheckout()


class Register(Struct, frozen=True):
    """Where a sale takes place; the same for every sale of a device."""

    store_gln: str
    workstation: str
    currency: str
    zone: str
    day_ends: str
    """Local HH:MM until which a sale counts towards the day before."""
    channel: str = "till"
    """kiosk, till or tablet: the price book may know a difference."""
    sign_in: str = "off"
    """``required``: nobody sells without signing in; or ``off``."""
    self_checkout: SelfCheckout = NO_CHECKS
    """Which baskets a colleague looks at before they are paid."""
    online_basket: str = "max"
    """How a member's online basket joins the one here: ``max`` of both counts by itself, or ``ask`` first."""

    @classmethod
    def of(cls, settings: Settings) -> Register:
        """The register that these settings describe."""
        shop, device = settings.shop, settings.device
        channel = CHANNELS.get(device.role, "till")
        return cls(
            store_gln=device.store,
            workstation=device.name,
            currency=shop.currency,
            zone=shop.zone,
            day_ends=shop.day_ends,
            channel=channel,
            sign_in=settings.staff.sign_in,
            self_checkout=settings.self_checkout,
            online_basket=shop.online_basket,
        )

    def business_date(self, now: datetime) -> date:
        """The day a sale at `now` counts towards."""
        local = now.astimezone(ZoneInfo(self.zone))
        ends = time.fromisoformat(self.day_ends)
        return (local - timedelta(days=1)).date() if local.time() < ends else local.date()
