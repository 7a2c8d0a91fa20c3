"""A9. Goods come back: find the sale, say how many of which line and why, and how the money goes back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget
from msgspec.structs import replace

from kiosk.associate.screens.asking import AskingScreen
from kiosk.associate.widgets import take_back_view as view
from kiosk.associate.widgets.order_card import empty
from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode
from kiosk.customer import actions as customer
from kiosk.customer.model import Member
from kiosk.customer.widgets.names import name_of
from kiosk.money import Money
from kiosk.till import actions, receipts, tables
from kiosk.till.actions import Wanted, copying, guarding
from kiosk.till.model import Basket
from kiosk.till.model.returning import Origin, SoldLine
from kiosk.till.slips import Slips
from kiosk.till.tables import returning
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 60
MOST_SALES = 12

PATIENCE_S = 2
"""A till that is there answers within a moment; longer nobody waits at a counter."""


class TakeBackScreen(AskingScreen):
    """`args`: code, if a receipt was scanned elsewhere; sale_id, if a sale was chosen elsewhere."""

    topics: ClassVar[frozenset[str]] = frozenset({"sale", "returns", "pictures"})
    place = "return.start"

    sale_id = ""
    line_id = ""
    member: Member | None = None
    """Whose sales are listed."""
    waiting = 0
    """Seconds since the till that sold was asked; 0 while nobody is."""

    def content(self) -> Widget:
        """The page, filled by what is known."""
        self.wanted: dict[str, Wanted] = {}
        self.asked: tuple[Wanted, ...] = ()
        self.exchange = False
        self._page = Row(gap=24, align="stretch", grow=True)
        self.field = Field("return.number", clear=self.clear, icon="receipt")
        pad = TouchPad(
            self.type, self.erase, self.find_number, pages=("digits", "letters"), enter_key="return.find", key_tall=54
        )
        without = Button(
            "return.without", icon="help", size="small", action=partial(navigation.go, "return.without_receipt")
        )
        self._hint = Column()
        self._finder = Column(self._hint, self.field, pad, without, gap=12, grow=True)
        self._finder.size_hint_x = 0.72
        self._sales = Card(pad=24, gap=12, grow=True)
        return self._page

    def arrived(self) -> None:
        """A receipt may have been scanned on the way here."""
        self.start_again()
        self.sale_id = str(self.args.get("sale_id", ""))
        code = self.args.get("code")
        if isinstance(code, OwnCode):
            if code.token.kind == "loyalty":
                self.on_loyalty(code)
            else:
                self.on_receipt(code)

    def left(self) -> None:
        """Nobody waits for an answer any more."""
        self._release()

    # Which sale.

    def on_receipt(self, code: OwnCode) -> None:
        """Which sale is it?"""

        def done(origin: Origin) -> None:
            play("ok")
            if origin.known == "receipt":
                # Whoever can be reached says more: the lines of a long receipt, and what came back of it elsewhere.
                self.store.worker.submit(copying.look_for, self.store.register, sale_id=origin.sale_id)
            self.open(origin.sale_id)

        self.submit(receipts.look_up, self.store.register, code, done=done)

    def on_loyalty(self, code: OwnCode) -> None:
        """A member: what did they buy?"""

        def done(member: Member) -> None:
            play("ok")
            self.start_again()
            self.member = member
            self.store.worker.submit(copying.look_for, self.store.register, customer=member.member_id)
            self.refresh()

        self.submit(customer.identify, self.store.vault, code, done=done)

    def open(self, sale_id: str) -> None:
        """Show a sale."""
        self._release()
        self.sale_id, self.line_id = sale_id, ""
        self.wanted = actions.begun(self.store.db, self.store.vault, self.store.register, sale_id)
        self.refresh()

    def start_again(self) -> None:
        """Back to the beginning."""
        self._release()
        self.sale_id, self.line_id, self.wanted, self.member = "", "", {}, None
        self.field.text = ""

    def next_receipt(self) -> None:
        """Another receipt."""
        self.start_again()
        self.refresh()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self.refresh()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self.refresh()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self.refresh()

    def find_number(self) -> None:
        """One sale of this number opens at once; for none the other tills and head office are asked."""
        found = self._listed()
        if len(found) == 1:
            self.open(found[0])
        elif not found and self.field.text:
            self.store.worker.submit(copying.look_for, self.store.register, number=self.field.text.upper())
            self.refuse("return.asking_others")

    # What of it.

    def choose(self, line_id: str) -> None:
        """The keys at the right speak of this line now; one unit of it comes back unless more was said."""
        self.line_id = line_id
        if line_id not in self.wanted:
            self.wanted[line_id] = Wanted(line_id, 1, reason="changed_mind")
        self.refresh()

    def count(self, units: int) -> None:
        """So many units come back."""
        if units == 0:
            self.wanted.pop(self.line_id, None)
            self.line_id = ""
        else:
            self._change(units=units)
        self.refresh()

    def judge(self, condition: str) -> None:
        """In this state it is."""
        self._change(condition=condition)
        self.refresh()

    def give_reason(self, reason: str) -> None:
        """That is why."""
        self._change(reason=reason)
        self.refresh()

    # Taking it back.

    def take(self, exchange: bool = False) -> None:
        """Take back what was chosen; the till that sold it is asked first."""
        origin = self._origin()
        if origin is None or not self.wanted or self.waiting:
            return
        self.exchange = exchange
        wanted = tuple(self.wanted.values())
        if guarding.is_home(self.store.register, origin):
            self._take(wanted)
            return

        def asked(found: tuple[Wanted, ...]) -> None:
            self.asked, self.waiting = found, 1
            self.refresh()

        self.submit(guarding.ask_home, self.store.register, origin.sale_id, wanted, done=asked)

    def tick(self) -> None:
        """The till that sold is given a moment."""
        if self.waiting:
            self.waiting += 1
            self._go_on_if_answered()

    def void(self) -> None:
        """The whole sale is taken back; money leaves the drawer, so it is asked."""
        origin = self._origin()
        if origin is None:
            return

        def yes() -> None:
            navigation.hide(dialog)
            self.act(actions.start_void, self.sale_id, done=self._pay_back)

        total = sum(line.amount_minor for line in origin.lines)
        dialog = Dialog(
            "return.void_sure",
            "return.void_body",
            primary=("return.void_yes", yes),
            secondary=("return.no", lambda: navigation.hide(dialog)),
            args={"number": origin.short, "amount": self.tr.money(Money(total, origin.currency), "receipt")},
            icon="undo",
        )
        navigation.show(dialog)

    def reprint(self) -> None:
        """Its receipt once more."""
        slips = self.store.parts.get(Slips)
        if isinstance(slips, Slips):

            def printed(_: str) -> None:
                play("ok")
                navigation.say("return.reprinting", state="ok")

            sale_id = self.sale_id
            self.act(lambda tx, _register, approval="": slips.reprint(tx, sale_id, approval=approval), done=printed)

    # How it looks.

    def refresh(self) -> None:
        """Show the sale as it stands now, or how to find one."""
        self.header.title.say_key("return.title")
        self.header.sub.say_key("return.scan_more")
        if self.waiting:
            self._go_on_if_answered()
        origin = self._origin()
        if origin is None:
            self._page.replace(*self._finding())
        elif not any(line.quantity > 0 for line in origin.lines) and origin.kind in ("return", "void"):
            back = Button("ui.back", size="small", hug=True, action=self.next_receipt)
            nothing = empty("undo", "return.nothing_sold", "return.nothing_sold_more")
            self._page.replace(Column(nothing, Row(back, hug=True), gap=16, grow=True))
        elif not origin.lines:
            self._page.replace(empty("clock", "return.no_lines", "return.no_lines_more"))
        else:
            self._page.replace(self._lines(origin), self._side(origin))

    def _finding(self) -> Sequence[Widget]:
        rows = []
        found = self._listed()
        for sale_id in found:
            origin = tables.load_origin(self.store.db, sale_id, self.store.device)
            if origin is not None:
                rows.append(view.sale_row(self.tr, origin, partial(self.open, sale_id), last=sale_id == found[-1]))
        member = self.member
        if member is not None:
            name = name_of(member.surname, member.title)
            title = Text(self.tr.text("return.of_member", name=name), role="h2", bold=True)
        else:
            title = Text(key="return.recent", role="h2", bold=True)
        none = Text(key="return.none_found", role="body", colour="ink2")
        self._hint.replace(view.hint("return.scan", "return.scan_how"))
        self._sales.replace(title, Scroll(Column(*(rows or [none]), gap=0)))
        return self._finder, self._sales

    def _lines(self, origin: Origin) -> Widget:
        rows = [self._line(origin, line) for line in origin.lines if line.quantity > 0]
        return Column(
            Text(key="return.choose", role="h2", bold=True),
            Scroll(Column(*rows, gap=8, pad=(2, 2, 2, 8))),
            gap=12,
            grow=True,
        )

    def _line(self, origin: Origin, line: SoldLine) -> Widget:
        product = catalogue.find(self.store.db, line.gtin, self.store.currency)
        path = self.store.image(product.image) if product else None
        return view.sold_line(
            *(self.tr, origin, line, self._name(line), str(path) if path else "", self.wanted.get(line.line_id)),
            chosen=line.line_id == self.line_id,
            action=partial(self.choose, line.line_id),
            size=(product.size or product.colour) if product else "",
        )

    def _side(self, origin: Origin) -> Widget:
        tr = self.tr
        where = tr.text("return.sold_at", date=tr.date(origin.at), time=tr.time(origin.at), device=origin.device)
        title = Text(tr.text("return.receipt", number=origin.short), role="h2", bold=True)
        close = RoundButton("close", name_key="ui.back", action=self.next_receipt, size=52, kind="quiet")
        top = Row(Column(title, Text(where, role="second", colour="ink2"), gap=0), close, gap=12)
        parts: list[Widget] = []
        if origin.voided_by:
            parts.append(view.warning("return.is_voided", tr))
        line = origin.line(self.line_id) if self.line_id else None
        chosen = self.wanted.get(self.line_id)
        if line is not None and chosen is not None:
            amount = Money(origin.worth(line.line_id, chosen.units)[0], origin.currency)
            left = origin.left(line.line_id)
            parts.append(
                view.how_many(self._name(line), chosen.units, left, self.tr.money(amount, "receipt"), self.count)
            )
            parts.append(view.why(chosen.reason, chosen.condition, self.give_reason, self.judge))
        elif not self.wanted and not origin.voided_by:
            parts.append(Text(key="return.pick_one", role="body", colour="ink2"))
        if self.wanted:
            units = [(one.line_id, one.units) for one in self.wanted.values()]
            minor, shares = actions.preview(self.store.db, self.store.register, origin, units)
            parts.append(view.shares_view(tr, shares, origin.currency))
            total = view.money_line("return.back_in_all", tr.money(Money(minor, origin.currency), "receipt"))
        else:
            total = Column()
        scroll = Scroll(Column(*parts, gap=14))
        return Card(top, scroll, total, self._buttons(origin), pad=22, gap=12, grow=True, size_hint=(0.92, 1))

    def _buttons(self, origin: Origin) -> Widget:
        if not self.wanted:
            small = [Button("ui.back", size="small", action=self.next_receipt)]
            own = origin.known == "own" and not origin.back and not origin.voided_by and origin.kind != "void"
            if origin.known == "own" and Slips in self.store.parts:
                small.append(Button("return.reprint", icon="printer", size="small", action=self.reprint))
            if own:
                small.append(Button("return.void", icon="bin", kind="danger", size="small", action=self.void))
            return Actions(*small, gap=10)
        take = Button("return.yes", icon="undo", kind="primary", action=self.take)
        swap = Button("return.exchange", icon="swap", action=partial(self.take, True))
        for one in (take, swap):
            one.busy = bool(self.waiting)
        return Actions(swap, take, gap=10)

    # What it stands on.

    def _origin(self) -> Origin | None:
        return tables.load_origin(self.store.db, self.sale_id, self.store.device) if self.sale_id else None

    def _name(self, line: SoldLine) -> str:
        product = catalogue.find(self.store.db, line.gtin, self.store.currency)
        return product.names.text(self.tr.language) if product else line.gtin.lstrip("0")

    def _listed(self) -> list[str]:
        if self.field.text:
            return tables.find_sales(self.store.db, self.field.text)[:MOST_SALES]
        if self.member is not None:
            return tables.sales_of_member(self.store.db, self.member.member_id, MOST_SALES)
        return tables.recent_sales(self.store.db, MOST_SALES)

    def _change(self, **what: object) -> None:
        if self.line_id in self.wanted:
            self.wanted[self.line_id] = replace(self.wanted[self.line_id], **what)

    def _go_on_if_answered(self) -> None:
        requests = [returning.load_request(self.store.db, one.grant_id) for one in self.asked]
        open_ones = [one for one in requests if one is not None and one.state == "asked"]
        if self.waiting and (not open_ones or self.waiting > PATIENCE_S):
            self.waiting = 0
            self._take(self.asked)

    def _take(self, wanted: Sequence[Wanted]) -> None:
        """Into the session's basket for an exchange, else into one of its own."""
        into = self.store.session.basket_id if self.exchange else self.store.new_id()
        self.act(actions.take, into, self.sale_id, tuple(wanted), done=self._taken, cancelled=self._not_taken)

    def _taken(self, basket: Basket) -> None:
        play("ok")
        self.asked = ()
        if self.exchange:
            navigation.go("till.sell")
        else:
            self._pay_back(basket)

    def _not_taken(self) -> None:
        self._release()
        self.refresh()

    def _pay_back(self, basket: Basket) -> None:
        navigation.go("return.pay", basket_id=basket.basket_id)

    def _release(self) -> None:
        """What was asked for and is not taken is free again."""
        asked, self.asked, self.waiting = getattr(self, "asked", ()), (), 0
        if asked:
            self.store.worker.submit(actions.give_up, self.store.register, [one.grant_id for one in asked])
