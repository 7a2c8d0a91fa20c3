"""Paying at the till: what is due, what came in, and every way to pay the rest, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk.associate.screens.pay_balance import BalancePaying
from kiosk.associate.widgets import tenders as view
from kiosk.associate.widgets.card_wait import CardWait
from kiosk.associate.widgets.paid import paid
from kiosk.associate.widgets.sell_shortcuts import ShortcutSheet
from kiosk.catalogue import tables as catalogue
from kiosk.codes import CarrierCode, OwnCode, PayerCode, ProductCode
from kiosk.money import Money
from kiosk.paper.model import Kind
from kiosk.payment.desk import PaymentDesk
from kiosk.register import Register
from kiosk.till import actions, amounts, tables
from kiosk.till.model import Basket, Line, Sale
from kiosk.till.slips import Slips
from kiosk.till.widgets.carrier_sheet import save_carrier
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad
from kiosk.worker import Transaction

LONGEST = 20


class TillPayScreen(BalancePaying):
    """The session's basket is paid here; it becomes a sale with the tender that reaches the sum."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "payment", "stored_value", "member"})
    place = "till.sell"

    sale: Sale | None = None
    wait: CardWait | None = None

    def content(self) -> Widget:
        """Money at the left, keys at the right."""
        self.left_side = Column(gap=12, grow=True, size_hint=(0.8, 1))
        self.field = Field("tender.field", clear=self.clear, icon="cash")
        self.chips = Column()
        self.pad = TouchPad(self.type, self.erase, pages=("amount",), key_tall=56, space=False)
        self.lower = Column(gap=10)
        self.right_side = Column(self.field, self.chips, self.pad, self.lower, gap=12, grow=True)
        self._page = Row(self.left_side, self.right_side, gap=24, align="stretch", grow=True)
        return self._page

    def arrived(self) -> None:
        """A payment that a stop of the program left open comes first; what was asked for at once comes next."""
        self.forget()
        self.sale = None
        intent = tables.open_intent(self.store.db, self.basket_id)
        if intent is not None and PaymentDesk in self.store.parts:
            self._wait_for(intent.amount, intent.kind)
        elif self.args.pop("at_once", "") == "card":
            self.pay_by("card")

    def left(self) -> None:
        """A payment goes on by itself."""
        self.forget()
        if self.wait is not None:
            self.wait.leave()
            self.wait = None

    # Goods go on: into the basket that is being paid, or into the next one once this is paid.

    def on_product(self, code: ProductCode) -> None:
        """One more product."""
        self._back_with(code)

    def on_loyalty(self, code: OwnCode) -> None:
        """A member, late or the next one."""
        self._back_with(code)

    def on_coupon(self, code: OwnCode) -> None:
        """A coupon, late or the next shopper's."""
        self._back_with(code)

    def _back_with(self, code: ProductCode | OwnCode) -> None:
        if self.wait is not None:
            self.refuse("refused.till.payment_open")
            return
        if tables.open_intent(self.store.db, self.basket_id) is not None:
            self.refuse("refused.till.payment_open")
            return
        if self.sale is not None:
            self.sale = None
            self.store.end_session()
        navigation.go("till.sell", code=code)

    # What was typed.

    def type(self, letter: str) -> None:
        """A key of the pad: an amount, or a card's number."""
        if self.card_kind:
            if letter != "." and len(self.field.text) < LONGEST:
                self.field.text += letter
        elif amounts.accepts(self.field.text, letter, self.store.currency):
            self.field.text += letter
        self._typed()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self._typed()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self._typed()

    def key_pressed(self, name: str) -> bool:
        """The keyboard: figures are typed, the keys of the sell screen pay here as they do there."""
        if name == "f1":
            ShortcutSheet().show()
            return True
        if self.sale is not None:
            if name in ("enter", "escape", "f12"):
                self.next_shopper()
            return name in ("enter", "escape", "f12")
        if name == "backspace":
            self.erase()
        elif name == "." or (len(name) == 1 and name in "0123456789"):
            self.type(name)
        elif name in ("enter", "f12"):
            self._enter()
        elif name == "escape":
            self._escape()
        elif name == "f9":
            self.pay_cash()
        elif name == "f10" and self._can("card"):
            self.pay_by("card")
        else:
            return False
        return True

    def _enter(self) -> None:
        """The one thing that is plainly meant; nothing is paid by Enter alone."""
        if self.card_kind:
            self.number_typed()
        elif self.held is not None:
            self.use_held()
        elif not self.basket().rest.minor:
            self.finish_even()
        elif self.field.text:
            self.pay_cash()

    def _escape(self) -> None:
        """One step back."""
        if self.field.text:
            self.clear()
        elif self.card_kind or self.held is not None or self.asking is not None:
            self.give_up_held()
        else:
            navigation.go("till.sell")

    # Cash, and what others approve.

    def pay_cash(self, given: Money | None = None) -> None:
        """Cash was handed over: the typed amount, a note, or just what is due."""
        basket = self.basket()
        if basket.rest.minor <= 0:
            return
        minor = (given or amounts.parse(self.field.text, self.store.currency) or self._due(basket)).minor
        register, language = self.store.register, self.tr.language
        self.submit(actions.tender_cash, register, basket.basket_id, minor, language, done=self.settled)

    def pay_by(self, kind: PaymentKind, code: PayerCode | None = None) -> None:
        """A terminal is asked for the typed amount, or for all that is left."""
        if kind == "wallet" and code is None:
            navigation.say("tender.scan_wallet", state="info")
            return
        self._wait_for(self.asked(), kind, code)

    def on_carrier(self, code: CarrierCode) -> None:
        """Where the shopper's invoice goes."""
        save_carrier(self, code.text)

    def on_payer_code(self, code: PayerCode) -> None:
        """The shopper holds out the code of a wallet."""
        if self._can("wallet"):
            self.pay_by("wallet", code)
        else:
            self.refuse("tender.no_wallet_here")

    # Steps.

    def settled(self, settled: actions.Settlement) -> None:
        """A part was paid, or all."""
        self.forget()
        if settled.sale is not None:
            self.finished(settled.sale)
        else:
            self.refresh()

    def finish_even(self) -> None:
        """Nothing is due."""
        self.submit(actions.finish_even, self.store.register, self.basket_id, self.tr.language, done=self.finished)

    def finished(self, sale: Sale) -> None:
        """The sale is on disk."""
        self._end_wait()
        play("ok")
        self.sale = sale
        self.refresh()

    def next_shopper(self) -> None:
        """A fresh basket."""
        self.sale = None
        self.store.end_session()
        navigation.go("till.sell")

    # After the sale.

    def print_again(self) -> None:
        """One more receipt; it says that it is a copy."""
        self._print("receipt")

    def print_gift(self) -> None:
        """A receipt without prices."""
        self._print("gift")

    def _print(self, kind: Kind) -> None:
        if self.sale is not None and Slips in self.store.parts:
            slips = self.store.part(Slips)

            def again(tx: Transaction, _register: Register, sale_id: str, approval: str = "") -> str:
                job_id: str = slips.reprint(tx, sale_id, kind, approval=approval)
                return job_id

            self.act(again, self.sale.sale_id, done=lambda _: navigation.say("tender.printing", state="ok"))

    def void(self) -> None:
        """The sale was a mistake: everything goes back."""
        if self.sale is not None:

            def begun(basket: Basket) -> None:
                navigation.go("return.pay", basket_id=basket.basket_id)

            self.act(actions.start_void, self.sale.sale_id, done=begun)

    # How it looks.

    def refresh(self) -> None:
        """Read the basket, and show what can be done now."""
        tr, basket = self.tr, self.basket()
        self.header.title.say_key("tender.title")
        self.header.sub.say(tr.text("sell.units", n=basket.units))
        if self.sale is None and basket.state == "paid":
            # A terminal answered while nobody looked: the sale was completed all the same.
            self.sale = tables.load_sale(self.store.db, basket.basket_id)
        if self.sale is not None:
            self._page.replace(self._paid(self.sale))
            return
        if self.left_side.parent is None:
            self._page.replace(self.left_side, self.right_side)
        if basket.rest.minor < 0:
            navigation.go("return.pay", basket_id=basket.basket_id)
            return
        due = self._due(basket)
        back = Button("tender.back", icon="back", action=lambda: navigation.go("till.sell"))
        goods = [(self._name(line), line) for line in basket.lines]
        middle = view.taken(tr, basket, self.hand_back, goods)
        practice = [view.practice()] if basket.terms.training else []
        self.pad.key_tall(54 if theme.text_scale > view.LARGE else 64)
        self.left_side.replace(*practice, view.due_card(tr, basket, due), middle, Actions(back))
        self._show_right(basket, due)

    def _typed(self) -> None:
        """What was typed says more beside what is due: the change, or what is left."""
        basket = self.basket()
        if self.held is not None:
            self.chips.replace(self.held_card(self.held))
        elif not self.card_kind and basket.rest.minor > 0:
            self._show_given(basket, self._due(basket))

    def _show_given(self, basket: Basket, due: Money) -> None:
        given = amounts.parse(self.field.text, self.store.currency)
        if given is None or not given.minor:
            most = 3 if theme.text_scale > view.LARGE else 4
            self.chips.replace(view.notes(self.tr, amounts.likely(due, most), self.pay_cash))
        elif given.minor >= due.minor:
            words = self.tr.text("tender.change_due", amount=self.tr.money(given - due, "receipt"))
            self.chips.replace(view.given(words, "accent_line"))
        else:
            words = self.tr.text("tender.rest_after", amount=self.tr.money(basket.rest - given, "receipt"))
            self.chips.replace(view.given(words, "ink2"))

    def _name(self, line: Line) -> str:
        product = catalogue.find(self.store.db, line.gtin, line.unit_price.currency)
        if product is None:
            return line.gtin.lstrip("0")
        # Two sizes of the same serum are two lines, and their prices differ.
        size = (product.size or "").replace(" ", "\u00a0")
        return " ".join(part for part in (product.names.text(self.tr.language), size) if part)

    def _show_right(self, basket: Basket, due: Money) -> None:
        self.read_held()
        if self.asking is not None:
            self.chips.replace(view.waiting("tender.asking"))
            self.lower.replace(Actions(Button("tender.other", size=view.end_size(), action=self.give_up_held)))
        elif self.card_kind:
            self.chips.replace(Text(key="tender.number_hint", role="second", colour="ink2"))
            self.lower.replace(self._end("tender.number_use", self.number_typed))
        elif self.held is not None:
            self.chips.replace(self.held_card(self.held))
            self.lower.replace(self._end("tender.use", self.use_held, self.usable(self.held).minor > 0))
        elif not basket.rest.minor:
            self.chips.replace()
            done = Button("tender.finish", kind="primary", icon="tick", size=view.end_size(), action=self.finish_even)
            done.disabled = not basket.lines
            self.lower.replace(Actions(done))
        else:
            self._show_given(basket, due)
            self.lower.replace(view.ways(self._ways(basket)))

    def _end(self, key: str, action: Action, enabled: bool = True) -> Widget:
        button = Button(key, kind="primary", icon="tick", size=view.end_size(), action=action)
        button.disabled = not enabled
        return Actions(Button("tender.other", size=view.end_size(), action=self.give_up_held), button)

    def _ways(self, basket: Basket) -> Sequence[view.Way]:
        found = [view.Way("cash", self.pay_cash)]
        for kind in ("card", "wallet", "qr"):
            if self._can(kind):
                found.append(view.Way(kind, partial(self.pay_by, kind)))
        if basket.customer and self.points(basket) is not None:
            found.append(view.Way("points", partial(self.present, "points", basket.customer)))
        found.append(view.Way("gift_card", partial(self.ask_number, "gift_card")))
        found.append(view.Way("store_credit", partial(self.ask_number, "store_credit")))
        if basket.terms.account:
            found.append(view.Way("account", partial(self.present, "account", basket.terms.account)))
        return found

    def _paid(self, sale: Sale) -> Widget:
        code = "" if sale.terms.training else self.store.receipt_code(sale.sale_id, str(sale.number), sale.at)
        printing = Slips in self.store.parts and bool(self.store.part(Slips).routes.printer_for("receipt"))
        extra = (
            [Button("tender.print_again", icon="printer", size="small", action=self.print_again)] if printing else []
        )
        extra += [Button("tender.print_gift", icon="gift", size="small", action=self.print_gift)] if printing else []
        if not sale.terms.training:
            extra.append(Button("tender.void", icon="undo", size="small", action=self.void))
        return paid(self.tr, sale, code, self.next_shopper, extra)

    # What it stands on.

    def _due(self, basket: Basket) -> Money:
        return actions.cash_due(self.store.db, self.store.clock(), basket)

    def _can(self, kind: str) -> bool:
        return PaymentDesk in self.store.parts and kind in self.store.part(PaymentDesk).kinds

    def _wait_for(self, amount: Money, kind: PaymentKind, code: PayerCode | None = None) -> None:
        if self.wait is not None or PaymentDesk not in self.store.parts:
            return
        desk: PaymentDesk[Sale] = self.store.part(PaymentDesk)
        self.wait = CardWait(desk, amount, paid=self.finished, closed=self._not_paid, kind=kind, code=code)
        navigation.show(self.wait)
        self.wait.begin(self.basket_id, tables.open_intent(self.store.db, self.basket_id))

    def _not_paid(self) -> None:
        self._end_wait()
        self.forget()
        self.refresh()

    def _end_wait(self) -> None:
        if self.wait is not None:
            self.wait.leave()
            navigation.hide(self.wait)
            self.wait = None
