"""Head office compares each Z with its own sales, and says what does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.shift import actions
from kiosk.till import day
from sync import messages
from sync.headoffice import flags, shifts
from sync.headoffice.__main__ import main
from sync.headoffice.applying import Arrival
from sync.headoffice.effects import Effects
from sync.headoffice.office import Office
from sync.messages import Event
from tests.devices import SERUM, TEA, WATER, TestDevice, open_device
from tests.headoffice.offices import STORE
from tests.kiosk.shift.days import sell


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TestDevice]:
    with open_device(tmp_path / "till", name="till-1", role="till") as found:
        yield found


def closed_day(till: TestDevice) -> None:
    register = till.store.register
    till.do(actions.open_shift, register, 20_000)
    for goods in ((WATER, TEA), (SERUM,), (TEA,)):
        sell(till, *goods)
    till.do(actions.move, register, "paid_out", 500, "courier")
    till.do(day.count, register, 20_000 + 250 + 1_800 + 22_800 + 1_800 - 500)
    till.do(day.close, register)


def hear(office: Office, till: TestDevice, keep: Callable[[str, int], bool] = lambda _type, _nth: True) -> None:
    """All facts of the till arrive, in order; but those that `keep` leaves out by type and place."""
    effects = Effects("acme", office.keys, clock=office.clock, new_id=office.new_id)
    arrivals = []
    for nth, row in enumerate(till.db.execute("SELECT body FROM journal WHERE lane = 'money' ORDER BY n").fetchall()):
        data = json.loads(row[0])
        if keep(data["type"], nth):
            message = messages.decode(data["type"], json.dumps(data["data"]).encode())
            found = Event(**{**data, "data": json.dumps(data["data"]).encode()})
            arrivals.append(Arrival(STORE, "till-1", found, message, False))
    office.change(lambda change: effects.apply(change.db, arrivals))


def differences(office: Office) -> list[str]:
    return [text for one in office.read(lambda db: list(shifts.checked(db))) for text in one.differences]


def test_a_z_that_fits_raises_nothing(empty: Office, till: TestDevice) -> None:
    closed_day(till)
    hear(empty, till)

    assert len(empty.read(lambda db: list(shifts.checked(db)))) == 1
    assert differences(empty) == []
    assert [one for one in empty.read(flags.newest) if one.kind in ("z_differs", "drawer_off", "no_effect")] == []
    assert empty.read(shifts.still_open) == []


def test_a_sale_that_never_came_is_seen_by_number_and_sum(empty: Office, till: TestDevice) -> None:
    closed_day(till)
    sold = [0]

    def keep(kind: str, _nth: int) -> bool:
        sold[0] += kind == "kx.sale.completed.v1"
        return not (kind == "kx.sale.completed.v1" and sold[0] == 2)

    hear(empty, till, keep)

    found = differences(empty)
    assert any("3 sales in the Z, 2 here" in one for one in found)
    assert any(one.startswith("total ") for one in found)
    assert "z_differs" in [one.kind for one in empty.read(flags.newest)]


def test_a_cash_movement_that_never_came_is_seen(empty: Office, till: TestDevice) -> None:
    closed_day(till)
    hear(empty, till, lambda kind, _nth: kind != "kx.cash.moved.v1")

    assert differences(empty) == ["paid_out 500 in the Z, 0 here"]


def test_a_shift_without_its_z_is_listed_as_open(empty: Office, till: TestDevice) -> None:
    closed_day(till)
    hear(empty, till, lambda kind, _nth: kind != "kx.shift.closed.v1")

    assert [one.workstation for one in empty.read(shifts.still_open)] == ["till-1"]


def test_a_z_whose_number_is_missing_is_named(empty: Office, till: TestDevice) -> None:
    for _ in range(3):
        closed_day(till)
    closed = [0]

    def keep(kind: str, _nth: int) -> bool:
        closed[0] += kind == "kx.shift.closed.v1"
        return not (kind == "kx.shift.closed.v1" and closed[0] == 2)

    hear(empty, till, keep)

    assert [(one.series, one.first, one.last) for one in empty.read(shifts.missing)] == [("A", 2, 2)]


def test_the_command_says_how_every_z_stands(empty: Office, till: TestDevice, capsys: Any) -> None:
    closed_day(till)
    hear(empty, till)

    assert main(["--data", str(empty.folder), "--tenant", "acme", "shifts"]) == 0

    said = capsys.readouterr().out
    assert "Z A0001: 3 sales, 26650 CNY, drawer +0, as booked" in said
    assert "1 Z reports, 0 differ" in said
