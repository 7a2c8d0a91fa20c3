"""Money in integer minor units of one currency; never a float."""

from __future__ import annotations

from msgspec import Struct


class Money(Struct, frozen=True, order=True):
    """An amount, e.g. ``Money(22800, "CNY")`` for 228 yuan."""

    minor: int
    """Units of the currency's smallest part: fen, cent, or the whole unit where there is none."""

    currency: str
    """ISO 4217, three letters."""

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor
