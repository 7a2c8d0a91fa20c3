"""Settings are read strictly: one line says what is wrong and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import settings

GOOD = """
[device]
tenant = "demo"
store = "9521000000018"
name = "kiosk-1"
role = "shopper"
data = "data"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, "utf-8")
    return path


def test_paths_are_seen_from_the_file(tmp_path: Path) -> None:
    assert settings.load(write(tmp_path, GOOD)).data == tmp_path / "data"


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ('[link]\nhosst = "x"', "hosst"),
        ("[display]\nwidth = 12", "width"),
        ('[scanner]\nkind = "laser"', r"scanner\.kind"),
        ('[colour]\nname = "x"', "colour"),
        ('folder = "/etc"', "device"),
        ('[shop]\nzone = "Mars/Phobos"', "zone.*Mars/Phobos.*shop"),
        ('[shop]\nzone = "../secret"', "zone"),
        ('[shop]\nday_ends = "24:30"', r"shop\.day_ends"),
        ('[head_office]\nhttp = "ftp://x"', r"head_office\.http"),
        ('[ahead]\ncategories = ["dairy", "dairy"]', "'dairy' twice"),
        ('[ahead]\ncategories = [""]', r"ahead\.categories"),
        ('[ahead]\noffered = false\ncategories = ["dairy"]', "nothing is `offered`"),
        ("[ahead]\nminutes = [30, 15]", "`minutes` must rise"),
        ("[ahead]\nminutes = []", r"ahead\.minutes"),
        ("[ahead]\nminutes = [1]", r"ahead\.minutes"),
        ('[display]\nstart = "wall"', r"display\.start"),
        ("[link\nport = 1", "TOML|Expected|line"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, extra: str, named: str) -> None:
    with pytest.raises(settings.SettingsError, match=named) as caught:
        settings.load(write(tmp_path, GOOD + extra))

    assert "\n" not in str(caught.value)
    assert "kiosk.toml" in str(caught.value)


def test_only_a_kiosk_starts_with_the_ready_board(tmp_path: Path) -> None:
    board = '[display]\nstart = "board"\n'
    assert settings.load(write(tmp_path, GOOD + board)).display.start == "board"

    with pytest.raises(settings.SettingsError, match="role shopper, not till"):
        settings.load(write(tmp_path, GOOD.replace("shopper", "till") + board))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b"\xd4\xff\x00" * 99)

    with pytest.raises(settings.SettingsError, match=r"kiosk\.toml"):
        settings.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(settings.SettingsError, match=r"nowhere\.toml"):
        settings.load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("path", sorted(Path("config").glob("*.toml")), ids=lambda path: path.name)
def test_the_examples_are_complete_and_right(path: Path) -> None:
    assert settings.load(path).device.tenant
