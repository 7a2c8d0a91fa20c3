"""A kiosk's data for the bench of the screens: many products, pictures for the first of them, a camera before which
photographs go by.

``python -m scripts.benches.ui_shop FOLDER PRODUCTS`` makes it where it is not there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import database
from kiosk.schema import SCHEMA

if TYPE_CHECKING:
    from scripts.demo_store.products import Product

PICTURED = 1000
"""Products with a picture: as many as are scrolled by."""

DRAWN = 24
"""Different pictures; each product has a file of its own all the same."""

SIDE = 512

SETTINGS = """[device]
tenant = "demo"
store = "{gln}"
name = "kiosk-1"
role = "shopper"
data = "data"
[link]
kind = "none"
[scanner]
kind = "folder"
source = "photographs"
pictures_per_second = 0.7
[display]
width = 1080
height = 1920
sound = false
"""


def prepare(folder: Path, products: int) -> list[str]:
    """Make the device's folder if it is not there; gives the GTINs of the pictured products."""
    from scripts.demo_store import products as goods
    from scripts.demo_store import stores

    shop = stores.generate()[0]
    data = folder / "data"
    first = list(islice(goods.generate(products), PICTURED))
    if not (folder / "kiosk.toml").exists():
        from scripts.screenshots.world import write_catalogue

        data.mkdir(parents=True, exist_ok=True)
        database.migrate(data, SCHEMA)
        database.use_catalogue(data, write_catalogue(data, list(islice(goods.generate(products), products)), shop))
        _draw(data / "images", first)
        _photograph(folder / "photographs", first)
        (folder / "kiosk.toml").write_text(SETTINGS.format(gln=shop.gln), "utf-8")
    return [one.gtin for one in first]


def _draw(images: Path, first: Sequence[Product]) -> None:
    from scripts.demo_store import pictures
    from scripts.screenshots.world import image_name

    images.mkdir(exist_ok=True)
    drawn = [pictures.webp(one, SIDE) for one in first[:DRAWN]]
    for number, one in enumerate(first):
        (images / image_name(one)).write_bytes(drawn[number % DRAWN])


def _photograph(folder: Path, first: Sequence[Product]) -> None:
    import cv2

    from scripts.demo_store import scenes

    folder.mkdir(exist_ok=True)
    for number, one in enumerate(first[:4]):
        # Out of focus, so that no code is read while something else is measured.
        blurred = cv2.GaussianBlur(scenes.held_pack(one.gtin[1:], one), (0, 0), 9)
        cv2.imwrite(str(folder / f"{number}.jpg"), blurred)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), int(sys.argv[2]))
