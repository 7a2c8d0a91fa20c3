"""Pictures as pixels for the screen: cropped, sized and rounded once, and kept beside the data for the next time.

No Kivy, and no main loop: the thread that fetches pictures makes them ready as they arrive, the thread that reads them
for a screen makes what is missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import threading
import zlib
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

log = logging.getLogger(__name__)

RECIPE = 1
"""Counts changes to how they are drawn: a new number leaves the old files aside."""

MOST_BYTES = 256 * 1024 * 1024
"""Some thousand cards and some hundred large pictures; the oldest go."""

ROOM = 0.8
"""The part that is left when they have to go, so that it is not one by one."""

MOST_FORMS = 16
"""Sizes and corners that screens ask for: cards, rows, heroes. What arrives is made ready in these."""

FORMS = "forms.json"

Form = tuple[int, int, int, bool, float]


class Wanted(Struct, frozen=True):
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


class Thumbnails:
    """Keeps pictures as they are drawn, in a folder of a limited size. Any thread may ask.

    Args:
        folder: made when first needed.
        most_bytes: of all files together.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most_bytes
        self._held = -1
        self._forms: dict[Form, None] | None = None
        self._turn = threading.Lock()
        """Two threads make them: the one that fetches and the one that reads."""

    def pixels(self, wanted: Wanted) -> bytes:
        """Give RGBA, top row first: from the folder, or made now and kept.

        Raises:
            OSError, ValueError: if the file is no picture.
        """
        if not wanted.path:
            return draw(wanted)
        file = self._file(wanted)
        known = self._read(file, wanted)
        if known is None:
            known = draw(wanted)
            self._keep(file, known)
        self._learn(form_of(wanted))
        return known

    def ingest(self, picture: Path) -> None:
        """A picture has arrived: make it ready in every form that this device's screens have asked for."""
        for width, height, radius, fit, extend in list(self._known_forms()):
            wanted = Wanted(str(picture), "", width, height, radius, fit, extend)
            file = self._file(wanted)
            if not file.exists():
                try:
                    self._keep(file, draw(wanted))
                except (OSError, ValueError) as error:
                    log.warning("picture %s cannot be made ready: %s", picture.name, error)
                    return

    def _file(self, wanted: Wanted) -> Path:
        path = Path(wanted.path)
        try:
            state = path.stat()
        except OSError:
            return self._folder / "gone"
        key = repr((RECIPE, path.name, state.st_size, state.st_mtime_ns, form_of(wanted)))
        return self._folder / hashlib.blake2b(key.encode(), digest_size=16).hexdigest()

    def _read(self, file: Path, wanted: Wanted) -> bytes | None:
        try:
            found = zlib.decompress(file.read_bytes())
        except (OSError, zlib.error):
            return None
        return found if len(found) == wanted.width * wanted.height * 4 else None

    def _keep(self, file: Path, pixels: bytes) -> None:
        """A disk that is full or read-only costs time, not pictures."""
        packed = zlib.compress(pixels, 1)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{threading.get_ident()}")
            part.write_bytes(packed)
            part.replace(file)
        except OSError as error:
            log.warning("a picture that was made ready cannot be kept: %s", error)
            return
        with self._turn:
            self._held = self._held + len(packed) if self._held >= 0 else self._count()
            if self._held > self._most:
                self._make_room()

    def _count(self) -> int:
        return sum(entry.stat().st_size for entry in os.scandir(self._folder))

    def _make_room(self) -> None:
        files = sorted(((entry.stat(), entry.path) for entry in os.scandir(self._folder)), key=_age)
        self._held = sum(state.st_size for state, _ in files)
        for state, path in files:
            if self._held <= self._most * ROOM:
                return
            if not path.endswith(FORMS):
                with contextlib.suppress(OSError):
                    Path(path).unlink()
                self._held -= state.st_size

    def _known_forms(self) -> dict[Form, None]:
        if self._forms is None:
            try:
                told = json.loads((self._folder / FORMS).read_bytes())
                self._forms = {(int(a), int(b), int(c), bool(d), float(e)): None for a, b, c, d, e in told}
            except (OSError, ValueError, TypeError):
                self._forms = {}
        return self._forms

    def _learn(self, form: Form) -> None:
        forms = self._known_forms()
        if form in forms:
            return
        with self._turn:
            forms[form] = None
            while len(forms) > MOST_FORMS:
                del forms[next(iter(forms))]
            with contextlib.suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / FORMS).write_text(json.dumps(list(forms)), "ascii")


def form_of(wanted: Wanted) -> Form:
    """Everything about it but which picture it is."""
    _, _, width, height, radius, fit, extend = astuple(wanted)
    return (width, height, radius, fit, extend)


def _age(one: tuple[os.stat_result, str]) -> float:
    return one[0].st_mtime


def draw(wanted: Wanted) -> bytes:
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
