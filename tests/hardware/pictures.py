"""Draws codes as a camera would see them: EAN and UPC bars of our own, QR codes by segno, photographed badly."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import cv2
import numpy
import segno
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Gray = NDArray[numpy.uint8]

LEFT_ODD = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
"""GS1 General Specifications, section 5.2: number set A. Set C is its complement, set B is C read backwards."""

RIGHT = tuple("".join("10"[int(bit)] for bit in digit) for digit in LEFT_ODD)
LEFT_EVEN = tuple(digit[::-1] for digit in RIGHT)
PARITY = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")
"""Which sets the six left digits come from, by the first digit of EAN-13."""

UPC_E_PARITY = ("BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA", "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB")
"""Which sets the six digits of UPC-E come from, by its check digit, for number system 0."""

GROUND = 150


def check_digit(digits: str) -> str:
    """The digit that completes a GTIN."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def ean13_modules(text: str) -> str:
    """95 modules, 1 is a bar."""
    parity = PARITY[int(text[0])]
    left = "".join((LEFT_ODD if kind == "A" else LEFT_EVEN)[int(d)] for kind, d in zip(parity, text[1:7], strict=True))
    return "101" + left + "01010" + "".join(RIGHT[int(digit)] for digit in text[7:]) + "101"


def ean8_modules(text: str) -> str:
    """67 modules."""
    left, right = text[:4], text[4:]
    return (
        "101"
        + "".join(LEFT_ODD[int(digit)] for digit in left)
        + "01010"
        + "".join(RIGHT[int(digit)] for digit in right)
        + "101"
    )


def upc_e_modules(text: str) -> str:
    """51 modules, of eight digits that begin with 0."""
    parity = UPC_E_PARITY[int(text[7])]
    body = "".join((LEFT_ODD if kind == "A" else LEFT_EVEN)[int(d)] for kind, d in zip(parity, text[1:7], strict=True))
    return "101" + body + "010101"


def bars(modules: str, *, module: int = 3, height: int = 120) -> Gray:
    """Bars on white with their quiet zones."""
    line = numpy.array([255] * 11 + [0 if bit == "1" else 255 for bit in modules] + [255] * 11, numpy.uint8)
    wide = numpy.repeat(line, module)
    picture = numpy.tile(wide, (height, 1))
    return numpy.pad(picture, ((8, 8), (0, 0)), constant_values=255)


def ean13(text: str, *, module: int = 3) -> Gray:
    """A picture of an EAN-13, or of a UPC-A given with 12 digits."""
    return bars(ean13_modules(text.zfill(13)), module=module)


def qr(content: str | bytes, *, scale: int = 5) -> Gray:
    """A QR code; text is written as UTF-8 without saying so, as most makers of codes do."""
    code = (
        segno.make_qr(content, mode="byte")
        if isinstance(content, bytes)
        else segno.make_qr(content, encoding="utf-8", eci=False)
    )
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=scale, border=4)
    return numpy.asarray(Image.open(buffer).convert("L"), numpy.uint8)


def on_scene(code: Gray, *, angle: float = 0, blur: float = 0.8, noise: float = 4, seed: int = 7) -> Gray:
    """A code on a pack in a 1280x720 frame, turned by ``angle`` degrees, a little out of focus and grainy."""
    random = numpy.random.default_rng(seed)
    height, width = 720, 1280
    rows, columns = code.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, 1.0)
    turn[:, 2] += (width / 2 - columns / 2, height / 2 - rows / 2)
    frame = cv2.warpAffine(
        code, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=GROUND
    )
    if blur:
        frame = cv2.GaussianBlur(frame, (0, 0), blur)
    grainy = frame.astype(numpy.float32) * 0.85 + 12 + random.normal(0, noise, (height, width))
    return numpy.clip(grainy, 0, 255).astype(numpy.uint8)


def empty_scene(seed: int = 3) -> Gray:
    """A frame that shows nothing but a plain ground and grain."""
    return on_scene(numpy.full((10, 10), GROUND, numpy.uint8), seed=seed)


def black_scene(seed: int = 5) -> Gray:
    """What a covered lens sees: dark, with a sensor's grain."""
    return numpy.random.default_rng(seed).integers(0, 6, (720, 1280), numpy.uint8)
