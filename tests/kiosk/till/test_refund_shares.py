"""Which tender gets how much back: each what it paid and no more, in any steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.till.model.refunds import Funding, funding, refund_shares
from kiosk.till.model.returning import Paid

CARD = Funding("card", "T1", 700)
SOURCES = st.lists(st.integers(1, 5000), min_size=1, max_size=5)


@given(SOURCES, st.lists(st.integers(1, 4000), max_size=12))
def test_refunds_in_any_steps_give_each_tender_back_just_what_it_paid(paid: list[int], steps: list[int]) -> None:
    sources = funding([Paid("card", amount, f"T{place}", 3 * amount) for place, amount in enumerate(paid)])
    left, before = sum(paid), list[int]()
    back: dict[str, list[int]] = {one.reference: [0, 0] for one in sources}
    for step in [*steps, sum(paid)]:
        part = min(step, left)
        if part:
            for share in refund_shares(sources, part, before):
                back[share.reference][0] += share.amount_minor
                back[share.reference][1] += share.units
            before.append(part)
            left -= part
        for one in sources:
            assert 0 <= back[one.reference][0] <= one.amount_minor

    assert back == {one.reference: [one.amount_minor, one.units] for one in sources}


def test_a_refund_beyond_what_is_known_to_be_paid_becomes_store_credit() -> None:
    assert [(one.kind, one.amount_minor) for one in refund_shares((CARD,), 1000)] == [
        ("card", 700),
        ("store_credit", 300),
    ]
