"""What a sudden stop leaves on the counter."""

from __future__ import annotations

import pytest

from kiosk.stored_value import actions as stored_value
from kiosk.till import actions, leftovers, tables
from kiosk.till.actions import Wanted
from kiosk.till.model import Tender
from tests.devices import SERUM, TEA, TestDevice


def states(device: TestDevice) -> dict[str, str]:
    return dict(device.db.execute("SELECT basket_id, state FROM basket").fetchall())


@pytest.fixture
def stopped(device: TestDevice) -> TestDevice:
    """Two open baskets, the newer one `b2`, and one whose card payment nobody has answered."""
    register = device.store.register
    device.do(actions.add_product, register, "b1", TEA)
    device.do(actions.add_product, register, "waiting", SERUM)
    device.do(actions.open_tender, register, "waiting")
    device.clock.pass_time(minutes=1)
    device.do(actions.add_product, register, "b2", SERUM)
    return device


def test_a_till_goes_on_with_the_newest_basket(stopped: TestDevice) -> None:
    kept = stopped.do(leftovers.take_up, stopped.store.register, keep_newest=True)

    assert kept == "b2"
    assert states(stopped) == {"b1": "dropped", "b2": "open", "waiting": "open"}


def test_a_till_goes_on_with_the_basket_that_was_being_paid(stopped: TestDevice) -> None:
    register = stopped.store.register
    stopped.clock.pass_time(minutes=1)
    stopped.do(actions.open_tender, register, "b2")

    kept = stopped.do(leftovers.take_up, register, keep_newest=True)

    # Its screen asks the terminal, and shows what came of it.
    assert kept == "b2"
    assert states(stopped) == {"b1": "dropped", "b2": "open", "waiting": "open"}


def test_a_payment_that_hangs_since_the_morning_is_not_taken_up_at_the_counter(stopped: TestDevice) -> None:
    register = stopped.store.register
    stopped.do(actions.open_tender, register, "b2")
    stopped.clock.pass_time(hours=3)

    assert stopped.do(leftovers.take_up, register, keep_newest=True) == "b1"


def test_a_till_that_stopped_as_the_drawer_opened_shows_the_change_again(stopped: TestDevice) -> None:
    register = stopped.store.register
    stopped.do(actions.drop_basket, register, "b1")
    sale = stopped.do(actions.pay_cash, register, "b2", 50_000)

    assert stopped.do(leftovers.take_up, register, keep_newest=True) == sale.sale_id
    stopped.clock.pass_time(minutes=1)
    assert stopped.do(leftovers.take_up, register, keep_newest=True) == "waiting"


def test_a_kiosk_forgets_whose_baskets_they_were(stopped: TestDevice) -> None:
    kept = stopped.do(leftovers.take_up, stopped.store.register, keep_newest=False)

    assert kept is None
    assert states(stopped) == {"b1": "dropped", "b2": "dropped", "waiting": "open"}


def test_a_basket_whose_money_is_under_way_is_left_to_the_terminal(stopped: TestDevice) -> None:
    stopped.do(leftovers.take_up, stopped.store.register, keep_newest=False)

    assert tables.open_intent(stopped.db, "waiting") is not None


def test_a_balance_that_cannot_be_put_back_stops_no_start(stopped: TestDevice) -> None:
    register, number = stopped.store.register, "9521000000000019"
    sale = stopped.do(actions.pay_cash, register, "b1", 5000)
    stopped.do(actions.take, register, "b3", sale.sale_id, [Wanted(sale.lines[0].line_id, 1)])
    stopped.do(actions.tender_value, register, "b3", "gift_card", number, -500)
    stopped.do(stored_value.spend, register, "gift_card", number, 500)

    stopped.do(leftovers.take_up, register, keep_newest=False)

    # Somebody looks at it: it stays as it is. The others are given up as ever.
    assert states(stopped) == {"b1": "paid", "b2": "dropped", "b3": "open", "waiting": "open"}
    assert [one.amount.minor for one in kept_tenders(stopped, "b3")] == [-500]


def kept_tenders(device: TestDevice, basket_id: str) -> tuple[Tender, ...]:
    basket = tables.load_basket(device.db, basket_id)
    assert basket is not None
    return basket.tenders
