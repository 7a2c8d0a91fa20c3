"""What was refused is not offered again: on every device of the store, in whatever order it is heard."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.customer import actions as customer
from kiosk.recommend import actions, model, tables
from kiosk.recommend.model import Refusal, Unwanted
from sync import messages
from tests.devices import NOON, SERUM, TEA, WATER, TestDevice

REFUSALS = st.lists(
    st.builds(
        Refusal,
        scope=st.sampled_from(["product", "kind"]),
        what=st.sampled_from("abc"),
        at=st.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    ),
    max_size=8,
)


def test_a_refused_product_and_a_refused_kind_are_left_out(device: TestDevice) -> None:
    kind = next(one.product.category for one in tables.offers(device.db, [SERUM], [], "CNY"))

    one = tables.offers(device.db, [SERUM], [], "CNY", unwanted=Unwanted(frozenset({TEA})))
    none = tables.offers(device.db, [SERUM], [], "CNY", unwanted=Unwanted(kinds=frozenset({kind})))
    off = tables.offers(device.db, [SERUM], [], "CNY", unwanted=Unwanted(off=True))

    assert [found.product.gtin for found in one] == [WATER]
    assert all(found.product.category != kind for found in none)
    assert off == []


def test_a_members_no_is_sealed_told_once_and_heard_by_the_others(device: TestDevice) -> None:
    vault = device.store.vault
    device.do(actions.refuse, vault, "M1", "product", TEA)
    device.do(actions.refuse, vault, "M1", "product", TEA)

    (row,) = device.db.execute("SELECT sealed FROM offer_refusal").fetchall()
    assert TEA.encode() not in bytes(row[0])
    told = device.db.execute("SELECT count(*) FROM journal WHERE type = ?", (messages.OfferRefused.TYPE,)).fetchone()
    assert told[0] >= 1

    device.do(actions.on_refused(vault), messages.OfferRefused(member="M2", scope="kind", what="tea", at=NOON))
    assert tables.refusals(device.db, vault, "M2") == (Refusal("kind", "tea", NOON),)


def test_who_has_left_is_forgotten(device: TestDevice) -> None:
    vault = device.store.vault
    device.do(actions.refuse, vault, "M1", "product", TEA)
    gone = messages.MemberChanged(member="M1", surname="", title="", removed=True, version=9, at=NOON)

    device.do(customer.on_member(vault), gone)
    device.do(actions.member_changed, gone)

    assert tables.refusals(device.db, vault, "M1") == ()


def test_an_offer_keeps_its_further_reasons() -> None:
    related = {"a": [("x", 0.5)], "b": [("x", 0.4)]}

    (offer,) = model.rank(["a", "b"], related, [("x", 12)], without=frozenset(), limit=3)

    assert (offer.reason, offer.because_of) == ("goes_with", "a")
    assert offer.also == (("usual", "x"), ("goes_with", "b"))


@given(REFUSALS, REFUSALS)
def test_in_whatever_order_refusals_are_heard_the_same_is_remembered(one: list[Refusal], other: list[Refusal]) -> None:
    assert model.merge_refusals(one, other) == model.merge_refusals(other, one)
    assert model.merge_refusals(one, one) == model.merge_refusals(one)
