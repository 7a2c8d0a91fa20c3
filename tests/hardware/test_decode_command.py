"""scripts/decode: one line a picture, a clear line for what is none, and the rest goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from hardware.decoding.process import ROOT
from tests.hardware import pictures

WATER = "6901234567892"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a pack, a member's code, a file that is no picture and an empty one."""
    cv2.imwrite(str(tmp_path / "a-pack.png"), pictures.on_scene(pictures.ean13(WATER), angle=30))
    cv2.imwrite(str(tmp_path / "b-member.png"), pictures.qr("会员 VIP咖啡1"))
    (tmp_path / "c-broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (tmp_path / "d-empty.png").touch()
    cv2.imwrite(str(tmp_path / "e-plain.png"), pictures.empty_scene())
    (tmp_path / "notes.txt").write_text("not asked for")
    return tmp_path


def decode(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [sys.executable, "-m", "scripts.decode_photos", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_every_picture_is_a_line_of_json_and_what_is_no_picture_a_line_of_error(folder: Path) -> None:
    done = decode("--json", folder, folder / "not-there.png")

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == ["a-pack.png", "b-member.png", "e-plain.png"]
    pack, member, plain = lines
    assert set(pack) == {"file", "codes", "ms"}
    (code,) = pack["codes"]
    assert (code["text"], code["symbology"], code["gtin"]) == (WATER, "EAN13", "0" + WATER)
    assert set(code["engines"]) <= {"cv2", "fit", "zbar", "zxing"}
    assert pack["ms"] > 0
    assert [(code["text"], code["gtin"]) for code in member["codes"]] == [("会员 VIP咖啡1", None)]
    assert plain["codes"] == []
    errors = done.stderr.splitlines()
    assert len(errors) == 3
    for name, error in zip(("c-broken.jpg", "d-empty.png", "not-there.png"), errors, strict=True):
        assert name in error
    assert done.returncode == 1


def test_people_get_a_sentence_and_success_is_0(folder: Path) -> None:
    done = decode(folder / "a-pack.png")

    assert f"EAN13 {WATER} = GTIN 0{WATER}" in done.stdout
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_folder_without_pictures_is_said_to_have_none(tmp_path: Path) -> None:
    done = decode(tmp_path)

    assert "no pictures in" in done.stderr
    assert done.returncode == 2


def test_a_large_photograph_gets_a_second_look_when_the_small_one_shows_nothing(tmp_path: Path) -> None:
    # given: a code that is too small once 12 megapixels are fitted into a frame
    scene = pictures.on_scene(pictures.ean13(WATER, module=2), noise=2)
    large = cv2.copyMakeBorder(scene, 600, 1200, 700, 1400, cv2.BORDER_CONSTANT, value=120)
    cv2.imwrite(str(tmp_path / "large.png"), large)

    done = decode("--json", tmp_path)

    assert [code["text"] for code in json.loads(done.stdout)["codes"]] == [WATER]
