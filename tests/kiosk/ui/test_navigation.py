"""Screens come to the front, read when they must, and explain."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk import codes
from kiosk.errors import Refused
from kiosk.ui import navigation
from kiosk.ui.idle import IdleWatch
from kiosk.ui.navigation import Navigator
from kiosk.ui.screen import StoreScreen
from kiosk.ui.tr import tr
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.toast import Toast
from tests.ui import Ui, ui

__all__ = ["ui"]


class Page(StoreScreen):
    """Counts what it is asked to do."""

    topics = frozenset({"basket"})

    def build(self) -> None:
        self.heard: list[str] = ["build"]
        self.add_widget(Text(key="ui.back"))

    def arrived(self) -> None:
        self.heard.append("arrived")

    def refresh(self) -> None:
        self.heard.append("refresh")

    def left(self) -> None:
        self.heard.append("left")


class Home(Page):
    """Where a session ends."""

    idle = "home"


Show = Callable[..., Navigator]


@pytest.fixture
def show(ui: Ui) -> Iterator[Show]:
    def show(*more: str, ended: Callable[[], None] | None = None, idle: IdleWatch | None = None) -> Navigator:
        table = {"home": lambda: Home(None), **{name: lambda: Page(None) for name in more}}
        navigator = navigation.open_navigator(Navigator(table, "home", on_session_end=ended, idle=idle))
        ui.mount(navigator)
        navigation.home()
        ui.pump(2)
        return navigator

    yield show
    navigation.close_navigator()


def _page(navigator: Navigator) -> Any:  # the page of this test
    return navigator.screen


def test_a_screen_is_built_once_and_reads_each_time_it_comes(show: Show) -> None:
    navigator = show("basket")
    home = _page(navigator)

    navigation.go("basket", line=3)
    assert navigator.screen.args == {"line": 3}
    navigation.back()

    assert navigator.screen is home
    assert home.heard == ["build", "arrived", "refresh", "left", "arrived", "refresh"]


def test_a_change_is_read_by_the_screen_in_front_and_by_no_other(show: Show) -> None:
    navigator = show("basket")
    home = _page(navigator)
    navigation.go("basket")
    basket = _page(navigator)
    read = len(basket.heard)

    navigator.changed(frozenset({"basket", "stock"}))
    navigator.changed(frozenset({"orders"}))

    assert basket.heard[read:] == ["refresh"]
    assert home.heard[-1] == "left"


def test_another_language_is_read_anew_and_shown(show: Show, ui: Ui) -> None:
    navigator = show()
    before = _page(navigator).heard.count("refresh")

    tr.switch("en")
    ui.pump(2)

    assert ui.find(Text, key="ui.back").text == "Back"
    assert _page(navigator).heard.count("refresh") == before + 1


def test_a_refusal_is_shown_in_words(show: Show, ui: Ui) -> None:
    navigator = show()

    navigator.screen.explain(Refused("till.no_such_refusal"))
    ui.pump(2)
    shown = ui.find(Toast).label.text
    navigator.screen.explain(RuntimeError("disk"))
    ui.pump(2)

    assert shown == "refused.till.no_such_refusal"
    assert ui.find(Toast).label.text == tr.text("fault.ask_a_colleague")


def test_a_message_outlives_the_page_and_a_question_does_not(show: Show, ui: Ui) -> None:
    show("basket")
    navigation.say("scan.unknown", "warn")
    navigation.show(Dialog("idle.title", primary=("ui.close", navigation.home)))

    navigation.go("basket")
    ui.pump(2)

    kinds = [type(widget) for widget in ui.walk()]
    assert Toast in kinds
    assert Dialog not in kinds


def test_a_code_that_a_screen_does_not_take_is_explained(show: Show, ui: Ui) -> None:
    navigator = show()

    navigator.screen.scanned(codes.classify("no code of anybody"))
    ui.pump(2)

    assert ui.find(Toast).label.text == tr.text("scan.unknown")


def test_a_scanned_product_opens_its_page_from_anywhere(show: Show) -> None:
    navigator = show("product.page")

    navigator.screen.scanned(codes.ProductCode("09521234543213"))

    assert (navigator.name, navigator.screen.args) == ("product.page", {"gtin": "09521234543213"})


def test_the_end_of_a_session_forgets_every_page(show: Show) -> None:
    ended: list[str] = []
    navigator = show("basket", ended=lambda: ended.append("end"))
    navigation.go("basket")
    old = navigator.screen

    navigation.end_session()
    navigation.go("basket")

    assert ended == ["end"]
    assert navigator.screen is not old


def test_a_page_that_does_not_exist_is_named(show: Show) -> None:
    show()

    with pytest.raises(KeyError, match=r"no\.where"):
        navigation.go("no.where")


def test_the_idle_question_is_answered_with_one_tap(show: Show, ui: Ui) -> None:
    now = [0.0]
    navigator = show("basket", idle=IdleWatch(now=lambda: now[0]))
    navigation.go("basket")
    now[0] = 46.0
    ui.until(lambda: any(isinstance(widget, Dialog) for widget in ui.walk()))

    ui.tap(ui.find(Button, label_key="idle.more_time"))

    assert not any(isinstance(widget, Dialog) for widget in ui.walk())
    assert navigator.name == "basket"
    assert navigator.idle is not None
    assert navigator.idle.allowed_s == 90.0


def test_a_page_is_not_rebuilt_under_a_finger(show: Show, ui: Ui) -> None:
    navigator = show()
    heard = _page(navigator).heard
    heard.clear()

    ui.press(_page(navigator))
    navigator.changed(frozenset({"basket"}))
    ui.pump(3)
    assert heard == []

    ui.lift()
    ui.pump(3)
    assert heard == ["refresh"]
