"""Pictures as textures: cropped, sized and rounded once, read in a worker, a few kept, two uploaded a frame.

Kivy's own image cache has no limit, its asynchronous image leaks, and its rounded rectangle warps pictures; so none of
them is used. What was made once is kept on disk (`thumbnails.py`).
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.graphics.texture import Texture

from kiosk.ui import mainloop
from kiosk.ui.thumbnails import Thumbnails, Wanted, draw

log = logging.getLogger(__name__)

MOST = 80
"""A page shows 20 at most; the rest is for the way back."""

MOST_PIXELS = 20_000_000
"""80 MB. Eighty cards take a tenth of it, eighty of a product's large pictures would take three times as much."""

UPLOADS_A_FRAME = 2

Ready = Callable[[Any], None]  # takes a Kivy texture


class TextureStore:
    """Gives textures, and forgets those that were not asked for longest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[Wanted, Any] = OrderedDict()  # Kivy's textures have no types
        self._pixels = 0
        self._waiting: dict[Wanted, list[Ready]] = {}
        self._jobs: queue.SimpleQueue[Wanted | None] = queue.SimpleQueue()
        self._decoded: list[tuple[Wanted, bytes]] = []
        self._thread: threading.Thread | None = None
        self._held = False
        self._unreadable: dict[str, None] = {}
        self._thumbnails: Thumbnails | None = None
        self._upload = Clock.create_trigger(self._upload_some)

    def get(self, wanted: Wanted, ready: Ready) -> Any | None:
        """Give the texture, or None and call `ready(texture)` on the main loop when it is there."""
        texture = self._known.get(wanted)
        if texture is not None:
            self._known.move_to_end(wanted)
            return texture
        if wanted in self._waiting:
            self._waiting[wanted].append(ready)
            return None
        self._waiting[wanted] = [ready]
        self._jobs.put(wanted)
        if self._thread is None and not self._held:
            self._begin()
        return None

    def hold(self) -> None:
        """Read no picture yet: reading loads a library, and the first frame would wait for it."""
        self._held = True

    def go(self) -> None:
        """Read pictures from now on, those first that were asked for meanwhile."""
        self._held = False
        if self._thread is None and self._waiting:
            self._begin()

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._work, name="pictures", daemon=True)
        self._thread.start()

    def unreadable(self, path: str) -> bool:
        """Whether this file was tried and is no picture: what is shown for it is only a stand-in."""
        return path in self._unreadable

    def busy(self) -> bool:
        """Whether pictures are still on their way."""
        return bool(self._waiting)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, wanted: Wanted) -> bool:
        return wanted in self._known

    def forget(self) -> None:
        """Drop every texture; widgets that show one keep theirs until they are gone."""
        self._known.clear()
        self._pixels = 0

    def close(self) -> None:
        """Stop the worker. May be called twice."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (wanted := self._jobs.get()) is not None:
            try:
                pixels = self._made(wanted)
            except (OSError, ValueError) as error:
                log.warning("picture %s cannot be shown: %s", wanted.path, error)
                self._unreadable[wanted.path] = None
                if len(self._unreadable) > MOST:
                    del self._unreadable[next(iter(self._unreadable))]
                pixels = draw(Wanted("", wanted.seed, wanted.width, wanted.height, wanted.radius))
            mainloop.post(self._arrived, wanted, pixels)

    def keep(self, thumbnails: Thumbnails | None) -> None:
        """Take what was made ready from there; None makes each picture when it is asked for."""
        self._thumbnails = thumbnails

    def _made(self, wanted: Wanted) -> bytes:
        return draw(wanted) if self._thumbnails is None else self._thumbnails.pixels(wanted)

    def _arrived(self, wanted: Wanted, pixels: bytes) -> None:
        self._decoded.append((wanted, pixels))
        self._upload()

    def _upload_some(self, _dt: float) -> None:
        for wanted, pixels in self._decoded[:UPLOADS_A_FRAME]:
            texture = Texture.create(size=(wanted.width, wanted.height), colorfmt="rgba")
            texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
            texture.flip_vertical()
            self._known[wanted] = texture
            self._pixels += wanted.width * wanted.height
            while len(self._known) > self._most or (self._pixels > MOST_PIXELS and len(self._known) > 1):
                gone, _ = self._known.popitem(last=False)
                self._pixels -= gone.width * gone.height
            for ready in self._waiting.pop(wanted, []):
                ready(texture)
        del self._decoded[:UPLOADS_A_FRAME]
        if self._decoded:
            self._upload()


textures = TextureStore()
