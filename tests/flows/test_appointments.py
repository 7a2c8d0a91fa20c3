"""An hour booked on the web, at a kiosk and on a tablet is one hour, with head office there or not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests

from kiosk.appointment import actions, tables
from kiosk.appointment.model import CANCELLED, HERE, Appointment, hosted
from sync.headoffice import appointments
from sync.headoffice.messenger import NOTICE_LOG
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


def notices(shop: Shop, appointment_id: str) -> list[dict[str, Any]]:
    """What went out to the shopper of a booking."""
    log = shop.head_office.folder / NOTICE_LOG
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [one for one in map(json.loads, lines) if one["appointment"] == appointment_id]


def test_a_shopper_hears_of_the_booking_and_of_what_becomes_of_it(shop: Shop) -> None:
    tablet = shop.stocked("tablet-1", "associate")
    service = offer(shop)
    tablet.until(lambda: offered(tablet) == [service], "the service")
    wanted = actions.Wanted(service, tomorrow(tablet, 15), "Lin", "phone", contact="+86 139", language="en")

    made = tablet.do(actions.book, tablet.store.vault, tablet.store.register, wanted)
    tablet.until(lambda: len(notices(shop, made.appointment_id)) == 1, "the word that it is booked")
    tablet.do(actions.move, tablet.store.vault, tablet.store.register, made.appointment_id, tomorrow(tablet, 17))
    tablet.until(lambda: len(notices(shop, made.appointment_id)) == 2, "the word that it is moved")
    tablet.do(actions.advance, tablet.store.vault, tablet.store.register, made.appointment_id, CANCELLED)
    tablet.until(lambda: len(notices(shop, made.appointment_id)) == 3, "the word that it is off")

    told = notices(shop, made.appointment_id)
    assert [one["kind"] for one in told] == ["appointment_booked", "appointment_moved", "appointment_cancelled"]
    assert "17:00" in told[1]["text"]
    assert {one["contact"] for one in told} == {"+86 139"}


def test_what_was_booked_with_the_net_cut_is_told_once_when_it_is_back_and_only_as_it_stands_then(shop: Shop) -> None:
    kiosk = shop.stocked("kiosk-1", "shopper")
    service = offer(shop)
    kiosk.until(lambda: offered(kiosk) == [service], "the service")
    shop.head_office.close()
    shop.broker.kill()
    wanted = actions.Wanted(service, tomorrow(kiosk, 15), "Lin", "kiosk", contact="+86 139")
    made = kiosk.do(actions.book, kiosk.store.vault, kiosk.store.register, wanted)
    kiosk.do(actions.move, kiosk.store.vault, kiosk.store.register, made.appointment_id, tomorrow(kiosk, 16))
    silent = book(kiosk, service, tomorrow(kiosk, 11), "Wang")

    shop.broker.start()
    shop.head_office.open()

    kiosk.until(lambda: notices(shop, made.appointment_id), "the word that it is booked", 40)
    kiosk.until(lambda: kiosk.waiting() == 0, "everything at head office", 40)
    shop.head_office.close()
    shop.head_office.open()
    kiosk.until(lambda: kiosk.health.state == "linked", "head office after a new start", 40)
    (told,) = notices(shop, made.appointment_id)
    assert (told["kind"], "16:00" in told["text"]) == ("appointment_booked", True)
    assert notices(shop, silent.appointment_id) == [], "who left no contact is not written to"
