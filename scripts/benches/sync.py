"""Draining a journal to head office, durable and acknowledged, against what a plain MQTT client publishes."""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from scripts.benches.report import Bench, Context, Goal, percentile, spread
from scripts.benches.sync_parts import Part, broker

BACKLOG = 50_000
RAW = 20_000
LIVE = 200
"""Single sales on an idle link."""

ROUNDS = 3


def run(context: Context) -> Bench:
    """Rounds of: the plain publisher, one device, four devices. Each round has its own head office."""
    bench = Bench("sync")
    backlog, rounds = (2_000, 1) if context.quick else (BACKLOG, ROUNDS)
    raws: list[float] = []
    ones: list[float] = []
    fours: list[float] = []
    lags: list[float] = []
    live: list[float] = []
    try:
        with tempfile.TemporaryDirectory(dir=context.work) as scratch, broker() as port:
            for number in range(rounds):
                raws.append(_raw(port, 2_000 if context.quick else RAW))
                folder = Path(scratch) / str(number)
                office, devices = _drain(folder / "one", port, 1, backlog, LIVE)
                ones.append(backlog / devices[0]["seconds"])
                live += devices[0]["live"]
                lags.append(office["lag_s"])
                bench.figures["bytes an event on the wire"] = office["payload_bytes"] / office["events"]
                bench.figures["bytes an event as written"] = devices[0]["event_bytes"]
                office, devices = _drain(folder / "four", port, 4, backlog // 4, 0)
                fours.append(backlog / max(one["seconds"] for one in devices))
                lags.append(office["lag_s"])
                raws.append(_raw(port, 2_000 if context.quick else RAW))
    except FileNotFoundError:
        bench.skipped = "mosquitto is not installed"
        return bench
    _judge(bench, raws, ones, fours)
    bench.figures["effects' lag s (worst)"] = max(lags)
    bench.figures["live sale p50 ms, committed to acknowledged"] = percentile(live, 0.5) * 1000
    bench.figures["live sale p95 ms"] = percentile(live, 0.95) * 1000
    bench.goals += [
        Goal("effects' lag s", "floor", max(lags), "<=", 5.0),
        Goal("live sale acknowledged, p95 ms", "floor", percentile(live, 0.95) * 1000, "<=", 250.0),
        Goal("bytes an event", "target", float(bench.figures["bytes an event on the wire"]), "<=", 120.0),
    ]
    return bench


def _judge(bench: Bench, raws: list[float], ones: list[float], fours: list[float]) -> None:
    peer = statistics.median(raws)
    one, four = statistics.median(ones) / peer, statistics.median(fours) / peer
    bench.figures["plain paho QoS 1, 1 KiB, messages a second (min / median / max)"] = spread(raws)
    bench.figures["one device, events a second"] = spread(ones)
    bench.figures["four devices, events a second"] = spread(fours)
    bench.figures["one device / plain paho"] = one
    bench.figures["four devices / plain paho"] = four
    bench.goals += [
        Goal("one device / plain paho", "floor", one, ">=", 1.0),
        Goal("four devices / plain paho", "floor", four, ">=", 2.0),
        Goal("one device / plain paho", "target", one, ">=", 1.9),
        Goal("four devices / plain paho", "target", four, ">=", 2.8),
    ]


def _raw(port: int, count: int) -> float:
    with ExitStack() as stack:
        part = Part("raw", port, count)
        stack.callback(part.close)
        part.ready()
        part.go()
        return float(part.result()["rate"])


def _drain(
    folder: Path, port: int, devices: int, backlog: int, live: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Figures of head office and of the devices; what arrived is counted, so nothing can be lost for speed."""
    with ExitStack() as stack:
        parts = [Part("device", folder, port, f"till-{n}", backlog, live) for n in range(1, devices + 1)]
        office = Part("headoffice", folder / "hq", port)
        for part in (*parts, office):
            stack.callback(part.close)
        for part in (*parts, office):
            part.ready()
        for part in parts:
            part.go()
        figures = [part.result() for part in parts]
        office.go()
        counted = office.result()
    expected = devices * (backlog + live)
    if not counted["events"] == counted["sales"] == expected or counted["dead"]:
        raise RuntimeError(f"{expected} sales were posted; head office: {counted}")
    return counted, figures
