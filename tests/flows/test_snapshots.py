"""A catalogue that arrives broken or forged is not believed: the shop goes on selling from the one that it has."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import security
from tests.flows.shops import Shop, ShopDevice
from tests.headoffice.offices import MILK, STORE
from tests.sync.bulk.flaky_http import FlakyHttp


@pytest.fixture
def door(shop: Shop) -> Iterator[FlakyHttp]:
    """What stands between the device and head office's HTTP."""
    door = FlakyHttp(shop.head_office.address)
    yield door
    door.close()


def released(shop: Shop) -> int:
    """Head office releases a new catalogue; its version."""
    return shop.head_office.office.release(STORE)[0].manifest.version


def goes_on_with(till: ShopDevice, version: int) -> None:
    """The device says that it could not, and sells from the catalogue that it has."""
    till.until(lambda: till.store.progress.state == "failed", "word that it failed")
    assert till.store.progress.problem
    assert till.catalogue_version() == version
    till.sell(MILK)


def heals(till: ShopDevice, version: int) -> None:
    """The next try succeeds, by itself."""
    till.until(lambda: till.catalogue_version() == version, "the new catalogue")
    till.until(lambda: till.store.progress.state == "ready", "word that it is there")
    till.sell(MILK)
    assert [path.name for path in till.store.folder.glob("*.part")] == []


def test_a_corrupt_snapshot_leaves_the_old_one_standing(shop: Shop, door: FlakyHttp) -> None:
    till = shop.stocked(http=door.address)
    old = till.catalogue_version()

    def corrupt(path: str, body: bytes) -> bytes:
        return body if not path.endswith(".zst") else body[:-40] + bytes(byte ^ 0x55 for byte in body[-40:])

    door.change = corrupt
    new = released(shop)

    goes_on_with(till, old)
    door.change = lambda _path, body: body
    heals(till, new)


def test_a_manifest_that_somebody_changed_is_not_believed(shop: Shop, door: FlakyHttp) -> None:
    till = shop.stocked(http=door.address)
    old = till.catalogue_version()

    def forged(path: str, body: bytes) -> bytes:
        if not path.endswith("/manifest"):
            return body
        answer = json.loads(body)
        manifest = json.loads(answer["manifest"])
        manifest["version"] += 1000
        return json.dumps(answer | {"manifest": json.dumps(manifest)}).encode()

    door.change = forged
    new = released(shop)

    goes_on_with(till, old)
    assert "sign" in till.store.progress.problem
    door.change = lambda _path, body: body
    heals(till, new)


def test_a_download_that_breaks_off_goes_on_where_it_stopped(shop: Shop, door: FlakyHttp) -> None:
    size = requests.get(f"{shop.head_office.address}/v1/stores/{STORE}/catalogue/manifest", timeout=20).json()
    third = json.loads(size["manifest"])["size"] // 3
    door.break_after = [third, third]

    till = shop.stocked(http=door.address)

    ranges = [asked for path, asked in door.asked if path.endswith(".zst")]
    assert ranges[0] == ""
    assert ranges[1:] == [f"bytes={third}-", f"bytes={2 * third}-"]
    assert till.price(MILK) == 1290


def test_a_device_that_pins_another_key_believes_nothing_of_this_head_office(shop: Shop) -> None:
    (shop.folder / "other.key").write_text(security.public_text(Ed25519PrivateKey.generate()) + "\n", "ascii")
    till = shop.device(key_file="other.key")

    till.until(lambda: till.store.progress.state == "failed", "word that the catalogue is not believed")
    till.until(till.reasons, "the config among the dead letters")

    assert till.catalogue_version() == 0
    assert till.reasons() == ["failed"]
    assert till.store.db.execute("SELECT count(*) FROM trusted_key").fetchone()[0] == 0


@pytest.mark.parametrize("damage", ["gone", "truncated", "overwritten"])
def test_a_catalogue_that_is_damaged_on_the_disk_is_fetched_again_and_the_device_opens(shop: Shop, damage: str) -> None:
    till = shop.stocked()
    version = till.catalogue_version()
    file = till.store.folder / f"catalogue-{version}.sqlite"
    till.close()
    whole = file.read_bytes()
    file.unlink()
    if damage != "gone":
        file.write_bytes(whole[: len(whole) // 2] if damage == "truncated" else b"x" * len(whole))

    till.open()

    till.until(lambda: till.catalogue_version() == version, "the catalogue")
    till.sell(MILK)
    assert file.read_bytes() == whole
