"""Hands that hold codes and products before a scanner."""

from __future__ import annotations

from kiosk import codes
from kiosk.codes import OwnCode
from scripts.screenshots.scene import Stage


def scan(stage: Stage, text: str) -> None:
    """Hold a code of ours before the camera."""
    code = codes.classify(text, "QR")
    assert isinstance(code, OwnCode)
    stage.navigator.screen.scanned(code)
    stage.settle()


def scan_product(stage: Stage, rank: int) -> None:
    """Hold a product before the camera."""
    stage.navigator.screen.scanned(codes.ProductCode(stage.world.gtin(rank)))
    stage.settle()
