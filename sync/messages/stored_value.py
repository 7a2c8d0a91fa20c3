"""Points, gift cards, store credit, vouchers and customer accounts: which device may spend how much of them.

Head office splits a balance into *leases*: a device spends from its own and asks nobody. All totals only grow, so
every one of these messages may come twice, late, or not at all when a newer one did.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from sync.messages.base import DOWN, Id, Message

ValueKind = Literal["points", "gift_card", "store_credit", "voucher", "account"]
"""points: of a member, in points. All others in minor units: gift_card and voucher by their number, store_credit by
number or member, account by the business customer (what is left of their credit limit)."""

Total = Annotated[int, Meta(ge=0)]
"""Only ever grows within an epoch."""


class Grant(Struct, frozen=True, array_like=True):
    """What one device may spend of an account."""

    device: str
    epoch: str
    """Of the device's database: a restored disk begins a new one, and holds nothing of the old one's leases."""
    granted: Total
    """Sum of all that head office ever granted to this device in this epoch."""
    standing: Total
    """What the device may keep while nobody stands before it; what is beyond goes back."""


class LeaseGranted(Message, frozen=True, kw_only=True):
    """An account as head office knows it, with the leases of all devices of the store that hears of it."""

    TYPE: ClassVar[str] = "kx.lease.granted.v1"
    LANE: ClassVar[str] = DOWN

    kind: ValueKind
    account: Id
    known: bool = True
    """False: head office never heard of such an account."""
    balance: Total
    """All that is left, wherever it may be spent."""
    currency: str = ""
    """ISO 4217; empty for points."""
    bearer: bool = False
    """Of a voucher: whether its signed code alone entitles, with no lease."""
    grants: tuple[Grant, ...] = ()
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.account}"


class LeaseWanted(Message, frozen=True, kw_only=True):
    """Somebody who may spend of the account stands before the device: it asks for more than it holds."""

    TYPE: ClassVar[str] = "kx.lease.wanted.v1"
    LANE: ClassVar[str] = "ops"

    kind: ValueKind
    account: Id
    epoch: str
    granted: Total
    """What the device had been granted when it asked: the wish is for `granted` + `amount`, so asking twice is once."""
    amount: Total = 0
    """How much more is needed; 0: all that is free."""
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.account}"


class LeaseReturned(Message, frozen=True, kw_only=True):
    """A device gave up what it does not need: it cannot spend it any more."""

    TYPE: ClassVar[str] = "kx.lease.returned.v1"
    LANE: ClassVar[str] = "ops"

    kind: ValueKind
    account: Id
    epoch: str
    granted: Total
    """What the device had been granted: a head office restored from a copy learns from it what it had given away."""
    returned: Total
    """Sum of all that the device ever gave back in this epoch."""
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.account}"
