"""The till's day by touch: the float, money out, the blind count, the checklist, the Z."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.associate import till_table
from kiosk.associate.widgets.drawer import PieceCard
from kiosk.paper.counter import Counter
from kiosk.settings import Drawer
from kiosk.shift import actions, tables
from kiosk.till import actions as till
from kiosk.ui.tr import tr
from kiosk.ui.widgets.button import COMMIT_S
from kiosk.ui.widgets.choice import OptionCard, Tile
from tests.desks import HARDEST, Desk, open_desk
from tests.devices import TEA, open_device
from tests.kiosk.shift.days import current, expected, put_in, sell
from tests.ui import Ui


def done_counting(desk: Desk) -> None:
    """The button is the one that opened the shift, too, and two taps at once would be one."""
    tapped = time.monotonic()
    desk.ui.until(lambda: time.monotonic() - tapped > 2 * COMMIT_S)
    desk.tap("shift.count_done")


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    with (
        open_device(tmp_path, name="till-1", role="till") as device,
        open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as found,
    ):
        yield found


def choose(desk: Desk, kind: type[OptionCard] | type[Tile], key: str) -> None:
    """Tap a tile or an option."""
    wanted = tr.text(key)
    desk.ui.tap(next(one for one in desk.ui.walk() if isinstance(one, kind) and one.title.whole == wanted))
    desk.settle()


def count(desk: Desk, numbers: dict[str, str]) -> None:
    """Type how many of each denomination."""
    for key, number in numbers.items():
        card = next(one for one in desk.ui.walk() if isinstance(one, PieceCard) and one.one.key == key)
        desk.ui.tap(card.name)  # its middle is the stepper's
        desk.settle()
        desk.type(number)


def test_a_day_by_touch_from_the_float_to_the_z(desk: Desk) -> None:
    device = desk.device
    desk.go("shift.home")
    desk.tap("shift.open_now")
    count(desk, {"note:10000": "2", "coin:100": "50"})
    assert desk.says("¥250.00")
    desk.tap("shift.open_with")
    assert (desk.navigator.name, current(device).float_minor) == ("shift.home", 25_000)

    sell(device, TEA)
    choose(desk, Tile, "shift.act_paid_out")
    assert desk.button("shift.confirm").disabled
    choose(desk, OptionCard, "shift.reason_courier")
    desk.type("1250")
    assert desk.says("¥12.50")
    desk.tap("shift.confirm")
    assert expected(device) == 25_000 + 1_800 - 1_250
    assert not desk.says("¥255.50"), "whoever counts must not know what should be there"

    device.do(till.park, device.store.register, put_in(device, TEA))
    desk.settle()
    desk.tap("shift.act_close")
    assert desk.button("shift.close_now").disabled
    assert not desk.says("¥255.50")
    desk.tap("shift.count")
    count(desk, {"note:10000": "2", "coin:100": "55"})
    done_counting(desk)
    assert desk.navigator.name == "shift.count", "it does not fit, so it is counted once more, blind"
    assert not desk.says("¥255.50")
    count(desk, {"note:10000": "2", "coin:100": "55"})
    done_counting(desk)
    desk.ui.until(lambda: desk.navigator.name == "shift.close")
    assert desk.says("−¥0.50")
    assert desk.findings("checklist", HARDEST) == []
    choose(desk, OptionCard, "shift.variance_change_error")
    desk.tap("shift.carry")
    assert desk.button("shift.close_now").disabled, "what head office has not must be understood, too"
    desk.tap("shift.understood")
    desk.tap("shift.close_now")

    assert desk.navigator.name == "shift.report"
    report = tables.recent_z(device.db)[0]
    assert (report.z_name, report.variance_minor, report.variance_reason) == ("A0001", -50, "change_error")
    assert tables.current(device.db) is None
    assert desk.findings("z", HARDEST) == []
    desk.tap("shift.print")  # there is no printer, and the Z stands all the same
    desk.tap("shift.done")
    assert desk.says("Z A0001")


def test_a_shift_can_be_closed_without_a_count_and_the_z_says_so(desk: Desk) -> None:
    sell(desk.device, TEA)
    desk.go("shift.close")
    desk.tap("shift.skip_count")
    desk.tap("shift.understood")
    desk.tap("shift.close_now")

    report = tables.recent_z(desk.device.db)[0]
    assert report.counted_minor is None
    assert "not_counted" in [one.kind for one in report.leftovers]
    assert desk.says(tr.text("shift.not_counted"))


def test_new_unsent_facts_ask_again(desk: Desk) -> None:
    sell(desk.device, TEA)
    desk.go("shift.close")
    desk.tap("shift.understood")
    sell(desk.device, TEA)
    desk.settle()

    assert desk.button("shift.understood")


def test_the_drawer_is_opened_with_a_reason(desk: Desk) -> None:
    desk.device.do(actions.open_shift, desk.device.store.register, 100)
    desk.go("shift.move", kind="no_sale")
    choose(desk, OptionCard, "shift.reason_check_drawer")
    desk.tap("shift.open_drawer")

    moved = tables.movements(desk.device.db, current(desk.device).shift_id)
    assert [(one.kind, one.reason) for one in moved] == [("no_sale", "check_drawer")]


def test_the_drawer_springs_open_for_a_reason_and_for_a_count_and_never_otherwise(desk: Desk) -> None:
    store, device = desk.device.store, desk.device
    settings = msgspec.structs.replace(store.settings, drawer=Drawer("simulated"))
    counter = Counter(settings, store.worker, store.folder, clock=device.clock, post=_now, changed=lambda _topics: None)
    counter.start()
    store.parts[Counter] = counter

    def state() -> str:
        return next(view.state for view in counter.views() if view.category == "drawer")

    try:
        desk.ui.until(lambda: state() == "closed")
        device.do(actions.open_shift, store.register, 100)
        desk.go("shift.home")
        desk.go("shift.close")
        assert state() == "closed"
        desk.go("shift.count", purpose="close")
        desk.ui.until(lambda: state() == "open")
    finally:
        counter.close()

    moved = tables.movements(device.db, current(device).shift_id)
    assert [(one.kind, one.reason) for one in moved] == [("no_sale", "counting")]


def _now(function: Callable[..., None], *args: object) -> None:
    """The main loop of somebody who does not wait."""
    function(*args)


def test_an_x_is_shown_and_closes_nothing(desk: Desk) -> None:
    sell(desk.device, TEA)
    desk.go("shift.home")
    choose(desk, Tile, "shift.act_x")

    assert desk.navigator.name == "shift.report"
    assert desk.says("¥18.00")
    assert current(desk.device).state == "open"
