"""The queue of orders, the soonest promised first; who has come; several orders in one walk; and the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.associate.widgets import order_detail, order_view, queue_words
from kiosk.associate.widgets.arrival_words import arrivals_of, said_of
from kiosk.associate.widgets.arrivals import ArrivalStrip
from kiosk.associate.widgets.order_card import empty
from kiosk.associate.widgets.order_queue import OrderQueue
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Entry, Order
from kiosk.pickup.risk import Outlook
from kiosk.ui import navigation
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.chip_line import ChipLine, Choice
from kiosk.ui.widgets.scroll import Scroll

OUTLOOK = timedelta(seconds=15)
"""So old may be what is expected of each order; it depends on all orders before it."""

NO_TIME = timedelta(0)

READ_EVERY = 20
"""Seconds after which the list is read again though nothing changed: it shows how late an order is, to the minute."""


class OrdersScreen(OrderActs):
    """What is to be picked and what waits for its shopper. `args`: order_id."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "pictures"})
    place = "associate.orders"

    chosen = ""
    """Id of the order that is shown beside the list."""
    several = False
    """Whether orders are chosen to be picked in one walk."""
    wanted: frozenset[str] = frozenset()
    """The orders of that walk."""
    shown_filter = "all"
    _seconds = 0

    def content(self) -> Widget:
        """Filters and the list at the left, the chosen order at the right; who has come above both."""
        self._names: dict[str, str] = {}
        self._entries: list[Entry] = []
        self._late: dict[str, Outlook] = {}
        self._looked = datetime.min.replace(tzinfo=UTC)
        self._counts: dict[str, int] = {}
        self._detail_shown: tuple[object, ...] = ()
        self.strip = ArrivalStrip(self.open_arrival, lambda: navigation.go("associate.arrivals"))
        self.filters = ChipLine(self.filter)
        self.queue = OrderQueue(self.tapped, size_hint=(1, 1))
        self.walk_button = Button("orders.together", icon="together", size="small", action=self.choose_several)
        self.walk_foot = Column(gap=10)
        self._left = Column(self.filters, self.queue, self.walk_foot, gap=10, grow=True, size_hint=(0.8, 1))
        self.detail = Card(pad=24, gap=14, grow=True)
        self._both = Row(self._left, self.detail, gap=24, align="stretch", grow=True)
        self._page = Column(self._both, gap=14, grow=True)
        return self._page

    def arrived(self) -> None:
        """An order may have been named."""
        self.chosen = str(self.args.get("order_id", self.chosen))
        self.several, self.wanted = False, frozenset()

    def left(self) -> None:
        """Names do not stay in memory where nobody looks at them."""
        self._names.clear()

    # What is shown.

    def refresh(self) -> None:
        """Read the orders, and show them."""
        self._seconds = 0
        now = self.store.clock()
        self._entries = pickup.queue(self.store.db)
        if not OUTLOOK > now - self._looked >= NO_TIME:
            self._looked = now
            self._late = queue_words.outlooks(self._entries, now)
        self._counts = queue_words.counts(self._entries, self._late)
        self.header.title.say_key("orders.title")
        words = self.tr.text("orders.summary", open=self._counts["to_pick"], ready=self._counts["ready"])
        self.header.sub.say(words)
        if not self._entries:
            self._page.replace(empty("parcel", "orders.empty", "orders.empty_more"))
            return
        views = arrivals_of(
            self.tr, [one for one in self._entries if one.here], self._name, partial(said_of, self.store), now
        )
        self.strip.show(views)
        wanted = [self.strip, self._both] if views and not self.several else [self._both]
        if list(reversed(self._page.children)) != wanted:
            self._page.replace(*wanted)
        self._show_queue()
        self._show()

    def changed(self, topics: frozenset[str]) -> None:
        """A commit touched these topics: what the chosen order's goods are called or look like may be other."""
        if topics & {"catalogue", "pictures"} and self._built:
            self._detail_shown = ()
        super().changed(topics)

    def tick(self) -> None:
        """What is left until a promise shrinks by itself."""
        self._seconds += 1
        if self._seconds >= READ_EVERY:
            self.refresh()

    def _show_queue(self) -> None:
        entries, late = self._entries, self._late
        counts = self._counts
        if not counts[self.shown_filter]:
            self.shown_filter = "all"
        self.filters.show(
            [
                Choice(self.tr.text(f"orders.filter_{name}", n=counts[name]), name, selected=name == self.shown_filter)
                for name in queue_words.FILTERS
                if counts[name] and (name == "all" or counts[name] < len(entries) or name == self.shown_filter)
            ]
        )
        shown = [one for one in entries if queue_words.matches(one, self.shown_filter, late)]
        if self.several:
            shown = [one for one in shown if one.state in order_view.TO_PICK]
        if all(one.order_id != self.chosen for one in shown):
            self.chosen = shown[0].order_id if shown else ""
        views = queue_words.QueueViews(self.tr, shown, self.store.clock(), self._name, self.store.device, late)
        chosen = self.wanted if self.several else frozenset({self.chosen})
        self.queue.fill(views, chosen, self.several)
        self._show_walk()

    def _show_walk(self) -> None:
        """Below the list: choosing several, or going with those that were chosen."""
        if not self.several:
            free = queue_words.together(self._entries, self.store.device)
            self.walk_foot.replace(*([self.walk_button] if len(free) > 1 else []))
            return
        units = sum(one.units - one.picked - one.short for one in self._entries if one.order_id in self.wanted)
        go = Button(
            text=self.tr.text(
                "orders.together_go", orders=len(self.wanted), units=self.tr.text("orders.units", n=units)
            ),
            icon="pick",
            kind="accent",
            size="action",
            action=self.start_several,
        )
        go.disabled = not self.wanted
        stop = Button("orders.together_stop", size="action", action=self.stop_several)
        self.walk_foot.replace(Actions(stop, go, gap=12))

    def _show(self) -> None:
        now = self.store.clock()
        entry = next((one for one in self._entries if one.order_id == self.chosen), None)
        claims = pickup.claims_of(self.store.db, self.chosen) if entry is not None else {}
        held = {
            one.holder for one in claims.values() if one.holder and one.until > now and one.holder != self.store.device
        }
        left = order_view.time_left(self.tr, entry, now) if entry is not None else None
        steps = pickup.digest_of(self.store.db, self.chosen)
        shown = (self.chosen, steps, tuple(sorted(held)), self.several, left and left[0])
        if shown == self._detail_shown and self.detail.children:
            return
        self._detail_shown = shown
        order = pickup.load(self.store.db, self.store.vault, self.chosen) if entry is not None else None
        if order is None:
            self.detail.replace(empty("parcel", "orders.none_here", "orders.none_here_more"))
            return
        views = order_view.lines_of(self.store, order)
        outlook = self._late.get(order.order_id)
        parts = order_detail.head(self.tr, order, outlook, now)
        notes = order_detail.notes(self.tr, order, sorted(held), self.settle)
        # Beside who has come, in large letters, there is room for the title and the answers; all else scrolls.
        title, *facts = parts
        body = Column(*facts, *notes, *order_detail.rows(self.tr, views, order), gap=12)
        self.detail.replace(title, Scroll(body), *self._answers(order, bool(held)))

    def _answers(self, order: Order, held: bool) -> Sequence[Widget]:
        if self.several:
            return ()
        more = Button("orders.more", icon="dots", size="action", action=lambda: self.show_more(order))
        if order.method not in ("pickup", "try_on") and order.ready:
            sent = partial(navigation.go, "order.send", order_id=order.order_id)
            go = Button("orders.send_off", icon="truck", kind="accent", size="action", action=sent)
        elif order.ready:
            go = Button(
                "orders.hand_over",
                icon="parcel",
                kind="accent",
                size="action",
                action=partial(navigation.go, "pickup.collect", order_id=order.order_id),
            )
        elif order.done and order.state in ("picking", "picked"):
            words = "orders.stage" if order.picked else "orders.nothing"
            go = Button(
                words,
                icon="parcel",
                kind="accent",
                size="action",
                action=partial(navigation.go, "pick.stage", order_id=order.order_id),
            )
        else:
            begun = order.picked > 0
            words = "orders.help" if held else "orders.go_on" if begun else "orders.start"
            go = Button(
                words, icon="pick", kind="accent", size="action", action=lambda: self.start_walk((order.order_id,))
            )
        return (Actions(more, go, gap=12),)

    # What fingers and scanners do.

    def tapped(self, order_id: str) -> None:
        """A row: shown beside the list, or taken along in the walk."""
        if self.several:
            self.wanted = self.wanted - {order_id} if order_id in self.wanted else self.wanted | {order_id}
        self.chosen = order_id
        self._show_queue()
        self._show()

    def choose(self, order_id: str) -> None:
        """Show another order beside the list."""
        self.chosen = order_id
        self.refresh()

    def filter(self, name: str) -> None:
        """Show a part of the queue."""
        self.shown_filter = name
        self._show_queue()
        self._show()

    def choose_several(self) -> None:
        """Orders are chosen for one walk; those that fit on a trolley are chosen to begin with."""
        self.several = True
        self.wanted = frozenset(queue_words.together(self._entries, self.store.device))
        self.refresh()

    def stop_several(self) -> None:
        """One order at a time again."""
        self.several, self.wanted = False, frozenset()
        self.refresh()

    def start_several(self) -> None:
        """Go with all that were chosen, the soonest promised first."""
        ids = tuple(one.order_id for one in self._entries if one.order_id in self.wanted)
        if ids:
            self.start_walk(ids)

    def open_arrival(self, order_id: str) -> None:
        """Whoever has come is given their goods."""
        navigation.go("pickup.collect", order_id=order_id)

    def on_product(self, code: Any) -> None:  # kiosk.codes.ProductCode
        """A product was scanned: its place and its stock."""
        navigation.go("stock.lookup", gtin=code.gtin)

    def on_unknown(self, code: Any) -> None:  # kiosk.codes.UnknownCode
        """A slot's label: the order that stands there."""
        slot = order_view.slot_of(code.text)
        found = next((one for one in self._entries if slot and one.slot == slot), None)
        if found is not None:
            self.choose(found.order_id)
        else:
            super().on_unknown(code)

    def restyle(self) -> None:
        """Dress anew; words that were made follow the language."""
        if self._built:
            self._names.clear()
            self._detail_shown = ()
        super().restyle()

    def _name(self, order_id: str) -> str:
        """Who an order is for; opened when a row comes into sight."""
        known = self._names.get(order_id)
        if known is None:
            placed = pickup.placed_of(self.store.db, self.store.vault, order_id)
            known = order_view.person(self.tr, placed.surname, placed.title) if placed is not None else ""
            self._names[order_id] = known
        return known
