"""python -m scripts.screenshots OUT [--all] [--only NAME...]: writes pictures of the screens; no display is needed."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from kiosk.ui import boot
from scripts.screenshots.scene import MATRIX, TABLET, Look, Scene, Stage, path_of

SHELVES = ("shopper", "staff")
"""Modules of this package that hold `SCENES`."""

ROOM = (1280, 1920)
"""The window; every screen is shown in its lower left corner, as an offscreen window keeps its size."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the scenes and write what they show."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--all", action="store_true", help="every scene in every language, theme and text size")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="scenes whose names begin so")
    parser.add_argument("--look", nargs="+", default=[], metavar="LOOK", help="such as zh_CN_light en_hc_150")
    parser.add_argument("--inspect", action="store_true", help="say what the critical look finds, too")
    parser.add_argument("--full", action="store_true", help="kiosks at their full 1080 x 1920")
    parser.add_argument("--keep", type=Path, help="folder that keeps drawn pictures for the next time")
    given = parser.parse_args(arguments)
    scenes = [scene for scene in all_scenes() if _wanted(scene.name, given.only)]
    if not given.all and not given.only:
        scenes = [scene for scene in scenes if scene.key]
    looks: list[Look] = [look for look in MATRIX if not given.look or look.name in given.look]
    if not given.all and not given.look:
        looks = [Look("zh_CN"), Look("en"), Look("zh_TW", contrast=True)]
    if not scenes or not looks:
        parser.error(f"nothing has such a name; there are {', '.join(scene.name for scene in all_scenes())}")
    boot.prepare(boot.WindowPlan(*ROOM, frames_per_second=0))
    boot.start()
    given.out.mkdir(parents=True, exist_ok=True)
    found = 0
    for path in shoot(scenes, looks, given.out, full=given.full, keep=given.keep):
        print(path)
        if given.inspect:
            findings = inspect_window()
            found += len(findings)
            for finding in findings:
                print(f"  {finding}")
    return 1 if found else 0


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


def shoot(
    scenes: Sequence[Scene], looks: Sequence[Look], out: Path, *, full: bool = False, keep: Path | None = None
) -> Iterator[Path]:
    """Play each scene once on a fresh device, and photograph it in every look."""
    for scene in scenes:
        size = (scene.size[0] * 2, scene.size[1] * 2) if full and scene.size != TABLET else scene.size
        with _stage(scene, size, keep) as (stage, camera):
            for look in looks:
                _dress(look, scene.low)
                stage.navigator.screen.refresh()
                stage.settle()
                yield camera(path_of(out, scene, look))


@contextmanager
def _stage(scene: Scene, size: tuple[int, int], keep: Path | None) -> Iterator[tuple[Stage, Any]]:
    from kivy.base import EventLoop
    from kivy.core.window import Window
    from kivy.uix.relativelayout import RelativeLayout

    from kiosk.app import SCREENS
    from kiosk.ui import mainloop, navigation
    from kiosk.ui.textures import textures
    from kiosk.ui.theme import theme
    from scripts.screenshots.world import open_world

    def pump(frames: int) -> None:
        for _ in range(frames):
            EventLoop.idle()

    if EventLoop.status != "started":
        EventLoop.start()
    with (
        tempfile.TemporaryDirectory(prefix="screens-") as temporary,
        open_world(Path(temporary), scene.role, empty=scene.empty) as world,
    ):
        _share_pictures(world.store.folder / "images", keep)
        theme.fit(*size)
        _dress(Look("zh_CN"))
        table = import_module(SCREENS[scene.role])
        navigator = navigation.Navigator(table.screens(world.store), table.HOME, on_session_end=world.store.end_session)
        navigation.open_navigator(navigator)
        frame = RelativeLayout(size_hint=(None, None), size=size)
        frame.add_widget(navigator)
        Window.add_widget(frame)
        try:
            stage = Stage(world, navigator, pump)
            navigator.home()
            stage.settle()
            scene.play(stage)
            stage.settle()
            yield stage, lambda path: _photograph(path, size, pump)
            navigator.screen.leave()
        finally:
            navigation.close_navigator()
            Window.remove_widget(frame)
            mainloop.drain()
            textures.forget()


def _dress(look: Look, low: bool = False) -> None:
    from kiosk.ui.theme import theme
    from kiosk.ui.tr import tr

    theme.choose(contrast=look.contrast, text_scale=look.text_percent / 100, motion=False, low=low)
    tr.switch(look.language)


def _share_pictures(images: Path, keep: Path | None) -> None:
    """Drawn pictures can be kept between runs: drawing them is what takes the time."""
    if keep is None:
        images.mkdir(exist_ok=True)
        return
    keep.mkdir(parents=True, exist_ok=True)
    if images.exists():
        shutil.rmtree(images)
    images.symlink_to(keep.resolve(), target_is_directory=True)


def _photograph(path: Path, size: tuple[int, int], pump: Any) -> Path:
    """Read the window's pixels inside a flip: afterwards the buffer is the next frame's."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    grabbed: list[bytes] = []
    width, height = size

    def grab(*_: object) -> None:
        if not grabbed:
            grabbed.append(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))

    Window.bind(on_flip=grab)
    while not grabbed:
        Window.canvas.ask_update()
        pump(1)
    Window.unbind(on_flip=grab)
    picture = Image.frombytes("RGB", size, grabbed[0]).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture.save(path)
    return path


def _wanted(name: str, only: Sequence[str]) -> bool:
    return not only or any(name.startswith(beginning) for beginning in only)


if __name__ == "__main__":
    sys.exit(main())
