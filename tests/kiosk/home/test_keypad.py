"""A keypad alone: every control of every screen is reached, named and pressed by arrows, Tab, Enter and Escape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kivy.uix.scrollview import ScrollView

from hardware.speech_simulated import SimulatedSpeech
from kiosk.home.shopper import SCREENS
from kiosk.ui import navigation
from kiosk.ui.reading import describe, name_of
from kiosk.ui.theme import theme
from kiosk.ui.voice import voice
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.product_grid import ProductView
from tests.devices import SERUM, TEA, gtin_of
from tests.kiosks import Kiosk

Args = dict[str, Any]

ARGS: dict[str, Args] = {
    "product.page": {"gtin": SERUM},
    "product.compare": {"gtins": (SERUM, TEA)},
    "product.map": {"gtin": SERUM},
    "browse.shelf": {"category": ""},
    "basket.fulfil": {"gtin": SERUM},
    "home.fault": {"kind": "disk"},
}
"""What a screen needs to show anything."""

LONGEST_WALK = 400


def there(widget: Any) -> Iterator[Any]:
    """Everything that a finger could press, found in another way than the ring finds it."""
    for child in widget.walk(restrict=True):
        if not isinstance(child, Pressable) or not child.touchable or child.width < 1 or child.height < 1:
            continue
        if all(one.opacity > 0.05 for one in (child, *parents(child)) if hasattr(one, "opacity")):
            yield child


def parents(widget: Any) -> Iterator[Any]:
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        yield widget


def press(kiosk: Kiosk, *names: str) -> None:
    for name in names:
        kiosk.navigator.key(name)
        kiosk.lay_out(2)


def reached(kiosk: Kiosk, key: str) -> list[Any]:
    """Where the ring comes to by pressing one key again and again, until it has been everywhere it goes."""
    focus = kiosk.navigator.focus
    assert focus is not None
    found: list[Any] = [focus.at]
    for _ in range(LONGEST_WALK):
        press(kiosk, key)
        if focus.at is found[0]:
            return found
        if focus.at not in found:
            found.append(focus.at)
    return found


def on(kiosk: Kiosk) -> Any:
    """The ring, seen."""
    focus = kiosk.navigator.focus
    assert focus is not None
    if not focus.on:
        press(kiosk, "tab")
    assert focus.on
    return focus


def test_every_control_of_every_screen_is_reached_named_and_pressed(kiosk: Kiosk) -> None:
    kiosk.terminal._delay_s = 3600
    for name in SCREENS:
        kiosk.put(SERUM, TEA)
        kiosk.go(name, **ARGS.get(name, {}))
        kiosk.settle()
        _walk(kiosk, name)
        kiosk.device.store.session.basket_id = kiosk.device.store.new_id()


def _walk(kiosk: Kiosk, name: str) -> None:
    focus = on(kiosk)

    walked = reached(kiosk, "tab")

    missed = [describe(control) for control in there(kiosk.screen) if control not in walked]
    assert missed == [], f"{name}: no Tab comes here"
    nameless = [control for control in walked if not isinstance(control, ScrollView) and not name_of(control)]
    assert nameless == [], f"{name}: nobody could say what this is"
    for control in walked:
        if isinstance(control, ScrollView) or not control.touchable:
            continue
        pressed: list[str] = []
        before, control.action = control.action, lambda heard=pressed: heard.append("yes")
        focus.at = control
        control._last_tap = float("-inf")  # the walk is quicker than a finger: two taps at once would be one
        kiosk.navigator.key("enter")
        control.action = before
        assert pressed == ["yes"], describe(control)


@pytest.mark.parametrize("name", ["home.attract", "search.find", "product.page", "basket.show"])
def test_arrows_go_down_a_page_and_up_again(kiosk: Kiosk, name: str) -> None:
    kiosk.put(SERUM)
    kiosk.go(name, **ARGS.get(name, {}))
    focus = on(kiosk)
    first = focus.at

    down: list[Any] = []
    for _ in range(40):
        press(kiosk, "down")
        down.append(focus.at)
        if focus.at is kiosk.screen.bottom.low or focus.at in kiosk.screen.bottom.actions.children:
            break

    assert down[-1] is kiosk.screen.bottom.low or down[-1] in kiosk.screen.bottom.actions.children
    above: list[Any] = []
    for _ in range(40):
        press(kiosk, "up")
        above.append(focus.at)
    assert first in above or kiosk.screen.top_bar in [up for one in above for up in parents(one)]


def test_what_has_scrolled_out_of_sight_is_brought_back_for_the_ring(kiosk: Kiosk) -> None:
    theme.choose(text_scale=1.5)
    kiosk.go("product.page", gtin=SERUM)
    focus = on(kiosk)

    for control in reached(kiosk, "tab"):
        focus._go_to(control)  # as the key does
        kiosk.lay_out(2)
        holder = control.parent
        while holder is not None and not isinstance(holder, ScrollView) and holder.parent is not holder:
            holder = holder.parent
        if not isinstance(holder, ScrollView):
            continue
        low, high = holder.to_window(0, holder.y)[1], holder.to_window(0, holder.y + holder.height)[1]
        bottom = control.to_window(*control.pos)[1]
        assert bottom + control.height > low + 2, describe(control)
        assert bottom < high - 2, describe(control)


def test_a_list_of_thousands_is_gone_through_card_by_card(kiosk: Kiosk) -> None:
    kiosk.go("search.find")
    kiosk.until(lambda: kiosk.says("乌龙茶"))
    focus = on(kiosk)
    grid = kiosk.screen.results.grid
    grid.show(60, {number: ProductView(gtin_of(number), f"商品 {number}", price="¥1") for number in range(60)})
    kiosk.until(lambda: grid.bring(0) is not None)
    focus._go_to(grid.bring(0))

    gone: list[int] = []
    for _ in range(grid.count - 1):
        press(kiosk, "right")
        gone.append(grid.field.view_indices[focus.at])

    assert gone == list(range(1, grid.count))
    assert focus.at.view.gtin == gtin_of(59)


def test_a_question_keeps_the_ring_and_escape_gives_its_safe_answer(kiosk: Kiosk) -> None:
    kiosk.go("basket.show")
    focus = on(kiosk)
    heard: list[str] = []
    dialog = Dialog(
        "idle.title",
        primary=("idle.more_time", lambda: heard.append("more")),
        secondary=("idle.finish", lambda: heard.append("finish")),
    )
    navigation.show(dialog)
    kiosk.settle()

    assert focus.at is dialog.primary
    assert all(one in list(dialog.walk()) for one in reached(kiosk, "tab"))
    press(kiosk, "escape")
    assert heard == ["more"]


def test_escape_leads_one_step_back_but_not_from_the_first_screen_or_a_payment(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.go("product.page", gtin=SERUM)
    kiosk.navigator.key("escape")
    assert kiosk.name == "product.page", "without a ring nobody is at the keypad"

    on(kiosk)
    press(kiosk, "escape")
    assert kiosk.name == "home.attract"
    press(kiosk, "escape")
    assert kiosk.name == "home.attract"

    kiosk.terminal._delay_s = 3600
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.screen.idle == "never")
    press(kiosk, "tab", "escape")
    assert kiosk.name == "pay.card"


def test_a_page_that_is_read_anew_keeps_the_ring_where_it_was(kiosk: Kiosk) -> None:
    kiosk.put(SERUM, TEA)
    kiosk.go("basket.show")
    focus = on(kiosk)
    walked = reached(kiosk, "tab")
    more = next(one for one in walked if getattr(one, "name_key", "") == "ui.more")
    focus._go_to(more)

    kiosk.put(SERUM)
    kiosk.settle()
    press(kiosk, "enter")
    kiosk.settle()

    assert getattr(focus.at, "name_key", "") == "ui.more"
    assert kiosk.basket().units == 4


def test_a_finger_takes_the_ring_away(kiosk: Kiosk) -> None:
    kiosk.go("basket.show")
    focus = on(kiosk)

    kiosk.ui.press((10, 500))
    kiosk.ui.lift()

    assert not focus.on
    assert focus.at is None


def test_a_keypads_first_key_makes_the_screen_speak_and_every_step_is_said(kiosk: Kiosk) -> None:
    speech = SimulatedSpeech()
    voice.use(speech, from_keypad=True)
    try:
        kiosk.go("product.page", gtin=SERUM)
        assert speech.said == []

        press(kiosk, "tab")
        kiosk.ui.until(lambda: len(speech.said) > 3)
        page = " ".join(one.text for one in speech.said)
        assert "水润玻尿酸保湿精华液" in page
        assert "228元" in page
        speech.said.clear()
        press(kiosk, "tab")
        assert speech.said[-1].now
        assert speech.said[-1].text.endswith(("按钮", "已选中"))
        navigation.say("scan.unknown", "warn")
        assert "不认识" in speech.said[-1].text or "没有" in speech.said[-1].text or "这个码" in speech.said[-1].text
        stopped = speech.stopped
        kiosk.ui.press((10, 500))
        kiosk.ui.lift()
        assert speech.stopped > stopped, "a finger makes it silent"
        kiosk.navigator.end_session()
        assert not voice.on
    finally:
        voice.use(None)


def test_without_a_voice_the_sheet_says_so_and_nothing_else_happens(kiosk: Kiosk) -> None:
    voice.use(SimulatedSpeech(installed=False), from_keypad=True)
    try:
        kiosk.go("product.page", gtin=gtin_of(77))
        press(kiosk, "tab")
        assert not voice.on
        kiosk.ui.tap(kiosk.screen.bottom.low)
        kiosk.settle()
        assert not kiosk.says("暂时不能出声")

        kiosk.tap_words("语音朗读")
        assert kiosk.says("暂时不能出声")
    finally:
        voice.use(None)


def test_a_key_keeps_the_receipt_there_as_a_finger_does(kiosk: Kiosk) -> None:
    kiosk.put(SERUM)
    kiosk.go("pay.card")
    kiosk.until(lambda: kiosk.name == "pay.done")
    kiosk.screen._until -= 15
    before = kiosk.screen._until

    press(kiosk, "down")

    assert kiosk.screen._until >= before + 14


@pytest.mark.parametrize("name", ["up", "down", "left", "right", "enter"])
def test_a_key_while_one_page_goes_and_the_next_is_not_there_yet_does_no_harm(kiosk: Kiosk, name: str) -> None:
    kiosk.put(SERUM)
    kiosk.go("basket.show")
    focus = on(kiosk)
    focus.at = next(one for one in there(kiosk.screen) if parents_scroll(one))
    kiosk.screen.opacity = 0  # as in the first frames of its coming: nothing can be reached

    kiosk.navigator.key(name)

    kiosk.screen.opacity = 1
    press(kiosk, "down")
    assert focus.at is not None


@pytest.mark.parametrize("name", ["pay.done", "basket.show", "product.page", "pay.choose"])
def test_from_the_bars_arrows_go_into_the_page_and_not_over_it(kiosk: Kiosk, name: str) -> None:
    kiosk.put(SERUM)
    if name == "pay.done":
        kiosk.go("pay.card")
        kiosk.until(lambda: kiosk.name == "pay.done")
    else:
        kiosk.go(name, **ARGS.get(name, {}))
    focus = on(kiosk)

    focus._go_to(kiosk.screen.bottom.actions.children[0])
    press(kiosk, "up")
    assert parents_scroll(focus.at), describe(focus.at)

    top = next(one for one in there(kiosk.screen) if kiosk.screen.top_bar in parents(one))
    focus._go_to(top)
    press(kiosk, "down")
    assert parents_scroll(focus.at), describe(focus.at)


def parents_scroll(widget: Any) -> bool:
    return any(isinstance(one, ScrollView) for one in parents(widget))
