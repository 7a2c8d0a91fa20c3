"""What every cash drawer promises, tried on each driver of the category."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from hardware.cash_drawer import CashDrawer, DrawerFailed
from hardware.cash_drawer_printer import PrinterDrawer
from hardware.cash_drawer_simulated import SimulatedDrawer
from hardware.printer_escpos import EscposPrinter
from hardware.printer_simulated import SimulatedPrinter
from tests.hardware.tcp_printer import TcpPrinter
from tests.hardware.waiting import wait_until


@dataclass
class Bench:
    """A drawer with a hand at it. `spring` is what its pulse does; it is called where the driver has no spring."""

    drawer: CashDrawer
    pulses: Callable[[], int]
    unplug: Callable[[], None]
    plug: Callable[[], None]
    jam: Callable[[], None]
    shut: Callable[[], None]
    end: Callable[[], None] = lambda: None


class Sprung(SimulatedPrinter):
    """A printer on whose plug a drawer hangs that springs open."""

    jammed = False

    def kick(self, pin: int = 2) -> None:
        super().kick(2 if pin == 2 else 5)
        if not self.jammed:
            self.drawer_high = True


def simulated_bench() -> Bench:
    drawer = SimulatedDrawer()
    return Bench(
        drawer,
        lambda: drawer.pulses,
        lambda: setattr(drawer, "plugged", False),
        lambda: setattr(drawer, "plugged", True),
        lambda: setattr(drawer, "jammed", True),
        drawer.shut,
    )


def printer_bench() -> Bench:
    printer = Sprung()
    printer.drawer_high = False
    printer.paper_rows = 0  # a printer without paper still opens its drawer
    return Bench(
        PrinterDrawer(printer, 2, "high"),
        lambda: len(printer.kicks),
        lambda: setattr(printer, "plugged", False),
        lambda: setattr(printer, "plugged", True),
        lambda: setattr(printer, "jammed", True),
        lambda: setattr(printer, "drawer_high", False),
    )


def network_bench() -> Bench:
    """Its sensor is low while it is open, as with half of all drawers."""
    there = TcpPrinter()
    there.paper.spring = True
    there.paper.online = 0x16

    def jam() -> None:
        there.paper.spring = False

    def shut() -> None:
        there.paper.online = 0x16

    printer = EscposPrinter("network", there.address)
    return Bench(
        PrinterDrawer(printer, 2, "low"),
        lambda: len(there.paper.kicks),
        there.unplug,
        there.plug,
        jam,
        shut,
        there.unplug,
    )


BENCHES = {"simulated": simulated_bench, "printer": printer_bench, "network printer": network_bench}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give each driver in turn."""
    made = BENCHES[request.param]()
    yield made
    made.drawer.close()
    made.end()


def test_a_pulse_opens_the_drawer_and_a_hand_shuts_it(bench: Bench) -> None:
    assert bench.drawer.check().state == "closed"

    assert bench.drawer.open().state == "open"

    assert bench.drawer.check().state == "open"
    bench.shut()
    assert bench.drawer.check().state == "closed"
    assert bench.pulses() == 1


def test_a_drawer_that_stays_shut_is_told(bench: Bench) -> None:
    bench.jam()

    with pytest.raises(DrawerFailed) as failed:
        bench.drawer.open()

    assert failed.value.status.state == "jammed"
    wait_until(lambda: bench.pulses() == 1)


def test_a_drawer_that_is_gone_is_a_status_and_comes_back_by_itself(bench: Bench) -> None:
    bench.unplug()

    assert bench.drawer.check().state == "lost"
    with pytest.raises(DrawerFailed) as failed:
        bench.drawer.open()
    assert failed.value.status.state == "lost"

    bench.plug()
    assert bench.drawer.open().can_open


def test_a_drawer_without_a_sensor_opens_and_says_that_it_does_not_know() -> None:
    printer = SimulatedPrinter()

    assert PrinterDrawer(printer).open().state == "unknown"
    assert SimulatedDrawer(senses=False).open().state == "unknown"
    assert printer.kicks == [2]
