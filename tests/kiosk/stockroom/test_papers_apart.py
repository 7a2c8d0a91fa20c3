"""Goods in a box or a bag are where they are, whatever a paper says that somebody wrote without knowing of them."""

from __future__ import annotations

import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions as pickup
from kiosk.record import actions as records
from kiosk.record.model import as_text
from kiosk.stockroom import actions, tables
from kiosk.stockroom.model import Count
from sync.clock import stamp
from tests.devices import NOON, SERUM, STORE, TestDevice
from tests.kiosk.stockroom.room import do, on_hand
from tests.kiosk.stockroom.test_moving_and_asking import asked, incoming
from tests.orders import arrives, fill, placed


def test_a_box_that_was_sent_is_received_though_it_had_been_taken_back_meanwhile(tablet: TestDevice) -> None:
    transfer = asked(tablet, 2)
    sent = {"state": "sent", "sent_at": stamp(NOON), "sent.till-9": as_text({SERUM: (2, 0)})}
    do(tablet, records.set_fields, "transfer", transfer.transfer_id, sent)
    do(tablet, records.set_fields, "transfer", transfer.transfer_id, {"state": "refused", "reason": "taken_back"})

    assert len(tables.to_receive(tablet.db, tablet.store.vault, STORE, NOON)) == 1
    do(tablet, actions.scan_in, transfer.transfer_id, SERUM, 2)

    assert on_hand(tablet, SERUM) == 8


def test_what_is_in_a_box_that_nobody_wants_any_more_is_unpacked_first(tablet: TestDevice) -> None:
    transfer_id = incoming(tablet)
    do(tablet, actions.scan_out, transfer_id, SERUM)
    do(tablet, records.set_fields, "transfer", transfer_id, {"state": "refused", "reason": "taken_back"})

    do(tablet, actions.scan_out, transfer_id, SERUM, -1)

    assert on_hand(tablet, SERUM) == 6
    with pytest.raises(Refused, match=r"stockroom\.closed"):
        do(tablet, actions.scan_out, transfer_id, SERUM)


def test_the_store_that_sends_does_not_receive_its_own_box(tablet: TestDevice) -> None:
    transfer_id = incoming(tablet)
    do(tablet, actions.scan_out, transfer_id, SERUM)
    do(tablet, actions.send, transfer_id)

    with pytest.raises(Refused, match=r"stockroom\.not_here"):
        do(tablet, actions.scan_in, transfer_id, SERUM)

    assert on_hand(tablet, SERUM) == 5


def test_the_bag_of_an_order_that_was_cancelled_is_not_missed_on_the_shelf(tablet: TestDevice) -> None:
    arrives(tablet, placed("order-1", (SERUM, 2), home=tablet.store.device))
    fill(tablet, "order-1", [SERUM, SERUM])
    tablet.do(pickup.cancel, tablet.store.vault, tablet.store.device, "order-1")
    count: Count = do(tablet, actions.ask_count, (SERUM,))

    after: Count = do(tablet, actions.enter, count.count_id, SERUM, 4)

    assert after.state == "done", "four on the shelf and two in the bag are six"
