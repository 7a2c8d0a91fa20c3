"""Photographs of packs are the camera: each product that can be read is shown with price and stock, online or not.

`KIOSK_SCAN_DATA` names a folder of real photographs with `truth.csv` (columns file, set, symbology, truth); they go by
once, at a picture a second. Without it a few pictures that are drawn here go by.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import cv2
import numpy
import pytest

from hardware.frame_sources import PictureFolder
from hardware.scanner_camera import CameraScanner
from kiosk.app import _known
from scripts import scan_photos
from sync.headoffice.import_products import import_products
from tests.flows.shops import Shop, ShopDevice
from tests.hardware import pictures
from tests.hardware.waiting import Heard
from tests.headoffice.offices import HEADER, STORE, csv_file

FOLDER = os.environ.get("KIOSK_SCAN_DATA", "")

DRAWN = (
    ("EAN13", "4006381333931"),
    ("EAN13", "6901234567892"),
    ("UPCA", "036000291452"),
    ("EAN8", "96385074"),
    ("QR", "水润玻尿酸"),
)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Give a folder with `truth.csv`: the one that the environment names, or one that is drawn here."""
    if FOLDER:
        return Path(FOLDER)
    print("no data in KIOSK_SCAN_DATA: pictures of our own instead")
    folder = tmp_path / "photos"
    folder.mkdir()
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("file", "set", "symbology", "truth"))
        for place, (symbology, text) in enumerate(DRAWN):
            table.writerow((f"{place}.png", "drawn", symbology, text))
            cv2.imwrite(str(folder / f"{place}.png"), _drawn(symbology, text, angle=7 * place))
    return folder


def _drawn(symbology: str, text: str, angle: float) -> numpy.ndarray:
    if symbology == "QR":
        return pictures.on_scene(pictures.qr(text))
    bars = pictures.bars(pictures.ean8_modules(text)) if symbology == "EAN8" else pictures.ean13(text)
    return pictures.on_scene(bars, angle=angle)


def sold(shop: Shop, gtins: list[str]) -> None:
    """Head office imports these products and releases the catalogue."""
    rows = "".join(
        f"{gtin},{place},商品 {place},,Product {place},,care,{100 + place},CNY,{STORE},{1 + place % 50},A1,\n"
        for place, gtin in enumerate(gtins)
    )
    path, office = csv_file(shop.folder, "photographed.csv", HEADER + rows), shop.head_office.office
    loaded = office.change(lambda change: import_products(change, path, office.image_folder))
    assert (loaded.loaded, loaded.bad) == (len(gtins), ())
    office.release(STORE)


def camera(kiosk: ShopDevice, folder: Path, *, each_s: float, loop: bool) -> tuple[CameraScanner, Heard]:
    """The folder's pictures before the camera of this device."""
    heard = Heard()
    scanner = CameraScanner(
        lambda: PictureFolder(folder, seconds_each=each_s, gap_s=0.3, loop=loop), known_gtin=_known(kiosk.settings)
    )
    scanner.start(heard.scan, heard.status)
    return scanner, heard


def seen(heard: Heard) -> set[str]:
    """The products that may be sold by what was scanned."""
    return {scan.gtin for scan in list(heard.scans) if scan.gtin is not None and scan.confirmed}


def shelf(folder: Path, all_photos: list[scan_photos.Photo]) -> Path:
    """A folder with the pictures of retail codes alone, by name."""
    folder.mkdir()
    for photo in all_photos:
        (folder / photo.path.name).symlink_to(photo.path.resolve())
    return folder


def test_photographed_products_are_shown_with_price_and_stock_online_or_not(
    shop: Shop, photos: Path, tmp_path: Path
) -> None:
    found = scan_photos.load(photos)
    retail = [photo for photo in found if photo.retail] if FOLDER else found
    gtins = sorted(set().union(*(photo.gtins for photo in retail)))
    sold(shop, gtins)
    kiosk = shop.stocked("kiosk-1", "shopper")

    scanner, heard = camera(kiosk, shelf(tmp_path / "shelf", retail), each_s=1.0 if FOLDER else 0.5, loop=not FOLDER)
    try:
        if FOLDER:
            kiosk.until(lambda: "lost" in heard.states, "the last photograph", seconds=1.5 * len(retail) + 60)
        else:
            kiosk.until(lambda: seen(heard) == set(gtins), "every drawn product", seconds=60)
        _shown(kiosk, seen(heard) & set(gtins), gtins)
        strange = seen(heard) - set(gtins)
        print(f"{len(seen(heard) & set(gtins))} of {len(gtins)} products were read, {len(strange)} numbers misread")
        # What no catalogue knows is never sold; that it is hardly ever reported is measured by the bench of scanning.
        assert len(strange) <= len(gtins) // 50

        shop.head_office.post("/v1/prices", store=STORE, gtin=gtins[0], price_minor=4321)
        kiosk.until(lambda: kiosk.price(gtins[0]) == 4321, "the new price")
        shop.head_office.close()
        shop.broker.kill()
        if not FOLDER:
            heard.scans.clear()
            kiosk.until(lambda: gtins[0] in seen(heard), "the product with everything down", seconds=60)
    finally:
        scanner.close()
    assert kiosk.price(gtins[0]) == 4321
    assert len(seen(heard)) >= (len(gtins) // 2 if FOLDER else 1)


def _shown(kiosk: ShopDevice, read: set[str], gtins: list[str]) -> None:
    for gtin in read:
        place = gtins.index(gtin)
        product = kiosk.find(gtin)
        assert product is not None
        assert (product.price.minor, kiosk.on_hand(gtin)) == (100 + place, 1 + place % 50)
