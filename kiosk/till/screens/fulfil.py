"""How goods get home: large cards with what may honestly be promised, shops to fetch from, hours to choose."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Literal

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.money import Money
from kiosk.stock import tables as stock
from kiosk.till import actions, tables
from kiosk.till.actions.fulfilling import sent_amount
from kiosk.till.delivery_fee import SENT
from kiosk.till.model import Basket, Line
from kiosk.till.promise import Shipping, Shop, Ways, ways
from kiosk.till.widgets import promises
from kiosk.till.widgets.way_card import Way, WayCard
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Panel
from kiosk.ui.widgets.choice import OptionCard
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

How = Literal["", "pickup", "ship", "delivery"]

AISLE = "product.aisle"
"""The screen that lays aside, reserves without paying, and tells when something is back; on devices that have one."""


class FulfilScreen(ShopperScreen):
    """K11. `args`: line_id of a line in the bag, or gtin of a product that is to come into it."""

    topics = frozenset({"basket", "catalogue", "stock", "near", "member", "store", "pictures"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self._how: How | None = None
        self._shop = ""
        self._slot: datetime | None = None
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back, or so it shall be."""
        self.go_back = Button("fulfil.back", icon="back", action=navigation.back)
        self.confirm = Button("fulfil.confirm", kind="primary", icon="tick", action=self._confirm)
        return (self.go_back, self.confirm)

    def arrived(self) -> None:
        """Begin with the way that the line has."""
        super().arrived()
        line = self.line()
        self._how = None
        if line is not None:
            special = line.particulars
            self._how = special.fulfilment if special.fulfilment in ("pickup", *SENT) else ""  # type: ignore[assignment]  # just looked at
            self._shop = special.from_store
            self._slot = datetime.fromisoformat(special.promised) if special.promised else None

    def basket(self) -> Basket:
        """The bag as it is stored."""
        session = self.device.session
        return tables.load_basket(self.device.db, session.basket_id) or Basket(session.basket_id, self.device.currency)

    def line(self) -> Line | None:
        """The line that it is about; None for a product that is not in the bag yet."""
        wanted = str(self.args.get("line_id", ""))
        return next((one for one in self.basket().lines if one.line_id == wanted), None) if wanted else None

    @property
    def gtin(self) -> str:
        """The product that it is about."""
        line = self.line()
        return line.gtin if line is not None else str(self.args.get("gtin", ""))

    def refresh(self) -> None:
        """Show what can be offered now."""
        self.show_who()
        if self.args.get("line_id") and self.line() is None:
            navigation.go("basket.show")  # it was taken out meanwhile
            return
        found = self._ways()
        if self._how is None:
            self._how = self._first(found)
        self._choose_defaults(found)
        title = Text(key="fulfil.title", role="h1", bold=True)
        cards: list[Widget] = [self._now(found), self._pickup(found), *self._delivery(found), self._ship(found)]
        page: list[Widget] = [title, self._product()]
        if self.offline:
            page.append(_honest())
        if found.none:
            page.append(self._nothing())
        page += cards
        if navigation.knows(AISLE):
            page += self._unpaid(found)
        self._page.replace(*page)
        self._dress(found)

    # What is shown.

    def _ways(self) -> Ways:
        line, store = self.line(), self.device
        basket = self.basket()
        units = line.quantity if line is not None else 1
        own = line.amount.minor if line is not None else 0
        if line is None:
            product = catalogue.find(store.db, self.gtin, store.currency)
            own = product.price.minor if product is not None else 0
        now_on = line.particulars.fulfilment if line is not None else ""
        sent, brought = (sent_amount(basket, way).minor + (own if now_on != way else 0) for way in SENT)
        return ways(store.db, store.clock(), store.register, self.gtin, units, sent, brought)

    def _product(self) -> Widget:
        product = catalogue.find(self.device.db, self.gtin, self.device.currency)
        line = self.line()
        name = name_of(product) if product is not None else short_gtin(self.gtin)
        units = self.tr.text("basket.units", n=line.quantity if line is not None else 1)
        detail = detail_of(product) if product is not None else ""
        words = Column(
            Text(name, role="body", bold=True),
            Text("·".join(part for part in (detail, units) if part), role="second", colour="ink2"),
            gap=4,
        )
        picture = Picture(
            picture_of(self.device, product) if product is not None else "", seed=self.gtin, width_px=132, height_px=132
        )
        return Panel(Row(picture, words, gap=24), pad=24)

    def _now(self, found: Ways) -> Widget:
        if found.here is None:
            note = self.tr.text("fulfil.now_unknown")
        elif found.now:
            note = self.tr.text("fulfil.now_here", n=found.here)
        else:
            note = self.tr.text("fulfil.now_few", n=found.here) if found.here else self.tr.text("fulfil.now_none")
        return WayCard(
            Way("bag", self.tr.text("fulfil.now"), note, off=not found.now, chosen=self._how == "" and found.now),
            partial(self._take_way, ""),
        )

    def _pickup(self, found: Ways) -> Widget:
        now = self.device.clock()
        note = promises.soonest(found.pickup[0], now) if found.pickup else self.tr.text("fulfil.pickup_none")
        inside: list[Widget] = []
        if self._how == "pickup" and found.pickup:
            chosen = self._chosen_shop(found)
            for shop in found.pickup:
                option = OptionCard(
                    self._shop_words(shop),
                    promises.soonest(shop, now),
                    selected=shop is chosen,
                    action=partial(self._take_shop, shop),
                )
                inside.append(option)
            if chosen is not None and chosen.slots:
                inside.append(Text(key="fulfil.when", role="second", bold=True))
                chips = [
                    Chip(
                        _begun(promises.moment(slot, now)),
                        selected=slot == self._slot,
                        action=partial(self._take_slot, slot),
                    )
                    for slot in chosen.slots
                ]
                inside.append(Flow(*chips, gap=24))
        off = not found.pickup
        way = Way("store_line", self.tr.text("fulfil.pickup"), note, off=off, chosen=self._how == "pickup" and not off)
        return WayCard(way, partial(self._take_way, "pickup"), *inside)

    def _ship(self, found: Ways) -> Widget:
        note = promises.arrives(found.ship, self.device.clock()) if found.ship else self.tr.text("fulfil.ship_none")
        return self._sent("ship", found.ship, "truck", note)

    def _delivery(self, found: Ways) -> list[Widget]:
        """Brought by this store; nothing where it never does that."""
        if not found.delivers:
            return []
        way = found.delivery
        note = promises.brought(way, self.device.clock()) if way else self.tr.text("fulfil.delivery_none")
        return [self._sent("delivery", way, "home", note)]

    def _sent(self, how: How, way: Shipping | None, icon: str, note: str) -> Widget:
        fee = ""
        if way is not None:
            fee = self.tr.text("fulfil.free") if not way.fee_minor else self._money(way.fee_minor)
            if way.fee_minor and way.free_from_minor:
                note = f"{note}\n{self.tr.text('fulfil.free_from', amount=self._money(way.free_from_minor))}"
        inside: list[Widget] = []
        if way is not None and not self.device.session.member_id:
            inside.append(
                Row(
                    Icon("person_circle", 40, colour="ink2"),
                    Text(key="fulfil.ship_sign_in", role="second", colour="ink2"),
                    gap=16,
                )
            )
            inside.append(Button("fulfil.sign_in", icon="qr_scan", size="small", action=self._sign_in))
        elif way is not None and self._how == how:
            inside.append(Text(key="fulfil.ship_where", role="second", colour="ink2"))
        off = way is None or not self.device.session.member_id
        view = Way(icon, self.tr.text(f"fulfil.{how}"), note, fee, off=off, chosen=self._how == how and not off)
        return WayCard(view, partial(self._take_way, how), *inside)

    def _unpaid(self, found: Ways) -> list[Widget]:
        """What can be had without paying now: tried on, reserved elsewhere, or a word when it is back."""
        ways: list[tuple[str, str, str, str]] = []
        if found.now and found.here is not None:
            ways.append(("timer", self.tr.text("aisle.row_try"), "try", ""))
        near = [one for one in stock.near_levels(self.device.db, self.gtin) if one.on_hand >= found.quantity]
        for shop in near[:2]:
            words = self.tr.text("aisle.row_store", store=shop.names.text(self.tr.language))
            ways.append(("store_line", words, "store", shop.store))
        if not found.now:
            ways.append(("bell", self.tr.text("aisle.row_wish"), "wish", ""))
        rows = [self._aisle_row(*way, line=way is not ways[-1]) for way in ways]
        return [Text(key="aisle.more_ways", role="h2", bold=True), Panel(*rows, pad=(28, 8), gap=0)] if rows else []

    def _aisle_row(self, icon: str, words: str, what: str, store: str, *, line: bool) -> Widget:
        go = partial(navigation.go, AISLE, gtin=self.gtin, what=what, store=store)
        return ListRow(words, lead=icon, line=line, action=go, pad=(0, 28))

    def _nothing(self) -> Widget:
        return Panel(
            Row(
                Icon("info", 48, colour="warn"),
                Column(
                    Text(key="fulfil.none", role="body", bold=True, colour="warn"),
                    Text(key="fulfil.none_more", role="second"),
                    gap=2,
                ),
                gap=20,
            ),
            tone="warn_soft",
            pad=28,
        )

    def _dress(self, found: Ways) -> None:
        """The primary button says what it does."""
        how = self._how
        good = how is not None and self._can(how, found)
        self.confirm.reason = "" if good else self.tr.text("fulfil.choose_first" if not found.none else "fulfil.none")
        self.confirm.disabled = not good
        self.confirm.label.say_key(f"fulfil.confirm_{how or 'now'}" if good else "fulfil.confirm")

    def _shop_words(self, shop: Shop) -> str:
        name = shop.names.text(self.tr.language)
        if shop.distance_m == 0:
            return self.tr.text("fulfil.this_shop", name=name)
        return self.tr.text("fulfil.shop_away", name=name, km=f"{shop.distance_m / 1000:.1f}")

    def _money(self, minor: int) -> str:
        return self.tr.money(Money(minor, self.device.currency))

    def _can(self, how: How, found: Ways) -> bool:
        """Whether it can be had this way now."""
        if how in SENT:
            way = found.ship if how == "ship" else found.delivery
            return way is not None and bool(self.device.session.member_id)
        return found.now if how == "" else bool(found.pickup)

    def _first(self, found: Ways) -> How | None:
        """The way that is offered first: what is here is taken along."""
        order: tuple[How, ...] = ("", "pickup", "delivery", "ship")
        return next((how for how in order if self._can(how, found)), None)

    def _chosen_shop(self, found: Ways) -> Shop | None:
        wanted = self._shop or ""
        own = next((shop for shop in found.pickup if shop.gln == wanted), None)
        return own or (found.pickup[0] if found.pickup else None)

    def _choose_defaults(self, found: Ways) -> None:
        """A way that is chosen has a shop and an hour that can be had."""
        if self._how != "pickup":
            return
        shop = self._chosen_shop(found)
        if shop is None:
            return
        self._shop = shop.gln
        if self._slot not in shop.slots:
            self._slot = shop.slots[0] if shop.slots else None

    # What a finger does.

    def _take_way(self, how: How) -> None:
        self._how = how
        self.refresh()

    def _take_shop(self, shop: Shop) -> None:
        self._shop, self._slot = shop.gln, None
        self.refresh()

    def _take_slot(self, slot: datetime) -> None:
        self._slot = slot
        self.refresh()

    def _sign_in(self) -> None:
        navigation.go("member.sign_in")

    def _confirm(self) -> None:
        store, how = self.device, self._how
        if how is None:
            return
        found = self._ways()
        shop, promised = "", None
        if how == "pickup":
            self._choose_defaults(found)
            shop, promised = self._shop, self._slot
        elif how in SENT:
            way = found.ship if how == "ship" else found.delivery
            promised = way.latest if way is not None else None

        def done(_: object) -> None:
            play("ok")
            navigation.go("basket.show")

        line = self.line()
        if line is not None:
            self.submit(
                actions.fulfil,
                store.register,
                store.session.basket_id,
                line.line_id,
                how,
                shop,
                promised,
                done=done,
            )
        elif how == "":
            self.submit(actions.add_product, store.register, store.session.basket_id, self.gtin, done=done)
        else:
            self.submit(
                actions.fulfil_product,
                store.register,
                store.session.basket_id,
                self.gtin,
                how,
                shop,
                promised,
                done=done,
            )


def _honest() -> Panel:
    """Without head office a promise is a request."""
    words = Column(
        Text(key="fulfil.offline", role="body", bold=True, colour="warn"),
        Text(key="fulfil.offline_more", role="second"),
        gap=2,
    )
    return Panel(Row(Icon("offline", 44, colour="warn"), words, gap=20), tone="warn_soft", pad=28)


def _begun(words: str) -> str:
    """Words that stand alone begin with a capital letter, in languages that have them."""
    return words[:1].upper() + words[1:]
