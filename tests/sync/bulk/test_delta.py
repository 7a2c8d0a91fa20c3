"""A delta brings a copy of the catalogue up to date; the file in use is never touched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sync import bulk
from sync.bulk import BulkClient, Untrusted
from sync.formats import catalogue_file, search_text
from sync.headoffice import prices, products
from sync.headoffice.import_products import import_products
from sync.headoffice.office import Office
from tests.headoffice.offices import HEADER, MILK, STORE, TEA, csv_file
from tests.sync.bulk.devices import left_over
from tests.sync.bulk.flaky_http import FlakyHttp


@pytest.fixture
def changed(client: BulkClient, chain: Office, tmp_path: Path) -> bulk.Fetched:
    """A device with the released catalogue; since then head office changed something of everything."""
    before = client.update("", 0)
    assert before is not None
    chain.change(lambda change: prices.change_price(change, STORE, MILK, 777))
    text = HEADER + f"9529000000052,9,青柠苏打水,青檸蘇打水,Lime Soda,,drinks,500,CNY,{STORE},4,A9,\n"
    text += f"9529000000021,1002,燕麦饮,燕麥飲,Oat Drink,澳芮,dairy,1590,CNY,{STORE},3,A3-06,\n"
    path = csv_file(tmp_path, "new.csv", text)
    chain.change(lambda change: import_products(change, path, chain.image_folder))
    if chain.read(lambda db: db.execute("SELECT removed FROM listing WHERE gtin = ?", (TEA,)).fetchone()[0]) == 0:
        chain.change(lambda change: products.remove(change, STORE, TEA))
    path.unlink()
    return before


def test_a_delta_brings_a_copy_up_to_date(client: BulkClient, changed: bulk.Fetched, tmp_path: Path) -> None:
    old = (tmp_path / changed.name).read_bytes()

    made = client.fetch_delta(changed.name, changed.version)

    assert made is not None
    assert (made.how, made.version > changed.version) == ("delta", True)
    assert (tmp_path / changed.name).read_bytes() == old, "the file in use is never touched"
    db = catalogue_file.open_snapshot(tmp_path / made.name)
    assert db.execute("SELECT price_minor FROM product WHERE gtin = ?", (MILK,)).fetchone()[0] == 777
    assert db.execute("SELECT 1 FROM product WHERE gtin = ?", (TEA,)).fetchone() is None
    assert [len(search_text.search(db, text)) for text in ("青柠", "qingning", "燕麦饮", "麦奶", "chongqing")] == [
        1, 1, 1, 0, 0,
    ]  # fmt: skip
    meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    assert meta["version"] == str(made.version)
    db.close()


def test_a_delta_that_is_not_signed_changes_nothing(
    client: BulkClient, changed: bulk.Fetched, line: FlakyHttp, tmp_path: Path
) -> None:
    line.change = lambda path, body: body[:-1] + bytes([body[-1] ^ 1]) if "delta" in path else body

    with pytest.raises(Untrusted):
        client.fetch_delta(changed.name, changed.version)

    assert left_over(tmp_path) == [changed.name]


@pytest.mark.parametrize("version", [0, 10**9])
def test_a_version_that_head_office_does_not_know_wants_a_snapshot(
    client: BulkClient, changed: bulk.Fetched, version: int
) -> None:
    assert client.fetch_delta(changed.name, version) is None


def test_a_large_catalogue_is_updated_by_delta_until_its_order_is_old(
    client: BulkClient, changed: bulk.Fetched, chain: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "DELTA_FROM", 1)
    chain.release(STORE)

    by_delta = client.update(changed.name, changed.version)
    assert by_delta is not None
    assert by_delta.how == "delta"

    monkeypatch.setattr(bulk, "RANKED_FOR", timedelta(0))
    chain.release(STORE)
    whole = client.update(by_delta.name, by_delta.version)
    assert whole is not None
    assert whole.how == "snapshot"
