"""Plays scenes on fresh devices in one window, and photographs what they show, with the time standing still."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from scripts.screenshots.scene import TABLET, Look, Scene, Stage, path_of
from scripts.screenshots.world import PICTURE

ROOM = (1280, 1920)
"""The window; every screen is shown in its lower left corner, as an offscreen window keeps its size."""

ROOM_SMALL = (1280, 960)
"""The same when kiosks are shown at half their size: an empty half of a window costs time to draw as well."""

COMPRESSION = 3
"""Of PNG, 0 to 9: 6, which is usual, takes three times as long for a tenth less."""

MEMORY = Path("/dev/shm")
"""Where files do not wait for a disk; a device that is photographed has no need to survive."""


def shoot(
    scenes: Sequence[Scene],
    looks: Sequence[Look],
    out: Path,
    *,
    full: bool = False,
    keep: Path | None = None,
    played: Callable[[Scene, Stage], None] | None = None,
) -> Iterator[Path]:
    """Play each scene once on a fresh device, and photograph it in every look.

    Args:
        full: kiosks at 1080 x 1920 instead of half of it.
        keep: folder of drawn pictures from the time before.
        played: called when a scene stands, before it is photographed.
    """
    with play(scenes, full=full, keep=keep) as stages:
        for scene, stage, size in stages:
            if played is not None:
                played(scene, stage)
            with stood_still():
                for look in looks:
                    dress(look, scene.low)
                    stage.settle()
                    yield photograph(path_of(out, scene, look), size)


@contextmanager
def play(
    scenes: Sequence[Scene], *, full: bool = False, keep: Path | None = None, picture_px: int = PICTURE
) -> Iterator[Iterator[tuple[Scene, Stage, tuple[int, int]]]]:
    """Give each scene as it stands at its end: (scene, stage, size in pixels). One device a scene, made from one mould
    for each kind of device. `picture_px` is the side of a product's picture: who looks at words alone draws small ones.
    """
    with tempfile.TemporaryDirectory(prefix="screens-", dir=MEMORY if MEMORY.is_dir() else None) as scratch:
        folder = Path(scratch)

        def all_of_them() -> Iterator[tuple[Scene, Stage, tuple[int, int]]]:
            for number, scene in enumerate(scenes):
                size = (scene.size[0] * 2, scene.size[1] * 2) if full and scene.size != TABLET else scene.size
                pictures = keep or folder / "pictures"
                with _stage(scene, size, folder / f"device-{number}", folder / "moulds", pictures, picture_px) as stage:
                    yield scene, stage, size
                shutil.rmtree(folder / f"device-{number}", ignore_errors=True)
                if not number:
                    # What is there after the first scene stays: looking it through each time would take a third of it.
                    gc.collect()
                    gc.freeze()

        with unhurried():
            yield all_of_them()


def dress(look: Look, low: bool = False) -> None:
    """Take a look: language, theme, size of the text. Nothing moves."""
    from kiosk.ui.theme import theme
    from kiosk.ui.tr import tr

    with theme.together():
        theme.choose(contrast=look.contrast, text_scale=look.text_percent / 100, motion=False, low=low)
        tr.switch(look.language)


@contextmanager
def unhurried() -> Iterator[None]:
    """Let no frame wait for its sixtieth of a second: nobody watches, and a clock that stands would wait for ever."""
    from kivy.clock import Clock

    frames = Clock._max_fps  # noqa: SLF001 - there is no other way to say so
    Clock._max_fps = 0  # noqa: SLF001 - the same
    try:
        yield
    finally:
        Clock._max_fps = frames  # noqa: SLF001 - the same


@contextmanager
def stood_still() -> Iterator[None]:
    """Stop the toolkit's clock: what comes and goes by itself (a message, a ring) stays as it is.

    Widgets that are gone are cleared away once before and not in between: each time would take as long as a picture.
    """
    from kivy.clock import Clock

    gc.collect()
    gc.disable()
    now = Clock.time()
    Clock.time = lambda: now
    try:
        yield
    finally:
        del Clock.time
        gc.enable()


def lay_out(passes: int) -> None:
    """Let what is due happen, and lay everything out, without drawing: that is what a frame costs without a graphics
    card."""
    from kivy.base import EventLoop
    from kivy.clock import Clock
    from kivy.lang import Builder

    for _ in range(passes):
        Clock.tick()
        EventLoop.dispatch_input()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()


def photograph(path: Path, size: tuple[int, int]) -> Path:
    """Draw one frame and read its pixels inside the flip: afterwards the buffer is the next frame's."""
    from kivy.base import EventLoop
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
        EventLoop.idle()
    Window.unbind(on_flip=grab)
    picture = Image.frombytes("RGB", size, grabbed[0]).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture.save(path, compress_level=COMPRESSION)
    return path


@contextmanager
def _stage(
    scene: Scene, size: tuple[int, int], device: Path, moulds: Path, pictures: Path, picture_px: int
) -> Iterator[Stage]:
    from kivy.base import EventLoop
    from kivy.core.window import Window
    from kivy.uix.relativelayout import RelativeLayout

    from kiosk.app import SCREENS
    from kiosk.ui import mainloop, navigation
    from kiosk.ui.textures import textures
    from kiosk.ui.theme import theme
    from kiosk.ui.voice import voice
    from scripts.screenshots.world import open_world

    if EventLoop.status != "started":
        EventLoop.start()
    with open_world(device, scene.role, empty=scene.empty, moulds=moulds) as world:
        world.picture_px = picture_px
        _share(world.store.folder / "images", pictures)
        theme.fit(*size)
        dress(Look("zh_CN"))
        table = import_module(SCREENS[scene.role])
        theme.choose(simple=False)
        voice.forget()
        navigator = navigation.Navigator(
            table.screens(world.store),
            table.HOME,
            on_session_end=world.store.end_session,
            keypad=scene.role == "shopper",
        )
        navigation.open_navigator(navigator)
        frame = RelativeLayout(size_hint=(None, None), size=size)
        frame.add_widget(navigator)
        Window.add_widget(frame)
        try:
            stage = Stage(world, navigator, lay_out)
            navigator.home()
            stage.settle()
            scene.play(stage)
            stage.settle()
            dress(Look("zh_CN"), scene.low)
            yield stage
        finally:
            if navigator.name:
                navigator.screen.leave()
            lay_out(3)  # what was put off to the next frame is done while its device is still there
            navigation.close_navigator()
            Window.remove_widget(frame)
            mainloop.drain()
            textures.forget()


def _share(images: Path, pictures: Path) -> None:
    """All devices have their drawn pictures in one folder: drawing them is what takes the time."""
    pictures.mkdir(parents=True, exist_ok=True)
    if images.is_symlink():
        images.unlink()
    elif images.exists():
        shutil.rmtree(images)
    images.symlink_to(pictures.resolve(), target_is_directory=True)


def processors() -> int:
    """How many processes are worth having."""
    return max(1, min(4, len(os.sched_getaffinity(0))))
