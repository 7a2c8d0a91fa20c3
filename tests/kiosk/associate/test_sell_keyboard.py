"""The sell screen by keyboard and by a scanner that types: neither takes the other's keys, and no scan is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hardware.scanner import Scan
from hardware.scanner_keyboard import KeyboardScanner
from kiosk import codes
from kiosk.associate import till_table
from kiosk.associate.widgets.sell_shortcuts import SHORTCUTS
from kiosk.till import tables
from kiosk.ui import navigation
from kiosk.ui.keyboard import HOLD_S, NAMES, Keyboard
from sync.formats import gtin as gtins
from tests.desks import Desk, open_desk
from tests.devices import SERUM, TEA, WATER, open_device
from tests.ui import Ui

CODES = {name: code for code, name in NAMES.items() if code != 271}

A_SCANNER_S = 0.001
"""Between two letters of a scanner that types."""

A_PERSON_S = 0.15


@dataclass
class Hands:
    """A keyboard and a scanner at the same socket, wired to the till as the app wires them."""

    desk: Desk
    scans: list[Scan] = field(default_factory=list)
    at: float = 100.0

    def __post_init__(self) -> None:
        self.keyboard = Keyboard(self.desk.navigator.key)
        self.scanner = KeyboardScanner()
        self.scanner.start(self.scans.append)

    def letters(self, text: str, gap: float) -> None:
        for letter in text:
            self.at += gap
            self.scanner.feed(letter, self.at)
            self.keyboard.typed(letter, self.at)

    def key(self, name: str, gap: float = A_PERSON_S) -> None:
        self.at += gap
        scan = self.scanner.key_down(name, self.at)
        self.keyboard.pressed(CODES[name], self.at, scan=scan)

    def person(self, text: str) -> None:
        """Types letter by letter; each is let go before the next."""
        for letter in text:
            self.letters(letter, A_PERSON_S)
            self.rest()

    def scan(self, gtin: str) -> None:
        self.at += A_PERSON_S  # whoever typed before has put the hand to the scanner
        self.letters(gtin.lstrip("0"), A_SCANNER_S)
        self.key("enter", A_SCANNER_S)

    def rest(self) -> None:
        """Longer than a letter is held back."""
        self.desk.ui.until(_after(HOLD_S * 2))

    def hand_over(self) -> None:
        """What the scanner read goes to the screen, as the app does it."""
        self.desk.ui.until(lambda: self.scans)
        while self.scans:
            scan = self.scans.pop(0)
            assert scan.gtin is not None
            self.desk.screen.scanned(codes.ProductCode(scan.gtin))


def _after(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed, on the toolkit's clock as well."""
    from kivy.clock import Clock

    end = time.monotonic() + seconds

    def passed() -> bool:
        Clock.idle()
        return time.monotonic() > end

    return passed


@pytest.fixture
def hands(ui: Ui, tmp_path: Path) -> Iterator[Hands]:
    with (
        open_device(tmp_path, name="till-1", role="till") as device,
        open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as desk,
    ):
        found = Hands(desk)
        try:
            yield found
        finally:
            found.keyboard.close()
            found.scanner.close()


def lines(desk: Desk) -> list[tuple[str, int]]:
    basket = tables.load_basket(desk.device.db, desk.screen.basket_id)
    return [(line.gtin, line.quantity) for line in basket.lines] if basket else []


def test_a_person_rings_up_and_pays_by_keyboard_alone(hands: Hands) -> None:
    desk = hands.desk
    hands.person("100003")
    hands.key("enter")
    desk.settle()
    assert lines(desk) == [(SERUM, 1)]

    hands.person("3")
    hands.key("f2")
    desk.settle()
    hands.person("+")
    desk.settle()
    assert lines(desk) == [(SERUM, 4)]

    hands.key("f9")
    desk.settle()
    assert navigation.front() == "till.pay"
    assert len(tables.recent_sales(desk.device.db)) == 1


def test_a_scan_leaves_what_a_person_typed_alone(hands: Hands) -> None:
    desk = hands.desk
    hands.person("12")
    hands.scan(TEA)
    hands.hand_over()
    hands.rest()
    desk.settle()

    assert lines(desk) == [(TEA, 1)]
    assert desk.screen.field.text == ""  # what is added begins the next number afresh


def test_a_scan_types_nothing_into_the_field_even_when_a_frame_cuts_it_in_two(hands: Hands) -> None:
    desk = hands.desk
    text = SERUM.lstrip("0")
    hands.letters(text[:5], A_SCANNER_S)
    desk.lay_out(1)
    hands.letters(text[5:], A_SCANNER_S)
    hands.key("enter", A_SCANNER_S)
    hands.rest()

    assert desk.screen.field.text == ""
    hands.hand_over()
    desk.settle()
    assert lines(desk) == [(SERUM, 1)]


def test_each_shortcut_opens_what_the_help_says(hands: Hands) -> None:
    desk = hands.desk
    hands.scan(TEA)
    hands.hand_over()
    desk.settle()
    opened = {"f1": "键盘快捷键", "f3": "查找商品", "f4": "改价或优惠", "f5": "给这一行加备注", "f6": "名称（可不填）"}
    for key, words in opened.items():
        hands.key(key)
        desk.settle()
        assert desk.says(words), key
        hands.key("escape")
        desk.settle()
        assert not desk.says(words), key
    hands.key("delete")
    desk.settle()
    assert lines(desk) == []
    hands.key("f8")
    assert navigation.front() == "return.start"
    assert {key for key, _ in SHORTCUTS} >= {*opened, "f2", "f7", "f8", "f9", "f10", "f12", "delete", "+", "-", "enter"}


def test_a_letter_begins_a_search_and_enter_takes_the_first(hands: Hands) -> None:
    desk = hands.desk
    hands.person("wulong")

    def found() -> bool:
        desk.settle()
        return not desk.says("矿泉水")

    desk.ui.until(found)
    hands.key("enter")
    desk.settle()

    assert lines(desk) == [(TEA, 1)]


def test_three_hundred_scans_in_a_burst_are_all_there_and_drawn_once_a_frame(hands: Hands) -> None:
    desk = hands.desk
    goods = (SERUM, TEA, WATER)
    reads = 0
    refresh = desk.screen.refresh

    def counted() -> None:
        nonlocal reads
        reads += 1
        refresh()

    desk.screen.refresh = counted
    made = desk.screen.lines.made
    frames = 0
    for first in range(0, 300, 30):
        for number in range(first, first + 30):
            hands.scan(goods[number % 3])
        desk.ui.until(lambda: len(hands.scans) == 30)
        hands.hand_over()
        desk.lay_out(1)
        frames += 1
    desk.settle()

    assert sorted(lines(desk)) == sorted((gtin, 100) for gtin in goods)
    assert desk.says("共 300 件")
    assert reads <= 2 * frames + 20, "the screen reads again once a frame, not once a scan"
    assert desk.screen.lines.made - made <= 3 * reads
    assert gtins.normal(TEA) == TEA
