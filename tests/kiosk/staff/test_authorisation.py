"""Who may do what: each role, permission and limit of the table; and approvals by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.i18n import LANGUAGES, Translator
from kiosk.register import Register
from kiosk.staff import actions, tables
from kiosk.staff.model import AUDITED, BUILT_IN, Denied
from sync.formats import staff_roster
from sync.formats.staff_roster import LimitEntry, RoleEntry
from tests.devices import TestDevice, open_device
from tests.orders import believe_head_office
from tests.staff import CREW, PINS, hire, person, published

OF_ROLE = {"cashier": "lin", "senior": "wei", "supervisor": "chen", "manager": "mei"}


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        device.store.register = replace(device.store.register, sign_in="required")
        believe_head_office(device)
        hire(device)
        yield device


def sign_in(till: TestDevice, operator_id: str) -> None:
    found = till.do(actions.sign_in, till.store.vault, operator_id, PINS[operator_id])
    assert not isinstance(found, Denied), found


def require(till: TestDevice, permission: str, **named: Any) -> str:
    done: str = till.do(actions.require, till.store.register, permission, **named)
    return done


def approve(till: TestDevice, approver: str, permission: str, **named: Any) -> Any:
    return till.do(actions.approve, till.store.vault, permission, approver=approver, pin=PINS[approver], **named)


def refused(till: TestDevice, permission: str, **named: Any) -> str:
    with pytest.raises(Refused) as no:
        require(till, permission, **named)
    return no.value.key


def answer(till: TestDevice, permission: str, size: dict[str, int]) -> str:
    """Who does it, or why nobody."""
    try:
        return require(till, permission, **size)
    except Refused as no:
        return no.key


def test_the_matrix_of_roles_permissions_and_limits_holds_on_the_device(till: TestDevice) -> None:
    wrong = []
    for role, operator_id in OF_ROLE.items():
        sign_in(till, operator_id)
        for permission in staff_roster.PERMISSIONS:
            limit = BUILT_IN[role].may.get(permission)
            cases: list[tuple[dict[str, int], bool]] = [({}, limit is not None)]
            for name, most in (
                ("amount_minor", limit.amount_minor if limit else None),
                ("percent_bp", limit.percent_bp if limit else None),
            ):
                if most is not None:
                    cases += [({name: most}, True), ({name: most + 1}, False), ({name: -most - 1}, False)]
                elif limit is not None:
                    cases.append(({name: 10**9}, True))
            for size, allowed in cases:
                if (answer(till, permission, size) == operator_id) != allowed:
                    wrong.append((role, permission, size))

    assert wrong == []


def test_the_table_names_every_permission_and_each_role_may_more_than_the_one_below() -> None:
    roles = list(BUILT_IN.values())

    assert set(BUILT_IN["manager"].may) == set(staff_roster.PERMISSIONS)
    assert tuple(BUILT_IN) == staff_roster.ROLES
    for lower, higher in pairwise(roles):
        for permission, limit in lower.may.items():
            more = higher.may[permission]
            assert more.amount_minor is None or (limit.amount_minor or 0) <= more.amount_minor
            assert more.percent_bp is None or (limit.percent_bp or 0) <= more.percent_bp
    for language in LANGUAGES:
        words = Translator(language)
        assert [p for p in staff_roster.PERMISSIONS if not words.known(f"staff.may_{p}")] == []
        assert [r for r in BUILT_IN if not words.known(f"staff.role_{r}")] == []


def test_nobody_sells_before_signing_in(till: TestDevice) -> None:
    assert refused(till, "sell") == "staff.sign_in_first"
    assert refused(till, "no_sale") == "staff.sign_in_first"

    sign_in(till, "lin")

    assert require(till, "sell") == "lin"


def test_a_locked_screen_stops_everything_but_a_payment_that_goes_on(till: TestDevice) -> None:
    sign_in(till, "mei")
    till.do(actions.lock)

    assert require(till, "sell") == "mei"
    assert refused(till, "no_sale") == "staff.sign_in_first"


def test_an_approval_of_a_colleague_lets_the_act_happen_once(till: TestDevice) -> None:
    sign_in(till, "lin")
    approval = approve(till, "chen", "price_override", about="line-1", percent_bp=2000)

    assert require(till, "price_override", about="line-1", percent_bp=2000, approval=approval) == "lin"

    assert refused(till, "price_override", about="line-1", percent_bp=2000, approval=approval) == "staff.approval_void"


@pytest.mark.parametrize(
    ("permission", "named"),
    [
        ("price_override", {"about": "line-2", "percent_bp": 2000}),
        ("price_override", {"about": "line-1", "percent_bp": 2001}),
        ("price_override", {"about": "line-1", "percent_bp": 2000, "amount_minor": 1}),
        ("void_sale", {"about": "line-1"}),
    ],
)
def test_an_approval_holds_for_nothing_else(till: TestDevice, permission: str, named: dict[str, Any]) -> None:
    sign_in(till, "lin")
    approval = approve(till, "chen", "price_override", about="line-1", percent_bp=2000)

    assert refused(till, permission, approval=approval, **named) == "staff.approval_void"


def test_an_approval_is_not_for_the_next_operator(till: TestDevice) -> None:
    sign_in(till, "lin")
    approval = approve(till, "chen", "no_sale")
    sign_in(till, "wei")

    assert refused(till, "no_sale", approval=approval) == "staff.approval_void"


def test_nobody_approves_their_own_act(till: TestDevice) -> None:
    sign_in(till, "chen")

    assert approve(till, "chen", "no_sale") == Denied("staff.same_person")
    assert next(row.act for row in tables.audit(till.db, operator="chen")) == "approval_refused"


def test_nobody_approves_more_than_they_may_themselves(till: TestDevice) -> None:
    sign_in(till, "lin")

    assert approve(till, "wei", "price_override", percent_bp=2000) == Denied("staff.may_not_approve", {"name": "魏强"})
    assert isinstance(approve(till, "wei", "price_override", percent_bp=1000), str)


def test_an_approval_dies_by_each_of_two_clocks_and_with_a_restart(till: TestDevice) -> None:
    sign_in(till, "lin")

    by_clock = approve(till, "chen", "no_sale")
    till.clock.pass_time(minutes=11)
    assert refused(till, "no_sale", approval=by_clock) == "staff.approval_void"

    by_running_time = approve(till, "chen", "no_sale")
    till.do(actions.time_passed, 601)
    till.clock.pass_time(seconds=-30)  # set back, so that the wall clock says that it is fresh
    assert refused(till, "no_sale", approval=by_running_time) == "staff.approval_void"

    by_restart = approve(till, "chen", "no_sale")
    till.do(actions.begin)
    sign_in(till, "lin")
    assert refused(till, "no_sale", approval=by_restart) == "staff.approval_void"


def test_an_approval_of_somebody_who_left_meanwhile_is_void(till: TestDevice) -> None:
    sign_in(till, "lin")
    approval = approve(till, "chen", "no_sale")
    hire(till, published([one for one in CREW if one.operator_id != "chen"], version=2))

    assert refused(till, "no_sale", approval=approval) == "staff.approval_void"


def test_a_role_of_the_chains_own_takes_the_place_of_the_built_in_one(till: TestDevice) -> None:
    own = RoleEntry(role="cashier", may={"sell": LimitEntry(), "discount": LimitEntry(percent_bp=2000)})
    hire(till, published(roles=(own,), version=2))
    sign_in(till, "lin")

    assert require(till, "discount", percent_bp=2000) == "lin"
    assert refused(till, "reprint") == "staff.approval_needed"


def test_a_role_that_nobody_explained_permits_nothing(till: TestDevice) -> None:
    hire(till, published([person("lin", "林晓", "juggler")], version=2))
    sign_in(till, "lin")

    assert refused(till, "sell") == "staff.approval_needed"


def test_where_signing_in_is_off_a_shop_without_operators_asks_nobody(tmp_path: Path) -> None:
    with open_device(tmp_path) as device:
        off: Register = device.store.register

        assert off.sign_in == "off"
        assert {device.do(actions.require, off, one) for one in staff_roster.PERMISSIONS} == {""}
        assert tables.audit(device.db) == []


def test_where_signing_in_is_off_what_a_cashier_may_not_takes_an_approval(till: TestDevice) -> None:
    till.store.register = replace(till.store.register, sign_in="off")

    assert require(till, "sell") == ""
    assert refused(till, "no_sale") == "staff.approval_needed"
    assert require(till, "no_sale", approval=approve(till, "mei", "no_sale")) == "mei"


def test_what_is_audited_is_written_down_by_require_itself(till: TestDevice) -> None:
    sign_in(till, "mei")
    for permission in sorted(AUDITED):
        require(till, permission, about="thing-1", amount_minor=5)

    rows = [row for row in tables.audit(till.db, operator="mei") if row.about == "thing-1"]
    assert {row.act for row in rows} == AUDITED
    assert {(row.operator, row.detail["amount_minor"]) for row in rows} == {("mei", 5)}
