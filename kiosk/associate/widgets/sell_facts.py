"""What the till's lines say: read from catalogue and price book, for exactly the lines that are shown."""

from __future__ import annotations

from datetime import date

from kiosk.associate.widgets.sell_lines import LineFacts
from kiosk.catalogue import tables as catalogue
from kiosk.store import Store
from kiosk.till import needs, outlook, priced
from kiosk.till.model import Basket, Line
from kiosk.till.reasons import reasons
from kiosk.ui.tr import Tr
from sync.formats.price_book import Needs


def in_order(basket: Basket) -> list[Line]:
    """The lines as they are shown: what belongs to a line right behind it."""
    heads = {line.line_id for line in basket.lines}
    own: dict[str, list[Line]] = {}
    for line in basket.lines:
        if line.particulars.attached_to in heads:
            own.setdefault(line.particulars.attached_to, []).append(line)
    found: list[Line] = []
    for line in basket.lines:
        if line.particulars.attached_to not in heads:
            found += [line, *own.get(line.line_id, ())]
    return found


def lacks(wanted: Needs, line: Line) -> str:
    """`age`, `serial` or `lot`: what must still be there before the line can be paid; empty for nothing."""
    special = line.particulars
    if special.age_checked < wanted.age:
        return "age"
    if wanted.serial and not special.serial:
        return "serial"
    return "lot" if wanted.lot and not special.lot else ""


def born_by(today: date, age: int) -> date:
    """The last birthday of somebody who is so old today."""
    year = today.year - age
    # Who was born on 29 February is a year older on 1 March.
    return today.replace(year=year, day=28) if (today.month, today.day) == (2, 29) else today.replace(year=year)


def facts_of(store: Store, tr: Tr, basket: Basket, chosen: str) -> list[LineFacts]:
    """All lines with what is known of them."""
    db, now = store.db, store.clock()
    wanted = needs.of_lines(db, now, basket)
    attached = {(line.particulars.attached_to, line.gtin) for line in basket.lines}
    found = []
    for line in in_order(basket):
        product = catalogue.find(db, line.gtin, basket.currency)
        name = product.names.text(tr.language) if product else _nameless(tr, line)
        path = store.image(product.image) if product else None
        one = wanted.get(line.line_id)
        plans = (
            [gtin for gtin in one.plan_gtins if (line.line_id, gtin) not in attached]
            if one is not None and line.line_id == chosen
            else []
        )
        found.append(
            LineFacts(
                line,
                name,
                (product.size or product.colour) if product else "",
                str(path) if path else "",
                _why(store, tr, basket, line),
                lacks(one, line) if one is not None else "",
                tuple((gtin, words) for gtin in plans if (words := _plan(store, tr, gtin))),
                line.line_id == chosen,
                tr.language,
            )
        )
    return found


def near_miss(store: Store, tr: Tr, basket: Basket) -> str:
    """What a little more would give, in words; empty for nothing."""
    return outlook.near_miss(store.db, store.clock(), store.register, basket, tr.translator)


def _why(store: Store, tr: Tr, basket: Basket, line: Line) -> tuple[str, ...]:
    # What comes back is worth what was paid for it: why that was less stands on its own receipt.
    if not line.reductions or line.returned:
        return ()
    return tuple(reasons(store.db, store.clock(), store.register, line.reductions, basket.book_version, tr.translator))


def _plan(store: Store, tr: Tr, gtin: str) -> str:
    product = catalogue.find(store.db, gtin, store.currency)
    if product is None:
        return ""
    price = priced.shelf_price(store.db, store.clock(), product)
    return tr.text("sell.plan", name=product.names.text(tr.language), amount=tr.money(price))


def _nameless(tr: Tr, line: Line) -> str:
    return tr.text("sell.deposit") if line.kind == "deposit" else line.gtin.lstrip("0")
