"""The scan page with a camera that reads, one that is lost, and none at all."""

from __future__ import annotations

import numpy

from hardware.scanner import PreviewFrame, Scan
from hardware.scanner_simulated import SimulatedScanner
from kiosk.ui.camera import flat
from tests.devices import SERUM
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


def test_a_frame_reaches_the_texture_without_being_copied() -> None:
    pixels = numpy.array([[[1, 2, 3, 255], [4, 5, 6, 255]]], numpy.uint8)

    seen = flat(PreviewFrame(1, 2, 1, "rgba", pixels))
    pixels[0, 0, 0] = 9

    assert bytes(seen) == bytes([9, 2, 3, 255, 4, 5, 6, 255])


def test_another_kind_of_code_is_named_in_the_frame_and_the_next_code_ends_it(kiosk: Kiosk) -> None:
    camera = _look_through(kiosk)
    kiosk.scan(kiosk.code("gift_card", "c-1"), "QR")
    kiosk.settle()

    assert kiosk.screen.view.look == "mistake"
    assert kiosk.says("礼品卡")
    kiosk.scan(SERUM)
    kiosk.until(lambda: kiosk.name == "product.page")
    kiosk.go("home.scan")
    kiosk.ui.until(lambda: kiosk.screen.view.look == "looking")
    assert camera.torch is not None


def test_a_product_turns_the_frame_jade_with_its_name_while_its_page_comes(kiosk: Kiosk) -> None:
    _look_through(kiosk)
    screen = kiosk.screen
    looks: list[tuple[str, str]] = []
    screen.view.say = lambda look, text="": looks.append((look, text))

    kiosk.scan(SERUM)
    kiosk.until(lambda: kiosk.name == "product.page")

    assert ("found", "水润玻尿酸保湿精华液") in looks


def test_the_light_is_switched_by_its_button_and_goes_out_with_the_page(kiosk: Kiosk) -> None:
    camera = _look_through(kiosk)
    assert camera.torch is not None

    kiosk.ui.tap(kiosk.screen._torch)
    assert camera.torch.lit
    kiosk.go("search.find")

    assert not camera.torch.lit


def test_a_camera_without_a_light_has_no_button_for_it(kiosk: Kiosk) -> None:
    _look_through(kiosk, torch=False)

    assert kiosk.screen._torch.parent is None


class _Seeing(SimulatedScanner):
    """A simulated camera with a grey picture."""

    frames = 0

    def preview(self) -> PreviewFrame | None:
        """The same grey each time."""
        self.frames += 1
        return PreviewFrame(self.frames, 64, 36, "luminance", numpy.full((36, 64), 120, numpy.uint8))


def _look_through(kiosk: Kiosk, *, torch: bool = True) -> SimulatedScanner:
    camera = _Seeing(torch=torch)
    camera.start(lambda _scan: None)
    kiosk.device.store.scanner = camera
    kiosk.go("home.scan")
    kiosk.ui.until(lambda: kiosk.screen.camera.seen)
    kiosk.settle()
    return camera
