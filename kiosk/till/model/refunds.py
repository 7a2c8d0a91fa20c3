"""Which tender gets how much back: each its share of what it paid, to the unit, and never more than it paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.pricing.model.shares import share_out
from kiosk.till.model.basket import TenderKind
from kiosk.till.model.returning import Paid

BY_TERMINAL: frozenset[str] = frozenset({"card", "wallet", "qr"})
"""Refunds that somebody else must make."""

STORED: frozenset[str] = frozenset({"points", "gift_card", "store_credit", "account"})
"""Refunds that go back into an account."""


class Funding(Struct, frozen=True):
    """One source of the money that a sale was paid with."""

    kind: TenderKind
    reference: str
    amount_minor: int
    """More than zero."""
    units: int = 0
    """Points, for points."""
    coins_minor: int = 0
    """For cash: what really lay on the counter, which rounding may have made more or less than `amount_minor`."""


class Share(Struct, frozen=True):
    """What goes back to one source."""

    kind: TenderKind
    reference: str
    amount_minor: int
    units: int = 0
    coins_minor: int | None = None
    """For cash: what is handed out, where this refund closes the account of the cash; else None: round it."""


def funding(paid: Iterable[Paid]) -> tuple[Funding, ...]:
    """The sources of a sale's money, rounding counted with the cash that it rounded; refunds in it left out."""
    found: dict[tuple[str, str], Funding] = {}
    rounding = 0
    for one in paid:
        if one.kind == "rounding":
            rounding += one.amount_minor
        elif one.amount_minor > 0:
            key = (one.kind, one.reference)
            before = found.get(key) or Funding(one.kind, one.reference, 0)
            found[key] = replace(
                before,
                amount_minor=before.amount_minor + one.amount_minor,
                units=before.units + one.units,
                coins_minor=before.coins_minor + (one.amount_minor if one.kind == "cash" else 0),
            )
    cash = found.get(("cash", ""))
    if cash is not None and cash.amount_minor + rounding > 0:
        found["cash", ""] = replace(cash, amount_minor=cash.amount_minor + rounding)
    return tuple(found.values())


def joined(sources: Iterable[Funding]) -> tuple[Funding, ...]:
    """Sources of several sales as one list, each once."""
    found: dict[tuple[str, str], Funding] = {}
    for one in sources:
        key = (one.kind, one.reference)
        own = found.get(key)
        found[key] = (
            one
            if own is None
            else Funding(
                *(own.kind, own.reference, own.amount_minor + one.amount_minor),
                *(own.units + one.units, own.coins_minor + one.coins_minor),
            )
        )
    return tuple(found.values())


def refund_shares(sources: Sequence[Funding], amount_minor: int, refunded: Sequence[int] = ()) -> tuple[Share, ...]:
    """Share a refund out to the sources by what each has left, largest remainders first.

    `refunded` are the earlier refunds of the same sale, oldest first. All refunds together give each source back just
    what it paid, whatever the steps. What is more than all sources together (a sale that is not wholly known) goes to
    store credit.
    """
    back = [0] * len(sources)
    for earlier in refunded:
        back = [one + more for one, more in zip(back, _split(sources, back, earlier), strict=True)]
    parts = _split(sources, back, amount_minor)
    shares = [_share(one, before, part) for one, before, part in zip(sources, back, parts, strict=True) if part > 0]
    beyond = amount_minor - sum(parts)
    if beyond > 0:
        shares.append(Share("store_credit", "", beyond))
    return tuple(shares)


def _split(sources: Sequence[Funding], back: Sequence[int], amount_minor: int) -> list[int]:
    left = [max(0, one.amount_minor - before) for one, before in zip(sources, back, strict=True)]
    if amount_minor >= 0:
        return share_out(min(amount_minor, sum(left)), left) if sum(left) else [0] * len(left)
    # A return that was voided: what it gave back is paid again, to the same sources.
    given = list(back)
    return [-part for part in share_out(min(-amount_minor, sum(given)), given)] if sum(given) else [0] * len(left)


def _share(source: Funding, before: int, part: int) -> Share:
    """The part in the source's own unit: points, or coins."""
    closes = before + part == source.amount_minor
    units = 0
    if source.units:
        units = source.units * (before + part) // source.amount_minor - source.units * before // source.amount_minor
    coins = source.coins_minor if source.kind == "cash" and closes and before == 0 else None
    return Share(source.kind, source.reference, part, units, coins)


def without(shares: Iterable[Share], given: Iterable[tuple[str, str, int]]) -> tuple[Share, ...]:
    """What is left of the shares when these (kind, reference of the payment or empty, amount) have been given already.

    Of two cards each gets its own. What no reference explains is taken off the first of its kind, and what no kind
    explains (goods that came back elsewhere since have changed the shares) off whatever is left.
    """
    left = list(shares)
    for kind, reference, amount in given:
        rest = amount
        own = [place for place, one in enumerate(left) if one.kind == kind and reference and one.reference == reference]
        others = [place for place, one in enumerate(left) if one.kind == kind and place not in own]
        rest_of_all = [place for place, one in enumerate(left) if one.kind != kind]
        for place in own + others + rest_of_all:
            part = min(rest, left[place].amount_minor)
            if part > 0:
                left[place] = replace(left[place], amount_minor=left[place].amount_minor - part, coins_minor=None)
                rest -= part
    return tuple(one for one in left if one.amount_minor)
