"""The camera: what goes wrong with it, and that the shop goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy
import pytest
import zxingcpp

from hardware import scanner_camera
from hardware.camera_v4l2 import V4l2Camera
from hardware.frame_sources import FrameSource, PushedFrames
from hardware.scanner_camera import CameraScanner
from tests.hardware import pictures
from tests.hardware.waiting import Heard, wait_until

WATER = "6901234567892"

Open = Callable[..., CameraScanner]


@pytest.fixture
def heard() -> Heard:
    """Give a listener."""
    return Heard()


@pytest.fixture
def opened(heard: Heard) -> Iterator[Open]:
    """Give a way to start a scanner that is closed at the end."""
    scanners: list[CameraScanner] = []

    def start(source: Callable[[], FrameSource], **options: object) -> CameraScanner:
        scanner = CameraScanner(source, **options)  # type: ignore[arg-type]  # options of the scanner under test
        scanners.append(scanner)
        scanner.start(heard.scan, heard.status)
        return scanner

    yield start
    for scanner in scanners:
        scanner.close()


@pytest.fixture
def frames() -> PushedFrames:
    """Give a camera that sees an empty counter."""
    source = PushedFrames(frames_per_s=60)
    source.push(pictures.empty_scene())
    return source


def pack() -> numpy.ndarray:
    """Draw a pack of water."""
    return pictures.on_scene(pictures.ean13(WATER))


def test_a_camera_that_is_not_there_is_a_status_and_not_an_error(opened: Open, heard: Heard) -> None:
    scanner = opened(lambda: V4l2Camera(Path("/dev/video99")))

    wait_until(lambda: scanner.status.state == "lost")

    assert "/dev/video99" in scanner.status.detail
    assert not scanner.running
    assert not scanner.status.can_scan


def test_a_camera_that_is_unplugged_is_said_to_be_lost_and_found_again(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    # given: a camera that works
    scanner = opened(lambda: frames)
    wait_until(lambda: scanner.status.state == "ready")

    # when
    frames.unplug()
    wait_until(lambda: scanner.status.state == "lost")
    frames.push(pack())
    frames.plug()

    # then
    wait_until(lambda: heard.texts == [WATER])
    assert heard.states == ["starting", "ready", "lost", "ready"]


def test_a_camera_whose_driver_hangs_is_left_behind_and_opened_anew(opened: Open, heard: Heard) -> None:
    # given: a first camera that hangs after a while, and a second one that works
    hanging, working = PushedFrames(name="hanging"), PushedFrames(name="working")
    hanging.push(pictures.empty_scene())
    working.push(pack())
    cameras = iter((hanging, working))
    scanner = opened(lambda: next(cameras))
    wait_until(lambda: scanner.status.state == "ready")

    # when
    hanging.stall()

    # then
    wait_until(lambda: heard.texts == [WATER])
    assert "hanging has stopped giving pictures" in [status.detail for status in heard.statuses]
    hanging.push(pictures.empty_scene())


def test_a_sensor_that_gives_the_same_picture_for_ever_counts_as_lost(opened: Open) -> None:
    frozen = PushedFrames(live=True)
    frozen.push(pictures.empty_scene())
    scanner = opened(lambda: frozen)

    wait_until(lambda: scanner.status.state == "lost")

    assert "same picture" in scanner.status.detail


def test_a_covered_lens_is_told_from_a_lost_camera_and_ends_by_itself(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    scanner = opened(lambda: frames)
    wait_until(lambda: scanner.status.state == "ready")

    frames.push(pictures.black_scene())
    wait_until(lambda: scanner.status.state == "black")
    assert scanner.running
    frames.push(pack())

    wait_until(lambda: heard.texts == [WATER])
    assert heard.states == ["starting", "ready", "black", "ready"]


def test_a_killed_decoder_is_replaced_and_scanning_goes_on_within_two_seconds(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    # given: a scanner that has been at work for some seconds
    scanner = opened(lambda: frames)
    wait_until(lambda: scanner.decoder_spare_ready)
    assert scanner.decoder_pid is not None

    # when: it dies at the moment a pack is held up
    os.kill(scanner.decoder_pid, signal.SIGKILL)
    killed = time.monotonic()
    frames.push(pack())
    wait_until(lambda: heard.texts == [WATER])

    # then
    assert time.monotonic() - killed < 10
    assert "decoder" in heard.states


def test_a_camera_that_is_switched_off_is_closed_until_it_is_wanted_again(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    scanner = opened(lambda: frames)
    wait_until(lambda: scanner.running and scanner.status.state == "ready")

    scanner.set_mode("off")
    wait_until(lambda: scanner.status.state == "off")
    assert not scanner.running
    assert scanner.preview() is None

    frames.push(pack())
    scanner.set_mode("scan")
    wait_until(lambda: heard.texts == [WATER])
    assert scanner.mode == "scan"


def test_attract_mode_looks_five_times_a_second_and_wakes_for_a_code(
    opened: Open, heard: Heard, frames: PushedFrames, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: a scanner that counts what it asks of its decoder
    asked: list[tuple[float, int]] = []
    order_of = CameraScanner._order

    def counted(self: CameraScanner, *, first_pass_only: bool) -> object:
        order = order_of(self, first_pass_only=first_pass_only)
        asked.append((time.monotonic(), order.stages))
        return order

    monkeypatch.setattr(CameraScanner, "_order", counted)
    scanner = opened(lambda: frames, mode="attract")
    wait_until(lambda: len(asked) >= 2)
    began = len(asked)
    start = time.monotonic()

    # when: nobody is there, and then somebody holds up a pack
    wait_until(lambda: len(asked) >= began + 5)
    took = time.monotonic() - start
    frames.push(pack())
    wait_until(lambda: heard.texts == [WATER])

    # then
    assert took > 5 / (scanner_camera.ATTRACT_FRAMES_PER_S + 1)
    assert {stages for _, stages in asked[: began + 5]} == {1}
    assert scanner.mode == "attract"


def test_a_preview_is_small_in_colour_and_new_only_when_the_frame_is(opened: Open, frames: PushedFrames) -> None:
    # given
    gray = pack()
    frames.push(numpy.ascontiguousarray(numpy.dstack([gray, gray, numpy.full_like(gray, 255)])))
    scanner = opened(lambda: frames)

    # when
    wait_until(lambda: scanner.preview() is not None)
    first = scanner.preview()
    assert first is not None

    # then: red stays red, which a swapped blue would not
    assert (first.width, first.height, first.colour) == (640, 360, "rgba")
    assert first.pixels.shape == (360, 640, 4)
    assert first.pixels.flags.c_contiguous
    assert (first.pixels[5, 5, 0], first.pixels[5, 5, 3]) == (255, 255)
    wait_until(lambda: (newer := scanner.preview()) is not None and newer.sequence > first.sequence)


def test_a_product_that_the_catalogue_does_not_know_is_confirmed_by_a_second_engine_only(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    opened(lambda: frames, known_gtin=lambda _: False)
    frames.push(pack())

    wait_until(lambda: heard.scans)

    assert (heard.scans[0].in_catalogue, heard.scans[0].confirmed) == (False, True)
    assert len(heard.scans[0].engines) >= 2


def test_a_catalogue_that_fails_leaves_the_scanner_reading(opened: Open, heard: Heard, frames: PushedFrames) -> None:
    def broken(gtin: str) -> bool:
        raise OSError(f"no catalogue to look up {gtin}")

    opened(lambda: frames, known_gtin=broken)
    frames.push(pack())

    wait_until(lambda: heard.texts == [WATER])
    assert heard.scans[0].in_catalogue is False


def test_old_chinese_encodings_are_read_in_the_language_of_the_store(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    opened(lambda: frames, locale="zh_TW")
    frames.push(pictures.on_scene(pictures.qr("會員積分優惠".encode("big5"), scale=8)))

    wait_until(lambda: heard.texts == ["會員積分優惠"])


def test_a_code_on_a_pack_that_is_no_product_is_reported_only_when_its_pattern_is_asked_for(
    opened: Open, heard: Heard, frames: PushedFrames
) -> None:
    # given: a store whose paper cards say CARD and six digits
    def label(text: str) -> numpy.ndarray:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
        return pictures.on_scene(numpy.asarray(code.to_image(scale=3)).squeeze())

    opened(lambda: frames, linear_patterns=(r"CARD\d{6}",))

    # when: a batch number, then a card
    frames.push(label("LOT-4711-A"))
    time.sleep(0.8)
    frames.push(label("CARD123456"))

    # then
    wait_until(lambda: heard.texts)
    assert heard.texts == ["CARD123456"]


def test_where_a_code_was_is_told_in_shares_of_the_frame(opened: Open, heard: Heard, frames: PushedFrames) -> None:
    opened(lambda: frames, known_gtin=lambda _: True)
    frames.push(pack())

    wait_until(lambda: heard.scans)

    outline = heard.scans[0].outline
    assert len(outline) == 4
    assert sum(x for x, _ in outline) / 4 == pytest.approx(0.5, abs=0.1)
    assert sum(y for _, y in outline) / 4 == pytest.approx(0.5, abs=0.1)
