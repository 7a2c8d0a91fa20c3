"""One list for a customer: its name and products, and the ways in which the shopper gets it."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.clienteling import actions, tables
from kiosk.clienteling.model import Look
from kiosk.clienteling.widgets.look_parts import look_words, title_of
from kiosk.clienteling.widgets.look_sheet import READY_TITLES
from kiosk.codes import ProductCode
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.ticket.widgets.words_sheet import WordsSheet
from kiosk.till import carried
from kiosk.till.actions import Held
from kiosk.till.model import Basket
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.qr_code import QrCode
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text
from kiosk.writing.tables import Shelf

QR = 400
"""Design pixels: a tablet lies in the hand, and a phone is held near."""


class LookScreen(DeskScreen):
    """`args`: look_id; `only`: the GTINs that the customer chose, `hand`: make their code at once.

    Only while the customer's card is open; scanned products come onto the list.
    """

    store: Store
    topics: ClassVar[frozenset[str]] = actions.TOPICS | {"catalogue", "stock", "staff", "pictures"}
    place: ClassVar[str] = "associate.more"

    look_id = ""
    only: tuple[str, ...] = ()
    """What the customer chose of it; none means all."""
    _sheet: WordsSheet | None = None
    _held: Held | None = None
    _left_out: tuple[str, ...] = ()
    _page = 0

    def content(self) -> Widget:
        """The products at the left, the ways to the customer at the right."""
        self._rows = Column(gap=0)
        keep = Actions(
            Button("client.rename", icon="edit", size="small", action=self.rename),
            Button("client.find_more", icon="search", size="small", action=partial(navigation.go, "stock.lookup")),
            Button("client.put_away", icon="bin", size="small", action=self.put_away),
            gap=12,
        )
        goods = Column(Card(Scroll(self._rows), pad=(22, 10), grow=True), keep, gap=14, grow=True)
        self._side = Card(pad=24, gap=14, grow=True, size_hint=(0.72, 1))
        self._forget()
        return Row(goods, self._side, gap=20, align="stretch", grow=True)

    def arrived(self) -> None:
        """Which list."""
        self.look_id = str(self.args.get("look_id", self.look_id))
        self._forget()
        self.only = tuple(self.args.pop("only", ()))
        if self.args.pop("hand", False):
            self.hand()

    def left(self) -> None:
        """Nothing of a person stays on a page that is gone."""
        super().left()
        self._put_sheet_away()
        self._forget()
        self._rows.replace()
        self._side.replace()

    def refresh(self) -> None:
        """Show the list, while its customer's card is open."""
        store = self.store
        look = self._look()
        if look is None:
            self._put_sheet_away()
            if self.shown:
                navigation.go("client.card")
            return
        self.header.title.say(title_of(look))
        self.header.sub.say(look_words(look))
        products = catalogue.find_many(store.db, look.gtins, store.currency)
        levels = stock.levels(store.db, look.gtins)
        rows: list[Any] = []  # Kivy's widgets have no types
        for place, gtin in enumerate(look.gtins):
            product = products.get(gtin)
            cross = RoundButton(
                "close", name_key="client.take_off", action=partial(self.take_off, gtin), size=56, kind="quiet"
            )
            last = place + 1 == len(look.gtins)
            if product is None:
                words = self.tr.text("client.not_here", gtin=short_gtin(gtin))
                rows.append(ListRow(words, trail=(cross,), line=not last, pad=(0, 8)))
                continue
            here = levels[gtin].available if gtin in levels else 0
            stands = self.tr.text("client.tip_here", n=here, place=product.location) if here > 0 else ""
            detail = "·".join(part for part in (detail_of(product), stands or self.tr.text("client.none_here")) if part)
            price = Text(self.tr.money(product.price), role="body", bold=True, hug=True)
            lead = Picture(picture_of(store, product), seed=gtin, width_px=64, height_px=64)
            rows.append(ListRow(name_of(product), detail, lead=lead, trail=(price, cross), line=not last, pad=(0, 8)))
        if not rows:
            rows = [Text(key="client.look_empty", role="body", colour="ink2")]
        self._rows.replace(*rows)
        self._side.replace(*self._code_parts())

    def tick(self) -> None:
        """The card closes by itself, and this page with it."""
        if self._look() is None:
            self.refresh()

    # What a person does.

    def on_product(self, code: ProductCode) -> None:
        """One more on this list."""
        store, look = self.store, self._look()
        if look is None:
            return

        def done(_: Look) -> None:
            play("ok")
            self._forget()

        put = partial(actions.put_on_look, look_id=look.look_id)
        self.submit(put, store.vault, store.register, look.member, (code.gtin,), done=done)

    def take_off(self, gtin: str) -> None:
        """One comes off."""
        store = self.store
        self._forget()
        self.submit(actions.take_off_look, store.vault, store.register, self.look_id, gtin)

    def rename(self) -> None:
        """Call it something else."""
        look = self._look()
        if look is None:
            return
        store = self.store

        def named(title: str) -> None:
            self.submit(actions.name_look, store.vault, store.register, self.look_id, title)

        ready = READY_TITLES[look.purpose]
        self._sheet = WordsSheet(f"client.name_{look.purpose}", named, ready=ready, text=look.title, shelf=Shelf())
        self._sheet.show()

    def put_away(self) -> None:
        """Nobody needs it any more."""
        store = self.store

        def done(_: None) -> None:
            play("ok")
            navigation.say("client.put_away_done", state="ok")

        self.submit(actions.put_away_look, store.vault, store.register, self.look_id, done=done)

    def show_customer(self) -> None:
        """Turn the tablet round: pictures and prices alone."""
        navigation.go("client.show", look_id=self.look_id)

    def to_till(self) -> None:
        """Into a basket that every till of the store sees."""
        store = self.store

        def done(found: tuple[Basket, tuple[str, ...]]) -> None:
            play("ok")
            parked, left = found
            if left:
                navigation.say("client.at_till_without", state="warn", n=parked.units, left=len(left))
            else:
                navigation.say("client.at_till", state="ok", n=parked.units)

        park = partial(actions.look_to_till, only=self.only)
        self.submit(park, store.vault, store.register, self.look_id, done=done)

    def hand(self) -> None:
        """Make the code that the shopper takes along."""
        store = self.store

        def done(found: tuple[Held, tuple[str, ...]]) -> None:
            play("ok")
            self._held, self._left_out = found
            if self.shown:
                self.refresh()

        make = partial(actions.hand_look, only=self.only)
        self.submit(make, store.vault, store.register, self.look_id, store.basket_code, done=done)

    def send(self) -> None:
        """Into the shopper's own basket, which they find at every kiosk and on their phone."""
        store = self.store

        def done(_: Look) -> None:
            play("ok")
            navigation.say("client.sending", state="ok")

        self.submit(actions.send_look, store.vault, store.register, self.look_id, done=done)

    # How it is shown.

    def _code_parts(self) -> list[Any]:  # Kivy's widgets have no types
        back = Button("client.back", icon="back", size="small", action=partial(navigation.go, "client.card"))
        send = Button("client.send", icon="send", size="small", action=self.send)
        till = Button("client.to_till", icon="till", size="small", action=self.to_till)
        show = Button("client.show", icon="picture", size="small", action=self.show_customer)
        ways = Actions(show, till, gap=12), Actions(back, send, gap=12)
        if self._held is None:
            how = Text(key="client.hand_how", role="body", colour="ink2", align="center")
            chosen: list[Any] = []
            if self.only:
                said = self.tr.text("client.chosen_of", n=len(self.only))
                chosen = [Text(said, role="second", bold=True, colour="accent_line", align="center")]
            return [
                Scroll(Column(Row(Gap(), Icon("qr", 84, colour="accent_line"), Gap()), how, *chosen, gap=14)),
                Actions(Button("client.hand", icon="qr", kind="accent", size="tall", action=self.hand)),
                *ways,
            ]
        store, held = self.store, self._held
        names = stock.store_names(store.db, store.register.store_gln)
        shop = " ".join(
            word for word in (store.settings.shop.brand, names.text(self.tr.language) if names else "") if word
        )
        pages = len(held.codes)
        code = held.codes[self._page % pages]
        said = carried.text(store.db, shop, held.basket, code, self._page % pages + 1, self.tr.translator)
        minutes = max(1, round((held.until - store.clock()).total_seconds() / 60))
        words = [Text(self.tr.text("client.lives", n=minutes), role="second", colour="ink2", align="center")]
        if self._left_out:
            left = self.tr.text("client.left_out", n=len(self._left_out))
            words.append(Text(left, role="second", colour="warn", align="center"))
        turn = []
        if pages > 1:
            said_page = self.tr.text("hold.page", page=self._page % pages + 1, pages=pages)
            turn.append(Button(text=said_page, icon="next", size="small", action=self._turn))
        shown = Column(Row(Gap(), QrCode(said, QR), Gap()), *words, gap=14)
        return [Scroll(shown), *([Actions(*turn)] if turn else []), *ways]

    def _turn(self) -> None:
        self._page += 1
        self.refresh()

    def _look(self) -> Look | None:
        store = self.store
        consent = tables.consent_now(store.db, store.vault, store.device, store.clock())
        look = tables.look(store.db, store.vault, self.look_id) if self.look_id else None
        if consent is None or look is None or look.member != consent.member or not tables.mask(store.db).keeps:
            return None
        return look

    def _forget(self) -> None:
        self._held, self._left_out, self._page, self.only = None, (), 0, ()

    def _put_sheet_away(self) -> None:
        if self._sheet is not None:
            self._sheet.close()
            self._sheet = None
