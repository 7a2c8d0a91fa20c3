"""An order as its page shows it: what it is, what may be done, and how old the word of the store is."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from sync.clock import parse, stamp
from sync.formats.order_state import TERMINAL
from sync.headoffice import orders, presence, stores
from sync.headoffice.change import Unknown
from sync.headoffice.keys import Keys
from sync.headoffice.orders import Line, Order
from sync.headoffice.pages import saying, shelf, tokens, ways
from sync.headoffice.pages.answers import LineState, May, PageOffer, PageOrder, PageOrderLine
from sync.headoffice.pages.tokens import Address
from sync.messages import Texts

SHOWN_FOR = timedelta(days=30)
"""After its end; then the address shows nothing any more."""

ASK_BEFORE = timedelta(days=2)
"""Before an order goes back to the shelf, its page offers more time."""

MORE_TIME = timedelta(days=3)

LONGEST_STAY = timedelta(days=30)
"""Since the order was placed; the shelf is small."""

_STEPS = {
    "placed": 0,
    "accepted": 0,
    "picking": 1,
    "picked": 1,
    "ready": 2,
    "arrived": 2,
    "partly_collected": 2,
    "collected": 3,
}


def show(db: sqlite3.Connection, keys: Keys, chain: str, address: Address, now: datetime) -> PageOrder:
    """The order's page.

    Raises:
        Unknown: if there is no such order, or its page is no longer shown.
    """
    return of(db, keys, chain, orders.get(db, address.order_id), address, now)


def of(db: sqlite3.Connection, keys: Keys, chain: str, order: Order, address: Address, now: datetime) -> PageOrder:
    """The same of an order that was read.

    Raises:
        Unknown: if its page is no longer shown.
    """
    if order.state in TERMINAL and parse(order.changed_at) < now - SHOWN_FOR:
        raise Unknown("order", order.number)
    shop = stores.get(db, order.store)
    friend = address.holder == "friend"
    devices = presence.devices(db, order.store)
    heard = max((device.seen_at for device in devices), default="")
    ended = order.state in TERMINAL
    became = "" if friend or not order.became else tokens.path(keys, order.became[-1])
    return PageOrder(
        number=order.number,
        friend=friend,
        chain=chain,
        store=order.store,
        store_name=shop.name,
        address=shop.address,
        opens=shop.opens,
        closes=shop.closes,
        time_zone=shop.time_zone,
        currency=order.currency,
        method=order.method,
        state=order.state,
        step=_STEPS.get(order.state, -1),
        slot=order.slot,
        here=order.here,
        here_more=dict(order.here_more),
        delegate="" if friend else order.delegate,
        lines=tuple(_line(db, order, line, friend, now) for line in order.lines),
        total_minor=0 if friend else order.total_minor,
        fee_minor=0 if friend else order.fee_minor,
        due_minor=0 if friend or ended else order.due_minor,
        refund_minor=0 if friend else order.refund_minor,
        promised_at=order.promised_at,
        expires_at="" if ended else order.expires_at,
        digits="" if ended or order.method != "pickup" else order.pickup_code,
        reason=order.end_reason,
        next_path=became,
        friend_path="" if friend or ended else tokens.path(keys, order.order_id, "friend"),
        may=tuple(_may(order, friend, now)),
        said=() if friend else tuple(saying.of(db, order.order_id)),
        changed_at=order.changed_at,
        heard_at=heard,
        reached=any(device.is_there(now) for device in devices),
        at=stamp(now),
        version=order.version,
    )


def longer(order: Order, now: datetime) -> datetime | None:
    """To when the shopper may have the order kept; None: not, or not yet."""
    if order.state in TERMINAL or not order.expires_at or order.method != "pickup":
        return None
    expires = parse(order.expires_at)
    if not now < expires <= now + ASK_BEFORE:
        return None
    until = min(expires + MORE_TIME, parse(order.placed_at) + LONGEST_STAY)
    return until if until > expires else None


def _may(order: Order, friend: bool, now: datetime) -> list[May]:
    if order.state in TERMINAL:
        return [] if friend else ["say"]
    found: list[May] = []
    if order.method == "pickup":
        found.append("leave" if order.here else "arrive")
    if friend:
        return found
    if order.state != "partly_collected":
        found.append("cancel")
    if order.method == "pickup":
        found.append("delegate")
    if any(_offers_wanted(line) for line in order.lines):
        found.append("choose")
    if longer(order, now) is not None:
        found.append("extend")
    if _STEPS[order.state] > 1:
        found.append("say")
    return found


def _offers_wanted(line: Line) -> bool:
    return line.lacking > 0 and line.choice in ("", "wait")


def _line(db: sqlite3.Connection, order: Order, line: Line, friend: bool, now: datetime) -> PageOrderLine:
    known = shelf.words(db, line.gtin)
    open_ = order.state not in TERMINAL
    return PageOrderLine(
        line_id=line.line_id,
        gtin=line.gtin,
        name=known.name if known else Texts(line.gtin),
        size=known.size if known else "",
        colour=known.colour if known else "",
        image=known.image if known else "",
        quantity=line.wanted,
        price_minor=0 if friend else line.price_minor,
        state=_state(line),
        short=line.short,
        choice="" if friend else line.choice,
        instead_of=line.instead_of,
        offers=tuple(_offers(db, order, line, now)) if open_ and not friend and _offers_wanted(line) else (),
    )


def _state(line: Line) -> LineState:
    if line.handed >= line.wanted - line.short and line.handed:
        return "handed"
    if line.lacking:
        return "left_out" if line.choice in ("refund", "ship") or line.choice.startswith("store:") else "lacking"
    if line.short and line.short >= line.wanted:
        return "replaced"
    if line.picked >= line.wanted - line.short and line.picked:
        return "found"
    return "open"


def _offers(db: sqlite3.Connection, order: Order, line: Line, now: datetime) -> list[PageOffer]:
    """What may become of the units that were not found, with price and time."""
    sum_minor = line.lacking * line.price_minor
    wanted = {line.gtin: line.lacking}
    found = [PageOffer(choice="substitute", kind="substitute", amount_minor=sum_minor)]
    for way in ways.of(db, order.store, wanted, now):
        if way.way == "pickup" and way.store != order.store and order.method == "pickup":
            found.append(PageOffer(choice=f"store:{way.store}", kind="store", name=way.name, ready_at=way.ready_at))
    if line.choice != "wait":
        found.append(PageOffer(choice="wait", kind="wait"))
    found.append(PageOffer(choice="refund", kind="refund", amount_minor=sum_minor))
    return found
