"""What each role may do and how far: one table of plain data."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Limit(Struct, frozen=True):
    """How far a permission goes. None is no limit."""

    amount_minor: int | None = None
    percent_bp: int | None = None
    """Basis points off the list price."""

    def holds(self, amount_minor: int, percent_bp: int) -> bool:
        """Whether an act of this size stays within it."""
        return (self.amount_minor is None or amount_minor <= self.amount_minor) and (
            self.percent_bp is None or percent_bp <= self.percent_bp
        )


class Role(Struct, frozen=True):
    """A role and its permissions; what is not named is not permitted."""

    name: str
    may: Mapping[str, Limit]

    def permits(self, permission: str, amount_minor: int = 0, percent_bp: int = 0) -> bool:
        """Whether somebody of this role may do it alone. A minus sign makes nothing smaller."""
        limit = self.may.get(permission)
        return limit is not None and limit.holds(abs(amount_minor), abs(percent_bp))


UNLIMITED = Limit()
_EVERYBODY = ("sell", "customer_attach", "void_line", "drop", "count", "close_shift", "reprint", "age_check", "quote")


def _amount(minor: int) -> Limit:
    return Limit(amount_minor=minor)


def _percent(bp: int) -> Limit:
    return Limit(percent_bp=bp)


_LIMITED: dict[str, tuple[Limit | None, Limit | None, Limit | None, Limit | None]] = {
    # permission:        cashier          senior            supervisor         manager
    "return": (_amount(20_000), _amount(100_000), _amount(500_000), UNLIMITED),
    "return_no_receipt": (None, None, _amount(50_000), UNLIMITED),
    "return_unverified": (None, None, _amount(100_000), UNLIMITED),
    "price_override": (None, _percent(1_000), _percent(3_000), UNLIMITED),
    "discount": (_percent(500), _percent(1_000), _percent(3_000), UNLIMITED),
    "void_sale": (None, _amount(100_000), UNLIMITED, UNLIMITED),
    "post_void": (None, None, _amount(500_000), UNLIMITED),
    "no_sale": (None, UNLIMITED, UNLIMITED, UNLIMITED),
    "paid_in": (None, _amount(100_000), UNLIMITED, UNLIMITED),
    "paid_out": (None, _amount(20_000), _amount(100_000), UNLIMITED),
    "x_report": (None, UNLIMITED, UNLIMITED, UNLIMITED),
    "training": (None, UNLIMITED, UNLIMITED, UNLIMITED),
    "account_sale": (_amount(100_000), _amount(500_000), UNLIMITED, UNLIMITED),
    "stock_variance": (None, _amount(50_000), _amount(500_000), UNLIMITED),
    "unlock": (None, None, UNLIMITED, UNLIMITED),
    "client": (None, UNLIMITED, UNLIMITED, UNLIMITED),
    "client_all": (None, None, None, UNLIMITED),
    "settings": (None, None, None, UNLIMITED),
}
"""Amounts are minor units of the shop's currency, fit for one of a hundred parts such as CNY; a chain sends its own."""

_NAMES = ("cashier", "senior", "supervisor", "manager")

BUILT_IN: dict[str, Role] = {
    name: Role(
        name,
        {
            **dict.fromkeys(_EVERYBODY, UNLIMITED),
            **{permission: limit for permission, row in _LIMITED.items() if (limit := row[place]) is not None},
        },
    )
    for place, name in enumerate(_NAMES)
}
"""The roles that hold until head office sends others."""

ORDINARY = BUILT_IN["cashier"]
"""What may be done where signing in is off and nobody is signed in."""

NOTHING = Role("", {})
"""What a role permits that this device was never told of."""

AUDITED = (frozenset(_LIMITED) | {"drop", "age_check", "close_shift"}) - {"return", "x_report"}
"""`require` writes these down itself, so nobody has to think of it. Returns stand in messages of their own."""


def role_of(name: str, own: Mapping[str, Role]) -> Role:
    """The role of this name: the chain's own before the built-in one."""
    return own.get(name) or BUILT_IN.get(name, NOTHING)
