"""The line on a tablet: who waits without an appointment, the next one is called, looked after, or is not there."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.appointment import actions, tables
from kiosk.appointment.model import CALLED, Ticket
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text


class WalkInsScreen(DeskScreen):
    """Who waits stands at the left, who is called at the right."""

    store: Store
    topics: ClassVar[frozenset[str]] = actions.TOPICS
    place: ClassVar[str] = "associate.more"

    def content(self) -> Widget:
        """Two lists, each with what can be done."""
        self._waiting, self._called = Column(gap=10, pad=(2, 4)), Column(gap=10, pad=(2, 4))
        self._next = Button("queue.call_next", icon="bell_ring", kind="accent", size="tall", action=self.call)
        give = Button("queue.give", icon="plus", size="tall", action=self.give)
        left = Column(
            Text(key="queue.waiting", role="body", bold=True, colour="ink2"),
            Scroll(self._waiting),
            Actions(give, self._next, gap=12),
            gap=12,
            grow=True,
        )
        right = Column(
            Text(key="queue.called", role="body", bold=True, colour="ink2"), Scroll(self._called), gap=12, grow=True
        )
        return Row(left, right, gap=24, align="stretch", grow=True)

    def refresh(self) -> None:
        """Read the line."""
        store = self.store
        start = actions.day_start(store.register, store.clock())
        line = tables.line(store.db, store.vault, start)
        waiting, called = [one for one in line if one.state != CALLED], [one for one in line if one.state == CALLED]
        self.header.title.say_key("queue.title")
        self.header.sub.say(self.tr.text("queue.summary", n=len(waiting)))
        self._next.disabled = not waiting
        self._waiting.replace(*([self._waiter(one) for one in waiting] or [_nobody()]))
        none = Text(key="queue.nobody_called", role="body", colour="ink2")
        self._called.replace(*([self._guest(one) for one in called] or [none]))

    # What a person does.

    def call(self, ticket_id: str = "") -> None:
        """The next one, or this one."""
        store = self.store
        self.submit(actions.call_next, store.vault, store.register, ticket_id, done=lambda _: play("ok"))

    def end(self, one: Ticket, *, served: bool) -> None:
        """Looked after, or not there."""
        store = self.store
        self.submit(partial(actions.end_ticket, served=served), store.vault, store.register, one.ticket_id)

    def give(self) -> None:
        """Somebody stands here and would rather wait."""
        store = self.store

        def done(ticket: Ticket) -> None:
            play("ok")
            navigation.say("queue.given", state="ok", number=ticket.number)

        self.submit(actions.take_ticket, store.vault, store.register, "", done=done)

    # How it is shown.

    def _waiter(self, one: Ticket) -> Card:
        age = self.tr.age((self.store.clock() - one.made_at).total_seconds())
        words = Column(
            Text(self._about(one), role="body", bold=True, lines=1),
            Text(self.tr.text("queue.waits", age=age), role="second", colour="ink2", lines=2),
            gap=2,
        )
        call = Button("queue.call_this", size="small", hug=True, action=partial(self.call, one.ticket_id))
        return Card(Row(_number(one), words, call, gap=20), pad=(22, 14))

    def _guest(self, one: Ticket) -> Card:
        by = Text(self.tr.text("queue.called_by", name=one.called_by), role="second", colour="ink2", lines=1)
        words = Column(Text(self._about(one), role="body", bold=True, lines=1), by, gap=2)
        gone = Button("queue.gone", size="small", action=partial(self.end, one, served=False))
        served = Button(
            "queue.served", icon="tick", kind="accent", size="small", action=partial(self.end, one, served=True)
        )
        return Card(Row(_number(one), words, gap=20), Actions(gone, served, gap=12), pad=(22, 16), gap=14)

    def _about(self, one: Ticket) -> str:
        store = self.store
        found = next((known for known in tables.services(store.db, store.vault) if known.service_id == one.about), None)
        return found.names.text(self.tr.language) if found is not None else self.tr.text("queue.about_any")


def _number(one: Ticket) -> Text:
    return Text(one.number, role="h1", bold=True, hug=True, colour="accent_line")


def _nobody() -> Any:  # Kivy's widgets
    return Column(
        Gap(40),
        Row(Gap(), Icon("people", 64, colour="accent_line"), Gap()),
        Text(key="queue.nobody", role="h1", bold=True, align="center"),
        Text(key="queue.nobody_more", role="body", colour="ink2", align="center"),
        gap=12,
    )
