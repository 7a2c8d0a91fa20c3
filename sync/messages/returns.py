"""Goods that come back: what the devices of a store ask one another, and what head office tells of other stores.

The device that sold is the home of its sale: it counts what came back. Another device asks it before it takes goods
back; the answer reserves the units. What came back is a set of facts with ids of their own, so hearing one twice, late,
or from two sides changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import DOWN, Gln, Gtin, Id, Message, Minor


class CopiedLine(Struct, frozen=True, array_like=True):
    """One line of a sale, as other devices keep it."""

    line_id: Id
    gtin: Gtin
    quantity: int
    unit_price_minor: Minor
    amount_minor: Minor
    tax_code: str = ""
    tax_rate_bp: int = 0
    tax_minor: Minor = 0
    tax_added: bool = False
    kind: str = "product"
    returned_from: str = ""
    returned_line: str = ""
    attached_to: str = ""
    """`line_id` of the goods that a service plan belongs to."""
    serial: str = ""


class CopiedTender(Struct, frozen=True, array_like=True):
    """What was paid with."""

    kind: str
    amount_minor: Minor
    reference: str = ""
    units: int = 0


class CopiedSale(Struct, frozen=True, kw_only=True):
    """A sale as other devices keep it: no names, no notes."""

    sale_id: Id
    store: Gln
    workstation: str
    business_date: date
    series: str
    sequence: int
    at: datetime
    currency: str
    kind: str = "sale"
    customer: str = ""
    points_earned: int = 0
    lines: tuple[CopiedLine, ...]
    tenders: tuple[CopiedTender, ...]


class SaleCopied(Message, frozen=True, kw_only=True):
    """A sale of this device, for the store's other tills: goods may come back there while this one is off."""

    TYPE: ClassVar[str] = "kx.salecopy.made.v1"
    LANE: ClassVar[str] = ""

    device: str
    sale: CopiedSale
    at: datetime

    @property
    def key(self) -> str:
        return self.sale.sale_id


class SaleAsked(Message, frozen=True, kw_only=True):
    """A till looks for a sale of which it holds no copy: whoever has it copies it."""

    TYPE: ClassVar[str] = "kx.salecopy.asked.v1"
    LANE: ClassVar[str] = ""

    device: str
    sale_id: str = ""
    number: str = ""
    """As typed from a receipt, if the id is not known."""
    at: datetime

    @property
    def key(self) -> str:
        return self.sale_id or self.number


class ReturnAsked(Message, frozen=True, kw_only=True):
    """A device wants to take units back of a sale that `home` made; or does not want to any more."""

    TYPE: ClassVar[str] = "kx.return.asked.v1"
    LANE: ClassVar[str] = ""

    device: str
    home: str
    grant_id: Id
    """Also the id of the line that takes the goods back."""
    sale_id: Id
    line: str
    """`receipt_proof.same_name` of the sold line."""
    units: int
    """0: given up; what was reserved is free again."""
    at: datetime

    @property
    def key(self) -> str:
        return self.grant_id


class ReturnAnswered(Message, frozen=True, kw_only=True):
    """The home of a sale reserved the units for `to`, or says how many there are."""

    TYPE: ClassVar[str] = "kx.return.answered.v1"
    LANE: ClassVar[str] = ""

    device: str
    to: str
    grant_id: Id
    state: str
    """granted, refused, given_up."""
    left: int = 0
    """When refused: units that may still come back."""
    amount_minor: Minor = 0
    """When granted: what was paid for these units, tax inside; all units together make the line's amount."""
    tax_minor: Minor = 0
    at: datetime

    @property
    def key(self) -> str:
        return self.grant_id


class GoodsBack(Struct, frozen=True, array_like=True):
    """Units of one sold line that came back with one line of a later sale."""

    back_line: Id
    """Id of the line that took them back: the fact's own id."""
    back_sale: Id
    sale_id: Id
    """Where they were sold."""
    line: str
    """`receipt_proof.same_name` of the sold line."""
    units: int
    """Less than zero where a return itself was voided."""
    amount_minor: Minor
    tax_minor: Minor
    points: int
    """Points that went back with them."""
    at: datetime


class GoodsReturned(Message, frozen=True, kw_only=True):
    """What a device took back lately of other devices' sales, for the store's devices."""

    TYPE: ClassVar[str] = "kx.goods.returned.v1"
    LANE: ClassVar[str] = ""

    device: str
    goods: tuple[GoodsBack, ...]
    at: datetime

    @property
    def key(self) -> str:
        return self.device


class ReturnsBooked(Message, frozen=True, kw_only=True):
    """All that head office knows to have come back of one sale, wherever: its store's devices count it too."""

    TYPE: ClassVar[str] = "kx.returns.booked.v1"
    LANE: ClassVar[str] = DOWN

    sale_id: Id
    goods: tuple[GoodsBack, ...]
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.sale_id


class SaleWanted(Message, frozen=True, kw_only=True):
    """Somebody at this device holds the receipt of another store's sale, or names a member: head office has it all."""

    TYPE: ClassVar[str] = "kx.sale.wanted.v1"
    LANE: ClassVar[str] = "ops"

    sale_id: str = ""
    number: str = ""
    """The whole number of the receipt."""
    customer: str = ""
    """Member id: their newest sales."""
    at: datetime

    @property
    def key(self) -> str:
        return self.sale_id or self.number or self.customer


class SaleShown(Message, frozen=True, kw_only=True):
    """A sale that a device of this store asked for, with all that came back of it."""

    TYPE: ClassVar[str] = "kx.sale.shown.v1"
    LANE: ClassVar[str] = DOWN

    device: str
    """Who asked."""
    sale: CopiedSale
    goods: tuple[GoodsBack, ...] = ()
    at: datetime

    @property
    def key(self) -> str:
        return self.sale.sale_id
