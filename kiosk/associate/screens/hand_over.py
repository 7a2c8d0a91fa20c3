"""The hand-over: the shopper shows the code, the associate checks the goods, and the code is used up."""

from __future__ import annotations

from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.bench import camera_or_hint
from kiosk.associate.widgets.order_card import line_row
from kiosk.codes import OwnCode, PickupCode, ProductCode
from kiosk.errors import Refused
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.camera import Camera
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


class HandOverScreen(DeskScreen):
    """Takes pickup codes. `args`: code, if one was scanned elsewhere."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "pictures", "scanner"})
    place = "pickup.collect"

    code: PickupCode | None = None
    order_id = ""
    """The order that the code is for; empty while none was shown."""
    refused: Refused | None = None
    """Why the last code opens nothing."""
    handed_over = False

    def content(self) -> Widget:
        """What happens at the left, who waits at the right."""
        self.camera, self.view = camera_or_hint(self.store)
        self.eye = Camera(self.store, view=self.camera)
        self.stage = Card(pad=28, gap=16, grow=True)
        self.waiting = Column(gap=0)
        right = Card(
            Text(key="hand.waiting", role="h2", bold=True),
            Scroll(self.waiting),
            pad=24,
            gap=8,
            grow=True,
            size_hint=(0.62, 1),
        )
        return Row(self.stage, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """A code may have been scanned on the way here."""
        self.forget()
        code = self.args.get("code")
        if isinstance(code, PickupCode):
            self.on_pickup(code)

    def left(self) -> None:
        """Names do not stay on a screen that nobody looks at."""
        self.eye.stop()
        self.forget()

    def forget(self) -> None:
        """Back to the beginning."""
        self.code, self.order_id, self.refused, self.handed_over = None, "", None, False

    def on_pickup(self, code: OwnCode) -> None:
        """Whose order is it, and how far is it?"""
        assert isinstance(code, PickupCode)

        def done(order: Order) -> None:
            play("ok" if order.state == "ready" else "no")
            self.order_id = order.order_id
            self.refresh()

        self.forget()
        self.code = code
        self.store.worker.submit(actions.look_up, self.store.vault, code, done=done, failed=self._refuse)

    def on_product(self, code: ProductCode) -> None:
        """A product was scanned: its place and its stock."""
        navigation.go("stock.lookup", gtin=code.gtin)

    def hand_over(self) -> None:
        """The goods leave the store."""

        def done(_order: Order) -> None:
            play("ok")
            self.handed_over = True
            self.refresh()

        self.store.worker.submit(
            actions.hand_over, self.store.vault, self.store.device, self.code, done=done, failed=self._refuse
        )

    def again(self) -> None:
        """The next shopper."""
        self.forget()
        self.refresh()

    def refresh(self) -> None:
        """Read, and show."""
        self.eye.start()
        tr = self.tr
        self.header.title.say_key("hand.title")
        self.header.sub.say_key("hand.sub")
        self._show_waiting()
        order = pickup.load(self.store.db, self.store.vault, self.order_id) if self.order_id else None
        if self.refused is not None:
            key, details = self.refused.key, dict(self.refused.details)
            if "state" in details:
                details["state"] = tr.text(f"orders.state.{details['state']}")
            self.stage.replace(*self._answer("err", "hand.refused", tr.text(f"refused.{key}", **details)))
        elif order is None:
            self._ask()
        elif self.handed_over:
            note = tr.text("hand.done_more", number=order.number, n=order.picked)
            self.stage.replace(*self._answer("ok", "hand.done", note))
        elif order.state == "collected":
            self.stage.replace(
                *self._answer("err", "hand.refused", tr.text("refused.pickup.used", number=order.number))
            )
        else:
            self._show_order(order)

    # How it looks.

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Refused):
            play("no")
            self.refused = error
            self.refresh()
        else:
            self.explain(error)

    def _ask(self) -> None:
        words = Column(
            Text(key="hand.ask", role="h1", bold=True, align="center"),
            Text(key="hand.ask_more", role="body", colour="ink2", align="center"),
            gap=8,
        )
        if self.camera is None:
            icon = Row(Gap(), Icon("qr_scan", 96, colour="accent_line"), Gap())
            self.stage.replace(Gap(), icon, words, Gap())
        else:
            self.stage.replace(self.view, Gap(), words, Gap())

    def _answer(self, state: str, title_key: str, note: str) -> list[Widget]:
        return [
            Gap(),
            Row(Gap(), Icon(state, 88, colour=state), Gap()),
            Text(key=title_key, role="h1", bold=True, align="center", colour=state if state == "err" else "ink"),
            Text(note, role="body", colour="ink2", align="center"),
            Gap(),
            Button("hand.again", icon="qr_scan", kind="primary", size="tall", action=self.again),
        ]

    def _show_order(self, order: Order) -> None:
        tr = self.tr
        views = order_view.lines_of(self.store, order)
        ready = order.state == "ready"
        title = Row(
            Column(
                Text(order_view.who(tr, order), role="h1", bold=True),
                Text("·".join((order.number, order_view.money_of(tr, order))), role="body", colour="ink2"),
                gap=-2,
            ),
            Pill(tr.text(f"orders.state.{order.state}"), order_view.STATES[order.state]),
            gap=16,
        )
        parts: list[Widget] = [title]
        if ready:
            parts.append(
                Card(
                    Row(
                        Text(key="hand.slot", role="body", colour="on_accent"),
                        Text(order.slot, role="numeral", bold=True, colour="on_accent", align="right"),
                        gap=16,
                    ),
                    tone="accent",
                    pad=(24, 6),
                )
            )
        parts.append(Scroll(Column(*[line_row(tr, view, view is views[-1]) for view in views])))
        back = Button("hand.again", size="tall", action=self.again)
        if not ready:
            note = tr.text("hand.not_ready", state=tr.text(f"orders.state.{order.state}"))
            parts.append(self._note(note))
            parts.append(back)
        elif order.home != self.store.device:
            parts.append(self._note(tr.text("refused.pickup.not_home", device=order.home)))
            parts.append(back)
        else:
            go = Button("hand.give", icon="tick", kind="accent", size="tall", action=self.hand_over)
            parts.append(Actions(back, go, gap=12))
        self.stage.replace(*parts)

    def _note(self, words: str) -> Widget:
        return Panel(
            Row(Icon("info", 30, colour="info"), Text(words, role="body", colour="info"), gap=16),
            tone="info_soft",
            pad=(20, 14),
        )

    def _show_waiting(self) -> None:
        orders = [one for one in pickup.open_orders(self.store.db, self.store.vault) if one.state == "ready"]
        if not orders:
            self.waiting.replace(Text(key="hand.nobody", role="body", colour="ink2"))
            return
        rows = []
        for order in orders:
            note = "·".join((order_view.who(self.tr, order), self.tr.text("orders.units", n=order.picked)))
            slot = Pill(order.slot, "accent", icon="", square=True, bold=True)
            rows.append(ListRow(order.number, note, trail=(slot,), line=order is not orders[-1], pad=(0, 10)))
        self.waiting.replace(*rows)
