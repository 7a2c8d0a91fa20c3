"""Bags that come together: whose they are, what their coupons give, and nothing of the one who went away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.till import actions
from kiosk.till.model import Line
from sync.messages import Particulars
from tests.devices import SERUM, TEA
from tests.kiosk.till.neighbours import Neighbour, Neighbours, know, open_neighbours


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Neighbours]:
    """Two kiosks and a till that know two members."""
    with open_neighbours(tmp_path, "kiosk-1", "kiosk-2", "till-1") as opened:
        for one in opened.devices.values():
            know(one)
            know(one, "member-2")
        yield opened


def sign_in(one: Neighbour, member_id: str = "member-1") -> None:
    """The member shows their code here."""
    one.do(actions.attach_customer, one.device.store.vault, one.here, member_id)


def terms(one: Neighbour, **what: object) -> None:
    """What is special about the basket here."""
    one.device.do(actions.set_terms, one.device.store.register, one.here, **what)


def test_a_member_s_bag_that_comes_back_beside_new_goods_is_still_theirs(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(SERUM)
    sign_in(kiosk)
    held, _ = kiosk.hold()
    kiosk.put(TEA)

    kiosk.do(actions.take_back, held.basket.basket_id, kiosk.here)

    assert (kiosk.basket().customer, kiosk.basket().terms.tier) == ("member-1", "gold")


def test_who_signed_in_while_their_bag_was_away_keeps_it(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(SERUM)
    held, _ = kiosk.hold()
    sign_in(kiosk)

    kiosk.do(actions.take_back, held.basket.basket_id, kiosk.here)

    assert (kiosk.basket().customer, kiosk.basket().terms.tier) == ("member-1", "gold")


def test_a_till_that_knows_the_member_already_does_not_forget_them_for_a_stranger_s_bag(store: Neighbours) -> None:
    kiosk, till = store["kiosk-1"], store["till-1"]
    kiosk.put(TEA)
    _, scanned = kiosk.hold()
    store.talk()
    sign_in(till)

    till.take(scanned)

    assert (till.basket().customer, till.basket().terms.tier) == ("member-1", "gold")


def test_coupons_of_both_bags_count(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(SERUM)
    terms(kiosk, coupons=("c1#n1",))
    held, _ = kiosk.hold()
    kiosk.put(TEA)
    terms(kiosk, coupons=("c2#n2",))

    kiosk.do(actions.take_back, held.basket.basket_id, kiosk.here)

    assert sorted(kiosk.basket().terms.coupons) == ["c1#n1", "c2#n2"]


def test_a_till_takes_more_units_of_a_line_together_than_a_shopper_may(store: Neighbours) -> None:
    till = store["till-1"]
    till.do(actions.add_product, till.here, TEA, 80)
    _, scanned = till.hold()
    till.do(actions.add_product, till.here, TEA, 80)

    till.device.do(actions.take_basket, till.device.store.register, scanned, till.here, join=True)

    assert till.units() == [(TEA, 160)]


def test_a_plan_stays_with_its_goods_when_they_join_the_same_goods(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(SERUM)
    goods = kiosk.basket().lines[0]
    plan = Line("plan", TEA, 1, Money(100, "CNY"), kind="plan", particulars=Particulars(attached_to=goods.line_id))
    kiosk.do(actions.add_line, kiosk.here, plan)
    held, _ = kiosk.hold()
    kiosk.put(SERUM)
    own = kiosk.basket().lines[0].line_id

    kiosk.do(actions.take_back, held.basket.basket_id, kiosk.here)

    [attached] = [line for line in kiosk.basket().lines if line.kind == "plan"]
    assert attached.particulars.attached_to == own


def test_a_kiosk_takes_neither_price_list_nor_invoice_of_whom_it_does_not_know(store: Neighbours) -> None:
    first, second = store["kiosk-1"], store["kiosk-2"]
    first.put(TEA)
    terms(first, employee=True, price_list="trade", business="林氏", tax_id="123", carrier="/ABC1234", account="A1")
    _, scanned = first.hold()
    store.talk()

    taken = second.take(scanned)

    plain = msgspec.structs.replace(taken.terms, recalled_from="")
    assert msgspec.to_builtins(plain) == {}


def test_a_bag_that_waits_is_given_to_nobody_else(store: Neighbours) -> None:
    kiosk = store["kiosk-1"]
    kiosk.put(TEA)
    sign_in(kiosk)
    left = kiosk.here
    kiosk.do(actions.leave_basket, left)
    kiosk.device.store.session.basket_id = kiosk.device.store.new_id()
    sign_in(kiosk, "member-2")

    with pytest.raises(Refused, match=r"till\.held_no_more"):
        kiosk.do(actions.take_kept, left, kiosk.here)


def test_a_bag_that_moved_on_unheard_never_waits_again(store: Neighbours) -> None:
    holder, taker = store["kiosk-2"], store["kiosk-1"]
    holder.put(TEA)
    sign_in(holder)
    held, scanned = holder.hold()
    store.talk()
    taken = taker.take(scanned)
    store.hush()
    store.pass_time(minutes=36)
    holder.do(actions.tidy_waiting)
    assert holder.basket(held.basket.basket_id).terms.kept

    store.talk()
    for _ in range(12):  # what is no news any more has its turn once a minute
        store.pass_time(seconds=5)
        store.repeat()

    for one in (holder, taker, store["till-1"]):
        old = one.basket(held.basket.basket_id)
        assert (old.state, old.terms.moved_to) == ("dropped", taken.basket_id), one.name
