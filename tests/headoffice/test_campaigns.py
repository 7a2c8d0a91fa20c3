"""Campaigns: all of a file reaches the stores, or nothing of it and each fault is named with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from sync.headoffice import campaigns
from sync.headoffice.__main__ import main
from sync.headoffice.campaign_file import BadCampaigns
from sync.headoffice.campaigns import Published
from sync.headoffice.office import Office
from sync.messages import CampaignsPublished
from tests.headoffice.offices import MILK, OTHER, STORE, told

GOOD = """
[[campaign]]
name = "milk"
picture = "milk.jpg"
title = { zh_hans = "清晨第一杯", zh_hant = "清晨第一杯", en = "The first glass of the day" }
gtin = "9529000000014"
from = 2026-05-01
until = 2026-05-31
hours = "06:00-11:00"
weekdays = ["sat", "sun"]
languages = ["zh_CN", "en"]

[[campaign]]
name = "tea"
picture = "tea.png"
title = { zh_hans = "夜里，一盏茶", zh_hant = "夜裡，一盞茶", en = "Evening, and a pot of tea" }
more = { zh_hans = "B1 区", zh_hant = "B1 區", en = "Aisle B1" }
from = 2026-05-04T18:00:00+08:00
dark = true
stores = ["9521000000018"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two pictures and what is no picture."""
    Image.new("RGB", (1080, 1440), "#dfe6df").save(tmp_path / "milk.jpg")
    Image.new("RGB", (800, 1000), "#20242a").save(tmp_path / "tea.png")
    Image.new("RGB", (400, 1000)).save(tmp_path / "small.png")
    (tmp_path / "broken.png").write_bytes((tmp_path / "tea.png").read_bytes()[:600])
    (tmp_path / "note.png").write_text("not a picture")
    return tmp_path


def publish(office: Office, folder: Path, text: str, store: str = "") -> Published:
    """Send a file of this text."""
    path = folder / "campaigns.toml"
    path.write_text(text, encoding="utf-8")
    return office.change(lambda change: campaigns.publish(change, path, office.image_folder, store))


def last(office: Office, store: str = STORE) -> CampaignsPublished | None:
    """What a store was told last."""
    found = [one for one in told(office, store, CampaignsPublished) if isinstance(one, CampaignsPublished)]
    return found[-1] if found else None


def test_a_store_is_told_of_all_its_campaigns_in_one_message(office: Office, folder: Path) -> None:
    made = publish(office, folder, GOOD)

    message = last(office)
    assert message is not None
    milk, tea = message.campaigns
    assert (milk.campaign, milk.gtin, milk.title.en) == ("milk", MILK, "The first glass of the day")
    assert (milk.begins, milk.ends) == (
        datetime(2026, 4, 30, 16, tzinfo=UTC),  # midnight in Shanghai
        datetime(2026, 5, 31, 16, tzinfo=UTC),  # the end of the last day
    )
    assert (milk.hours_from, milk.hours_until, milk.weekdays, milk.languages) == (
        *("06:00", "11:00"),
        *((6, 7), ("zh_CN", "en")),
    )
    assert (tea.begins, tea.dark, tea.more.zh_hant) == (datetime(2026, 5, 4, 10, tzinfo=UTC), True, "B1 區")
    assert (office.image_folder / tea.picture).read_bytes().startswith(b"\x89PNG")
    assert made.told == {STORE: 2, OTHER: 1}


def test_a_store_that_does_not_sell_the_product_does_not_get_its_campaign(office: Office, folder: Path) -> None:
    made = publish(office, folder, GOOD.replace('"9529000000014"', '"9529000000021"'))

    assert made.left_out == [f"store {OTHER} does not sell the product of milk"]
    other = last(office, OTHER)
    assert other is not None
    assert other.campaigns == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ('"milk.jpg"', '"gone.jpg"', 4, "picture", "not there"),
        ('"milk.jpg"', '"../secret.png"', 4, "picture", "not beside"),
        ('"milk.jpg"', '"small.png"', 4, "picture", "400 x 1000"),
        ('"milk.jpg"', '"broken.png"', 4, "picture", "no picture that can be read"),
        ('"milk.jpg"', '"note.png"', 4, "picture", "no picture that can be read"),
        ('en = "The first glass of the day"', 'en = ""', 5, "title", "en is missing"),
        ('en = "The first glass of the day"', f'en = "{"x" * 70}"', 5, "title", "at most 60"),
        ('gtin = "9529000000014"', 'gtin = "9529000000015"', 6, "gtin", "no GTIN"),
        ('gtin = "9529000000014"', 'gtin = "9529000000076"', 6, "gtin", "none of its stores"),
        ("until = 2026-05-31", "until = 2026-04-01", 8, "until", "not after"),
        ("until = 2026-05-31", 'until = "May"', 8, "until", "neither a day"),
        ('"06:00-11:00"', '"6-11"', 9, "hours", "no hours"),
        ('["sat", "sun"]', '["saturday"]', 10, "weekdays", "wants a list"),
        ('["zh_CN", "en"]', '["fr"]', 11, "languages", "wants a list"),
        ('name = "tea"', 'name = "milk"', 14, "name", "line 2"),
        ('name = "tea"', "", 13, "name", "missing"),
        ("dark = true", "dark = 1", 19, "dark", "neither true nor false"),
        ("dark = true", "colour = 1", 13, "colour", "no key"),
        ('["9521000000018"]', '["9521000000032"]', 20, "stores", "not known"),
        ("dark = true", "dark = yes", 19, "", ""),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_was_shown_before_goes_on(
    office: Office, folder: Path, old: str, new: str, line: int, key: str, says: str
) -> None:
    publish(office, folder, GOOD)
    before, pictures = last(office), sorted(office.image_folder.iterdir())

    with pytest.raises(BadCampaigns) as caught:
        publish(office, folder, GOOD.replace(old, new))

    fault = caught.value.faults[0]
    assert fault.key == key
    assert says in fault.reason
    assert fault.line == line
    assert last(office) == before
    assert sorted(office.image_folder.iterdir()) == pictures


def test_the_command_says_what_is_wrong_and_lists_what_stands(
    office: Office, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "campaigns.toml"
    path.write_text(GOOD.replace("2026-05-31", "2026-04-01"), encoding="utf-8")
    data = ["--data", str(office.folder), "--tenant", "acme", "campaigns"]

    assert main([*data, str(path)]) == 1
    assert "line 8, until: is not after `from`" in capsys.readouterr().err

    path.write_text(GOOD, encoding="utf-8")
    assert main([*data, str(path), "--store", STORE]) == 0
    capsys.readouterr()
    assert main(data) == 0
    assert "tea: Evening, and a pot of tea from 2026-05-04T10:00:00.000Z" in capsys.readouterr().out
