"""The self-test page: what each device says in words, and the buttons that try it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.associate import till_table
from kiosk.paper import actions as papers
from kiosk.paper import layout, tables
from kiosk.paper.counter import Counter
from kiosk.settings import Drawer, LineDisplay, Printer, Scale
from tests.desks import LOOKS, Desk, open_desk
from tests.devices import open_device
from tests.hardware.waiting import wait_until
from tests.ui import Ui


@dataclass
class Bench:
    """A till with its devices, and hands at them."""

    desk: Desk
    counter: Counter

    def device(self, kind: str) -> Any:  # the simulated driver
        """A device's own driver."""
        if kind == "printer":
            return self.counter.spooler._lines["receipt"]._printer
        attendant = {"display": self.counter._display, "scale": self.counter._scale}[kind]
        assert attendant is not None
        return attendant._device

    def came_out(self) -> int:
        """Pieces of paper of all printers."""
        printers: list[Any] = [line._printer for line in self.counter.spooler._lines.values()]
        return sum(len(printer.paper) for printer in printers)

    def until(self, text: str) -> None:
        """Wait until the page says this."""

        def says() -> bool:
            self.desk.settle()
            return self.desk.says(text)

        wait_until(says, 10)


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    with open_device(tmp_path, name="till-1", role="till") as device:
        settings = msgspec.structs.replace(
            device.store.settings,
            printer=(Printer("receipt", "simulated", fallback="office"), Printer("office", "simulated", width_mm=58)),
            drawer=Drawer("printer", "receipt", open_level="high"),
            line_display=LineDisplay("simulated"),
            scale=Scale("simulated"),
        )
        device.store.settings = settings
        counter = Counter(
            settings,
            device.store.worker,
            device.store.folder,
            clock=device.clock,
            post=lambda act, *args: device.calls.put((act, args)),
            changed=device.changed.append,
        )
        device.store.parts[Counter] = counter
        counter.spooler._lines["receipt"]._printer.drawer_high = False  # type: ignore[attr-defined] # the simulated one
        counter.start()
        with open_desk(ui, device, till_table.screens(device.store), till_table.HOME) as desk:
            desk.go("till.hardware")
            yield Bench(desk, counter)
        counter.close()


def test_every_device_says_how_it_is(bench: Bench) -> None:
    bench.until("5 / 5 可用")

    assert bench.desk.says("打印机 receipt")
    assert bench.desk.says("关着")
    assert bench.desk.says("全部打印完毕")


def test_a_test_print_comes_out(bench: Bench) -> None:
    bench.until("5 / 5 可用")

    bench.desk.tap("hardware.test_print")
    wait_until(lambda: bench.came_out() == 1)

    assert bench.desk.says("测试页已排队")


def test_an_open_cover_is_said_in_words_and_who_prints_instead(bench: Bench) -> None:
    bench.device("printer").cover_open = True
    bench.desk.tap("hardware.test_print")

    bench.until("盖子未关")

    assert bench.desk.says("改由 office 打印")
    bench.until("4 / 5 可用")


def test_the_display_shows_and_the_scale_weighs(bench: Bench) -> None:
    bench.until("5 / 5 可用")
    bench.desk.tap("hardware.show_text")
    bench.until("已显示“AURELLE / 12:00”")
    assert bench.device("display").lines[0].strip() == "AURELLE"

    bench.device("scale").gross = 1250
    bench.desk.tap("hardware.weigh")
    bench.until("1,250 克")

    bench.desk.tap("hardware.zero")
    bench.until("秤上有东西")


def test_a_scan_is_shown_and_does_nothing_else(bench: Bench) -> None:
    bench.desk.scan("KX-TEST-0123456789", "QR")

    assert bench.desk.says("读到 KX-TEST-0123456789")


def test_what_never_came_out_can_be_printed_or_dropped(bench: Bench) -> None:
    # given
    device = bench.desk.device
    bench.device("printer").plugged = bench.counter.spooler._lines["office"]._printer.plugged = False  # type: ignore[attr-defined] # the simulated ones
    paper = layout.Paper("en", (layout.Heading("Receipt"),))
    for number in (1, 2):
        device.do(
            papers.enqueue, bench.counter.routes, "receipt", f"till-1-A000{number}", paper, about=f"sale-{number}"
        )
    device.clock.pass_time(hours=2)
    bench.until("till-1-A0001")

    # when
    bench.desk.tap("hardware.drop")
    bench.device("printer").plugged = True
    bench.desk.tap("hardware.print_now")

    # then
    bench.until("全部打印完毕")
    wait_until(lambda: len(bench.device("printer").paper) == 1)
    assert {job.state for job in tables.recent(device.db)} <= {"dropped", "printing", "printed"}


def test_the_page_stands_in_every_language_and_size(bench: Bench) -> None:
    bench.until("5 / 5 可用")

    assert bench.desk.findings("hardware", LOOKS) == []
