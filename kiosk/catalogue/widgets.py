"""A product's words on screen: names, sizes and labels in the language in force, and where its picture lies."""

from __future__ import annotations

from kiosk.catalogue.model import Product
from kiosk.store import Store
from kiosk.ui.tr import tr


def name_of(product: Product) -> str:
    """The product's name, in the language in force."""
    return product.names.text(tr.language) or tr.text("product.no_name")


def detail_of(product: Product) -> str:
    """Size and colour: `30 ml`, `M·雾蓝`."""
    colour = label("colour", product.colour) if product.colour else ""
    return "·".join(part for part in (size_words(product.size), colour) if part)


def size_words(size: str) -> str:
    """A size as people of the language write it: `5 pcs` are words, `30 ml` is the same everywhere."""
    number, _, unit = size.partition(" ")
    return tr.text("product.pieces", n=int(number)) if unit == "pcs" and number.isdecimal() else size


def brand_words(brand: str) -> str:
    """A brand's name as it is read: one that is written in both scripts (`AURELLE 澳芮`) in Latin letters alone for who
    reads no Chinese."""
    latin = " ".join(word for word in brand.split() if word.isascii())
    return latin or brand if tr.language == "en" else brand


def label(kind: str, value: str) -> str:
    """A word that head office writes as a key (`milk`, `CN`), in the language in force; any other as it stands."""
    key = f"label.{kind}.{value.strip().replace(' ', '_')}"
    return tr.text(key) if tr.known(key) else value.strip()


def labels(kind: str, values: str) -> str:
    """Several of them, which the catalogue separates by semicolons."""
    joint = ", " if tr.language == "en" else "、"
    return joint.join(label(kind, one) for one in values.split(";") if one.strip())


def picture_of(store: Store, product: Product) -> str:
    """Path of the product's picture; while it has not arrived nothing, and it is asked for (topic `pictures`)."""
    path = store.image(product.image)
    return str(path) if path is not None else ""


def short_gtin(gtin: str) -> str:
    """A GTIN as it is printed under the bars: 13 digits, or 8."""
    return gtin[6:] if gtin.startswith("000000") else gtin.removeprefix("0")
