"""The notes and coins of the currencies a till may hold: for counting a drawer, and for giving change."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Form = Literal["note", "coin"]


class Denomination(Struct, frozen=True):
    """One kind of note or coin."""

    minor: int
    """What it is worth, in minor units."""
    form: Form
    rare: bool = False
    """It is counted when it lies in the drawer, but nobody plans to give it as change."""

    @property
    def key(self) -> str:
        """Its name in counts and messages, e.g. ``note:10000``."""
        return f"{self.form}:{self.minor}"


class Piece(Struct, frozen=True):
    """So many of one denomination."""

    denomination: Denomination
    number: int

    @property
    def minor(self) -> int:
        return self.denomination.minor * self.number


class Pieces(Struct, frozen=True):
    """An amount laid out on the counter."""

    pieces: tuple[Piece, ...]
    """Largest first, each with at least one."""
    rest_minor: int = 0
    """What no note or coin of the currency can pay."""


def _table(
    notes: tuple[int, ...], coins: tuple[int, ...], rare: tuple[tuple[Form, int], ...] = ()
) -> tuple[Denomination, ...]:
    return tuple(
        [Denomination(minor, "note", ("note", minor) in rare) for minor in notes]
        + [Denomination(minor, "coin", ("coin", minor) in rare) for minor in coins]
    )


DENOMINATIONS: dict[str, tuple[Denomination, ...]] = {
    # Fen are legal and not to be had any more: prices end in jiao.
    "CNY": _table((10000, 5000, 2000, 1000, 500, 100), (100, 50, 10), (("note", 100),)),
    # A Taiwan dollar has no smaller part in trade, so its minor unit here is the dollar.
    "TWD": _table((2000, 1000, 500, 200, 100), (50, 20, 10, 5, 1), (("note", 2000), ("note", 200), ("coin", 20))),
    "HKD": _table((100000, 50000, 10000, 5000, 2000, 1000), (1000, 500, 200, 100, 50, 20, 10), (("coin", 1000),)),
    "EUR": _table((50000, 20000, 10000, 5000, 2000, 1000, 500), (200, 100, 50, 20, 10, 5, 2, 1), (("note", 50000),)),
    "USD": _table(
        (10000, 5000, 2000, 1000, 500, 200, 100), (100, 50, 25, 10, 5, 1), (("note", 200), ("coin", 100), ("coin", 50))
    ),
}
"""By currency, notes before coins, largest first."""


def of(currency: str) -> tuple[Denomination, ...]:
    """The notes and coins of a currency; none if it is not in the table, and then sums are typed as a whole."""
    return DENOMINATIONS.get(currency, ())


def pieces(amount_minor: int, currency: str) -> Pieces:
    """The fewest notes and coins that make an amount, e.g. of the change to give back.

    Raises:
        ValueError: if the amount is negative.
    """
    if amount_minor < 0:
        raise ValueError(f"no notes make {amount_minor}")
    found: list[Piece] = []
    rest = amount_minor
    # Every table is one of those in which taking the largest first gives the fewest pieces.
    for one in sorted((one for one in of(currency) if not one.rare), key=lambda one: -one.minor):
        number, rest = divmod(rest, one.minor)
        if number:
            found.append(Piece(one, number))
    return Pieces(tuple(found), rest)


def worth(counted: dict[str, int], currency: str) -> int:
    """What counted notes and coins are worth, in minor units; `counted`: key of a denomination -> how many.

    Raises:
        ValueError: for a key that the currency does not have, or a negative number.
    """
    by_key = {one.key: one.minor for one in of(currency)}
    total = 0
    for key, number in counted.items():
        if key not in by_key or number < 0:
            raise ValueError(f"{number} of {key!r} cannot lie in a drawer of {currency}")
        total += by_key[key] * number
    return total
