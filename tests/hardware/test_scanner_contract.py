"""What every scanner promises, tried on each driver of the category."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from hardware.frame_sources import PushedFrames
from hardware.scanner import OUT_OF_VIEW_S, Scan, Scanner
from hardware.scanner_camera import CameraScanner
from hardware.scanner_keyboard import KeyboardScanner
from hardware.scanner_simulated import SimulatedScanner
from tests.hardware import pictures
from tests.hardware.waiting import Heard, wait_until

WATER, TEA = "6901234567892", "9520000000011"


@dataclass
class Bench:
    """A scanner, with a hand that holds things before it."""

    scanner: Scanner
    hold: Callable[[str], None]
    """Show a product's code until `take_away`."""

    take_away: Callable[[], None]


def camera_bench() -> Bench:
    """A camera before which drawn packs are held."""
    frames = PushedFrames(frames_per_s=60)
    frames.push(pictures.empty_scene())

    def take_away() -> None:
        frames.push(pictures.empty_scene())
        time.sleep(OUT_OF_VIEW_S * 1.2)

    scanner = CameraScanner(lambda: frames, known_gtin=lambda _: True)
    return Bench(scanner, lambda text: frames.push(pictures.on_scene(pictures.ean13(text))), take_away)


def keyboard_bench() -> Bench:
    """A keyboard wedge, whose time is counted and not waited for."""
    scanner = KeyboardScanner()
    now = [100.0]

    def hold(text: str) -> None:
        for letter in text:
            now[0] += 0.002
            scanner.feed(letter, now[0])
        now[0] += 0.002
        scanner.key_down("enter", now[0])

    def take_away() -> None:
        now[0] += OUT_OF_VIEW_S

    return Bench(scanner, hold, take_away)


def simulated_bench() -> Bench:
    """The simulated scanner: what is shown to it is gone at once."""
    scanner = SimulatedScanner()
    return Bench(scanner, scanner.show, lambda: None)


BENCHES = {"camera": camera_bench, "keyboard": keyboard_bench, "simulated": simulated_bench}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give each driver in turn."""
    made = BENCHES[request.param]()
    yield made
    made.scanner.close()


def test_a_code_that_comes_into_view_is_one_scan_each_time(bench: Bench) -> None:
    # given
    heard = Heard()
    bench.scanner.start(heard.scan, heard.status)
    wait_until(lambda: bench.scanner.status.state == "ready")

    # when: the same product twice, then another
    for count, text in enumerate((WATER, WATER, TEA), start=1):
        bench.hold(text)
        wait_until(partial(_has, heard, count))
        bench.take_away()

    # then
    assert heard.texts == [WATER, WATER, TEA]


def _has(heard: Heard, count: int) -> bool:
    return len(heard.scans) == count


def test_a_scan_says_what_and_when_and_comes_on_the_drivers_own_thread(bench: Bench) -> None:
    heard = Heard()
    bench.scanner.start(heard.scan)
    wait_until(lambda: bench.scanner.status.state == "ready")

    bench.hold(WATER)
    wait_until(lambda: heard.scans)

    scan = heard.scans[0]
    assert (scan.text, scan.raw, scan.gtin) == (WATER, WATER.encode(), "06901234567892")
    assert scan.confirmed
    assert scan.engines
    assert scan.at.utcoffset() == timedelta(0)
    assert threading.current_thread().name not in heard.threads


def test_a_callback_that_fails_does_not_stop_the_scanner(bench: Bench) -> None:
    heard = Heard()

    def stumble(scan: Scan) -> None:
        heard.scan(scan)
        if len(heard.scans) == 1:
            raise ValueError("what was to be done with the first scan went wrong")

    bench.scanner.start(stumble)
    wait_until(lambda: bench.scanner.status.state == "ready")
    bench.hold(WATER)
    wait_until(lambda: heard.scans)
    bench.hold(TEA)

    wait_until(lambda: heard.texts == [WATER, TEA])


def test_it_says_that_it_is_off_before_and_after_and_ready_between(bench: Bench) -> None:
    heard = Heard()
    assert bench.scanner.status.state == "off"

    bench.scanner.start(heard.scan, heard.status)
    wait_until(lambda: bench.scanner.status.can_scan and bench.scanner.status.state == "ready")
    bench.scanner.close()

    assert bench.scanner.status.state == "off"
    assert heard.states[-2:] == ["ready", "off"]


def test_nothing_is_scanned_after_it_was_closed(bench: Bench) -> None:
    heard = Heard()
    bench.scanner.start(heard.scan)
    wait_until(lambda: bench.scanner.status.state == "ready")
    bench.scanner.close()

    bench.hold(WATER)

    assert heard.scans == []


def test_it_may_be_closed_twice_and_without_having_been_started(bench: Bench) -> None:
    bench.scanner.close()
    bench.scanner.close()

    with pytest.raises(RuntimeError):
        bench.scanner.start(Heard().scan)


def test_it_can_be_started_once_only(bench: Bench) -> None:
    bench.scanner.start(Heard().scan)

    with pytest.raises(RuntimeError):
        bench.scanner.start(Heard().scan)
