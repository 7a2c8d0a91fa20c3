"""The manager's desk sees the whole store's sales, where each of them is, and who is there."""

from __future__ import annotations

from kiosk.status import actions, model, tables
from kiosk.status.model import Proof
from kiosk.status.watch import Watch
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK


def proof_on(desk: ShopDevice, device: str) -> Proof:
    """What the desk can prove of the sales of one device."""
    day = desk.store.register.business_date(desk.store.clock())
    return model.proof(one for one in tables.told_days(desk.store.db, day) if one.device == device)


def tell(device: ShopDevice) -> None:
    """What the device's heartbeat does every few seconds."""
    device.do(actions.tell_sales, device.store.register)


def test_the_desk_counts_a_kiosks_sales_and_knows_when_head_office_has_them(shop: Shop) -> None:
    kiosk, desk = shop.stocked("kiosk-1", "shopper"), shop.stocked("desk-1", "manager")
    for _ in range(3):
        kiosk.sell(MILK)

    # Nobody is asked: the kiosk tells it by itself.
    desk.until(lambda: proof_on(desk, "kiosk-1").at_head_office == 3, "the count of the kiosk's sales")

    found = proof_on(desk, "kiosk-1")
    assert (found.numbers, found.missing, found.waiting) == (3, 0, 0)

    shop.head_office.close()
    kiosk.until(lambda: kiosk.health.state != "linked", "head office gone")
    kiosk.sell(MILK)
    tell(kiosk)
    desk.until(lambda: proof_on(desk, "kiosk-1").numbers == 4, "the fourth sale")
    assert proof_on(desk, "kiosk-1").waiting == 1

    shop.head_office.open()
    kiosk.until(lambda: kiosk.waiting() == 0, "everything acknowledged")
    tell(kiosk)
    desk.until(lambda: proof_on(desk, "kiosk-1").waiting == 0, "the fourth sale at head office")


def test_the_desk_sees_who_is_there_and_who_has_gone(shop: Shop) -> None:
    kiosk, desk = shop.stocked("kiosk-1", "shopper"), shop.stocked("desk-1", "manager")
    watch = Watch(desk.store)

    def online(name: str) -> bool:
        return any(one.name == name and one.online for one in watch.look().devices)

    desk.until(lambda: online("kiosk-1"), "the kiosk on the desk's list")
    kiosk.close()
    desk.until(lambda: not online("kiosk-1"), "the kiosk gone from it")

    gone = next(one for one in watch.look().devices if one.name == "kiosk-1")
    assert not gone.alarming(desk.store.clock())
    assert gone.alarming(gone.last_seen + model.SILENT_AFTER)
