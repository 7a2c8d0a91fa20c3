"""What a clerk does to a basket: each act with the sheet that asks for it and the colleague who may have to agree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets.sell_facts import born_by, lacks
from kiosk.associate.widgets.sell_needs import AgeSheet, GiftCardSheet
from kiosk.associate.widgets.sell_parked import ParkedSheet
from kiosk.associate.widgets.sell_price import PriceSheet
from kiosk.associate.widgets.sell_sheet import TillSheet
from kiosk.associate.widgets.sell_shortcuts import ShortcutSheet
from kiosk.associate.widgets.sell_text import CodeSheet, TextSheet
from kiosk.associate.widgets.sell_undo import UndoBar
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode
from kiosk.money import Money
from kiosk.register import Register
from kiosk.stored_value import actions as stored_value
from kiosk.till import actions, needs, tables
from kiosk.till.model import Basket, Line
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.dialog import Dialog
from kiosk.worker import Transaction

NOTES = ("sell.note_gift", "sell.note_keep", "sell.note_alter", "sell.note_allergy")
LABELS = ("sell.label_back", "sell.label_money", "sell.label_queue")


class SellActs(AskingScreen):
    """The acts; how they are reached and what is shown is the screen's."""

    line_id = ""
    """The line that the keys work on: the last one that was scanned or tapped."""
    undo_bar: UndoBar | None = None

    @property
    def basket_id(self) -> str:
        return str(self.store.session.basket_id)

    def basket(self) -> Basket:
        """The session's basket as it is stored."""
        return tables.load_basket(self.store.db, self.basket_id) or Basket(self.basket_id, self.store.currency)

    def chosen(self) -> Line | None:
        """The line that the keys work on."""
        return next((line for line in self.basket().lines if line.line_id == self.line_id), None)

    def name_of(self, gtin: str) -> str:
        """What a product is called here."""
        product = catalogue.find(self.store.db, gtin, self.store.currency)
        return product.names.text(self.tr.language) if product else gtin.lstrip("0")

    def changed_line(self, _basket: Basket) -> None:
        """An act on a line is done."""

    # Lines.

    def change_quantity(self, quantity: int) -> None:
        """The chosen line has so many units; none takes it out, and for five seconds there is a way back."""
        line = self.chosen()
        if line is None:
            return
        if quantity <= 0:
            self.remove_line()
        else:
            self.act(actions.set_quantity, self.basket_id, line.line_id, quantity, done=self.changed_line)

    def more_units(self, more: int) -> None:
        """One more, or one less; never the last one by this key."""
        line_id = self.line_id

        def change(tx: Transaction, register: Register, basket_id: str, approval: str = "") -> Basket:
            # Counted from what is written, not from what is shown: of keys faster than a frame none is lost.
            basket = tables.load_basket(tx.db, basket_id) or Basket(basket_id, self.store.currency)
            wanted = basket.line(line_id).quantity + more
            return actions.set_quantity(tx, register, basket_id, line_id, wanted, approval) if wanted > 0 else basket

        if self.chosen() is not None:
            self.act(change, self.basket_id, done=self.changed_line)

    def remove_line(self) -> None:
        """The chosen line leaves the basket, with what belongs to it."""
        basket, line = self.basket(), self.chosen()
        if line is None:
            return
        gone = [line, *(one for one in basket.lines if one.particulars.attached_to == line.line_id)]

        def done(after: Basket) -> None:
            self.changed_line(after)
            self.offer_undo(gone)

        self.act(actions.set_quantity, basket.basket_id, line.line_id, 0, done=done)

    def offer_undo(self, gone: list[Line]) -> None:
        """For five seconds what went can come back as it was."""
        if self.undo_bar is not None:
            self.undo_bar.close()
        basket_id = self.basket_id

        def back() -> None:
            for line in gone:
                if line.kind != "deposit":  # it comes by itself
                    self.submit(actions.add_line, self.store.register, basket_id, line)
            self.line_id = gone[0].line_id

        words = self.tr.text("sell.removed", name=self.name_of(gone[0].gtin))
        self.undo_bar = UndoBar(words, back)
        self.add_widget(self.undo_bar)

    def write_note(self) -> None:
        """A few words beside the chosen line."""
        line = self.chosen()
        if line is None:
            return

        def done(text: str) -> None:
            self.submit(actions.set_note, self.store.register, self.basket_id, line.line_id, text)

        TextSheet("sell.note_title", done, text=line.particulars.note, sub=self.name_of(line.gtin), ready=NOTES).show()

    def add_plan(self, line_id: str, gtin: str) -> None:
        """A service plan with the goods of a line."""
        self.submit(actions.attach_plan, self.store.register, self.basket_id, line_id, gtin)

    # Prices.

    def ask_price(self) -> None:
        """Another price of the chosen line, or something off it."""
        line = self.chosen()
        if line is None or line.fixed:
            return
        manual = bool(line.particulars.manual)

        def changed(how: str, value: int, reason: str) -> None:
            self.act(actions.change_price, self.basket_id, line.line_id, how, value, reason, done=self.changed_line)

        def forget() -> None:
            self.submit(actions.forget_price, self.store.register, self.basket_id, line.line_id)

        PriceSheet(
            "sell.price_title",
            self.name_of(line.gtin),
            line.listed,
            changed,
            units=line.quantity,
            forget=forget if manual else None,
        ).show()

    def ask_discount(self) -> None:
        """Something off the whole basket."""
        basket = self.basket()
        listed = Money(sum(line.listed.minor for line in basket.lines if not line.returned), basket.currency)

        def changed(how: str, value: int, reason: str) -> None:
            self.act(actions.discount_all, basket.basket_id, how, value, reason)

        def forget() -> None:
            self.submit(actions.discount_all, self.store.register, basket.basket_id, "percent", 0, "")

        PriceSheet(
            "sell.discount_title",
            self.tr.text("sell.units", n=basket.units),
            listed,
            changed,
            forget=forget if basket.terms.manual else None,
            kinds=("percent", "amount"),
        ).show()

    # Whole baskets.

    def park(self) -> None:
        """Put the basket aside, under a name if it is given one."""
        if not self.basket().lines:
            self.refuse("refused.till.empty")
            return

        def parked(basket: Basket) -> None:
            play("ok")
            navigation.say("sell.parked", state="ok", label=basket.terms.label or self.tr.text("sell.parked_plain"))
            self.fresh()

        def done(label: str) -> None:
            self.submit(actions.park, self.store.register, self.basket_id, label, done=parked)

        TextSheet("sell.park_title", done, field_key="sell.park_field", enter_key="sell.park_save", ready=LABELS).show()

    def open_parked(self) -> None:
        """Go on with a basket that was put aside, here or at another device."""
        if self.basket().lines:
            self.refuse("refused.till.not_empty")
            return
        found = tables.parked(self.store.db, self.store.currency)

        def choose(basket_id: str) -> None:
            self.submit(actions.recall, self.store.register, basket_id, self.basket_id, done=self.taken_up)

        ParkedSheet(found, self.store.clock(), choose).show()

    def taken_up(self, basket: Basket) -> None:
        """A parked basket is gone on with."""
        play("ok")
        self.store.session.member_id = basket.customer
        self.line_id = basket.lines[-1].line_id if basket.lines else ""
        self.refresh()

    def ask_void(self) -> None:
        """Give the whole basket up; asked once."""

        def gone(_nothing: object) -> None:
            navigation.say("sell.voided", state="ok")
            self.fresh()

        def yes() -> None:
            navigation.hide(dialog)
            self.act(actions.void_basket, self.basket_id, done=gone)

        basket = self.basket()
        dialog = Dialog(
            "sell.void_title",
            "sell.void_body",
            args={"n": basket.units, "amount": self.tr.money(basket.total, "receipt")},
            primary=("sell.void_yes", yes),
            secondary=("sell.void_no", lambda: navigation.hide(dialog)),
            icon="bin",
            danger=True,
        )
        navigation.show(dialog)

    def open_drawer(self) -> None:
        """The drawer without a sale; its page asks for the reason."""
        navigation.go("shift.move", kind="no_sale")

    def begin_training(self) -> None:
        """From here on this basket is practice."""
        self.act(actions.begin_training, self.basket_id, done=lambda _: self.refresh())

    def take_coupons_out(self) -> None:
        """The shopper keeps the coupons."""
        self.submit(actions.take_coupons_out, self.store.register, self.basket_id)

    def fresh(self) -> None:
        """The next basket."""
        self.store.end_session()
        self.line_id = ""
        self.refresh()

    # What goods take.

    def ask_need(self, line_id: str) -> TillSheet | None:
        """Ask for what a line lacks before it can be paid; None if it lacks nothing."""
        basket = self.basket()
        wanted = needs.of_lines(self.store.db, self.store.clock(), basket).get(line_id)
        if wanted is None:
            return None
        line = basket.line(line_id)
        what, name = lacks(wanted, line), self.name_of(line.gtin)
        if what == "age":
            today = self.store.register.business_date(self.store.clock())
            seen = partial(self._write_down, line_id, age_checked=wanted.age)
            return AgeSheet(name, wanted.age, born_by(today, wanted.age), seen, partial(self._without, line_id)).show()
        if what:

            def done(text: str) -> None:
                self._write_down(line_id, **{what: text})

            return CodeSheet(
                f"sell.{what}_title",
                done,
                sub=name,
                field_key=f"sell.{what}_field",
                hint_key=f"sell.{what}_hint",
                may_be_empty=False,
                icon="barcode",
            ).show()
        return None

    def lacking(self) -> str:
        """The first line that cannot be paid as it is; empty if all can."""
        basket = self.basket()
        wanted = needs.of_lines(self.store.db, self.store.clock(), basket)
        return next((line_id for line_id, one in wanted.items() if lacks(one, basket.line(line_id))), "")

    def ask_gift_card(self, gtin: str) -> None:
        """A gift card is sold: which one, and what is put on it?"""

        def done(number: str, minor: int) -> None:
            self.submit(actions.sell_gift_card, self.store.register, self.basket_id, gtin, number, minor)

        GiftCardSheet(
            self.name_of(gtin),
            self.store.currency,
            self._read_card,
            done,
        ).show()

    def _read_card(self, code: OwnCode, know: Callable[[str], object]) -> None:
        def read(number: str) -> None:
            know(number)

        self.submit(stored_value.read_card, code, done=read)

    def open_help(self) -> None:
        """Which key does what."""
        ShortcutSheet().show()

    def _write_down(self, line_id: str, **what: object) -> None:
        def write(tx: Transaction, register: Register, basket_id: str, approval: str = "") -> Basket:
            return actions.set_particulars(tx, register, basket_id, line_id, approval, **what)

        self.act(write, self.basket_id, done=self.written)

    def written(self, _basket: Basket) -> None:
        """Something that a line lacked is there; the next one may lack something, too."""

    def _without(self, line_id: str) -> None:
        self.line_id = line_id
        self.remove_line()
