"""The till: lines at the left, keys at the right; by finger, by keyboard and by scanner, whichever is nearest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.associate.screens.sell_intake import SellIntake
from kiosk.associate.widgets.sell_facts import facts_of, near_miss
from kiosk.associate.widgets.sell_keys import KeysPanel
from kiosk.associate.widgets.sell_lines import LinesPanel
from kiosk.associate.widgets.sell_more import Entry, MoreSheet
from kiosk.associate.widgets.sell_shortcuts import SHORTCUTS
from kiosk.customer import tables as customers
from kiosk.customer.widgets.names import name_of
from kiosk.payment.desk import PaymentDesk
from kiosk.till import actions, tables
from kiosk.till.model import Basket
from kiosk.till.widgets.carrier_sheet import takes_carrier
from kiosk.ui import navigation
from kiosk.ui.widgets.boxes import Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.text import Icon, Text

LONGEST = 14
NUDGE_AFTER_S = 0.25
"""Near misses are looked for when the scanner rests: nobody reads them while goods go over the counter."""


class SellScreen(SellIntake):
    """A7. `args`: code, if something was scanned on another screen."""

    topics: ClassVar[frozenset[str]] = frozenset({"basket", "baskets", "payment", "catalogue", "member", "pictures"})
    place = "till.sell"

    def beside_title(self) -> Sequence[Widget]:
        """Whose basket it is, and how the link stands."""
        self.member_pill = Pill("", "gold", icon="person_circle")
        self.coupon_pill = Pill("", "accent", icon="ticket")
        self.business_pill = Pill("", "accent", icon="store_line", action=partial(navigation.go, "till.business"))
        self._pills = super().beside_title()
        return self._pills

    def content(self) -> Widget:
        """The basket, and what can be done with it."""
        self.lines = LinesPanel(self.tr, self.choose, self.add_plan, self.ask_need)
        self._does: dict[str, Callable[[], object]] = {
            "times": self.set_quantity,
            "price": self.ask_price,
            "note": self.write_note,
            "remove": self.remove_line,
            "search": self.open_search,
            "park": self.park,
            "recall": self.open_parked,
            "more": self.open_more,
            "add": self.add_typed,
            "cash": self.pay_cash,
            "card": partial(self.pay, at_once="card"),
            "pay": self.pay,
            "help": self.open_help,
            "returns": partial(navigation.go, "return.start"),
            "one_more": partial(self.more_units, 1),
            "one_less": partial(self.more_units, -1),
            "clear": self.clear,
            "line_up": partial(self.step, -1),
            "line_down": partial(self.step, 1),
        }
        self._keys = {key: self._does[what] for key, what in SHORTCUTS}
        self.keys = KeysPanel(self._does, self.type, self.erase, self.clear)
        self.field = self.keys.field
        self._soon = Clock.create_trigger(lambda _dt: self._read() if self.shown else None)
        self._nudge_later = Clock.create_trigger(lambda _dt: self.look_for_nudge(), NUDGE_AFTER_S)
        return Row(self.lines, self.keys, gap=24, align="stretch", grow=True)

    def build(self) -> None:
        """Rail, header and page, and room above them for the word that this is practice."""
        super().build()
        words = Text(key="sell.training", role="body", bold=True, colour="warn")
        done = Button("sell.training_end", size="small", hug=True, action=self.end_training)
        row = Row(Icon("warn", 26, colour="warn"), words, done, gap=14)
        self._banner = Panel(row, tone="warn_soft", pad=(24, 0, 4, 0), radius="option")
        self._page = self.header.parent

    def arrived(self) -> None:
        """What is being paid, or was paid while nobody looked, comes first; then what was scanned on another screen."""
        basket = self.basket()
        if basket.state == "paid" or tables.open_intent(self.store.db, basket.basket_id) is not None:
            navigation.go("till.pay")
            return
        code = self.args.pop("code", None)
        if code is not None:
            self.scanned(code)

    def left(self) -> None:
        """The keys begin afresh."""
        self.field.text = ""
        if self.undo_bar is not None:
            self.undo_bar.close()

    def changed(self, topics: frozenset[str]) -> None:
        """However many scans a frame brings, they are shown once."""
        if self.shown and self.topics & topics:
            self._soon()
        else:
            super().changed(topics)

    # What was typed.

    def key_pressed(self, name: str) -> bool:
        """The keyboard: see `SHORTCUTS`; digits go into the field, a letter begins a search."""
        action = self._keys.get(name)
        if action is not None:
            action()
        elif name == "backspace":
            self.erase()
        elif name.isdigit() and len(name) == 1:
            self.type(name)
        elif name.isalpha() and len(name) == 1:
            self.open_search().type(name.upper())
        else:
            return False
        return True

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self._dress(self.basket())

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self._dress(self.basket())

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self._dress(self.basket())

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return str(self.field.text)

    def show_soon(self) -> None:
        """Show the basket with the next frame, once."""
        self._soon()

    def set_quantity(self) -> None:
        """What was typed is the chosen line's quantity."""
        if self.field.text:
            self.change_quantity(int(self.field.text))
        else:
            self.refuse("sell.times_first")

    def choose(self, line_id: str) -> None:
        """The keys work on another line."""
        self.line_id = line_id or self.line_id
        self.refresh()

    def step(self, by: int) -> None:
        """The keys work on the line above or below."""
        ids = [line.line_id for line in self.basket().lines]
        if self.line_id in ids:
            self.choose(ids[min(len(ids) - 1, max(0, ids.index(self.line_id) + by))])

    # Money.

    def pay(self, at_once: str = "") -> None:
        """To the page that takes money, when nothing is missing that the goods take."""
        if not self.basket().lines:
            return
        missing = self.lacking()
        if missing:
            self.choose(missing)
            self.ask_need(missing)
        else:
            navigation.go("till.pay", at_once=at_once)

    def pay_cash(self) -> None:
        """Exactly what is due was handed over."""
        basket = self.basket()
        if not basket.lines:
            return
        if self.lacking() or basket.rest.minor <= 0:
            self.pay()
            return
        due = actions.cash_due(self.store.db, self.store.clock(), basket)
        self.submit(
            actions.pay_cash,
            self.store.register,
            basket.basket_id,
            due.minor,
            self.tr.language,
            done=lambda _sale: navigation.go("till.pay"),
        )

    def open_more(self) -> None:
        """What is seldom wanted."""
        basket = self.basket()
        entries = []
        if basket.lines:
            entries.append(Entry("discount", "ticket", self.ask_discount))
        if basket.terms.coupons:
            entries.append(Entry("coupons", "undo", self.take_coupons_out))
        if takes_carrier(self.store):
            entries.append(Entry("carrier", "barcode", self.ask_carrier))
        entries += [
            Entry("business", "store_line", partial(navigation.go, "till.business")),
            Entry("quotes", "tasks", partial(navigation.go, "till.quotes")),
            Entry("warranty", "shield", partial(navigation.go, "till.warranty")),
            Entry("returns", "undo", partial(navigation.go, "return.start")),
            Entry("drawer", "till", self.open_drawer),
            Entry("shift", "cash", partial(navigation.go, "shift.home")),
            Entry("last", "receipt", self.last_sale),
            Entry("devices", "printer", partial(navigation.go, "till.hardware")),
            Entry("keys", "keyboard", self.open_help),
        ]
        if not basket.lines and not basket.terms.training:
            entries.append(Entry("training", "help", self.begin_training))
        if basket.lines:
            entries.append(Entry("void", "bin", self.ask_void, danger=True))
        MoreSheet(entries).show()

    def last_sale(self) -> None:
        """The newest sale of this till, where its receipt can be had again."""
        recent = tables.recent_sales(self.store.db)
        if recent:
            navigation.go("return.start", sale_id=recent[0])
        else:
            self.refuse("sell.no_sale_yet")

    def end_training(self) -> None:
        """Practice ends; what was rung up in it is nobody's loss."""
        self.submit(actions.drop_basket, self.store.register, self.basket_id, done=lambda _: self.fresh())

    def changed_line(self, _basket: Basket) -> None:
        """An act on a line is done."""
        self.clear()

    def written(self, _basket: Basket) -> None:
        """Something that a line lacked is there; it, or another, may lack more."""
        missing = self.lacking()
        if missing:
            self.ask_need(missing)

    # How it looks.

    def refresh(self) -> None:
        """Read the basket, and show it."""
        basket = self.basket()
        if basket.state == "dropped" and basket.terms.moved_to:
            # Another till went on with it before this one, while they could not hear each other.
            holder = tables.holder(self.store.db, basket.terms.moved_to) or self.tr.text("sell.another_till")
            navigation.say("hold.taken_elsewhere", state="info", device=holder)
            self.store.end_session()
            basket = self.basket()
        self.header.title.say_key("sell.title")
        day = self.tr.date(self.store.register.business_date(self.store.clock()))
        self.header.sub.say("·".join((self.store.device, day)))
        self._show_pills(basket)
        self._show_banner(basket.terms.training)
        ids = [line.line_id for line in basket.lines]
        if self.line_id not in ids:
            self.line_id = ids[-1] if ids else ""
        if not ids:
            self.lines.forget()
        self.lines.show(basket, facts_of(self.store, self.tr, basket, self.line_id))
        if ids and self.line_id == ids[-1]:
            self.lines.reveal()
        self._nudge_later.cancel()
        self._nudge_later()
        self._dress(basket)

    def _dress(self, basket: Basket) -> None:
        """Say which keys do anything now."""
        typed, line = self.field.text, next((one for one in basket.lines if one.line_id == self.line_id), None)
        filled = bool(basket.lines)
        waiting = len(tables.parked(self.store.db, self.store.currency)) if not filled else 0
        self.keys.enable(
            times=line is not None and bool(typed) and 0 < int(typed) <= 9999,
            price=line is not None and not line.fixed,
            note=line is not None,
            remove=line is not None,
            park=filled,
            recall=waiting > 0,
            cash=filled,
            card=filled and PaymentDesk in self.store.parts,
            pay=filled,
        )
        self.keys.offer_add(bool(typed))
        amount = self.tr.money(basket.rest, "receipt")
        self.keys.say_pay(self.tr.text("sell.pay_amount", amount=amount) if filled else self.tr.text("sell.pay"))

    def look_for_nudge(self) -> None:
        """Say what a little more would give."""
        if self.shown:
            self.lines.nudge(near_miss(self.store, self.tr, self.basket()))

    def _show_pills(self, basket: Basket) -> None:
        tr, found = self.tr, []
        if basket.terms.coupons:
            self.coupon_pill.say(tr.text("sell.coupons", n=len(basket.terms.coupons)))
            found.append(self.coupon_pill)
        member_id = self.store.session.member_id
        member = customers.load(self.store.db, self.store.vault, member_id) if member_id else None
        if member is not None:
            name = name_of(member.surname, member.title)
            self.member_pill.say("·".join((name, tr.text("member.points", points=tr.number(member.points)))))
            found.append(self.member_pill)
        if basket.terms.business:
            self.business_pill.say(basket.terms.business)
            found.append(self.business_pill)
        self.header.hold(*found, *self._pills)

    def _show_banner(self, training: bool) -> None:
        if training != (self._banner.parent is not None):
            if training:
                self._page.add_widget(self._banner, index=len(self._page.children))
            else:
                self._page.remove_widget(self._banner)
        self.keys.make_room(training)
