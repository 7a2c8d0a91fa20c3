"""Where the packed order is put: the slot is scanned from its label or typed."""

from __future__ import annotations

import re
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets import order_view
from kiosk.codes import UnknownCode
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

SLOT = re.compile(r"[A-Z]{1,3}-?[0-9]{1,4}")
"""How slots are labelled: a letter or three for the rack, a number for the place on it."""

LONGEST = 8


class StageScreen(DeskScreen):
    """One packed order looks for its slot. `args`: order_id."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders"})
    place = "associate.orders"

    order_id = ""

    def content(self) -> Widget:
        """The order at the left, the slot and the keys at the right."""
        self.summary = Column(gap=16)
        left = Card(Scroll(self.summary), pad=24, grow=True, size_hint=(0.62, 1))
        self.field = Field("stage.field", clear=self.clear, icon="place")
        self.note = Text("", role="second", colour="warn")
        pad = TouchPad(self.type, self.erase, pages=("letters", "digits"), space=False, key_tall=72)
        self.pad = pad
        self.confirm = Button("stage.confirm", icon="tick", kind="accent", size="tall", action=self.stage)
        right = Column(self.field, self.note, Gap(), pad, self.confirm, gap=12, grow=True)
        return Row(left, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Every order begins with an empty slot."""
        self.order_id = str(self.args.get("order_id", self.order_id))
        self.field.text = ""
        self.pad.turn_to("letters")

    def refresh(self) -> None:
        """Read the order and the slots in use, and show them."""
        order = pickup.load(self.store.db, self.store.vault, self.order_id)
        if order is None or order.state != "picking":
            navigation.go("associate.orders")
            return
        tr = self.tr
        self.header.title.say_key("stage.title")
        self.header.sub.say("·".join((order.number, order_view.who(tr, order))))
        taken = self._taken()
        short = sum(line.short for line in order.lines)
        parts: list[Widget] = [
            Fact("stage.order", order.number),
            Fact("stage.for", order_view.who(tr, order)),
            Fact("stage.units", tr.text("orders.units", n=order.picked)),
        ]
        if short:
            parts.append(Row(Pill(tr.text("pick.short", n=short), "warn"), Gap(), gap=8))
        parts.append(Panel(Row(Icon("barcode", 36, colour="accent_line"), Text(key="stage.how", role="body"), gap=16)))
        if taken:
            parts.append(Text(key="stage.taken_title", role="second", colour="ink2"))
            parts.append(
                Flow(*[Pill(f"{slot}  {number}", "neutral", square=True, tight=True) for slot, number in taken.items()])
            )
        self.summary.replace(*parts)
        self._judge(order)

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
            if self.field.text.isalpha() and len(self.field.text) == 1:
                self.pad.turn_to("digits")
        self.refresh()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        if not self.field.text:
            self.pad.turn_to("letters")
        self.refresh()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self.pad.turn_to("letters")
        self.refresh()

    def on_unknown(self, code: UnknownCode) -> None:
        """A slot's label is no code of the trade: its text is the slot's name."""
        text = code.text.upper()
        if SLOT.fullmatch(text):
            play("ok")
            self.field.text = text
            self.refresh()
        else:
            super().on_unknown(code)

    def slot(self) -> str:
        """The slot as it is written on racks: `B7` and `B-07` are the label that was typed, with its dash."""
        found = re.fullmatch(r"([A-Z]{1,3})-?([0-9]{1,4})", self.field.text.strip().upper())
        return f"{found[1]}-{int(found[2]):02d}" if found else ""

    def stage(self) -> None:
        """The order stands in its slot."""

        def done(order: Order) -> None:
            play("ok")
            if order.state == "ready":
                navigation.say("stage.done", state="ok", number=order.number, slot=order.slot)
            else:
                navigation.say("stage.ended", state="warn", number=order.number)
            navigation.go("associate.orders", order_id=order.order_id)

        self.submit(actions.stage, self.store.vault, self.store.device, self.order_id, self.slot(), done=done)

    def _taken(self) -> dict[str, str]:
        orders = pickup.open_orders(self.store.db, self.store.vault)
        return {order.slot: order.number for order in orders if order.state == "ready" and order.slot}

    def _judge(self, order: Order) -> None:
        slot, taken = self.slot(), self._taken()
        nothing = order.picked == 0
        self.confirm.disabled = not slot and not nothing
        if nothing:
            self.note.say_key("stage.nothing")
        elif slot in taken:
            self.note.say(self.tr.text("stage.taken", slot=slot, number=taken[slot]))
        else:
            self.note.say("")
