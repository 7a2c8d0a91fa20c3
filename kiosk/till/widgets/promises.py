"""Days and hours of a promise in words: today, tomorrow, and then the date."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.till.promise import Shipping, Shop
from kiosk.ui.tr import tr


def day(at: datetime, now: datetime) -> str:
    """The day of a moment, as people call it."""
    if tr.date(at) == tr.date(now):
        return tr.text("promise.today")
    if tr.date(at) == tr.date(now + timedelta(days=1)):
        return tr.text("promise.tomorrow")
    return tr.date(at)


def moment(at: datetime, now: datetime) -> str:
    """Day and hour."""
    return tr.text("promise.moment", day=day(at, now), time=tr.time(at))


def soonest(shop: Shop, now: datetime) -> str:
    """When goods can be fetched in a shop, at the earliest that may be promised."""
    return tr.text("promise.from", moment=moment(shop.slots[0] if shop.slots else shop.ready, now))


def arrives(shipping: Shipping, now: datetime) -> str:
    """When goods that are sent arrive."""
    first, last = day(shipping.earliest, now), day(shipping.latest, now)
    return (
        tr.text("promise.arrives", day=first) if first == last else tr.text("promise.between", first=first, last=last)
    )


def brought(shipping: Shipping, now: datetime) -> str:
    """By when the store brings goods: it is hours and not days."""
    return tr.text("promise.by", moment=moment(shipping.latest, now))


def of_line(fulfilment: str, shop_name: str, promised: str, now: datetime) -> str:
    """What a line says of how it reaches the shopper."""
    at = datetime.fromisoformat(promised) if promised else None
    if fulfilment == "pickup":
        if at is None:
            return tr.text("basket.group_pickup", shop=shop_name)
        return tr.text("basket.group_pickup_at", shop=shop_name, moment=moment(at, now))
    if fulfilment == "ship":
        return tr.text("basket.group_ship_by", day=day(at, now)) if at else tr.text("basket.group_ship")
    if fulfilment == "delivery":
        if at is None:
            return tr.text("basket.group_delivery")
        return tr.text("basket.group_delivery_by", moment=moment(at, now))
    return tr.text("basket.group_now")
