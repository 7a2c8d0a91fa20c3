"""The shopper's scenes: each screen of the kiosk in the states that people meet."""

from __future__ import annotations

from datetime import timedelta

import cv2
import numpy

from hardware.scanner import Mode, OnScan, OnStatus, PreviewFrame, ScannerStatus, State, Torch
from hardware.scanner_simulated import SimulatedTorch
from kiosk import codes
from kiosk.codes import LoyaltyCard, ProductCode, UnknownCode
from kiosk.customer import actions as customer
from kiosk.till import actions as till
from scripts.demo_store import scenes
from scripts.screenshots.scene import Scene, Stage
from scripts.screenshots.world import NOW, member

SERUM, SUN, CREAM, GEL, LIPSTICK, CHOCOLATE, SHIRT = 2, 7, 9, 11, 15, 43, 52
"""Ranks in the demo store."""


def offline(stage: Stage) -> None:
    """Head office was last heard half an hour ago."""
    stage.world.link.state = "broker_away"
    stage.world.link.last_contact = NOW - timedelta(minutes=30)


def sign_in(stage: Stage) -> None:
    """Ms Lin holds out her code."""
    world = stage.world
    lin = member(world)
    world.hear(customer.on_member(world.store.vault), lin)
    code = codes.classify(world.code("loyalty", lin.member))
    assert isinstance(code, LoyaltyCard)
    stage.navigator.screen.scanned(code)
    stage.until(lambda: stage.navigator.name == "member.page")
    stage.settle()


def fill(stage: Stage, *wanted: tuple[int, int, str]) -> None:
    """Put (rank, units, origin) into the bag."""
    store = stage.world.store
    for rank, units, origin in wanted:
        stage.world.do(till.add_product, store.register, store.session.basket_id, stage.world.gtin(rank), units, origin)
        store.session.saw(stage.world.gtin(rank))


def attract(_stage: Stage) -> None:
    """As it stands."""


def attract_offline(stage: Stage) -> None:
    """The link is away."""
    offline(stage)


def attract_closed(stage: Stage) -> None:
    """Before the shop opens."""
    stage.world.clock.now = NOW - timedelta(hours=5)


HIGHER, LEFT = 88, 34
"""Pixels of the preview's 640 x 360."""


class ShownCamera:
    """A camera before which somebody holds a product of the demo store."""

    mode: Mode = "scan"
    running = True

    def __init__(self, stage: Stage, state: State = "ready") -> None:
        self.status = ScannerStatus(state, NOW)
        self.running = state in ("ready", "black")
        self._torch = SimulatedTorch()
        self._frame = self._drawn(stage)

    def start(self, on_scan: OnScan, on_status: OnStatus | None = None) -> None:
        """It is on."""

    def set_mode(self, mode: Mode) -> None:
        """It looks as eagerly as it is told."""
        self.mode = mode

    def preview(self) -> PreviewFrame | None:
        """The same picture each time."""
        return self._frame if self.status.state == "ready" else None

    @property
    def torch(self) -> Torch | None:
        """A light that is off."""
        return self._torch if self.running else None

    def close(self) -> None:
        """There is nothing to free."""

    @staticmethod
    def _drawn(stage: Stage) -> PreviewFrame:
        picture = cv2.resize(scenes.held_pack(stage.world.gtin(SERUM)[1:], stage.world.products[SERUM - 1]), (640, 360))
        # Held a little higher, so that the code is in the frame; what comes into sight below it is out of focus.
        picture = cv2.copyMakeBorder(picture[HIGHER:, LEFT:], 0, HIGHER, 0, LEFT, cv2.BORDER_REPLICATE)
        picture[-HIGHER:] = cv2.GaussianBlur(picture[-HIGHER - 20 :], (0, 0), 9)[20:]
        pixels = numpy.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA).astype(numpy.uint8))
        return PreviewFrame(1, 640, 360, "rgba", pixels)


def scan(stage: Stage) -> None:
    """No camera: the hand scanner."""
    stage.go("home.scan")


def attract_camera(stage: Stage) -> None:
    """A camera is open while nobody is there, and that is said."""
    stage.world.store.scanner = ShownCamera(stage)
    stage.navigator.home()


def scan_camera(stage: Stage) -> None:
    """A pack is held before the camera."""
    stage.world.store.scanner = ShownCamera(stage)
    stage.go("home.scan")
    stage.until(lambda: stage.navigator.screen.camera.seen)


def scan_camera_unknown(stage: Stage) -> None:
    """The camera read a code that nobody knows."""
    scan_camera(stage)
    stage.navigator.screen.scanned(UnknownCode("a poster of somebody else"))


def scan_camera_other(stage: Stage) -> None:
    """A gift card was held there: a good code, of another use."""
    scan_camera(stage)
    stage.navigator.screen.refuse("scan.gift_card_not_here")


def scan_camera_found(stage: Stage) -> None:
    """The moment between the beep and the product's page."""
    scan_camera(stage)
    product = stage.world.products[SERUM - 1]
    stage.navigator.screen.view.say("found", product.name.zh_hans)


def scan_camera_lost(stage: Stage) -> None:
    """The camera's cable was pulled."""
    stage.world.store.scanner = ShownCamera(stage, "lost")
    stage.go("home.scan")


def scan_unknown(stage: Stage) -> None:
    """A code that nobody knows."""
    stage.go("home.scan")
    stage.navigator.screen.scanned(UnknownCode("a poster of somebody else"))


def product(stage: Stage) -> None:
    """The serum, with sizes, stores and what goes with it; the bag is not empty."""
    fill(stage, (CHOCOLATE, 1, "here"))
    stage.go("product.page", gtin=stage.world.gtin(SERUM))


def product_member_offline(stage: Stage) -> None:
    """The same for a member, with every cable pulled."""
    stage.go("member.sign_in")
    sign_in(stage)
    offline(stage)
    stage.go("product.page", gtin=stage.world.gtin(SERUM))


def product_several(stage: Stage) -> None:
    """Three packs lay before the camera at once."""
    first, *others = (stage.world.gtin(rank) for rank in (SERUM, GEL, LIPSTICK))
    stage.go("product.page", gtin=first)
    for number, gtin in enumerate(others, 1):
        stage.navigator.screen.scanned(ProductCode(gtin, (first, *others[: number - 1])))
        stage.settle()


def product_colours(stage: Stage) -> None:
    """Eight shades of one lipstick."""
    stage.go("product.page", gtin=stage.world.gtin(LIPSTICK))


def product_allergens(stage: Stage) -> None:
    """Chocolate, and what is in it, at the end of the page."""
    stage.go("product.page", gtin=stage.world.gtin(CHOCOLATE))
    stage.navigator.screen._scroll.scroll_y = 0  # noqa: SLF001 - as a finger would


def product_not_here(stage: Stage) -> None:
    """A good code of a product that this shop does not sell."""
    stage.go("product.page", gtin="06901234567892")


def member_sign_in(stage: Stage) -> None:
    """Asks for the code."""
    stage.go("member.sign_in")


def member_refused(stage: Stage) -> None:
    """A member whom this shop does not know."""
    stage.go("member.sign_in")
    code = codes.classify(stage.world.code("loyalty", "nobody"))
    stage.navigator.screen.scanned(code)
    stage.settle()


def member_page(stage: Stage) -> None:
    """Ms Lin's page."""
    stage.go("member.sign_in")
    sign_in(stage)


SCENES = [
    Scene("attract", attract, key=True),
    Scene("attract_camera", attract_camera),
    Scene("attract_offline", attract_offline),
    Scene("attract_closed", attract_closed),
    Scene("attract_empty", attract, empty=True),
    Scene("scan", scan, key=True),
    Scene("scan_unknown", scan_unknown),
    Scene("scan_camera", scan_camera, key=True),
    Scene("scan_camera_unknown", scan_camera_unknown),
    Scene("scan_camera_other", scan_camera_other),
    Scene("scan_camera_found", scan_camera_found),
    Scene("scan_camera_lost", scan_camera_lost),
    Scene("product", product, key=True),
    Scene("product_offline", product_member_offline),
    Scene("product_several", product_several),
    Scene("product_colours", product_colours),
    Scene("product_allergens", product_allergens),
    Scene("product_not_here", product_not_here),
    Scene("member_sign_in", member_sign_in, key=True),
    Scene("member_refused", member_refused),
    Scene("member", member_page, key=True),
    Scene("low_product", product, low=True),
]
