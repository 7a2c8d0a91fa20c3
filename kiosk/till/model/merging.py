"""Two versions of one basket become one, line by line; and what a bag from elsewhere adds to the one that is here.

A line carries a stamp: when it was last changed and on which device. Of two versions of a line the greater stamp
stands, whether it changed the line or took it out, so devices that heard the same things in any order hold the same
basket. A stamp is never smaller than one that its device has seen in the basket, so whoever saw a change and changes it
again comes later, however wrong the clocks are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.till.model.basket import CHANGED, Basket, Line

MergeRule = Literal["max", "ask"]


def stamped(basket: Basket, now: datetime, device: str) -> Basket:
    """The basket with a stamp on whatever was changed since it was last saved."""
    stamps = [*(line.stamp for line in basket.lines), *(stamp for _, stamp in basket.gone)]
    if not any(map(_is_new, stamps)):
        return basket
    mine = _next(max(stamp.removeprefix(CHANGED) for stamp in stamps), now, device)
    return replace(
        basket,
        lines=tuple(replace(line, stamp=mine) if _is_new(line.stamp) else line for line in basket.lines),
        gone=tuple((line_id, mine if _is_new(stamp) else stamp) for line_id, stamp in basket.gone),
    )


def _is_new(stamp: str) -> bool:
    return not stamp or stamp.startswith(CHANGED)


def _next(newest: str, now: datetime, device: str) -> str:
    """A stamp that is greater than `newest`, by the clock or else by counting: milliseconds.count.device."""
    moment, count = int(now.timestamp() * 1000), 0
    if newest:
        seen, seen_count, _ = newest.split(".", 2)
        if int(seen) >= moment:
            moment, count = int(seen), int(seen_count) + 1
    return f"{moment:014d}.{count:05d}.{device}"


def merge(one: Basket, other: Basket, later: Literal["one", "other"]) -> Basket:
    """Both versions in one. What is not in the lines (state, customer, terms) is as in the version named by `later`.

    A basket that was paid is final: it stands as it was paid.
    """
    if "paid" in (one.state, other.state):
        return one if one.state == "paid" else other
    versions: dict[str, tuple[str, bool, Line | None]] = {}
    for basket in (one, other):
        for line in basket.lines:
            _put(versions, line.line_id, (line.stamp, True, line))
        for line_id, stamp in basket.gone:
            _put(versions, line_id, (stamp, False, None))
    # Ids are made in the order of time, so this is the order in which things were put in, on every device.
    lines = tuple(line for _, (_, _, line) in sorted(versions.items()) if line is not None)
    gone = tuple((line_id, stamp) for line_id, (stamp, there, _) in sorted(versions.items()) if not there)
    base = other if later == "other" else one
    return replace(base, lines=lines, gone=gone, revision=max(one.revision, other.revision), tenders=one.tenders)


def _put(
    versions: dict[str, tuple[str, bool, Line | None]], line_id: str, found: tuple[str, bool, Line | None]
) -> None:
    own = versions.get(line_id)
    if own is None or _rank(found) > _rank(own):
        versions[line_id] = found


def _rank(version: tuple[str, bool, Line | None]) -> tuple[str, bool, int, int]:
    """One stamp belongs to one change; the rest decides between lines of devices that know no stamps yet."""
    stamp, there, line = version
    return (stamp, there, line.quantity if line else 0, line.unit_price.minor if line else 0)


class Coming(Struct, frozen=True):
    """Units of a product in a bag from elsewhere."""

    gtin: str
    quantity: int


class Share(Struct, frozen=True):
    """What becomes of one product when a bag from elsewhere joins the one that is here."""

    gtin: str
    here: int
    there: int
    taken: int
    """Units that are added, so that the bag holds the greater of both counts and never their sum: who put two in at
    home and one in the shop wants two."""


def shares(basket: Basket, coming: Iterable[Coming]) -> list[Share]:
    """What a bag from elsewhere adds, product by product in its order; several lines of a product count together."""
    wanted: dict[str, int] = {}
    for one in coming:
        wanted[one.gtin] = wanted.get(one.gtin, 0) + max(0, one.quantity)
    found = []
    for gtin, there in wanted.items():
        here = basket.units_of(gtin)
        found.append(Share(gtin, here, there, max(0, there - here)))
    return found


def came_to(place: Basket, after: Basket, held_id: str) -> tuple[tuple[str, str, int], ...]:
    """What `Terms.joined` keeps of a join: how many units each line that lay here got from the held basket."""
    before = {line.line_id: line.quantity for line in place.lines}
    return tuple(
        (held_id, line.line_id, line.quantity - before[line.line_id]) for line in after.lines if line.line_id in before
    )


def came_from(held_id: str, line: Line) -> bool:
    """Whether the line is one of the held basket's: whoever takes that names its lines alike."""
    return line.line_id.startswith(f"{held_id}.")


def has_joined(basket: Basket, held_id: str) -> bool:
    """Whether the held basket's goods came to others that lay here."""
    return any(held == held_id for held, _, _ in basket.terms.joined)


def parted(basket: Basket, held_id: str) -> Basket:
    """The basket without what came from the held one: its lines, and its units in lines that lay here before."""
    left = basket
    for line in basket.lines:
        # What is attached to goods goes with them.
        if came_from(held_id, line) and any(one.line_id == line.line_id for one in left.lines):
            left = left.set_quantity(line.line_id, 0)
    for held, line_id, units in basket.terms.joined:
        own = next((one for one in left.lines if one.line_id == line_id), None)
        if held == held_id and own is not None and units:
            left = left.set_quantity(line_id, max(0, own.quantity - units))
    others = tuple(one for one in basket.terms.joined if one[0] != held_id)
    return replace(left, terms=msgspec.structs.replace(left.terms, joined=others))


def joined(place: Basket, lines: Iterable[Line], limit: int, names: Mapping[str, str] | None = None) -> Basket:
    """Lines come to those that lie there. What is attached to goods stays with them, whichever line they join.

    `names`: line id -> the line here that stands for it already.

    Raises:
        Refused: ``till.too_many`` for more than `limit` units of one line.
    """
    known = dict(names or {})
    for coming in lines:
        goods = known.get(coming.particulars.attached_to, "")
        special = msgspec.structs.replace(coming.particulars, attached_to=goods) if goods else coming.particulars
        line = replace(coming, particulars=special)
        own = next((one for one in place.lines if one.joins(line)), None)
        if own is not None:
            known[line.line_id] = own.line_id
        place = place.add(line, limit)
    return place
