"""Operators at head office: hired, given PINs and roles, taken back their badges; and what they did."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync import messages, sealing
from sync.formats import pin_hash, staff_roster
from sync.formats.staff_roster import LimitEntry, OperatorEntry, RoleEntry, Roster
from sync.headoffice import operator_acts, operators
from sync.headoffice.__main__ import main
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Conflict, Invalid, Unknown
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from tests.headoffice.offices import NOON, OTHER, STORE, event, told

CHEAP = pin_hash.Cost(passes=1, memory_kib=8, lanes=1)
LIN = OperatorEntry(operator_id="lin", name="林晓", role="cashier")


def hire(office: Office, entry: OperatorEntry = LIN, pin: str = "730185", where: tuple[str, ...] = (STORE,)) -> None:
    office.change(lambda change: operators.add(change, office.keys, entry, pin, where, CHEAP))


def change(office: Office, act: Any, *args: Any) -> None:
    office.change(lambda change: act(change, office.keys, *args))


def roster(office: Office, store: str = STORE) -> Roster:
    """What the store hears: one event, signed by the root key."""
    (one,) = told(office, store, messages.StaffPublished)
    assert isinstance(one, messages.StaffPublished)
    found = staff_roster.open_roster(one.document, one.signature, office.keys.root.public_key())
    assert (found.version, found.store) == (one.version, store)
    return found


def arrives(office: Office, message: messages.Message, seq: int = 1, *, repeated: bool = False) -> None:
    """A device of the store tells something."""
    effects = Effects(office.tenant, office.keys, clock=office.clock, new_id=office.new_id)
    arrival = Arrival(STORE, "till-1", event(message, seq), message, repeated)
    office.change(lambda change: effects.apply(change.db, [arrival]))


def test_who_begins_to_work_is_told_to_their_stores_with_a_pin_that_nobody_can_read(office: Office) -> None:
    hire(office, where=(STORE, OTHER))

    for store in (STORE, OTHER):
        (one,) = roster(office, store).operators
        assert (one.operator_id, one.name, one.role, one.pin_version) == ("lin", "林晓", "cashier", 1000)
        assert one.pin.startswith("$argon2id$")
        assert pin_hash.fits(one.pin, "730185")


@pytest.mark.parametrize(
    ("entry", "pin", "where", "fault"),
    [
        (LIN, "123456", (STORE,), Invalid),
        (LIN, "7301", (STORE,), Invalid),
        (LIN, "730185", ("9521000000000",), Unknown),
        (LIN, "730185", (), Invalid),
        (msgspec.structs.replace(LIN, role="juggler"), "730185", (STORE,), Unknown),
        (msgspec.structs.replace(LIN, language="fr"), "730185", (STORE,), Invalid),
    ],
)
def test_what_cannot_be_right_leaves_no_trace(
    office: Office, entry: OperatorEntry, pin: str, where: tuple[str, ...], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        hire(office, entry, pin, where)

    assert office.read(operators.everyone) == []
    assert told(office, STORE, messages.StaffPublished) == []


def test_an_operator_id_is_given_once(office: Office) -> None:
    hire(office)
    with pytest.raises(Conflict):
        hire(office)


def test_role_badges_and_leaving_reach_the_store(office: Office) -> None:
    hire(office)
    change(office, operators.set_role, "lin", "manager")
    change(office, operators.revoke_badges, "lin")

    (one,) = roster(office).operators
    assert (one.role, one.badges_from) == ("manager", int(NOON.timestamp()) + 1)

    change(office, operators.remove, "lin")
    assert roster(office).operators == ()


def test_roles_of_the_chains_own_are_checked_and_sent(office: Office) -> None:
    hire(office)
    runner = RoleEntry(role="runner", may={"sell": LimitEntry(amount_minor=5000)})

    change(office, operators.set_roles, [runner])
    change(office, operators.set_role, "lin", "runner")

    assert roster(office).roles == (runner,)
    with pytest.raises(Invalid, match="juggle"):
        change(office, operators.set_roles, [RoleEntry(role="x", may={"juggle": LimitEntry()})])
    with pytest.raises(Invalid, match="lin"):  # who would have a role that nobody knows
        change(office, operators.set_roles, [])


def pin_changed(office: Office, pin: str, base: int, operator: str = "lin") -> messages.PinChanged:
    box = sealing.seal(office.keys.sealing_public, f"pin/{operator}", pin_hash.hash_of(pin, CHEAP).encode())
    return messages.PinChanged(operator=operator, sealed=box, base_version=base, at=NOON)


def test_a_pin_that_was_changed_at_a_till_reaches_all_others(office: Office) -> None:
    hire(office, where=(STORE, OTHER))

    arrives(office, pin_changed(office, "519274", 1000))

    for store in (STORE, OTHER):
        (one,) = roster(office, store).operators
        assert one.pin_version == 1001
        assert pin_hash.fits(one.pin, "519274")


def test_a_pin_from_before_a_reset_is_void_and_flagged(office: Office) -> None:
    hire(office)
    change(office, operators.set_pin, "lin", "884213", CHEAP)

    arrives(office, pin_changed(office, "519274", 1000))
    arrives(office, pin_changed(office, "519274", 2000, operator="nobody"), 2)
    forged = msgspec.structs.replace(pin_changed(office, "519274", 2000), sealed="AAAA")
    arrives(office, forged, 3)

    (one,) = roster(office).operators
    assert pin_hash.fits(one.pin, "884213")
    kinds = office.read(lambda db: [row["kind"] for row in db.execute("SELECT kind FROM flag")])
    assert kinds == ["pin_change"] * 3


def test_what_operators_did_is_found_by_operator_store_day_and_act(office: Office) -> None:
    act = messages.OperatorActed(
        acted_id="a-1", act="no_sale", operator="lin", approver="chen", about="s-1", detail={"amount_minor": 5}, at=NOON
    )
    arrives(office, act)
    arrives(office, act, repeated=True)
    arrives(office, msgspec.structs.replace(act, acted_id="a-2", act="sign_in", approver=""), 2)

    def found(**wanted: Any) -> list[str]:
        return [one.acted_id for one in office.read(lambda db: operator_acts.search(db, **wanted))]

    assert found() == ["a-2", "a-1"]
    assert found(operator="chen") == found(act="no_sale") == ["a-1"]
    assert found(store=STORE, day="2026-05-04") == ["a-2", "a-1"]
    assert found(store=OTHER) == found(day="2026-05-05") == []


def test_the_commands_hire_list_and_refuse(
    small_chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(small_chain / "hq", tmp_path / "hq")

    def command(*arguments: str, told: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(told))
        return main(["--data", str(folder), "--tenant", "acme", *arguments])

    add = ("operator", "add", "lin", "林晓", "--store", STORE, "--role", "senior", "--pin-stdin")

    assert command(*add, told="123456\n") == 1
    assert "first that somebody tries" in capsys.readouterr().err
    assert command(*add, told="730185\n") == 0
    capsys.readouterr()
    assert command("operator", "list") == command("audit") == 0
    assert capsys.readouterr().out == f"lin\tsenior\t{STORE}\t林晓\n"
