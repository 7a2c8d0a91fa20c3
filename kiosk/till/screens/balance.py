"""Paying with points, a gift card or store credit: what can be spent here and now, and how much of it goes in."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk import codes
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.stored_value.model import Spendable
from kiosk.till import actions
from kiosk.till.model import Basket
from kiosk.till.screens.pay import PayScreen, idle_with
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 20
"""Digits of a card's number, and some for a slip."""

ANSWERS_S = 4.0
"""Head office answers in a tenth of a second; after this nobody wants to wait any longer."""

NOW_S = 60.0
"""A balance that was told so shortly before needs no word about its age."""


class BalanceScreen(PayScreen):
    """`args`: kind (points, gift_card, store_credit), account (asked for if it is missing).

    A number lives on this page alone: it is money.
    """

    topics = frozenset({"basket", "member", "store", "stored_value"})

    def content(self) -> Widget:
        """The amount, and below it the card or the keys for its number."""
        self.kind: actions.ValueTender = "gift_card"
        self._account = ""
        self._asking = ""
        self._patience = Clock.create_trigger(lambda _dt: self._no_answer(), ANSWERS_S)
        self.field = Field("pay.number_hint", clear=self._clear, icon="gift")
        self.pad = TouchPad(self._type, self._erase, pages=("digits",), space=False, cleared=self._clear)
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Another way, or this one."""
        self.other = Button("pay.other", icon="back", action=self._give_up)
        self.look_up = Button("pay.look_up", kind="primary", icon="search", action=self._typed)
        self.use = Button("tender.use", kind="primary", icon="tick", action=self._use)
        return (self.other, self.look_up)

    def arrived(self) -> None:
        """The account is presented at once: what head office grants of it is here a moment later."""
        super().arrived()
        self.kind = self.args.get("kind", "gift_card")
        self.field.text = ""
        self._account = ""
        self.use.busy = False
        # Whoever keeps the arguments of a page must not keep a card's number.
        account = str(self.args.pop("account", ""))
        if account:
            self._present(account)

    def left(self) -> None:
        """The number is forgotten."""
        super().left()
        self._asked()
        self._account = self.field.text = ""

    def refresh(self) -> None:
        """Show the card, or ask for its number."""
        self.show_who()
        self._read_answer()
        basket = self.basket()
        self.idle = idle_with(basket)
        held = self._held()
        title = Text(key=f"pay.with_{self.kind}", role="h1", bold=True)
        if held is not None:
            self._page.replace(title, self.amount_card(basket), self._held_card(basket, held))
            usable = self._usable(basket, held)
            self.use.disabled = not usable.minor
            self.use.reason = "" if usable.minor else self.tr.text("pay.nothing_to_use")
            self.use.label.say_key("pay.use_amount", amount=self.tr.money(usable, "receipt"))
            self.bottom.hold(self.other, self.use)
            return
        self.look_up.disabled = not self.field.text
        self.bottom.hold(self.other, self.look_up)
        kinds = [
            Chip(key=f"tender.{kind}", selected=self.kind == kind, action=lambda kind=kind: self._choose(kind))  # type: ignore[misc]  # bound for this chip
            for kind in ("gift_card", "store_credit")
        ]
        how = Row(Icon("scan", 48, colour="accent_line"), Text(key="pay.card_how", role="body", colour="ink2"), gap=20)
        self._page.replace(title, self.amount_card(basket), Row(*kinds, Gap(), gap=16), how, self.field, self.pad)

    def on_gift_card(self, code: codes.OwnCode) -> None:
        """A card is held out in place of typing."""

        def read(number: str) -> None:
            self.kind = "gift_card"
            self._present(number)

        self.submit(stored_value.read_card, code, done=read)

    def _choose(self, kind: actions.ValueTender) -> None:
        self.kind = kind
        self.refresh()

    def _type(self, letter: str) -> None:
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self.look_up.disabled = not self.field.text

    def _erase(self) -> None:
        self.field.text = self.field.text[:-1]
        self.look_up.disabled = not self.field.text

    def _clear(self) -> None:
        self.field.text = ""
        self.look_up.disabled = True

    def _typed(self) -> None:
        try:
            self._present(stored_value.read_number(self.field.text))
        except Refused as no:
            self.explain(no)

    def _present(self, account: str) -> None:
        def known(found: Spendable | None) -> None:
            if not self.shown:
                return
            link = self.device.link
            if found is not None:
                self._hold(found)
            elif link is not None and link.health().state == "linked":
                self._asking = account
                self.look_up.busy = True
                self._patience()
            else:
                self.refuse("refused.stored_value.not_known_here")
                return
            self.refresh()

        self.submit(actions.present, self.kind, account, done=known)

    def _hold(self, found: Spendable) -> None:
        if found.known:
            self._account = found.account
        else:
            self.refuse("refused.stored_value.unknown")

    def _read_answer(self) -> None:
        """What head office says of a card that this kiosk never heard of is here a moment after it was asked."""
        found = value_tables.spendable(self.device.db, self.kind, self._asking) if self._asking else None
        if found is not None:
            self._asked()
            self._hold(found)

    def _no_answer(self) -> None:
        account = self._asking
        self._asked()
        if account:
            self.submit(stored_value.done_with, self.kind, account)
            self.refuse("refused.stored_value.not_known_here")

    def _asked(self) -> None:
        self._asking = ""
        self._patience.cancel()
        self.look_up.busy = False

    def _held(self) -> Spendable | None:
        return value_tables.spendable(self.device.db, self.kind, self._account) if self._account else None

    def _usable(self, basket: Basket, held: Spendable) -> Money:
        """How much of it goes in; of points whole ones only."""
        worth = actions.point_worth(self.device.db, self.device.clock()) if held.kind == "points" else 1
        minor = min(basket.rest.minor, held.available * worth) // worth * worth if worth else 0
        return Money(max(0, minor), self.device.currency)

    def _held_card(self, basket: Basket, held: Spendable) -> Card:
        tr = self.tr
        points = held.kind == "points"
        available = (
            tr.text("pay.points_note", n=held.available, points=tr.number(held.available))
            if points
            else tr.money(Money(held.available, self.device.currency), "receipt")
        )
        name = Text(key=f"tender.{held.kind}", role="h2", bold=True)
        head = (
            [name]
            if points
            else [name, Text(tr.text("stored_value.number_end", end=held.account[-4:]), role="second", colour="ink2")]
        )
        usable = self._usable(basket, held)
        rows: list[Widget] = [
            Row(Icon("star" if points else "gift", 64, colour="gold"), Column(*head, gap=0), gap=24),
            Text(available, role="price", bold=True, shrink=True),
            Text(tr.text("tender.uses", amount=tr.money(usable, "receipt")), role="body"),
        ]
        rest = Money(basket.rest.minor - usable.minor, self.device.currency)
        if rest.minor and usable.minor:
            rows.append(Text(tr.text("pay.rest_after", amount=tr.money(rest, "receipt")), role="body", colour="ink2"))
        if held.elsewhere:
            more = tr.number(held.elsewhere) if points else tr.money(Money(held.elsewhere, self.device.currency))
            rows.append(Text(tr.text("tender.elsewhere", amount=more), role="second", colour="ink2"))
        seconds = (self.device.clock() - held.as_of).total_seconds() if held.as_of is not None else 0.0
        if seconds >= NOW_S:
            age = tr.age(seconds)
            rows.append(Text(tr.text("tender.as_of", age=age), role="second", colour="ink2"))
        return Card(*rows, pad=(48, 40), gap=12, radius="panel")

    def _use(self) -> None:
        held = self._held()
        if held is None:
            return
        store, basket = self.device, self.basket()
        self.use.busy = True

        def settled(found: actions.Settlement) -> None:
            play("ok")
            self.use.busy = False
            if found.sale is not None:
                self.done(found.sale)
            else:
                navigation.go("pay.choose")

        def failed(error: Exception) -> None:
            self.use.busy = False
            self.explain(error)

        store.worker.submit(
            actions.tender_value,
            store.register,
            basket.basket_id,
            self.kind,
            held.account,
            self._usable(basket, held).minor,
            self.tr.language,
            done=settled,
            failed=failed,
        )

    def _give_up(self) -> None:
        """What was granted for it may go back; points stay with whoever is signed in."""
        if self._account and self.kind != "points":
            self.submit(stored_value.done_with, self.kind, self._account)
        navigation.go("pay.choose")
