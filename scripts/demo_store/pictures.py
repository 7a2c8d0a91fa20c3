"""Product pictures: studio renders drawn by this script, no photograph anywhere."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from scripts.demo_store import (
    shapes_bottle,
    shapes_cloth,
    shapes_fresh,
    shapes_pack,
    shapes_round,
    shapes_things,
    studio,
)
from scripts.demo_store.look import Look, look
from scripts.demo_store.products import Product
from scripts.demo_store.studio import SIZE, Array

SHAPES: dict[str, Callable[[Array, Look], None]] = {
    "dropper": shapes_bottle.dropper,
    "pump": shapes_bottle.pump,
    "bottle": shapes_bottle.bottle,
    "flacon": shapes_bottle.flacon,
    "waterbottle": shapes_bottle.waterbottle,
    "glassbottle": shapes_bottle.glassbottle,
    "preserve": shapes_bottle.preserve,
    "nail": shapes_bottle.nail,
    "wand": shapes_bottle.wand,
    "jug": shapes_bottle.jug,
    "flask": shapes_bottle.flask,
    "jar": shapes_round.jar,
    "tube": shapes_round.tube,
    "lipstick": shapes_round.lipstick,
    "compact": shapes_round.compact,
    "candle": shapes_round.candle,
    "can": shapes_round.can,
    "shortcan": shapes_round.shortcan,
    "tin": shapes_round.tin,
    "cup": shapes_round.cup,
    "mug": shapes_round.mug,
    "bowl": shapes_round.bowl,
    "plate": shapes_round.plate,
    "teapot": shapes_round.teapot,
    "pan": shapes_round.pan,
    "ball": shapes_round.ball,
    "box": shapes_pack.box,
    "bar": shapes_pack.bar,
    "gable": shapes_pack.gable,
    "pouch": shapes_pack.pouch,
    "pillow": shapes_pack.pillow,
    "sachet": shapes_pack.sachet,
    "loaf": shapes_pack.loaf,
    "tissue": shapes_pack.tissue,
    "rolls": shapes_pack.rolls,
    "eggs": shapes_pack.eggs,
    "apple": shapes_fresh.apple,
    "orange": shapes_fresh.orange,
    "lemon": shapes_fresh.lemon,
    "kiwi": shapes_fresh.kiwi,
    "peach": shapes_fresh.peach,
    "mango": shapes_fresh.mango,
    "tomato": shapes_fresh.tomato,
    "potato": shapes_fresh.potato,
    "grapes": shapes_fresh.grapes,
    "cherries": shapes_fresh.cherries,
    "avocado": shapes_fresh.avocado,
    "banana": shapes_fresh.banana,
    "cucumber": shapes_fresh.cucumber,
    "carrot": shapes_fresh.carrot,
    "broccoli": shapes_fresh.broccoli,
    "cabbage": shapes_fresh.cabbage,
    "pineapple": shapes_fresh.pineapple,
    "nuts": shapes_fresh.nuts,
    "shirt": shapes_cloth.shirt,
    "knit": shapes_cloth.knit,
    "hoodie": shapes_cloth.hoodie,
    "dressshirt": shapes_cloth.dressshirt,
    "trousers": shapes_cloth.trousers,
    "folded": shapes_cloth.folded,
    "towel": shapes_cloth.towel,
    "socks": shapes_cloth.socks,
    "pen": shapes_things.pen,
    "brush": shapes_things.brush,
    "turner": shapes_things.turner,
    "notebook": shapes_things.notebook,
    "board": shapes_things.board,
    "rolledmat": shapes_things.rolledmat,
}


def draw(product: Product, size: int = SIZE) -> Image.Image:
    """The picture of a product, `size` x `size`, RGB; the same product gives the same picture."""
    seen = look(product)
    canvas = studio.backdrop(seen.tint)
    SHAPES[seen.shape](canvas, seen)
    picture = studio.finished(canvas)
    return picture if size == SIZE else picture.resize((size, size), Image.Resampling.LANCZOS)


def webp(product: Product, size: int = SIZE, quality: int = 92) -> bytes:
    """The picture as a WebP file."""
    return _encoded(draw(product, size), "WEBP", quality=quality, method=2)


def png(product: Product, size: int = SIZE) -> bytes:
    """The picture as a PNG file."""
    return _encoded(draw(product, size), "PNG", compress_level=6)


def _encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
