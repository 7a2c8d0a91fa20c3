"""Photographs of codes with what they truly say, and how a reader's answer to one of them is judged."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from hardware.decoding.product_code import gtin_of
from hardware.scanner import Symbology

RETAIL: tuple[Symbology, ...] = ("EAN13", "EAN8", "UPCA", "UPCE")

TWO_CODES = frozenset({"09784872348880", "01920081045006"})
"""One book of the zxing set carries two codes, and its truth names one of them: both count as right."""


class Photo(Struct, frozen=True):
    """One photograph and its truth."""

    path: Path
    group: str
    """The set it comes from, such as ``artelab-noaf``."""

    symbology: str
    """As in truth.csv; ``NONE`` when there is no code on it."""

    truth: str
    """Text of the code, empty where it is unknown."""

    gtins: frozenset[str]
    """The product codes on it, 14 digits; empty when it shows none."""

    @property
    def retail(self) -> bool:
        """True when a product's code is to be read."""
        return self.symbology in RETAIL


class NoPhotos(Exception):
    """There is no truth.csv, or it is not one."""


def load(folder: Path) -> list[Photo]:
    """The photographs that ``truth.csv`` in a folder lists.

    Raises:
        NoPhotos: there is no such file, a column is missing, or a picture is.
    """
    table = folder / "truth.csv"
    if not table.is_file():
        raise NoPhotos(f"no truth.csv in {folder}")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or not {"file", "set", "symbology", "truth"} <= set(rows[0]):
        raise NoPhotos(f"{table} needs the columns file, set, symbology and truth")
    photos = [_photo(folder, row) for row in rows]
    for photo in photos:
        if not photo.path.is_file():
            raise NoPhotos(f"{table} lists {photo.path.name}, which is not there")
    return photos


def _photo(folder: Path, row: dict[str, str]) -> Photo:
    gtins: set[str] = set()
    for symbology in RETAIL:
        if row["symbology"] == symbology:
            for text in row["truth"].split("|"):
                gtins.add(gtin_of(text, symbology) or text.zfill(14))
    if gtins & TWO_CODES:
        gtins |= TWO_CODES
    return Photo(folder / row["file"], row["set"], row["symbology"], row["truth"], frozenset(gtins))


def judge(photo: Photo, gtins: Iterable[str]) -> tuple[bool, bool]:
    """(a right product code was reported, a wrong one was)."""
    reported = set(gtins)
    return bool(reported & photo.gtins), bool(reported - photo.gtins)
