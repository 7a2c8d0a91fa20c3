"""Sources of frames: folders, videos and what the settings may say."""

from __future__ import annotations

import logging
from pathlib import Path

import cv2
import numpy
import pytest

from hardware.camera_v4l2 import V4l2Camera
from hardware.frame_sources import GROUND, PictureFolder, SourceLost, VideoFile, source_of
from hardware.frame_watch import FrameWatch
from hardware.scanner_camera import CameraScanner
from tests.hardware import pictures
from tests.hardware.waiting import Heard, wait_until

CODES = ("6901234567892", "9520000000011")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Give a folder with two packs and a file that is no picture."""
    for number, code in enumerate(CODES):
        cv2.imwrite(str(tmp_path / f"{number}.png"), pictures.on_scene(pictures.ean13(code)))
    (tmp_path / "0a.jpg").write_bytes(b"this is no picture")
    (tmp_path / "truth.csv").write_text("file\n")
    return tmp_path


def test_a_folder_as_the_camera_shows_each_of_its_pictures(shelf: Path, caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard()
    scanner = CameraScanner(
        lambda: PictureFolder(shelf, seconds_each=0.6, gap_s=0.2, frames_per_s=30), known_gtin=lambda _: True
    )
    with caplog.at_level(logging.WARNING):
        scanner.start(heard.scan)
        wait_until(lambda: len(heard.scans) >= 2)
        scanner.close()

    assert heard.texts[:2] == list(CODES)
    assert "0a.jpg is no picture that can be read; it is left out" in caplog.text


def test_between_two_pictures_there_is_plain_ground_and_at_the_end_the_first_again(shelf: Path) -> None:
    source = PictureFolder(shelf, seconds_each=0.002, gap_s=0.001, frames_per_s=1000)
    source.open()

    frames = [source.read() for _ in range(9)]

    plain = [frame.ndim == 2 and bool((frame == GROUND).all()) for frame in frames]
    assert plain == [False, False, True] * 3


def test_a_folder_that_is_shown_once_ends(shelf: Path) -> None:
    source = PictureFolder(shelf, seconds_each=0.001, gap_s=0.001, frames_per_s=1000, loop=False)
    source.open()
    for _ in range(4):
        source.read()

    with pytest.raises(SourceLost, match="no more pictures"):
        source.read()


def test_an_empty_and_a_missing_folder_are_lost_sources(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "not there"):
        with pytest.raises(SourceLost, match="no pictures"):
            PictureFolder(folder).open()


def test_a_video_is_played_over_and_over(tmp_path: Path) -> None:
    # given: three frames of film
    film = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 200, (640, 360))
    for value in (40, 120, 200):
        writer.write(numpy.full((360, 640, 3), value, numpy.uint8))
    writer.release()
    source = VideoFile(film)

    # when
    source.open()
    means = [round(float(source.read().mean()) / 40) for _ in range(6)]
    source.close()
    source.close()

    # then
    assert means == [1, 3, 5, 1, 3, 5]


def test_frames_that_nobody_needs_go_by(tmp_path: Path) -> None:
    film = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 200, (640, 360))
    for value in (40, 120, 200):
        writer.write(numpy.full((360, 640, 3), value, numpy.uint8))
    writer.release()
    source = VideoFile(film)
    source.open()

    source.pass_by()
    source.pass_by()
    third = source.read()
    source.pass_by()
    first = source.read()
    source.close()

    assert (round(float(third.mean()) / 40), round(float(first.mean()) / 40)) == (5, 1)


def test_what_is_no_video_is_a_lost_source(tmp_path: Path) -> None:
    fake = tmp_path / "film.avi"
    fake.write_bytes(b"no film")

    with pytest.raises(SourceLost):
        VideoFile(fake).open()
    with pytest.raises(SourceLost, match="there is no video"):
        VideoFile(tmp_path / "none.avi").open()


def test_the_settings_name_a_source_in_one_line(tmp_path: Path) -> None:
    assert isinstance(source_of("camera"), V4l2Camera)
    assert source_of("camera:/dev/video7").name == "/dev/video7"
    assert source_of(f"folder:{tmp_path}").name == f"pictures in {tmp_path}"
    assert source_of("video:/a/film.mp4").name == "video /a/film.mp4"
    for wrong in ("", "folder:", "webcam", "video"):
        with pytest.raises(ValueError, match="a camera is"):
            source_of(wrong)


def test_a_source_that_is_closed_gives_nothing(tmp_path: Path) -> None:
    for source in (V4l2Camera(Path("/dev/video99")), PictureFolder(tmp_path), VideoFile(tmp_path / "a.avi")):
        source.close()
        with pytest.raises(SourceLost):
            source.read()


def test_grain_is_stillness_and_a_hand_is_movement() -> None:
    watch = FrameWatch(live=True)
    scene = pictures.empty_scene(seed=1)

    assert watch.judge(scene, 0.0) == "fresh"
    assert watch.judge(pictures.empty_scene(seed=2), 0.1) == "still"
    assert watch.judge(pictures.on_scene(pictures.ean13(CODES[0])), 0.2) == "fresh"


def test_a_dim_shop_is_not_black() -> None:
    watch = FrameWatch(live=True)
    dim = (pictures.on_scene(pictures.ean13(CODES[0])) * 0.3).astype(numpy.uint8)

    assert {watch.judge(dim + (number % 2), number / 5) for number in range(15)} <= {"fresh", "still"}
