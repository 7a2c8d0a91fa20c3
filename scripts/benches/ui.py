"""The kiosk's window against a bare window of the same size: time to the first frame, idle CPU and memory; then what
the main thread spends on each frame while pages change, lists scroll, the camera looks and somebody types."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from kiosk.ui.fonts import ensure_fonts
from scripts.benches import selling
from scripts.benches.report import Bench, Context, Goal, percentile, spread

ROUNDS = 7
WIDTH, HEIGHT = 1080, 1920
SETTLE_S = 6.0
"""Until the first screen has its pictures and the start's own work is over."""
IDLE_S = 10.0

PRODUCTS, QUICK_PRODUCTS = 100_000, 1_200
SESSIONS, QUICK_SESSIONS = 2_000, 12
"""Of shoppers, an hour of them: most of a second each, as every one of them makes all pages anew."""

GROWN_MB = 10.0 / 2_000
"""Megabytes that a session may leave behind: ten in two thousand."""

FIGURES = {
    "scan_ms": "scan to product page, main thread",
    "scan_wall_ms": "scan to product page, by the clock",
    "change_first_ms": "a page is made, main thread",
    "change_ms": "a page comes over another, a frame",
    "change_after_ms": "what lies below the fold is made, a frame",
    "scroll_ms": "a shelf scrolls, a frame",
    "camera_ms": "the camera's picture, a frame",
    "typing_ms": "typing in the search, a frame",
}
"""What `ui_frames` counts, in words."""

BARE = f"""
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1")
from kivy.config import Config
for key, value in (("width", {WIDTH}), ("height", {HEIGHT}), ("multisamples", 0)):
    Config.set("graphics", key, value)
from kivy.base import runTouchApp
from kivy.core.window import Window
from kivy.uix.label import Label
def ready(window):
    window.unbind(on_flip=ready)
    print("READY", flush=True)
Window.bind(on_flip=ready)
runTouchApp(Label(text="bare"))
"""

SETTINGS = f"""[device]
tenant = "bench"
store = "9521000000018"
name = "kiosk-1"
role = "shopper"
data = "data"
[link]
kind = "none"
[scanner]
kind = "simulated"
[display]
width = {WIDTH}
height = {HEIGHT}
sound = false
"""


class Window(Struct, frozen=True):
    """A running program whose window stands."""

    process: subprocess.Popen[str]
    seconds: float
    """From the start of the process to its first frame."""


def run(context: Context) -> Bench:
    """Both windows in turn; then one kiosk left alone."""
    bench = Bench("ui")
    ensure_fonts()
    rounds = 2 if context.quick else ROUNDS
    with tempfile.TemporaryDirectory() as scratch, display() as environment:
        folder = Path(scratch)
        # Compiled modules are kept for both, as on any machine that starts a program twice.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "pycache")
        settings = _device(folder)
        kiosk = [sys.executable, "-m", "kiosk", str(settings)]
        bare = [sys.executable, "-c", BARE]
        ours: list[float] = []
        theirs: list[float] = []
        for command in (bare, kiosk):
            with _window(command, environment):
                pass  # a first start compiles
        for _ in range(rounds):
            for command, times in ((bare, theirs), (kiosk, ours)):
                with _window(command, environment) as window:
                    times.append(window.seconds)
        with _window(kiosk, environment) as window:
            _scan(environment)
            time.sleep(SETTLE_S)
            cpu = _cpu_share(window.process.pid, 2.0 if context.quick else IDLE_S)
            memory = _resident_mb(window.process.pid)
        frames = _frames(context, environment)
    ratio = statistics.median(ours) / statistics.median(theirs)
    bench.figures |= {
        "display": environment.get("SDL_VIDEODRIVER", "x11"),
        "kiosk's first frame s (min / median / max)": spread(ours),
        "bare window's first frame s (min / median / max)": spread(theirs),
        "idle CPU %": cpu * 100,
        "resident MB": memory,
    }
    bench.goals += [
        Goal("first frame / bare window's", "floor", ratio, "<=", 2.0),
        Goal("idle CPU % of a static screen", "floor", cpu * 100, "<=", 3.0),
        Goal("resident MB", "floor", memory, "<=", 300.0),
        Goal("idle CPU % of a static screen", "target", cpu * 100, "<=", 2.0),
    ]
    _judge(bench, frames)
    return bench


def _frames(context: Context, environment: dict[str, str]) -> dict[str, list[float]]:
    """Play the scenes of `ui_frames` in a window of their own."""
    folder = context.work / ("ui-quick" if context.quick else "ui")
    folder.mkdir(parents=True, exist_ok=True)
    products, sessions = (QUICK_PRODUCTS, QUICK_SESSIONS) if context.quick else (PRODUCTS, SESSIONS)
    # Made by a process of its own: what it takes to make a shop is not the kiosk's memory.
    making = [sys.executable, "-m", "scripts.benches.ui_shop", str(folder), str(products)]
    subprocess.run(making, env=environment, check=True)
    command = [sys.executable, "-m", "scripts.benches.ui_frames", str(folder), str(products), str(sessions)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def _judge(bench: Bench, frames: dict[str, list[float]]) -> None:
    """Goals in the main thread's own milliseconds: what a software renderer draws on other threads is not in them."""
    for name, words in FIGURES.items():
        values = frames[name]
        told = (statistics.median(values), percentile(values, 0.95), max(values))
        bench.figures[f"{words}: p50 / p95 / max ms"] = " / ".join(f"{value:.1f}" for value in told)
    start, end = _grown(frames["memory_mb"])
    sessions = round(frames["memory_sessions"][0])
    bench.figures["memory over the sessions MB (second tenth / last tenth)"] = f"{start:.1f} / {end:.1f}"
    bench.figures["products on the shelf that is scrolled"] = frames["scroll_products"][0]
    bench.goals += [
        Goal("scan to product page drawn: p95 ms of the main thread", "floor", _p95(frames, "scan_ms"), "<=", 100.0),
        Goal("a page comes over another: p95 ms a frame", "floor", _p95(frames, "change_ms"), "<=", 8.0),
        Goal("a shelf scrolls: p95 ms a frame", "floor", _p95(frames, "scroll_ms"), "<=", 8.0),
        Goal("the camera's picture: p95 ms a frame", "floor", _p95(frames, "camera_ms"), "<=", 8.0),
        Goal("typing in the search: worst frame ms", "floor", max(frames["typing_ms"]), "<=", 33.0),
        Goal(f"memory grown over {sessions} sessions MB", "floor", end - start, "<=", GROWN_MB * sessions),
    ]


def _grown(samples: list[float]) -> tuple[float, float]:
    """Medians of the second and of the last tenth: in the first the caches fill, and how many large pictures are in
    theirs goes up and down by 20 MB from one shopper to the next."""
    tenth = max(1, len(samples) // 10)
    return statistics.median(samples[tenth : 2 * tenth]), statistics.median(samples[-tenth:])


def _p95(frames: dict[str, list[float]], name: str) -> float:
    return percentile(frames[name], 0.95)


def _device(folder: Path) -> Path:
    """A kiosk with a small catalogue."""
    data = folder / "data"
    with selling.device(data):
        pass
    path = folder / "kiosk.toml"
    path.write_text(SETTINGS, "utf-8")
    return path


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """A virtual X server where there is one, as a kiosk has it; otherwise the offscreen driver."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        yield dict(os.environ, SDL_VIDEODRIVER="offscreen", SDL_AUDIODRIVER="dummy")
        return
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        environment = dict(os.environ, DISPLAY=f":{number}", SDL_VIDEODRIVER="x11", SDL_AUDIODRIVER="dummy")
        yield environment
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _window(command: list[str], environment: dict[str, str]) -> Iterator[Window]:
    """Start a program, wait for its first frame, and end it afterwards."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "READY":
                yield Window(process, time.perf_counter() - began)
                return
        raise RuntimeError(f"{command[1:3]} ended with status {process.wait()} before its first frame")
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _scan(environment: dict[str, str]) -> None:
    """Bring a product's page to the front, as a scanner that types does: a screen on which nothing moves."""
    if shutil.which("xdotool") and "DISPLAY" in environment:
        time.sleep(2.0)  # the scanner listens from the first frame on
        for keys in (["type", "--delay", "0", "9520000000011"], ["key", "Return"]):
            subprocess.run(["xdotool", *keys], env=environment, check=True)


def _cpu_share(pid: int, seconds: float) -> float:
    """Share of one core that the process itself uses; its children are not in it."""
    before = _cpu_s(pid)
    time.sleep(seconds)
    return (_cpu_s(pid) - before) / seconds


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no VmRSS of process {pid}")
