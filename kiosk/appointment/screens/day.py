"""The appointments of a day on a tablet: who comes when and to whom; check in, move, end; and book for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.appointment import actions, tables
from kiosk.appointment.model import CANCELLED, DAYS, HERE, STANDING, Appointment, Service, hosted
from kiosk.appointment.widgets.card import AppointmentCard, detail_of
from kiosk.appointment.widgets.form import Draft, form_of, hours_of
from kiosk.appointment.widgets.words import day_of, day_words, free, span, today
from kiosk.codes import OwnCode
from kiosk.customer import actions as customer
from kiosk.customer.model import Member
from kiosk.customer.widgets.names import name_of
from kiosk.store import Store
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.writing.tables import Shelf

SHOWN_DAYS = 7
"""Chips of days; the rest of what can be booked is reached from the last one on."""


class DayScreen(DeskScreen):
    """`args`: appointment_id, where one is to be shown."""

    store: Store
    topics: ClassVar[frozenset[str]] = actions.TOPICS | {"store"}
    place: ClassVar[str] = "associate.more"

    day: date
    chosen = ""
    draft: Draft | None = None
    moving = False
    _sheet: WordsSheet | None = None

    def content(self) -> Widget:
        """Days above; the list at the left, the chosen one or the form at the right."""
        self._days = Flow(gap=10)
        self._list = Column(gap=10, pad=(2, 4))
        left = Column(Scroll(self._list), grow=True, size_hint=(0.8, 1))
        self._side = Card(pad=24, gap=14, grow=True)
        return Column(self._days, Row(left, self._side, gap=20, align="stretch", grow=True), gap=14, grow=True)

    def beside_title(self) -> Sequence[Widget]:
        """A new booking can be begun from everywhere."""
        self._new = Button("appointment.new", icon="plus", kind="accent", size="small", hug=True, action=self.begin)
        return (self._new, *super().beside_title())

    def arrived(self) -> None:
        """Today, or the day of the one that was named."""
        self.draft, self.moving, self.chosen = None, False, str(self.args.get("appointment_id", ""))
        self.day = today(self.store)
        named = tables.load(self.store.db, self.store.vault, self.chosen) if self.chosen else None
        if named is not None:
            self.day = day_of(self.store, named.starts)

    def left(self) -> None:
        """Nothing of people stays on a page that is gone."""
        super().left()
        if self._sheet is not None:
            self._sheet.close()
        self.draft, self._sheet, self.chosen = None, None, ""
        self._list.replace()
        self._side.replace()

    def refresh(self) -> None:
        """Read the day."""
        store = self.store
        services = tables.services(store.db, store.vault)
        around = tables.around(store.db, store.vault, span(store, self.day)[0])
        hosts = hosted(services, around)
        begins, ends = span(store, self.day)
        listed = [one for one in around if begins <= one.starts < ends]
        counted = [one for one in listed if one.state in STANDING]
        self.header.title.say_key("appointment.title")
        here = sum(one.state == HERE for one in counted)
        self.header.sub.say(self.tr.text("appointment.summary", n=len(counted), here=here))
        self._show_days()
        by_id = {one.service_id: one for one in services}
        if listed and all(one.appointment_id != self.chosen for one in listed):
            now = store.clock()
            self.chosen = next((one for one in listed if one.ends >= now), listed[-1]).appointment_id
        self._list.replace(*(self._cards(listed, by_id, hosts) or [_nothing()]))
        one = next((one for one in listed if one.appointment_id == self.chosen), None)
        if self.draft is not None:
            self._side.replace(*self._form(self.draft, services))
        elif one is not None and self.moving:
            self._side.replace(*self._hours(one, services))
        elif one is not None:
            begun = store.clock() >= one.starts
            host = hosts.get(one.appointment_id, "")
            self._side.replace(*detail_of(self, one, by_id.get(one.service), host, begun=begun))
        else:
            self._side.replace(
                Gap(), Text(key="appointment.nothing_chosen", role="body", colour="ink2", align="center"), Gap()
            )

    # What a person does.

    def choose_day(self, day: date) -> None:
        """Another day; a form or a move goes on there."""
        self.day = day
        if self.draft is not None:
            self.draft.starts = None
        self.refresh()

    def choose(self, appointment_id: str) -> None:
        """Show another beside the list."""
        self.chosen, self.draft, self.moving = appointment_id, None, False
        self.refresh()

    def advance(self, one: Appointment, state: str) -> None:
        """Here, served, missed, cancelled."""
        store = self.store
        self.submit(
            actions.advance, store.vault, store.register, one.appointment_id, state, done=lambda _: self._done()
        )

    def begin_move(self, one: Appointment) -> None:
        """Show the free hours."""
        self.chosen, self.moving = one.appointment_id, True
        self.refresh()

    def end_move(self) -> None:
        """Leave it where it is."""
        self.moving = False
        self.refresh()

    def move_to(self, starts: datetime) -> None:
        """To that hour."""
        store = self.store

        def done(after: Appointment) -> None:
            self.moving, self.day = False, day_of(store, after.starts)
            when = f"{self.tr.date(after.starts)} {self.tr.time(after.starts)}"
            self._done("appointment.moved", when=when)

        self.submit(actions.move, store.vault, store.register, self.chosen, starts, done=done)

    def begin(self) -> None:
        """Book for somebody."""
        services = tables.services(self.store.db, self.store.vault)
        self.moving = False
        self.draft = Draft(service=services[0].service_id if len(services) == 1 else "")
        self.refresh()

    def end(self) -> None:
        """Nothing is kept of it."""
        self.draft = None
        self.refresh()

    def want(self, service: Service) -> None:
        """What it is for."""
        if self.draft is not None:
            kept = {name: text for name, text in self.draft.words.items() if not name.isdecimal()}
            self.draft = Draft(service.service_id, source=self.draft.source, member=self.draft.member, words=kept)
            self.refresh()

    def pick_hour(self, starts: datetime) -> None:
        """Which hour."""
        if self.draft is not None:
            self.draft.starts, self.draft.wished = starts, ""
            self.refresh()

    def wish(self, host: str) -> None:
        """With whom; empty: anybody."""
        if self.draft is not None:
            self.draft.wished = host
            self.refresh()

    def by(self, source: str) -> None:
        """Whether they stand here or are on the telephone."""
        if self.draft is not None:
            self.draft.source = source
            self.refresh()

    def write(self, slot: str, title: str) -> None:
        """Words for one line of the form."""

        def done(text: str) -> None:
            if self.draft is not None:
                self.draft.words[slot] = " ".join(text.split())
                self.refresh()

        known = self.draft.words.get(slot, "") if self.draft is not None else ""
        key = f"appointment.write_{slot}" if slot in ("name", "contact") else ""
        self._sheet = WordsSheet(key, done, title="" if key else title, text=known, shelf=Shelf())
        self._sheet.show()

    def on_loyalty(self, code: OwnCode) -> None:
        """A member's code: it is for them."""
        if self.draft is None:
            super().on_loyalty(code)
            return

        def done(member: Member) -> None:
            if self.draft is not None:
                play("ok")
                self.draft.member = member.member_id
                self.draft.words["name"] = name_of(member.surname, member.title)
                self.refresh()

        self.submit(customer.identify, self.store.vault, code, done=done)

    def save(self) -> None:
        """Book it."""
        store, draft = self.store, self.draft
        if draft is None or draft.starts is None:
            return
        services = tables.services(store.db, store.vault)
        service = next((one for one in services if one.service_id == draft.service), None)
        wanted = actions.Wanted(
            draft.service,
            draft.starts,
            draft.words.get("name", ""),
            draft.source,
            member=draft.member,
            contact=draft.words.get("contact", ""),
            needs=draft.needs(service, self.tr.language) if service is not None else (),
            wished=draft.wished,
        )

        def done(after: Appointment) -> None:
            self.draft, self.chosen, self.day = None, after.appointment_id, day_of(store, after.starts)
            self._done("appointment.booked", number=after.number)

        self.submit(actions.book, store.vault, store.register, wanted, done=done)

    # How it is shown.

    def _done(self, said: str = "", **args: object) -> None:
        play("ok")
        if said:
            navigation.say(said, state="ok", **args)
        if self.shown:
            self.refresh()

    def _show_days(self) -> None:
        first = today(self.store)
        last = max(0, min((self.day - first).days - SHOWN_DAYS + 2, DAYS - SHOWN_DAYS + 1))
        days = [first + timedelta(days=last + number) for number in range(SHOWN_DAYS)]
        if self.day not in days:  # a day that is over
            days[0] = self.day
        self._days.replace(
            *(
                Chip(
                    day_words(self.tr, self.store, day), selected=day == self.day, action=partial(self.choose_day, day)
                )
                for day in days
            )
        )

    def _cards(
        self, listed: Sequence[Appointment], services: Mapping[str, Service], hosts: Mapping[str, str]
    ) -> list[Any]:  # Kivy's widgets
        ordered = sorted(listed, key=lambda one: (one.state == CANCELLED, one.starts, one.order))
        return [
            AppointmentCard(
                self.tr,
                one,
                services.get(one.service),
                hosts.get(one.appointment_id, ""),
                partial(self.choose, one.appointment_id),
                selected=one.appointment_id == self.chosen and self.draft is None,
            )
            for one in ordered
        ]

    def _form(self, draft: Draft, services: Sequence[Service]) -> list[Any]:  # Kivy's widgets
        head = Text(key="appointment.new", role="h1", bold=True)
        leave = Button("appointment.back", size="tall", action=self.end)
        if not services:
            return [head, Text(key="appointment.no_services", role="body", colour="ink2"), Gap(), Actions(leave)]
        service = next((one for one in services if one.service_id == draft.service), None)
        offered = free(self.store, service, services, self.day) if service is not None else []
        save = Button("appointment.save", icon="tick", kind="accent", size="tall", action=self.save)
        save.disabled, save.reason = bool(draft.missing), self.tr.text(draft.missing) if draft.missing else ""
        rows = form_of(self, draft, services, offered)
        return [head, Scroll(Column(*rows, gap=12)), Actions(leave, save, gap=12)]

    def _hours(self, one: Appointment, services: Sequence[Service]) -> list[Any]:  # Kivy's widgets
        service = next((known for known in services if known.service_id == one.service), None)
        offered = free(self.store, service, services, self.day, one.appointment_id) if service is not None else []
        return [
            Text(key="appointment.move_to", role="h1", bold=True),
            Text(one.name, role="body", colour="ink2"),
            Scroll(Column(hours_of(self.tr, offered, one.starts, self.move_to))),
            Actions(Button("appointment.keep", size="tall", action=self.end_move)),
        ]


def _nothing() -> Widget:
    return Column(
        Gap(40),
        Row(Gap(), Icon("calendar", 64, colour="accent_line"), Gap()),
        Text(key="appointment.none", role="h1", bold=True, align="center"),
        Text(key="appointment.none_more", role="body", colour="ink2", align="center"),
        gap=12,
    )
