"""A shopper takes a number at the kiosk, sees how many are before them, and who is being called."""

from __future__ import annotations

from functools import partial
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.appointment import actions, tables
from kiosk.appointment.model import CALLED, WAITING, Ticket
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.till.widgets.on_with_bag import finish
from kiosk.ui import navigation
from kiosk.ui.device_words import device_words
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

LOOK_S = 5.0


class TakeScreen(ShopperScreen):
    """Numbers only are shown of others: nobody's name and nobody's question."""

    topics = actions.TOPICS | {"store", "health"}

    taken = ""
    _said = False

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._watch = Clock.schedule_interval(lambda _dt: self.refresh(), LOOK_S)
        self._watch.cancel()
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, or the end."""
        self._back = Button("appointment.step_back", icon="back", action=navigation.back)
        self._finish = Button("appointment.finish", icon="tick", kind="primary", action=lambda: finish(self.device))
        return (self._back, self._finish)

    def arrived(self) -> None:
        """Nobody's number stays from before."""
        super().arrived()
        self.taken, self._said = "", False
        self._watch()

    def left(self) -> None:
        """Somebody else comes next."""
        super().left()
        self.taken, self._said = "", False
        self._watch.cancel()

    def refresh(self) -> None:
        """Ask what it is about, or show the number and the line."""
        self.show_who()
        store = self.device
        line = tables.line(store.db, store.vault, actions.day_start(store.register, store.clock()))
        called = [one for one in line if one.state == CALLED]
        waiting = [one for one in line if one.state == WAITING]
        own = next((one for one in line if one.ticket_id == self.taken), None)
        if self.taken and own is not None:
            self.bottom.hold(self._finish)
            self._page.replace(*self._mine(own, waiting), *_now(self, called))
        else:
            self.bottom.hold(self._back)
            self._page.replace(*self._ask(len(waiting)), *_now(self, called))

    def take(self, about: str) -> None:
        """Take a number."""
        store = self.device
        here = store.session.basket_id

        def done(ticket: Ticket) -> None:
            if store.session.basket_id != here:
                return
            play("ok")
            self.taken = ticket.ticket_id
            if self.shown:
                self.refresh()

        self.submit(actions.take_ticket, store.vault, store.register, about, done=done)

    def _ask(self, waiting: int) -> list[Any]:  # Kivy's widgets
        store = self.device
        offered = [(one.service_id, one.names.text(self.tr.language)) for one in tables.services(store.db, store.vault)]
        offered.append(("", self.tr.text("queue.about_any")))
        rows = [
            ListRow(
                name,
                lead="calendar" if about else "help",
                line=place + 1 < len(offered),
                action=partial(self.take, about),
                pad=(0, 28),
            )
            for place, (about, name) in enumerate(offered)
        ]
        return [
            Text(key="queue.ask_what", role="display", bold=True),
            Text(self.tr.text("queue.summary", n=waiting), role="body", colour="ink2"),
            Card(*rows, pad=(40, 12), gap=0),
        ]

    def _mine(self, own: Ticket, waiting: list[Ticket]) -> list[Any]:  # Kivy's widgets
        turn = own.state == CALLED
        if turn and not self._said:
            self._said = True
            play("ok")
        before = next((place for place, one in enumerate(waiting) if one.ticket_id == own.ticket_id), 0)
        if turn:
            told = self.tr.text("queue.now_you", name=device_words(own.called_by))
        else:
            told = self.tr.text("queue.before", n=before) if before else self.tr.text("queue.first")
        card = Card(
            Icon("bell_ring" if turn else "people", 180, colour="ok" if turn else "accent_line", pos_hint=_MIDDLE),
            Text(key="queue.yours", role="body", colour="ink2", align="center"),
            Text(own.number, role="numeral", bold=True, colour="accent_line", align="center", shrink=True),
            Text(told, role="h2", bold=True, align="center"),
            pad=(56, 90),
            gap=24,
            swell=1600,
        )
        if not self.offline:
            return [card]
        words = Text(key="queue.apart", role="body", colour="warn")
        return [card, Panel(Row(Icon("lan_off", 56, colour="warn"), words, gap=24), tone="warn_soft", pad=(36, 28))]


_MIDDLE = {"center_x": 0.5}


def _now(screen: TakeScreen, called: list[Ticket]) -> list[Any]:  # Kivy's widgets
    if not called:
        return []
    pills = [
        Pill(screen.tr.text("queue.now_one", number=one.number, name=device_words(one.called_by)), "accent", bold=True)
        for one in called
    ]
    return [Text(key="queue.now", role="second", bold=True, colour="ink2"), Flow(*pills, gap=16)]
