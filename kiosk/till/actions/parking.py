"""Baskets between devices: parked by one, gone on with by another, and told to all of the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from zlib import crc32

import msgspec
from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import actions as pricing
from kiosk.register import Register
from kiosk.till import priced, spot_check, tables
from kiosk.till.actions import conceding, handover
from kiosk.till.actions.keeping import as_message, save, to_change
from kiosk.till.model import BASKET_STATES, LINE_KINDS, Basket, BasketState, Line, LineKind, merge
from kiosk.worker import Transaction
from sync import messages

TELL_FOR = timedelta(hours=2)
"""How long a device repeats what it went on with: longer than any code lives."""

NEWS_FOR = timedelta(minutes=2)
BEAT_S = 5
"""Between two heartbeats."""


def park(tx: Transaction, register: Register, basket_id: str, label: str = "", operator: str = "") -> Basket:
    """Put a basket aside; every device of the store may go on with it.

    Raises:
        Refused: ``till.empty``, ``till.closed``, ``till.payment_open``, ``till.tendered`` while money is in it,
            ``till.return_not_parked``: what comes back stays where it was handed over, ``till.quote_not_parked``: any
            device can take the quotation itself.
    """
    basket = to_change(tx, register, basket_id)
    if not basket.lines:
        raise Refused("till.empty")
    if basket.tenders:
        raise Refused("till.tendered", amount=basket.paid)
    if any(line.agreed for line in basket.lines):
        raise Refused("till.quote_not_parked")
    if any(line.fixed for line in basket.lines):
        raise Refused("till.return_not_parked")
    terms = msgspec.structs.replace(basket.terms, label=label.strip()[:40], salesperson=operator)
    parked = save(tx, register, replace(basket, state="parked", terms=terms))
    tx.touch("baskets")
    return parked


def recall(tx: Transaction, register: Register, basket_id: str, into: str) -> Basket:
    """Go on with a parked basket, under the new id `into` and at today's prices.

    The old basket is given up with this. A new id keeps two devices that cannot hear each other from making two sales
    of one basket.

    A coupon that was used elsewhere meanwhile is left out; the others lie in the new basket now.

    Raises:
        Refused: ``till.not_parked`` if somebody else was quicker, ``till.not_empty`` if something lies in `into`,
            ``till.closed``, ``till.payment_open``.
    """
    place = to_change(tx, register, into)
    if place.lines or place.tenders:
        raise Refused("till.not_empty")
    parked = tables.load_basket(tx.db, basket_id)
    if parked is None or parked.state != "parked":
        raise Refused("till.not_parked")
    save(tx, register, handover.gone_to(parked, into))
    coupons = pricing.hold_again(tx, register.workstation, into, parked.terms.coupons)
    terms = msgspec.structs.replace(
        parked.terms,
        recalled_from=basket_id,
        coupons=coupons,
        held_until="",
        kept=False,
        moved_to="",
        check_due=False,
    )
    taken = replace(parked, basket_id=into, state="open", revision=place.revision, terms=terms)
    basket = save(tx, register, priced.reprice(tx, register, taken))
    tx.touch("baskets")
    spot_check.goes_on(tx, register, parked, basket)
    return basket


def tell_baskets(tx: Transaction, register: Register) -> None:
    """Repeat what this device has put aside, and what it went on with lately: a device that was off has not heard."""
    for basket, _, at in tables.waiting_here(tx.db, register.workstation):
        if its_turn(basket.basket_id, at, tx.now):
            tx.live.append(told_at(tx, register, basket, at))
    for basket, at in tables.moved_since(tx.db, register.workstation, tx.now - TELL_FOR):
        if its_turn(basket.basket_id, at, tx.now):
            tx.live.append(told_at(tx, register, basket, at))


def its_turn(basket_id: str, at: datetime, now: datetime) -> bool:
    """Whether a basket that stands so since then is told with this heartbeat: news each time, then once a minute, and
    what has waited for long every ten minutes. Each has its own turn, so they never all speak at once."""
    age = now - at
    if age < NEWS_FOR:
        return True
    rounds = 12 if age < TELL_FOR else 120
    return (int(now.timestamp()) // BEAT_S) % rounds == crc32(basket_id.encode()) % rounds


def told_at(tx: Transaction, register: Register, basket: Basket, at: datetime) -> messages.BasketChanged:
    """A basket as other devices hear of it, with the moment since which it stands so."""
    return msgspec.structs.replace(as_message(tx, register, basket), at=at)


def apply_basket(tx: Transaction, register: Register, message: messages.BasketChanged) -> None:
    """Another device of the store told how a basket stands: both versions become one, line by line.

    A basket that was paid is final. One whose money is under way here stays as it is until that has an end.
    """
    if message.device == register.workstation or message.state not in BASKET_STATES:
        return
    told = _told(register, message)
    own = tables.load_basket(tx.db, message.basket_id)
    if own is None:
        _keep_told(tx, register, told, message.device, min(message.at, tx.now))
        conceding.heard(tx, register, told)
        return
    if own.state == "paid" or (_locked(tx, own) and told.state != "paid"):
        return
    device, at = tables.last_told(tx.db, own.basket_id)
    if own.terms.moved_to and told.terms.moved_to and own.terms.moved_to != told.terms.moved_to:
        conceding.contested(tx, register, own, told, (at, device), (message.at, message.device))
        return
    # What has moved on never comes back, whatever was done to it where that was not heard.
    ahead = bool(told.terms.moved_to), told.revision, message.device
    newer = ahead > (bool(own.terms.moved_to), own.revision, device)
    merged = merge(own, told, "other" if newer else "one")
    if _same(merged, own):
        return
    _keep_told(tx, register, merged, message.device if newer else device, min(message.at, tx.now) if newer else at)
    if device == register.workstation:
        tx.touch("basket")
    conceding.heard(tx, register, merged)


def _keep_told(tx: Transaction, register: Register, basket: Basket, device: str, at: datetime) -> None:
    if basket.state in ("open", "parked"):
        basket = priced.reprice(tx, register, basket)
    tables.save_basket(tx.db, basket, device, at)
    tx.touch("baskets")


def _locked(tx: Transaction, basket: Basket) -> bool:
    """Whether an amount that somebody is being asked for must not move."""
    return bool(basket.tenders) or tables.open_intent(tx.db, basket.basket_id) is not None


def _same(one: Basket, other: Basket) -> bool:
    stamps = [[line.stamp for line in basket.lines] for basket in (one, other)]
    return one == other and dict(one.gone) == dict(other.gone) and stamps[0] == stamps[1]


def _told(register: Register, message: messages.BasketChanged) -> Basket:
    return Basket(
        message.basket_id,
        register.currency,
        tuple(_line(one, register.currency) for one in message.lines),
        message.customer,
        cast(BasketState, message.state),
        message.revision,
        terms=message.terms,
        gone=message.gone,
    )


def _line(line: messages.BasketLine, currency: str) -> Line:
    return Line(
        line.line_id,
        line.gtin,
        line.quantity,
        Money(line.unit_price_minor, currency),
        line.price_version,
        line.origin,
        cast(LineKind, line.kind if line.kind in LINE_KINDS else "product"),
        line.reference,
        line.returned_from,
        line.returned_line,
        line.particulars,
        stamp=line.stamp,
    )
