"""What was ordered ahead, in the order in which it was promised: begin with one, say that it is ready."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.catalogue import tables as catalogue
from kiosk.customer.widgets.names import name_of
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Claim, Order
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

SOON_S = 5 * 60
"""So long before its hour an order is shown as pressing."""


class PrepScreen(OrderActs):
    """To be made at the left, ready at the right."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue"})
    place: ClassVar[str] = "associate.more"

    def content(self) -> Widget:
        """Two lists."""
        self._todo, self._ready = Column(gap=12, pad=(2, 4)), Column(gap=12, pad=(2, 4))
        left = Column(
            Text(key="prep.todo", role="body", bold=True, colour="ink2"), Scroll(self._todo), gap=12, grow=True
        )
        right = Column(
            Text(key="prep.ready", role="body", bold=True, colour="ink2"),
            Scroll(self._ready),
            gap=12,
            grow=True,
            size_hint=(0.6, 1),
        )
        return Row(left, right, gap=24, align="stretch", grow=True)

    def refresh(self) -> None:
        """Read what was ordered ahead."""
        store = self.store
        orders = actions.ordered_ahead(store.db, store.vault)
        todo = [one for one in orders if not one.ready]
        self.header.title.say_key("prep.title")
        self.header.sub.say(self.tr.text("prep.summary", n=len(todo)))
        self._todo.replace(*([self._card(one) for one in todo] or [_nothing()]))
        none = Text(key="prep.nothing_ready", role="body", colour="ink2")
        self._ready.replace(*([self._row(one) for one in orders if one.ready] or [none]))

    def begin(self, order_id: str) -> None:
        """Somebody makes it now, and nobody else has to."""

        def got(_: Claim) -> None:
            play("ok")
            if self.shown:
                self.refresh()

        self.claim(order_id, got, self.explain)

    def ready(self, order_id: str) -> None:
        """It stands on the counter. Whoever did not begin with it before holds its lines at once now."""

        def say_so(_: object) -> None:
            self.act(actions.prepared, order_id, done=lambda _: play("ok"))

        known = tables.entry(self.store.db, order_id)
        if known is not None and known.holder == self.store.device:
            say_so(None)
        else:
            self.claim(order_id, say_so, self.explain)

    def _card(self, one: Order) -> Card:
        tr, now = self.tr, self.store.clock()
        at = one.promised_at
        left = (at - now).total_seconds() if at is not None else 0.0
        pressing = at is not None and left < SOON_S
        when = Text(tr.time(at) if at is not None else "–", role="h1", bold=True, hug=True)
        when.paint("err" if at is not None and left < 0 else "warn" if pressing else "accent_line")
        names = catalogue.names(self.store.db, [line.gtin for line in one.lines])
        called = {gtin: words.text(tr.language) for gtin, words in names.items()}
        goods = [
            Text(f"{line.quantity} × {called.get(line.gtin, line.gtin.lstrip('0'))}", role="body") for line in one.lines
        ]
        begun = one.state == "picking"
        head = Row(
            when,
            Column(
                Text(name_of(one.surname, one.title), role="body", bold=True, lines=1),
                Text(one.number, role="second", colour="ink2", lines=1),
                gap=0,
            ),
            *([Pill(key="prep.begun", state="info", tight=True)] if begun else []),
            gap=16,
        )
        buttons = [] if begun else [Button("prep.begin", size="small", action=partial(self.begin, one.order_id))]
        buttons.append(
            Button("prep.is_ready", icon="tick", kind="accent", size="small", action=partial(self.ready, one.order_id))
        )
        return Card(head, Column(*goods, gap=2), Actions(*buttons, gap=12), pad=(22, 16), gap=12)

    def _row(self, one: Order) -> Card:
        words = Row(
            Icon("ok", 28, colour="ok"),
            Text(name_of(one.surname, one.title), role="body", bold=True, lines=1),
            Text(one.number, role="second", colour="ink2", hug=True),
            gap=14,
        )
        return Card(words, pad=(20, 14))


def _nothing() -> Any:  # Kivy's widgets
    return Column(
        Gap(40),
        Row(Gap(), Icon("timer", 64, colour="accent_line"), Gap()),
        Text(key="prep.nothing", role="h1", bold=True, align="center"),
        Text(key="prep.nothing_more", role="body", colour="ink2", align="center"),
        gap=12,
    )
