"""The service desk on a tablet: who waits for an answer, and the chosen ticket with all that was said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.codes import OwnCode
from kiosk.store import Store
from kiosk.ticket import actions, tables
from kiosk.ticket.model import Ticket
from kiosk.ticket.widgets.card import TicketCard, detail_of
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.writing.tables import Shelf

READ_EVERY = 30
READY = ("ticket.ready_sorry", "ticket.ready_come", "ticket.ready_done")
READY_NOTES = ("ticket.ready_called", "ticket.ready_part", "ticket.ready_sent")


class TicketsScreen(DeskScreen):
    """`self.args["ticket_id"]` names one to begin with."""

    store: Store
    topics: ClassVar[frozenset[str]] = frozenset({actions.TOPIC, "catalogue", "pictures"})
    place: ClassVar[str] = "associate.tasks"

    chosen = ""
    _seconds = 0

    def content(self) -> Widget:
        """Two columns."""
        self.list = Column(gap=10, pad=(2, 2, 2, 8))
        self._left = Scroll(self.list)
        new = Button("ticket.new", icon="plus", kind="secondary", size="small", action=self.open_new)
        self._side = Column(self._left, new, gap=12, grow=True, size_hint=(0.85, 1))
        self.detail = Card(pad=24, gap=14, grow=True)
        self._page = Row(self._side, self.detail, gap=24, align="stretch", grow=True)
        self._sheet: WordsSheet | None = None
        return self._page

    def arrived(self) -> None:
        """A ticket may have been named."""
        self.chosen = str(self.args.get("ticket_id", self.chosen))

    def left(self) -> None:
        """Nothing of this page lies over another."""
        super().left()
        if self._sheet is not None:
            self._sheet.close()
            self._sheet = None

    def refresh(self) -> None:
        """Read the tickets, and show them."""
        self._seconds = 0
        store, now = self.store, self.store.clock()
        waiting = tables.unsettled(store.db, store.vault)
        settled = tables.settled(store.db, store.vault, now)
        late = sum(ticket.late_at(now) for ticket in waiting)
        self.header.title.say_key("ticket.title")
        self.header.sub.say(
            self.tr.text("ticket.summary_late" if late else "ticket.summary", n=len(waiting), late=late)
        )
        shown = [*waiting, *settled]
        if shown and all(ticket.ticket_id != self.chosen for ticket in shown):
            self.chosen = shown[0].ticket_id
        parts: list[Any] = [self._card(ticket) for ticket in waiting]  # Kivy's widgets have no types
        if settled:
            parts.append(Text(self.tr.text("ticket.settled", n=len(settled)), role="second", bold=True, colour="ink2"))
            parts += [self._card(ticket) for ticket in settled]
        self.list.replace(*parts)
        chosen = next((ticket for ticket in shown if ticket.ticket_id == self.chosen), None)
        if chosen is None:
            self.detail.replace(_nothing())
            return
        today = store.register.business_date(now)
        self.detail.replace(*detail_of(self, store, chosen, now, today))

    def tick(self) -> None:
        """What is left until somebody must hear shrinks by itself."""
        self._seconds += 1
        if self._seconds >= READ_EVERY:
            self.refresh()

    # What a person does.

    def choose(self, ticket_id: str) -> None:
        """Show another beside the list."""
        self.chosen = ticket_id
        self.refresh()

    def open_new(self) -> None:
        """Somebody stands here and needs something."""
        navigation.go("ticket.new")

    def on_receipt(self, code: OwnCode) -> None:
        """A receipt was held before the camera: it is about that purchase."""
        navigation.go("ticket.new", code=code)

    def answer(self, ticket: Ticket) -> None:
        """What the shopper is told."""
        self._ask("ticket.answer_title", READY, partial(self._send, actions.answer, ticket, "ticket.answered_said"))

    def note(self, ticket: Ticket) -> None:
        """A word among colleagues."""
        self._ask("ticket.note_title", READY_NOTES, partial(self._send, actions.write, ticket, ""))

    def move(self, ticket: Ticket, state: str) -> None:
        """It is in work, waits, or is closed."""
        store = self.store
        self.submit(actions.move, store.vault, store.register, ticket.ticket_id, state)

    def _ask(self, title: str, ready: tuple[str, ...], done: Callable[[str], None]) -> None:
        self._sheet = WordsSheet(title, done, ready=ready, shelf=Shelf())
        self._sheet.show()

    def _send(self, action: Callable[..., Ticket], ticket: Ticket, said: str, text: str) -> None:
        store = self.store

        def done(after: Ticket) -> None:
            play("ok")
            if said:
                navigation.say(said, state="ok", number=after.number)

        self.submit(action, store.vault, store.register, ticket.ticket_id, text, done=done)

    def _card(self, ticket: Ticket) -> Widget:
        now, chosen = self.store.clock(), ticket.ticket_id == self.chosen
        return TicketCard(self.tr, ticket, now, partial(self.choose, ticket.ticket_id), chosen)


def _nothing() -> Widget:
    return Column(
        Gap(),
        Row(Gap(), Icon("ok", 64, colour="ok"), Gap()),
        Text(key="ticket.nothing", role="h1", bold=True, align="center"),
        Text(key="ticket.nothing_more", role="body", colour="ink2", align="center"),
        Gap(),
        gap=12,
        grow=True,
    )
