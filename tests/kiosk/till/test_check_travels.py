"""A look that is due goes with the bag to the next self-checkout, however it gets there; a till's colleague has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.settings import SelfCheckout
from kiosk.till import actions
from kiosk.till.tables import spot_checks
from sync.formats import basket_code
from tests.devices import SERUM, TEA
from tests.kiosk.till.neighbours import Neighbour, Neighbours, know, open_neighbours

ALL = SelfCheckout(checks=True, floor_percent=100.0, most_percent=100.0)
NEVER = SelfCheckout(checks=True, floor_percent=0.0, most_percent=0.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """A kiosk that looks into every bag, two that draw none by themselves, and a till."""
    with open_neighbours(tmp_path, "kiosk-1", "kiosk-2", "kiosk-3", "till-1") as opened:
        for name, rules in (("kiosk-1", ALL), ("kiosk-2", NEVER), ("kiosk-3", NEVER), ("till-1", NEVER)):
            device = opened[name].device
            device.store.register = replace(device.store.register, self_checkout=rules)
        yield opened


def due(one: Neighbour) -> bool:
    """Whether a colleague looks before the bag here is paid."""
    one.do(actions.look_into, one.here)
    found = spot_checks.load(one.device.db, one.here)
    return found is not None and found.due


@pytest.mark.parametrize("heard", [True, False])
def test_another_kiosk_keeps_what_is_due_whether_or_not_it_hears_the_first(store: Neighbours, heard: bool) -> None:
    first, second, third = store["kiosk-1"], store["kiosk-2"], store["kiosk-3"]
    first.put(TEA)
    assert due(first)
    for giver, taker in ((first, second), (second, third)):
        _, scanned = giver.hold()
        if heard:
            store.talk()
        store.hush()
        taker.take(scanned)
        store.hush()

        assert due(taker)
        assert not taker.basket().terms.check_due, "it is said of a bag on its way"
        with pytest.raises(Refused, match=r"till\.check_first"):
            taker.do(actions.may_pay, taker.here)


def test_a_bag_that_a_due_one_came_to_is_looked_into(store: Neighbours) -> None:
    first, second = store["kiosk-1"], store["kiosk-2"]
    first.put(TEA)
    assert due(first)
    second.put(SERUM)
    assert not due(second)
    _, scanned = first.hold()

    second.device.do(actions.take_basket, second.device.store.register, scanned, second.here, join=True)

    assert due(second)


def test_a_till_s_colleague_has_seen_it_and_what_they_send_back_is_due_no_more(store: Neighbours) -> None:
    first, second, till = store["kiosk-1"], store["kiosk-2"], store["till-1"]
    first.put(TEA)
    assert due(first)
    _, scanned = first.hold()
    till.take(scanned)
    assert till.do(actions.may_pay, till.here) == 1800

    _, again = till.hold()
    second.take(again)

    assert not due(second)


def test_whoever_was_looked_at_is_not_looked_at_again_elsewhere(store: Neighbours) -> None:
    first, second = store["kiosk-1"], store["kiosk-2"]
    first.put(TEA)
    assert due(first)
    first.device.do(actions.waive, first.here, "operator-1")
    _, scanned = first.hold()

    second.take(scanned)

    assert not due(second)


def test_a_member_s_bag_that_waited_is_due_at_the_kiosk_where_they_come_back(store: Neighbours) -> None:
    first, second = store["kiosk-1"], store["kiosk-2"]
    for one in (first, second):
        know(one)
    first.put(TEA)
    first.do(actions.attach_customer, first.device.store.vault, first.here, "member-1")
    assert due(first)
    first.do(actions.leave_basket, first.here)
    store.talk()

    second.do(actions.take_kept, first.here, second.here)

    assert due(second)


def test_a_code_says_it_on_each_page_and_nothing_where_nothing_is_due(store: Neighbours) -> None:
    lines = tuple(basket_code.Line(number, 1, 100) for number in range(1, 5))
    plain = basket_code.Page(1, 1, 1, 1, "CNY", 400, (), lines)
    marked = basket_code.Page(1, 1, 1, 1, "CNY", 400, (), lines, check_due=True)

    (data,) = basket_code.write(plain, lambda _: True)
    (one,) = basket_code.write(marked, lambda _: True)
    pages = [basket_code.read(part) for part in basket_code.write(marked, lambda part: len(part) < len(one))]

    assert basket_code.read(data) == plain
    assert len(pages) > 1
    assert all(page is not None and page.check_due for page in pages)
