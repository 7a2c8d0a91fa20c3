"""Who works in a store, changed PINs, and what operators did: the audit rows of the hash chain."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from sync.messages.base import DOWN, Id, Message


class StaffPublished(Message, frozen=True, kw_only=True):
    """The staff of a store, whole: `document` is JSON of `staff_roster.Roster`, signed by the root key."""

    TYPE: ClassVar[str] = "kx.staff.published.v1"
    LANE: ClassVar[str] = DOWN

    document: str
    signature: str
    """Ed25519 over the UTF-8 bytes of `document`, base64."""
    version: int
    at: datetime

    @property
    def key(self) -> str:
        return "staff"


class PinChanged(Message, frozen=True, kw_only=True):
    """An operator changed the PIN at a device."""

    TYPE: ClassVar[str] = "kx.staff.pin_changed.v1"
    LANE: ClassVar[str] = "ops"

    operator: Id
    sealed: str
    """The new hash, for head office alone (`sync.sealing`, about ``pin/<operator>``)."""
    base_version: int
    """Of the PIN that it replaces."""
    at: datetime

    @property
    def key(self) -> str:
        return self.operator


class OperatorActed(Message, frozen=True, kw_only=True):
    """Somebody who works here did something that they answer for. Says nothing about shoppers."""

    TYPE: ClassVar[str] = "kx.operator.acted.v1"
    LANE: ClassVar[str] = "money"

    acted_id: Id
    act: str
    """sign_in, sign_out, lock, wrong_pin, locked_out, approval, no_sale, price_override, ..."""
    operator: str = ""
    approver: str = ""
    about: str = ""
    """Id of what it was done to: a basket, a line, a sale, a shift, an operator."""
    detail: dict[str, str | int | bool] = msgspec.field(default_factory=dict)
    at: datetime

    @property
    def key(self) -> str:
        return self.acted_id
