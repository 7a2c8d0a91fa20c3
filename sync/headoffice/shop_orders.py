"""Goods that were paid in a shop and are fetched or sent later: an order for each way, made of their sale."""

from __future__ import annotations

from datetime import datetime

from sync.clock import stamp
from sync.formats import order_states
from sync.formats.receipt_proof import same_name
from sync.headoffice import flags, members, orders, stores
from sync.headoffice.change import Change, Unknown
from sync.messages import OrderLine, OrderPlaced, SaleCompleted, SaleLine


def sold(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """A sale was booked: what of it leaves no shop with its shopper becomes orders; a void takes them back.

    One for each way and shop. The stores that hand them over hear of it with this very transaction; what is sent is
    head office's own. What comes back of an earlier sale takes back what was to be fetched of it.
    """
    if sale.voids:
        _take_back(change, store, device, sale)
        return
    _came_back(change, store, device, sale)
    groups: dict[tuple[str, str], list[SaleLine]] = {}
    for line in sale.lines:
        way = line.particulars.fulfilment
        if way and line.kind == "product" and line.quantity > 0:
            groups.setdefault((way, line.particulars.from_store or store), []).append(line)
    for (way, shop), lines in groups.items():
        try:
            _place(change, shop, way, lines, sale)
        except Unknown:
            flags.raise_flag(change, "unknown_store", store, device, sale.sale_id, f"{way} from {shop}")
            _place(change, store, way, lines, sale)


def _place(change: Change, store: str, way: str, lines: list[SaleLine], sale: SaleCompleted) -> None:
    shop = stores.get(change.db, store)
    person = members.get(change.db, sale.customer) if _known(change, sale.customer) else None
    placed = OrderPlaced(
        order_id=change.new_id(),
        number=orders.next_number(change.db, store),
        store=store,
        home=orders.home_device(change.db, shop),
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
        sale=sale.sale_id,
        sale_number=f"{sale.workstation}-{sale.series}{sale.sequence:04d}",
        version=change.version(),
        at=sale.at,
    )
    orders.insert(change, placed, way)
    if way == "pickup":
        change.post(store, placed)


def _take_back(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    for order in orders.of_sale(change.db, sale.voids):
        if order.state == "collected":
            flags.raise_flag(change, "voided_after_collected", store, device, order.order_id, sale.sale_id)
        elif not order_states.is_terminal(order.state):
            _cancel(change, order, "voided")


def _came_back(change: Change, store: str, device: str, sale: SaleCompleted) -> None:
    """Money was given back for goods that nobody has fetched yet: nobody fetches them now.

    Where only a part came back people must say what becomes of the rest. They hear of it in any case: the device took
    the goods for such as lay on its counter.
    """
    back: dict[str, dict[str, int]] = {}
    for line in sale.lines:
        if line.quantity < 0 and line.returned_from:
            units = back.setdefault(line.returned_from, {})
            name = same_name(line.returned_line)
            units[name] = units.get(name, 0) - line.quantity
    for sale_id, units in back.items():
        for order in orders.of_sale(change.db, sale_id):
            open_lines = [line for line in order.lines if units.get(same_name(line.line_id))]
            if not open_lines or order_states.is_terminal(order.state):
                continue
            if order.method != "pickup":
                # It may have arrived and come back, or be on its way: whoever sends it knows.
                flags.raise_flag(change, "returned_of_shipped", store, device, order.order_id, sale.sale_id)
                continue
            if all(units.get(same_name(line.line_id), 0) >= line.quantity for line in order.lines):
                _cancel(change, order, "returned")
            flags.raise_flag(change, "returned_before_collected", store, device, order.order_id, sale.sale_id)


def _cancel(change: Change, order: orders.Order, reason: str) -> None:
    if order.method == "pickup":
        orders.cancel(change, order.order_id, reason)
        return
    change.db.execute(
        "UPDATE pickup_order SET state = 'cancelled', changed_at = ?, version = ? WHERE order_id = ?",
        (stamp(change.now), change.version(), order.order_id),
    )


def _known(change: Change, member: str) -> bool:
    try:
        return bool(member) and bool(members.get(change.db, member))
    except Unknown:
        return False


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
