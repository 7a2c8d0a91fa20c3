"""The GTIN in a code's text, in its one stored form of 14 digits (GS1 General Specifications, section 1 and 5.2)."""

from __future__ import annotations

from hardware.scanner import Symbology

ITF_DIGITS = 14
"""Interleaved 2 of 5 without a fixed length is easily misread from half a code: only ITF-14 is a product."""


def gtin_of(text: str, symbology: Symbology, identifier: str = "") -> str | None:
    """The GTIN that a code names, as 14 digits; None when it names none or its check digit is wrong.

    ``identifier`` is the symbology identifier of ISO/IEC 15424 (such as ``]d2``) where the engine tells it:
    without it a plain number could be taken for GS1 data.
    """
    if symbology == "UPCE":
        return _from_upc_e(text)
    if symbology in ("EAN13", "EAN8", "UPCA"):
        return _from_digits(text)
    if symbology == "ITF":
        return _from_digits(text) if len(text) == ITF_DIGITS else None
    if symbology in ("DM", "QR", "CODE128"):
        return _from_gs1(text, identifier)
    return None


def typed_gtin(text: str) -> str | None:
    """The GTIN in digits from a keyboard scanner, which does not say what it saw; 8, 12, 13 or 14 digits.

    Eight digits may be EAN-8 or UPC-E, and one number in ten has a right check digit as both: with a leading 0
    it is UPC-E (GS1 keeps GTIN-8 with 0 for numbers inside one shop), else EAN-8. A GS1 Digital Link or a message
    that begins with a symbology identifier is understood too.
    """
    if text.isascii() and text.isdigit():
        if len(text) == len("01234565") and text.startswith("0"):
            return _from_upc_e(text) or _from_digits(text)
        return _from_digits(text) or (_from_upc_e(text) if len(text) == len("01234565") else None)
    if text.startswith("]") and len(text) > len("]C1"):
        return _from_gs1(text[3:], text[:3])
    return _from_gs1(text, "")


def _from_digits(text: str) -> str | None:
    if not (text.isascii() and text.isdigit()) or len(text) not in (8, 12, 13, 14) or not text.strip("0"):
        return None
    from biip import ParseError  # biip takes a tenth of a second to load: after the first frame, with the first code
    from biip.gtin import Gtin

    try:
        Gtin.parse(text)
    except ParseError:
        return None
    return text.zfill(14)


def _from_upc_e(text: str) -> str | None:
    digits = text.strip()
    if len(digits) in (12, 13):
        return _from_digits(digits)
    if not (digits.isascii() and digits.isdigit()):
        return None
    from biip import ParseError
    from biip.upc import Upc, UpcFormat

    try:
        upc = Upc.parse(digits)
        if upc.format is not UpcFormat.UPC_E:
            return None
        return _from_digits(upc.as_upc_a())
    except ParseError:
        return None


def _from_gs1(text: str, identifier: str) -> str | None:
    """An element string with AI 01 when the carrier says that it is GS1, or a GS1 Digital Link anywhere."""
    is_link = text[:8].lower().startswith(("http://", "https://"))
    if not is_link and identifier not in ("]C1", "]d2", "]Q3"):
        return None
    import biip
    from biip import ParseError

    try:
        result = biip.parse(text if is_link else identifier + text)
    except ParseError:
        return None
    return result.gtin.value.zfill(14) if result.gtin is not None else None
