"""The parts of a shopper's order page: headline, where it waits, its lines, and the code to take along."""

from __future__ import annotations

from datetime import datetime

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.customer.widgets.names import name_of as person
from kiosk.money import Money
from kiosk.pickup import tables
from kiosk.pickup.model import Order, OrderLine
from kiosk.pickup.widgets.words import choice_words, delegate_words, state_key
from kiosk.store import Store
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.text import Icon, Text

MINUTES_EACH = 2
"""Until whoever stands before one at the counter has gone."""

QR = 176
"""Design pixels."""


def head(order: Order) -> Column:
    """How far it is, in one headline; whose it is, and whether it is paid."""
    line = "·".join((tr.text("collect.order", number=order.number), tr.text("collect.items", n=order.units)))
    if order.surname:
        line = f"{person(order.surname, order.title)}·{line}"
    total = tr.money(Money(order.total_minor, order.currency), "receipt")
    parts: list[Widget] = [
        Text(key=state_key(order), role="display", bold=True),
        Text(line, role="body", colour="ink2"),
        Text(tr.text("collect.paid" if order.paid else "collect.to_pay", amount=total), role="second", colour="ink2"),
    ]
    if order.now.delegate:
        parts.append(
            Row(
                Icon("delegate", 36, colour="info"),
                Text(delegate_words(order.now.delegate), role="second", colour="info"),
                gap=12,
            )
        )
    return Column(*parts, gap=4)


def places(store: Store, order: Order, now: datetime) -> list[Widget]:
    """Where it waits, who comes and how long that takes; or what there is to wait for."""
    if order.state in ("ready", "arrived", "partly_collected") and order.slot:
        found: list[Widget] = [_bay(store, order)]
        if order.state == "partly_collected":
            found.append(_note("info", "collect.partly_more"))
        elif order.placed.age:
            found.append(_note("info", "collect.age_more", icon="id_card", age=order.placed.age))
        elif not order.paid:
            found.append(_note("info", "collect.pay_there", icon="card"))
        if order.expires_at is not None and order.state == "ready":
            at = order.expires_at
            soon = (at - now).total_seconds() < 24 * 3600
            found.append(
                _note("warn" if soon else "info", "collect.until", icon="calendar", date=tr.date(at), time=tr.time(at))
            )
        return found
    if order.state == "collected":
        return [_note("ok", "collect.collected_more")]
    if order.ended:
        key = "collect.expired_more" if order.now.end == "expired" else "collect.cancelled_more"
        if order.now.end == "converted":
            key = "collect.converted_more"
        return [_note("info" if order.now.end == "converted" else "err", key)]
    return [_working(order, now)]


def lines(store: Store, order: Order) -> Card:
    """What was ordered, each with its picture, price and how far it is."""
    shown = [one for one in order.lines if one.quantity > one.replaced]
    rows = [_line(store, one, order, one is not shown[-1]) for one in shown]
    return Card(*rows, pad=(32, 8), gap=0)


def take_away(store: Store, order: Order) -> Card:
    """A code for the shopper's phone: in plain words, where the order waits and until when."""
    lines_of = [store.settings.shop.brand, tr.text("collect.order", number=order.number)]
    if order.slot:
        lines_of.append(f"{tr.text('collect.slot')} {order.slot}")
    if order.expires_at is not None and not order.ended:
        at = order.expires_at
        lines_of.append(tr.text("collect.until", date=tr.date(at), time=tr.time(at)))
    words = Column(
        Text(key="collect.take_away", role="h2", bold=True),
        Text(key="collect.take_away_more", role="second", colour="ink2"),
        Row(Icon("shield", 32, colour="ok"), Text(key="collect.privacy", role="caption", colour="ink2"), gap=12),
        gap=8,
    )
    code = QrCode("\n".join(lines_of), size_px=QR)
    if theme.text_scale >= 1.5:
        return Card(words, pad=36)
    return Card(Row(code, words, gap=36), pad=(36, 28))


def _bay(store: Store, order: Order) -> Card:
    """The jade card: the bay large, and beside it how long it takes and who comes."""
    ahead = _ahead(store, order)
    going = order.now.here_more.get("going", "")
    rack = order.slot.partition("-")[0]
    left = Column(
        Text(key="collect.slot", role="body", colour="on_accent2"),
        Text(order.slot, role="numeral", bold=True, colour="on_accent", shrink=True),
        Text(key="collect.go_to", args={"rack": rack}, role="body", bold=True, colour="on_accent"),
        gap=4,
    )
    wait = _raised(
        "clock",
        tr.text("collect.minutes", n=MINUTES_EACH * (ahead + 1)),
        tr.text("collect.ahead", n=ahead) if ahead else tr.text("collect.nobody_ahead"),
    )
    who = _raised(
        "person_circle", going or tr.text("collect.somebody"), tr.text("collect.comes" if going else "collect.desk")
    )
    if theme.text_scale >= 1.5 or theme.simple:
        inner: Widget = Column(left, wait, who, gap=20)
    else:
        left.size_hint_x = 1.15
        inner = Row(left, Column(wait, who, gap=20), gap=28)
    return Card(inner, tone="accent", radius="panel", shadow="e2", pad=44)


def _ahead(store: Store, order: Order) -> int:
    """How many came before, and have not been given their goods yet."""
    mine = order.since("arrived")
    return sum(
        one.order_id != order.order_id and one.state_at is not None and (mine is None or one.state_at < mine)
        for one in tables.queue(store.db)
        if one.state == "arrived"
    )


def _raised(icon: str, title: str, more: str) -> Panel:
    words = Column(
        Text(title, role="h2", bold=True, colour="on_accent"),
        Text(more, role="caption", colour="on_accent"),
        gap=0,
    )
    return Panel(
        Row(Icon(icon, 40, colour="on_accent"), words, gap=18), tone="accent_raised", pad=(28, 22), radius="card"
    )


def _working(order: Order, now: datetime) -> Panel:
    words = tr.text("collect.picked_of", picked=order.picked, all=order.units)
    more = tr.text("collect.wait")
    if order.promised_at is not None:
        at = order.promised_at
        late = at < now
        more = tr.text("collect.late" if late else "collect.promised", date=tr.date(at), time=tr.time(at))
    lines = [Text(words, role="h2", bold=True), Text(more, role="body", colour="ink2")]
    points = order.placed.guarantee_points
    if points and order.member and order.promised_at is not None:
        given = order.promised_at < now
        key = "collect.guarantee_given" if given else "collect.guarantee"
        lines.append(Text(tr.text(key, n=points), role="second", colour="ok" if given else "ink2"))
    return Panel(
        Row(
            Icon("parcel", 72, colour="accent_line"),
            Column(*lines, gap=4),
            gap=28,
        ),
        pad=40,
    )


def _line(store: Store, line: OrderLine, order: Order, lined: bool) -> ListRow:
    product = catalogue.find(store.db, line.gtin, store.currency)
    name = name_of(product) if product is not None else short_gtin(line.gtin)
    detail = detail_of(product) if product is not None else ""
    sub = "  ".join(part for part in (detail, tr.text("collect.line", n=line.quantity - line.replaced)) if part)
    amount = Money(line.price_minor * (line.quantity - line.replaced), order.currency)
    trail: list[Widget] = [Text(tr.money(amount, "receipt"), role="body", bold=True, hug=True)]
    more: list[Widget] = []
    if line.instead_of:
        more.append(
            Row(Icon("refresh", 28, colour="info"), Text(key="collect.instead", role="caption", colour="info"), gap=10)
        )
    if line.lacking:
        more.append(Pill(tr.text("collect.short", n=line.lacking), "warn", tight=True))
        if line.choice:
            more.append(Text(choice_words(line.choice), role="caption", colour="info"))
    if line.handed and line.handed == line.quantity - line.replaced:
        more.append(Text(key="collect.line_handed", role="caption", colour="ink2"))
    if line.picked and not line.open and not line.lacking:
        trail.append(Icon("ok", 44, colour="ok"))
    picture = picture_of(store, product) if product is not None else ""
    return ListRow(
        name,
        sub,
        lead=Picture(picture, seed=line.gtin, width_px=128, height_px=128),
        trail=tuple(trail),
        more=tuple(more),
        line=lined,
    )


def _note(state: str, key: str, icon: str = "", **args: object) -> Panel:
    return Panel(
        Row(Icon(icon or state, 52, colour=state), Text(key=key, args=args, role="body", colour=state), gap=24),
        tone=f"{state}_soft",
        pad=(36, 26),
    )
