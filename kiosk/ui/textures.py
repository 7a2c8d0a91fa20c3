"""Pictures as textures: cropped, sized and rounded once, read in a worker, a few kept, two uploaded a frame.

Kivy's own image cache has no limit, its asynchronous image leaks, and its rounded rectangle warps pictures; so none of
them is used. A thumbnail that was made once lies beside its picture as raw pixels for the next time.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.clock import Clock
from kivy.graphics.texture import Texture

from kiosk.ui import mainloop

log = logging.getLogger(__name__)

MOST = 80
"""A page shows 20 at most; the rest is for the way back."""

UPLOADS_A_FRAME = 2

Ready = Callable[[Any], None]  # takes a Kivy texture


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture in one size. `path` may be empty: then a drawn ground stands for it, different for each `seed`."""

    path: str
    seed: str
    width: int
    """Screen pixels."""

    height: int
    radius: int
    """Screen pixels of the corners, which are cut out of the alpha."""

    fit: bool = False
    """Show all of it, rather than fill the shape."""

    extend: float = 0.0
    """The share of the shape's height that the picture takes, at the bottom; around it its outermost colours go on,
    as a studio's backdrop would. 0 for a picture on its own."""


class TextureStore:
    """Gives textures, and forgets those that were not asked for longest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[Wanted, Any] = OrderedDict()  # Kivy's textures have no types
        self._waiting: dict[Wanted, list[Ready]] = {}
        self._jobs: queue.SimpleQueue[Wanted | None] = queue.SimpleQueue()
        self._decoded: list[tuple[Wanted, bytes]] = []
        self._thread: threading.Thread | None = None
        self._unreadable: dict[str, None] = {}
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
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="pictures", daemon=True)
            self._thread.start()
        self._jobs.put(wanted)
        return None

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

    def close(self) -> None:
        """Stop the worker. May be called twice."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (wanted := self._jobs.get()) is not None:
            try:
                pixels = _pixels(wanted)
            except (OSError, ValueError) as error:
                log.warning("picture %s cannot be shown: %s", wanted.path, error)
                self._unreadable[wanted.path] = None
                if len(self._unreadable) > MOST:
                    del self._unreadable[next(iter(self._unreadable))]
                pixels = _pixels(Wanted("", wanted.seed, wanted.width, wanted.height, wanted.radius))
            mainloop.post(self._arrived, wanted, pixels)

    def _arrived(self, wanted: Wanted, pixels: bytes) -> None:
        self._decoded.append((wanted, pixels))
        self._upload()

    def _upload_some(self, _dt: float) -> None:
        for wanted, pixels in self._decoded[:UPLOADS_A_FRAME]:
            texture = Texture.create(size=(wanted.width, wanted.height), colorfmt="rgba")
            texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
            texture.flip_vertical()
            self._known[wanted] = texture
            while len(self._known) > self._most:
                self._known.popitem(last=False)
            for ready in self._waiting.pop(wanted, []):
                ready(texture)
        del self._decoded[:UPLOADS_A_FRAME]
        if self._decoded:
            self._upload()


def _pixels(wanted: Wanted) -> bytes:
    """Read, crop, size and round one picture: RGBA, top row first."""
    from PIL import Image, ImageChops, ImageDraw, ImageOps

    size = (wanted.width, wanted.height)
    if wanted.path:
        with Image.open(wanted.path) as opened:
            opened.draft("RGB", (wanted.width * 2, wanted.height * 2))
            source = opened.convert("RGBA")
        whole = Image.new("RGBA", size, (0, 0, 0, 0))
        if wanted.extend:
            whole = _extended(source, size, wanted.extend)
        elif wanted.fit:
            inner = ImageOps.contain(source, size, Image.Resampling.LANCZOS)
            whole.paste(inner, ((size[0] - inner.width) // 2, (size[1] - inner.height) // 2))
        else:
            whole = ImageOps.fit(source, size, Image.Resampling.LANCZOS)
    else:
        whole = _stand_in(wanted.seed, size)
    if wanted.radius:
        mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * 2 - 1, size[1] * 2 - 1), wanted.radius * 2, fill=255)
        smooth = mask.resize(size, Image.Resampling.BOX)
        whole.putalpha(ImageChops.multiply(whole.getchannel("A"), smooth))
    return whole.tobytes()


def _extended(source: Any, size: tuple[int, int], share: float) -> Any:  # PIL's images
    """Stand the picture at the bottom of a larger shape, and draw its edges out to that shape's own."""
    from PIL import Image, ImageOps

    inner = ImageOps.contain(source, (size[0], max(1, int(size[1] * share))), Image.Resampling.LANCZOS)
    left, top = (size[0] - inner.width) // 2, size[1] - inner.height
    right = left + inner.width
    whole = Image.new("RGBA", size)
    whole.paste(inner, (left, top))
    for edge, start, end in ((0, 0, left), (inner.width - 1, right, size[0])):
        if end > start:
            column = _calm(inner.crop((edge, 0, edge + 1, inner.height)))
            whole.paste(column.resize((end - start, inner.height)), (start, top))
    if top:
        row = _calm(whole.crop((0, top, size[0], top + 1)))
        whole.paste(row.resize((size[0], top)), (0, 0))
    return whole


def _calm(line: Any) -> Any:  # PIL's images
    """Even out the grain of one line of pixels, which would become stripes when it is drawn out."""
    from PIL import Image

    few = (max(1, line.width // 40), max(1, line.height // 40))
    return line.resize(few, Image.Resampling.BOX).resize(line.size, Image.Resampling.BICUBIC)


PALETTE = (
    (229, 235, 231),
    (246, 234, 218),
    (248, 242, 224),
    (243, 226, 226),
    (226, 234, 240),
    (236, 232, 224),
    (233, 229, 240),
)
"""Quiet studio grounds."""


def _stand_in(seed: str, size: tuple[int, int]) -> Any:  # PIL's image
    """Draw a quiet ground with a parcel's outline: what a product looks like before its picture has come."""
    from PIL import Image, ImageDraw

    number = hashlib.blake2b(seed.encode(), digest_size=2).digest()
    ground = PALETTE[number[0] % len(PALETTE)]
    scale = 2
    width, height = size[0] * scale, size[1] * scale
    whole = Image.new("RGBA", (width, height), (*ground, 255))
    draw = ImageDraw.Draw(whole)
    ink = (*(int(part * 0.80) for part in ground), 255)
    side = min(width, height) * 0.34
    x, y = (width - side) / 2, (height - side) / 2
    line = max(2, int(side / 14))
    draw.rounded_rectangle((x, y + side * 0.22, x + side, y + side), side * 0.10, outline=ink, width=line)
    draw.arc((x + side * 0.26, y - side * 0.10, x + side * 0.74, y + side * 0.56), 180, 360, fill=ink, width=line)
    return whole.resize(size, Image.Resampling.LANCZOS)


textures = TextureStore()
