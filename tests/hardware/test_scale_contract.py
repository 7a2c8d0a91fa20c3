"""What every scale promises, tried on each driver of the category."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.device import DeviceFailed
from hardware.scale import Scale, ScaleRefused, settled
from hardware.scale_sics import SicsScale
from hardware.scale_simulated import SimulatedScale
from tests.hardware.serial_end import SerialEnd


@dataclass
class Bench:
    """A scale, what lies on it, and a hand at its cable."""

    scale: Scale
    plate: SimulatedScale
    """Put things on this one: a serial scale answers with what it shows."""
    unplug: Callable[[], None]
    plug: Callable[[], None]
    mute: Callable[[], None]


def simulated_bench(_: Path) -> Bench:
    plate = SimulatedScale()
    gone = lambda: setattr(plate, "plugged", False)  # noqa: E731 - a hand
    return Bench(plate, plate, gone, lambda: setattr(plate, "plugged", True), gone)


def sics_bench(folder: Path) -> Bench:
    plate = SimulatedScale()
    muted = [False]

    def answer(data: bytes) -> bytes:
        return b"" if muted[0] else _sics(plate, data.decode("ascii").strip())

    end = SerialEnd(folder / "ttyUSB0", answer)
    return Bench(SicsScale(str(end.path)), plate, end.unplug, end.plug, lambda: muted.__setitem__(0, True))


def _sics(plate: SimulatedScale, command: str) -> bytes:
    """What a scale with this on its plate says."""
    try:
        if command == "Z":
            plate.zero()
            return b"Z A\r\n"
        if command == "T":
            return f"T S {plate.tare() / 1000:10.3f} kg\r\n".encode()
    except ScaleRefused as refused:
        return f"{command} {'I' if refused.reason == 'moving' else '+'}\r\n".encode()
    reading = plate.read()
    sign = {"over": "+", "under": "-"}.get(reading.state)
    if sign:
        return f"S {sign}\r\n".encode()
    return f"S {'S' if reading.state == 'stable' else 'D'} {reading.grams:10.1f} g\r\n".encode()


BENCHES = {"simulated": simulated_bench, "sics": sics_bench}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Give each driver in turn."""
    made = BENCHES[request.param](tmp_path)
    yield made
    made.scale.close()
    made.unplug()


def test_a_weight_that_lies_still_may_be_sold(bench: Bench) -> None:
    bench.plate.gross = 385

    reading = settled(bench.scale)

    assert (reading.grams, reading.state, reading.sellable) == (385, "stable", True)


def test_a_weight_that_moves_may_not_be_sold(bench: Bench) -> None:
    bench.plate.gross, bench.plate.moving = 385, True

    reading = settled(bench.scale, patience_s=0.1)

    assert (reading.state, reading.sellable) == ("moving", False)


def test_nothing_on_the_scale_is_nothing_to_sell(bench: Bench) -> None:
    assert not bench.scale.read().sellable


def test_the_wrapping_is_taken_off(bench: Bench) -> None:
    bench.plate.gross = 40
    assert bench.scale.tare() == 40

    bench.plate.gross = 540

    assert bench.scale.read().grams == 500


@pytest.mark.parametrize(("grams", "state"), [(20_000, "over"), (-500, "under")])
def test_what_the_scale_cannot_weigh_is_told(bench: Bench, grams: int, state: str) -> None:
    bench.plate.gross = grams

    reading = bench.scale.read()

    assert (reading.state, reading.sellable) == (state, False)


def test_dust_is_set_to_zero_and_goods_are_not(bench: Bench) -> None:
    bench.plate.gross = 7
    bench.scale.zero()
    assert bench.scale.read().grams == 0

    bench.plate.gross = 900
    with pytest.raises(ScaleRefused) as refused:
        bench.scale.zero()
    assert refused.value.reason == "out_of_range"
    bench.plate.moving = True
    with pytest.raises(ScaleRefused) as refused:
        bench.scale.tare()
    assert refused.value.reason == "moving"


def test_a_scale_that_is_gone_is_a_status_and_comes_back_by_itself(bench: Bench) -> None:
    assert bench.scale.check().state == "ready"

    bench.unplug()
    assert bench.scale.check().state == "lost"
    with pytest.raises(DeviceFailed):
        bench.scale.read()

    bench.plug()
    bench.plate.gross = 12
    assert bench.scale.read().grams == 12


def test_a_scale_that_is_switched_off_does_not_answer(bench: Bench) -> None:
    bench.mute()

    assert bench.scale.check().state == "lost"


@pytest.mark.parametrize("said", [b"ES\r\n", b"S S abc g\r\n", b"S S 1 stone\r\n", b"\xff\xfe\r\n", b"S Q\r\n"])
def test_what_nobody_understands_is_a_fault_and_no_weight(said: bytes, tmp_path: Path) -> None:
    end = SerialEnd(tmp_path / "tty", lambda _: said)
    scale = SicsScale(str(end.path))

    with pytest.raises(DeviceFailed) as failed:
        scale.read()

    assert failed.value.status.state == "fault"
    scale.close()
    end.unplug()
