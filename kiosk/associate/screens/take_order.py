"""An order taken on the telephone: goods by search or scan, who fetches them and when. A request until promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.catalogue import searcher
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.codes import OwnCode, ProductCode
from kiosk.customer import actions as customer
from kiosk.customer.model import Member
from kiosk.customer.widgets.names import name_of
from kiosk.pickup import actions, tables
from kiosk.pickup.model import Wish
from kiosk.staff import tables as staff
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip, Pill, State
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad
from kiosk.writing.tables import Shelf

LONGEST = 24
MOST_ROWS = 8
MOST_WISHES = 12

IN_HOURS = (0, 1, 2, 4, 24)
"""0: as soon as the store can."""

QUARTER_S = 15 * 60

LOOKS: dict[str, State] = {"asked": "warn", "placed": "ok", "refused": "err"}


class TakeOrderScreen(DeskScreen):
    """What is being ordered stands at the right; until then, what became of the requests before."""

    store: Store
    topics: ClassVar[frozenset[str]] = frozenset({"catalogue", "stock", "orders", "health"})
    place: ClassVar[str] = "associate.more"

    _sheet: WordsSheet | None = None

    def content(self) -> Widget:
        """The search at the left, the order at the right."""
        self._forget()
        self.field = Field("lookup.field", clear=self.clear)
        self.results = Column(gap=0)
        pad = TouchPad(self.type, self.erase, pages=("letters", "digits"), key_tall=54)
        left = Column(self.field, Card(Scroll(self.results), pad=(20, 8), grow=True), pad, gap=12, grow=True)
        self.side = Card(pad=24, gap=14, grow=True, size_hint=(0.62, 1))
        return Row(left, self.side, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """Nothing of the last call."""
        self._forget()
        self.field.text = ""

    def left(self) -> None:
        """Nothing of a person stays on a page that is gone."""
        super().left()
        if self._sheet is not None:
            self._sheet.close()
        self._forget()

    def refresh(self) -> None:
        """Search, and show the order or the requests."""
        store = self.store
        self.header.title.say_key("phone_order.title")
        self.header.sub.say_key("phone_order.sub")
        found = searcher.look_up(store.db, self.field.text, store.currency)
        self.results.replace(*self._results(found.products[:MOST_ROWS]))
        self.side.replace(*(self._order() if self.lines else self._asked()))

    # What a person does.

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

    def on_product(self, code: ProductCode) -> None:
        """A product was held before the scanner."""
        if catalogue.known(self.store.db, code.gtin):
            self.put(code.gtin)
        else:
            self.refuse("refused.till.not_for_sale")

    def on_loyalty(self, code: OwnCode) -> None:
        """A member's code: the order is theirs."""

        def done(member: Member) -> None:
            play("ok")
            self.member = member.member_id
            self.words["name"] = name_of(member.surname, member.title)
            if self.shown:
                self.refresh()

        self.submit(customer.identify, self.store.vault, code, done=done)

    def put(self, gtin: str) -> None:
        """One more of it."""
        play("ok")
        self.lines[gtin] = min(99, self.lines.get(gtin, 0) + 1)
        self.refresh()

    def set_units(self, gtin: str, units: int) -> None:
        """So many; none takes it out."""
        if units:
            self.lines[gtin] = units
        else:
            self.lines.pop(gtin, None)
        self.refresh()

    def fetch_in(self, hours: int) -> None:
        """When it is fetched."""
        self.hours = hours
        self.refresh()

    def write(self, slot: str) -> None:
        """The name, or where to call back."""

        def done(text: str) -> None:
            self.words[slot] = " ".join(text.split())
            self.refresh()

        self._sheet = WordsSheet(f"phone_order.write_{slot}", done, text=self.words.get(slot, ""), shelf=Shelf())
        self._sheet.show()

    def send(self) -> None:
        """Ask head office for it."""
        store = self.store
        who = staff.signed_in(store.db)
        ask = partial(
            actions.wish,
            channel="phone",
            member=self.member,
            surname=self.words.get("name", ""),
            contact=self.words.get("contact", ""),
            promised_at=self._when(),
            operator=who.operator_id if who is not None else "",
        )
        lines = [(gtin, units, 0) for gtin, units in self.lines.items()]

        def done(_: str) -> None:
            play("ok")
            navigation.say("phone_order.sent", state="ok")
            self._forget()
            if self.shown:
                self.refresh()

        self.submit(ask, store.vault, store.device, store.settings.device.store, lines, done=done)

    def drop(self) -> None:
        """The caller wants nothing after all."""
        self._forget()
        self.refresh()

    # How it is shown.

    def _results(self, products: Sequence[Product]) -> list[Any]:  # Kivy's widgets
        tr, rows = self.tr, []
        for product in products:
            level = stock.level(self.store.db, product.gtin)
            count = tr.text("pick.count", n=level.available) if level else tr.text("pick.stock_unknown")
            rows.append(
                ListRow(
                    product.names.text(tr.language),
                    "·".join(part for part in (product.size or product.colour, count) if part),
                    lead=Picture(self.store.image(product.image) or "", seed=product.gtin, width_px=56, height_px=56),
                    trail=(Text(tr.money(product.price), role="body", bold=True, hug=True), Icon("plus", 24)),
                    line=product is not products[-1],
                    action=partial(self.put, product.gtin),
                    pad=(0, 8),
                )
            )
        return rows or [Text(key="lookup.none", role="body", colour="ink2")]

    def _order(self) -> list[Any]:  # Kivy's widgets
        tr = self.tr
        rows: list[Any] = []
        for gtin, units in self.lines.items():
            product = catalogue.find(self.store.db, gtin, self.store.currency)
            name = product.names.text(tr.language) if product is not None else gtin.lstrip("0")
            size = (product.size or product.colour) if product is not None else ""
            price = "·".join(part for part in (size, tr.money(product.price)) if part) if product is not None else ""
            stepper = Stepper(units, change=partial(self.set_units, gtin), least=0, small=True)
            rows.append(ListRow(name, price, trail=(stepper,), pad=(0, 8)))
        chips = [
            Chip(
                tr.text(
                    "phone_order.soonest"
                    if not hours
                    else "phone_order.tomorrow"
                    if hours == 24
                    else "phone_order.in_hours",
                    n=hours,
                ),
                selected=hours == self.hours,
                action=partial(self.fetch_in, hours),
            )
            for hours in IN_HOURS
        ]
        rows += [Text(key="phone_order.when", role="second", bold=True, colour="ink2"), Flow(*chips, gap=8)]
        for slot, icon in (("name", "person"), ("contact", "call")):
            value = self.words.get(slot, "")
            words = Column(
                Text(key=f"phone_order.write_{slot}", role="second", colour="ink2"),
                Text(
                    value or tr.text("phone_order.tap_to_write"),
                    role="body",
                    bold=bool(value),
                    colour="ink" if value else "ink2",
                ),
                gap=0,
            )
            mark = Icon("ok", 26, colour="ok") if value else Icon("next", 24, colour="ink3")
            row = Row(Icon(icon, 28, colour="accent_line"), words, mark, gap=16)
            rows.append(Panel(row, pad=(18, 12), action=partial(self.write, slot)))
        missing = "" if self.words.get("name") else "phone_order.needs_name"
        send = Button("phone_order.send", icon="send", kind="accent", size="tall", action=self.send)
        send.disabled, send.reason = bool(missing), tr.text(missing) if missing else ""
        head = Text(key="phone_order.order", role="h1", bold=True)
        return [
            head,
            Scroll(Column(*rows, gap=10)),
            Actions(Button("phone_order.drop", size="tall", action=self.drop), send, gap=12),
        ]

    def _asked(self) -> list[Any]:  # Kivy's widgets
        wished = [
            one for one in tables.wishes(self.store.db, self.store.vault, MOST_WISHES) if one.asked.channel == "phone"
        ]
        if not wished:
            empty = Column(
                Text(key="phone_order.empty", role="h1", bold=True),
                Text(key="phone_order.empty_more", role="body", colour="ink2"),
            )
            return [Icon("call", 56, colour="accent_line"), empty]
        return [
            Text(key="phone_order.list", role="h1", bold=True),
            Scroll(Column(*(self._wish(one) for one in wished), gap=10)),
        ]

    def _wish(self, one: Wish) -> Panel:
        tr = self.tr
        name = one.asked.surname or tr.text("phone_order.no_name")
        units = sum(line.quantity for line in one.asked.lines)
        at = f"{tr.date(one.asked.at)} {tr.time(one.asked.at)}"
        told = tr.text(f"phone_order.{one.state}_more", number=one.number)
        words = Column(
            Row(
                Text(name, role="body", bold=True, lines=1),
                Pill(key=f"phone_order.{one.state}", state=LOOKS[one.state], tight=True),
                gap=12,
            ),
            Text("·".join((tr.text("phone_order.units", n=units), at)), role="second", colour="ink2"),
            Text(told, role="second", colour="ink2"),
            gap=2,
        )
        return Panel(words, pad=(18, 14))

    def _when(self) -> datetime | None:
        """The quarter of an hour that comes next after the hours that were chosen; None: as soon as possible."""
        if not self.hours:
            return None
        at = (self.store.clock() + timedelta(hours=self.hours)).timestamp()
        return datetime.fromtimestamp(-(-at // QUARTER_S) * QUARTER_S, self.store.clock().tzinfo)

    def _forget(self) -> None:
        self.lines: dict[str, int] = {}
        self.words: dict[str, str] = {}
        self.member, self.hours = "", 0
        self._sheet = None
