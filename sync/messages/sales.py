"""Baskets and sales."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import Gln, Gtin, Id, Message, Minor


class Reduction(Struct, frozen=True, kw_only=True):
    """What one rule of the price book, or a colleague, took off a line."""

    rule: str
    """Id of the rule in the price book; "manual" for what a colleague did."""
    kind: str
    amount_minor: Minor
    """Greater than zero; on a returned line less than zero: it was given and is taken back."""
    units: int = 0
    """How many units of the line it speaks of."""


class Particulars(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is special about a line; most lines have nothing."""

    note: str = ""
    manual: str = ""
    """What a colleague did to the price: "price" (of a unit), "percent" or "amount" (off the line); else empty."""
    manual_value: int = 0
    """Minor units, or basis points with "percent"."""
    manual_reason: str = ""
    approved_by: str = ""
    """The colleague who allowed it, if another one had to."""
    serial: str = ""
    lot: str = ""
    expires: str = ""
    """ISO 8601 date, from the pack."""
    attached_to: str = ""
    """`line_id` of the goods that a service plan or a deposit belongs to."""
    age_checked: int = 0
    """Years that a colleague saw proof of."""
    weight_g: int = 0
    """Net weight, for goods sold by weight."""
    condition: str = ""
    """Of returned goods: sellable, damaged."""
    reason: str = ""
    """Why goods came back."""
    unverified: bool = False
    """Taken back without the word of the device that sold them."""
    points_back: int = 0
    """Points that the goods had earned and that go back with them."""
    agreed: str = ""
    """`line_id` of the quotation's line whose amount holds here (see `Terms.quote`)."""
    fulfilment: str = ""
    """How the goods reach the shopper: empty where they take them along, else "pickup" or "ship". Such goods leave no
    stock of the device that sells them: head office makes an order of them."""
    from_store: str = ""
    """GLN of the shop that they are picked up in; empty: this one, or for "ship" whichever head office chooses."""
    promised: str = ""
    """Until when that was promised, ISO 8601."""
    kept_price: Minor = 0
    """The shelf price that the shopper was shown and did not take: they keep the one of the scan."""
    parts: tuple[tuple[Gtin, int], ...] = ()
    """Of a bundle that was sold: (what leaves the shelf, units of it in one bundle). Written down with the sale, so
    that shop and head office count the same whatever the bundle is made of later."""


class Terms(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is special about a whole basket or sale; most have nothing."""

    note: str = ""
    manual: str = ""
    """A colleague's discount on everything: "percent" or "amount"; empty for none."""
    manual_value: int = 0
    manual_reason: str = ""
    approved_by: str = ""
    coupons: tuple[str, ...] = ()
    """Ids of the coupons that the shopper handed over."""
    tier: str = ""
    """The member's tier when they were attached: prices may depend on it."""
    segments: tuple[str, ...] = ()
    price_list: str = ""
    """The customer price list that holds."""
    account: str = ""
    """Business customer's account."""
    business: str = ""
    """Business customer's name for the invoice."""
    tax_id: str = ""
    purchase_order: str = ""
    purchase_order_needed: bool = False
    """Whether the business customer pays nothing on account without one."""
    due_days: int = 0
    """Days until what was put on account is to be paid; 0: nothing is said of it."""
    quote: str = ""
    """The quotation that this basket came from."""
    carrier: str = ""
    """Electronic invoice carrier of the shopper (it begins with "/"), or the code of whom they give the invoice to."""
    employee: bool = False
    training: bool = False
    """Practice: no number, no stock, no fact."""
    salesperson: str = ""
    label: str = ""
    """What a parked basket is called."""
    recalled_from: str = ""
    """The parked basket that this one goes on with."""
    moved_to: str = ""
    """Of a basket that was given up: the one that goes on with it."""
    held_until: str = ""
    """Until when, ISO 8601, a basket waits for whoever shows its code."""
    kept: bool = False
    """It waits for its member to come back."""
    forget: bool = False
    """Its member does not want it to be kept."""
    voids: str = ""
    """The sale that this basket takes back whole."""
    check_due: bool = False
    """Of a basket that was put aside at a self-checkout: a colleague is to look into it before it is paid at another
    one."""
    joined: tuple[tuple[str, str, int], ...] = ()
    """(held basket, `line_id`, units that came from it to that line), for every line that lay here when the goods of a
    held basket came beside them."""


class SaleLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a sale; a returned line has a negative quantity and names the sale it comes from."""

    line_id: Id
    gtin: Gtin
    name: str
    quantity: int
    unit_price_minor: Minor
    amount_minor: Minor
    price_version: int = 0
    """Version of head office's price that was charged."""
    origin: str = "here"
    """Where the line was put into the basket: here, online, recommended."""
    returned_from: str = ""
    """`sale_id` of the original sale of a returned line."""
    returned_line: str = ""
    kind: str = "product"
    """product, gift_card, plan, deposit, delivery (what shipping costs; it has no GTIN, fourteen zeros stand there)."""
    reference: str = ""
    """What the line stands for beyond its product: the number of a gift card that was sold."""
    reductions: tuple[Reduction, ...] = ()
    tax_code: str = ""
    tax_rate_bp: int = 0
    """Basis points: 1300 is 13 %."""
    tax_minor: Minor = 0
    """Tax within `amount_minor`."""
    tax_added: bool = False
    """Whether the tax was put on top of the price; else the price held it already."""
    particulars: Particulars = Particulars()


class SaleTender(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was paid with; a refund is negative."""

    tender_id: Id
    kind: str
    amount_minor: Minor
    reference: str = ""
    """The terminal's transaction id, or the account that was spent from; never card data."""
    units: int = 0
    """Points, for a tender in points."""


class SaleCompleted(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A sale (or a return) was settled and is on disk. The receipt exists from here on."""

    TYPE: ClassVar[str] = "kx.sale.completed.v1"
    LANE: ClassVar[str] = "money"

    sale_id: Id
    store: Gln
    workstation: str
    business_date: date
    series: str
    sequence: int
    """1, 2, 3, ... without gaps within store, workstation, business date and series."""
    at: datetime
    currency: str
    total_minor: Minor
    lines: tuple[SaleLine, ...]
    tenders: tuple[SaleTender, ...]
    customer: str = ""
    """Member id, or empty for a guest."""
    operator: str = ""
    kind: str = "sale"
    """sale, return, exchange, void (takes back a whole sale that was just made)."""
    voids: str = ""
    """`sale_id` of the sale that this one takes back."""
    shift: str = ""
    book_version: int = 0
    """Version of the price book that held; 0 for none."""
    points_earned: int = 0
    """Less than zero where goods came back."""
    terms: Terms = Terms()

    @property
    def key(self) -> str:
        return self.sale_id


class BasketLine(Struct, frozen=True, kw_only=True):
    line_id: Id
    gtin: Gtin
    quantity: int
    unit_price_minor: Minor
    price_version: int = 0
    origin: str = "here"
    amount_minor: Minor = 0
    """What the line costs, as priced by the device that holds the basket."""
    kind: str = "product"
    reference: str = ""
    returned_from: str = ""
    returned_line: str = ""
    particulars: Particulars = Particulars()
    stamp: str = ""
    """When and where the line was last changed by somebody; the greater one stands."""


class BasketChanged(Message, frozen=True, kw_only=True):
    """A basket as it stands on the device that holds it; the store's other devices may show it."""

    TYPE: ClassVar[str] = "kx.basket.changed.v1"
    LANE: ClassVar[str] = ""

    basket_id: Id
    device: str
    state: str
    """open, parked, paid, dropped."""
    revision: int
    lines: tuple[BasketLine, ...]
    customer: str = ""
    terms: Terms = Terms()
    gone: tuple[tuple[Id, str], ...] = ()
    """(line id, stamp) of the lines that were taken out."""
    at: datetime

    @property
    def key(self) -> str:
        return self.basket_id


class SaleTold(Struct, frozen=True, array_like=True):
    """One sale as the store's other devices may show it: no names, no goods."""

    sequence: int
    at: datetime
    units: int
    total_minor: Minor


class SalesCounted(Message, frozen=True, kw_only=True):
    """How one device's sales of a day and series stand: what is on its disk, and how far head office has them.

    Sale numbers have no gaps, so `last - count` is the number of sales that are missing. Cumulative: of one device, day
    and series the newest replaces the older ones.
    """

    TYPE: ClassVar[str] = "kx.sales.counted.v1"
    LANE: ClassVar[str] = ""

    device: str
    business_date: date
    series: str
    count: int
    last: int
    """The greatest sequence number that was given out."""
    acked: int
    """Head office has everything up to this sequence number durably."""
    currency: str
    total_minor: Minor
    latest: tuple[SaleTold, ...] = ()
    """The newest sales, newest first."""
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.device}/{self.business_date}/{self.series}"
