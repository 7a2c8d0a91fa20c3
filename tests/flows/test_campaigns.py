"""Head office sends campaigns by its command, and every kiosk of the store has them with their pictures."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from kiosk.campaign import tables
from kiosk.campaign.model import to_show
from kiosk.customer import actions as customer
from kiosk.customer import tables as members
from sync.clock import utc_now
from sync.headoffice.__main__ import main
from tests.flows.shops import TENANT, Shop, ShopDevice
from tests.headoffice.offices import MILK, OAT, TEA

FILE = """
[[campaign]]
name = "morning"
picture = "morning.png"
title = { zh_hans = "清晨第一杯", zh_hant = "清晨第一杯", en = "The first glass of the day" }
gtin = "9529000000014"

[[campaign]]
name = "over"
picture = "morning.png"
title = { zh_hans = "已经过去", zh_hant = "已經過去", en = "Over" }
until = 2020-01-01
"""


def campaigns(shop: Shop, text: str) -> int:
    """Run the command on a file of this text, beside the server that runs; gives its exit status."""
    folder = shop.folder / "campaigns"
    folder.mkdir(exist_ok=True)
    Image.new("RGB", (720, 960), "#dfe6df").save(folder / "morning.png")
    (folder / "campaigns.toml").write_text(text, encoding="utf-8")
    data = ["--data", str(shop.head_office.folder), "--tenant", TENANT]
    return main([*data, "campaigns", str(folder / "campaigns.toml")])


def shown(device: ShopDevice) -> list[str]:
    """What its first page would show now: campaigns in force whose pictures have come."""
    store = device.store
    sets = tables.sets(store.db)
    found = to_show(sets, utc_now(), ZoneInfo("Asia/Shanghai"), "en", lambda one: store.image(one.picture) is not None)
    return [one.campaign for one in found]


def test_a_file_of_campaigns_reaches_a_kiosk_with_its_pictures(shop: Shop) -> None:
    kiosk = shop.stocked("kiosk-1", "shopper")

    assert campaigns(shop, FILE) == 0

    kiosk.until(lambda: shown(kiosk) == ["morning"], "the campaign and its picture")
    found = tables.sets(kiosk.store.db)[0]
    assert [one.campaign for one in found] == ["morning", "over"]
    assert found[0].gtin == MILK
    assert (kiosk.store.folder / "images" / found[0].picture).read_bytes().startswith(b"\x89PNG")

    # A file with a fault changes nothing; an empty one ends them all.
    assert campaigns(shop, FILE.replace("2020-01-01", '"soon"')) == 1
    assert campaigns(shop, "") == 0
    kiosk.until(lambda: tables.sets(kiosk.store.db)[0] == (), "the end of all campaigns")
    assert shown(kiosk) == []
    assert kiosk.reasons() == []


def test_what_a_member_likes_on_two_devices_that_are_offline_joins_when_they_are_back(shop: Shop) -> None:
    kiosk, tablet = shop.stocked("kiosk-1", "shopper"), shop.stocked("tablet-1", "associate")
    for device in (kiosk, tablet):
        device.until(lambda one=device: members.load(one.store.db, one.store.vault, "M1"), "the member")  # type: ignore[misc]
    shop.head_office.close()
    shop.broker.kill()

    like(kiosk, MILK)
    like(kiosk, TEA)
    like(tablet, OAT)
    like(tablet, TEA)
    like(tablet, TEA, on=False)
    assert (wanted(kiosk), wanted(tablet)) == ((TEA, MILK), (OAT,))

    shop.broker.start()
    shop.head_office.open()

    for device in (kiosk, tablet):
        device.until(lambda one=device: wanted(one) == (OAT, MILK), "what was said on the other one")  # type: ignore[misc]
    kiosk.until(lambda: kept(shop) == [(MILK, 1), (OAT, 1), (TEA, 0)], "all of it at head office")

    # A device that comes new gets it from head office.
    fresh = shop.stocked("kiosk-2", "shopper")
    fresh.until(lambda: wanted(fresh) == (OAT, MILK), "the favourites")
    assert shop.head_office.get("/v1/flags")["flags"] == []


def like(device: ShopDevice, gtin: str, *, on: bool = True) -> None:
    """Member M1 says what they want to find again."""
    device.do(customer.set_favourite, device.store.vault, "M1", gtin, on)


def wanted(device: ShopDevice) -> tuple[str, ...]:
    """What this device knows of it."""
    return members.favourites(device.store.db, device.store.vault, "M1")


def kept(shop: Shop) -> list[tuple[str, int]]:
    """What head office keeps."""
    rows = shop.head_office.query("SELECT gtin, wanted FROM favourite WHERE member = 'M1' ORDER BY gtin")
    return [(row[0], row[1]) for row in rows]


def test_what_stands_beside_the_products_comes_with_the_next_catalogue(shop: Shop, tmp_path: Path) -> None:
    from kiosk.catalogue import tables as catalogue

    kiosk = shop.stocked("kiosk-1", "shopper")
    before = kiosk.catalogue_version()
    assert catalogue.rating(kiosk.store.db, MILK) is None
    path = tmp_path / "ratings.csv"
    path.write_text("gtin,rating,count\n9529000000014,4.8,2316\n", encoding="utf-8")
    data = ["--data", str(shop.head_office.folder), "--tenant", TENANT]

    assert main([*data, "import", "ratings", str(path)]) == 0
    assert main([*data, "release"]) == 0

    kiosk.until(lambda: kiosk.catalogue_version() > before, "the new catalogue")
    found = catalogue.rating(kiosk.store.db, MILK)
    assert found is not None
    assert (found.tenths, found.count) == (48, 2316)
