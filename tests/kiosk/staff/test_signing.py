"""PINs, badges and lock-outs: guessing, restarts, clocks that are set, people who left."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import Refused
from kiosk.staff import actions, tables
from kiosk.staff.model import FREE_TRIES, WAITS_S, Denied, Operator, Tries
from kiosk.staff.ticking import Ticking
from sync import frames, journal, messages, sealing, security
from sync.formats import pin_hash
from tests.devices import TestDevice, open_device
from tests.orders import believe_head_office
from tests.staff import CHEAP, CREW, PINS, SEALING, badge, hire, kept, person, published


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        believe_head_office(device)
        hire(device)
        yield device


def try_pin(till: TestDevice, pin: str, operator_id: str = "lin") -> str:
    """The name of who is signed in then, or the reason why nobody is."""
    found = till.do(actions.sign_in, till.store.vault, operator_id, pin)
    return found.key if isinstance(found, Denied) else found.name


def lock_out(till: TestDevice) -> None:
    for nth in range(FREE_TRIES):
        till.do(actions.sign_in, till.store.vault, "lin", f"10000{nth}")


def acts(till: TestDevice) -> list[str]:
    return [row.act for row in reversed(tables.audit(till.db))]


def test_the_right_pin_signs_in_and_a_wrong_one_says_how_many_tries_are_left(till: TestDevice) -> None:
    denied = till.do(actions.sign_in, till.store.vault, "lin", "000001")

    assert denied == Denied("staff.wrong_pin", {"n": 4})
    assert tables.signed_in(till.db) is None
    assert try_pin(till, PINS["lin"]) == "林晓"
    assert tables.signed_in(till.db) == Operator("lin", "林晓", "cashier", "")
    assert tables.tries(till.db, "lin") == Tries()


def test_five_wrong_pins_lock_out_even_the_right_one(till: TestDevice) -> None:
    lock_out(till)

    assert try_pin(till, PINS["lin"]) == "staff.locked_out"
    assert try_pin(till, PINS["wei"], "wei") == "魏强"  # others are not concerned
    assert acts(till)[:6] == ["wrong_pin"] * 5 + ["locked_out"]


def test_a_lock_out_survives_a_restart_and_a_clock_that_is_set(tmp_path: Path) -> None:
    with open_device(tmp_path, name="till-1", role="till") as till:
        believe_head_office(till)
        hire(till)
        lock_out(till)
        till.do(actions.time_passed, 20)
    with open_device(tmp_path, name="till-1", role="till") as till:
        till.do(actions.begin)
        for jump in (timedelta(days=400), timedelta(days=-800)):
            till.clock.now += jump
            assert try_pin(till, PINS["lin"]) == "staff.locked_out"
        assert tables.tries(till.db, "lin").wait_s == WAITS_S[0] - 20

        till.do(actions.time_passed, 39)
        assert try_pin(till, PINS["lin"]) == "staff.locked_out"
        till.do(actions.time_passed, 1)
        assert try_pin(till, PINS["lin"]) == "林晓"


def test_each_further_wrong_pin_costs_a_longer_wait() -> None:
    tries, waits = Tries(), []
    for _ in range(10):
        tries = tries.failed()
        waits.append(tries.wait_s)
        tries = tries.passed(tries.wait_s)

    assert waits == [0] * 4 + [*WAITS_S] + [WAITS_S[-1]] * 2
    assert Tries(5, 60).passed(-1000) == Tries(5, 60)
    guesses_in_a_year = 4 + 365 * 24 * 3600 / WAITS_S[-1]
    assert guesses_in_a_year / 10**pin_hash.LEAST < 0.01


def test_guessing_a_thousand_pins_tries_five(till: TestDevice) -> None:
    answers = [try_pin(till, f"{guess:06d}") for guess in range(7_000, 8_000)]

    assert answers.count("staff.wrong_pin") == FREE_TRIES - 1
    assert set(answers[FREE_TRIES - 1 :]) == {"staff.locked_out"}
    assert len(tables.audit(till.db, limit=2000)) == FREE_TRIES + 1  # a lock-out is told once


def test_only_running_time_counts_and_nobody_can_set_it(till: TestDevice) -> None:
    lock_out(till)
    seconds = count(step=30)  # a monotonic clock that is looked at every 30 s
    heard = threading.Event()
    till.store.worker.after_commit = lambda tx: heard.set() if "staff" in tx.topics else None
    ticking = Ticking(till.store.worker, every_s=0.005, now=lambda: float(next(seconds)))

    ticking.start()
    assert heard.wait(5)
    ticking.close()

    assert not tables.tries(till.db, "lin").locked


def test_a_supervisor_takes_a_lock_out_back_and_nobody_their_own(till: TestDevice) -> None:
    lock_out(till)
    vault = till.store.vault

    with pytest.raises(Refused, match="approval_void"):
        till.do(actions.unlock, "lin", "")
    assert (
        till.do(actions.approve, vault, "unlock", approver="lin", pin=PINS["lin"], about="lin").key
        == "staff.same_person"
    )
    assert (
        till.do(actions.approve, vault, "unlock", approver="wei", pin=PINS["wei"], about="lin").key
        == "staff.may_not_approve"
    )
    till.do(
        actions.unlock, "lin", till.do(actions.approve, vault, "unlock", approver="chen", pin=PINS["chen"], about="lin")
    )

    assert try_pin(till, PINS["lin"]) == "林晓"


def test_a_restart_locks_the_screen_and_keeps_who_answers(till: TestDevice) -> None:
    try_pin(till, PINS["lin"])

    till.do(actions.begin)

    session = tables.session(till.db)
    assert tables.signed_in(till.db) is None
    assert session is not None
    assert (session.operator.operator_id, session.locked) == ("lin", True)


def test_switching_signs_the_one_before_out(till: TestDevice) -> None:
    try_pin(till, PINS["lin"])
    till.do(actions.lock)
    try_pin(till, PINS["wei"], "wei")

    found = tables.signed_in(till.db)
    assert found is not None
    assert found.operator_id == "wei"
    assert acts(till) == ["sign_in", "lock", "sign_out", "sign_in"]


# ---------------------------------------------------------------- badges


def test_a_badge_names_its_owner_and_signs_nobody_in(till: TestDevice) -> None:
    found = till.do(actions.recognise, badge("chen"))

    assert found.name == "陈静"
    assert tables.signed_in(till.db) is None
    denied = till.do(actions.approve, till.store.vault, "no_sale", approver=found.operator_id, pin="")
    assert denied.key == "staff.wrong_pin"


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (badge("nobody"), "staff.unknown_badge"),
        (badge("lin", key=Ed25519PrivateKey.generate()), "code.forged"),
        (badge("lin", hours_ago=24 * 400), "code.expired"),
    ],
)
def test_a_badge_that_is_unknown_forged_or_old_is_refused_and_written_down(
    till: TestDevice, held: object, reason: str
) -> None:
    assert till.do(actions.recognise, held).key == reason
    assert tables.audit(till.db)[0].detail == {"reason": reason}


def test_who_was_removed_is_refused_with_a_badge_that_still_holds(till: TestDevice) -> None:
    try_pin(till, PINS["lin"])

    hire(till, published([one for one in CREW if one.operator_id != "lin"], version=2))

    assert till.do(actions.recognise, badge("lin")).key == "staff.unknown_badge"
    assert try_pin(till, PINS["lin"]) == "staff.unknown"
    assert tables.session(till.db) is None


def test_a_badge_that_was_taken_back_is_refused_and_the_next_one_is_not(till: TestDevice) -> None:
    moment = int(till.clock().timestamp()) - 1800
    hire(till, published([person("lin", "林晓", "cashier", badges_from=moment)], version=2))

    assert till.do(actions.recognise, badge("lin", hours_ago=1)).key == "staff.badge_revoked"
    assert till.do(actions.recognise, badge("lin", hours_ago=0)).name == "林晓"


def test_a_store_that_never_had_a_roster_believes_a_signed_badge(tmp_path: Path) -> None:
    with open_device(tmp_path) as device:
        believe_head_office(device)

        assert device.do(actions.recognise, badge("operator-1")).operator_id == "operator-1"


# ---------------------------------------------------------------- the roster


def test_a_roster_with_a_bad_signature_or_of_another_store_changes_nothing(till: TestDevice) -> None:
    with pytest.raises(security.BadSignature):
        hire(till, published([], version=2, key=Ed25519PrivateKey.generate()))
    with pytest.raises(ValueError, match="staff of store"):
        hire(till, published([], version=2, store="9521000000025"))
    hire(till, published([], version=1))

    assert len(tables.everyone(till.db)) == len(CREW)


def test_a_pin_lies_in_the_vault_and_nowhere_in_the_clear(till: TestDevice) -> None:
    till.do(actions.change_pin, till.store.vault, "lin", PINS["lin"], "519274", CHEAP)
    raw = b"".join(path.read_bytes() for path in till.store.folder.glob("journal.db*"))

    assert b"argon2" not in raw
    assert b"519274" not in raw
    assert tables.pin(till.db, till.store.vault, "lin").startswith("$argon2id$")


def test_a_changed_pin_holds_at_once_and_head_office_alone_can_open_it(till: TestDevice) -> None:
    vault = till.store.vault

    assert till.do(actions.change_pin, vault, "lin", PINS["lin"], "123456", CHEAP).key == "staff.pin_trivial"
    assert till.do(actions.change_pin, vault, "lin", PINS["lin"], "5192", CHEAP).key == "staff.pin_form"
    assert till.do(actions.change_pin, vault, "lin", "000001", "519274", CHEAP).key == "staff.wrong_pin"
    assert till.do(actions.change_pin, vault, "lin", PINS["lin"], "519274", CHEAP).name == "林晓"

    told = [one for one in posted(till) if isinstance(one, messages.PinChanged)]
    assert try_pin(till, "519274") == "林晓"
    assert try_pin(till, PINS["lin"]) == "staff.wrong_pin"
    assert [(one.operator, one.base_version) for one in told] == [("lin", 1000)]
    assert pin_hash.fits(sealing.unseal(SEALING, "pin/lin", told[0].sealed).decode(), "519274")
    with pytest.raises(sealing.BadBox):
        sealing.unseal(SEALING, "pin/wei", told[0].sealed)


def test_an_older_pin_of_head_office_does_not_undo_a_changed_one_but_a_reset_does(till: TestDevice) -> None:
    till.do(actions.change_pin, till.store.vault, "lin", PINS["lin"], "519274", CHEAP)

    hire(till, published(version=2))
    assert try_pin(till, "519274") == "林晓"

    hire(till, published([person("lin", "林晓", "cashier", pin="884213", version=2000)], version=3))
    assert try_pin(till, "884213") == "林晓"


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "987654", "024680", "121212", "123123", "112233", "909090", "00000000"]
)
def test_a_pin_that_everybody_tries_first_is_refused(pin: str) -> None:
    assert pin_hash.weakness(pin) == "trivial"


@pytest.mark.parametrize("pin", ["12345", "", "1234567890123", "73018a", "７３０１８５", "730 185"])
def test_a_pin_of_another_form_is_refused(pin: str) -> None:
    assert pin_hash.weakness(pin) == "form"


def test_the_cost_of_a_pin_is_argon2id_and_a_text_that_is_none_fits_nothing() -> None:
    began = time.perf_counter()
    found = pin_hash.hash_of("730185")
    took = time.perf_counter() - began

    assert found.startswith("$argon2id$v=19$m=65536,t=3,p=2$")
    assert took < 5
    assert [pin_hash.fits(text, "730185") for text in (found, "", "730185", kept("730185"))] == [
        True,
        False,
        False,
        True,
    ]


# ---------------------------------------------------------------- the audit


def test_every_row_of_the_audit_goes_into_the_hash_chain_of_the_money_lane(till: TestDevice) -> None:
    try_pin(till, "000001")
    try_pin(till, PINS["lin"])
    till.do(actions.audit, "no_sale", "drawer-1", reason="change")
    till.do(actions.sign_out)

    told = [one for one in posted(till) if isinstance(one, messages.OperatorActed)]

    assert [(one.acted_id, one.act) for one in told] == [
        (row.acted_id, row.act) for row in reversed(tables.audit(till.db))
    ]
    assert [one.act for one in told] == ["wrong_pin", "sign_in", "no_sale", "sign_out"]
    assert told[2].operator == "lin"
    assert {one.LANE for one in told} == {"money"}


def test_the_audit_is_found_by_operator_and_by_time(till: TestDevice) -> None:
    try_pin(till, PINS["lin"])
    till.clock.pass_time(days=1)
    try_pin(till, PINS["wei"], "wei")
    today = till.clock() - timedelta(hours=1)

    assert {row.operator for row in tables.audit(till.db, operator="wei")} == {"wei"}
    assert [row.act for row in tables.audit(till.db, since=today)] == ["sign_in", "sign_out"]
    assert [row.act for row in tables.audit(till.db, until=today)] == ["sign_in"]


def posted(till: TestDevice) -> list[messages.Message]:
    """Every fact in the device's journal, lane by lane; their chain is whole."""
    found = []
    for lane in journal.status(till.db).values():
        assert journal.broken_link(till.db, lane.lane, lane.epoch) is None
        for row in journal.read(till.db, lane.lane, lane.epoch, 0, lane.next_seq, 1000):
            event = frames.read(row.body)
            found.append(messages.decode(event.type, event.data))
    return found
