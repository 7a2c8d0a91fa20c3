"""EAN-13 symbols, drawn by our own hand from the General Specifications (GS1 5.2)."""

from __future__ import annotations

from PIL import Image, ImageDraw

from scripts.demo_store import gtins
from scripts.demo_store.artwork import font

QUIET_LEFT = 11
QUIET_RIGHT = 7
MODULES = 95
"""Bars and spaces of the symbol itself, without the quiet zones."""

_A = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_B = tuple("".join("10"[int(bit)] for bit in reversed(code)) for code in _A)
_C = tuple("".join("10"[int(bit)] for bit in code) for code in _A)
_FIRST = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")


def modules(number: str) -> str:
    """The symbol's 95 modules, 1 for a bar.

    Raises:
        ValueError: if the number is no GTIN-13 (a GTIN of 14 digits may begin with 0), or its check digit is wrong.
    """
    digits = number[1:] if len(number) == 14 and number[0] == "0" else number
    if len(digits) != 13 or not gtins.valid(digits):
        raise ValueError(f"{number} is no GTIN-13")
    pattern = _FIRST[int(digits[0])]
    left = "".join((_A if side == "A" else _B)[int(d)] for d, side in zip(digits[1:7], pattern, strict=True))
    right = "".join(_C[int(d)] for d in digits[7:])
    return f"101{left}01010{right}101"


def draw(number: str, module: int = 4, bars: int = 200) -> Image.Image:
    """The symbol in black on white with its quiet zones and digits; `module` is a bar's width, `bars` their height."""
    digits = number[-13:]
    width = (QUIET_LEFT + MODULES + QUIET_RIGHT) * module
    picture = Image.new("L", (width, bars + 11 * module), 255)
    pen = ImageDraw.Draw(picture)
    for nth, bit in enumerate(modules(number)):
        if bit == "1":
            guard = nth < 3 or 45 <= nth < 50 or nth >= 92
            x = (QUIET_LEFT + nth) * module
            pen.rectangle((x, 2 * module, x + module - 1, bars + (5 * module if guard else 0)), fill=0)
    face = font(9 * module)
    y = bars + 6 * module
    pen.text((4.5 * module, y), digits[0], font=face, fill=0, anchor="mm")
    for nth, digit in enumerate(digits[1:]):
        middle = QUIET_LEFT + (3 if nth < 6 else 50) + (nth % 6) * 7 + 3.5
        pen.text((middle * module, y), digit, font=face, fill=0, anchor="mm")
    return picture
