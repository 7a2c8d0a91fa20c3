"""The packed order finds its slot: bags are counted, labelled, and the slot is scanned, tapped on the map or typed."""

from __future__ import annotations

from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.order_acts import OrderActs
from kiosk.associate.widgets import order_view
from kiosk.associate.widgets.bay_map import BayMap, RackKind, RackView, suggested
from kiosk.codes import UnknownCode
from kiosk.paper.counter import Counter
from kiosk.pickup import actions
from kiosk.pickup import tables as pickup
from kiosk.pickup.model import Order
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stat import Fact
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 8
MOST_BAGS = 20

MOVABLE = frozenset({"picked", "ready", "arrived", "partly_collected"})
"""States in which an order can be put somewhere else."""


class StageScreen(OrderActs):
    """Orders look for their slots, one after another. `args`: order_ids, or order_id."""

    topics: ClassVar[frozenset[str]] = frozenset({"orders", "printers"})
    place = "associate.orders"

    order_ids: tuple[str, ...] = ()
    bags = 1
    typing = False
    """Whether keys are shown instead of the map."""
    printed = ""
    """Slot that stands on the labels that were printed last."""

    def content(self) -> Widget:
        """The order at the left, the slot and the map at the right."""
        self.summary = Column(gap=14)
        left = Card(Scroll(self.summary), pad=24, grow=True, size_hint=(0.62, 1))
        self.field = Field("stage.field", clear=self.clear, icon="place")
        self.keys_button = RoundButton("keyboard", name_key="stage.keys", action=self.turn, size=64, kind="quiet")
        self.note = Text("", role="second", colour="warn")
        self.pad = TouchPad(self.type, self.erase, pages=("letters", "digits"), space=False, key_tall=72)
        self.map = BayMap(self.put)
        self._map_page = Scroll(Column(self.map, pad=(2, 2, 2, 8)))
        self._middle = Column(self._map_page, grow=True)
        self.confirm = Button("stage.confirm", icon="tick", kind="accent", size="tall", action=self.stage)
        right = Column(
            Row(self.field, self.keys_button, gap=12), self.note, self._middle, self.confirm, gap=10, grow=True
        )
        return Row(left, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Every order begins with the first free slot."""
        self.order_ids = tuple(self.args.get("order_ids", ())) or (str(self.args.get("order_id", "")),)
        self._begin()

    def _begin(self) -> None:
        self.typing, self.printed, self.bags = False, "", 1
        self.field.text = ""
        order = self.order()
        if order is not None:
            self.bags = order.bags or 1
            self.field.text = order.slot or suggested(self.racks(), self._taken(), self._rack_kind(order))
        self.pad.turn_to("letters")

    @property
    def order_id(self) -> str:
        """The order that looks for its slot now."""
        return self.order_ids[0] if self.order_ids else ""

    def order(self) -> Order | None:
        """It, as it stands."""
        return pickup.load(self.store.db, self.store.vault, self.order_id) if self.order_id else None

    def refresh(self) -> None:
        """Read the order and the slots in use, and show them."""
        order = self.order()
        if order is None or order.ended or not (order.state in MOVABLE or (order.done and order.now.accepted)):
            navigation.go("associate.orders")
            return
        tr = self.tr
        self.header.title.say_key("stage.title")
        self.header.sub.say("·".join((order.number, order_view.who(tr, order))))
        self.summary.replace(*self._summary(order))
        self._judge(order)

    def _summary(self, order: Order) -> list[Widget]:
        tr = self.tr
        parts: list[Widget] = [
            Fact("stage.order", order.number),
            Fact("stage.for", order_view.who(tr, order)),
            Fact("stage.units", tr.text("orders.units", n=order.in_store)),
        ]
        if order.short:
            parts.append(Row(Pill(tr.text("pick.short", n=order.short), "warn"), Gap(), gap=8))
        if order.in_store:
            packed = order.now.packed
            self.stepper = Stepper(self.bags, change=self.count, least=1, most=MOST_BAGS)
            self.stepper.disabled = packed
            parts.append(Row(Text(key="stage.bags", role="body", bold=True), self.stepper, gap=12))
            parts.append(Button("stage.print", icon="printer", size="small", action=self.print))
            trouble = self._printer_trouble()
            if trouble:
                words = Text(tr.text(trouble, slot=self.slot() or order.number), role="second", colour="warn")
                panel = Row(Icon("printer", 28, colour="warn"), words, gap=12)
                parts.append(Panel(panel, tone="warn_soft", pad=(16, 10)))
        if order.placed.age:
            parts.append(Row(Pill(tr.text("orders.age", age=order.placed.age), "info", icon="id_card"), Gap(), gap=8))
        how = Row(Icon("barcode", 32, colour="accent_line"), Text(key="stage.how", role="second"), gap=14)
        parts.append(Panel(how, pad=(16, 12)))
        if len(self.order_ids) > 1:
            parts.append(Text(tr.text("stage.left", n=len(self.order_ids) - 1), role="second", colour="ink2"))
        return parts

    # What is typed, tapped and scanned.

    def type(self, letter: str) -> None:
        """A key of the pad; the suggestion gives way to what is typed."""
        if not self.typing or len(self.field.text) < LONGEST:
            self.field.text = self.field.text + letter if self.typing else letter
            self.typing = True
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

    def turn(self) -> None:
        """Keys instead of the map, or the other way round."""
        self.typing = not self.typing
        if self.typing:
            self.field.text = ""
            self.pad.turn_to("letters")
        self.refresh()

    def put(self, slot: str) -> None:
        """A slot of the map was tapped."""
        play("ok")
        self.field.text = slot
        self.refresh()

    def count(self, bags: int) -> None:
        """So many bags."""
        self.bags = max(1, min(MOST_BAGS, bags))
        self.stepper.value = self.bags
        self.printed = ""

    def on_unknown(self, code: UnknownCode) -> None:
        """A slot's label is no code of the trade: its text is the slot's name, and scanning it is putting it there."""
        slot = order_view.slot_of(code.text)
        if slot:
            play("ok")
            self.field.text = slot
            self.refresh()
        else:
            super().on_unknown(code)

    def slot(self) -> str:
        """The slot as it is written on racks: `B7` and `B-07` are the label that was typed, with its dash."""
        return order_view.slot_of(self.field.text)

    # What is done.

    def stage(self) -> None:
        """The order stands in its slot."""
        order_id, slot = self.order_id, self.slot()

        def done(order: Order) -> None:
            play("ok")
            if order.ready:
                navigation.say("stage.done", state="ok", number=order.number, slot=order.slot)
                if self.routes().printer_for("pick") and self.printed != slot:
                    self.print_labels(order_id)
            else:
                navigation.say("stage.ended", state="warn", number=order.number)
            self._next(order_id)

        self.act(actions.stage, order_id, slot, bags=self.bags, done=done)

    def print(self) -> None:
        """Labels for the bags, with the slot on them: the order is packed by that, and may be unpacked again."""
        order_id, slot = self.order_id, self.slot()

        def printed(_job: str) -> None:
            self.printed = slot
            self.refresh()

        order = self.order()
        if order is None or order.now.packed:
            self.print_labels(order_id, printed)
        else:
            self.act(actions.pack, order_id, bags=self.bags, done=lambda _: self.print_labels(order_id, printed))

    def _next(self, order_id: str) -> None:
        self.order_ids = self.order_ids[1:]
        if self.order_ids:
            self._begin()
            self.refresh()
        else:
            navigation.go("associate.orders", order_id=order_id)

    def racks(self) -> list[RackView]:
        """The store's racks, as its settings say."""
        return [RackView(one.name, one.slots, one.kind) for one in self.store.settings.rack]

    @staticmethod
    def _rack_kind(order: Order) -> RackKind:
        return "locker" if order.here == "car" else "shelf"

    def _taken(self) -> dict[str, str]:
        return {
            entry.slot: entry.number
            for entry in pickup.queue(self.store.db)
            if entry.slot and entry.order_id != self.order_id
        }

    def _printer_trouble(self) -> str:
        """Message key of what is wrong with the label printer; empty where nothing is."""
        counter = self.store.parts.get(Counter)
        name = self.routes().printer_for("pick")
        if not isinstance(counter, Counter) or not name:
            return "stage.no_printer"
        view = next((one for one in counter.views() if one.category == "printer" and one.name == name), None)
        return "" if view is None or view.ready or view.state == "asking" else "stage.printer_down"

    def _judge(self, order: Order) -> None:
        slot, taken = self.slot(), self._taken()
        nothing = order.in_store == 0
        self.confirm.disabled = not slot and not nothing
        shown: Widget = self.pad if self.typing else self._map_page
        if self._middle.children[-1] is not shown:
            self._middle.replace(*((Gap(), shown) if self.typing else (shown,)))
        self.keys_button.icon.name = "map" if self.typing else "keyboard"
        self.map.show(self.racks(), taken, slot)
        if nothing:
            self.note.say_key("stage.nothing")
        elif slot in taken:
            self.note.say(self.tr.text("stage.taken", slot=slot, number=taken[slot]))
        else:
            self.note.say("")
