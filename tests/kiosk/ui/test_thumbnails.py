"""Pictures are made ready once, when they arrive, and take a limited room on the disk."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PIL import Image

from kiosk.ui.thumbnails import FORMS, Thumbnails, Wanted


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """One that has arrived."""
    path = tmp_path / "images" / "abc"
    path.parent.mkdir()
    Image.new("RGB", (60, 90), (200, 30, 30)).save(path, "PNG")
    return path


def _kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != FORMS)


def test_a_picture_is_made_once_and_read_from_the_disk_from_then_on(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "thumbnails"
    wanted = Wanted(str(picture), "", 20, 20, 6)
    first = Thumbnails(folder).pixels(wanted)
    (file,) = _kept(folder)
    file.write_bytes(zlib.compress(b"\x07" * len(first)))

    assert Thumbnails(folder).pixels(wanted) == b"\x07" * len(first)
    assert first[3] == 0, "a corner is cut out of the alpha"
    assert first[(10 * 20 + 10) * 4 : (10 * 20 + 10) * 4 + 4] == bytes((200, 30, 30, 255))


def test_what_arrives_is_made_ready_in_the_forms_that_screens_asked_for(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "thumbnails"
    Thumbnails(folder).pixels(Wanted(str(picture), "", 20, 20, 6))
    Thumbnails(folder).pixels(Wanted(str(picture), "", 40, 30, 0, extend=0.5))
    other = picture.with_name("def")
    Image.new("RGB", (60, 90), (30, 30, 200)).save(other, "PNG")

    after_a_restart = Thumbnails(folder)
    after_a_restart.ingest(other)

    assert len(_kept(folder)) == 4
    before = _kept(folder)
    after_a_restart.pixels(Wanted(str(other), "", 40, 30, 0, extend=0.5))
    assert _kept(folder) == before


def test_a_damaged_file_is_made_anew(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "thumbnails"
    wanted = Wanted(str(picture), "", 20, 20, 0)
    first = Thumbnails(folder).pixels(wanted)
    _kept(folder)[0].write_bytes(b"half a file")

    assert Thumbnails(folder).pixels(wanted) == first


def test_what_is_no_picture_is_told_and_leaves_nothing(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "thumbnails"
    thumbnails = Thumbnails(folder)
    thumbnails.pixels(Wanted(str(picture), "", 20, 20, 0))
    broken = picture.with_name("broken")
    broken.write_bytes(b"no picture at all")

    with pytest.raises(OSError, match="cannot identify"):
        thumbnails.pixels(Wanted(str(broken), "", 20, 20, 0))
    thumbnails.ingest(broken)

    assert len(_kept(folder)) == 1


def test_the_folder_keeps_to_its_size_and_the_oldest_go(tmp_path: Path, picture: Path) -> None:
    folder = tmp_path / "thumbnails"
    noise = picture.with_name("noise")
    Image.effect_noise((64, 64), 90).convert("RGB").save(noise, "PNG")
    thumbnails = Thumbnails(folder, most_bytes=60_000)

    for side in range(40, 64):
        thumbnails.pixels(Wanted(str(noise), "", side, side, 0))

    assert sum(path.stat().st_size for path in folder.iterdir()) <= 60_000
    newest = _kept(folder)
    thumbnails.pixels(Wanted(str(noise), "", 63, 63, 0))
    assert _kept(folder) == newest
