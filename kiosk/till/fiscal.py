"""What a country's invoices ask of a sale: an adapter for each, chosen in the settings. No claim that it is enough.

An adapter says which carriers it takes, and what it prints on a receipt. The sale itself never waits for one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Literal, Protocol
from urllib.parse import quote

from msgspec import Struct

from kiosk.codes import CARRIER
from kiosk.errors import Refused
from kiosk.i18n import CURRENCIES, Translator
from kiosk.identity import Keys
from kiosk.paper.layout import AnyElement, Gap, Line, Pair, Qr, Rule
from kiosk.settings import Settings
from kiosk.till.model import Sale

Kind = Literal["none", "cn_fapiao_request", "tw_carrier"]

DONATION = re.compile(r"[0-9]{3,7}")
"""Code of a body that an invoice can be given to. Source: Taiwan's Ministry of Finance, e-invoice donation codes."""


class Fiscal(Protocol):
    """One country's way."""

    @property
    def kind(self) -> Kind:
        """Which one it is."""

    @property
    def takes_carrier(self) -> bool:
        """Whether a shopper is asked for a carrier or a donation code."""

    def carrier(self, text: str) -> str:
        """The carrier or donation code in what was scanned or typed, as the sale keeps it.

        Raises:
            Refused: ``till.no_carrier_here``, ``till.bad_carrier``.
        """

    def prints(self, sale: Sale, words: Translator) -> tuple[AnyElement, ...]:
        """What stands on the receipt; nothing for training, and for what takes a sale back."""


class NoFiscal(Struct, frozen=True):
    """Nothing is asked and nothing printed."""

    kind: Kind = "none"
    takes_carrier: bool = False

    def carrier(self, text: str) -> str:
        """Refused: nobody here could do anything with it."""
        del text
        raise Refused("till.no_carrier_here")

    def prints(self, sale: Sale, words: Translator) -> tuple[AnyElement, ...]:
        """Nothing."""
        del sale, words
        return ()


NO_FISCAL = NoFiscal()


class FapiaoRequest(Struct, frozen=True):
    """A QR code on the receipt, with which the shopper asks for their fapiao after they went home.

    `template` is the address of whoever makes the invoices, with gaps: `{number}`, `{amount}` (major units), `{date}`
    (business date), `{store}`, `{tax_id}` and `{signature}`. The signature is over the others, each on a line of its
    own in this order, so that nobody asks for an invoice of a sale that never was.
    """

    template: str
    sign: Callable[[bytes], str]
    """Bytes -> base64url, by this device's key."""
    kind: Kind = "cn_fapiao_request"
    takes_carrier: bool = False

    def carrier(self, text: str) -> str:
        """Refused: there are none here."""
        del text
        raise Refused("till.no_carrier_here")

    def prints(self, sale: Sale, words: Translator) -> tuple[AnyElement, ...]:
        """The code and what it is for."""
        if sale.terms.training or sale.kind not in ("sale", "exchange") or sale.total.minor <= 0:
            return ()
        title, text = words.text("business.fapiao"), words.text("business.fapiao_more")
        return (Gap(2), Qr(self.address(sale), title, text))

    def address(self, sale: Sale) -> str:
        """What the code says."""
        digits = CURRENCIES.get(sale.total.currency, ("", 2))[1]
        whole, rest = divmod(sale.total.minor, 10**digits)
        gaps = {
            "number": str(sale.number),
            "amount": f"{whole}.{rest:0{digits}d}" if digits else str(whole),
            "date": sale.number.business_date.isoformat(),
            "store": sale.number.store_gln,
            "tax_id": sale.terms.tax_id,
        }
        gaps["signature"] = self.sign("\n".join(gaps.values()).encode())
        found = self.template
        for name, value in gaps.items():
            found = found.replace(f"{{{name}}}", quote(value, safe=""))
        return found


class TaiwanCarrier(Struct, frozen=True):
    """The invoice goes into the shopper's carrier: the barcode of their phone, "/" and seven characters.

    Or it is given to a body whose code the shopper says. Source of both forms: Taiwan's Ministry of Finance.
    """

    kind: Kind = "tw_carrier"
    takes_carrier: bool = True

    def carrier(self, text: str) -> str:
        """The carrier or code."""
        wanted = text.strip().upper()
        if CARRIER.fullmatch(wanted) or DONATION.fullmatch(wanted):
            return wanted
        raise Refused("till.bad_carrier")

    def prints(self, sale: Sale, words: Translator) -> tuple[AnyElement, ...]:
        """That it was saved, and where: of a carrier no more than its owner recognises it by."""
        carrier = sale.terms.carrier
        if not carrier or sale.terms.training or sale.kind not in ("sale", "exchange"):
            return ()
        if carrier.isdigit():
            return (Rule("dotted"), Pair(words.text("business.donated"), carrier, "small"))
        return (
            Rule("dotted"),
            Pair(words.text("business.carrier"), masked(carrier), "small"),
            Line(words.text("business.carrier_saved"), "fine"),
        )


class Invoicing(Struct, frozen=True):
    """The one adapter that this device has: `store.part(Invoicing).fiscal`."""

    fiscal: Fiscal = NO_FISCAL


def fiscal_of(settings: Settings, keys: Keys) -> Fiscal:
    """The adapter that the settings choose."""
    chosen = settings.fiscal
    if chosen.kind == "tw_carrier":
        return TaiwanCarrier()
    if chosen.kind == "cn_fapiao_request":
        return FapiaoRequest(chosen.template, lambda data: _text(keys.signing.sign(data)))
    return NoFiscal()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def masked(carrier: str) -> str:
    """A carrier as others may see it; the code of a body is no secret."""
    return carrier if carrier.isdigit() or len(carrier) < 8 else f"{carrier[:2]}****{carrier[-2:]}"
