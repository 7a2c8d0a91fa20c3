"""What every customer display promises, tried on each driver of the category."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.device import DeviceFailed
from hardware.line_display import LineDisplay
from hardware.line_display_serial import SerialLineDisplay
from hardware.line_display_simulated import SimulatedLineDisplay
from hardware.line_text import Charset, columns, line, pair
from tests.hardware.serial_end import SerialEnd
from tests.hardware.waiting import wait_until


@dataclass
class Bench:
    """A display with a hand at its cable, and what stands on it."""

    display: LineDisplay
    lines: Callable[[], tuple[str, str]]
    unplug: Callable[[], None]
    plug: Callable[[], None]


def simulated_bench(_: Path, charset: Charset) -> Bench:
    display = SimulatedLineDisplay(charset=charset)
    return Bench(
        display,
        lambda: display.lines,
        lambda: setattr(display, "plugged", False),
        lambda: setattr(display, "plugged", True),
    )


def serial_bench(folder: Path, charset: Charset) -> Bench:
    came = bytearray()

    def take(data: bytes) -> bytes:
        came.extend(data)
        return b""

    def shown() -> tuple[str, str]:
        text = bytes(came).rpartition(b"\x0b")[2]
        if charset != "cp437":
            words = text.decode(charset, "ignore")
            return (words[:16], words[16:]) if len(text) == 40 else ("", "")
        return (text[:20].decode(charset), text[20:].decode(charset)) if len(text) == 40 else ("", "")

    end = SerialEnd(folder / "ttyUSB0", take)
    return Bench(SerialLineDisplay(str(end.path), charset=charset), shown, end.unplug, end.plug)


BENCHES = {"simulated": simulated_bench, "serial": serial_bench}


@pytest.fixture(params=BENCHES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Charset], Bench]]:
    """Give each driver in turn."""
    made: list[Bench] = []

    def build(charset: Charset = "cp437") -> Bench:
        made.append(BENCHES[request.param](tmp_path, charset))
        return made[0]

    yield build
    for bench in made:
        bench.display.close()
        bench.unplug()


def test_two_lines_are_shown_in_all_their_columns(make: Callable[..., Bench]) -> None:
    bench = make()

    said = bench.display.show("Welcome", "to a shop whose name is far too long")

    assert said == ("Welcome             ", "to a shop whose name")
    wait_until(lambda: bench.lines() == said)


def test_an_amount_is_never_cut(make: Callable[..., Bench]) -> None:
    bench = make()

    said = bench.display.show_pair("Total", "Hydra Hyaluron Moisture", "¥12,345.00")

    assert said[1] == "Hydra Hya ¥12,345.00"
    wait_until(lambda: bench.lines() == said)


def test_chinese_is_written_in_latin_letters_where_the_display_has_no_other(make: Callable[..., Bench]) -> None:
    bench = make()

    said = bench.display.show_pair("洁面啫喱", "合计", "¥128.00")

    assert said == ("JieMianZheLi        ", "HeJi         ¥128.00")
    wait_until(lambda: bench.lines() == said)


def test_a_display_with_chinese_shows_chinese(make: Callable[..., Bench]) -> None:
    bench = make("gb18030")

    said = bench.display.show("洁面啫喱", "合计")

    assert said == ("洁面啫喱" + " " * 12, "合计" + " " * 16)
    wait_until(lambda: bench.lines() == said)


def test_a_display_that_is_gone_is_a_status_and_comes_back_by_itself(make: Callable[..., Bench]) -> None:
    bench = make()
    assert bench.display.check().state == "ready"

    bench.unplug()
    assert bench.display.check().state == "lost"
    with pytest.raises(DeviceFailed):
        bench.display.show("a")

    bench.plug()
    bench.display.show("here again")
    wait_until(lambda: bench.lines()[0] == "here again          ")


@pytest.mark.parametrize("text", ["", "x", "Crème brûlée × 2 − ¥5", "😀 平假名ひらがな", "NT$ 980 保濕"])
@pytest.mark.parametrize("charset", ["cp437", "gb18030", "big5"])
def test_any_text_fits_its_columns_in_every_charset(text: str, charset: Charset) -> None:
    assert columns(line(text, 20, charset)) == 20
    assert columns(pair(text, "¥1.00", 20, charset)) == 20
    line(text, 20, charset).encode(charset)


def test_the_simulated_display_tells_a_second_screen() -> None:
    seen: list[tuple[str, str]] = []
    display = SimulatedLineDisplay(on_show=seen.append)

    display.show("a", "b")

    assert seen == [("a" + " " * 19, "b" + " " * 19)]
