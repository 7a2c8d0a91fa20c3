"""The keyboard wedge: every scan, only scans, and nothing that a person types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hardware.scanner_keyboard import KeyboardScanner
from tests.hardware import pictures
from tests.hardware.waiting import Heard, wait_until


class Wedge:
    """A keyboard scanner with somebody at its keys, on a counted clock."""

    def __init__(self, *, labels: bool = True) -> None:
        self.scanner = KeyboardScanner(labels=labels)
        self.heard = Heard()
        self.now = 50.0
        self.scanner.start(self.heard.scan, self.heard.status)

    def type(self, text: str, gap_s: float) -> None:
        """Type characters with a gap before each."""
        for letter in text:
            self.now += gap_s
            self.scanner.feed(letter, self.now)

    def end(self, key: str = "enter", gap_s: float = 0.002) -> bool:
        """Press the key that ends a code; says whether the scanner took it."""
        self.now += gap_s
        return self.scanner.key_down(key, self.now)


@pytest.fixture
def wedge() -> Iterator[Wedge]:
    """Give a wedge that is closed at the end."""
    made = Wedge()
    yield made
    made.scanner.close()


def test_thirty_scans_a_second_are_neither_lost_nor_merged(wedge: Wedge) -> None:
    # given: ten seconds of a conveyor, 13 characters and Enter in 33 ms
    codes = []
    for number in range(300):
        digits = f"952000{number:06d}"
        codes.append(digits + pictures.check_digit(digits))

    # when
    for code in codes:
        wedge.type(code, gap_s=1 / 30 / 14)
        assert wedge.end(gap_s=1 / 30 / 14)

    # then
    wait_until(lambda: len(wedge.heard.scans) >= len(codes))
    assert wedge.heard.texts == codes
    assert [scan.gtin for scan in wedge.heard.scans] == [code.zfill(14) for code in codes]


def test_a_person_who_types_a_number_and_enter_scans_nothing_and_keeps_the_enter(wedge: Wedge) -> None:
    wedge.type("6901234567892", gap_s=0.11)

    assert not wedge.end(gap_s=0.2)
    wedge.scanner.close()
    assert wedge.heard.scans == []


def test_a_slow_frame_of_the_screen_within_a_scan_does_not_break_it(wedge: Wedge) -> None:
    # given: six characters, a frame of 120 ms, the rest at once
    wedge.type("LOY:ab", gap_s=0.002)
    wedge.now += 0.12
    wedge.type("-12_ZQ|7", gap_s=0.0)

    assert wedge.end(gap_s=0.0)
    wait_until(lambda: wedge.heard.texts == ["LOY:ab-12_ZQ|7"])


def test_a_frame_longer_than_any_pause_within_a_scan_does_not_break_it_either(wedge: Wedge) -> None:
    # given: the program is drawing for 0.6 s when half of the code has been read; the other half waits for it
    wedge.type("9520281", gap_s=0.002)
    began = wedge.now + 0.002
    wedge.now += 0.6

    # when
    for letter in "257081":
        wedge.now += 0.0001
        wedge.scanner.feed(letter, wedge.now, began)

    # then
    assert wedge.scanner.key_down("enter", wedge.now + 0.0001, began)
    wait_until(lambda: wedge.heard.scans)
    assert wedge.heard.texts == ["9520281257081"]


def test_a_scan_that_was_cut_off_is_left_out_and_the_next_one_is_whole(wedge: Wedge) -> None:
    wedge.type("69012345", gap_s=0.002)
    wedge.now += 1.0
    wedge.type("9520000000011", gap_s=0.002)
    wedge.end()

    wait_until(lambda: wedge.heard.texts == ["9520000000011"])


def test_five_figures_are_too_few_for_a_scan(wedge: Wedge) -> None:
    wedge.type("12345", gap_s=0.002)

    assert not wedge.end()


def test_the_label_of_a_rack_is_a_scan_although_it_is_short(wedge: Wedge) -> None:
    wedge.type("A-03", gap_s=0.004)

    assert wedge.end()
    wait_until(lambda: wedge.heard.texts == ["A-03"])


def test_where_strangers_try_keys_a_handful_of_them_is_no_scan() -> None:
    wedge = Wedge(labels=False)
    wedge.type("A-03", gap_s=0.004)
    assert not wedge.end()

    wedge.type("9520000000011", gap_s=0.004)
    assert wedge.end()
    wait_until(lambda: wedge.heard.texts == ["9520000000011"])
    wedge.scanner.close()


def test_a_few_characters_are_no_scan_if_one_of_them_came_as_slowly_as_from_a_person(wedge: Wedge) -> None:
    wedge.type("A-0", gap_s=0.004)
    wedge.type("3", gap_s=0.06)
    assert not wedge.end()

    wedge.type("A-0", gap_s=0.004)
    assert not wedge.end()
    assert wedge.heard.texts == []


def test_tab_and_the_enter_of_the_number_pad_end_a_scan_too(wedge: Wedge) -> None:
    for key in ("tab", "numpadenter"):
        wedge.type("9520000000011", gap_s=0.002)
        assert wedge.end(key)

    wait_until(lambda: len(wedge.heard.scans) == 2)


def test_other_keys_are_nobodys_end(wedge: Wedge) -> None:
    wedge.type("9520000000011", gap_s=0.002)

    assert not wedge.end("escape")
    assert wedge.end("enter")


def test_several_characters_in_one_event_are_several_characters(wedge: Wedge) -> None:
    wedge.now += 0.01
    wedge.scanner.feed("会员卡:VIP咖啡1", wedge.now)

    assert wedge.end()
    wait_until(lambda: wedge.heard.texts == ["会员卡:VIP咖啡1"])
    assert wedge.heard.scans[0].gtin is None


def test_control_characters_and_line_ends_do_not_get_into_a_code(wedge: Wedge) -> None:
    wedge.now += 0.01
    wedge.scanner.feed("\x00952000\x1b0000011\r\n", wedge.now)

    assert wedge.end()
    wait_until(lambda: wedge.heard.texts == ["9520000000011"])


@pytest.mark.parametrize(
    ("typed", "text", "symbology", "gtin"),
    [
        ("01234565", "01234565", "KEYS", "00012345000065"),
        ("96385074", "96385074", "KEYS", "00000096385074"),
        ("036000291452", "036000291452", "KEYS", "00036000291452"),
        ("]E09520000000011", "9520000000011", "EAN13", "09520000000011"),
        ("]C10109520000000011", "0109520000000011", "CODE128", "09520000000011"),
        ("]Q1hello-there", "hello-there", "QR", None),
        ("https://id.gs1.org/01/09506000134352", "https://id.gs1.org/01/09506000134352", "KEYS", "09506000134352"),
        ("9520000000012", "9520000000012", "KEYS", None),
    ],
)
def test_every_form_of_a_product_code_becomes_fourteen_digits(
    wedge: Wedge, typed: str, text: str, symbology: str, gtin: str | None
) -> None:
    wedge.type(typed, gap_s=0.002)
    wedge.end()

    wait_until(lambda: wedge.heard.scans)
    scan = wedge.heard.scans[0]
    assert (scan.text, scan.symbology, scan.gtin) == (text, symbology, gtin)
