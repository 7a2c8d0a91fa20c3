"""How much colleagues take off, and that it stays in proportion when goods leave the basket."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from kiosk.till.model import Basket, Line

DISCOUNTABLE = frozenset({"product", "plan"})
"""Kinds of lines that something can be taken off; gift cards and deposits are money."""


def permission(how: str) -> str:
    """What it takes to change a price this way."""
    return "price_override" if how == "price" else "discount"


def off(how: str, value: int, listed_minor: int) -> int:
    """What a discount takes off, in minor units."""
    return listed_minor * value // 10_000 if how == "percent" else value


def line_off(how: str, value: int, line: Line) -> int:
    """What a price or a discount takes off a line; less than zero where a price is higher than ours."""
    listed_minor = line.listed.minor
    return listed_minor - value * line.quantity if how == "price" else off(how, value, listed_minor)


def listed(basket: Basket) -> int:
    """List price of all that a discount on the whole basket can take something off, in minor units."""
    return sum(one.listed.minor for one in basket.lines if not one.fixed and one.kind in DISCOUNTABLE)


def shrunk(before: Basket, after: Basket) -> Basket:
    """The basket `after`, where goods have left `before`: amounts that were taken off shrink with the goods.

    They were allowed as a part of what lay there, so that part must not grow.
    """
    old = {one.line_id: one for one in before.lines}
    for line in after.lines:
        special = line.particulars
        was = old.get(line.line_id)
        if special.manual == "amount" and was is not None and line.quantity < was.quantity:
            part = special.manual_value * line.quantity // was.quantity
            after = after.change(line.line_id, particulars=msgspec.structs.replace(special, **_part(part)))
    terms, whole = after.terms, listed(before)
    if terms.manual == "amount" and listed(after) < whole:
        part = terms.manual_value * listed(after) // whole
        after = replace(after, terms=msgspec.structs.replace(terms, **_part(part)))
    return after


def one_alone(basket: Basket, line_id: str, new_id: str) -> Basket:
    """The line with one unit, and the others behind it as a line `new_id`, each with its part of what was taken off."""
    line = basket.line(line_id)
    if line.quantity < 2:
        return basket
    one = replace(line, quantity=1)
    others = replace(line, line_id=new_id, quantity=line.quantity - 1)
    special = line.particulars
    if special.manual == "amount":
        part = special.manual_value // line.quantity
        one = replace(one, particulars=msgspec.structs.replace(special, **_part(part)))
        others = replace(others, particulars=msgspec.structs.replace(special, manual_value=special.manual_value - part))
    lines = [two for own in basket.lines for two in ((one, others) if own is line else (own,))]
    return replace(basket, lines=tuple(lines))


def _part(part: int) -> dict[str, object]:
    if part > 0:
        return {"manual_value": part}
    return {"manual": "", "manual_value": 0, "manual_reason": "", "approved_by": ""}
