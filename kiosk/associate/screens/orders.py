"""All open pickup orders, the soonest promised first, and the chosen one beside them."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.bench import value_panel
from kiosk.associate.widgets.order_card import OrderCard, empty, line_row
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text

READ_EVERY = 30
"""Seconds after which the list is read again though nothing changed: it shows how late an order is, to the minute."""


class OrdersScreen(DeskScreen):
    """What is to be picked and what waits for its shopper."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "pictures"})
    place = "associate.orders"

    chosen = ""
    """Id of the order that is shown beside the list."""
    _seconds = 0

    def content(self) -> Widget:
        """The list at the left, the chosen order at the right."""
        self.list = Column(gap=12, pad=(2, 2, 2, 8))
        self._left = Scroll(self.list, size_hint=(0.8, 1))
        self.detail = Card(pad=24, gap=16, grow=True)
        self._page = Row(self._left, self.detail, gap=24, align="stretch", grow=True)
        return self._page

    def arrived(self) -> None:
        """An order may have been named."""
        self.chosen = str(self.args.get("order_id", self.chosen))

    def refresh(self) -> None:
        """Read the orders, and show them."""
        self._seconds = 0
        orders = pickup.open_orders(self.store.db, self.store.vault)
        ready = sum(order.state == "ready" for order in orders)
        self.header.title.say_key("orders.title")
        self.header.sub.say(self.tr.text("orders.summary", open=len(orders) - ready, ready=ready))
        if not orders:
            self._page.replace(empty("parcel", "orders.empty", "orders.empty_more"))
            return
        if self._left.parent is None:
            self._page.replace(self._left, self.detail)
        if all(order.order_id != self.chosen for order in orders):
            mine = [order for order in orders if order.home == self.store.device]
            self.chosen = (mine or orders)[0].order_id
        now = self.store.clock()
        self.list.replace(
            *[
                OrderCard(
                    self.tr,
                    order,
                    order.home == self.store.device,
                    now,
                    partial(self.choose, order.order_id),
                    order.order_id == self.chosen,
                )
                for order in orders
            ]
        )
        self._show(next(order for order in orders if order.order_id == self.chosen))

    def tick(self) -> None:
        """What is left until a promise shrinks by itself."""
        self._seconds += 1
        if self._seconds >= READ_EVERY:
            self.refresh()

    def choose(self, order_id: str) -> None:
        """Show another order beside the list."""
        self.chosen = order_id
        self.refresh()

    def on_product(self, code: Any) -> None:  # kiosk.codes.ProductCode
        """A product was scanned: its place and its stock."""
        navigation.go("stock.lookup", gtin=code.gtin)

    def _show(self, order: Order) -> None:
        tr, now = self.tr, self.store.clock()
        views = order_view.lines_of(self.store, order)
        promised = order_view.promise(tr, order, now) or tr.text("orders.no_promise")
        left = order_view.time_left(tr, order, now)
        facts = [
            Fact("orders.fact_units", tr.text("orders.picked_of", picked=order.picked, all=order.units)),
            Fact("orders.fact_promise", promised, colour="err" if left and left[0] == "err" else "ink"),
            Fact("orders.fact_money", order_view.money_of(tr, order)),
        ]
        state = Pill(tr.text(f"orders.state.{order.state}"), order_view.STATES[order.state])
        parts: list[Widget] = [
            Row(
                Column(
                    Text(order.number, role="h1", bold=True),
                    Text(order_view.who(tr, order), role="body", colour="ink2"),
                    gap=-2,
                ),
                state,
                gap=16,
            ),
            Panel(Grid(*facts, columns=3, large=2, gap=16), pad=(20, 14)),
            Scroll(Column(*[line_row(tr, view, view is views[-1]) for view in views])),
        ]
        if order.home != self.store.device:
            parts.append(self._elsewhere_note(order))
        else:
            parts.append(self._actions(order))
        self.detail.replace(*parts)

    def _elsewhere_note(self, order: Order) -> Widget:
        words = Text(self.tr.text("orders.elsewhere_more", device=order.home), role="body", colour="info")
        return Panel(Row(Icon("tablet", 30, colour="info"), words, gap=16), tone="info_soft", pad=(20, 16))

    def _actions(self, order: Order) -> Widget:
        cancel = Button("orders.cancel", size="tall", action=lambda: self.ask_cancel(order))
        if order.state == "ready":
            place = value_panel(self.tr.text("orders.fact_slot"), order.slot, tone="accent_soft", colour="accent_line")
            go = Button(
                "orders.hand_over",
                icon="qr_scan",
                kind="accent",
                size="tall",
                action=lambda: navigation.go("pickup.collect"),
            )
            return Column(place, Actions(cancel, go, gap=12), gap=12)
        if order.done and order.state == "picking":
            words, icon, screen = "orders.stage", "parcel", "pick.stage"
        elif order.state == "picking":
            words, icon, screen = "orders.go_on", "pick", "pick.list"
        else:
            words, icon, screen = "orders.start", "pick", "pick.list"
        go = Button(
            words,
            icon=icon,
            kind="accent",
            size="tall",
            action=lambda: navigation.go(screen, order_id=order.order_id),
        )
        return Actions(cancel, go, gap=12)

    def ask_cancel(self, order: Order) -> None:
        """Cancelling cannot be taken back, so it is asked for twice."""

        def yes() -> None:
            navigation.hide(dialog)
            self.submit(actions.cancel, self.store.vault, self.store.device, order.order_id)

        dialog = Dialog(
            "orders.cancel_title",
            "orders.cancel_body",
            primary=("orders.cancel_no", lambda: navigation.hide(dialog)),
            secondary=("orders.cancel_yes", yes),
            args={"number": order.number},
            icon="help",
        )
        navigation.show(dialog)
