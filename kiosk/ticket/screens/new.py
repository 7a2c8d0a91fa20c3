"""A ticket is opened at the service desk: its subject, the receipt, the article, whom to answer, and some words."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.codes import OwnCode, ProductCode
from kiosk.customer import actions as customer
from kiosk.customer.model import Member
from kiosk.customer.widgets.names import name_of as person_of
from kiosk.store import Store
from kiosk.ticket import actions
from kiosk.ticket.model import COMPLAINT, FEEDBACK, SUBJECTS, Ticket, Wanted
from kiosk.ticket.widgets.words import SUBJECT_ICONS
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.till import receipts, warranty
from kiosk.till.model.returning import Origin
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.choice import OptionCard, Tile
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.writing.tables import Shelf

READY = ("ticket.ready_broken", "ticket.ready_wrong_sum", "ticket.ready_missing")


class NewTicketScreen(DeskScreen):
    """`args`: code, if a receipt was scanned elsewhere. Receipts, goods and members' codes may come in any order."""

    store: Store
    topics: ClassVar[frozenset[str]] = frozenset({"catalogue", "pictures"})
    place: ClassVar[str] = "associate.tasks"

    subject = ""
    gtin = ""
    origin: Origin | None = None
    covers: tuple[warranty.Cover, ...] = ()
    member: Member | None = None
    _sheet: WordsSheet | None = None

    def content(self) -> Widget:
        """What it is about at the left; what is known of it at the right."""
        self._forget()
        self.subjects = Column(gap=12)
        self.known = Column(gap=12)
        self._save = Button("ticket.open", icon="tick", kind="accent", size="tall", action=self.save)
        left = Scroll(self.subjects, size_hint=(0.7, 1))
        right = Card(
            Scroll(self.known),
            Actions(Button("ticket.cancel", size="tall", action=self.cancel), self._save, gap=12),
            pad=24,
            gap=14,
            grow=True,
        )
        return Row(left, right, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """A receipt may have been scanned on the way here."""
        self._forget()
        code = self.args.pop("code", None)
        if isinstance(code, OwnCode):
            self.on_receipt(code)

    def left(self) -> None:
        """Nothing of a person stays on a page that is gone."""
        super().left()
        if self._sheet is not None:
            self._sheet.close()
        self._forget()

    def refresh(self) -> None:
        """Show what is known so far, and what is missing."""
        self.header.title.say_key("ticket.new")
        self.header.sub.say_key("ticket.new_sub")
        tiles = [
            Tile(
                SUBJECT_ICONS[subject],
                key=f"ticket.subject.{subject}",
                action=partial(self.choose, subject),
                selected=subject == self.subject,
                pad=(20, 18),
            )
            for subject in SUBJECTS
        ]
        self.subjects.replace(Grid(*tiles, columns=2, large=1, gap=12))
        self.known.replace(*self._rows())
        missing = self._missing()
        self._save.disabled, self._save.reason = bool(missing), self.tr.text(missing) if missing else ""

    # What a person does.

    def choose(self, subject: str) -> None:
        """What it is about."""
        self.subject = subject
        self.refresh()

    def on_receipt(self, code: OwnCode) -> None:
        """Which purchase it is about; what of it is covered is looked up at once."""

        def done(origin: Origin) -> None:
            play("ok")
            self.origin = origin
            self.covers = warranty.of_sale(self.store.db, origin, self.store.clock())
            if len(self.covers) == 1:
                self.gtin = self.covers[0].gtin
            if self.shown:
                self.refresh()

        self.submit(receipts.look_up, self.store.register, code, done=done)

    def on_product(self, code: ProductCode) -> None:
        """Which article it is about."""
        self.gtin = code.gtin
        play("ok")
        self.refresh()

    def on_loyalty(self, code: OwnCode) -> None:
        """Whom to answer."""

        def done(member: Member) -> None:
            play("ok")
            self.member = member
            if self.shown:
                self.refresh()

        self.submit(customer.identify, self.store.vault, code, done=done)

    def pick(self, gtin: str) -> None:
        """Which line of the receipt it is about."""
        self.gtin = "" if gtin == self.gtin else gtin
        self.refresh()

    def write(self, field: str) -> None:
        """Words for a field: what is the matter, a name, where the answer goes."""

        def done(text: str) -> None:
            self.words[field] = text
            self.refresh()

        ready = READY if field == "text" else ()
        self._sheet = WordsSheet(
            f"ticket.write_{field}", done, ready=ready, text=self.words.get(field, ""), shelf=Shelf()
        )
        self._sheet.show()

    def save(self) -> None:
        """Open it."""
        store = self.store
        cover = next((one for one in self.covers if one.gtin == self.gtin), None)
        until = cover.last_day if cover is not None else None
        member = self.member
        wanted = Wanted(
            self.subject,
            text=self.words.get("text", ""),
            gtin=self.gtin,
            serial=cover.serial if cover is not None else "",
            sale_id=self.origin.sale_id if self.origin is not None else "",
            sale_number=self.origin.short if self.origin is not None else "",
            covered_until=until.isoformat() if until is not None else "",
            member=member.member_id if member is not None else "",
            name=self.words.get("name", "") or (person_of(member.surname, member.title) if member is not None else ""),
            contact=self.words.get("contact", ""),
            language=member.language if member is not None else "",
        )

        def done(ticket: Ticket) -> None:
            play("ok")
            navigation.go("associate.tickets", ticket_id=ticket.ticket_id)
            navigation.say("ticket.opened", state="ok", number=ticket.number)

        self.submit(actions.open_ticket, store.vault, store.register, wanted, done=done)

    def cancel(self) -> None:
        """Nothing is kept."""
        navigation.go("associate.tickets")

    # How it is shown.

    def _rows(self) -> list[Any]:  # Kivy's widgets have no types
        tr = self.tr
        sale = self.origin.short if self.origin is not None else tr.text("ticket.scan_receipt")
        rows: list[Any] = [_fact("receipt", tr.text("ticket.fact_sale"), sale, known=self.origin is not None)]
        names = catalogue.names(self.store.db, [one.gtin for one in self.covers] + ([self.gtin] if self.gtin else []))
        today = self.store.register.business_date(self.store.clock())
        for one in self.covers:
            if one.last_day is None:
                note = tr.text("ticket.not_covered")
            else:
                key = "ticket.covered" if one.covers(today) else "ticket.cover_over"
                note = tr.text(key, day=tr.date(one.last_day))
            name = names[one.gtin].text(tr.language) if one.gtin in names else one.gtin.lstrip("0")
            chosen = one.gtin == self.gtin
            rows.append(OptionCard(name, note, selected=chosen, action=partial(self.pick, one.gtin)))
        if self.gtin and all(one.gtin != self.gtin for one in self.covers):
            name = names[self.gtin].text(tr.language) if self.gtin in names else self.gtin.lstrip("0")
            rows.append(_fact("parcel", tr.text("ticket.article"), name, known=True))
        elif not self.covers:
            rows.append(_fact("barcode", tr.text("ticket.article"), tr.text("ticket.scan_article"), known=False))
        if self.member is not None:
            who = person_of(self.member.surname, self.member.title)
            rows.append(_fact("person", tr.text("ticket.member"), who, known=True))
        for field, icon in (("text", "message"), ("name", "person"), ("contact", "call")):
            if field == "name" and self.member is not None:
                continue
            written = self.words.get(field, "")
            fact = _fact(
                icon, tr.text(f"ticket.write_{field}"), written or tr.text("ticket.tap_to_write"), known=bool(written)
            )
            fact.action = partial(self.write, field)
            rows.append(fact)
        return rows

    def _missing(self) -> str:
        """Message key of what it still needs; empty: nothing."""
        if not self.subject:
            return "ticket.needs_subject"
        if self.subject in (COMPLAINT, FEEDBACK) and not self.words.get("text"):
            return "ticket.needs_words"
        if self.subject not in (COMPLAINT, FEEDBACK) and not (self.gtin or self.origin or self.words.get("text")):
            return "ticket.needs_something"
        return ""

    def _forget(self) -> None:
        self.subject, self.gtin = "", ""
        self.origin, self.covers, self.member = None, (), None
        self.words: dict[str, str] = {}
        self._sheet = None


def _fact(icon: str, name: str, value: str, *, known: bool) -> Panel:
    words = Column(
        Text(name, role="second", colour="ink2"),
        Text(value, role="body", bold=known, colour="ink" if known else "ink2", lines=2),
        gap=0,
    )
    mark = Icon("ok", 26, colour="ok") if known else Icon("next", 24, colour="ink3")
    return Panel(Row(Icon(icon, 28, colour="accent_line"), words, mark, gap=16), pad=(18, 12))
