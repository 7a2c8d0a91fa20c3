"""A shopper calls at the kiosk; colleagues hear it with and without head office, which counts how long they waited."""

from __future__ import annotations

from kiosk.service import actions, tables
from kiosk.service.model import Call
from tests.flows.shops import Shop, ShopDevice


def call_on(device: ShopDevice, call_id: str) -> Call | None:
    """The call as this device knows it."""
    return tables.load(device.store.db, call_id)


def state_on(device: ShopDevice, call_id: str) -> str:
    """How it stands there; empty where nobody heard of it."""
    call = call_on(device, call_id)
    return "" if call is None else call.state


def test_a_call_is_heard_answered_and_ended_in_the_shop_alone_and_head_office_learns_of_it_later(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    shop.head_office.close()

    call_id = kiosk.do(actions.call_associate, kiosk.store.register, "help")
    tablet.until(lambda: state_on(tablet, call_id) == "asked", "the call on the tablet")
    tablet.do(actions.answer, tablet.store.register, call_id)
    kiosk.until(lambda: state_on(kiosk, call_id) == "coming", "the answer at the kiosk")
    tablet.do(actions.end, tablet.store.register, call_id)
    kiosk.until(lambda: state_on(kiosk, call_id) == "ended", "its end at the kiosk")

    shop.head_office.open()
    row = "SELECT answered_on, how_ended FROM assist_call WHERE call_id = ?"
    kiosk.until(lambda: shop.head_office.query(row, call_id) == [("tablet-1", "done")], "head office's word")


def test_two_who_answer_at_once_without_hearing_each_other_agree_on_the_first(shop: Shop) -> None:
    kiosk, tablet, till = (
        shop.stocked("kiosk-1", "shopper"),
        shop.stocked("tablet-1", "associate"),
        shop.stocked("till-1", "till"),
    )
    call_id = kiosk.do(actions.call_associate, kiosk.store.register, "help")
    for device in (tablet, till):
        device.until(lambda device=device: state_on(device, call_id) == "asked", "the call")  # type: ignore[misc]
    shop.broker.kill()

    first = tablet.do(actions.answer, tablet.store.register, call_id)
    till.do(actions.answer, till.store.register, call_id)
    shop.broker.start()
    tablet.do(actions.end, tablet.store.register, call_id)

    # Each repeats now and then what it said, so they agree as soon as they hear each other again.
    till.until(lambda: state_on(till, call_id) == "ended", "the end on the till")
    assert call_on(till, call_id).answer == first.answer  # type: ignore[union-attr]
