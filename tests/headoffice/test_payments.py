"""What head office does when a payment took a turn that no sale tells of."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlite_utils import Database

from sync.clock import new_id
from sync.headoffice import flags, payments
from sync.headoffice.change import Change
from sync.messages import PaymentAdvanced
from tests.devices import NOON, STORE


def event(**named: Any) -> PaymentAdvanced:  # fields of the message
    plain = {"intent_id": "i1", "basket_id": "b1", "kind": "card", "currency": "CNY", "amount_minor": 1800, "at": NOON}
    return PaymentAdvanced(**{**plain, **named})


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ({"state": "unknown", "reason": "no_answer"}, "payment_in_doubt"),
        ({"state": "reversing", "reason": "wrong_amount"}, "payment_in_doubt"),
        ({"state": "reversed"}, "payment_reversed"),
        ({"state": "approved", "reference": "T1"}, "payment_cleared"),
        ({"state": "approved", "reason": "later_reversed"}, "payment_contrary"),
        ({"state": "declined", "operator": "op-7", "resolution": "The terminal's journal"}, "payment_by_hand"),
    ],
)
def test_each_turn_is_a_flag_of_its_own_kind(named: dict[str, Any], kind: str) -> None:
    db = sqlite3.connect(":memory:")
    flags.MIGRATIONS.apply(Database(db))
    change = Change(db, NOON, new_id)

    for _ in range(2):
        payments.advanced(change, STORE, "till-1", event(**named))

    (flag,) = flags.newest(db)
    assert (flag.kind, flag.store, flag.device, flag.subject) == (kind, STORE, "till-1", "i1")
    assert "1800 CNY" in flag.detail
