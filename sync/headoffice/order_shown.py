"""Orders as head office shows them: to shops on the web, to the order page, on the command line."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from sync.formats.order_state import Order as Fold
from sync.formats.order_state import State
from sync.headoffice import order_elsewhere, refunds
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Unknown
from sync.headoffice.order_money import worth
from sync.messages import OrderMethod, OrderStep


class Line(Struct, frozen=True, kw_only=True):
    """One line of an order as it stands."""

    line_id: str
    gtin: str
    quantity: int
    """As ordered; 0 of a line that came in for another."""
    wanted: int
    """After what was changed."""
    picked: int
    short: int
    """Given up, also where something came instead."""
    lacking: int
    """Given up, and nothing came instead."""
    handed: int
    price_minor: int
    choice: str = ""
    """What the shopper said about what is short: wait, refund, substitute, store:GLN, ship."""
    reason: str = ""
    """Why units are short."""
    instead_of: str = ""
    substitute: bool = True


class Trouble(Struct, frozen=True, kw_only=True):
    """What the steps contradict each other in."""

    trouble: str
    line_id: str
    units: int


class Order(Struct, frozen=True, kw_only=True):
    """An order as head office knows it."""

    order_id: str
    number: str
    store: str
    home: str
    arbiter: str
    member: str
    surname: str
    title: str
    method: OrderMethod
    """ship and delivery: it goes to `carry_to`, or to the member's address."""
    channel: str
    state: State
    waiting: bool
    """Units are short and the shopper has not said what shall become of them."""
    lines: tuple[Line, ...]
    slot: str
    bags: int
    here: str
    """kiosk, car or foot, once the shopper said that they are here."""
    here_more: dict[str, str]
    delegate: str
    total_minor: int
    fee_minor: int
    """Of the total: what it costs that the goods are sent or brought."""
    currency: str
    paid: bool
    paid_by: str
    """What it was paid with after it was placed."""
    due_minor: int
    """Still to pay: at collection, at the door, or by the carrier who collected it."""
    refund_minor: int
    """Given back, or to be given back."""
    promised_at: str
    placed_at: str
    expires_at: str
    changed_at: str
    pickup_code: str
    quantiles: tuple[int, ...]
    age: int
    carry_to: str
    note: str
    end_reason: str
    going_to: str
    made_from: str
    became: tuple[str, ...]
    """Orders that came out of it."""
    sale: str
    """The sale in a shop that it was bought with."""
    sale_number: str
    issues: tuple[Trouble, ...]
    revision: int
    """How many steps are known."""
    version: int


def get(db: sqlite3.Connection, order_id: str) -> Order:
    """The order.

    Raises:
        Unknown: if there is none.
    """
    row = tables.find(db, order_id)
    if row is None:
        raise Unknown("order_id", order_id)
    return _shown(db, row, tables.steps_known(db, order_id))


def of_sale(db: sqlite3.Connection, sale_id: str) -> list[Order]:
    """The orders that were bought with a sale in a shop, oldest first."""
    return [get(db, one) for one in reversed(tables.ids(db, "sale = ? AND sale <> ''", sale_id))]


def of_member(db: sqlite3.Connection, member: str, *, open_only: bool = False, most: int = 100) -> list[Order]:
    """A member's orders, newest first."""
    where = "member = ? AND member <> ''" + (" AND ended = 0" if open_only else "")
    return [get(db, one) for one in tables.ids(db, where, member)[:most]]


def of_store(db: sqlite3.Connection, store: str, *, open_only: bool = False, most: int = 500) -> list[Order]:
    """A store's orders, newest first."""
    where = "store = ?" + (" AND ended = 0" if open_only else "")
    return [get(db, one) for one in tables.ids(db, where, store)[:most]]


def find_number(db: sqlite3.Connection, number: str) -> Order:
    """The newest order that people call by this number.

    Raises:
        Unknown: if there is none.
    """
    found = tables.ids(db, "number = ?", number)
    if not found:
        raise Unknown("order", number)
    return get(db, found[0])


def _shown(db: sqlite3.Connection, row: sqlite3.Row, steps: Sequence[OrderStep]) -> Order:
    order_id = row["order_id"]
    ordered = {line["line_id"]: line for line in tables.lines_of(db, order_id)}
    fold = tables.fold(db, order_id, steps)
    prices = tables.substitute_prices(db, order_id)
    paid = bool(row["paid"])
    value = worth(
        order_elsewhere.priced(db, order_id),
        fold,
        prices,
        row["fee_minor"],
    )
    return Order(
        order_id=order_id,
        number=row["number"],
        store=row["store"],
        home=row["home"],
        arbiter=row["arbiter"] or row["home"],
        member=row["member"],
        surname=row["surname"],
        title=row["title"],
        method=row["method"],
        channel=row["channel"],
        state=fold.state,
        waiting=fold.waiting,
        lines=tuple(_lines(fold, ordered, prices)),
        slot=fold.slot,
        bags=fold.bags,
        here=fold.here,
        here_more=fold.here_more,
        delegate=fold.delegate,
        total_minor=row["total_minor"],
        fee_minor=row["fee_minor"],
        currency=row["currency"],
        paid=paid or bool(fold.paid_by),
        paid_by=fold.paid_by,
        due_minor=0 if paid or fold.paid_by else sum(value.values()),
        refund_minor=refunds.total(db, order_id),
        promised_at=row["promised_at"],
        placed_at=row["placed_at"],
        expires_at=max(fold.until, row["expires_at"]),
        changed_at=row["changed_at"],
        pickup_code=row["pickup_code"],
        quantiles=msgspec.json.decode(row["quantiles"], type=tuple[int, ...]),
        age=row["age"],
        carry_to=row["carry_to"],
        note=row["note"],
        end_reason=fold.reason,
        going_to=fold.going_to,
        made_from=row["made_from"],
        became=tuple(reversed(tables.ids(db, "made_from = ? AND made_from <> ''", order_id))),
        sale=row["sale"],
        sale_number=row["sale_number"],
        issues=tuple(Trouble(trouble=one.trouble, line_id=one.line_id, units=one.units) for one in fold.issues),
        revision=len(steps) or row["revision"],
        version=row["version"],
    )


def _lines(fold: Fold, ordered: dict[str, sqlite3.Row], prices: dict[str, int]) -> list[Line]:
    made = []
    for line_id, line in fold.lines.items():
        row = ordered.get(line_id)
        made.append(
            Line(
                line_id=line_id,
                gtin=line.gtin if row is None else row["gtin"],
                quantity=0 if row is None else row["quantity"],
                wanted=line.wanted,
                picked=line.picked,
                short=line.short,
                lacking=line.lacking,
                handed=line.handed,
                price_minor=prices.get(line_id, 0) if row is None else row["price_minor"],
                choice=line.choice,
                reason=line.reason,
                instead_of=line.instead_of,
                substitute=row is None or bool(row["substitute"]),
            )
        )
    return made
