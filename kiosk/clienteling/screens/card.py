"""A6, the customer's card on a tablet: empty until the shopper holds out their code, and empty again after."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.clienteling import actions, gathering, tables
from kiosk.clienteling.gathering import Facts
from kiosk.clienteling.model import Consent, Look, Note, Outreach, Purpose
from kiosk.clienteling.widgets import look_parts, look_sheet, parts
from kiosk.codes import OwnCode, ProductCode
from kiosk.customer.widgets.names import name_of, note_of
from kiosk.store import Store
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Dialog
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.writing.tables import Shelf

READY_NOTES = ("client.ready_gift", "client.ready_skin", "client.ready_call")
READY_MESSAGES = ("client.ready_new", "client.ready_arrived", "client.ready_birthday")


class CardScreen(DeskScreen):
    """`args`: code, where the shopper's code was scanned on another page; gtin: what goes onto one of their lists."""

    store: Store
    topics: ClassVar[frozenset[str]] = actions.TOPICS | {
        *("member", "favourite", "offer", "order", "basket", "catalogue", "stock", "staff", "pictures"),
    }
    place: ClassVar[str] = "associate.more"

    def content(self) -> Widget:
        """Two columns that scroll, and what can be done below them."""
        self._page = Column(grow=True)
        self._left, self._right = Column(gap=14, pad=(2, 2, 8, 8)), Column(gap=14, pad=(2, 2, 8, 8))
        self._bottom = Column()
        columns = Row(Scroll(self._left), Scroll(self._right, size_hint=(0.82, 1)), gap=20, align="stretch", grow=True)
        self._open = Column(columns, self._bottom, gap=14, grow=True)
        self._consent: Consent | None = None
        self._facts: Facts | None = None
        self._sheet: WordsSheet | None = None
        self._choosing: look_sheet.LookSheet | None = None
        self._waiting = ""
        self._dialog: Dialog | None = None
        return self._page

    def arrived(self) -> None:
        """The shopper's code may have led here, or a product that somebody wants to keep for them."""
        self._waiting = str(self.args.pop("gtin", ""))
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_loyalty(code)

    def left(self) -> None:
        """Nothing of a person stays on a page that is gone."""
        super().left()
        self._put_away()
        self._wipe()

    def refresh(self) -> None:
        """Show the card of whoever agreed to it, or ask for their code."""
        store = self.store
        self.header.title.say_key("client.title")
        self._consent = tables.consent_now(store.db, store.vault, store.device, store.clock())
        self._facts = gathering.facts(store, self._consent.member) if self._consent is not None else None
        if self._facts is None:
            self._put_away()
            self._wipe()
            self.header.sub.say_key("client.sub")
            self._page.replace(self._invitation())
            return
        self._say_left()
        self._fill(self._facts)

    def tick(self) -> None:
        """Ten minutes go by whether anybody looks or not."""
        if self._consent is None:
            return
        now = self.store.clock()
        if self._consent.holds(now, self.store.device, tables.who(self.store.db)[0]):
            self._say_left()
        else:
            self.refresh()
            navigation.say("client.over")

    # What a person does.

    def on_loyalty(self, code: OwnCode) -> None:
        """The shopper holds out their code: that is their consent."""
        store = self.store

        def done(_: Consent) -> None:
            play("ok")
            if not self.shown:
                return
            self.refresh()
            if self._waiting:
                gtin, self._waiting = self._waiting, ""
                self._choosing = look_sheet.put_into(self, gtin)

        self.submit(actions.open_card, store.vault, store.register, code, done=done)

    def on_product(self, code: ProductCode) -> None:
        """Whoever stands here wants to come back to this product; with no card open it is looked up."""
        if self._facts is not None and self._facts.mask.keeps:
            self.put(code.gtin)
        else:
            super().on_product(code)

    def put(self, gtin: str) -> None:
        """Onto the customer's private list."""
        facts, store = self._facts, self.store
        if facts is None:
            return

        def done(look: Look) -> None:
            play("ok")
            navigation.say("client.listed", state="ok", n=len(look.gtins))

        self.submit(actions.put_on_look, store.vault, store.register, facts.member.member_id, (gtin,), done=done)

    def close_card(self) -> None:
        """The advice is over."""
        store = self.store
        self.submit(actions.close_card, store.vault, store.register)

    def note(self) -> None:
        """A word among colleagues: who may read it is asked when it is written."""
        self._ask("client.note_title", READY_NOTES, self._for_whom)

    def take_back(self, note: Note) -> None:
        """A note goes."""
        store = self.store
        self.submit(actions.take_back_note, store.vault, store.register, note.note_id)

    def write(self) -> None:
        """A message to the customer."""
        facts = self._facts
        if facts is None:
            return
        person = name_of(facts.member.surname, facts.member.title)
        self._ask("client.write_title", READY_MESSAGES, self._send, text=self.tr.text("client.dear", name=person))

    def allow(self, may: bool) -> None:
        """The customer says whether we may write to them."""
        facts, store = self._facts, self.store
        if facts is not None:
            self.submit(actions.allow_writing, store.vault, store.register, facts.member.member_id, may)

    def join(self) -> None:
        """Into one's own client book."""
        facts, store = self._facts, self.store
        if facts is None:
            return

        def done(_: None) -> None:
            play("ok")
            navigation.say("client.joined", state="ok")

        self.submit(actions.join_book, store.vault, store.register, facts.member.member_id, done=done)

    def begin_look(self, purpose: Purpose) -> None:
        """A new list, with a name; it opens to be filled."""
        facts = self._facts
        if facts is None:
            return

        def begun(look: Look) -> None:
            play("ok")
            if self.shown:
                self.open_look(look.look_id)

        self._sheet = look_sheet.begin(self, facts.member.member_id, purpose, "", begun)

    @staticmethod
    def open_look(look_id: str) -> None:
        """One list, with its code."""
        navigation.go("client.look", look_id=look_id)

    @staticmethod
    def open_order(order_id: str) -> None:
        """Where orders are handed over."""
        navigation.go("pickup.collect", order_id=order_id)

    def _for_whom(self, text: str) -> None:
        def keep(shared: bool) -> None:
            self._put_away()
            facts, store = self._facts, self.store
            if facts is not None:
                self.submit(
                    partial(actions.add_note, shared=shared), store.vault, store.register, facts.member.member_id, text
                )

        self._dialog = Dialog(
            "client.note_for",
            "client.note_for_more",
            primary=("client.note_all", partial(keep, True)),
            secondary=("client.note_own", partial(keep, False)),
            icon="edit",
        )
        navigation.show(self._dialog)

    def _send(self, text: str) -> None:
        facts, store = self._facts, self.store
        if facts is None:
            return

        def done(_: Outreach) -> None:
            play("ok")
            navigation.say("client.message_queued", state="ok")

        self.submit(actions.write_to, store.vault, store.register, facts.member.member_id, text, done=done)

    def _ask(self, title: str, ready: tuple[str, ...], done: Any, text: str = "") -> None:  # done: takes the words
        self._sheet = WordsSheet(title, done, ready=ready, text=text, shelf=Shelf())
        self._sheet.show()

    # How it is shown.

    def _fill(self, facts: Facts) -> None:
        store, now = self.store, self.store.clock()
        operator = tables.who(store.db)[0]
        put = self.put if facts.mask.keeps else None
        left: list[Any] = [  # Kivy's widgets have no types
            parts.tips(store, facts, self.put),
            parts.bought(store, "client.bought", facts.purchases, now),
            parts.bought(store, "client.came_back", facts.returns, now),
        ]
        right: list[Any] = [
            parts.who(facts, now),
            parts.orders(facts, self.open_order),
            look_parts.looks(store, facts, self.open_look, self.begin_look),
            parts.notes(facts, operator, self.take_back),
            parts.sizes(store, facts),
            parts.favourites(store, facts, put),
            parts.messages(facts, now),
        ]
        if not facts.mask.purchases:
            left = [parts.masked()]
        elif not any(left):
            left = [Card(Text(key="client.nothing_bought", role="body", colour="ink2"), pad=(22, 18))]
        self._left.replace(*[one for one in left if one is not None])
        self._right.replace(*[one for one in right if one is not None])
        self._bottom.replace(Actions(*self._buttons(facts, operator), gap=12))
        self._page.replace(self._open)

    def _buttons(self, facts: Facts, operator: str) -> list[Button]:
        close = Button("client.close", icon="close", size="small", action=self.close_card)
        if not facts.mask.keeps:
            return [close]
        client = facts.client
        may = client is not None and client.may_write
        found = [close, Button("client.note", icon="edit", size="small", action=self.note)]
        if operator and not (client is not None and client.looked_after_by(operator)):
            found.append(Button("client.join", icon="people", size="small", action=self.join))
        if may:
            found.append(Button("client.forbid", icon="not_for_me", size="small", action=partial(self.allow, False)))
            found.append(Button("client.write", icon="message", size="small", kind="accent", action=self.write))
        else:
            found.append(Button("client.allow", icon="tick", size="small", action=partial(self.allow, True)))
        return found

    def _invitation(self) -> Widget:
        book = Button(
            "client.to_book", icon="people", size="small", hug=True, action=partial(navigation.go, "client.book")
        )
        buttons: list[Any] = [book] if navigation.knows("client.book") and tables.mask(self.store.db).keeps else []
        waits: list[Any] = []
        if self._waiting:
            waits = [Text(key="client.ask_for_list", role="body", bold=True, colour="accent_line", align="center")]
        return Column(
            Gap(),
            Row(Gap(), Icon("qr_scan", 88, colour="accent_line"), Gap()),
            Text(key="client.ask", role="h1", bold=True, align="center"),
            Text(key="client.ask_more", role="body", colour="ink2", align="center"),
            *waits,
            Row(Gap(), *buttons, Gap()),
            Gap(),
            gap=14,
            grow=True,
        )

    def _say_left(self) -> None:
        if self._consent is None or self._facts is None:
            return
        seconds = max(0.0, (self._consent.until - self.store.clock()).total_seconds())
        minutes = max(1, -(-int(seconds) // 60))
        self.header.sub.say(f"{note_of(self._facts.member)}·{self.tr.text('client.minutes', n=minutes)}")

    def _put_away(self) -> None:
        if self._choosing is not None:
            self._choosing.close()
            self._choosing = None
        if self._sheet is not None:
            self._sheet.close()
            self._sheet = None
        if self._dialog is not None:
            navigation.hide(self._dialog)
            self._dialog = None

    def _wipe(self) -> None:
        self._facts = None
        for holder in (self._left, self._right, self._bottom, self._page):
            holder.replace()
