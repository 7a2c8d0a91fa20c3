"""The files that the demo store writes: always the same bytes, and head office takes them as they are."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.demo_store import __main__ as command
from scripts.demo_store import export
from scripts.demo_store.campaigns import CAMPAIGNS
from sync.headoffice.campaigns import publish
from sync.headoffice.import_ground import import_deliveries, import_plans, import_ratings, import_reviews
from sync.headoffice.import_products import import_products
from sync.headoffice.imports import import_categories, import_history, import_members, import_stores
from sync.headoffice.office import Office

ROOT = Path(__file__).parents[2]

HEADER = (
    "gtin,sku,name_zh_hans,name_zh_hant,name_en,brand,category,price_minor,currency,store,on_hand,location,image,"
    "variant_of,size,colour,claim,claim_zh_hant,claim_en,origin,allergens,care"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a store with 400 products, exported with three pictures."""
    folder = tmp_path_factory.mktemp("small")
    sizes = ["--products", "400", "--members", "80", "--baskets", "2000", "--pictures", "3"]
    assert command.main([str(folder), *sizes]) == 0
    return folder


def test_two_processes_write_the_same_bytes(small: Path, tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "scripts.demo_store", str(tmp_path)]
    arguments += ["--products", "400", "--members", "80", "--baskets", "2000", "--pictures", "3"]
    subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "4711"})

    assert _hashes(tmp_path) == _hashes(small)


def test_the_whole_store_is_written(tmp_path: Path) -> None:
    written = export.write(tmp_path)

    assert {path.name for path in written} >= {"products.csv", "members.csv", "stores.csv", "history.csv.zst"}
    with (tmp_path / "products.csv").open(encoding="utf-8", newline="") as text:
        assert text.readline().rstrip("\n") == HEADER
        rows = sum(1 for _ in csv.reader(text))
    assert 12_000 < rows < 15_000


def test_head_office_imports_every_row(small: Path, tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.start()
    try:
        came = [
            office.change(lambda change: import_stores(change, small / "stores.csv")),
            office.change(lambda change: import_categories(change, small / "categories.csv")),
            office.change(lambda change: import_products(change, small / "products.csv", tmp_path / "images")),
            office.change(lambda change: import_members(change, small / "members.csv")),
            office.change(lambda change: import_history(change, small / "history.csv.zst")),
            office.change(lambda change: import_ratings(change, small / "ratings.csv")),
            office.change(lambda change: import_reviews(change, small / "reviews.csv")),
            office.change(lambda change: import_plans(change, small / "plans.csv")),
            office.change(lambda change: import_deliveries(change, small / "deliveries.csv")),
        ]
        sent = office.change(lambda change: publish(change, small / "campaigns.toml", tmp_path / "images"))

        assert [imported.bad for imported in came] == [()] * 9
        assert [imported.notes for imported in came[5:]] == [()] * 4
        assert sent.left_out == []
        assert set(sent.told.values()) == {len(CAMPAIGNS)}
        assert all(imported.loaded > 0 for imported in came)
        pictures = office.read(lambda db: db.execute("SELECT count(*) FROM product WHERE image <> ''").fetchone()[0])
        assert pictures == 3
    finally:
        office.close()


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
