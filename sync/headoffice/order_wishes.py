"""Orders that devices ask for: placed as if on the web, each once, or refused with the reason."""

from __future__ import annotations

from datetime import datetime

from sync.clock import parse
from sync.headoffice import orders
from sync.headoffice.change import Change, Conflict, Invalid, Unknown
from sync.headoffice.orders import Wanted
from sync.messages import OrderWishAnswered, OrderWished


def wished(change: Change, store: str, event: OrderWished) -> None:
    """A device asks for an order; its store hears what became of it. Asked again, the answer is the same."""
    row = change.db.execute("SELECT order_id FROM pickup_order WHERE wish = ?", (event.wish_id,)).fetchone()
    refused, detail = "", ""
    order = None if row is None else orders.get(change.db, row["order_id"])
    if order is None:
        change.db.execute("SAVEPOINT wish")
        try:
            order = _place(change, event)
        except (Unknown, Conflict, Invalid) as fault:
            change.db.execute("ROLLBACK TO wish")
            refused = {Unknown: "unknown", Conflict: "not_promised", Invalid: "invalid"}[type(fault)]
            detail = fault.field
        change.db.execute("RELEASE wish")
    answer = OrderWishAnswered(
        wish_id=event.wish_id,
        store=event.store,
        order_id=order.order_id if order else "",
        number=order.number if order else "",
        promised_at=_moment(order.promised_at) if order else None,
        refused=refused,
        detail=detail,
        version=change.version(),
        at=change.now,
    )
    change.post(store, answer)


def _place(change: Change, event: OrderWished) -> orders.Order:
    wanted = [
        # Nothing is sold for nothing by mistake: no price said is the store's price.
        Wanted(
            gtin=line.gtin,
            quantity=line.quantity,
            price_minor=line.price_minor or None,
            substitute=line.substitute,
        )
        for line in event.lines
    ]
    return orders.place(
        change,
        event.store,
        wanted,
        member=event.member,
        surname=event.surname,
        title=event.title,
        contact=event.contact,
        paid=event.paid,
        promised_at=event.promised_at,
        method=event.method,
        channel=event.channel,
        carry_to=event.carry_to,
        note=event.note,
        sale=event.sale,
        wish=event.wish_id,
    )


def _moment(text: str) -> datetime | None:
    return parse(text) if text else None
