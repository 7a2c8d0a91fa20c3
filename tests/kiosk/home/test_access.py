"""The sheet that makes the screen easier, low mode on every screen, and when it is asked whether somebody is there."""

from __future__ import annotations

import time
from typing import Any

from kivy.uix.scrollview import ScrollView

from kiosk.home.shopper import HOME, SCREENS
from kiosk.till.screens.basket import UNDO_S
from kiosk.till.screens.done import FINISH_S
from kiosk.ui import navigation
from kiosk.ui.idle import IdleWatch
from kiosk.ui.reach import reach_of
from kiosk.ui.reading import controls, describe
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.toast import SHORTEST_S, Toast
from tests.devices import SERUM, TEA
from tests.kiosk.home.test_keypad import ARGS
from tests.kiosks import Kiosk

NEVER = {"pay.card", "pay.done", "pay.check"}
"""Money, paper or a colleague is under way: nobody is asked whether they are still there."""


def _top(control: Any) -> float:  # any Kivy widget
    """The highest point of what can be touched of it: of what scrolls, only what is in sight."""
    top = control.to_window(0, control.y + control.height)[1]
    holder = control.parent
    while holder is not None and holder.parent is not holder:
        if isinstance(holder, ScrollView):
            top = min(top, holder.to_window(0, holder.y + holder.height)[1])
        holder = holder.parent
    return float(top)


def test_in_low_mode_every_control_of_every_screen_lies_within_reach_in_the_largest_letters(kiosk: Kiosk) -> None:
    theme.reach = reach_of(1080, 1920, 32, 800)
    theme.choose(low=True, text_scale=1.5)
    kiosk.put(SERUM, TEA)
    line = theme.reach.line_px(kiosk.ui.size[1]) + 1

    found = {}
    for name in SCREENS:
        kiosk.go(name, **ARGS.get(name, {}))
        found[name] = [describe(one) for one in controls(kiosk.screen) if _top(one) > line]
    kiosk.screen.open_access()
    kiosk.settle()
    found["sheet"] = [describe(one) for one in controls(kiosk.navigator.top()) if _top(one) > line]
    kiosk.navigator.hide(kiosk.navigator.top())
    navigation.current().idle = IdleWatch()
    navigation.current().ask()
    kiosk.settle()
    found["question"] = [describe(one) for one in controls(kiosk.navigator.top()) if _top(one) > line]
    navigation.current().idle = None

    assert {name: out for name, out in found.items() if out} == {}


def test_every_screen_has_its_large_button_and_its_rule_for_who_has_gone(kiosk: Kiosk) -> None:
    """Nobody is asked whether they are still there while money, paper or a colleague is under way."""
    kiosk.terminal._delay_s = 3600
    for name in SCREENS:
        kiosk.device.store.session.basket_id = kiosk.device.store.new_id()
        kiosk.put(SERUM)
        kiosk.go(name, **ARGS.get(name, {}))
        wanted = "home" if name == HOME else "never" if kiosk.name in NEVER else "question"
        assert kiosk.screen.idle == wanted, name
        low = kiosk.screen.bottom.low
        assert low.parent is not None, name
        assert low.width == theme.px(112), name
        assert low.to_window(*low.pos)[0] < kiosk.ui.size[0] / 4, name


def test_large_and_simple_is_one_tap_there_and_one_back(kiosk: Kiosk) -> None:
    kiosk.go("basket.show")
    tall = theme.control("action")
    kiosk.ui.tap(kiosk.screen.bottom.low)
    kiosk.settle()

    kiosk.tap_words("大字版")
    assert (theme.simple, theme.text_scale) == (True, 1.5)
    assert theme.control("action") > tall

    kiosk.tap_words("大字版")
    assert (theme.simple, theme.text_scale) == (False, 1.0)


def test_large_and_simple_pages_say_what_matters_and_offer_nothing_else(kiosk: Kiosk) -> None:
    kiosk.go("product.page", gtin=SERUM)
    kiosk.until(lambda: kiosk.says("为您搭配"))

    theme.choose(simple=True, text_scale=1.5)
    kiosk.settle()

    kiosk.until(lambda: not kiosk.says("为您搭配"))
    assert kiosk.says("¥228")
    kiosk.put(TEA)
    kiosk.go("basket.show")
    assert not kiosk.says("为您搭配")


def test_more_time_doubles_every_wait_until_the_session_ends(kiosk: Kiosk) -> None:
    at = [0.0]
    watch = kiosk.navigator.idle = IdleWatch(now=lambda: at[0])
    kiosk.go("basket.show")
    kiosk.ui.tap(kiosk.screen.bottom.low)
    kiosk.settle()

    kiosk.tap_words("更多时间")

    assert (watch.allowed_s, watch.question_s, navigation.patience()) == (90, 40, 2)
    kiosk.navigator.end_session()
    assert (watch.allowed_s, watch.question_s, navigation.patience()) == (45, 20, 1)
    kiosk.navigator.idle = None


def test_more_time_is_more_time_for_a_message_an_undo_and_the_receipt_too(kiosk: Kiosk) -> None:
    kiosk.navigator.idle = IdleWatch()
    navigation.be_patient(more=True)
    kiosk.put(SERUM, TEA)
    kiosk.go("basket.show")

    navigation.say("product.compare_one", state="ok")
    toast = kiosk.navigator._toast
    assert isinstance(toast, Toast)
    assert toast._clock.timeout >= 2 * SHORTEST_S
    kiosk.screen._remove(kiosk.basket().lines[0])
    kiosk.until(lambda: kiosk.screen._removed is not None)
    assert kiosk.screen._undo_clock.timeout == 2 * UNDO_S
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")
    assert kiosk.screen._until - time.monotonic() > 1.9 * FINISH_S
    kiosk.navigator.idle = None


def test_more_time_is_given_ten_times_and_more_by_one_tap_each(kiosk: Kiosk) -> None:
    at = [0.0]
    watch = kiosk.navigator.idle = IdleWatch(now=lambda: at[0])
    kiosk.go("basket.show")

    for _ in range(10):
        at[0] += watch.allowed_s + 1
        kiosk.navigator._watch_idle(1)
        kiosk.settle()
        kiosk.tap("idle.more_time")
        assert kiosk.name == "basket.show"
    kiosk.navigator.idle = None


def test_a_scan_answers_the_question_as_well(kiosk: Kiosk) -> None:
    at = [0.0]
    kiosk.navigator.idle = IdleWatch(now=lambda: at[0])
    kiosk.go("product.page", gtin=TEA)
    at[0] = 46
    kiosk.navigator._watch_idle(1)

    kiosk.navigator.present()
    kiosk.scan_product(SERUM)
    at[0] = 70
    kiosk.navigator._watch_idle(1)

    assert (kiosk.name, kiosk.screen.args) == ("product.page", {"gtin": SERUM}), "nothing of theirs was cleared"
    kiosk.navigator.idle = None


def test_words_and_looks_can_be_changed_from_the_sheet_at_once(kiosk: Kiosk) -> None:
    kiosk.go("product.page", gtin=SERUM)
    kiosk.ui.tap(kiosk.screen.bottom.low)
    kiosk.settle()

    kiosk.tap_words("高对比度")
    kiosk.tap_words("低位操作")
    kiosk.tap_words("English")

    assert (theme.contrast, theme.low, tr.language) == (True, True, "en")
    assert kiosk.device.store.session.language == "en"
