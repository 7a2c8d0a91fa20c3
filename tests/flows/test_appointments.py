"""An hour booked on the web, at a kiosk and on a tablet is one hour, with head office there or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests

from kiosk.appointment import actions, tables
from kiosk.appointment.model import CANCELLED, HERE, Appointment, hosted
from sync.headoffice import appointments
from sync.messages import Texts
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import STORE

SHOP = ZoneInfo("Asia/Shanghai")


def offer(shop: Shop) -> str:
    """Head office offers something in this store."""
    return shop.head_office.office.change(
        lambda change: appointments.offer(change, STORE, Texts("肤质咨询", "膚質諮詢", "Skin advice"), 30, ["Yue"])
    )


def known(device: ShopDevice) -> dict[str, str]:
    """Name -> state of all bookings here."""
    now = device.store.clock()
    found = tables.appointments(device.store.db, device.store.vault, now, now + timedelta(days=3))
    return {one.name: one.state for one in found}


def offered(device: ShopDevice) -> list[str]:
    return [one.service_id for one in tables.services(device.store.db, device.store.vault)]


def book(device: ShopDevice, service: str, at: datetime, name: str) -> Appointment:
    wanted = actions.Wanted(service, at, name, "kiosk")
    made = device.do(actions.book, device.store.vault, device.store.register, wanted)
    assert isinstance(made, Appointment)
    return made


def tomorrow(device: ShopDevice, hour: int) -> datetime:
    day = device.store.clock().astimezone(SHOP).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHOP)


def on_the_web(shop: Shop, service: str, at: datetime, name: str) -> requests.Response:
    body: dict[str, Any] = {"store": STORE, "service": service, "starts": at.isoformat(), "name": name}
    return requests.post(f"{shop.head_office.address}/v1/appointments", json=body, timeout=5)


def test_an_hour_booked_on_the_web_is_taken_at_the_kiosk_and_back(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    service = offer(shop)
    for device in (kiosk, tablet):
        device.until(lambda device=device: offered(device) == [service], "the service")  # type: ignore[misc]

    booked = on_the_web(shop, service, tomorrow(kiosk, 15), "Lin").json()
    tablet.until(lambda: known(tablet) == {"Lin": "booked"}, "the booking on the tablet")
    tablet.do(actions.advance, tablet.store.vault, tablet.store.register, booked["appointment"], HERE)
    kiosk.until(lambda: known(kiosk) == {"Lin": "here"}, "the shopper is here")
    made = book(kiosk, service, tomorrow(kiosk, 16), "Wang")
    tablet.until(lambda: "Wang" in known(tablet), "the kiosk's booking")
    kiosk.until(lambda: kiosk.waiting() == 0, "head office's confirmation")

    kiosk.until(lambda: on_the_web(shop, service, tomorrow(kiosk, 16), "Zhao").status_code == 409, "taken on the web")
    tablet.do(actions.advance, tablet.store.vault, tablet.store.register, made.appointment_id, CANCELLED)
    kiosk.until(lambda: known(kiosk).get("Wang") == "cancelled", "cancelled everywhere")


def test_with_head_office_away_the_store_books_on_and_tells_it_later(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    service = offer(shop)
    for device in (kiosk, tablet):
        device.until(lambda device=device: offered(device) == [service], "the service")  # type: ignore[misc]
    shop.broker.kill()

    made = book(kiosk, service, tomorrow(kiosk, 15), "Lin")
    assert known(kiosk) == {"Lin": "booked"}
    shop.broker.start()

    tablet.until(lambda: known(tablet) == {"Lin": "booked"}, "the booking on the tablet", 40)
    path = f"{shop.head_office.address}/v1/appointments/{made.appointment_id}"
    kiosk.until(lambda: requests.get(path, timeout=5).ok, "the booking at head office", 40)
    assert requests.get(path, timeout=5).json()["host"] == "Yue"


def test_two_who_book_one_hour_apart_are_both_known_and_one_has_no_host_everywhere(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    service = offer(shop)
    for device in (kiosk, tablet):
        device.until(lambda device=device: offered(device) == [service], "the service")  # type: ignore[misc]
    shop.broker.kill()

    at = tomorrow(kiosk, 15)
    book(kiosk, service, at, "Lin")
    book(tablet, service, at, "Wang")
    shop.broker.start()

    for device in (kiosk, tablet):
        device.until(lambda device=device: len(known(device)) == 2, "both bookings", 40)  # type: ignore[misc]
    assert looked_after(kiosk, at) == looked_after(tablet, at)
    assert sorted(looked_after(kiosk, at).values()) == ["", "Yue"]


def looked_after(device: ShopDevice, at: datetime) -> dict[str, str]:
    """Name -> host, as this device reads it."""
    found = tables.around(device.store.db, device.store.vault, at)
    hosts = hosted(tables.services(device.store.db, device.store.vault), found)
    return {one.name: hosts[one.appointment_id] for one in found}
