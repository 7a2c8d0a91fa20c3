"""Below the picker's camera: which product, where it lies, how many there should be, and what can be answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from kiosk.associate.widgets.bench import mismatch, place_and_stock
from kiosk.associate.widgets.walk import Item, Walk
from kiosk.stock import tables as stock
from kiosk.ui.theme import theme
from kiosk.ui.tr import Tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon, Text


class PickBench(Column):
    """The facts of the line that is being fetched."""

    def __init__(self, tr: Tr) -> None:
        self._tr = tr
        super().__init__(gap=10)

    def show(self, store: Any, item: Item, wrong: str = "") -> None:  # Any: kiosk.store.Store
        """Show a line; `wrong` is the name of what was scanned instead of it."""
        tr, view = self._tr, item.view
        # A number stays with its unit: "3.5" at the end of a line and "g" below it read as two things.
        name = " ".join(part for part in (view.name(tr.language), view.detail().replace(" ", "\u00a0")) if part)
        numbers = [f"SKU\u00a0{view.product.sku}"] if view.product else []
        numbers.append(item.gtin.lstrip("0"))
        level = stock.level(store.db, item.gtin)
        age = (store.clock() - level.as_of).total_seconds() if level and level.as_of else None
        if wrong:
            head: Widget = mismatch(tr, name, wrong)
        else:
            head = Column(*self._title(item, name), Text("·".join(numbers), role="second", colour="ink2"), gap=0)
        self.replace(head, place_and_stock(tr, view.location, level, age), self._hint(item))

    def _title(self, item: Item, name: str) -> list[Widget]:
        """The name, and the tray that it goes into: beside it, and first of all where the text is large."""
        words = Text(name, role="h2", bold=True)
        if not item.tray:
            return [words]
        tray = Pill(
            self._tr.text("pick.into", tray=item.tray, number=item.order.number),
            "info",
            icon="basket",
            square=True,
            bold=True,
        )
        return [Row(tray, Gap()), words] if theme.text_scale > 1 else [Row(words, tray, gap=12)]

    def _hint(self, item: Item) -> Row:
        note = item.order.placed.note
        line = item.view.line
        if line.instead_of:
            icon, words = "swap", self._tr.text("pick.hint_instead")
        elif note:
            icon, words = "edit", note
        elif line.substitute:
            icon, words = "spark", self._tr.text("pick.hint_agreed")
        else:
            icon, words = "info", self._tr.text("pick.hint_ask")
        return Row(Icon(icon, 24, colour="accent_line"), Text(words, role="second", colour="ink2", lines=2), gap=10)

    def answers(
        self,
        item: Item,
        verified: bool,
        missing: Callable[[Item], object],
        take: Callable[[str], object],
    ) -> Actions:
        """Short or substitute; verified."""
        short = Button("pick.give_up", size="tall", action=lambda: missing(item))
        if verified:
            words = self._tr.text("pick.again", n=item.view.line.picked + 1)
            go = Button(text=words, icon="tick", kind="accent", size="tall", action=lambda: take(item.gtin))
        else:
            go = Button("pick.scan_first", icon="barcode", kind="accent", size="tall")
            go.disabled = True
        return Actions(short, go, gap=12)

    def show_done(self, walk: Walk) -> None:
        """Nothing is left to fetch, here or at all."""
        tr = self._tr
        if not walk.done:
            others = sorted({item.held_by for item in walk.items if item.held_by and item.view.line.open})
            icon, colour, title = "people", "info", "pick.others"
            note = tr.text("pick.others_more", device=", ".join(others))
        else:
            short = sum(order.short for order in walk.orders)
            found = walk.picked > 0
            icon, colour, title = ("ok", "ok", "pick.done") if found else ("warn", "warn", "pick.done")
            note = tr.text("pick.done_short", n=short) if short else tr.text("pick.done_all", n=walk.picked)
        self.replace(
            Gap(8),
            Row(Gap(), Icon(icon, 64, colour=colour), Gap()),
            Text(key=title, role="h1", bold=True, align="center"),
            Text(note, role="body", colour="ink2", align="center"),
        )

    @staticmethod
    def pack_button(go: Callable[[], object]) -> Button:
        """On to the packing."""
        return Button("orders.stage", icon="parcel", kind="accent", size="tall", action=go)
