"""What head office learns of colleagues' looks into the bags of shoppers who scan by themselves."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlite_utils import Database

from sync.clock import new_id
from sync.headoffice import flags, self_checkout
from sync.headoffice.change import Change
from sync.messages import CheckedLine, SelfCheckoutChecked
from tests.devices import GEL, NOON, STORE, TEA


@pytest.fixture
def change() -> Change:
    """Head office's tables for this, in memory."""
    db = sqlite3.connect(":memory:")
    for part in (flags.MIGRATIONS, self_checkout.MIGRATIONS):
        part.apply(Database(db))
    return Change(db, NOON, new_id)


def look(basket_id: str, outcome: str = "as_it_should", **named: Any) -> SelfCheckoutChecked:  # fields of the message
    plain = {"operator": "operator-1", "score": 40, "chance_bp": 1200, "decided": 10, "asked_at": NOON, "at": NOON}
    return SelfCheckoutChecked(basket_id=basket_id, outcome=outcome, **{**plain, **named})  # type: ignore[arg-type]  # of the three


def test_how_often_was_looked_and_found_is_told_for_each_device(change: Change) -> None:
    lines = (CheckedLine(gtin=TEA, units=2, counted=1), CheckedLine(gtin=GEL, units=0, counted=1))
    for event in (look("b1"), look("b2", "differences", lines=lines, corrected=True), look("b3", "waived")):
        self_checkout.checked(change, STORE, "kiosk-1", event)
        self_checkout.checked(change, STORE, "kiosk-1", event)

    (rate,) = self_checkout.rates(change.db, store=STORE, day=f"{NOON:%Y-%m-%d}")

    assert (rate.device, rate.decided, rate.looks) == ("kiosk-1", 30, 3)
    assert (rate.differences, rate.waived, rate.missing, rate.extra) == (1, 1, 1, 1)


def test_a_bag_that_was_another_than_its_basket_is_flagged(change: Change) -> None:
    lines = (CheckedLine(gtin=TEA, units=2, counted=1),)

    self_checkout.checked(change, STORE, "kiosk-1", look("b2", "differences", lines=lines))

    (flag,) = flags.newest(change.db)
    assert (flag.kind, flag.subject) == ("self_checkout_difference", "b2")
    assert flag.detail == "1 missing, 0 not scanned, left as it was"
