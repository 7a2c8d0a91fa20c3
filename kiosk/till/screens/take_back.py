"""A line of an own receipt comes back, and the money with it."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget

from kiosk.codes import OwnCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.till import actions, receipts, tables
from kiosk.till.model import Sale, SaleLine
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text


class ReturnScreen(ShopperScreen):
    """Shows the receipt that was scanned (`self.args["code"]`), lets one line be chosen and takes units of it back."""

    topics = frozenset({"sale", "store"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._sale_id = ""
        self._line_id = ""
        self._quantity = 1
        self._returned: Sale | None = None
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Leave, or take back."""
        self.leave_it = Button("ui.back", action=navigation.back)
        self.take = Button("return.pick_one", kind="primary", icon="undo", action=self._ask)
        self.finish = Button("done.finish", kind="primary", icon="tick", action=navigation.end_session)
        return (self.leave_it, self.take)

    def arrived(self) -> None:
        """Look the receipt up, if one was scanned to come here."""
        super().arrived()
        self._sale_id = str(self.args.get("sale_id", ""))
        self._line_id, self._returned = "", None
        code = self.args.get("code")
        if isinstance(code, OwnCode):
            self.on_receipt(code)

    def on_receipt(self, code: OwnCode) -> None:
        """A receipt was held out."""
        self.submit(receipts.look_up, code, done=self._show_sale)

    def refresh(self) -> None:
        """Show the receipt as it stands now."""
        self.show_who()
        sale = tables.load_sale(self.device.db, self._sale_id) if self._sale_id else None
        title = Text(key="return.title", role="h1", bold=True)
        if self._returned is not None:
            self._page.replace(title, _done(self._returned))
            self.bottom.hold(self.finish)
        elif sale is None:
            self._page.replace(title, _ask_for_receipt())
            self.bottom.hold(self.leave_it)
        else:
            self._page.replace(title, self._receipt(sale))
            self.bottom.hold(self.leave_it, self.take)
            self._dress_button(sale)

    def _show_sale(self, sale: Sale) -> None:
        play("ok")
        self._sale_id, self._line_id, self._returned = sale.sale_id, "", None
        sold = [line for line in sale.lines if line.quantity > line.returned]
        if len(sold) == 1:
            self._line_id, self._quantity = sold[0].line_id, 1
        if self.shown:
            self.refresh()

    def _receipt(self, sale: Sale) -> Widget:
        when = tr.text("return.sold", date=tr.date(sale.at), time=tr.time(sale.at))
        head = Column(
            Text(tr.text("return.receipt", number=sale.number.short), role="h2", bold=True),
            Text(when, role="second", colour="ink2"),
            gap=2,
        )
        choose = Text(key="return.choose", role="body", colour="ink2")
        return Column(head, choose, *(self._line(line) for line in sale.lines if line.quantity > 0), gap=20)

    def _line(self, line: SaleLine) -> Card:
        left = line.quantity - line.returned
        chosen = line.line_id == self._line_id and left > 0
        amount = Text(tr.money(line.amount, "receipt"), role="body", bold=True, hug=True)
        title = Text(f"{line.name} × {line.quantity}", role="body", bold=True)
        parts: list[Widget] = [Row(title, amount, gap=16, align="top")]
        if line.returned:
            words = tr.text("return.taken_back", n=line.returned) if left else tr.text("return.all_back")
            parts.append(Row(Pill(words, "neutral", icon="undo", tight=True), Gap()))
        if chosen and left > 1:
            stepper = Stepper(self._quantity, change=self._set_quantity, most=left)
            parts.append(Row(Gap(), stepper))

        def choose() -> None:
            self._line_id, self._quantity = line.line_id, 1
            self.refresh()

        card = Card(*parts, outlined=True, selected=chosen, action=choose if left else None, gap=12)
        card.opacity = 1.0 if left else 0.6
        return card

    def _chosen(self, sale: Sale) -> SaleLine | None:
        return next((line for line in sale.lines if line.line_id == self._line_id), None)

    def _dress_button(self, sale: Sale) -> None:
        line = self._chosen(sale)
        self.take.disabled = line is None
        if line is None:
            self.take.label.say_key("return.pick_one")
        else:
            amount = tr.money(line.unit_price * self._quantity, "receipt")
            self.take.label.say_key("return.take_back", n=self._quantity, amount=amount)

    def _set_quantity(self, wanted: int) -> None:
        self._quantity = wanted
        self.refresh()

    def _ask(self) -> None:
        sale = tables.load_sale(self.device.db, self._sale_id)
        line = self._chosen(sale) if sale is not None else None
        if line is None:
            return
        args: dict[str, object] = {
            "n": self._quantity,
            "name": line.name,
            "amount": tr.money(line.unit_price * self._quantity, "receipt"),
        }

        def yes() -> None:
            navigation.hide(dialog)
            self._take_back()

        dialog = Dialog(
            "return.sure",
            "return.sure_body",
            args=args,
            primary=("return.yes", yes),
            secondary=("return.no", lambda: navigation.hide(dialog)),
            icon="undo",
        )
        navigation.show(dialog)

    def _take_back(self) -> None:
        store = self.device

        def taken(sale: Sale) -> None:
            play("ok")
            self._returned = sale
            if self.shown:
                self.refresh()

        self.submit(actions.return_line, store.register, self._sale_id, self._line_id, self._quantity, done=taken)


def _ask_for_receipt() -> Card:
    icon: Any = Icon("receipt", 220, colour="accent_line", pos_hint={"center_x": 0.5})
    return Card(
        Column(icon),
        Text(key="return.scan", role="h2", bold=True, align="center"),
        Text(key="return.scan_more", role="body", colour="ink2", align="center"),
        pad=(56, 120),
        gap=24,
        radius="panel",
    )


def _done(sale: Sale) -> Card:
    icon: Any = Icon("ok", 140, colour="ok", pos_hint={"center_x": 0.5})
    amount = tr.money(-sale.total, "receipt")
    return Card(
        Column(icon),
        Text(key="return.done", role="h1", bold=True, align="center"),
        Text(tr.text("return.done_body", amount=amount), role="body", align="center"),
        Text(tr.text("return.number", number=sale.number.short), role="second", colour="ink2", align="center"),
        pad=(56, 120),
        gap=24,
        radius="panel",
    )
