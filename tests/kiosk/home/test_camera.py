"""The scan page with a camera that reads, one that is lost, and none at all."""

from __future__ import annotations

import numpy

from hardware.scanner import PreviewFrame, Scan
from hardware.scanner_simulated import SimulatedScanner
from kiosk.ui.camera import rgb
from tests.kiosks import Kiosk


def _connect(kiosk: Kiosk) -> SimulatedScanner:
    """A scanner whose states reach the screens as `kiosk.app` lets them."""
    scanner = SimulatedScanner()
    scans: list[Scan] = []
    scanner.start(scans.append, lambda _: kiosk.device.calls.put((kiosk.navigator.changed, (frozenset({"scanner"}),))))
    kiosk.device.store.scanner = scanner
    return scanner


def test_a_lost_camera_is_said_with_what_to_do_instead(kiosk: Kiosk) -> None:
    scanner = _connect(kiosk)
    kiosk.go("home.scan")
    assert kiosk.says("把条码放进框内")
    assert kiosk.says("摄像头已开·画面不保存")

    scanner.unplug()
    kiosk.until(lambda: kiosk.says("摄像头暂时不可用"))
    assert kiosk.says("请用手持扫码枪，或输入商品名称。")
    assert not kiosk.says("摄像头已开")
    scanner.plug()
    kiosk.until(lambda: kiosk.says("把条码放进框内"))


def test_a_covered_lens_is_not_called_a_broken_camera(kiosk: Kiosk) -> None:
    scanner = _connect(kiosk)
    kiosk.go("home.scan")

    scanner.cover()
    kiosk.until(lambda: kiosk.says("镜头被挡住了"))


def test_without_a_camera_the_page_points_to_the_hand_scanner(kiosk: Kiosk) -> None:
    kiosk.go("home.scan")

    assert kiosk.says("把条码对准扫码器")
    assert not kiosk.says("摄像头")


def test_the_first_screen_only_glances_and_the_scan_page_looks(kiosk: Kiosk) -> None:
    scanner = _connect(kiosk)
    kiosk.navigator.changed(frozenset({"scanner"}))
    modes: list[str] = [scanner.mode]

    kiosk.go("home.scan")

    assert [*modes, scanner.mode] == ["attract", "scan"]


def test_a_frame_becomes_three_bytes_a_pixel() -> None:
    colour = PreviewFrame(1, 2, 1, "rgba", numpy.array([[[1, 2, 3, 255], [4, 5, 6, 255]]], numpy.uint8))
    grey = PreviewFrame(2, 2, 1, "luminance", numpy.array([[7, 9]], numpy.uint8))

    assert rgb(colour) == bytes([1, 2, 3, 4, 5, 6])
    assert rgb(grey) == bytes([7, 7, 7, 9, 9, 9])
