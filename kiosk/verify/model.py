"""What verification finds."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """A row that is not as the facts say. The first one is where to look: later ones often follow from it."""

    check: str
    """chain, numbers, sums, facts, returns, stock, days."""
    row: str
    """The table and the key of the bad row."""
    problem: str

    def __str__(self) -> str:
        return f"{self.check}: {self.row}: {self.problem}"


class Checked(Struct, frozen=True):
    """How much was looked at."""

    facts: int = 0
    sales: int = 0
    total_minor: int = 0
    movements: int = 0
    days: int = 0
