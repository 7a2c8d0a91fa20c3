"""What was asked for before somebody left is answered to nobody: no page opens for it, and forgetting never stops."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk import codes
from kiosk.catalogue.searcher import Searcher
from kiosk.home import farewell
from kiosk.till import actions, tables
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from tests.devices import TEA
from tests.kiosk.home.bags import sign_in
from tests.kiosks import Kiosk


def leave_and_stay_home(kiosk: Kiosk) -> None:
    """The session ends before the answer is there; the next one hears nothing of it."""
    navigation.end_session()
    kiosk.settle()
    kiosk.settle()
    assert kiosk.name == "home.attract"
    assert kiosk.device.store.session.member_id == ""
    assert kiosk.units() == []


def test_a_bag_that_comes_by_its_code_too_late_opens_no_page(kiosk: Kiosk) -> None:
    store = kiosk.device.store
    kiosk.put(TEA)
    held: Any = kiosk.device.do(actions.hold_basket, store.register, store.session.basket_id, store.basket_code)
    store.session.basket_id = store.new_id()
    kiosk.go("basket.receive")

    kiosk.screen.scanned(codes.classify(held.codes[0], "QR"))
    leave_and_stay_home(kiosk)

    found = tables.load_basket(kiosk.device.db, held.basket.basket_id)
    assert found is not None
    assert found.terms.moved_to, "it had been taken"


def test_a_member_who_has_gone_is_not_signed_in_for_the_next_one(kiosk: Kiosk) -> None:
    kiosk.knows()
    kiosk.go("member.sign_in")

    kiosk.screen.scanned(codes.classify(kiosk.code("loyalty", "member-1"), "QR"))

    leave_and_stay_home(kiosk)


def test_a_bag_that_waited_and_comes_too_late_opens_no_page(kiosk: Kiosk) -> None:
    kiosk.knows()
    sign_in(kiosk)
    kiosk.put(TEA)
    navigation.end_session()
    kiosk.settle()
    sign_in(kiosk)

    kiosk.ui.tap(kiosk.button("kept.go_on"))

    leave_and_stay_home(kiosk)


def test_forgetting_goes_on_where_one_step_of_it_fails(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise OSError("broken")

    store = kiosk.device.store
    store.part(Searcher)
    before = store.session.basket_id
    store.session.member_id = "member-1"
    theme.choose(contrast=True, text_scale=1.5, motion=True, low=True, simple=True)
    tr.switch("en")
    monkeypatch.setattr(store.worker, "submit", broken)
    monkeypatch.setattr(Searcher, "forget", broken)

    farewell.forget(store)

    assert (store.session.member_id, store.session.basket_id != before) == ("", True)
    assert (theme.low, theme.simple, tr.language) == (False, False, store.settings.shop.language)
    assert caplog.text.count("a step of forgetting failed") == 3
