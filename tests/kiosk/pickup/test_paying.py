"""Money for an order at the counter: all of it or none, and what is given back is owed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.pickup import actions, paying, tables
from kiosk.till import actions as till
from kiosk.till.model import Sale
from kiosk.worker import Transaction
from tests.devices import GEL, SERUM, TEA, TestDevice, open_device
from tests.orders import arrives, believe_head_office, fill, order_of, placed


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[TestDevice]:
    """A till with an order that is ready and unpaid: two products, 30.00 in all."""
    with open_device(tmp_path, name="till-1", role="till") as device:
        believe_head_office(device)
        store = device.store

        def follow(tx: Transaction) -> None:
            paying.follow(tx, store.vault, store.device)

        store.worker.before_commit = follow
        arrives(device, placed("order-1", (SERUM, 1), (TEA, 2), home=store.device, paid=False))
        fill(device, "order-1", [SERUM, TEA, TEA])
        device.do(actions.stage, store.vault, store.device, "order-1", "S-07")
        yield device


def charge(device: TestDevice, price_minor: int = 1000) -> None:
    order = order_of(device)
    due = [till.Due(line.line_id, line.gtin, line.quantity, price_minor) for line in order.lines]
    store = device.store
    device.do(till.charge_order, store.register, store.session.basket_id, "order-1", "B-0042", due)


def pay(device: TestDevice, minor: int) -> Sale:
    sale: Sale = device.do(till.pay_cash, device.store.register, device.store.session.basket_id, minor)
    return sale


def test_an_order_that_is_charged_is_paid_as_a_whole_or_not_at_all(counter: TestDevice) -> None:
    store = counter.store
    charge(counter)

    basket = counter.do(
        till.set_quantity, store.register, store.session.basket_id, f"{store.session.basket_id}/order-1/1", 0
    )

    assert basket.lines == (), "one line alone must not pay for the order"
    assert not order_of(counter).paid


def test_a_sale_that_is_voided_no_longer_pays_for_its_order(counter: TestDevice) -> None:
    charge(counter)
    sale = pay(counter, 3000)
    assert order_of(counter).now.paid_by == sale.sale_id

    void = counter.do(till.start_void, counter.store.register, sale.sale_id)
    counter.do(till.refund, counter.store.register, void.basket_id)

    order = order_of(counter)
    assert (order.paid, order.to_pay_minor, order.state) == (False, 3000, "ready")


def test_an_order_is_paid_too_where_goods_came_back_in_the_same_sale(counter: TestDevice) -> None:
    store = counter.store
    charge(counter, 20000)
    counter.do(till.take_without_receipt, store.register, store.session.basket_id, GEL, 1, "changed_mind")

    sale = pay(counter, 60000)

    assert (sale.kind, order_of(counter).now.paid_by) == ("exchange", sale.sale_id)


def at_the_door(device: TestDevice, method: str = "delivery") -> None:
    """A second order of one product for 10.00, which is sent or brought for 6.00, stands ready and unpaid."""
    store = device.store
    arrives(
        device,
        placed("order-2", (SERUM, 1), home=store.device, paid=False, method=method, fee_minor=600, number="B-0043"),
    )
    fill(device, "order-2", [SERUM])
    device.do(actions.stage, store.vault, store.device, "order-2", "S-08")


def test_what_the_store_brings_is_paid_at_the_door_with_its_fee(counter: TestDevice) -> None:
    store = counter.store
    at_the_door(counter)
    order = order_of(counter, "order-2")
    assert order.to_pay_minor == 1600
    with pytest.raises(Refused, match=r"pickup\.unpaid"):
        counter.do(actions.send_off, store.vault, store.device, "order-2")

    due = [till.Due(line.line_id, line.gtin, line.quantity, line.price_minor) for line in order.lines]
    basket_id = store.session.basket_id
    counter.do(till.charge_order, store.register, basket_id, "order-2", "B-0043", due, order.fee_minor)
    sale = pay(counter, 2000)

    assert (sale.total.minor, [line.kind for line in sale.lines]) == (1600, ["product", "delivery"])
    assert order_of(counter, "order-2").now.paid_by == sale.sale_id
    counter.do(actions.send_off, store.vault, store.device, "order-2")
    assert order_of(counter, "order-2").state == "collected"


def test_nobody_takes_the_fee_alone_off_an_order(counter: TestDevice) -> None:
    store = counter.store
    at_the_door(counter)
    due = [till.Due("order-2/1", SERUM, 1, 1000)]
    basket_id = store.session.basket_id
    counter.do(till.charge_order, store.register, basket_id, "order-2", "B-0043", due, 600)

    basket = counter.do(till.set_quantity, store.register, basket_id, f"{basket_id}/fee", 0)

    assert basket.lines == ()


def test_a_carrier_collects_and_the_proof_says_how_much(counter: TestDevice) -> None:
    store = counter.store
    at_the_door(counter, "ship")

    order = counter.do(actions.send_off, store.vault, store.device, "order-2", proof={"label": "SF1"})

    assert (order.state, order.paid) == ("collected", False)
    [hand] = [step for step in tables.steps_of(counter.db, store.vault, "order-2") if step.kind == "hand"]
    assert hand.more == {"label": "SF1", "collect_minor": "1600"}
