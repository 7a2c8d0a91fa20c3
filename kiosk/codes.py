"""What a scanned text is: a product, one of our own codes, or unknown. Exact matches only, never a guess."""

from __future__ import annotations

from dataclasses import dataclass

from sync.formats import gtin as gtins
from sync.formats import tokens

_GS1_CARRIERS = frozenset({"QR", "QRCODE", "DM", "DATAMATRIX", "CODE128"})
"""Carriers that may hold a GS1 element string."""


@dataclass(frozen=True, slots=True)
class ProductCode:
    """A GS1 product number."""

    gtin: str
    """14 digits."""


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A code of ours with a right shape; whether it may be believed is for the action to check."""

    token: tokens.Token
    text: str


class LoyaltyCard(OwnCode):
    """Names a member."""


class PickupCode(OwnCode):
    """Entitles to one pickup order."""


class BasketCode(OwnCode):
    """Hands over a basket."""


class ReceiptCode(OwnCode):
    """Names a sale."""


class CouponCode(OwnCode):
    """A coupon."""


class StaffBadge(OwnCode):
    """Names an operator."""


class EnrolmentCode(OwnCode):
    """Lets a device join the store."""


class GiftCardCode(OwnCode):
    """Names a gift card. Its balance is not on it: head office keeps that."""


class VoucherCode(OwnCode):
    """A voucher: spent whole, once."""


class ShelfLabel(OwnCode):
    """A shelf label: what head office says that a product costs."""


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """Anything else. `ours` tells a damaged code of ours from a stranger's."""

    text: str
    ours: bool = False


Code = ProductCode | OwnCode | UnknownCode

_OWN: dict[tokens.Kind, type[OwnCode]] = {
    "loyalty": LoyaltyCard,
    "pickup": PickupCode,
    "basket": BasketCode,
    "receipt": ReceiptCode,
    "coupon": CouponCode,
    "staff": StaffBadge,
    "enrolment": EnrolmentCode,
    "gift_card": GiftCardCode,
    "voucher": VoucherCode,
    "label": ShelfLabel,
}


def classify(text: str, symbology: str = "") -> Code:
    """Say what `text` is; `symbology` is the carrier as the scanner names it (EAN13, QR, ...), if known."""
    text = text.strip()
    if not text or len(text) > tokens.MAX_LENGTH or not text.isprintable():
        return UnknownCode(text[: tokens.MAX_LENGTH])
    if tokens.looks_like_ours(text):
        token = tokens.parse(text)
        return UnknownCode(text, ours=True) if token is None else _OWN[token.kind](token, text)
    gtin = gtins.normal(text) or _gtin_of_gs1(text, symbology)
    return ProductCode(gtin) if gtin else UnknownCode(text)


def _gtin_of_gs1(text: str, symbology: str) -> str | None:
    """The GTIN in a GS1 element string or a GS1 Digital Link; plain digits are never guessed at."""
    carrier = symbology.upper().replace("-", "").replace("_", "")
    is_link = text.lower().startswith(("http://", "https://"))
    if not is_link and (carrier not in _GS1_CARRIERS or not text.startswith(("01", "02"))):
        return None
    import biip  # takes a tenth of a second to load, so it waits for the first such code

    try:
        result = biip.parse(text)
    except (biip.ParseError, ValueError):
        return None
    found = result.gtin
    return found.as_gtin_14() if found else None
