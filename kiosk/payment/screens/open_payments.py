"""The payments that nobody knows the end of, and what a colleague can do about each."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Literal

from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk.payment import tables
from kiosk.payment.desk import PaymentDesk
from kiosk.payment.model import Intent
from kiosk.staff import tables as staff
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

Found = Literal["taken", "not_taken"]

ICONS: dict[PaymentKind, str] = {"card": "card", "wallet": "phone", "qr": "qr_scan"}
LOOKED = ("payment.looked_terminal", "payment.looked_acquirer", "payment.looked_shopper")
"""Where a colleague can have looked it up; the words of the shop's language are kept as the reason."""


class OpenPaymentsScreen(DeskScreen):
    """List at the left, the chosen payment at the right. The desk goes on asking by itself."""

    topics: ClassVar[frozenset[str]] = frozenset({"payment"})
    place = "payment.open"

    def content(self) -> Widget:
        """Two cards."""
        self.intent_id = ""
        self.found: Found | None = None
        self.list = Column(gap=0)
        self.detail = Column(gap=16, pad=(0, 20))
        left = Card(Scroll(self.list), pad=(24, 8), grow=True)
        # Large letters need more room than there is: this side scrolls.
        right = Card(Scroll(self.detail), pad=(28, 0), grow=True, size_hint=(0.9, 1))
        self._both = Row(left, right, gap=24, align="stretch", grow=True)
        self._page = Column(self._both, grow=True)
        return self._page

    def arrived(self) -> None:
        """Nothing is chosen yet."""
        self.found = None

    def refresh(self) -> None:
        """Read, and show."""
        self.header.title.say_key("payment.open_title")
        intents = tables.unresolved(self.store.db)
        self.header.sub.say_key("payment.open_more" if intents else "")
        chosen = next((one for one in intents if one.intent_id == self.intent_id), intents[0] if intents else None)
        if chosen is None or chosen.intent_id != self.intent_id:
            self.found = None
        self.intent_id = chosen.intent_id if chosen else ""
        self.list.replace(*[self._row(one) for one in intents])
        if chosen is None:
            self._page.replace(_nothing())
            return
        self.detail.replace(*self._detail(chosen))
        if self._both.parent is None:
            self._page.replace(self._both)

    def choose(self, intent_id: str) -> None:
        """Show this one."""
        self.intent_id, self.found = intent_id, None
        self.refresh()

    def ask(self) -> None:
        """Ask the terminal now."""
        if self._desk is not None:
            self._desk.check(self.intent_id)
            play("ok")

    def undo(self) -> None:
        """Give it back; the shopper may pay in another way once that is confirmed."""
        if self._desk is not None:
            self._desk.reverse(self.intent_id)

    def say_found(self, found: Found | None) -> None:
        """A colleague looked it up: where, is asked next."""
        self.found = found
        self.refresh()

    def resolve(self, where: str) -> None:
        """End the doubt by hand."""
        if self._desk is None or self.found is None:
            return
        operator = staff.signed_in(self.store.db)
        self._desk.resolve(
            self.intent_id,
            self.found,
            self.tr.text(where),
            operator.operator_id if operator else "",
            done=lambda _: play("ok"),
            failed=self.explain,
        )

    @property
    def _desk(self) -> PaymentDesk[Any] | None:  # whatever it makes
        found = self.store.parts.get(PaymentDesk)
        return found if isinstance(found, PaymentDesk) else None

    def _row(self, intent: Intent) -> ListRow:
        return ListRow(
            self.tr.money(intent.amount, "receipt"),
            f"{self.tr.text(f'payment.kind.{intent.kind}')}·{self._age(intent)}",
            lead=ICONS[intent.kind],
            trail=(_pill(intent),),
            action=partial(self.choose, intent.intent_id),
        )

    def _age(self, intent: Intent) -> str:
        return self.tr.age((self.store.clock() - intent.at).total_seconds())

    def _detail(self, intent: Intent) -> list[Widget]:
        # The six letters that the shopper's screen shows.
        name = intent.intent_id[-6:].upper()
        rows: list[Widget] = [
            Row(Text(self.tr.money(intent.amount, "receipt"), role="h1", bold=True), _pill(intent), gap=16),
            Text(f"{name}·{self._age(intent)}", role="second", colour="ink2"),
        ]
        if intent.reason:
            rows.append(Text(key=f"payment.reason.{intent.reason}", role="body"))
        if self.found is not None:
            places = [OptionCard(self.tr.text(where), action=partial(self.resolve, where)) for where in LOOKED]
            back = Button("payment.back", icon="back", action=partial(self.say_found, None))
            return [*rows, Text(key="payment.reason_title", role="h1", bold=True), *places, back]
        undo = Button("payment.undo", icon="undo", action=self.undo)
        undo.disabled = intent.state == "reversing" or intent.is_refund
        return [
            *rows,
            Actions(Button("payment.ask_now", kind="primary", icon="refresh", action=self.ask), undo, gap=12),
            Actions(
                Button("payment.found_not_taken", action=partial(self.say_found, "not_taken")),
                Button("payment.found_taken", action=partial(self.say_found, "taken")),
                gap=12,
            ),
        ]


def _pill(intent: Intent) -> Pill:
    return Pill(key=f"payment.state.{intent.state}", state="warn", tight=True)


def _nothing() -> Widget:
    return Column(
        Gap(),
        Row(Gap(), Icon("ok", 64, colour="ok"), Gap()),
        Text(key="payment.open_none", role="h1", bold=True, align="center"),
        Text(key="payment.open_none_more", role="body", colour="ink2", align="center"),
        Gap(),
        gap=12,
        grow=True,
    )
