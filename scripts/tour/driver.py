"""Hands and eyes for a running window: frames, taps by what is written on a thing, pictures of what is drawn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PATIENCE_S = 15.0


class Missing(Exception):
    """What was looked for did not come."""


class Driver:
    """Drives the one window of this process. Belongs to the main loop."""

    def __init__(self) -> None:
        from kivy.base import EventLoop
        from kivy.core.window import Window

        self._loop: Any = EventLoop  # Kivy is untyped
        self._window: Any = Window  # the same
        if self._loop.status != "started":
            self._loop.start()

    def pump(self, frames: int = 1) -> None:
        """Let frames pass."""
        for _ in range(frames):
            self._loop.idle()

    def until(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        """Let frames pass until the condition holds.

        Raises:
            Missing: after `seconds`, naming `what` was waited for.
        """
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise Missing(f"{what} did not come in {seconds:.0f} s; on screen: {', '.join(self.texts())[:400]}")
            self.pump()
            time.sleep(0.003)

    def widgets(self) -> Iterator[Any]:  # Kivy widgets
        """Everything in the window, outermost first."""
        for child in reversed(list(self._window.children)):
            yield from child.walk(restrict=True)

    def texts(self) -> list[str]:
        """All words on screen, as far as widgets carry them as `text`."""
        found = (getattr(widget, "text", "") for widget in self.widgets())
        return [text for text in found if isinstance(text, str) and text.strip()]

    def tap_text(self, text: str) -> None:
        """Put a finger on the thing that says this; where several do, on the topmost.

        Raises:
            Missing: if nothing on screen does.
        """
        self.pump(4)  # what was just made gets its place
        said = [
            widget
            for widget in self.widgets()
            if isinstance(getattr(widget, "text", None), str) and not getattr(widget, "disabled", False)
        ]
        exactly = [widget for widget in said if widget.text == text]
        saying = exactly or [widget for widget in said if widget.text.startswith(text)]
        if not saying:
            raise Missing(f"nothing says {text!r}; on screen: {', '.join(self.texts())[:400]}")
        self.tap(*saying[-1].to_window(*saying[-1].center))

    def tap(self, x: float, y: float) -> None:
        """Put a finger on a place (window pixels from the lower left) and lift it again."""
        from kivy.input.motionevent import MotionEvent

        class Finger(MotionEvent):  # type: ignore[misc,unused-ignore]  # Kivy is untyped
            def __init__(self, *args: Any, **named: Any) -> None:  # as Kivy hands them on
                super().__init__(*args, **named)
                self.profile = ["pos"]
                self.is_touch = True
                self.type_id = "touch"

            def depack(self, args: Any) -> None:  # the same
                self.sx, self.sy = args
                super().depack(args)

        finger = Finger("tour", 1, (x / self._window.width, y / self._window.height))
        finger.scale_for_screen(self._window.width, self._window.height)
        self._loop.post_dispatch_input("begin", finger)
        self.pump(2)
        self._loop.post_dispatch_input("end", finger)
        self.pump(4)

    def shot(self, path: Path) -> None:
        """Write the window's picture as PNG. Read inside a flip: afterwards the buffer is the next frame's."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
        from PIL import Image

        grabbed: list[bytes] = []
        width, height = (int(side) for side in self._window.size)

        def grab(*_: object) -> None:
            if not grabbed:
                grabbed.append(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))

        self._window.bind(on_flip=grab)
        self._window.canvas.ask_update()
        self.until(lambda: grabbed, "a frame")
        self._window.unbind(on_flip=grab)
        picture = Image.frombytes("RGB", (width, height), grabbed[0]).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)
