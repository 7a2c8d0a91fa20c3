"""python -m scripts.screenshots OUT [--all] [--only NAME...]: writes pictures of the screens; no display is needed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from kiosk.ui import boot
from scripts.screenshots.scene import MATRIX, Look, Scene, look_of
from scripts.screenshots.shooting import ROOM, ROOM_SMALL, processors, shoot

SHELVES = (
    "shopper",
    "search",
    "basket",
    "attract",
    "access",
    "staff",
    "kiosk_pay",
    "kiosk_paid",
    "service",
    "product",
    "fetching",
    "tasks",
    "tickets",
    "stockroom",
    "knowledge",
    "clienteling",
    "more",
    "appointment",
)
"""Modules of this package that hold `SCENES`."""

FEW = 40
"""So many pictures are made by one process: two would take longer to start."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the scenes and write what they show: each screen as it usually stands, in every language, theme and size."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--all", action="store_true", help="every state of every screen, not only the usual one")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="scenes whose names begin so")
    parser.add_argument("--look", nargs="+", default=[], metavar="LOOK", help="such as zh_CN_light en_hc_150")
    parser.add_argument("--inspect", action="store_true", help="say what the critical look finds, too")
    parser.add_argument("--full", action="store_true", help="kiosks at their full 1080 x 1920")
    parser.add_argument("--keep", type=Path, help="folder that keeps drawn pictures for the next time")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    # Before the scenes are read: some of them bring the toolkit with them.
    boot.prepare(boot.WindowPlan(*(ROOM if given.full else ROOM_SMALL), frames_per_second=0))
    scenes = [scene for scene in all_scenes() if _wanted(scene.name, given.only)]
    if not given.all and not given.only:
        scenes = [scene for scene in scenes if scene.key]
    try:
        looks = [look_of(name) for name in given.look] or list(MATRIX)
    except ValueError as error:
        parser.error(str(error))
    if not scenes:
        parser.error(f"nothing has such a name; there are {', '.join(scene.name for scene in all_scenes())}")
    given.out.mkdir(parents=True, exist_ok=True)
    if given.part:
        which, parts = (int(number) for number in given.part.split("/"))
        scenes = scenes[which::parts]
    elif len(scenes) * len(looks) > FEW and processors() > 1:
        return _share_out(list(arguments if arguments is not None else sys.argv[1:]))
    return _make(scenes, looks, given)


def _make(scenes: Sequence[Scene], looks: Sequence[Look], given: argparse.Namespace) -> int:
    boot.start()
    found = 0
    for path in shoot(scenes, looks, given.out, full=given.full, keep=given.keep):
        lines = [str(path)]
        if given.inspect:
            findings = inspect_window()
            found += len(findings)
            lines += [f"  {finding}" for finding in findings]
        # One write, as other processes write beside this one.
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    return 1 if found else 0


def _share_out(arguments: list[str]) -> int:
    """One process for each processor, each with its part of the scenes."""
    count = processors()
    environment = dict(os.environ, LP_NUM_THREADS="1")  # the software renderer would start as many threads once more
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "scripts.screenshots", *arguments, "--part", f"{which}/{count}"], env=environment
        )
        for which in range(count)
    ]
    return max(process.wait() for process in running)


def inspect_window() -> list[str]:
    """What is wrong with what can be seen now: `kind: what`."""
    from kivy.core.window import Window

    from kiosk.ui import inspect

    return [f"{one.kind}: {one.what}" for child in Window.children for one in inspect.walk(child)]


def all_scenes() -> list[Scene]:
    """The scenes of all shelves."""
    found: list[Scene] = []
    for shelf in SHELVES:
        name = f"{__package__}.{shelf}"
        if find_spec(name) is not None:
            found += import_module(name).SCENES
    return found


def _wanted(name: str, only: Sequence[str]) -> bool:
    return not only or any(name.startswith(beginning) for beginning in only)


if __name__ == "__main__":
    sys.exit(main())
