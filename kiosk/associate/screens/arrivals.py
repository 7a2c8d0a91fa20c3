"""Everybody who has come to fetch something: the longest waiting first, who goes to them, and what they came with."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.associate.widgets.arrival_words import arrivals_of, person_of, said_of
from kiosk.associate.widgets.arrivals import ArrivalView, arrival_card
from kiosk.associate.widgets.order_card import empty
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.scroll import Scroll


class ArrivalsScreen(OrderActs):
    """Cars, people on foot and those at kiosks. Their minutes run."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders"})
    place = "associate.orders"

    def content(self) -> Widget:
        """One list."""
        self.list = Column(gap=12, pad=(2, 2, 2, 8))
        self._scroll = Scroll(self.list)
        self._page = Column(self._scroll, grow=True)
        self._shown: tuple[object, ...] = ()
        return self._page

    def refresh(self) -> None:
        """Show who is here now."""
        self._shown = ()
        self.tick()

    def tick(self) -> None:
        """A second later: the minutes are others."""
        store, now = self.store, self.store.clock()
        entries = [one for one in pickup.queue(store.db) if one.here]
        views = arrivals_of(self.tr, entries, partial(person_of, store, self.tr), partial(said_of, store), now)
        self.header.title.say_key("arrivals.title")
        self.header.sub.say(self.tr.text("arrivals.sub", n=len(views)))
        shown = (tuple(views), self.tr.language)
        if shown == self._shown:
            return
        self._shown = shown
        if not views:
            self._page.replace(empty("car", "arrivals.nobody", "arrivals.nobody_more"))
            return
        if self._scroll.parent is None:
            self._page.replace(self._scroll)
        self.list.replace(*[self._card(view) for view in views])

    def left(self) -> None:
        """Names do not stay on a page that nobody looks at."""
        self.list.replace()
        self._shown = ()

    def go(self, order_id: str) -> None:
        """Whoever is signed in goes there; everybody sees it, the shopper too."""
        said = said_of(self.store, order_id)
        order = pickup.load(self.store.db, self.store.vault, order_id)
        if order is None or not order.here:
            return
        more = {key: value for key, value in said.items() if key != "since"}
        more["going"] = self.operator() or self.store.device

        def done(_order: Order) -> None:
            play("ok")
            navigation.say("arrivals.going_said", state="ok")

        self.act(actions.arrive, order_id, order.here, more=more, done=done)

    def _card(self, view: ArrivalView) -> Widget:
        go = None if view.going else partial(self.go, view.order_id)
        return arrival_card(view, partial(navigation.go, "pickup.collect", order_id=view.order_id), go)
