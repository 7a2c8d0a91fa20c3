"""Who works in a store and what each role may do: one document, signed by head office's root key."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from sync import security

ROLES = ("cashier", "senior", "supervisor", "manager")
"""Roles that every device knows by itself."""

PERMISSIONS = (
    "sell",
    "customer_attach",
    "return",
    "return_no_receipt",
    "return_unverified",
    "price_override",
    "discount",
    "void_line",
    "void_sale",
    "post_void",
    "no_sale",
    "paid_in",
    "paid_out",
    "drop",
    "count",
    "x_report",
    "close_shift",
    "reprint",
    "training",
    "settings",
    "age_check",
    "quote",
    "account_sale",
    "stock_variance",
    "unlock",
    "client",
    "client_all",
)

NO_LIMIT = -1
Bound = Annotated[int, Meta(ge=NO_LIMIT)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]


class LimitEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a permission goes; -1 is no limit."""

    amount_minor: Bound = NO_LIMIT
    percent_bp: Bound = NO_LIMIT
    """Basis points of the list price: 1000 is 10 % off."""


class RoleEntry(Struct, frozen=True, kw_only=True):
    """A role of the chain's own, or one of `ROLES` with other limits."""

    role: Name
    may: dict[str, LimitEntry]
    """Permission -> limit; what is not named is not permitted. Unknown names change nothing."""


class OperatorEntry(Struct, frozen=True, kw_only=True):
    """One person who works in the store."""

    operator_id: Name
    name: Name
    role: Name
    language: str = ""
    """zh_CN, zh_TW or en; empty: the shop's."""
    pin: str = ""
    """As of `pin_hash`; empty where none was set yet."""
    pin_version: int = 0
    """The greater counts. Each setting by head office begins the next thousand, each change at a device adds one."""
    badges_from: int = 0
    """Seconds since 1970: badges issued before are taken back."""


class Roster(Struct, frozen=True, kw_only=True):
    """The whole staff of a store. Who is not in it does not work there (any more)."""

    kind: Literal["staff"]
    store: str
    version: int
    sealing_key: str
    """X25519 public key that devices seal a changed PIN with, base64."""
    roles: tuple[RoleEntry, ...] = ()
    operators: tuple[OperatorEntry, ...] = ()


RESET = 1000
"""Versions of a PIN between two settings by head office."""


def seal(roster: Roster, root: Ed25519PrivateKey) -> tuple[str, str]:
    """(document, signature) for `StaffPublished`."""
    document = msgspec.json.encode(roster)
    return document.decode("utf-8"), security.sign(root, document)


def open_roster(document: str, signature: str, root: Ed25519PublicKey) -> Roster:
    """The roster, if `root` signed it.

    Raises:
        security.BadSignature: otherwise.
        msgspec.ValidationError: if it was signed but does not fit; the text names the field.
    """
    security.verify(root, document.encode("utf-8"), signature)
    return msgspec.json.decode(document, type=Roster)
