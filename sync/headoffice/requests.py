"""What head office's HTTP interface takes and gives, as types: the OpenAPI document is derived from them."""

from __future__ import annotations

from typing import Annotated

from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta, Struct

from sync.formats import gtin as gtins
from sync.headoffice.change import Invalid
from sync.headoffice.flags import Flag
from sync.headoffice.sales import Missing, Totals
from sync.messages import Gln, Id, OnlineLine

AnyGtin = Annotated[str, Meta(pattern=r"^(\d{8}|\d{12,14})$", description="GTIN-8, -12, -13 or -14, or UPC-E")]
Quantity = Annotated[int, Meta(ge=1, le=999)]
Money = Annotated[int, Meta(ge=0, le=10**12, description="minor units")]


class Problem(Struct, frozen=True, kw_only=True):
    """Why a request was not done."""

    error: str
    """invalid, unknown, conflict, not_found, fault."""
    field: str
    """The field, header or parameter that is wrong; empty if none is."""
    detail: str


WRONG = ResponseSpec(Problem, description="The request is wrong", generate_examples=False)
NOT_THERE = ResponseSpec(Problem, description="There is none", generate_examples=False)
CONFLICT = ResponseSpec(Problem, description="It does not fit what stands already", generate_examples=False)


class Changed(Struct, frozen=True, kw_only=True):
    """The change stands."""

    version: int


class PriceRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new price of a product in a store."""

    store: Gln
    gtin: AnyGtin
    price_minor: Money
    currency: Annotated[str, Meta(pattern=r"^([A-Z]{3})?$")] = ""


class StockRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a store has on hand of a product, as counted now."""

    store: Gln
    gtin: AnyGtin
    on_hand: Annotated[int, Meta(ge=-100_000, le=10_000_000)]


class MemberRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member, new or changed."""

    member: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    store: Gln
    surname: Annotated[str, Meta(min_length=1, max_length=80)]
    title: Annotated[str, Meta(pattern=r"^(ms|mr)?$")] = ""
    tier: Annotated[str, Meta(max_length=40)] = ""
    points: Annotated[int, Meta(ge=0, le=10**9)] = 0
    language: Annotated[str, Meta(max_length=20)] = ""
    address: (
        Annotated[str, Meta(max_length=300, description="where goods are sent or brought; none: it stays as it was")]
        | None
    ) = None


class BasketRequestLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of an online basket."""

    gtin: AnyGtin
    quantity: Quantity
    price_minor: Money | None = None


class BasketRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's whole basket in the web shop."""

    member: Id
    lines: Annotated[tuple[BasketRequestLine, ...], Meta(max_length=200)]

    def online(self) -> tuple[OnlineLine, ...]:
        """The lines as they travel.

        Raises:
            Invalid: a GTIN with a wrong check digit.
        """
        return tuple(
            OnlineLine(
                gtin=normal(line.gtin, f"lines[{place}].gtin"), quantity=line.quantity, price_minor=line.price_minor
            )
            for place, line in enumerate(self.lines)
        )


class StockAnswer(Struct, frozen=True, kw_only=True):
    """A store's stock as head office has counted it."""

    store: str
    gtin: str
    on_hand: int
    version: int
    at: str
    watermarks: tuple[tuple[str, str, int, int], ...]
    """(device, epoch, sequence number in its money lane, units) as counted in."""


class SalesAnswer(Struct, frozen=True, kw_only=True):
    """What is booked, and which receipt numbers are missing."""

    totals: tuple[Totals, ...]
    missing: tuple[Missing, ...]


class FlagsAnswer(Struct, frozen=True, kw_only=True):
    """Facts that are odd."""

    flags: tuple[Flag, ...]


class DeviceAnswer(Struct, frozen=True, kw_only=True):
    """A device as head office sees it."""

    store: str
    device: str
    role: str
    there: bool
    seen_at: str
    waiting: int


class HealthAnswer(Struct, frozen=True, kw_only=True):
    """How head office is."""

    tenant: str
    version: int
    """Last value of the change counter."""
    at: str
    broker: bool
    """Whether the connection to the broker stands."""
    effects_behind: int
    """Durable events that have had no effect yet."""
    effects_lag_s: float
    devices: tuple[DeviceAnswer, ...]


class ReleaseAnswer(Struct, frozen=True, kw_only=True):
    """A snapshot was released."""

    store: str
    version: int
    size: int
    raw_size: int


def normal(gtin: str, field: str = "gtin") -> str:
    """The GTIN as 14 digits.

    Raises:
        Invalid: if its check digit is wrong.
    """
    found = gtins.any_form(gtin)
    if found is None:
        raise Invalid(field, f"the check digit of {gtin} should be {gtins.check_digit(gtin[:-1])}")
    return found
