"""How much of an account this device may spend, by rules that ask nobody."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.errors import Refused
from sync.messages import ValueKind

KINDS: tuple[ValueKind, ...] = ("points", "gift_card", "store_credit", "voucher", "account")


class Account(Struct, frozen=True):
    """An account as head office told of it, less what was spent here since."""

    kind: ValueKind
    account: str
    told: bool
    """Whether head office ever spoke of it; False for a card that was sold here a moment ago."""
    known: bool
    """False: head office says that there is no such account."""
    balance: int
    """All that is left, wherever it may be spent; in points or minor units."""
    currency: str
    """ISO 4217; empty for points."""
    standing: int
    """What this device may keep while nobody stands before it."""
    face: int
    """Of a voucher: what it is worth, as its signed code says; it is spent whole. Else 0."""
    bearer: bool
    """Of a voucher: its signed code alone entitles."""
    version: int
    as_of: datetime


class Lease(Struct, frozen=True):
    """What this device may spend of one account in its present epoch. Every number only ever grows."""

    granted: int = 0
    """By head office."""
    own: int = 0
    """Refunded or loaded here: it is in head office's books as soon as the sale's fact is there."""
    spent: int = 0
    returned: int = 0
    """Given back to head office."""
    in_use: bool = False
    """Whether somebody who may spend it stands here."""

    @property
    def available(self) -> int:
        """What may be spent here and now; never below zero, the table forbids it."""
        return self.granted + self.own - self.spent - self.returned

    def grant(self, total: int) -> Lease:
        """Head office's newest sum; an older one changes nothing."""
        return replace(self, granted=max(self.granted, total))

    def put_in(self, amount: int) -> Lease:
        """More to spend: a refund, a load."""
        return replace(self, own=self.own + amount)

    def spend(self, amount: int) -> Lease:
        """Less to spend.

        Raises:
            ValueError: beyond what is available.
        """
        if amount > self.available:
            raise ValueError("beyond the lease")
        return replace(self, spent=self.spent + amount)

    def spare(self, standing: int) -> int:
        """What goes back while nobody needs it.

        Up to half as much again may stay, so that small ups and downs do not send something back each time.
        """
        beyond = self.available - standing
        return beyond if not self.in_use and 2 * beyond > standing else 0

    def give_back(self, amount: int) -> Lease:
        """Return a part to head office: from here on it cannot be spent here."""
        return replace(self, returned=self.returned + amount)


def usable(account: Account, lease: Lease) -> int:
    """What may be spent of the account here and now: of a voucher all or nothing."""
    if account.kind != "voucher":
        return lease.available
    return account.face if 0 < account.face <= lease.available else 0


class Spendable(Struct, frozen=True):
    """What a screen may say about an account."""

    kind: ValueKind
    account: str
    available: int
    """What may be spent here and now, in points or minor units."""
    balance: int | None
    """All there is, less what was spent here since `as_of`; None where head office has not told."""
    as_of: datetime | None
    currency: str
    known: bool
    """False: head office says that there is no such account."""

    @property
    def elsewhere(self) -> int:
        """What is there and cannot be used here before the connection is back."""
        return max(0, (self.balance or 0) - self.available)


class VoucherTerms(Struct, frozen=True):
    """What a voucher's signed code says."""

    number: str
    amount_minor: int
    currency: str
    bearer: bool
    """Whether the code alone entitles; else a lease is needed, as for a gift card."""

    @classmethod
    def of(cls, number: str, detail: tuple[str, ...]) -> VoucherTerms:
        """The terms in a code's detail: amount, currency, and "bearer" or "leased".

        Raises:
            Refused: ``stored_value.bad_voucher`` if they are none.
        """
        if len(detail) != 3 or not detail[0].isascii() or not detail[0].isdigit() or int(detail[0]) < 1:
            raise Refused("stored_value.bad_voucher")
        return cls(number, int(detail[0]), detail[1], detail[2] == "bearer")


def kind_of(text: str) -> ValueKind:
    """The kind of a tender, if it is one of ours.

    Raises:
        ValueError: if it is none; the till asks about these five only.
    """
    if text not in KINDS:
        raise ValueError(f"{text!r} is no kind of stored value")
    return text
