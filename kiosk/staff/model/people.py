"""Operators, the session of whoever is signed in, and approvals."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct, field

APPROVAL_S = 600
"""An approval is for now: whoever gave it still stands there."""


class Operator(Struct, frozen=True):
    """Somebody who works here."""

    operator_id: str
    name: str
    role: str
    language: str
    """zh_CN, zh_TW or en; empty: the shop's."""


class Session(Struct, frozen=True):
    """Who answers for this device now."""

    operator: Operator
    since: datetime
    locked: bool
    """The screen is locked; the operator still answers for what goes on by itself, such as an open payment."""


class Approval(Struct, frozen=True):
    """One person's word for one act of another."""

    approval_id: str
    permission: str
    about: str
    amount_minor: int
    """At most so much."""
    percent_bp: int
    """At most so much, basis points."""
    asker: str
    """Operator id; empty where nobody was signed in."""
    approver: str
    given_at: datetime
    left_s: int
    """Seconds of the device's running time that it still lives."""
    used: bool = False

    def covers(self, permission: str, about: str, amount_minor: int, percent_bp: int, asker: str) -> bool:
        """Whether this is the act that was approved, or a smaller one."""
        same = (self.permission, self.about, self.asker) == (permission, about, asker)
        return same and amount_minor <= self.amount_minor and percent_bp <= self.percent_bp

    def alive(self, now: datetime) -> bool:
        """Whether it may still be used. Two clocks count, so that setting one of them keeps no approval alive."""
        age = now - self.given_at
        return not self.used and self.left_s > 0 and -timedelta(minutes=1) <= age <= timedelta(seconds=APPROVAL_S)


class Denied(Struct, frozen=True):
    """A no that is written down: a refusal that is raised would undo the count of wrong PINs."""

    key: str
    """As of `Refused`: shown as ``refused.<key>``."""
    details: dict[str, object] = field(default_factory=dict)
