"""A snapshot is one moment of head office's tables, with its index inside, and its manifest is signed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zstandard

from sync.formats import catalogue_file, manifest, search_text
from sync.headoffice import prices, snapshots, stock
from sync.headoffice.change import Unknown
from sync.headoffice.office import Office
from sync.messages import CatalogueReleased
from tests.headoffice.offices import MILK, NOON, OAT, OTHER, SOAP, STORE, TEA, told


@pytest.fixture
def released(office: Office) -> snapshots.Release:
    """A release of the small chain's first store."""
    rows = [(STORE, f"b{n}", gtin, 1, "", "2026-05-01T02:00:00.000Z") for n in range(30) for gtin in (OAT, TEA)]
    rows += [(STORE, f"b{n}", MILK, 9, "", "2026-05-01T02:00:00.000Z") for n in range(100, 140)]
    office.change(lambda change: change.db.executemany("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)", rows))
    office.change(lambda change: stock.count(change, [(STORE, MILK, "till-1", "e1", 7, -2)]))
    return office.release(STORE)[0]


@pytest.fixture
def opened(released: snapshots.Release, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The released file, unpacked and opened as a device does."""
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(zstandard.ZstdDecompressor().decompress(released.file.read_bytes()))
    db = catalogue_file.open_snapshot(path)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


def test_products_stand_in_the_order_of_what_sells(opened: sqlite3.Connection) -> None:
    rows = opened.execute("SELECT * FROM product ORDER BY id").fetchall()

    assert [row["gtin"] for row in rows] == [MILK, OAT, TEA, SOAP]
    assert (rows[0]["price_minor"], rows[0]["on_hand"], rows[0]["aisle"], rows[0]["bay"]) == (1290, 10, "A3", "05")


def test_the_baseline_carries_its_watermarks(opened: sqlite3.Connection) -> None:
    assert [tuple(row) for row in opened.execute("SELECT * FROM watermark")] == [(MILK, "till-1", "e1", 7, -2)]


def test_what_is_bought_together_is_related(opened: sqlite3.Connection) -> None:
    rows = opened.execute(
        """SELECT one.gtin, other.gtin, r.score FROM related AS r JOIN product AS one ON one.id = r.product_id
           JOIN product AS other ON other.id = r.other_id WHERE one.gtin = ? ORDER BY r.rank""",
        (OAT,),
    ).fetchall()

    assert rows[0][1] == TEA
    assert 0.5 < rows[0][2] <= 1


def test_other_shops_and_their_stock_are_in_it(opened: sqlite3.Connection) -> None:
    shops = {row["store"]: row["distance_m"] for row in opened.execute("SELECT * FROM near_store")}
    near = [(row["store"], row["on_hand"]) for row in opened.execute("SELECT * FROM near_stock")]

    assert shops[STORE] == 0
    assert shops[OTHER] > 0
    assert near == [(OTHER, 7)]


def test_the_index_answers(opened: sqlite3.Connection) -> None:
    names = {row["id"]: row["gtin"] for row in opened.execute("SELECT id, gtin FROM product")}

    assert [names[found] for found in search_text.search(opened, "奶")] == [MILK, OAT]
    assert [names[found] for found in search_text.search(opened, "chongqing")] == [TEA]
    assert [names[found] for found in search_text.search(opened, "soap")] == [SOAP]


def test_it_says_what_it_is(opened: sqlite3.Connection, office: Office, released: snapshots.Release) -> None:
    meta = dict(opened.execute("SELECT key, value FROM meta").fetchall())

    assert meta["version"] == str(released.manifest.version)
    assert (meta["store"], meta["tenant"], meta["currency"], meta["format"]) == (STORE, "acme", "CNY", "1")
    top = office.read(lambda db: db.execute("SELECT max(seq) FROM down WHERE store = ?", (STORE,)).fetchone()[0])
    assert int(meta["down_seq"]) == top - 1, "all but the event that tells of this release"


def test_the_manifest_proves_file_and_content(released: snapshots.Release, office: Office) -> None:
    sealed = msgspec.json.encode(released.sealed)
    packed = released.file.read_bytes()
    raw = zstandard.ZstdDecompressor().decompress(packed)

    proven = manifest.unseal(sealed, office.keys.root.public_key())
    assert (proven.sha256, proven.size) == (hashlib.sha256(packed).hexdigest(), len(packed))
    assert (proven.raw_sha256, proven.raw_size) == (hashlib.sha256(raw).hexdigest(), len(raw))
    with pytest.raises(manifest.BadManifest):
        manifest.unseal(sealed.replace(b"acme", b"evil"), office.keys.root.public_key())
    with pytest.raises(manifest.BadManifest):
        manifest.unseal(sealed, office.keys.codes["loyalty"].public_key())


def test_the_store_hears_of_it(released: snapshots.Release, office: Office) -> None:
    events = [one for one in told(office, STORE, CatalogueReleased) if isinstance(one, CatalogueReleased)]

    assert [(one.version, one.url) for one in events] == [
        (released.manifest.version, f"/v1/stores/{STORE}/catalogue/manifest")
    ]


def test_each_release_has_its_own_version_and_only_the_last_ones_are_kept(office: Office) -> None:
    versions = [office.release(STORE)[0].manifest.version for _ in range(5)]

    assert versions == sorted(set(versions))
    kept = office.read(lambda db: [row[0] for row in db.execute("SELECT version FROM release ORDER BY version")])
    assert kept == versions[-snapshots.KEEP :]
    assert len(list(office.snapshot_folder.iterdir())) == snapshots.KEEP


def test_a_removed_product_is_not_in_it(office: Office, tmp_path: Path) -> None:
    from sync.headoffice import products

    office.change(lambda change: products.remove(change, STORE, TEA))
    made = office.release(STORE)[0]

    path = tmp_path / "c.sqlite"
    path.write_bytes(zstandard.ZstdDecompressor().decompress(made.file.read_bytes()))
    db = catalogue_file.open_snapshot(path)
    assert db.execute("SELECT count(*) FROM product").fetchone()[0] == 3
    db.close()


def test_an_unknown_store_leaves_no_file(office: Office) -> None:
    with pytest.raises(Unknown):
        office.release("9521000000032")

    assert list(office.snapshot_folder.glob("*")) == []


def test_a_price_changed_while_a_snapshot_is_built_is_newer_than_it(office: Office) -> None:
    made = office.release(STORE)[0]
    version = office.change(lambda change: prices.change_price(change, STORE, MILK, 999))

    assert version > made.manifest.version
    assert made.manifest.created_at.startswith(NOON.date().isoformat())
