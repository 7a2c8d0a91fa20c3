"""A list as the customer sees it: large pictures, names and prices, and a tap on each that they want."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.clienteling import actions, tables
from kiosk.clienteling.model import Look
from kiosk.clienteling.widgets.look_parts import title_of
from kiosk.clienteling.widgets.look_sheet import open_member
from kiosk.money import Money
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

ACROSS, LARGE_ACROSS = 3, 2
TALL = 190
"""Design pixels of a picture: two rows are seen at once when two people look at one tablet."""


class ShowScreen(DeskScreen):
    """`args`: look_id. The customer looks at this page, so nothing of their card stands on it."""

    store: Store
    topics: ClassVar[frozenset[str]] = actions.TOPICS | {"catalogue", "stock", "staff", "pictures"}
    place: ClassVar[str] = "associate.more"

    look_id = ""

    def content(self) -> Widget:
        """Pictures that scroll, and what was chosen below them."""
        self._goods = Column(gap=0, pad=(2, 2, 8, 8))
        self._sum = Text("", role="h2", bold=True)
        self._back = Button("client.to_list", icon="back", size="small", action=self.back)
        self._till = Button("client.to_till", icon="till", size="small", action=self.to_till)
        self._code = Button("client.hand", icon="qr", kind="accent", size="small", action=self.code)
        self._without: set[str] = set()
        ways = Actions(self._back, self._till, self._code, gap=12)
        bottom = Row(self._sum, Column(ways, size_hint_x=1.6), gap=20)
        return Column(Scroll(self._goods), bottom, gap=14, grow=True)

    def arrived(self) -> None:
        """All of it is wanted until somebody says otherwise."""
        self.look_id = str(self.args.get("look_id", self.look_id))
        self._without = set()

    def left(self) -> None:
        """Nothing of a person stays on a page that is gone."""
        super().left()
        self._goods.replace()

    def refresh(self) -> None:
        """Show the list, while its customer's card is open."""
        look = self._look()
        if look is None:
            if self.shown:
                navigation.go("client.card")
            return
        self.header.title.say(title_of(look))
        self.header.sub.say(self.tr.text("client.shown_by", name=look.name) if look.name else "")
        products = self._products(look)
        levels = stock.levels(self.store.db, [one.gtin for one in products])
        cards = [self._card(one, here=one.gtin in levels and levels[one.gtin].available > 0) for one in products]
        empty = Text(key="client.look_empty", role="body", colour="ink2")
        self._goods.replace(Grid(*cards, columns=ACROSS, large=LARGE_ACROSS, gap=16) if cards else empty)
        wanted = self._chosen(products)
        total = sum((one.price for one in wanted), Money(0, self.store.currency))
        self._sum.say(self.tr.text("client.chosen", n=len(wanted), amount=self.tr.money(total)))
        self._till.disabled = self._code.disabled = not wanted

    def tick(self) -> None:
        """The card closes by itself, and this page with it."""
        if self._look() is None:
            self.refresh()

    # What a person does.

    def turn(self, gtin: str) -> None:
        """They want this one; or not after all."""
        self._without ^= {gtin}
        self.refresh()

    def back(self) -> None:
        """To the list, as the colleague sees it."""
        navigation.go("client.look", look_id=self.look_id, only=self._only())

    def code(self) -> None:
        """What they chose goes with them."""
        navigation.go("client.look", look_id=self.look_id, only=self._only(), hand=True)

    def to_till(self) -> None:
        """What they chose waits at every till."""
        store = self.store

        def done(found: tuple[Any, tuple[str, ...]]) -> None:  # the parked basket
            navigation.say("client.at_till", state="ok", n=found[0].units)

        park = partial(actions.look_to_till, only=self._only())
        self.submit(park, store.vault, store.register, self.look_id, done=done)

    # How it is shown.

    def _card(self, product: Product, *, here: bool) -> Card:
        wanted = product.gtin not in self._without
        mark = Icon("ok" if wanted else "neutral", 34, colour="ok" if wanted else "ink3")
        note = () if here else (Pill(key="client.none_here", state="neutral", tight=True),)
        return Card(
            Picture(picture_of(self.store, product), seed=product.gtin, height_px=TALL, extend=1.0),
            Text(name_of(product), role="body", bold=True, lines=2),
            Text(detail_of(product), role="second", colour="ink2"),
            *note,
            Row(Text(self.tr.money(product.price), role="h2", bold=True), mark, gap=10),
            pad=(18, 16),
            gap=6,
            selected=wanted,
            action=partial(self.turn, product.gtin),
        )

    def _products(self, look: Look) -> list[Product]:
        found = catalogue.find_many(self.store.db, look.gtins, self.store.currency)
        return [found[gtin] for gtin in look.gtins if gtin in found]

    def _chosen(self, products: list[Product]) -> list[Product]:
        return [one for one in products if one.gtin not in self._without]

    def _only(self) -> tuple[str, ...]:
        """What they chose; empty where that is all of it."""
        look = self._look()
        if look is None or not self._without & set(look.gtins):
            return ()
        return tuple(gtin for gtin in look.gtins if gtin not in self._without)

    def _look(self) -> Look | None:
        store = self.store
        look = tables.look(store.db, store.vault, self.look_id) if self.look_id else None
        return look if look is not None and look.member == open_member(store) else None
