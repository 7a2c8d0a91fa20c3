"""Ratings, reviews, plans and promises of delivery: named faults on the way in, and whole in the store's snapshot."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from sync.formats import catalogue_file
from sync.headoffice import deltas
from sync.headoffice.change import Change, Conflict
from sync.headoffice.import_ground import import_deliveries, import_plans, import_ratings, import_reviews
from sync.headoffice.imports import Imported
from sync.headoffice.office import Office
from tests.headoffice.offices import MILK, NOON, OTHER, STORE, csv_file

Importer = Callable[[Change, Path], Imported]

RATINGS = "gtin,rating,count\n9529000000014,4.8,2316\n9529000000038,3.9,12\n"
REVIEWS = """gtin,stars,author,language,text,at
9529000000014,5,林**,zh-CN,"早餐都喝它，孩子也喜欢。",2026-04-02
9529000000014,4,R. Rossi,en,"Fresh, and it keeps.",2026-04-03T10:00:00+02:00
"""
PLANS = f"""store,kind,name,x,y,w,h,bays
{STORE},shelf,A3,150,490,420,70,8
{STORE},shelf,B1,790,150,420,70,
{STORE},entrance,,1320,3100,,,
{STORE},kiosk,kiosk-1,1750,2810,,,
{OTHER},shelf,D1,100,100,400,70,4
"""
DELIVERIES = f"""store,method,ready_minutes_min,ready_minutes_max,fee_minor,free_from_minor,cutoff
{STORE},ship,1200,1680,1200,9900,21:00
{STORE},pickup,30,60,0,,
"""


def load(office: Office, importer: Importer, folder: Path, text: str) -> Imported:
    """Import a file of this text."""
    return office.change(lambda change: importer(change, csv_file(folder, "ground.csv", text)))


def snapshot(office: Office, folder: Path, store: str = STORE) -> sqlite3.Connection:
    """Give the newest snapshot of a store, unpacked."""
    made = office.release(store)[0]
    raw = zstandard.ZstdDecompressor().stream_reader(made.file.open("rb"), read_across_frames=True).read()
    path = folder / "snapshot.sqlite"
    path.write_bytes(raw)
    db = catalogue_file.open_snapshot(path)
    db.row_factory = None
    return db


def test_what_is_known_travels_with_the_stores_snapshot(office: Office, tmp_path: Path) -> None:
    for importer, text in (
        *((import_ratings, RATINGS), (import_reviews, REVIEWS)),
        *((import_plans, PLANS), (import_deliveries, DELIVERIES)),
    ):
        assert load(office, importer, tmp_path, text).bad == ()

    db = snapshot(office, tmp_path)

    milk = db.execute("SELECT id FROM product WHERE gtin = ?", (MILK,)).fetchone()[0]
    assert db.execute("SELECT tenths, count FROM rating WHERE product_id = ?", (milk,)).fetchone() == (48, 2316)
    said = db.execute("SELECT stars, author, language, at FROM review WHERE product_id = ? ORDER BY rank", (milk,))
    assert said.fetchall() == [
        (5, "林**", "zh_CN", "2026-04-02T00:00:00.000Z"),
        (4, "R. Rossi", "en", "2026-04-03T08:00:00.000Z"),
    ]
    assert db.execute("SELECT * FROM plan_shelf ORDER BY aisle").fetchall() == [
        ("A3", 150, 490, 420, 70, 8),
        ("B1", 790, 150, 420, 70, 0),
    ]
    assert ("kiosk", "kiosk-1", 1750, 2810) in db.execute("SELECT * FROM plan_place").fetchall()
    assert db.execute("SELECT * FROM delivery ORDER BY method").fetchall() == [
        ("pickup", 30, 60, 0, None, ""),
        ("ship", 1200, 1680, 1200, 9900, "21:00"),
    ]
    db.close()


@pytest.mark.parametrize(
    ("importer", "header", "row", "column", "says"),
    [
        (import_ratings, "gtin,rating,count", "9529000000014,5.3,9", "rating", "between 1.0 and 5.0"),
        (import_ratings, "gtin,rating,count", "9529000000014,good,9", "rating", "no number"),
        (import_ratings, "gtin,rating,count", "9529000000015,4.8,9", "gtin", "check digit is 4"),
        (import_ratings, "gtin,rating,count", "9529000000014,4.8,0", "count", "between"),
        (import_reviews, "gtin,stars,author,language,text,at", "9529000000014,6,A,en,x,2026-04-02", "stars", "between"),
        (import_reviews, "gtin,stars,author,language,text,at", "9529000000014,5,A,fr,x,2026-04-02", "language", "none"),
        (import_reviews, "gtin,stars,author,language,text,at", "9529000000014,5,A,en,,2026-04-02", "text", "empty"),
        (import_reviews, "gtin,stars,author,language,text,at", "9529000000014,5,A,en,x,May", "at", "no day"),
        (
            *(import_reviews, "gtin,stars,author,language,text,at"),
            *("9529000000014,5,A,en,x,2026-04-02T10:00:00", "at", "no offset"),
        ),
        (import_plans, "store,kind,name,x,y,w,h", f"{STORE},shelf,A1,1,1,0,70", "w", "between"),
        (import_plans, "store,kind,name,x,y,w,h", f"{STORE},shelf,,1,1,9,70", "name", "empty"),
        (import_plans, "store,kind,name,x,y,w,h", f"{STORE},stairs,,1,1,,", "kind", "none of shelf"),
        (import_plans, "store,kind,name,x,y,w,h", "9521000000032,till,t,1,1,,", "store", "not known"),
        (
            *(import_deliveries, "store,method,ready_minutes_min,ready_minutes_max,fee_minor,cutoff"),
            *(f"{STORE},drone,1,2,0,", "method", "neither"),
        ),
        (
            *(import_deliveries, "store,method,ready_minutes_min,ready_minutes_max,fee_minor,cutoff"),
            *(f"{STORE},ship,60,30,0,", "ready_minutes_max", "between"),
        ),
        (
            *(import_deliveries, "store,method,ready_minutes_min,ready_minutes_max,fee_minor,cutoff"),
            *(f"{STORE},ship,1,2,0,24:00", "cutoff", "never comes"),
        ),
    ],
)
def test_a_bad_row_is_named(
    office: Office, tmp_path: Path, importer: Importer, header: str, row: str, column: str, says: str
) -> None:
    done = load(office, importer, tmp_path, f"{header}\n{row}\n")

    assert done.loaded == 0
    assert [(one.line, one.column) for one in done.bad] == [(2, column)]
    assert says in done.bad[0].reason


def test_a_plan_is_drawn_anew_and_those_of_other_stores_stay(office: Office, tmp_path: Path) -> None:
    load(office, import_plans, tmp_path, PLANS)

    load(office, import_plans, tmp_path, f"store,kind,name,x,y,w,h,bays\n{STORE},shelf,C1,5,5,300,60,6\n")

    assert snapshot(office, tmp_path).execute("SELECT aisle FROM plan_shelf").fetchall() == [("C1",)]
    assert snapshot(office, tmp_path, OTHER).execute("SELECT aisle FROM plan_shelf").fetchall() == [("D1",)]


def test_a_device_from_before_gets_a_whole_snapshot_and_no_delta(office: Office, tmp_path: Path) -> None:
    before = office.release(STORE)[0].manifest.version
    load(office, import_ratings, tmp_path, RATINGS)
    after = office.release(STORE)[0].manifest.version

    with pytest.raises(Conflict, match="whole snapshot"):
        office.read(lambda db: deltas.make(db, tenant="acme", store=STORE, since=before, now=NOON))
    assert office.read(lambda db: deltas.make(db, tenant="acme", store=STORE, since=after, now=NOON))
