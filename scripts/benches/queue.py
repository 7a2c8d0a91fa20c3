"""A tablet with five hundred open orders: what the main thread spends on each frame while its queue is opened, scrolled
and changed by other devices."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from kiosk.ui.fonts import ensure_fonts
from scripts.benches.report import Bench, Context, Goal, percentile
from scripts.benches.ui import display

ORDERS, QUICK_ORDERS = 500, 60

FIGURES = {
    "queue_open_ms": "the queue is opened, main thread",
    "queue_after_ms": "the frames after it",
    "queue_scroll_ms": "the queue scrolls, a frame",
    "queue_told_ms": "other devices change orders ten times a second, a frame",
}
"""What `queue_frames` counts, in words."""

GOAL_MS = 8.0


def run(context: Context) -> Bench:
    """Play the scenes of `queue_frames` in a window of their own."""
    bench = Bench("queue")
    ensure_fonts()
    folder = context.work / ("queue-quick" if context.quick else "queue")
    folder.mkdir(parents=True, exist_ok=True)
    orders = QUICK_ORDERS if context.quick else ORDERS
    with display() as environment:
        command = [sys.executable, "-m", "scripts.benches.queue_frames", str(folder), str(orders)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        bench.figures["display"] = environment.get("SDL_VIDEODRIVER", "x11")
    frames: dict[str, list[float]] = json.loads(done.stdout)
    bench.figures["orders in the queue"] = frames["queue_rows"][0]
    for name, words in FIGURES.items():
        values = frames[name]
        told = (statistics.median(values), percentile(values, 0.95), max(values))
        bench.figures[f"{words}: p50 / p95 / max ms"] = " / ".join(f"{value:.1f}" for value in told)
    for name in ("queue_scroll_ms", "queue_told_ms"):
        bench.goals.append(
            Goal(f"{FIGURES[name]}: p95 ms", "floor", percentile(frames[name], 0.95), "<=", GOAL_MS),
        )
    return bench
