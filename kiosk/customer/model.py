"""A member, as little of one as the shop floor needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct


class Segment(Struct, frozen=True):
    """A group that a member belongs to, such as `plan.<gtin>` for whoever has bought that service plan."""

    name: str
    until: datetime | None = None
    """The first moment at which they belong to it no more; None: until head office says so."""


class Bought(Struct, frozen=True):
    """One product of one purchase, wherever in the chain."""

    at: datetime
    gtin: str
    quantity: int
    """Negative: so many came back."""
    channel: str
    """store, web, phone, kiosk."""
    store: str
    """GLN of the store; empty: not known."""


class Business(Struct, frozen=True):
    """A business customer: who is invoiced, and on what terms."""

    account: str
    name: str
    tax_id: str = ""
    price_list: str = ""
    purchase_order_needed: bool = False
    due_days: int = 0
    """Days until what was put on account is to be paid; 0: nothing is said of it."""


class Member(Struct, frozen=True):
    """What a screen may show after the member held out their own code."""

    member_id: str
    surname: str
    title: str
    """ms, mr or empty; the screen says it in the shopper's language."""
    tier: str
    points: int
    language: str
    usual: tuple[tuple[str, int], ...]
    """(gtin, times in the last year), most often first."""
    as_of: datetime
    """When head office last told about this member: points may have moved since."""
    segments: tuple[Segment, ...] = ()
    recent: tuple[Bought, ...] = ()
    """The last purchases over all channels as head office knew them then, newest first."""

    def segments_at(self, now: datetime) -> tuple[str, ...]:
        """Names of the groups that the member belongs to at this moment."""
        return tuple(one.name for one in self.segments if one.until is None or now < one.until)


class OnlineLine(Struct, frozen=True):
    """One line of a member's basket in the web shop."""

    gtin: str
    quantity: int
    price_minor: int | None
    """What the web shop asked for it, if it said."""


class OnlineBasket(Struct, frozen=True):
    """A member's basket in the web shop."""

    basket_id: str
    version: int
    lines: tuple[OnlineLine, ...]
    at: datetime


MOST_FAVOURITES = 400
"""Words about so many products are kept of a member, those that took one back too; the oldest go first."""


class Favourite(Struct, frozen=True):
    """The member's last word on one product."""

    gtin: str
    on: bool
    at: datetime


def merge_favourites(*told: Iterable[Favourite]) -> tuple[Favourite, ...]:
    """The last word on each product out of what several have heard, newest first.

    In whatever order and however often they are merged, the same comes out: that of two words of one moment the one
    for the product counts is only so that everybody decides alike.
    """
    newest: dict[str, Favourite] = {}
    for word in (one for words in told for one in words):
        known = newest.get(word.gtin)
        if known is None or (word.at, word.on) > (known.at, known.on):
            newest[word.gtin] = word
    ordered = sorted(newest.values(), key=lambda one: (one.at, one.gtin), reverse=True)
    return tuple(ordered[:MOST_FAVOURITES])
