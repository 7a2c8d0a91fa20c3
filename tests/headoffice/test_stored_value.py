"""Points, cards and accounts at head office: booked once, leased never beyond what is free, flagged when odd."""

from __future__ import annotations

import pytest

from sync.headoffice import flags, leases, members, stored_value
from sync.headoffice.change import Conflict, Invalid
from sync.headoffice.office import Office
from sync.messages import (
    DeviceStarted,
    LeaseGranted,
    LeaseReturned,
    LeaseWanted,
    MemberChanged,
    SaleTender,
    ValueKind,
)
from tests.headoffice.offices import MILK, NOON, OTHER, STORE, sale, told
from tests.headoffice.test_effects import arrive, kinds

CARD = "9000000000000001"


def tender(kind: str, account: str, amount: int, units: int = 0) -> SaleTender:
    """What was paid with."""
    return SaleTender(tender_id="t", kind=kind, amount_minor=amount, reference=account, units=units)


def balance(office: Office, kind: str, account: str) -> int:
    """What is left."""
    found = office.read(lambda db: stored_value.find(db, kind, account))
    assert found is not None
    return found.balance


def last_word(office: Office, account: str, store: str = STORE) -> LeaseGranted:
    """What a store was told last about an account."""
    found = [one for one in told(office, store, LeaseGranted) if isinstance(one, LeaseGranted)]
    return next(one for one in reversed(found) if one.account == account)


def granted(office: Office, account: str, device: str = "till-1") -> int:
    """What a device was granted in all."""
    return sum(one.granted for one in last_word(office, account).grants if one.device == device)


def wanted(kind: ValueKind, account: str, amount: int = 0, granted: int = 0, epoch: str = "e1") -> LeaseWanted:
    """A device's wish."""
    return LeaseWanted(kind=kind, account=account, epoch=epoch, granted=granted, amount=amount, at=NOON)


def test_points_spent_and_earned_are_what_the_member_sees(office: Office) -> None:
    paid = (tender("points", "M1", 500, units=1000),)
    arrive(office, sale("s1", 1, [(MILK, 1, 500)], customer="M1", tenders=paid, points_earned=5), 1)

    office.change(members.tell_stale)

    assert balance(office, "points", "M1") == 2480 - 1000 + 5
    [*_, event] = told(office, STORE, MemberChanged)
    assert isinstance(event, MemberChanged)
    assert (event.points, event.at) == (1485, NOON)
    assert [
        (one.what, one.amount, one.balance) for one in office.read(lambda db: stored_value.ledger(db, "points", "M1"))
    ] == [
        ("issue", 2480, 2480),
        ("spend", -1000, 1480),
        ("earn", 5, 1485),
    ]


def test_a_sale_that_comes_again_moves_nothing_twice(office: Office) -> None:
    office.change(lambda change: stored_value.issue(change, "gift_card", CARD, 5000, currency="CNY", store=STORE))
    made = sale("s1", 1, [(MILK, 1, 500)], customer="M1", tenders=(tender("gift_card", CARD, 500),), points_earned=5)

    arrive(office, made, 1)
    arrive(office, made, 2)
    arrive(office, made, 1, epoch="e2", repeated=True)

    assert (balance(office, "gift_card", CARD), balance(office, "points", "M1")) == (4500, 2485)


def test_a_return_gives_points_back_and_takes_those_it_earned(office: Office) -> None:
    arrive(office, sale("s1", 1, [(MILK, 1, 500)], customer="M1", tenders=(tender("points", "M1", 500, 1000),)), 1)
    arrive(office, sale("s2", 2, [(MILK, 1, 900)], customer="M1", points_earned=9), 2)
    arrive(office, sale("s3", 3, [(MILK, -1, 500)], customer="M1", tenders=(tender("points", "M1", -500, 1000),)), 3)
    arrive(office, sale("s4", 4, [(MILK, -1, 900)], customer="M1", points_earned=-9), 4)

    assert balance(office, "points", "M1") == 2480
    found = office.read(lambda db: members.find(db, "M1"))
    assert found is not None
    assert found.points == 2480


def test_what_is_spent_beyond_what_there_is_is_booked_and_flagged_and_the_store_is_shown_nothing_below_zero(
    office: Office,
) -> None:
    office.change(lambda change: stored_value.issue(change, "gift_card", CARD, 400, currency="CNY", store=STORE))
    arrive(office, wanted("gift_card", CARD), 1)

    arrive(office, sale("s1", 1, [(MILK, 1, 500)], tenders=(tender("gift_card", CARD, 500),)), 1)
    office.change(leases.tell_stale)

    assert balance(office, "gift_card", CARD) == -100
    assert [(one.kind, one.subject, one.detail) for one in reversed(office.read(flags.newest))] == [
        ("beyond_lease", "s1", "gift_card ···0001: 100 more than it held"),
        ("overdrawn", "s1", "gift_card ···0001: -100"),
    ]
    assert last_word(office, CARD).balance == 0


def test_a_card_and_a_member_that_nobody_knows_are_booked_and_flagged(office: Office) -> None:
    paid = (tender("gift_card", CARD, 500),)
    arrive(office, sale("s1", 1, [(MILK, 1, 500)], customer="M9", tenders=paid, points_earned=5), 1)

    assert kinds(office) == ["unknown_account", "beyond_lease", "overdrawn", "unknown_account"]
    assert balance(office, "points", "M9") == 5


def test_a_wish_is_granted_once_however_often_it_comes(office: Office) -> None:
    office.change(lambda change: stored_value.issue(change, "gift_card", CARD, 5000, currency="CNY", store=STORE))

    for seq in (1, 2, 3):
        arrive(office, wanted("gift_card", CARD, 3000), seq)

    assert granted(office, CARD) == 3000


def test_a_wish_of_a_former_life_is_none(office: Office) -> None:
    arrive(office, wanted("points", "M1", epoch="e1"), 1, epoch="e2")

    assert office.read(lambda db: stored_value.held(db, "points", "M1")) == 0


def test_two_devices_get_no_more_than_there_is(office: Office) -> None:
    arrive(office, wanted("points", "M1", 2000), 1)
    arrive(office, wanted("points", "M1", 2000), 1, device="till-2")

    assert (granted(office, "M1"), granted(office, "M1", "till-2")) == (2000, 480)


def test_what_is_given_back_may_come_twice_and_late(office: Office) -> None:
    arrive(office, wanted("points", "M1"), 1)
    for seq, back in ((2, 500), (3, 2000), (4, 500)):
        message = LeaseReturned(kind="points", account="M1", epoch="e1", granted=2480, returned=back, at=NOON)
        arrive(office, message, seq)

    assert office.read(lambda db: stored_value.held(db, "points", "M1")) == 480


def test_a_head_office_put_back_from_a_copy_learns_what_it_had_granted(office: Office) -> None:
    arrive(office, wanted("points", "M1", granted=2000), 1)

    assert office.read(lambda db: stored_value.held(db, "points", "M1")) == 2480
    arrive(office, wanted("points", "M1"), 1, device="till-2")
    assert granted(office, "M1", "till-2") == 0


def test_selling_devices_hold_a_standing_share_and_others_none(office: Office) -> None:
    for seq, (device, role) in enumerate((("till-1", "till"), ("kiosk-1", "shopper"), ("desk-1", "manager")), 1):
        made = DeviceStarted(device=device, role=role, app="1", epoch="e1", series="A", at=NOON)
        arrive(office, made, seq, device=device)

    office.change(leases.tell_stale)

    assert [granted(office, "M1", device) for device in ("till-1", "kiosk-1", "desk-1")] == [248, 248, 0]
    assert not office.read(lambda db: leases.any_due(db, NOON))


@pytest.mark.parametrize(
    ("total", "devices", "share"), [(1000, 1, 100), (1000, 5, 100), (1000, 10, 50), (9, 1, 0), (-5, 3, 0), (1000, 0, 0)]
)
def test_the_standing_share(total: int, devices: int, share: int) -> None:
    assert leases.standing_share(total, devices) == share


def test_a_member_who_moves_takes_the_shares_along(office: Office) -> None:
    office.change(lambda change: leases.device_began(change, STORE, "till-1", "till", "e1"))
    office.change(lambda change: leases.device_began(change, OTHER, "till-9", "till", "e1"))
    office.change(leases.tell_stale)
    member = office.read(lambda db: members.get(db, "M1"))

    office.change(
        lambda change: members.save(
            change, members.Member(member="M1", store=OTHER, surname=member.surname, points=2480)
        )
    )
    office.change(leases.tell_stale)

    assert [one.standing for one in last_word(office, "M1").grants] == [0]
    assert [(one.device, one.standing) for one in last_word(office, "M1", OTHER).grants] == [("till-9", 248)]


def test_points_that_devices_may_spend_already_cannot_be_taken_away(office: Office) -> None:
    arrive(office, wanted("points", "M1", 300), 1)
    before = office.read(lambda db: members.get(db, "M1"))

    office.change(lambda change: members.save(change, members.Member(member="M1", store=STORE, surname=before.surname)))

    assert balance(office, "points", "M1") == 300
    assert office.read(lambda db: members.get(db, "M1")).points == 300


def test_a_customer_account_is_charged_up_to_its_limit_and_paid(office: Office) -> None:
    made = office.change(lambda change: stored_value.set_limit(change, "ACME", 1000, currency="CNY"))
    arrive(office, wanted("account", "ACME", 700), 1)
    arrive(office, sale("s1", 1, [(MILK, 1, 700)], tenders=(tender("account", "ACME", 700),)), 1)
    assert balance(office, "account", "ACME") == 300

    with pytest.raises(Conflict, match="limit"):
        office.change(lambda change: stored_value.set_limit(change, "ACME", 600, currency="CNY"))
    charged = office.read(lambda db: stored_value.find(db, "account", "ACME"))
    assert charged is not None
    with pytest.raises(Invalid, match="paid"):
        office.change(lambda change: stored_value.paid(change, charged, 701))
    office.change(lambda change: stored_value.paid(change, charged, 700))

    assert balance(office, "account", "ACME") == made.credit_limit
    assert kinds(office) == []


def test_what_cannot_be_given_out(office: Office) -> None:
    with pytest.raises(Invalid, match="amount"):
        office.change(lambda change: stored_value.issue(change, "store_credit", "C", 0, currency="CNY"))
    with pytest.raises(Invalid, match="number"):
        office.change(lambda change: stored_value.issue(change, "gift_card", "12345", 5, currency="CNY"))
    office.change(lambda change: stored_value.issue(change, "voucher", "V", 5, currency="CNY"))
    with pytest.raises(Conflict, match="before"):
        office.change(lambda change: stored_value.issue(change, "voucher", "V", 5, currency="CNY"))
    office.change(lambda change: stored_value.issue(change, "store_credit", "C", 5, currency="TWD"))
    with pytest.raises(Conflict, match="TWD"):
        office.change(lambda change: stored_value.issue(change, "store_credit", "C", 5, currency="CNY"))


def test_money_of_another_currency_is_not_leased_to_a_store(office: Office) -> None:
    office.change(lambda change: stored_value.issue(change, "gift_card", CARD, 5000, currency="TWD"))

    arrive(office, wanted("gift_card", CARD), 1)

    assert (last_word(office, CARD).balance, granted(office, CARD)) == (5000, 0)
