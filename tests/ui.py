"""Drives real screens without a display: mount, pump, tap, find, shot. Import `ui` into a test module as a fixture.

Kivy's environment must be set before anything imports Kivy, so a test module imports this one first.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from kiosk.ui import boot

PATIENCE_S = 30.0
"""A condition that is not true after so long never will be; a busy machine may need seconds."""

DEAD = 1_000
"""Widgets of pages that are gone: some three pages. The toolkit's list of what was drawn is searched from its beginning
for each of them, so more at once take longer for each."""

KIOSK = (540, 960)
"""Half of a real kiosk: a quarter of the pixels, the same layout."""

KIOSK_FULL = (1080, 1920)
TABLET = (1280, 800)

ROOM = (1280, 1920)
"""The window itself. It holds every frame in its lower left corner, as an offscreen window cannot be resized."""


class Ui:
    """One window for the whole test run; each test mounts its own widget in it."""

    def __init__(self) -> None:
        boot.prepare(boot.WindowPlan(*ROOM, frames_per_second=0))
        boot.start()
        from kivy.base import EventLoop
        from kivy.core.window import Window

        self.window: Any = Window  # Kivy is untyped
        self.loop: Any = EventLoop  # the same
        self.size = KIOSK
        self._finger: Any = None  # Kivy's touch that is down
        if self.loop.status != "started":
            self.loop.start()

    def resize(self, size: tuple[int, int]) -> None:
        """Give screens another size in pixels; portrait is a kiosk, landscape a tablet."""
        from kiosk.ui.theme import theme

        self.size = size
        theme.fit(*size)

    def mount(self, widget: Any, size: tuple[int, int] | None = None) -> Any:  # any Kivy widget
        """Show a widget alone, as large as the screen, and settle it."""
        from kivy.uix.relativelayout import RelativeLayout

        self.unmount()
        self.resize(size or self.size)
        frame = RelativeLayout(size_hint=(None, None), size=self.size)
        frame.add_widget(widget)
        self.window.add_widget(frame)
        self.settle()
        return widget

    def settle(self, passes: int = 4) -> None:
        """Lay everything out without drawing it: without a graphics card a drawn frame costs ten times as much."""
        from kivy.clock import Clock

        for _ in range(passes):
            Clock.tick()
            Clock.tick_draw()

    def unmount(self) -> None:
        """Take everything out of the window."""
        for child in list(self.window.children):
            self.window.remove_widget(child)

    def pump(self, frames: int = 1) -> None:
        """Let frames pass."""
        for _ in range(frames):
            self.loop.idle()

    def undrawn(self, frames: int = 1) -> None:
        """What `pump` does, without drawing: time passes, and everything is laid out."""
        self.settle(frames)

    def until(self, condition: Callable[[], object], seconds: float = PATIENCE_S) -> None:
        """Let frames pass until the condition holds; frames of an empty page are fast, so time is what counts."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"not true after {seconds} s")
            self.pump()
            time.sleep(0.001)  # other threads bring what is waited for

    def walk(self) -> Iterator[Any]:
        """Every widget in the window, outermost first."""
        for child in reversed(list(self.window.children)):
            yield from child.walk(restrict=True)

    def find(self, kind: type[Any] | None = None, **properties: object) -> Any:  # the widget's own type
        """Give the first widget of this kind with these properties."""
        for widget in self.walk():
            if (kind is None or isinstance(widget, kind)) and all(
                getattr(widget, name, None) == value for name, value in properties.items()
            ):
                return widget
        raise AssertionError(f"no {kind.__name__ if kind else 'widget'} with {properties}")

    def tap(self, target: Any, frames: int = 3) -> None:  # a widget, or a position in window pixels
        """Put a finger on the middle of a widget and lift it again."""
        self.press(target)
        self.lift(frames)

    def press(self, target: Any) -> None:  # a widget, or a position in window pixels
        """Put a finger on the middle of a widget and leave it there."""
        from kivy.input.motionevent import MotionEvent

        class Finger(MotionEvent):  # Kivy is untyped
            def __init__(self, *args: Any, **named: Any) -> None:  # as Kivy hands them on
                super().__init__(*args, **named)
                self.profile = ["pos"]
                self.is_touch = True
                self.type_id = "touch"

            def depack(self, args: Any) -> None:
                self.sx, self.sy = args
                super().depack(args)

        x, y = target if isinstance(target, tuple) else target.to_window(*target.center)
        spot = (x / self.window.width, y / self.window.height)
        finger = Finger("test", 1, spot)
        finger.scale_for_screen(self.window.width, self.window.height)
        self._finger = finger
        self.loop.post_dispatch_input("begin", finger)
        self.pump()

    def lift(self, frames: int = 3) -> None:
        """Take the finger away."""
        self.loop.post_dispatch_input("end", self._finger)
        self.pump(frames)

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
        """Put a finger down, push it to another place (window pixels), and lift it there."""
        self.press(start)
        for step in range(1, steps + 1):
            # A page that scrolls holds a touch back for a moment, to see where it goes.
            time.sleep(0.02)
            self.pump()
            x, y = (one + (other - one) * step / steps for one, other in zip(start, end, strict=True))
            self._finger.move((x / self.window.width, y / self.window.height))
            self._finger.scale_for_screen(self.window.width, self.window.height)
            self.loop.post_dispatch_input("update", self._finger)
        self.lift()

    def shot(self, path: Path | str) -> Path:
        """Write the window's picture as PNG. Read inside a flip: afterwards the buffer is the next frame's."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
        from PIL import Image

        grabbed: list[bytes] = []
        width, height = self.size

        def grab(*_: object) -> None:
            if not grabbed:
                grabbed.append(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))

        self.window.bind(on_flip=grab)
        self.window.canvas.ask_update()
        while not grabbed:
            self.loop.idle()  # `pump` may be told not to draw
        self.window.unbind(on_flip=grab)
        picture = Image.frombytes("RGB", (width, height), grabbed[0]).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)
        return Path(path)


_the_one: list[Ui] = []


def open_window() -> Ui:
    """Give the one window, opened when first asked for."""
    if not _the_one:
        _the_one.append(Ui())
    return _the_one[0]


@pytest.fixture
def ui() -> Iterator[Ui]:
    """The window, empty before and after, in Chinese, light and at 100 %."""
    from kiosk.ui import mainloop
    from kiosk.ui.motion import motion
    from kiosk.ui.theme import theme
    from kiosk.ui.tr import tr

    window = open_window()
    # An app that an earlier test closed took the loop's door with it, and slow frames of others would still every move.
    mainloop.start()
    motion.forget()
    mainloop.drain()
    window.unmount()
    window.resize(KIOSK)
    theme.choose(contrast=False, text_scale=1.0, motion=False, low=False)
    tr.switch("zh_CN")
    yield window
    window.unmount()
    window.pump(2)
    # What is gone would be dressed again with each look that the next tests take; to search for it takes half a second.
    if len(theme._widgets) > DEAD:
        gc.collect()
