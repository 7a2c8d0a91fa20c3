"""Members: encrypted on disk, known by their own code alone, their online basket never doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.codes import LoyaltyCard
from kiosk.customer import actions, tables
from kiosk.errors import Refused
from kiosk.till import actions as till
from kiosk.till import tables as tills
from sync import messages
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice
from tests.kiosk.test_trust import ROOT, card, published


def member(version: int = 1, *, points: int = 2480, removed: bool = False) -> messages.MemberChanged:
    return messages.MemberChanged(
        member="m1", surname="林", title="ms", tier="gold", points=points, usual=((TEA, 6),), removed=removed,
        version=version, at=NOON,
    )  # fmt: skip


def online(version: int, *lines: tuple[str, int]) -> messages.OnlineBasketChanged:
    found = tuple(messages.OnlineLine(gtin=gtin, quantity=quantity) for gtin, quantity in lines)
    return messages.OnlineBasketChanged(basket_id="o1", member="m1", lines=found, version=version, at=NOON)


@pytest.fixture
def known(device: TestDevice) -> TestDevice:
    """A device that knows Ms Lin and believes her card."""
    from kiosk import trust

    device.do(trust.on_config(ROOT.public_key()), published())
    device.do(actions.on_member(device.keys.vault), member())
    return device


def test_a_held_out_code_shows_who_is_here_with_no_network(known: TestDevice) -> None:
    token = card()

    found = known.do(actions.identify, known.keys.vault, LoyaltyCard(token, ""))

    assert (found.surname, found.title, found.points, found.usual) == ("林", "ms", 2480, ((TEA, 6),))


def test_a_member_of_whom_the_store_never_heard_is_refused(known: TestDevice) -> None:
    known.do(actions.on_member(known.keys.vault), member(version=2, removed=True))

    with pytest.raises(Refused, match=r"customer\.unknown"):
        known.do(actions.identify, known.keys.vault, LoyaltyCard(card(), ""))


def test_names_lie_encrypted_in_every_file_of_the_device(known: TestDevice, tmp_path: Path) -> None:
    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert len(files) > 3
    assert not [path.name for path in files if "林".encode() in path.read_bytes()]


def test_late_news_of_a_member_change_nothing(known: TestDevice) -> None:
    handler = actions.on_member(known.keys.vault)
    known.do(handler, member(version=5, points=3000))
    known.do(handler, member(version=4, points=10))

    found = tables.load(known.db, known.keys.vault, "m1")
    assert found is not None
    assert found.points == 3000


@pytest.mark.parametrize(
    ("here", "there", "together"),
    [
        ({}, {TEA: 2}, {TEA: 2}),
        ({TEA: 1}, {TEA: 2}, {TEA: 2}),
        ({TEA: 3}, {TEA: 2}, {TEA: 3}),
        ({WATER: 1}, {TEA: 2, SERUM: 1}, {WATER: 1, TEA: 2, SERUM: 1}),
    ],
)
def test_the_online_basket_joins_and_never_doubles(
    known: TestDevice, here: dict[str, int], there: dict[str, int], together: dict[str, int]
) -> None:
    register, vault = known.store.register, known.keys.vault
    for gtin, quantity in here.items():
        known.do(till.add_product, register, "b1", gtin, quantity)
    known.do(actions.on_online_basket(vault), online(7, *there.items()))

    known.do(till.attach_customer, register, vault, "b1", "m1")
    basket = known.do(till.attach_customer, register, vault, "b1", "m1")

    assert {gtin: basket.units_of(gtin) for gtin in together} == together
    assert basket.units == sum(together.values())
    assert {line.origin for line in basket.lines if line.gtin not in here} <= {"online"}


def test_a_basket_taken_over_is_offered_again_only_when_it_changed(known: TestDevice) -> None:
    register, vault = known.store.register, known.keys.vault
    handler = actions.on_online_basket(vault)
    known.do(handler, online(7, (TEA, 1)))
    known.do(till.attach_customer, register, vault, "b1", "m1")
    assert tables.online_basket(known.db, vault, "m1") is None

    known.do(handler, online(8, (SERUM, 1)))

    found = tables.online_basket(known.db, vault, "m1")
    assert found is not None
    assert [line.gtin for line in found.lines] == [SERUM]


def test_what_is_put_in_online_while_the_member_is_here_comes_in_too(known: TestDevice) -> None:
    register, vault = known.store.register, known.keys.vault
    known.do(till.attach_customer, register, vault, "b1", "m1")
    known.do(actions.on_online_basket(vault), online(7, (TEA, 2)))

    known.do(till.join_online_basket, register, vault, "b1", "m1")
    known.do(till.join_online_basket, register, vault, "b1", "m1")

    basket = tills.load_basket(known.db, "b1")
    assert basket is not None
    assert [(line.gtin, line.quantity, line.origin) for line in basket.lines] == [(TEA, 2, "online")]


def test_a_paid_basket_takes_nothing_more_in(known: TestDevice) -> None:
    register, vault = known.store.register, known.keys.vault
    known.do(till.add_product, register, "b1", WATER)
    known.do(till.pay_cash, register, "b1", 1000)
    known.do(actions.on_online_basket(vault), online(7, (TEA, 2)))

    known.do(till.join_online_basket, register, vault, "b1", "m1")

    assert tables.online_basket(known.db, vault, "m1") is not None
