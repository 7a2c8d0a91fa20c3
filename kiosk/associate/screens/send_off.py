"""A parcel leaves with a carrier, a driver or another store's: its label is scanned, whoever takes it signs."""

from __future__ import annotations

import re
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.goods import big_number, facts
from kiosk.codes import ProductCode, UnknownCode
from kiosk.money import Money
from kiosk.pickup import actions, proofs
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.stock import tables as stock
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.signature_pad import SignaturePad
from kiosk.ui.widgets.text import Icon, Text

LABEL = re.compile(r"[A-Z0-9][A-Z0-9-]{5,39}")
"""What carriers print on their labels; anything else was scanned by mistake."""


class SendOffScreen(OrderActs):
    """`args`: order_id."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "catalogue", "pictures"})
    place = "associate.orders"

    order_id = ""
    label = ""
    """Number on the carrier's label."""

    def content(self) -> Widget:
        """What is in the parcel at the left, who takes it at the right."""
        self.lines = Column(gap=0)
        self.sign = SignaturePad(tall=170, signed=self.signed)
        self.stage = Column(gap=14)
        self.answers = Column()
        left = Card(Scroll(self.lines), pad=(20, 8), grow=True)
        right = Card(Scroll(self.stage), self.answers, pad=24, gap=14, grow=True, size_hint=(0.86, 1))
        return Row(left, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Another parcel begins afresh."""
        self.order_id, self.label = str(self.args.get("order_id", "")), ""
        self.sign.clear()

    def left(self) -> None:
        """A signature does not stay on a screen that nobody looks at."""
        self.sign.clear()

    def order(self) -> Order | None:
        """The parcel, as it stands."""
        return pickup.load(self.store.db, self.store.vault, self.order_id) if self.order_id else None

    def signed(self) -> None:
        """A stroke was written: perhaps it may leave now."""
        self._show_answers(self.order())

    def on_unknown(self, code: UnknownCode) -> None:
        """A label that no shop knows is a carrier's."""
        found = code.text.strip().upper()
        if code.ours or LABEL.fullmatch(found) is None:
            super().on_unknown(code)
            return
        play("ok")
        self.label = found
        self.refresh()

    def on_product(self, code: ProductCode) -> None:  # noqa: ARG002  whatever product it is
        """Goods are in the parcel already: what is wanted is the label."""
        self.refuse("send.label_wanted")

    def refresh(self) -> None:
        """Read, and show."""
        order = self.order()
        if order is None or order.ended or not order.ready:
            navigation.go(_home())
            return
        tr = self.tr
        self.header.title.say(tr.text("send.title", number=order.number))
        self.header.sub.say_key(f"orders.method.{order.method}")
        views = [view for view in order_view.lines_of(self.store, order) if view.line.in_store]
        self.lines.replace(
            *[
                ListRow(
                    view.name(tr.language),
                    view.detail(),
                    lead=Picture(view.picture, seed=view.line.gtin, width_px=56, height_px=56, radius="chip"),
                    trail=(Text(str(view.line.in_store), role="h2", bold=True, hug=True),),
                    line=view is not views[-1],
                    pad=(0, 8),
                )
                for view in views
            ]
        )
        mark = (
            Pill(self.label, "ok", bold=True)
            if self.label
            else Pill(key="send.label_first", state="info", icon="barcode")
        )
        to = self._to(order)
        label = Panel(Text(key="send.label", role="body", bold=True), Row(mark, Gap(), gap=8), pad=(18, 12), gap=8)
        # Nobody looks for a carrier's label at a shopper's door; one that was scanned all the same is shown.
        at_door = order.method == "delivery" and not self.label
        self.stage.replace(
            big_number(tr.text("send.bags", n=order.bags or 1), tr.text("goods.units", n=order.in_store)),
            *([facts(tr, [("send.to", to)])] if to else []),
            *self._money(order),
            *([] if at_door else [label]),
            Row(Icon("edit", 24, colour="ink2"), Text(key="send.signature", role="body", bold=True), gap=10),
            self.sign,
        )
        self._show_answers(order)

    def _money(self, order: Order) -> list[Widget]:
        """What is to be paid at the door, and the way to take it; what a carrier collects is on the label."""
        if order.paid:
            return []
        amount = self.tr.money(Money(order.to_pay_minor, order.currency), "receipt")
        if order.method == "ship":
            return [Panel(Text(self.tr.text("send.collects", amount=amount), role="body", bold=True), pad=(18, 12))]
        inside: list[Widget] = [Text(self.tr.text("hand.step_pay", amount=amount), role="body", bold=True)]
        if navigation.knows("till.pay"):
            pay = partial(self.charge, order, partial(navigation.go, "till.pay"))
            inside.append(Button("hand.pay", icon="till", kind="primary", size="small", action=pay))
        else:
            inside.append(Text(self.tr.text("hand.pay_at_till", number=order.number), role="second", colour="ink2"))
        return [Panel(*inside, tone="warn_soft", pad=(18, 12), gap=10)]

    def _to(self, order: Order) -> str:
        names = stock.store_names(self.store.db, order.placed.carry_to) if order.method == "transfer" else None
        if names is not None:
            return names.text(self.tr.language)
        return order.placed.carry_to or order_view.who(self.tr, order)

    def _show_answers(self, order: Order | None) -> None:
        back = Button("goods.back", icon="back", action=lambda: navigation.go(_home()))
        key = "send.go_door" if order is not None and order.method == "delivery" else "send.go"
        go = Button(key, icon="truck", kind="accent", action=self.send)
        missing = "" if order is None else self.missing(order)
        go.disabled = bool(missing)
        go.reason = self.tr.text(missing) if missing else ""
        self.answers.replace(Actions(back, go, gap=12, stack=True))

    def missing(self, order: Order) -> str:
        """Message key of what is still lacking: money at the door, a label on a carrier's parcel, a signature."""
        if not order.paid and order.method != "ship":
            return "send.pay_first"
        if order.method == "ship":
            return "" if self.label else "send.label_first"
        return "" if self.label or not self.sign.empty else "send.proof_first"

    def send(self) -> None:
        """It is gone, with the proof of who took it."""
        order = self.order()
        if order is None or self.missing(order):
            return
        proof = {"label": self.label} if self.label else {}
        if not self.sign.empty:
            png, _digest = self.sign.picture()
            proof["signature"] = proofs.keep(
                self.store.folder, self.store.vault, order.order_id, png, self.sign.strokes
            )
        number = order.number

        def done(_order: Order) -> None:
            play("ok")
            navigation.say("orders.sent", state="ok", number=number)
            navigation.go(_home())

        self.act(actions.send_off, order.order_id, proof=proof, done=done)


def _home() -> str:
    """Where one goes on: at a till there is no queue of orders."""
    return "associate.orders" if navigation.knows("associate.orders") else "pickup.collect"
