"""The sheet that asks onto which of a customer's lists a product goes; and what a new list is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kiosk.clienteling import actions, tables
from kiosk.clienteling.model import PURPOSES, Look, Purpose
from kiosk.clienteling.widgets.look_parts import ICONS, rows, title_of
from kiosk.customer import tables as customers
from kiosk.customer.widgets.names import name_of
from kiosk.store import Store
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.ui import navigation
from kiosk.ui.screen import StoreScreen
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import Layer
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.writing.tables import Shelf

READY_TITLES: dict[Purpose, tuple[str, ...]] = {
    "look": ("client.title_evening", "client.title_work", "client.title_travel", "client.title_gift"),
    "private": ("client.title_wishes", "client.title_compare", "client.title_gift", "client.title_next"),
}
"""Names that are often wanted: one tap each."""


def open_member(store: Store) -> str:
    """The customer whose card is open here for somebody who may keep lists; empty if there is none."""
    consent = tables.consent_now(store.db, store.vault, store.device, store.clock())
    return consent.member if consent is not None and tables.mask(store.db).keeps else ""


def begin(screen: StoreScreen, member: str, purpose: Purpose, gtin: str, done: Callable[[Look], None]) -> WordsSheet:
    """Ask what a new list is called, and begin it with the product, if there is one."""
    store: Store = screen.store

    def named(title: str) -> None:
        new = partial(actions.begin_look, title=title, gtins=(gtin,) if gtin else ())
        screen.submit(new, store.vault, store.register, member, purpose, done=done)

    return WordsSheet(f"client.name_{purpose}", named, ready=READY_TITLES[purpose], shelf=Shelf()).show()


def put_into(screen: StoreScreen, gtin: str) -> LookSheet | None:
    """Ask onto which list a product goes; None where no customer's card is open."""
    member = open_member(screen.store)
    if not member:
        return None
    sheet = LookSheet(screen, member, gtin)
    navigation.show(sheet)
    return sheet


class LookSheet(Layer):
    """Lists of one customer over the page; those that hold the product already say so by staying as they are."""

    def __init__(self, screen: StoreScreen, member: str, gtin: str) -> None:
        super().__init__(self.close)
        self._screen, self._member, self._gtin = screen, member, gtin
        store: Store = screen.store
        found = tuple(tables.looks(store.db, store.vault, member))
        known = customers.load(store.db, store.vault, member)
        person = name_of(known.surname, known.title) if known is not None else ""
        cross = RoundButton("close", name_key="ui.close", action=self.close, size=64, kind="quiet")
        words = Column(
            Text(key="client.put_into", role="h1", bold=True), Text(person, role="second", colour="ink2"), gap=2
        )
        listed: list[Any] = rows(store, found, self.choose)  # Kivy's widgets have no types
        if not found:
            listed = [Text(key="client.no_looks", role="body", colour="ink2")]
        self._lists = Scroll(Column(*listed, gap=0), size_hint=(1, None))
        self._many = max(1, len(found))
        fresh = [
            Button(f"client.new_{purpose}", icon=ICONS[purpose], action=partial(self.begin, purpose))
            for purpose in PURPOSES
        ]
        self._card = Card(
            Row(words, cross, gap=16),
            self._lists,
            Actions(*fresh, gap=12, stack=True),
            radius="panel",
            shadow="e2",
            pad=(28, 22, 28, 28),
            gap=16,
            size_hint=(None, None),
        )
        self.add_widget(self._card)
        self.bind(size=self._place, pos=self._place)
        self._card.bind(height=self._place)

    def restyle(self) -> None:
        """Take sizes anew."""
        super().restyle()
        self._place()

    def close(self) -> None:
        """Put it onto none."""
        navigation.hide(self)

    def look_again(self) -> None:
        """The card closes by itself, and whose lists these are is nobody's business then; a screen's `tick` asks."""
        if self.parent is not None and open_member(self._screen.store) != self._member:
            self.close()

    def choose(self, look_id: str) -> None:
        """Onto this one."""
        self.close()
        store: Store = self._screen.store
        put = partial(actions.put_on_look, look_id=look_id)
        self._screen.submit(put, store.vault, store.register, self._member, (self._gtin,), done=self._listed)

    def begin(self, purpose: Purpose) -> None:
        """Onto a new one, which is given a name first."""
        self.close()
        begin(self._screen, self._member, purpose, self._gtin, self._listed)

    @staticmethod
    def _listed(look: Look) -> None:
        play("ok")
        navigation.say("client.listed_on", state="ok", list=title_of(look), n=len(look.gtins))

    def _place(self, *_: object) -> None:
        self._card.width = min(self.width - 2 * theme.margin, theme.px(720))
        tall = theme.px(104 * theme.text_scale) * min(3.5, self._many) + theme.px(12)
        self._lists.height = min(tall, self.height * 0.4)
        self._card.center_x, self._card.center_y = round(self.middle_x), round(self.middle_y)
