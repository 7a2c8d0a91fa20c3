"""What every page of orders can do: who acts, getting lines of orders, papers, and the rarer acts behind one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.errors import Refused
from kiosk.i18n import Translator
from kiosk.paper.counter import Counter
from kiosk.paper.model import Routes
from kiosk.pickup import actions, printing
from kiosk.pickup import tables as pickup
from kiosk.pickup.claiming import ClaimDesk
from kiosk.pickup.model import Claim, Order
from kiosk.staff import tables as staff
from kiosk.till import actions as till
from kiosk.till.actions.collecting import Due
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Grid
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.scroll import Scroll

LONGER = timedelta(days=3)
"""So much longer an order is kept when somebody asks for it."""

Done = Callable[[Any], None]
"""Takes what an action gives."""


class OrderActs(DeskScreen):
    """Base of the pages that work on orders."""

    def operator(self) -> str:
        """Name of whoever is signed in here; the device's where nobody must."""
        found = staff.signed_in(self.store.db)
        return found.name if found is not None else ""

    def act(
        self,
        action: Callable[..., Any],  # any action on an order
        order_id: str,
        *args: object,
        done: Done | None = None,
        failed: Callable[[Exception], None] | None = None,
        **named: object,
    ) -> None:
        """Take a step with an order, as whoever is signed in."""
        store = self.store
        store.worker.submit(
            action,
            store.vault,
            store.device,
            order_id,
            *args,
            operator=self.operator(),
            done=done,
            failed=failed or self.explain,
            **named,
        )

    # Getting orders, and going.

    def start_walk(self, order_ids: Sequence[str]) -> None:
        """Get the lines that nobody else holds, and go to the shelves with what was got."""
        left, got = list(order_ids), list[str]()

        def got_one(order_id: str, _claim: Claim) -> None:
            got.append(order_id)
            one_more()

        def not_that(error: Exception) -> None:
            if isinstance(error, Refused):
                self.explain(error)
                one_more()
            else:
                self.explain(error)

        def one_more() -> None:
            if left:
                order_id = left.pop(0)
                self.claim(order_id, partial(got_one, order_id), not_that)
            elif got:
                play("ok")
                navigation.go("pick.list", order_ids=tuple(got))

        one_more()

    def claim(
        self,
        order_id: str,
        done: Callable[[Claim], None],
        failed: Callable[[Exception], None],
        line_ids: tuple[str, ...] = (),
    ) -> None:
        """Ask for lines of an order (none named: all that nobody else holds)."""
        desk = getattr(self.store, "parts", {}).get(ClaimDesk)
        if isinstance(desk, ClaimDesk):
            desk.claim(order_id, line_ids, self.operator(), done, failed)
            return
        # A device without a network is alone, and its own arbiter.
        store = self.store

        def asked(claim: Claim) -> None:
            if claim.granted:
                done(claim)
                return
            store.worker.submit(
                actions.settle_claim,
                store.vault,
                store.device,
                claim.request_id,
                waited=True,
                done=done,
                failed=failed,
            )

        store.worker.submit(
            actions.claim,
            store.vault,
            store.device,
            order_id,
            line_ids,
            operator=self.operator(),
            done=asked,
            failed=failed,
        )

    # Money.

    def charge(self, order: Order, done: Callable[[], object]) -> None:
        """What is to be paid stands in a basket of its own, to be paid on this device in every way that it knows."""
        store = self.store
        due = [Due(line.line_id, line.gtin, line.quantity - line.short, line.price_minor) for line in order.lines]
        store.worker.submit(
            till.charge_order,
            store.register,
            store.session.basket_id,
            order.order_id,
            order.number,
            due,
            order.fee_minor,
            done=lambda _basket: done(),
            failed=self.explain,
        )

    # Papers.

    def routes(self) -> Routes:
        """Which printers there are; none on a device without a counter."""
        counter = getattr(self.store, "parts", {}).get(Counter)
        return counter.routes if isinstance(counter, Counter) else Routes()

    def words(self) -> Translator:
        """What papers for people who work here are written in."""
        return Translator(self.tr.language, zone=self.store.settings.shop.zone)

    def print_labels(self, order_id: str, done: Callable[[str], object] | None = None) -> None:
        """Labels of an order's bags; without a printer they are written by hand, and the work goes on."""
        self._print(printing.print_labels, (order_id,), "stage.label_printed", done)

    def print_list(self, lines: Sequence[tuple[str, str]]) -> None:
        """The list of a walk on paper."""
        self._print(printing.print_list, (self.store.settings.shop.brand, tuple(lines)), "pick.list_printed")

    def print_history(self, order_id: str) -> None:
        """All that happened to an order, on paper."""
        self._print(printing.print_history, (self.store.settings.shop.brand, order_id), "orders.history_printed")

    def _print(
        self,
        action: Callable[..., Any],  # one of `printing`
        args: tuple[object, ...],
        said: str,
        done: Callable[[str], object] | None = None,
    ) -> None:
        store = self.store

        def printed(job_id: str) -> None:
            navigation.say(said, state="ok")
            if done is not None:
                done(job_id)

        def failed(error: Exception) -> None:
            self.explain(error)
            if done is not None:
                done("")

        store.worker.submit(action, store.vault, self.routes(), self.words(), *args, done=printed, failed=failed)

    # What is done seldom.

    def show_more(self, order: Order) -> None:
        """Everything else that can be done with an order, on one sheet."""
        tiles: list[Tile] = []

        def add(icon: str, key: str, do: Callable[[], object]) -> None:
            def chosen() -> None:
                sheet.close()
                do()

            tiles.append(Tile(icon, key=key, action=chosen, outlined=True, pad=(18, 14)))

        if not order.ended and not order.now.packed:
            add("printer", "orders.print_list", lambda: self.print_list(self._lines_of(order)))
            if any(one.holder == self.store.device for one in pickup.claims_of(self.store.db, order.order_id).values()):
                add("hand", "orders.let_go", lambda: self._let_go(order.order_id))
        if order.now.packed and not order.ended:
            add("printer", "orders.print_labels", lambda: self.print_labels(order.order_id))
            if order.slot:
                add("swap", "orders.restage", partial(navigation.go, "pick.stage", order_id=order.order_id))
                add("undo", "orders.unstage", lambda: self.act(actions.unstage, order.order_id))
            else:
                add("undo", "orders.unpack", lambda: self.act(actions.unpack, order.order_id))
        if order.expires_at is not None and not order.ended:
            add("calendar", "orders.extend", lambda: self._extend(order))
        if order.here:
            add("walk", "orders.gone_again", lambda: self.act(actions.leave, order.order_id))
        if order.put_back:
            add("undo", "orders.restock", lambda: self.act(actions.restock, order.order_id))
        add("receipt", "orders.print_history", lambda: self.print_history(order.order_id))
        if not order.ended and not order.handed:
            add("close", "orders.cancel", lambda: self.ask_cancel(order))
        sheet = TillSheet(
            "orders.more_title",
            Scroll(Column(Grid(*tiles, columns=2, gap=12), pad=4)),
            sub=order.number,
            wide=720,
            tall=560,
        )
        sheet.show()

    def settle(self, order: Order) -> None:
        """Goods of an order that is over stand about: they are put back."""
        self.act(actions.restock, order.order_id, done=lambda _: navigation.say("orders.restocked", state="ok"))

    def ask_cancel(self, order: Order) -> None:
        """Cancelling cannot be taken back, so it is asked for twice."""

        def yes() -> None:
            navigation.hide(dialog)
            self.act(actions.cancel, order.order_id)

        dialog = Dialog(
            "orders.cancel_title",
            "orders.cancel_body",
            primary=("orders.cancel_no", lambda: navigation.hide(dialog)),
            secondary=("orders.cancel_yes", yes),
            args={"number": order.number},
            icon="help",
        )
        navigation.show(dialog)

    def _extend(self, order: Order) -> None:
        assert order.expires_at is not None
        until = max(order.expires_at, self.store.clock()) + LONGER

        def done(_order: Order) -> None:
            navigation.say("orders.extended", state="ok", date=self.tr.date(until), time=self.tr.time(until))

        self.act(actions.extend, order.order_id, until, done=done)

    def _let_go(self, order_id: str) -> None:
        store = self.store
        store.worker.submit(actions.release, store.vault, store.device, order_id, failed=self.explain)

    @staticmethod
    def _lines_of(order: Order) -> list[tuple[str, str]]:
        return [(order.order_id, line.line_id) for line in order.lines if line.open]
