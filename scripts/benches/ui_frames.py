"""A kiosk whose frames are counted: what the main thread spends on each while pages change, lists scroll, the camera
looks and somebody types; and what memory it holds after many shoppers.

``python -m scripts.benches.ui_frames FOLDER PRODUCTS SESSIONS`` runs the real program in its own window, plays these
scenes and writes one JSON object to standard output. Times are the main thread's own processor milliseconds: what a
software renderer does on other threads is the graphics card's work on a kiosk.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware.scanner import Scan
from kiosk.settings import load
from kiosk.ui import boot
from scripts.benches.ui_shop import prepare

WIDTH, HEIGHT = 1080, 1920
FRAME_S = 1 / 60

TYPED = ("bsjh", "niunai", "xifa", "kf", "danbai", "mianbao")
"""Initials and whole sounds of words that a shop has."""

KEY_FRAMES = 10
"""Frames between two keys: six a second, which is quick for a screen."""

SCROLL_PX = 55
"""Design pixels a frame: a flick that goes by a card in five frames."""

CHANGES = ("product.page", "basket.show", "home.scan", "product.page", "search.find", "home.scan")


class Shop:
    """The running kiosk, and hands to use it with."""

    def __init__(self, app: Any, gtins: Sequence[str]) -> None:
        from kivy.core.window import Window

        self.app = app
        self.gtins = gtins
        self.drawn = 0
        Window.bind(on_flip=self._drew)

    def _drew(self, *_: object) -> None:
        self.drawn += 1

    @property
    def screen(self) -> Any:
        """The page in front."""
        return self.app.navigator.screen

    def frame(self) -> float:
        """Let one frame pass; gives the main thread's processor milliseconds."""
        from kivy.base import EventLoop

        self.app.navigator.touched()  # or the program would ask whether anybody is there
        began = time.thread_time()
        EventLoop.idle()
        EventLoop.window.mainloop()
        return (time.thread_time() - began) * 1e3

    def rest(self, seconds: float) -> None:
        """Let frames pass that nobody counts, until what was begun has come."""
        from kiosk.ui.textures import textures

        end = time.monotonic() + seconds
        while time.monotonic() < end or (textures.busy() and time.monotonic() < end + 5):
            self.frame()

    def scan(self, number: int) -> None:
        """Hold a product before the scanner."""
        gtin = self.gtins[number % len(self.gtins)]
        self.app.scanned(Scan(gtin, gtin.encode(), "EAN13", gtin, ("bench",), datetime.now(UTC), confirmed=True))


def main() -> int:
    """Play all scenes in one window."""
    folder, products, sessions = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    gtins = prepare(folder, products)
    settings = load(folder / "kiosk.toml")
    boot.prepare(boot.WindowPlan(WIDTH, HEIGHT))
    from kiosk.app import open_app

    quick = sessions < 100
    with open_app(settings) as app:
        from kivy.base import EventLoop

        EventLoop.start()
        shop = Shop(app, gtins)
        shop.rest(1.0)
        app.go_live()
        shop.rest(3.0)
        found: dict[str, Any] = {}
        for name, play, count in (
            ("scan", scans, 6 if quick else 60),
            ("change", changes, 6 if quick else 48),
            ("scroll", scroll, 60 if quick else 600),
            ("camera", camera, 30 if quick else 200),
            ("typing", typing, 2 if quick else len(TYPED)),
            ("memory", memory, sessions),
        ):
            shop.app.navigator.home()
            shop.rest(0.5)
            found |= play(shop, count)
            print(name, file=sys.stderr, flush=True)
    json.dump(found, sys.stdout)
    return 0


def scans(shop: Shop, count: int) -> dict[str, Any]:
    """From a scan that was accepted to the first frame that shows the product, one after the other."""
    mains, walls = [], []
    for number in range(count):
        before, began = shop.drawn, time.perf_counter()
        cpu = time.thread_time()
        shop.scan(number)
        while shop.drawn == before:
            shop.frame()
        mains.append((time.thread_time() - cpu) * 1e3)
        walls.append((time.perf_counter() - began) * 1e3)
        shop.rest(0.4)
    return {"scan_ms": mains, "scan_wall_ms": walls}


def changes(shop: Shop, count: int) -> dict[str, Any]:
    """Pages that come over one another; at 60 frames a second, whatever this machine's renderer manages."""
    from kiosk.ui import navigation
    from kiosk.ui.motion import PAGE_S

    first, moving, after = [], [], []
    for number in range(count):
        name = CHANGES[number % len(CHANGES)]
        with sixty() as next_frame:
            cpu = time.thread_time()
            navigation.go(name, **({"gtin": shop.gtins[number]} if name == "product.page" else {}))
            spent = (time.thread_time() - cpu) * 1e3
            first.append(spent + shop.frame())
            for _ in range(int(PAGE_S / FRAME_S) - 1):
                next_frame()
                moving.append(shop.frame())
        after += [shop.frame() for _ in range(20)]
        shop.rest(0.2)
    return {"change_ms": moving, "change_first_ms": first, "change_after_ms": after}


def scroll(shop: Shop, count: int) -> dict[str, Any]:
    """A finger flicks down a shelf of a thousand products."""
    from kiosk.ui import navigation
    from kiosk.ui.theme import theme

    navigation.go("browse.shelf", category="")
    shop.rest(2.0)
    grid = shop.screen.results.grid
    frames = []
    for _ in range(count):
        hidden = max(1.0, grid.children[0].height - grid.height)
        grid.scroll_y = max(0.0, grid.scroll_y - theme.px(SCROLL_PX) / hidden)
        before = shop.drawn
        spent = shop.frame()
        if shop.drawn > before:
            frames.append(spent)
        if grid.scroll_y <= 0:
            grid.scroll_y = 1
    return {"scroll_ms": frames, "scroll_products": [grid.count]}


def camera(shop: Shop, count: int) -> dict[str, Any]:
    """The camera's picture on screen; only frames that draw count."""
    from kiosk.ui import navigation

    navigation.go("home.scan")
    shop.rest(2.0)
    frames: list[float] = []
    end = time.monotonic() + 60
    while len(frames) < count and time.monotonic() < end:
        before = shop.drawn
        spent = shop.frame()
        if shop.drawn > before:
            frames.append(spent)
    return {"camera_ms": frames}


def typing(shop: Shop, count: int) -> dict[str, Any]:
    """Words typed key by key, and erased again, while results come from the search thread."""
    from kiosk.ui import navigation

    navigation.go("search.find")
    shop.rest(2.0)
    frames = []
    for word in TYPED[:count]:
        for letter in word:
            frames.append(_press(shop, letter.upper()))
            frames += [shop.frame() for _ in range(KEY_FRAMES)]
        shop.screen.write(shop.screen.entry.clear())
        frames += [shop.frame() for _ in range(KEY_FRAMES)]
    return {"typing_ms": frames}


def memory(shop: Shop, sessions: int) -> dict[str, Any]:
    """Shoppers who scan, search, look into their bag and go; nothing is drawn, as that is not what stays."""
    grown = []
    for number in range(sessions):
        for step in (0, 1):
            shop.scan(number * 2 + step)
            _settle()
        shop.screen.add.tap()
        _settle()
        shop.app.navigator.go("search.find", {"text": TYPED[number % len(TYPED)][:2]})
        _settle()
        shop.app.navigator.go("basket.show", {})
        _settle()
        shop.app.navigator.end_session()
        _settle()
        if number % 5 == 0:
            # A shopper is followed by a pause, in which the program tidies up.
            gc.collect()
            shop.frame()
        if number % max(1, sessions // 100) == 0:
            grown.append(resident_mb())
    return {"memory_mb": grown, "memory_sessions": [sessions]}


def _settle() -> None:
    from kivy.clock import Clock

    for _ in range(3):
        Clock.tick()
        Clock.tick_draw()


def _press(shop: Shop, letter: str) -> float:
    """Tap a key as a finger would; gives the milliseconds of the tap with its frame."""
    from kiosk.ui.widgets.touch_pad import Key

    key = next(one for one in shop.screen.walk(restrict=True) if isinstance(one, Key) and one.word.upper() == letter)
    cpu = time.thread_time()
    key.tap()
    spent: float = (time.thread_time() - cpu) * 1e3
    return spent + shop.frame()


@contextmanager
def sixty() -> Iterator[Callable[[], None]]:
    """Let each frame be a sixtieth of a second for whatever moves, and none be waited for; gives what begins the next.

    A software renderer would take four times as long for each, and the move would be over after four.
    """
    from kivy.clock import Clock

    from kiosk.ui.motion import motion

    motion.forget()
    before = Clock.time
    at: list[float] = [before()]

    def later() -> None:
        at[0] += FRAME_S

    frames = Clock._max_fps  # noqa: SLF001 - or it would wait for its next sixtieth of a second
    Clock.time, Clock._max_fps = lambda: at[0], 0  # noqa: SLF001 - the same
    try:
        yield later
    finally:
        # Time goes on from here: a leap would look as if nobody had touched anything for seconds.
        behind = before() - at[0]
        Clock.time = lambda: before() - behind
        Clock._max_fps = frames  # noqa: SLF001 - the same


def resident_mb() -> float:
    """Megabytes of memory that the program holds."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


if __name__ == "__main__":
    sys.exit(main())
