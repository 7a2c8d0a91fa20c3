"""Tax numbers of businesses: whether one is well formed. Whether it was ever given out, only its office can say."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Scheme = Literal["cn_uscc", "tw_ubn", "eu_vat"]
"""Unified social credit code (GB 32100), unified business number, VAT identification number."""

LONGEST = 40


class TaxId(Struct, frozen=True):
    """A tax number with a right check digit, in its compact form."""

    text: str
    scheme: Scheme


def read(text: str) -> TaxId | None:
    """The tax number in what somebody typed or scanned; None if it is none that we know, or a digit is wrong."""
    # Slow to load, and few shoppers are businesses.
    from stdnum.cn import uscc
    from stdnum.eu import vat
    from stdnum.tw import ubn

    if len(text) > LONGEST or not text.isascii():
        return None
    if uscc.is_valid(text):
        return TaxId(uscc.compact(text), "cn_uscc")
    if ubn.is_valid(text):
        return TaxId(ubn.compact(text), "tw_ubn")
    if vat.is_valid(text):
        return TaxId(vat.compact(text), "eu_vat")
    return None
