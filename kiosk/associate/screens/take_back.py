"""A line of an own receipt comes back, and the money with it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets.order_card import empty
from kiosk.associate.widgets.sold import sold
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode
from kiosk.till import actions, receipts, tables
from kiosk.till.model import Sale, SaleLine
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Text


class TakeBackScreen(DeskScreen):
    """`args`: code, if a receipt was scanned elsewhere."""

    topics: ClassVar[frozenset[str]] = frozenset({"sale", "pictures"})
    place = "return.start"

    sale_id = ""
    line_id = ""
    quantity = 1
    returned: Sale | None = None

    def content(self) -> Widget:
        """The receipt, and what is to be done with it."""
        self._page = Row(gap=24, align="stretch", grow=True)
        return self._page

    def arrived(self) -> None:
        """A receipt may have been scanned on the way here."""
        self.sale_id, self.line_id, self.returned = "", "", None
        code = self.args.get("code")
        if isinstance(code, OwnCode):
            self.on_receipt(code)

    def on_receipt(self, code: OwnCode) -> None:
        """Which sale is it?"""

        def done(sale: Sale) -> None:
            play("ok")
            self.sale_id, self.line_id, self.quantity, self.returned = sale.sale_id, "", 1, None
            self.refresh()

        self.submit(receipts.look_up, self.store.register, code, done=done)

    def refresh(self) -> None:
        """Show the receipt as it stands now."""
        self.header.title.say_key("return.title")
        self.header.sub.say_key("return.scan_more")
        sale = tables.load_sale(self.store.db, self.sale_id) if self.sale_id else None
        if self.returned is not None:
            code = self.store.receipt_code(self.returned.sale_id, str(self.returned.number), self.returned.at)
            self._page.replace(sold(self.tr, self.returned, code, self.next_receipt))
        elif sale is None:
            self._page.replace(empty("receipt", "return.scan", "return.scan_more"))
        else:
            self._show(sale)

    def choose(self, line_id: str) -> None:
        """This line comes back."""
        self.line_id, self.quantity = line_id, 1
        self.refresh()

    def count(self, quantity: int) -> None:
        """So many units come back."""
        self.quantity = quantity
        self.refresh()

    def next_receipt(self) -> None:
        """Back to the beginning."""
        self.sale_id, self.line_id, self.returned = "", "", None
        self.refresh()

    def ask(self, line: SaleLine) -> None:
        """Money leaves the drawer, so it is asked."""

        def yes() -> None:
            navigation.hide(dialog)
            self.submit(
                actions.return_line, self.store.register, self.sale_id, line.line_id, self.quantity, done=self.finished
            )

        amount = self.tr.money(line.unit_price * self.quantity, "receipt")
        dialog = Dialog(
            "return.sure",
            "return.sure_body",
            primary=("return.yes", yes),
            secondary=("return.no", lambda: navigation.hide(dialog)),
            args={"n": self.quantity, "name": line.name, "amount": amount},
            icon="undo",
        )
        navigation.show(dialog)

    def finished(self, sale: Sale) -> None:
        """The return is on disk."""
        play("ok")
        self.returned = sale
        self.refresh()

    def _show(self, sale: Sale) -> None:
        tr = self.tr
        lines = [line for line in sale.lines if line.quantity > 0]
        chosen = next((line for line in lines if line.line_id == self.line_id and line.quantity > line.returned), None)
        left = Column(
            Text(key="return.choose", role="h2", bold=True),
            Scroll(Column(*[self._line(line, line is chosen) for line in lines], gap=8, pad=(2, 2, 2, 8))),
            gap=12,
            grow=True,
        )
        number = Column(
            Text(tr.text("return.receipt", number=sale.number.short), role="h1", bold=True),
            Text(tr.text("return.sold", date=tr.date(sale.at), time=tr.time(sale.at)), role="body", colour="ink2"),
            gap=0,
        )
        parts: list[Widget] = [number]
        back = Button("ui.back", size="tall", action=self.next_receipt)
        if chosen is None:
            parts += [Column(grow=True), Text(key="return.pick_one", role="body", colour="ink2"), Actions(back)]
        else:
            amount = chosen.unit_price * self.quantity
            parts += [
                Text(chosen.name, role="h2", bold=True),
                Stepper(self.quantity, change=self.count, most=chosen.quantity - chosen.returned),
                Text(tr.money(amount, "receipt"), role="numeral", bold=True),
                Column(grow=True),
                Actions(
                    back,
                    Button("return.yes", icon="undo", kind="accent", size="tall", action=partial(self.ask, chosen)),
                    gap=12,
                ),
            ]
        right = Card(*parts, pad=24, gap=16, grow=True, size_hint=(0.8, 1))
        self._page.replace(left, right)

    def _line(self, line: SaleLine, selected: bool) -> Widget:
        tr = self.tr
        product = catalogue.find(self.store.db, line.gtin, self.store.currency)
        path = self.store.image(product.image) if product else None
        left = line.quantity - line.returned
        name = product.names.text(tr.language) if product else line.name
        words: list[Widget] = [Text(name, role="body", bold=True, lines=2)]
        if line.returned:
            key = "return.all_back" if left == 0 else "return.taken_back"
            words.append(Pill(tr.text(key, n=line.returned), "neutral", tight=True))
        return Card(
            Row(
                Picture(str(path) if path else "", seed=line.gtin, width_px=64, height_px=64, radius="chip"),
                Column(*words, gap=2),
                Text(f"× {line.quantity}", role="h2", bold=True, hug=True),
                Text(tr.money(line.amount, "receipt"), role="h2", bold=True, hug=True),
                gap=20,
            ),
            pad=(14, 10, 20, 10),
            selected=selected,
            action=partial(self.choose, line.line_id) if left else None,
        )
