"""``scripts/demo``: the demo store in windows, or with --headless (or without a display) a guided tour in pictures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PRODUCTS = 3000
Say = Callable[[str], None]


def main() -> int:
    """Exit status 0 if everything went as it should."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="the tour, even where there is a display")
    parser.add_argument("--till", action="store_true", help="a till in place of tablet and desk; needs a display")
    parser.add_argument("--out", type=Path, default=Path("demo-pictures"), help="folder for the tour's pictures")
    parser.add_argument("--products", type=int, default=PRODUCTS, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="folder for databases and logs, kept afterwards")
    options = parser.parse_args()
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:5.1f} s] {line}", flush=True)

    headless = options.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    with tempfile.TemporaryDirectory(prefix="demo-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if headless:
            return _tour(folder.resolve(), options.out.resolve(), options.products, say)
        from scripts.tour import desk

        return desk.run(folder.resolve(), options.products, say, till=options.till)


def _tour(folder: Path, out: Path, count: int, say: Say) -> int:
    from scripts.tour import shop
    from scripts.tour.guide import PLACES, Guide
    from scripts.tour.stage import Stage, Trouble

    demo = shop.prepare(folder, count, say)
    stage = Stage(demo, folder, offscreen=True, say=say)
    if not stage.has_broker:
        say("mosquitto is not installed: the tour runs in one process on the in-process link, and is shorter")
        os.environ |= {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
        from scripts.tour import alone

        return alone.run(demo, folder, say, out)
    guide = Guide(stage, demo, out, say)
    try:
        stage.open(PLACES)
        guide.run()
    except Trouble as trouble:
        print(f"the tour stopped: {trouble}", file=sys.stderr)
        return 1
    finally:
        stage.close()
    say(f"{len(guide.shots)} pictures are in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
