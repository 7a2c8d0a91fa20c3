"""What sending costs is asked for once, for what is sent; and a proof of age is that of whoever showed it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.till import actions
from sync.messages import Particulars
from tests.devices import TEA
from tests.kiosk.till.neighbours import Neighbour, Neighbours, know, open_neighbours


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """A till that sends goods for 8 yuan, and a kiosk."""
    with open_neighbours(tmp_path, "till-1", "kiosk-1", "kiosk-2") as opened:
        for one in opened.devices.values():
            db = sqlite3.connect(one.device.store.folder / "catalogue-100.sqlite")
            db.execute("INSERT INTO delivery VALUES ('ship', 1440, 2880, 800, 9900, '18:00')")
            db.commit()
            db.close()
            know(one)
        yield opened


def send(one: Neighbour) -> None:
    """Ms Lin has her tea sent."""
    one.do(actions.attach_customer, one.device.store.vault, one.here, "member-1")
    one.do(actions.fulfil_product, one.here, TEA, "ship")


def fees(one: Neighbour, basket_id: str = "") -> list[tuple[int, int]]:
    """(units, amount) of the lines for delivery."""
    lines = one.basket(basket_id).lines
    return [(line.quantity, line.amount.minor) for line in lines if line.kind == "delivery"]


def test_a_sale_that_is_taken_back_sends_nothing(store: Neighbours) -> None:
    till = store["till-1"]
    send(till)
    sale = till.do(actions.pay_cash, till.here, 10**6)
    void = till.do(actions.start_void, sale.sale_id)  # type: ignore[attr-defined]  # a Sale

    till.device.do(actions.set_terms, till.device.store.register, void.basket_id, note="mistaken")  # type: ignore[attr-defined]  # a Basket

    assert fees(till, void.basket_id) == [(-1, -800)]  # type: ignore[attr-defined]  # a Basket
    assert till.basket(void.basket_id).total.minor == -2600  # type: ignore[attr-defined]  # a Basket


def test_nobody_pays_for_two_deliveries_of_one_bag(store: Neighbours) -> None:
    till = store["till-1"]
    send(till)
    fee = next(line for line in till.basket().lines if line.kind == "delivery")

    till.do(actions.set_quantity, till.here, fee.line_id, 5)

    assert fees(till) == [(1, 800)]


def test_a_proof_of_age_stays_with_who_showed_it(store: Neighbours) -> None:
    first, second, till = store["kiosk-1"], store["kiosk-2"], store["till-1"]
    for taker, proven in ((second, 0), (till, 18)):
        first.put(TEA)
        line = first.basket().lines[0]
        first.do(actions.prove_age, first.here, "operator-1", {line.line_id: 18})
        _, scanned = first.hold()
        store.talk()

        assert [one.particulars for one in taker.take(scanned).lines] == [Particulars(age_checked=proven)]
