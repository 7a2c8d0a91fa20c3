"""Signing in by touch, locking, the guard before every screen, and an approval while goods lie on the counter."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from msgspec.structs import replace

from kiosk.app import App
from kiosk.associate import till_table
from kiosk.errors import Refused
from kiosk.staff import actions, tables
from kiosk.staff.model import FREE_TRIES, Denied
from kiosk.staff.widgets import approve, people
from kiosk.ui import navigation
from kiosk.ui.navigation import Navigator
from kiosk.ui.tr import tr
from kiosk.ui.widgets.button import COMMIT_S
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.touch_pad import Key
from tests.desks import HARDEST, SETTLING, Desk
from tests.devices import TEA, WATER, open_device
from tests.kiosks import open_kiosk
from tests.orders import believe_head_office
from tests.staff import CREW, PINS, badge_text, hire, published
from tests.ui import TABLET, Ui


@pytest.fixture
def till(ui: Ui, tmp_path: Path) -> Iterator[Desk]:
    """A till at which somebody must sign in first."""
    with open_device(tmp_path, name="till-1", role="till") as device:
        device.store.register = replace(device.store.register, sign_in="required")
        believe_head_office(device)
        hire(device)
        ui.resize(TABLET)
        who = till_table.people(device.store)
        navigator = navigation.open_navigator(
            Navigator(till_table.screens(device.store), till_table.HOME, idle=who.watch, gate=who.gate)
        )
        ui.mount(navigator, TABLET)
        desk = Desk(ui, device, navigator)
        ui.pump = desk.lay_out  # type: ignore[method-assign]  # nobody looks at these screens
        try:
            navigator.home()
            desk.settle()
            yield desk
        finally:
            navigator.screen.leave()
            navigation.close_navigator()
            del ui.pump
            ui.unmount()


def type_pin(till: Desk, operator_id: str, button: str = "staff.sign_in") -> None:
    began = time.monotonic()
    press(till, PINS[operator_id])
    till.ui.until(lambda: time.monotonic() - began > 1.2 * COMMIT_S)  # two taps at once would be one
    till.tap(button)
    till.settle()


def press(till: Desk, digits: str) -> None:
    """Tap keys of the uppermost pad."""
    for digit in digits:
        till.ui.tap([key for key in till.ui.walk() if isinstance(key, Key) and key.word == digit][-1])
    till.settle()


def choose(till: Desk, name: str) -> None:
    holder: Any = till.find_text(name)
    while not (isinstance(holder, Pressable) and holder.touchable):
        holder = holder.parent
    till.ui.tap(holder)
    till.settle()


def test_a_pin_may_be_typed_on_a_keyboard(till: Desk) -> None:
    cashier = CREW[0]
    choose(till, cashier.name)

    for key in (*PINS[cashier.operator_id][:-1], "0", "backspace", PINS[cashier.operator_id][-1], "enter"):
        till.navigator.key(key)
    till.settle()

    assert navigation.front() == "till.sell"


def test_a_name_and_six_digits_open_the_till_in_the_operators_language(till: Desk) -> None:
    assert till.navigator.name == "staff.sign_in"

    choose(till, "魏强")
    type_pin(till, "wei")

    assert till.navigator.name == "till.sell"
    assert tr.language == "en"
    assert till.says("魏强")  # at the foot of the rail


def test_no_screen_opens_before_somebody_has_signed_in(till: Desk) -> None:
    for name in till_table.screens(till.device.store):
        if name != "staff.sign_in":
            till.go(name)
            assert till.navigator.name == "staff.sign_in", name
    till.scan_product(WATER)

    assert till.navigator.name == "staff.sign_in"


def test_a_badge_chooses_its_owner_and_the_pin_is_still_asked_for(till: Desk) -> None:
    till.scan(badge_text("lin"), "QR")

    assert till.navigator.name == "staff.sign_in"
    assert till.screen.chosen == "lin"
    type_pin(till, "lin")

    assert till.navigator.name == "till.sell"


def test_a_locked_screen_keeps_the_basket_and_its_owner_comes_back_to_it(till: Desk) -> None:
    choose(till, "林晓")
    type_pin(till, "lin")
    till.scan_product(TEA)
    till.screen.open_person()
    till.settle()
    till.tap("staff.lock")

    assert till.navigator.name == "staff.sign_in"
    assert till.says("林晓")
    type_pin(till, "lin")

    assert till.navigator.name == "till.sell"
    assert till.says("乌龙茶")


def test_another_operator_takes_over_with_the_basket_as_it_is(till: Desk) -> None:
    choose(till, "林晓")
    type_pin(till, "lin")
    till.scan_product(TEA)
    people.sign_out(till.device.store)
    till.settle()
    choose(till, "陈静")
    tapped = time.monotonic()
    till.ui.until(lambda: time.monotonic() - tapped > 2 * COMMIT_S)  # two taps at once would be one
    type_pin(till, "chen")

    found = tables.signed_in(till.device.db)
    assert found is not None
    assert found.operator_id == "chen"
    assert till.says("乌龙茶")


def test_a_screen_that_nobody_touches_locks_itself(till: Desk) -> None:
    choose(till, "林晓")
    type_pin(till, "lin")
    later = [0.0]
    watch = people.LockWatch(till.device.store, now=lambda: later[0])

    later[0] = 299.0
    watch.tick("never", _nothing, _nothing)
    till.settle()
    assert till.navigator.name == "till.sell"
    later[0] = 300.0
    watch.tick("never", _nothing, _nothing)
    till.settle()

    assert till.navigator.name == "staff.sign_in"


def test_who_leaves_the_roster_is_led_out_within_a_second(till: Desk) -> None:
    choose(till, "林晓")
    type_pin(till, "lin")
    hire(till.device, published([one for one in CREW if one.operator_id != "lin"], version=2))

    assert till.navigator.idle is not None
    till.navigator.idle.tick("never", _nothing, _nothing)
    till.settle()

    assert till.navigator.name == "staff.sign_in"
    assert not till.says("林晓")


def test_the_window_of_a_till_opens_at_the_sign_in(ui: Ui, tmp_path: Path) -> None:
    with open_device(tmp_path, name="till-1", role="till") as device:
        device.store.register = replace(device.store.register, sign_in="required")
        app = App()
        try:
            app.open(device.store)

            assert navigation.front() == "staff.sign_in"
            navigation.current().screen.leave()
        finally:
            app.close()


def test_at_a_kiosk_cash_takes_the_pin_after_the_badge_where_the_settings_say_so(ui: Ui, tmp_path: Path) -> None:
    with open_device(tmp_path) as device:
        settings = device.store.settings
        device.store.settings = structs.replace(settings, staff=structs.replace(settings.staff, badge_pin=True))
        hire(device)
        with open_kiosk(ui, device, tmp_path) as kiosk:
            kiosk.put(TEA)
            kiosk.go("pay.cash")
            kiosk.scan(badge_text("nobody"), "QR")
            assert kiosk.screen.operator == ""
            kiosk.scan(badge_text("chen"), "QR")
            assert kiosk.screen.operator == ""
            assert kiosk.findings("the PIN at a kiosk", HARDEST) == []

            press(kiosk, PINS["chen"])
            kiosk.tap("staff.confirm")

            assert kiosk.screen.operator == "chen"


def test_five_wrong_pins_close_the_pad_and_a_supervisor_opens_it(till: Desk) -> None:
    choose(till, "林晓")
    for nth in range(FREE_TRIES):
        press(till, f"10000{nth}")
        till.screen.entry.enter()  # a finger that taps the button again within 0.4 s would be taken to tremble
        till.settle()

    assert till.says(tr.text("refused.staff.locked_out", n=1))
    till.tap("staff.ask_unlock")
    till.scan(badge_text("chen"), "QR")
    type_pin(till, "chen", "staff.approve")
    type_pin(till, "lin")

    assert till.navigator.name == "till.sell"


def test_a_colleague_approves_by_touch_and_the_act_is_done_again_with_their_word(till: Desk) -> None:
    choose(till, "林晓")
    type_pin(till, "lin")
    store = till.device.store
    done: list[str] = []
    with pytest.raises(Refused) as no:
        till.device.do(actions.require, store.register, "price_override", about="line-1", percent_bp=2500)
    approve.ask_approval(store, no.value, done.append)
    till.settle()
    assert till.says("25 %")
    assert till.findings("the approval", HARDEST) == []

    till.scan(badge_text("lin"), "QR")
    assert till.says(tr.text("refused.staff.same_person"))
    till.scan(badge_text("wei"), "QR")
    assert till.says(tr.text("refused.staff.may_not_approve", name="魏强"))
    choose(till, "陈静")
    type_pin(till, "chen", "staff.approve")

    assert len(done) == 1
    again = till.device.do(
        actions.require, store.register, "price_override", about="line-1", percent_bp=2500, approval=done[0]
    )
    assert again == "lin"


def test_a_pin_is_changed_by_touch(till: Desk) -> None:
    choose(till, "林晓")
    type_pin(till, "lin")
    till.go("staff.pin")
    for pin in (PINS["lin"], "519274", "519274"):
        press(till, pin)
        till.screen.entry.enter()  # see above
        till.settle()

    assert till.navigator.name == "till.sell"
    assert not isinstance(till.device.do(actions.verify, till.device.store.vault, "lin", "519274"), Denied)


def test_the_sign_in_screens_pass_the_critical_look(till: Desk) -> None:
    till.lay_out(SETTLING)

    assert till.findings("sign in") == []


def _nothing() -> None:
    """Nobody is asked, and no session ends."""
