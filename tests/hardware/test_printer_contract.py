"""What every printer promises, tried on each driver of the category."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from hardware.printer import Printer, PrintFailed, Raster
from hardware.printer_escpos import EscposPrinter
from hardware.printer_simulated import SimulatedPrinter
from tests.hardware.escpos_paper import EscposPaper
from tests.hardware.tcp_printer import TcpPrinter
from tests.hardware.waiting import wait_until

WIDTH = 576


@dataclass
class Bench:
    """A printer with a hand at its cable, and what came out of it."""

    printer: Printer
    unplug: Callable[[], None]
    plug: Callable[[], None]
    paper: Callable[[], list[Raster]]
    kicks: Callable[[], list[int]]
    end: Callable[[], None] = lambda: None


def simulated_bench(folder: Path) -> Bench:
    printer = SimulatedPrinter(WIDTH, folder / "paper")

    def plugged(here: bool) -> None:
        printer.plugged = here

    return Bench(
        printer,
        lambda: plugged(False),
        lambda: plugged(True),
        lambda: list(printer.paper),
        lambda: [int(pin) for pin in printer.kicks],
    )


def network_bench(folder: Path, *, mute: bool = False) -> Bench:
    there = TcpPrinter(mute=mute)
    printer = EscposPrinter("network", there.address, WIDTH)
    return Bench(
        printer, there.unplug, there.plug, lambda: list(there.paper.pieces), lambda: there.paper.kicks, there.unplug
    )


def mute_bench(folder: Path) -> Bench:
    return network_bench(folder, mute=True)


def file_bench(folder: Path) -> Bench:
    """A character device that goes away with its folder."""
    place = folder / "usb" / "lp0"
    place.parent.mkdir()
    printer = EscposPrinter("file", str(place), WIDTH)

    def read() -> EscposPaper:
        paper = EscposPaper()
        paper.feed(place.read_bytes())
        return paper

    def unplug() -> None:
        place.unlink(missing_ok=True)
        place.parent.rmdir()

    return Bench(printer, unplug, place.parent.mkdir, lambda: read().pieces, lambda: read().kicks)


BENCHES = {"simulated": simulated_bench, "network": network_bench, "mute network": mute_bench, "file": file_bench}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Give each driver in turn."""
    made = BENCHES[request.param](tmp_path)
    yield made
    made.printer.close()
    made.end()


def stripes(height: int = 300, width: int = WIDTH) -> Raster:
    """Rows that all differ, so that none can be lost or swapped unseen."""
    stride = width // 8
    rows = b"".join((number * 2654435761 % 2**32).to_bytes(4, "big") * (stride // 4) for number in range(height))
    return Raster(width, height, rows)


def test_what_is_printed_is_what_was_given_to_the_dot(bench: Bench) -> None:
    dots = stripes()

    bench.printer.print(dots)
    bench.printer.print(stripes(7))

    wait_until(lambda: len(bench.paper()) == 2)
    assert bench.paper() == [dots, stripes(7)]


def test_a_printer_says_that_it_can_print_and_when_it_was_asked(bench: Bench) -> None:
    status = bench.printer.check()

    assert status.can_print
    assert status.at.utcoffset() == timedelta(0)


def test_the_drawers_pulse_goes_to_the_pin_that_was_named(bench: Bench) -> None:
    bench.printer.kick()
    bench.printer.kick(5)

    wait_until(lambda: bench.kicks() == [2, 5])


def test_an_unplugged_printer_is_a_status_and_comes_back_by_itself(bench: Bench) -> None:
    # given
    bench.printer.print(stripes(7))
    wait_until(lambda: len(bench.paper()) == 1)

    # when
    bench.unplug()

    # then
    assert bench.printer.check().state == "offline"
    with pytest.raises(PrintFailed) as failed:
        bench.printer.print(stripes())
    assert (failed.value.status.state, failed.value.rows) == ("offline", 0)
    with pytest.raises(PrintFailed):
        bench.printer.kick()

    # when
    bench.plug()

    # then
    assert bench.printer.check().can_print
    bench.printer.print(stripes(9))
    wait_until(lambda: bench.paper()[-1:] == [stripes(9)])


def test_more_dots_than_the_paper_has_are_refused(bench: Bench) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        bench.printer.print(stripes(8, WIDTH + 64))


def test_a_printer_may_be_closed_twice_and_used_again(bench: Bench) -> None:
    bench.printer.check()
    bench.printer.close()
    bench.printer.close()

    assert bench.printer.check().can_print
