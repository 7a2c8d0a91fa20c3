"""Business customers, and quotations that a device gave them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sync.messages.base import DOWN, Gln, Gtin, Id, Message, Minor
from sync.messages.sales import Particulars, Reduction, Terms


class BusinessChanged(Message, frozen=True, kw_only=True):
    """A business customer of the store, with their terms. The device keeps it encrypted; `removed` erases it.

    What is left of their credit limit comes as a lease of kind "account" (`LeaseGranted`).
    """

    TYPE: ClassVar[str] = "kx.business.changed.v1"
    LANE: ClassVar[str] = DOWN

    account: Id
    name: str
    """As it stands on an invoice."""
    tax_id: str = ""
    price_list: str = ""
    """Name of a customer price list of the price book; empty: everybody's prices."""
    purchase_order_needed: bool = False
    """Whether they pay nothing on account that has no purchase-order number of theirs."""
    due_days: Annotated[int, Meta(ge=0, le=365)] = 0
    """Days after the sale until which what was put on account is to be paid; 0: nothing is said of it."""
    removed: bool = False
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return self.account


class QuotedLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a quotation: what it costs until the quotation runs out, whatever the price book does."""

    line_id: Id
    gtin: Gtin
    name: str
    quantity: Annotated[int, Meta(ge=1)]
    """The most units that are sold at this; fewer cost their share."""
    unit_price_minor: Minor
    amount_minor: Minor
    """What all units together cost, tax inside."""
    price_version: int = 0
    kind: str = "product"
    """product, plan, deposit."""
    reductions: tuple[Reduction, ...] = ()
    tax_code: str = ""
    tax_rate_bp: int = 0
    tax_minor: Minor = 0
    tax_added: bool = False
    particulars: Particulars = Particulars()


class QuoteGiven(Message, frozen=True, kw_only=True):
    """A quotation was given: its amounts stand until the end of `valid_until`."""

    TYPE: ClassVar[str] = "kx.quote.given.v1"
    LANE: ClassVar[str] = "money"

    quote_id: Id
    store: Gln
    workstation: str
    series: str
    sequence: int
    """1, 2, 3, ... without gaps within store, workstation and series."""
    at: datetime
    valid_until: date
    """The last business day on which it holds."""
    currency: str
    total_minor: Minor
    lines: tuple[QuotedLine, ...]
    customer: str = ""
    operator: str = ""
    book_version: int = 0
    terms: Terms = Terms()

    @property
    def key(self) -> str:
        return self.quote_id


QuoteState = Literal["open", "used", "withdrawn"]


class QuoteTold(Message, frozen=True, kw_only=True):
    """A quotation as it stands, for the store's other devices; used and withdrawn are for ever."""

    TYPE: ClassVar[str] = "kx.quote.told.v1"
    LANE: ClassVar[str] = ""

    device: str
    quote: QuoteGiven
    state: QuoteState = "open"
    sale_id: str = ""
    """What it became, if it is used."""
    at: datetime

    @property
    def key(self) -> str:
        return self.quote.quote_id
