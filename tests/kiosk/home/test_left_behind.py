"""Whoever comes back to the first page, or changes it, and goes is asked for and forgotten there as on any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest

from kiosk.home.left_behind import nothing_left
from kiosk.home.shopper import HOME
from kiosk.till import tables as sales
from kiosk.ui import navigation
from kiosk.ui.idle import IdleWatch
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.idle_question import IdleQuestion
from tests.devices import SERUM
from tests.kiosks import Kiosk

Wait = Callable[[int], None]


@pytest.fixture
def wait(kiosk: Kiosk) -> Iterator[Wait]:
    """Lets so many seconds pass in which nobody touches anything."""
    at = [0.0]
    session = kiosk.device.store
    kiosk.navigator.idle = IdleWatch(lambda: bool(session.session.member_id), now=lambda: at[0])

    def pass_time(seconds: int) -> None:
        for _ in range(seconds):
            at[0] += 1
            kiosk.navigator._watch_idle(1)
        kiosk.settle()

    yield pass_time
    kiosk.navigator.idle = None


def _sign_in(kiosk: Kiosk) -> None:
    kiosk.knows()
    kiosk.scan(kiosk.code("loyalty", "member-1"), "QR")
    kiosk.until(lambda: kiosk.name == "member.page")
    kiosk.settle()


def test_a_member_who_went_back_to_the_first_page_and_left_is_forgotten_there(kiosk: Kiosk, wait: Wait) -> None:
    _sign_in(kiosk)
    kiosk.put(SERUM)
    navigation.home()
    kiosk.settle()
    assert kiosk.says("林女士")

    wait(46)
    assert isinstance(kiosk.navigator.top(), IdleQuestion)
    wait(21)

    assert kiosk.name == HOME
    assert kiosk.device.store.session.member_id == ""
    assert kiosk.units() == []
    assert not kiosk.says("林女士")


def test_a_guest_s_bag_is_not_the_next_shopper_s(kiosk: Kiosk, wait: Wait) -> None:
    kiosk.put(SERUM)
    before = kiosk.device.store.session.basket_id
    navigation.home()

    wait(60)

    kiosk.until(lambda: (found := sales.load_basket(kiosk.device.db, before)) is not None and found.state == "dropped")
    assert kiosk.device.store.session.basket_id != before


def _english(kiosk: Kiosk) -> None:
    kiosk.tap_words("English")


def _large(kiosk: Kiosk) -> None:
    theme.choose(contrast=True, text_scale=1.5, low=True)


def _sheet(kiosk: Kiosk) -> None:
    kiosk.screen.open_access()


@pytest.mark.parametrize("change", [_english, _large, _sheet])
def test_what_somebody_changed_on_the_first_page_goes_back_after_a_question(
    kiosk: Kiosk, wait: Wait, change: Callable[[Kiosk], None]
) -> None:
    change(kiosk)
    kiosk.settle()

    wait(60)

    assert (tr.language, theme.contrast, theme.text_scale, theme.low) == ("zh_CN", False, 1.0, False)
    assert kiosk.navigator.top() is kiosk.screen, "no sheet lies over it"


def test_where_nobody_did_anything_nobody_is_asked(kiosk: Kiosk, wait: Wait) -> None:
    store = kiosk.device.store
    for percent in (100, 110, 150):
        display = msgspec.structs.replace(store.settings.display, text_percent=percent)
        store.settings = msgspec.structs.replace(store.settings, display=display)
        kiosk.navigator.end_session()
        assert nothing_left(store), percent

        wait(600)

        assert kiosk.navigator.top() is kiosk.screen


def test_a_page_of_orders_that_a_shopper_opened_is_not_theirs_for_ever(kiosk: Kiosk, wait: Wait) -> None:
    _sign_in(kiosk)
    kiosk.go("prep.board")

    wait(66)

    assert kiosk.name == HOME
    assert kiosk.device.store.session.member_id == ""


def test_the_language_of_the_first_page_is_that_of_the_receipt_too(kiosk: Kiosk) -> None:
    kiosk.tap_words("English")
    assert kiosk.device.store.session.language == "en"

    kiosk.go("product.page", gtin=SERUM)
    kiosk.tap_words("简体")

    assert (tr.language, kiosk.device.store.session.language) == ("zh_CN", "zh_CN")
