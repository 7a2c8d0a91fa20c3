"""Goods that were paid in a shop and are fetched or sent later: an order for each way, made of their sale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sync.formats import bundle
from sync.formats.receipt_proof import same_name
from sync.headoffice import allocations, bundles, flags, members, order_follow, orders, stock, stores
from sync.headoffice import order_elsewhere as elsewhere
from sync.headoffice import order_paid as paid
from sync.headoffice import order_tables as tables
from sync.headoffice.change import Change, Conflict, Unknown
from sync.messages import OrderLine, OrderMethod, OrderPlaced, SaleCompleted, SaleLine

WAYS: dict[str, OrderMethod] = {
    "pickup": "pickup",
    "ship": "ship",
    "delivery": "delivery",
    "try_on": "try_on",
    "transfer": "transfer",
}
"""What a line's fulfilment makes of it. `order` is none of them: it is paid here, and handed over by its own order."""

BROUGHT = ("ship", "delivery")
"""Ways on which goods go to the member's address; that of a shipment is on its label."""


def sold(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """A sale was booked: what of it leaves no shop with its shopper becomes orders; a void takes them back.

    One for each way and shop. The stores that hand them over or send them hear of it with this very transaction. What
    comes back of an earlier sale and was never fetched is taken off its order.
    """
    if sale.voids:
        _take_back(change, store, device, sale)
        return
    _came_back(change, store, device, sale)
    paid.sold(change, store, device, sale)
    groups: dict[tuple[OrderMethod, str], list[SaleLine]] = {}
    for line in sale.lines:
        way = WAYS.get(line.particulars.fulfilment)
        if way and line.kind == "product" and line.quantity > 0:
            groups.setdefault((way, line.particulars.from_store or store), []).append(line)
    for (way, shop), lines in groups.items():
        try:
            _place(change, shop, way, lines, sale)
        except Unknown:
            flags.raise_flag(change, "unknown_store", store, device, sale.sale_id, f"{way} from {shop}")
            _place(change, store, way, lines, sale)
    if groups or paid.orders_of(change.db, sale.sale_id):
        _came_before(change, device, sale.sale_id)


def _place(change: Change, store: str, way: OrderMethod, lines: list[SaleLine], sale: SaleCompleted) -> None:
    shop = stores.get(change.db, store)
    person = members.find(change.db, sale.customer) if sale.customer else None
    placed = OrderPlaced(
        order_id=change.new_id(),
        number="",
        store=shop.store,
        home="",
        method=way,
        channel="till",
        member=sale.customer,
        surname=person.surname if person else "",
        title=person.title if person else "",
        lines=tuple(
            OrderLine(
                line_id=line.line_id,
                gtin=line.gtin,
                quantity=line.quantity,
                price_minor=line.amount_minor // line.quantity,
            )
            for line in lines
        ),
        total_minor=sum(line.amount_minor for line in lines),
        currency=sale.currency,
        paid=True,
        promised_at=_promised(lines),
        carry_to=(person.address or "") if person is not None and way in BROUGHT else "",
        sale=sale.sale_id,
        sale_number=f"{sale.workstation}-{sale.series}{sale.sequence:04d}",
        version=0,
        at=sale.at,
    )
    if way == "delivery" and not placed.carry_to:
        # Whoever brings it has a name and no door: somebody asks the member.
        flags.raise_flag(change, "no_address", shop.store, "", placed.order_id, sale.sale_id)
    for line in lines:
        # It is sold: whether there is enough is no longer a question.
        allocations.promise(change, store, line.gtin, line.quantity, placed.order_id)
    language = person.language if person else ""
    orders.write_down(change, placed, [line.amount_minor for line in lines], language=language)


def _take_back(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    paid.voided(change, store, device, sale)
    for order in orders.of_sale(change.db, sale.voids):
        if order.state in ("collected", "partly_collected"):
            flags.raise_flag(change, "voided_after_collected", store, device, order.order_id, sale.sale_id)
        for line in order.lines:
            # The void gave the money back: nothing more is owed for it.
            elsewhere.bring_back(change.db, order.order_id, line.line_id, sale.sale_id, line.quantity)
        _cancel(change, order, "voided")


def _came_back(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """Money was given back for goods that nobody has fetched yet: nobody fetches them now.

    Goods in a hand come first: only what was never handed over is taken off the order. Those units never lay on the
    counter that took them back, so the till's count of them is put right.
    """
    back: dict[str, dict[str, int]] = {}
    parts: dict[str, bundle.Parts] = {}
    for line in sale.lines:
        if line.quantity < 0 and line.returned_from:
            units, name = back.setdefault(line.returned_from, {}), same_name(line.returned_line)
            units[name] = units.get(name, 0) - line.quantity
            parts[name] = line.particulars.parts
    for sale_id, units in back.items():
        for order, names in _bought_with(change, sale_id):
            _return(change, store, device, order, names, units, sale_id, sale.sale_id, parts)


def _bought_with(change: Change, sale_id: str) -> list[tuple[orders.Order, dict[str, str]]]:
    """Orders that a sale made, or paid for, with the names that its receipt has for their lines: line -> name."""
    made = [(order, "") for order in orders.of_sale(change.db, sale_id)]
    made += [(orders.get(change.db, one), f"{sale_id}/") for one in paid.orders_of(change.db, sale_id)]
    return [(order, {line.line_id: same_name(before + line.line_id) for line in order.lines}) for order, before in made]


def _came_before(change: Change, device: str, sale_id: str) -> None:
    """Goods of a sale may come back before it is known here: the device that sold them was off the line."""
    rows = change.db.execute(
        """SELECT back_sale, store, line, sum(units) AS units FROM goods_back WHERE sale_id = ?
           GROUP BY back_sale, store, line ORDER BY min(at)""",
        (sale_id,),
    ).fetchall()
    for row in rows:
        for order, names in _bought_with(change, sale_id):
            parts = {names[line.line_id]: bundles.of(change.db, line.gtin) for line in order.lines}
            back = {row["line"]: row["units"]}
            _return(change, row["store"], device, order, names, back, sale_id, row["back_sale"], parts)


def _return(
    change: Change,
    store: str,
    device: str,
    order: orders.Order,
    names: Mapping[str, str],
    back: dict[str, int],
    sold_with: str,
    sale_id: str,
    parts: Mapping[str, bundle.Parts],
) -> None:
    """So many units of an order's lines came back at a till of `store` with the sale `sale_id`."""
    touched = False
    for line in order.lines:
        name = names[line.line_id]
        units = _unfetched(change, order, line, back.get(name, 0), sold_with, name)
        if units and elsewhere.bring_back(change.db, order.order_id, line.line_id, sale_id, units):
            touched = True
            # The till counted in what had stayed where it was.
            for gtin, moved in bundle.moved(line.gtin, -units, parts.get(name, ())):
                stock.correct(change, store, gtin, moved)
    if touched:
        kind = "returned_before_collected" if order.method in orders.FETCHED else "returned_of_shipped"
        flags.raise_flag(change, kind, store, device, order.order_id, sale_id)
        _take_off(change, orders.get(change.db, order.order_id), sale_id)


def _unfetched(change: Change, order: orders.Order, line: orders.Line, units: int, sold_with: str, name: str) -> int:
    """How many of the units that came back at a till had never been handed over."""
    if units <= 0:
        return 0
    row = change.db.execute(
        "SELECT coalesce(sum(units), 0) FROM goods_back WHERE sale_id = ? AND line = ?",
        (sold_with, name),
    ).fetchone()
    before = int(row[0])
    never = elsewhere.came_back(change.db, order.order_id).get(line.line_id, 0)
    # `goods_back` holds this return already; what came back before and had been handed over is no longer in a hand.
    in_hands = max(0, line.handed - max(0, before - units - never))
    return min(max(0, units - in_hands), max(0, line.quantity - line.handed - never))


def _take_off(change: Change, order: orders.Order, sale_id: str) -> None:
    back = elsewhere.came_back(change.db, order.order_id)
    if all(back.get(line.line_id, 0) >= line.quantity for line in order.lines if line.quantity):
        _cancel(change, order, "returned")
        for other in order.became:
            made = orders.get(change.db, other)
            for line in made.lines:
                elsewhere.bring_back(change.db, other, line.line_id, sale_id, line.quantity)
            _cancel(change, made, "returned")
        return
    for line in order.lines:
        left = max(line.handed, line.quantity - back.get(line.line_id, 0))
        if line.quantity and left < line.wanted:
            try:
                orders.step(change, order.order_id, "amend", line_id=line.line_id, units=left)
            except Conflict:
                # It is over, or goes another way already: people look at the flag.
                _settle(change, order.order_id)


def _cancel(change: Change, order: orders.Order, reason: str) -> None:
    try:
        orders.step(change, order.order_id, "cancel", text=reason)
    except Conflict:
        _settle(change, order.order_id)


def _settle(change: Change, order_id: str) -> None:
    steps = tables.steps_known(change.db, order_id)
    order_follow.settle(change, order_id, tables.fold(change.db, order_id, steps), steps)


def _promised(lines: list[SaleLine]) -> datetime | None:
    """The last moment that was promised for any of them; None if nothing readable was."""
    found = []
    for line in lines:
        try:
            moment = datetime.fromisoformat(line.particulars.promised)
        except ValueError:
            continue
        if moment.tzinfo is not None:
            found.append(moment)
    return max(found, default=None)
