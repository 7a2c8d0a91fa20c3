"""A shopper books a colleague's time at the kiosk: what, when, who they are; then the number, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.appointment import actions, tables
from kiosk.appointment.model import DAYS, Appointment, Service, hosted
from kiosk.appointment.widgets.fields import Fields
from kiosk.appointment.widgets.words import day_of, day_words, free, today
from kiosk.customer.widgets.names import name_of
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.till.widgets.on_with_bag import finish
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

TAKE = "queue.take"
"""The screen on which a number is taken instead."""


class BookScreen(ShopperScreen):
    """One page that goes from step to step; nothing is kept until it is booked."""

    topics = actions.TOPICS | {"store", "member", "health"}

    service = ""
    starts: datetime | None = None
    day: date
    booked: Appointment | None = None
    writing = False

    def content(self) -> Widget:
        """A page that scrolls, and keys below it where something is written."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._fields = Fields(self.device, self.save)
        self._body = Column(Scroll(self._page), grow=True)
        self._scroll = self._body.children[0]
        return self._body

    def buttons(self) -> tuple[Button, ...]:
        """One step back; book it; the end."""
        self._back = Button("appointment.step_back", icon="back", action=self.step_back)
        self._save = Button("appointment.save", icon="tick", kind="primary", action=self.save)
        self._finish = Button("appointment.finish", icon="tick", kind="primary", action=lambda: finish(self.device))
        return (self._back, self._save, self._finish)

    def arrived(self) -> None:
        """From the beginning."""
        super().arrived()
        self._forget()

    def left(self) -> None:
        """Whoever comes next has said nothing yet."""
        super().left()
        self._forget()

    def refresh(self) -> None:
        """Show the step that is next."""
        self.show_who()
        store = self.device
        services = tables.services(store.db, store.vault)
        chosen = next((one for one in services if one.service_id == self.service), None)
        self._body.replace(self._scroll)
        if self.booked is not None:
            self.bottom.hold(self._finish)
            self._page.replace(*self._confirmed(self.booked, services))
        elif chosen is None:
            self.bottom.hold(self._back)
            self._page.replace(*self._choose(services))
        elif self.starts is None or not self.writing:
            self.bottom.hold(self._back)
            self._page.replace(*self._when(chosen, services))
        else:
            self.bottom.hold(self._back, self._save)
            self._fields.ask(chosen.questions, self.tr)
            self._page.replace(*self._who_is_it(chosen), self._fields)
            self._body.replace(self._scroll, self._fields.keys)

    # What a person does.

    def choose(self, service: Service) -> None:
        """What it is for."""
        self.service, self.starts = service.service_id, None
        self._first_day(service)
        self.refresh()

    def choose_day(self, day: date) -> None:
        """Another day."""
        self.day = day
        self.refresh()

    def choose_hour(self, starts: datetime) -> None:
        """An hour."""
        self.starts, self.writing = starts, True
        if self.member is not None and not self._fields.words.get("name"):
            self._fields.fill("name", name_of(self.member.surname, self.member.title))
        self.refresh()

    def step_back(self) -> None:
        """To the step before."""
        if self.writing:
            self.writing = False
        elif self.service:
            self.service = ""
        else:
            navigation.back()
            return
        self.refresh()

    def save(self) -> None:
        """Book it."""
        store = self.device
        services = tables.services(store.db, store.vault)
        chosen = next((one for one in services if one.service_id == self.service), None)
        if chosen is None or self.starts is None or self.booked is not None:
            return
        self._fields.settle()
        words = self._fields.words
        needs = tuple(
            (question.text(self.tr.language), words[str(number)])
            for number, question in enumerate(chosen.questions)
            if words.get(str(number))
        )
        wanted = actions.Wanted(
            chosen.service_id,
            self.starts,
            words.get("name", ""),
            "kiosk",
            member=store.session.member_id or "",
            contact=words.get("contact", ""),
            needs=needs,
            language=self.tr.language,
        )
        here = store.session.basket_id

        def done(after: Appointment) -> None:
            if store.session.basket_id != here:
                return
            play("ok")
            self.booked = after
            if self.shown:
                self.refresh()

        self.submit(actions.book, store.vault, store.register, wanted, done=done)

    # How it is shown.

    def _choose(self, services: Sequence[Service]) -> list[Any]:  # Kivy's widgets
        able = [one for one in services if one.hosts]
        rows: list[Any] = [Text(key="appointment.ask_what", role="display", bold=True)]
        if not able:
            none = Column(
                Text(key="appointment.no_services", role="h2", bold=True),
                Text(key="appointment.no_services_more", role="body", colour="ink2"),
                gap=8,
            )
            rows.append(Card(Row(Icon("calendar", 72, colour="ink2"), none, gap=28), pad=40))
        else:
            lines = [
                ListRow(
                    one.names.text(self.tr.language),
                    self.tr.text("appointment.with", n=one.minutes, hosts="、".join(one.hosts)),
                    lead="calendar",
                    line=place + 1 < len(able),
                    action=partial(self.choose, one),
                    pad=(0, 28),
                )
                for place, one in enumerate(able)
            ]
            rows.append(Card(*lines, pad=(40, 12), gap=0))
        if navigation.knows(TAKE):
            words = Column(
                Text(key="queue.take", role="body", bold=True),
                Text(key="queue.take_more", role="second", colour="ink2"),
                gap=2,
            )
            row = Row(Icon("people", 44, colour="ink2"), words, Icon("next", 36, colour="ink2"), gap=24)
            rows.append(Panel(row, pad=(36, 26), action=partial(navigation.go, TAKE)))
        return rows

    def _when(self, service: Service, services: Sequence[Service]) -> list[Any]:  # Kivy's widgets
        store, first = self.device, today(self.device)
        days = [first + timedelta(days=number) for number in range(DAYS)]
        offered = free(store, service, services, self.day)
        chips = [
            Chip(day_words(self.tr, store, day), selected=day == self.day, action=partial(self.choose_day, day))
            for day in days
        ]
        rows: list[Any] = [
            Text(key="appointment.ask_when", role="display", bold=True),
            Text(service.names.text(self.tr.language), role="body", colour="ink2"),
            Flow(*chips, gap=16),
        ]
        if not offered:
            rows.append(Panel(Text(key="appointment.full", role="body"), pad=36))
        else:
            hours = [
                Chip(
                    self.tr.time(one.starts),
                    selected=one.starts == self.starts,
                    action=partial(self.choose_hour, one.starts),
                )
                for one in offered
            ]
            rows.append(Card(Flow(*hours, gap=20), pad=40))
        return rows

    def _who_is_it(self, service: Service) -> list[Any]:  # Kivy's widgets
        assert self.starts is not None, "the hour was chosen before"
        day = day_words(self.tr, self.device, day_of(self.device, self.starts))
        when = self.tr.text("appointment.confirmed_when", day=day, time=self.tr.time(self.starts))
        return [
            Text(key="appointment.ask_who", role="h1", bold=True),
            Text(f"{service.names.text(self.tr.language)}·{when}", role="body", colour="ink2"),
        ]

    def _confirmed(self, one: Appointment, services: Sequence[Service]) -> list[Any]:  # Kivy's widgets
        store = self.device
        host = hosted(services, tables.around(store.db, store.vault, one.starts)).get(one.appointment_id, "")
        name = next((known.names.text(self.tr.language) for known in services if known.service_id == one.service), "")
        day = day_words(self.tr, store, day_of(store, one.starts))
        when = self.tr.text("appointment.confirmed_when", day=day, time=self.tr.time(one.starts))
        rows: list[Any] = [
            Icon("ok", 200, colour="ok", pos_hint={"center_x": 0.5}),
            Text(key="appointment.confirmed", role="display", bold=True, align="center"),
            Text(f"{name}·{when}", role="h2", bold=True, align="center"),
            Text(one.number, role="display", bold=True, colour="accent_line", align="center"),
        ]
        if host:
            rows.append(Text(self.tr.text("appointment.confirmed_host", host=host), role="body", align="center"))
        rows.append(Text(key="appointment.confirmed_more", role="body", colour="ink2", align="center"))
        parts: list[Any] = [Card(*rows, pad=(56, 90), gap=28, swell=1600)]
        if self.offline:
            key = "appointment.confirmed_apart" if one.contact else "appointment.confirmed_apart_no_contact"
            told = Row(Icon("lan_off", 56, colour="warn"), Text(key=key, role="body", colour="warn"), gap=24)
            parts.append(Panel(told, tone="warn_soft", pad=(36, 28)))
        return parts

    def _first_day(self, service: Service) -> None:
        """The first day on which something is free."""
        store, first = self.device, today(self.device)
        services = tables.services(store.db, store.vault)
        days = (first + timedelta(days=number) for number in range(DAYS))
        self.day = next((day for day in days if free(store, service, services, day)), first)

    def _forget(self) -> None:
        self.service, self.starts, self.booked, self.writing = "", None, None, False
        self.day = today(self.device)
        self._fields.forget()
