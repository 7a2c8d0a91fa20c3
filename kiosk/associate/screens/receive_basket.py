"""A shopper's bag on the tablet: taken over by its code, helped with, and sent on to a till."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.screens.asking import AskingScreen
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode, ProductCode
from kiosk.customer import tables as customers
from kiosk.customer.widgets.names import name_of
from kiosk.till import actions, tables
from kiosk.till.gathering import Gathering
from kiosk.till.model import Basket, Line
from kiosk.till.reasons import reasons
from kiosk.till.widgets import promises
from kiosk.till.widgets.bag_line import ICONS
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

AMOUNT = 116
"""Design pixels: the amounts stand below one another, and so do the steppers beside them."""


class ReceiveBasketScreen(AskingScreen):
    """`args`: code. A scanned product goes into the bag that is open here."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "baskets", "catalogue", "member", "pictures"})
    place = "associate.more"

    def beside_title(self) -> Sequence[Widget]:
        """Whose bag it is, and how the link stands."""
        self.member_pill = Pill("", "gold", icon="person_circle")
        self._pills = super().beside_title()
        return self._pills

    def content(self) -> Widget:
        """The lines, and what can be done with them."""
        self._gathered = Gathering()
        self.lines = Column(gap=0)
        self.side = Column(gap=16)
        left = Card(Scroll(self.lines), pad=(24, 8), grow=True)
        self.acts = Column()
        right = Column(self.side, Gap(), self.acts, gap=16, size_hint_x=0.45, grow=True)
        return Row(left, right, gap=16, align="stretch", grow=True)

    def _buttons(self) -> Actions:
        send = Button("receive.to_till", icon="till", kind="primary", action=self._to_till)
        return Actions(Button("receive.give_up", icon="close", action=self._give_up), send, stack=True)

    def arrived(self) -> None:
        """A code led here."""
        super().arrived()
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_basket(code)

    def basket(self) -> Basket:
        """The bag that is open here."""
        wanted = str(self.store.session.basket_id)
        return tables.load_basket(self.store.db, wanted) or Basket(wanted, self.store.currency)

    def on_basket(self, code: OwnCode) -> None:
        """A shopper shows the code of their bag, or one of its codes."""
        if not self._gathered.add(code):
            play("ok")
            missing = ", ".join(map(str, self._gathered.missing))
            navigation.say("receive.next", done=len(self._gathered.codes), pages=self._gathered.pages, missing=missing)
            return
        scanned = self._gathered.all()
        self._gathered = Gathering()

        def taken(basket: Basket) -> None:
            play("ok")
            self.store.session.member_id = basket.customer
            navigation.say("receive.done", state="ok", n=basket.units)

        self.submit(actions.take_basket, self.store.register, scanned, self.basket().basket_id, done=taken)

    def on_product(self, code: ProductCode) -> None:
        """One more into the bag that is open here; without one, where the product stands."""
        if not self.basket().lines:
            super().on_product(code)
            return
        self.submit(
            actions.add_product,
            self.store.register,
            self.basket().basket_id,
            code.gtin,
            done=lambda _: play("ok"),
        )

    def refresh(self) -> None:
        """Show the bag as it is stored."""
        basket = self.basket()
        if basket.state == "dropped":
            self.store.end_session()
            basket = self.basket()
        self.header.title.say_key("receive.title")
        self.header.sub.say(self.tr.text("basket.units", n=basket.units) if basket.lines else "")
        self._show_member(basket)
        if not basket.lines:
            self.lines.replace(_nothing())
            self.side.replace()
        else:
            rows: list[Widget] = [self._row(basket, line, line is basket.lines[-1]) for line in basket.lines]
            self.lines.replace(*rows)
            self.side.replace(self._total(basket))
        self.acts.replace(*([self._buttons()] if basket.lines else []))

    def _show_member(self, basket: Basket) -> None:
        member = customers.load(self.store.db, self.store.vault, basket.customer) if basket.customer else None
        if member is None:
            self.header.hold(*self._pills)
            return
        self.member_pill.say(name_of(member.surname, member.title))
        self.header.hold(self.member_pill, *self._pills)

    def _row(self, basket: Basket, line: Line, last: bool) -> Widget:
        store = self.store
        product = catalogue.find(store.db, line.gtin, basket.currency)
        name = product.names.text(self.tr.language) if product else line.gtin.lstrip("0")
        if line.kind == "delivery":
            name = self.tr.text("basket.delivery_fee")
        path = store.image(product.image) if product else None
        why = reasons(store.db, store.clock(), store.register, line.reductions, basket.book_version, self.tr.translator)
        more: list[Widget] = [Text(one, role="caption", colour="accent_line") for one in why]
        if line.particulars.fulfilment and line.kind != "delivery":
            special = line.particulars
            words = promises.of_line(special.fulfilment, "", special.promised, store.clock())
            icon = ICONS.get(special.fulfilment, "store_line")
            more.append(Row(Pill(words, "accent", icon=icon, tight=True), Gap()))
        trail: list[Widget] = []
        if line.kind != "delivery":
            stepper = Stepper(line.quantity, change=partial(self._change, line), most=9999)
            if theme.text_scale > 1:
                # Beside it a long name would have room for half a word.
                more.append(Row(stepper, Gap()))
            else:
                trail.append(stepper)
        amount = Text(self.tr.money(line.amount, "receipt"), role="body", bold=True, align="right", shrink=True)
        amount.size_hint_x, amount.width = None, theme.grown(AMOUNT)
        trail.append(amount)
        if line.kind != "delivery":
            trail.append(
                RoundButton(
                    "close", name_key="basket.remove", size=52, kind="quiet", action=partial(self._remove, line)
                )
            )
        return ListRow(
            name,
            self.tr.text("basket.each", amount=self.tr.money(line.unit_price)) if line.quantity > 1 else "",
            lead=Picture(str(path) if path else "", seed=line.gtin, width_px=72, height_px=72),
            trail=tuple(trail),
            more=tuple(more),
            line=not last,
        )

    def _total(self, basket: Basket) -> Panel:
        rows: list[Widget] = []
        if basket.reduced.minor > 0:
            saved = Text(f"−{self.tr.money(basket.reduced, 'receipt')}", role="body", colour="ok", hug=True)
            rows.append(Row(Text(key="basket.saved", role="body", colour="ok"), saved))
        total = Text(self.tr.money(basket.total, "receipt"), role="price", bold=True, hug=True)
        rows.append(Row(Text(key="basket.total", role="h2", bold=True), total))
        return Panel(*rows, pad=24, gap=8)

    def _change(self, line: Line, wanted: int) -> None:
        self.act(actions.set_quantity, self.basket().basket_id, line.line_id, wanted)

    def _remove(self, line: Line) -> None:
        self.act(actions.set_quantity, self.basket().basket_id, line.line_id, 0)

    def _to_till(self) -> None:
        def parked(_: Basket) -> None:
            play("ok")
            self.store.end_session()
            navigation.say("receive.sent", state="ok")
            self.refresh()

        self.submit(actions.park, self.store.register, self.basket().basket_id, self.store.device, done=parked)

    def _give_up(self) -> None:
        def gone(_: object) -> None:
            self.store.end_session()
            self.refresh()

        self.act(actions.void_basket, self.basket().basket_id, done=gone)


def _nothing() -> Widget:
    icon = Icon("qr_scan", 72, colour="accent_line")
    icon.pos_hint = {"center_x": 0.5}
    return Column(
        Gap(40),
        Column(icon),
        Text(key="receive.wait", role="h2", bold=True, align="center"),
        Text(key="receive.wait_more", role="body", colour="ink2", align="center"),
        gap=12,
    )
