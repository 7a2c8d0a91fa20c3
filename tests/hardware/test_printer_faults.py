"""Printers that fail in the middle: what they say of it, and how much may be on the paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.printer import PrintFailed, Raster
from hardware.printer_escpos import EscposPrinter
from hardware.printer_simulated import SimulatedPrinter
from tests.hardware.tcp_printer import TcpPrinter
from tests.hardware.test_printer_contract import stripes

LONG = 1600


@pytest.fixture
def there() -> Iterator[TcpPrinter]:
    printer = TcpPrinter()
    yield printer
    printer.unplug()


def test_a_network_printer_that_dies_in_the_middle_says_that_something_may_be_on_paper(there: TcpPrinter) -> None:
    printer = EscposPrinter("network", there.address)
    there.die_after = 40_000

    with pytest.raises(PrintFailed) as failed:
        printer.print(stripes(LONG))

    assert failed.value.status.state == "offline"
    assert 0 < failed.value.rows <= LONG
    assert there.paper.pieces == []
    there.plug()
    printer.print(stripes(5))
    assert there.paper.pieces[-1].height >= 5
    printer.close()


def test_a_network_printer_that_swallows_all_and_then_dies_has_not_printed(there: TcpPrinter) -> None:
    """What was sent fits into the buffers below, so without a confirmation it would pass for printed."""
    printer = EscposPrinter("network", there.address)
    dots = stripes(20)
    there.die_after = 20 * 576 // 8

    with pytest.raises(PrintFailed) as failed:
        printer.print(dots)

    assert failed.value.rows == 20
    printer.close()


def test_a_network_printer_is_free_for_other_tills_between_two_uses(there: TcpPrinter) -> None:
    ours, theirs = (EscposPrinter("network", there.address) for _ in range(2))

    for printer, height in ((ours, 4), (theirs, 5), (ours, 6)):
        assert printer.check().can_print
        printer.print(stripes(height))
        assert printer._device is None

    assert [piece.height for piece in there.paper.pieces] == [4, 5, 6]


def test_paper_that_ends_in_the_middle_is_told_apart_from_a_broken_line(there: TcpPrinter) -> None:
    printer = EscposPrinter("network", there.address, printed_s=5)
    there.stop_after_rows = 400

    with pytest.raises(PrintFailed) as failed:
        printer.print(stripes(LONG))

    assert (failed.value.status.state, failed.value.status.paper) == ("paper_out", "out")
    printer.close()


@pytest.mark.parametrize(
    ("online", "cause", "roll", "state", "paper"),
    [
        (0x12, 0x12, 0x12, "ready", "ok"),
        (0x12, 0x12, 0x1E, "ready", "low"),
        (0x1A, 0x16, 0x12, "cover_open", "ok"),
        (0x1A, 0x32, 0x72, "paper_out", "out"),
        (0x1A, 0x52, 0x12, "fault", "ok"),
        (0x1A, 0x12, 0x12, "offline", "ok"),
    ],
)
def test_the_answers_of_a_printer_are_understood(
    there: TcpPrinter, online: int, cause: int, roll: int, state: str, paper: str
) -> None:
    there.paper.online, there.paper.cause, there.paper.roll = online, cause, roll
    printer = EscposPrinter("network", there.address)

    status = printer.check()

    assert (status.state, status.paper) == (state, paper)
    assert status.drawer_high is False
    printer.close()


def test_a_usb_printer_that_is_not_there_is_offline() -> None:
    printer = EscposPrinter("usb", "04b8:ffff")

    assert printer.check().state == "offline"
    with pytest.raises(PrintFailed) as failed:
        printer.print(stripes(8))
    assert failed.value.rows == 0


@pytest.mark.parametrize("rows", [0, 1, 128, 200, 299])
def test_the_simulated_printer_stops_where_it_is_told_to(rows: int, tmp_path: Path) -> None:
    printer = SimulatedPrinter(folder=tmp_path)
    printer.paper_rows = rows

    with pytest.raises(PrintFailed) as failed:
        printer.print(stripes(300))

    assert failed.value.rows == rows
    assert (failed.value.status.state, failed.value.status.paper) == ("paper_out", "out")
    assert [torn.height for torn in printer.torn] == ([rows] if rows else [])
    assert list(tmp_path.iterdir()) == []


def test_the_simulated_printer_can_be_unplugged_in_the_middle(tmp_path: Path) -> None:
    printer = SimulatedPrinter(folder=tmp_path)
    printer.unplug_after = 150

    with pytest.raises(PrintFailed) as failed:
        printer.print(stripes(300))

    assert (failed.value.rows, failed.value.status.state) == (150, "offline")
    assert printer.torn[0] == Raster(576, 150, stripes(300).rows[: 150 * 72])
    printer.plugged = True
    printer.print(stripes(300))
    assert len(list(tmp_path.glob("*.png"))) == 1
