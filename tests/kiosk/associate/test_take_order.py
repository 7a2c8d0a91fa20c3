"""An order is taken on the telephone; nothing is promised until head office has answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.associate.screens.take_order import TakeOrderScreen
from kiosk.pickup import actions, tables
from sync import messages
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import SERUM, TEA, open_device
from tests.ui import Ui


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with open_device(tmp_path, name="tablet-1", role="associate") as device:
        screens = {"order.take": lambda: TakeOrderScreen(device.store)}
        with open_desk(ui, device, screens, "order.take") as opened:
            yield opened


def test_what_is_asked_for_is_a_request_until_head_office_has_answered(desk: Desk) -> None:
    store = desk.device.store
    desk.scan_product(SERUM)
    desk.scan_product(SERUM)
    desk.screen.put(TEA)
    desk.settle()
    assert desk.says("请写谁来取")
    desk.screen.set_units(TEA, 0)
    desk.screen.words |= {"name": "王先生", "contact": "13800130042"}
    desk.screen.fetch_in(2)
    desk.settle()
    assert desk.findings("order", HARDEST) == []

    desk.tap("phone_order.send")

    (wish,) = tables.wishes(store.db, store.vault)
    asked = wish.asked
    assert [(line.gtin, line.quantity) for line in asked.lines] == [(SERUM, 2)]
    assert (asked.channel, asked.surname, asked.contact) == ("phone", "王先生", "13800130042")
    assert asked.promised_at is not None
    assert asked.promised_at.minute % 15 == 0
    assert desk.says("请求中")
    assert desk.findings("asked", HARDEST) == []

    answer = messages.OrderWishAnswered(
        wish_id=asked.wish_id, store=asked.store, order_id="o1", number="B-0042", version=1, at=store.clock()
    )
    desk.device.do(actions.on_wish_answered, answer)
    desk.settle()
    assert desk.says("B-0042")


def test_what_cannot_be_promised_is_said_so(desk: Desk) -> None:
    store = desk.device.store
    desk.scan_product(SERUM)
    desk.screen.words["name"] = "王先生"
    desk.screen.send()
    desk.settle()
    (wish,) = tables.wishes(store.db, store.vault)

    answer = messages.OrderWishAnswered(
        wish_id=wish.asked.wish_id, store=wish.asked.store, refused="not_promised", version=1, at=store.clock()
    )
    desk.device.do(actions.on_wish_answered, answer)
    desk.settle()

    assert desk.says("没法保证有货")


def test_whoever_calls_next_finds_nothing_of_the_last_call(desk: Desk) -> None:
    desk.scan_product(SERUM)
    desk.screen.words["name"] = "王先生"
    desk.go("order.take")

    assert not desk.says("王先生")
