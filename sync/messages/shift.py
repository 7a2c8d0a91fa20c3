"""Shifts of a till: opening, cash that moves without a sale, counts, and the Z that closes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct

from sync.messages.base import Gln, Id, Message, Minor


class ShiftOpened(Message, frozen=True, kw_only=True):
    """A drawer was opened for a shift."""

    TYPE: ClassVar[str] = "kx.shift.opened.v1"
    LANE: ClassVar[str] = "money"

    shift_id: Id
    store: Gln
    workstation: str
    business_date: date
    place: int
    """1, 2, 3, ... in the order of opening on the device."""
    currency: str
    float_minor: Minor
    by_itself: bool = False
    """Nobody opened it; a sale came first."""
    operator: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.shift_id


class CashMoved(Message, frozen=True, kw_only=True):
    """Cash came into or left the drawer without a sale, or the drawer was opened without either."""

    TYPE: ClassVar[str] = "kx.cash.moved.v1"
    LANE: ClassVar[str] = "money"

    movement_id: Id
    shift_id: Id
    kind: str
    """float, paid_in, paid_out, drop, pickup, no_sale."""
    amount_minor: Minor
    """Never negative; the kind tells the direction."""
    currency: str
    reason: str
    note: str = ""
    operator: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.shift_id


class DrawerCounted(Message, frozen=True, kw_only=True):
    """Somebody counted the drawer, before he was told what should be in it."""

    TYPE: ClassVar[str] = "kx.drawer.counted.v1"
    LANE: ClassVar[str] = "money"

    count_id: Id
    shift_id: Id
    counted_minor: Minor
    expected_minor: Minor
    currency: str
    pieces: tuple[tuple[str, int], ...] = ()
    """(denomination, how many): ``note:10000``, ``coin:50`` in minor units; empty if the sum was typed as a whole."""
    operator: str = ""
    at: datetime

    @property
    def key(self) -> str:
        return self.shift_id


class ZTender(Struct, frozen=True, kw_only=True):
    """What was paid with one kind of tender, refunds taken off."""

    kind: str
    count: int
    amount_minor: Minor


class ZTax(Struct, frozen=True, kw_only=True):
    """What was sold under one rate of tax, returns taken off."""

    code: str
    rate_bp: int
    """Basis points: 1300 is 13 %."""
    net_minor: Minor
    tax_minor: Minor


class ZNumbers(Struct, frozen=True, kw_only=True):
    """The sale numbers of one day and series in the shift."""

    business_date: date
    series: str
    first: int
    last: int
    count: int
    missing: int = 0
    """Numbers from 1 to the last that the device's disk does not hold."""


class ZCash(Struct, frozen=True, kw_only=True):
    """Where the cash in the drawer comes from."""

    float_minor: Minor
    paid_in_minor: Minor
    paid_out_minor: Minor
    dropped_minor: Minor
    picked_up_minor: Minor
    sales_minor: Minor
    refunds_minor: Minor
    held_minor: Minor = 0
    """Cash taken for baskets that were not paid in full yet."""
    held_before_minor: Minor = 0
    expected_minor: Minor


class ZLeftover(Struct, frozen=True, kw_only=True):
    """Something that the closed shift leaves to the next one, by name."""

    kind: str
    what: str = ""
    """Id of the basket, payment or print job; empty for what is only counted."""
    amount_minor: Minor = 0
    count: int = 1
    carried: bool = False
    """The shift before left it over already."""


class ShiftClosed(Message, frozen=True, kw_only=True):
    """The Z report: a shift with all its totals. Whatever was not in order is named in it."""

    TYPE: ClassVar[str] = "kx.shift.closed.v1"
    LANE: ClassVar[str] = "money"

    shift_id: Id
    store: Gln
    workstation: str
    business_date: date
    series: str
    number: int
    """1, 2, 3, ... without gaps within store, workstation and series."""
    currency: str
    opened_at: datetime
    at: datetime
    operator: str = ""
    sales: int
    """Sales, returns and exchanges together: how many numbers were given out."""
    gross_minor: Minor
    reductions_minor: Minor
    tax_added_minor: Minor = 0
    """Where prices are without tax."""
    returns: int
    returns_minor: Minor
    """Zero or less."""
    exchanges: int = 0
    voids: int = 0
    """Sales that take back a whole sale."""
    voids_minor: Minor = 0
    no_sales: int = 0
    total_minor: Minor
    tenders: tuple[ZTender, ...] = ()
    taxes: tuple[ZTax, ...] = ()
    cash: ZCash
    counted_minor: Minor | None = None
    """None if nobody counted."""
    variance_minor: Minor | None = None
    variance_reason: str = ""
    numbers: tuple[ZNumbers, ...] = ()
    missing: int = 0
    points_issued: int = 0
    points_redeemed: int = 0
    gift_cards_minor: Minor = 0
    leftovers: tuple[ZLeftover, ...] = ()
    unsent: int = 0
    """Facts of the device that head office had not acknowledged."""
    digest: str
    """See `sync.formats.shift_digest`."""
    seal: str = ""
    """Token of the device's key over shift, number and digest."""

    @property
    def key(self) -> str:
        return self.shift_id
