"""From a basket in a browser to an order: looked through with what holds now, then placed once."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sync.clock import parse, stamp
from sync.headoffice import idempotency, orders
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.keys import Keys
from sync.headoffice.pages import shelf, tokens, ways
from sync.headoffice.pages.answers import PageBasket, PageLine, PageOrdered, PageOrderRequest
from sync.headoffice.requests import normal

_KEY = re.compile(r"[A-Za-z0-9-]{16,64}")


def look_through(db: sqlite3.Connection, store: str, lines: Sequence[PageLine], now: datetime) -> PageBasket:
    """The basket with the prices of now, and what each way can do for it.

    Raises:
        Unknown: if there is no such store.
        Invalid: a GTIN with a wrong check digit, or one twice.
    """
    wanted = _wanted(lines)
    found = shelf.products(db, store, list(wanted))
    return PageBasket(
        products=tuple(found),
        total_minor=sum(product.price_minor * wanted[product.gtin] for product in found),
        ways=tuple(ways.of(db, store, wanted, now)),
        at=stamp(now),
    )


def order(change: Change, keys: Keys, page_store: str, key: str, asked: bytes, data: PageOrderRequest) -> PageOrdered:
    """Place the order; the same key and request again give the same answer and no second order.

    It is paid where it is handed over. Prices are the store's own: what the shopper was shown must be what holds.

    Raises:
        Unknown: store or product.
        Invalid: no key, no name, no address where one is needed, a way that the store does not offer.
        Conflict: another price, not so many to be had, or another fee; the field says `lines[i].price`,
            `lines[i].quantity` or `fee`.
    """
    check_key(key)
    return idempotency.once(
        change, f"page/{page_store}/{key}", asked, PageOrdered, lambda: _place(change, keys, page_store, data)
    )


def ordered(db: sqlite3.Connection, page_store: str, key: str) -> PageOrdered:
    """What was answered to the order that was sent under this key.

    Raises:
        Unknown: if none arrived.
    """
    found = idempotency.answer(db, f"page/{page_store}/{key}", PageOrdered) if _KEY.fullmatch(key) else None
    if found is None:
        raise Unknown("key", key[:8])
    return found


def _place(change: Change, keys: Keys, page_store: str, data: PageOrderRequest) -> PageOrdered:
    db = change.db
    wanted = _wanted(data.lines)
    way = ways.one(db, data.store, data.way, wanted, change.now)
    if way is None:
        raise Invalid("way", f"{data.way} is not offered")
    if data.store != page_store and data.way != "pickup":
        raise Invalid("store", "goods are sent from the store whose page this is")
    fee_minor = ways.fee(way, sum(line.price_minor * line.quantity for line in data.lines))
    known = {product.gtin: product for product in shelf.products(db, data.store, list(wanted))}
    for place, line in enumerate(data.lines):
        gtin = normal(line.gtin)
        if gtin not in known or gtin in way.lacking:
            raise Conflict(f"lines[{place}].quantity", "not so many are to be had")
        if line.price_minor != known[gtin].price_minor:
            raise Conflict(f"lines[{place}].price", "the price has changed")
    if data.fee_minor != fee_minor:
        raise Conflict("fee", "the fee has changed")
    name, address = one_line(data.name), one_line(data.address)
    if not name:
        raise Invalid("name", "a name to call is needed")
    if data.way != "pickup" and not address:
        raise Invalid("address", "where to is needed")
    order = orders.place(
        change,
        data.store,
        tuple(
            orders.Wanted(
                gtin=normal(line.gtin),
                quantity=line.quantity,
                price_minor=line.price_minor,
                substitute=line.substitute,
            )
            for line in data.lines
        ),
        surname=name,
        contact=one_line(data.phone),
        paid=False,
        promised_at=parse(way.ready_at),
        method=data.way,
        channel="web",
        carry_to=address if data.way != "pickup" else "",
        note=one_line(data.note),
        language=data.language,
        fee_minor=fee_minor,
    )
    return PageOrdered(number=order.number, path=tokens.path(keys, order.order_id))


def check_key(key: str) -> None:
    """Whether it is a key under which something may be asked for once.

    Raises:
        Invalid: if it is too short to be nobody else's, or too long.
    """
    if _KEY.fullmatch(key) is None:
        raise Invalid("Idempotency-Key", "16 to 64 letters, digits and dashes")


def one_line(text: str) -> str:
    """What a stranger typed, fit for labels and lists: one line, no control or direction characters."""
    plain = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    return " ".join("".join(one for one in plain if unicodedata.category(one) not in {"Cf", "Cs", "Co"}).split())


def _wanted(lines: Sequence[PageLine]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for place, line in enumerate(lines):
        gtin = normal(line.gtin, f"lines[{place}].gtin")
        if gtin in wanted:
            raise Invalid(f"lines[{place}].gtin", "stands in the basket twice")
        wanted[gtin] = line.quantity
    return wanted
