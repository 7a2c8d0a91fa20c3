"""The demo store's campaigns: their words, when they are shown, and their pictures, which this script draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from scripts.demo_store import studio
from scripts.demo_store.look import look
from scripts.demo_store.pictures import SHAPES
from scripts.demo_store.products import Product
from scripts.demo_store.studio import Array, Colour, mix, rgb
from scripts.demo_store.words import Text

WIDTH, HEIGHT = 1080, 1440
"""Portrait: the pictures fill the upper two thirds of a kiosk."""

FLAT = (0.25, 0.75)
"""Two plain grounds. Everything in the studio is laid over its ground in some share, so what is seen before both of
them says how much of the ground shines through at each place, and what colour lies over it."""


class Thing(msgspec.Struct, frozen=True):
    """One product on the set."""

    kind: str
    x: float
    """Of its middle, as a share of the width."""
    foot: float
    """Of the line it stands on, as a share of the height."""
    size: float
    """1: as large as in its own picture."""


class Campaign(msgspec.Struct, frozen=True):
    """One picture and one sentence."""

    name: str
    title: Text
    more: Text
    opens: str
    """Kind of the product that a tap opens."""
    tint: str
    """Hex, of the backdrop."""
    things: tuple[Thing, ...]
    """From the back to the front."""
    rules: tuple[str, ...] = ()
    """Further lines of the file: hours, weekdays."""
    dark: bool = False

    @property
    def picture(self) -> str:
        """Name of the file."""
        return f"{self.name}.webp"


CAMPAIGNS = (
    Campaign(
        name="evening-care",
        title=Text("今夜，只留三步", "今夜，只留三步", "Three steps, then rest"),
        more=Text(
            "爽肤水、精华、晚霜，一次试齐", "化妝水、精華、晚霜，一次試齊", "Toner, serum, night cream: try all three"
        ),
        opens="serum",
        tint="#8FA79A",
        things=(
            Thing("toner", 0.30, 0.65, 1.02),
            Thing("serum", 0.55, 0.69, 1.22),
            Thing("cream", 0.745, 0.715, 0.74),
        ),
    ),
    Campaign(
        name="slow-morning",
        title=Text("把早晨过慢一点", "把早晨過慢一點", "Let the morning take its time"),
        more=Text(
            "新到的浅烘咖啡豆，闻得到花香", "新到的淺焙咖啡豆，聞得到花香", "New light roast beans, floral and bright"
        ),
        opens="beans",
        tint="#C79F72",
        things=(Thing("milk", 0.735, 0.57, 0.98), Thing("beans", 0.42, 0.69, 1.16), Thing("mug", 0.685, 0.725, 0.72)),
    ),
    Campaign(
        name="osmanthus-night",
        title=Text("桂花，落进夜色里", "桂花，落進夜色裡", "Osmanthus, after dark"),
        more=Text("金桂淡香水，来试一试", "金桂淡香水，來試一試", "Come and try the new eau de toilette"),
        opens="perfume",
        tint="#231C17",
        things=(Thing("perfume", 0.43, 0.69, 1.16), Thing("candle", 0.715, 0.715, 0.80)),
        dark=True,
    ),
    Campaign(
        name="weekend-fruit",
        title=Text("周末的桌上，要有水果", "週末的桌上，要有水果", "Fruit belongs on a weekend table"),
        more=Text(
            "今早到的红富士，又脆又甜", "今早到的紅富士，又脆又甜", "Fuji apples of this morning, crisp and sweet"
        ),
        opens="apple",
        tint="#B98A78",
        things=(Thing("honey", 0.71, 0.66, 0.88), Thing("apple", 0.47, 0.715, 1.24)),
        rules=('weekdays = ["fri", "sat", "sun"]',),
    ),
)


def possible(range_: Iterable[Product]) -> dict[str, dict[str, Product]]:
    """Campaign -> its products by kind: the best sellers of their kinds. Without those that miss a product."""
    first: dict[str, Product] = {}
    for product in range_:
        first.setdefault(product.kind, product)
    found = {}
    for campaign in CAMPAIGNS:
        kinds = {thing.kind for thing in campaign.things}
        if kinds <= set(first):
            found[campaign.name] = {kind: first[kind] for kind in kinds}
    return found


def write(folder: Path, range_: Sequence[Product]) -> Path:
    """Write ``campaigns.toml`` and the pictures beside it, in ``campaigns/``; gives the file."""
    pictures = folder / "campaigns"
    pictures.mkdir(exist_ok=True)
    parts = ["# What screens show while nobody is there; see `python -m sync.headoffice campaigns`.\n"]
    cast = possible(range_)
    for campaign in CAMPAIGNS:
        if campaign.name not in cast:
            continue
        (pictures / campaign.picture).write_bytes(webp(campaign, cast[campaign.name]))
        parts.append(_table(campaign, cast[campaign.name][campaign.opens].gtin[1:]))
    path = folder / "campaigns.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def webp(campaign: Campaign, cast: dict[str, Product], width: int = WIDTH) -> bytes:
    """The campaign's picture as a WebP file; the same products give the same bytes."""
    picture = draw(campaign, cast)
    if width != WIDTH:
        picture = picture.resize((width, round(HEIGHT * width / WIDTH)), Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "WEBP", quality=90, method=2)
    return out.getvalue()


def draw(campaign: Campaign, cast: dict[str, Product]) -> Image.Image:
    """The campaign's picture, RGB."""
    canvas = _set(rgb(campaign.tint), campaign.dark)
    for thing in campaign.things:
        _stand(canvas, thing, *_cut_out(cast[thing.kind]), dim=0.84 if campaign.dark else 1.0)
        if campaign.dark and thing.kind == "candle":
            _glow(canvas, thing)
    noise = np.random.RandomState(11).random_sample((HEIGHT, WIDTH, 1)).astype(np.float32)
    eight = np.clip(canvas * 255 + (noise - 0.5) * 1.6 + 0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(eight)


def _set(tint: Colour, dark: bool) -> Array:
    """A wall and a table of one paper, lit from above the middle."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    y, x = y / HEIGHT, x / WIDTH
    lamp = np.sqrt(((x - 0.5) / 0.72) ** 2 + ((y - 0.40) / 0.62) ** 2).clip(0, 1.25)[..., None] ** 1.5
    if dark:
        near, far = mix(tint, (0.50, 0.36, 0.20), 0.30), mix(tint, (0.02, 0.02, 0.03), 0.72)
    else:
        near, far = mix((1.0, 1.0, 1.0), tint, 0.17), mix((1.0, 1.0, 1.0), tint, 0.50)
    share = np.minimum(1.0, lamp)
    wall = np.array(near, dtype=np.float32) * (1 - share) + np.array(far, dtype=np.float32) * share
    # Where the wall turns into the table: a soft line, and the table a little brighter below it.
    table = 1 / (1 + np.exp(-(y[..., None] - 0.57) * 55))
    fall = np.clip((y[..., None] - 0.57) / 0.43, 0, 1)
    lift = 0.10 if dark else 0.045
    return np.asarray(np.clip(wall * (1 - 0.035 * np.exp(-(((y[..., None] - 0.57) / 0.02) ** 2)))
                              + table * lift * (1 - 0.9 * fall), 0, 1), dtype=np.float32)  # fmt: skip


@lru_cache(maxsize=16)
def _cut_out(product: Product) -> tuple[Array, Array]:
    """A product without its backdrop: colour times cover (h, w, 3), and cover (h, w, 1), its shadow among it."""
    seen = look(product)
    shown = []
    for ground in FLAT:
        canvas = np.full((studio.SIZE, studio.SIZE, 3), ground, dtype=np.float32)
        SHAPES[seen.shape](canvas, seen)
        shown.append(canvas)
    through = ((shown[1] - shown[0]) / (FLAT[1] - FLAT[0])).mean(axis=2, keepdims=True).clip(0, 1)
    colour = np.clip(shown[0] - through * FLAT[0], 0, 1)
    return np.asarray(colour, dtype=np.float32), np.asarray(1 - through, dtype=np.float32)


def _stand(canvas: Array, thing: Thing, colour: Array, cover: Array, *, dim: float) -> None:
    solid = np.argwhere(cover[..., 0] > 0.85)
    foot, middle = solid[:, 0].max(), (solid[:, 1].min() + solid[:, 1].max()) / 2
    scale = thing.size * WIDTH / studio.SIZE * 0.80
    side = round(studio.SIZE * scale)
    # Colours are already multiplied by their cover, so they may be sized apart from it.
    large = np.dstack([_sized(colour[..., channel], side) for channel in range(3)]) * dim
    veil = _sized(cover[..., 0], side)[..., None]
    left, top = round(thing.x * WIDTH - middle * scale), round(thing.foot * HEIGHT - foot * scale)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(WIDTH, left + side), min(HEIGHT, top + side)
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    below = canvas[y0:y1, x0:x1]
    canvas[y0:y1, x0:x1] = below * (1 - veil[part]) + large[part]


def _sized(channel: Array, side: int) -> Array:
    picture = Image.fromarray(np.ascontiguousarray(channel, dtype=np.float32))
    return np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC), dtype=np.float32).clip(0, 1)


def _glow(canvas: Array, thing: Thing) -> None:
    """A flame on the candle's wick, and the warm light around it."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    cx, cy = thing.x * WIDTH, (thing.foot - 0.245 * thing.size) * HEIGHT
    away = ((x - cx) ** 2 + (y - cy) ** 2)[..., None]
    warm = np.array((1.0, 0.72, 0.38), dtype=np.float32)
    canvas += warm * (0.30 * np.exp(-away / 330**2) + 0.22 * np.exp(-away / 90**2))
    # A drop: round below, drawn out above.
    down = (y - cy) / 26
    wide = 8.5 * np.where(down > 0, 1.0, 1 + 0.55 * down).clip(0.06, 1)
    flame = np.exp(-(((x - cx) / wide) ** 4) - np.abs(down) ** 3.2)[..., None]
    canvas += (np.array((1.0, 0.93, 0.74), dtype=np.float32) - canvas) * flame
    np.clip(canvas, 0, 1, out=canvas)


def _table(campaign: Campaign, gtin: str) -> str:
    lines = [
        "[[campaign]]",
        f'name = "{campaign.name}"',
        f'picture = "{campaign.picture}"',
        f"title = {_words(campaign.title)}",
        f"more = {_words(campaign.more)}",
        f'gtin = "{gtin}"',
        *campaign.rules,
    ]
    if campaign.dark:
        lines.append("dark = true")
    return "\n".join(lines) + "\n"


def _words(text: Text) -> str:
    return f'{{ zh_hans = "{text.zh_hans}", zh_hant = "{text.zh_hant}", en = "{text.en}" }}'
