"""What a scanned text is: a product, one of our own codes, or unknown. Exact matches only, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from sync.formats import gtin as gtins
from sync.formats import tokens
from sync.formats import weighed as labels

_GS1_CARRIERS = frozenset({"QR", "QRCODE", "DM", "DATAMATRIX", "CODE128"})
"""Carriers that may hold a GS1 element string."""


class ProductCode(Struct, frozen=True):
    """A GS1 product number."""

    gtin: str
    """14 digits."""
    beside: tuple[str, ...] = ()
    """GTINs of the other products that lay before the camera with it."""


class WeighedCode(Struct, frozen=True):
    """A label of the shop's own scale: an article, and its weight or what the pack costs."""

    gtin: str
    """14 digits: the number that the catalogue has for the article."""
    grams: int | None
    price_minor: int | None


class OwnCode(Struct, frozen=True):
    """A code of ours with a right shape; whether it may be believed is for the action to check."""

    token: tokens.Token
    text: str


class LoyaltyCard(OwnCode, frozen=True):
    """Names a member."""


class PickupCode(OwnCode, frozen=True):
    """Entitles to one pickup order."""


class BasketCode(OwnCode, frozen=True):
    """Hands over a basket. It may have stood behind words for people."""


class ReceiptCode(OwnCode, frozen=True):
    """Names a sale."""


class CouponCode(OwnCode, frozen=True):
    """A coupon."""


class StaffBadge(OwnCode, frozen=True):
    """Names an operator."""


class EnrolmentCode(OwnCode, frozen=True):
    """Lets a device join the store."""


class GiftCardCode(OwnCode, frozen=True):
    """Names a gift card. Its balance is not on it: head office keeps that."""


class VoucherCode(OwnCode, frozen=True):
    """A voucher: spent whole, once."""


class ShelfLabel(OwnCode, frozen=True):
    """A shelf label: what head office says that a product costs."""


Scheme = Literal["wechat_pay", "alipay"]


class PayerCode(Struct, frozen=True):
    """What a shopper's wallet shows to be paid with: worth money for a minute, so it is neither kept nor printed."""

    scheme: Scheme
    text: str

    @property
    def last_four(self) -> str:
        return self.text[-4:]

    def __repr__(self) -> str:
        return f"PayerCode(scheme={self.scheme!r})"


class CarrierCode(Struct, frozen=True):
    """Where a shopper's electronic invoices go: the barcode that they show on their phone."""

    text: str


class UnknownCode(Struct, frozen=True):
    """Anything else. `ours` tells a damaged code of ours from a stranger's."""

    text: str
    ours: bool = False


Code = ProductCode | OwnCode | PayerCode | CarrierCode | UnknownCode

CARRIER = re.compile(r"/[0-9A-Z.+\-]{7}")
"""Taiwan's mobile barcode, printed as Code 39. Source: Ministry of Finance, application form of e-invoice carriers."""

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


def weighed(code: ProductCode, rules: Iterable[labels.Rule]) -> WeighedCode | None:
    """What a label of the shop's own scale says; None for every other product. `rules`: `Settings.weighed_rules`."""
    found = labels.parse(code.gtin, rules)
    return WeighedCode(found.gtin, found.grams, found.price_minor) if found else None


def classify(text: str, symbology: str = "") -> Code:
    """Say what `text` is; `symbology` is the carrier as the scanner names it (EAN13, QR, ...), if known."""
    text = tokens.behind_words(text.strip()) or text.strip()
    if not text or len(text) > tokens.MAX_LENGTH or not text.isprintable():
        return UnknownCode(text[: tokens.MAX_LENGTH])
    if tokens.looks_like_ours(text):
        token = tokens.parse(text)
        return UnknownCode(text, ours=True) if token is None else _OWN[token.kind](token, text)
    gtin = gtins.normal(text) or _gtin_of_gs1(text, symbology)
    if gtin:
        return ProductCode(gtin)
    if CARRIER.fullmatch(text):
        return CarrierCode(text)
    return _payer_code(text) or UnknownCode(text)


def _payer_code(text: str) -> PayerCode | None:
    """A wallet's payment code; a number of a product is never as long as one.

    Sources: WeChat Pay's documentation of payment codes (18 digits that begin with 10 to 15), Alipay's (16 to 24 digits
    that begin with 25 to 30).
    """
    if not (text.isascii() and text.isdigit()):
        return None
    begins = int(text[:2])
    if len(text) == 18 and 10 <= begins <= 15:
        return PayerCode("wechat_pay", text)
    if 16 <= len(text) <= 24 and 25 <= begins <= 30:
        return PayerCode("alipay", text)
    return None


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
