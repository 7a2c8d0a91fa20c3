"""The parts of a customer's card: each shows what it is given, and nothing if there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.clienteling.gathering import Facts, Purchase, Tip
from kiosk.clienteling.model import Note, Outreach
from kiosk.customer.widgets.names import name_of as person_of
from kiosk.customer.widgets.names import tier_of
from kiosk.pickup.model import READY, Order
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Flow, Grid, Row
from kiosk.ui.widgets.button import RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text
from sync.formats import outreach_cap

MASKED = 8
"""Notes and messages that are shown; older ones help nobody at the counter."""


def part(title: str, *rows: Widget, note: str = "", icon: str = "") -> Card:
    """One part of the card under its headline."""
    words = Text(key=title, role="body", bold=True)
    head: list[Any] = [Icon(icon, 26, colour="accent_line")] if icon else []  # Kivy's widgets have no types
    head += [words, Text(note, role="second", colour="ink2", hug=True)] if note else [words]
    return Card(Row(*head, gap=12), *rows, pad=(22, 18), gap=6)


def day_of(at: datetime, now: datetime) -> str:
    """Today's time, or the day."""
    return tr.time(at) if tr.date(at) == tr.date(now) else tr.date(at)


def who(facts: Facts, now: datetime) -> Card:
    """Name, tier, points and how old they are; the messages of this week, and whether there may be any."""
    member, client = facts.member, facts.client
    age = tr.age(max(0.0, (now - member.as_of).total_seconds()))
    shown: list[Any] = [
        Fact("client.points", tr.number(member.points)),
        Fact("client.as_of", tr.text("client.ago", age=age)),
    ]
    if facts.mask.keeps:
        free = facts.written < outreach_cap.MOST
        week = tr.text("client.cap", n=facts.written, most=outreach_cap.MOST)
        may = client is not None and client.may_write
        shown += [
            Fact("client.messages", week, colour="ink" if free else "warn"),
            Fact("client.agreed", tr.text("client.agreed_yes" if may else "client.agreed_no")),
        ]
    head = Row(
        Icon("person_circle", 52, colour="accent_line"),
        Column(Text(person_of(member.surname, member.title), role="h1", bold=True), gap=0),
        Pill(tier_of(member), "gold" if member.tier in ("gold", "black", "platinum") else "neutral"),
        gap=16,
    )
    rows: list[Any] = [head, Grid(*shown, columns=2, gap=12)]
    if client is not None and client.associates:
        names = tr.text("client.looked_after", names=tr.text("client.and").join(name for _, name in client.associates))
        rows.append(Text(names, role="second", colour="ink2"))
    return Card(*rows, pad=(22, 18), gap=14)


def masked() -> Panel:
    """What somebody's role does not show is not hidden from them that it exists."""
    return Panel(
        Row(Icon("lock", 28, colour="ink2"), Text(key="client.masked", role="second", colour="ink2"), gap=14),
        pad=(18, 14),
    )


def tips(store: Store, facts: Facts, put: Callable[[str], object]) -> Card | None:
    """What to try next, why, and a line to say."""
    if not facts.tips:
        return None
    levels = stock.levels(store.db, [tip.product.gtin for tip in facts.tips])
    rows = []
    for place, tip in enumerate(facts.tips):
        product = tip.product
        level = levels.get(product.gtin)
        here = tr.text("client.tip_here", n=level.available, place=product.location) if level is not None else ""
        say = Panel(Row(Icon("message", 24, colour="accent_line"), Text(line_to_say(tip), role="second"), gap=12),
                    tone="accent_soft", pad=(14, 10))  # fmt: skip
        rows.append(
            Column(
                ListRow(
                    name_of(product),
                    why(tip),
                    lead=_picture(store, product, 56),
                    trail=(RoundButton("plus", name_key="client.put", action=partial(put, product.gtin), size=60),),
                    more=(Text(here, role="caption", colour="ink2"),) if here else (),
                    line=False,
                    pad=(0, 4),
                ),
                say,
                gap=6,
                pad=(0, 4, 0, 10 if place + 1 < len(facts.tips) else 0),
            )
        )
    return part("client.tips", *rows, icon="spark")


def why(tip: Tip) -> str:
    """The reason in a few words."""
    if tip.why == "goes_with" and tip.because is not None:
        return tr.text("client.why_goes_with", product=name_of(tip.because))
    return tr.text("client.why_usual" if tip.why == "usual" else "client.why_favourite")


def line_to_say(tip: Tip) -> str:
    """A line that a colleague may say as it stands."""
    if tip.why == "goes_with" and tip.because is not None:
        return tr.text("client.say_goes_with", product=name_of(tip.product), because=name_of(tip.because))
    key = "client.say_usual" if tip.why == "usual" else "client.say_favourite"
    return tr.text(key, product=name_of(tip.product))


def bought(store: Store, title: str, found: tuple[Purchase, ...], now: datetime) -> Card | None:
    """What was bought or came back, newest first, and where."""
    if not found:
        return None
    shops = {gln: stock.store_names(store.db, gln) for gln in {one.store for one in found} if gln}
    rows = []
    for place, one in enumerate(found):
        names = shops.get(one.store)
        if one.channel != "store":
            where = tr.text(f"client.by_{one.channel}") if tr.known(f"client.by_{one.channel}") else one.channel
        elif one.store == store.register.store_gln:
            where = tr.text("client.by_here")
        else:
            where = names.text(tr.language) if names is not None else tr.text("client.by_store")
        what = name_of(one.product) if one.product is not None else tr.text(
            "client.not_here", gtin=short_gtin(one.gtin)
        )  # fmt: skip
        detail = detail_of(one.product) if one.product is not None else ""
        units = Text(f"×{abs(one.quantity)}", role="second", colour="ink2", hug=True)
        rows.append(
            ListRow(
                what,
                "·".join(text for text in (day_of(one.at, now), where, detail) if text),
                trail=(units,) if abs(one.quantity) > 1 else (Text("", hug=True),),
                line=place + 1 < len(found),
                role="second",
                pad=(0, 8),
            )
        )
    return part(title, *rows, icon="receipt" if title == "client.bought" else "undo")


def sizes(store: Store, facts: Facts) -> Card | None:
    """The sizes in which they bought what there are several of."""
    if not facts.sizes:
        return None
    kinds = {one.id: one.names for one in catalogue.categories(store.db)}
    pills = []
    for one in facts.sizes:
        kind = kinds[one.category].text(tr.language) if one.category in kinds else one.category
        pills.append(Pill(tr.text("client.size", kind=kind, size=one.size, n=one.times), "neutral", icon="tag"))
    return part("client.sizes", Flow(*pills, gap=8))


def favourites(store: Store, facts: Facts, put: Callable[[str], object] | None) -> Card | None:
    """What they want to find again."""
    if not facts.favourites:
        return None
    rows = []
    for place, product in enumerate(facts.favourites):
        trail: Any = Text("", hug=True)  # Kivy's widgets have no types
        if put is not None:
            trail = RoundButton("plus", name_key="client.put", action=partial(put, product.gtin), size=56)
        rows.append(
            ListRow(
                name_of(product),
                tr.money(product.price),
                lead=_picture(store, product, 44),
                trail=(trail,),
                line=place + 1 < len(facts.favourites),
                role="second",
                pad=(0, 6),
            )
        )
    return part("client.favourites", *rows, icon="heart")


def orders(facts: Facts, open_order: Callable[[str], object]) -> Card | None:
    """Open orders; one that is ready is the first thing to say."""
    if not facts.orders:
        return None
    rows = []
    for place, order in enumerate(facts.orders):
        ready = order.state in READY
        state = Pill(_order_state(order), "ok" if ready else "info", tight=True)
        rows.append(
            ListRow(
                order.number,
                order.slot if ready else "",
                lead="parcel",
                trail=(state,),
                line=place + 1 < len(facts.orders),
                action=partial(open_order, order.order_id),
                pad=(0, 8),
            )
        )
    return part("client.orders", *rows)


def notes(facts: Facts, operator: str, take_back: Callable[[Note], object]) -> Card | None:
    """Words among colleagues, with who wrote them; private ones say so."""
    if not facts.notes:
        return None
    rows = []
    for note in facts.notes[:MASKED]:
        by = note.name or tr.text("client.somebody")
        told = f"{by}·{tr.date(note.at)}"
        more = (Pill(key="client.private", state="neutral", icon="lock", tight=True),) if not note.shared else ()
        own = note.author == operator or facts.mask.notes == "all"
        cross = (
            (RoundButton("close", name_key="client.take_back", action=partial(take_back, note), size=48, kind="quiet"),)
            if own
            else ()
        )
        words = Column(
            Text(note.text, role="second"), Row(Text(told, role="caption", colour="ink2"), *more, gap=8), gap=2
        )
        rows.append(Row(words, *cross, gap=12))
    return part("client.notes", *rows, icon="edit")


def messages(facts: Facts, now: datetime) -> Card | None:
    """What was written to them, and whether it went out."""
    if not facts.messages:
        return None
    rows = []
    for one in facts.messages[:3]:
        words, look = state_of(one)
        rows.append(
            Column(
                Row(Text(one.text, role="second", lines=2), Pill(words, look, tight=True), gap=12),
                Text(f"{one.name or tr.text('client.somebody')}·{day_of(one.at, now)}", role="caption", colour="ink2"),
                gap=2,
            )
        )
    return part("client.written", *rows, icon="message")


def state_of(one: Outreach) -> tuple[str, Any]:
    """(words, look) of a message's state."""
    if one.state == "refused":
        key = f"client.refused_{one.reason}"
        return tr.text(key if tr.known(key) else "client.refused_gone"), "warn"
    return tr.text(f"client.{one.state}"), "ok" if one.state == "sent" else "info"


def _order_state(order: Order) -> str:
    key = f"orders.state.{order.state}"
    return tr.text(key) if tr.known(key) else order.state


def _picture(store: Store, product: Product, side: float) -> Picture:
    return Picture(picture_of(store, product), seed=product.gtin, width_px=side, height_px=side)
