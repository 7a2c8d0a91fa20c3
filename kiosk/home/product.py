"""One product, as large and quiet as it deserves; opened by a scan from anywhere."""

from __future__ import annotations

from typing import ClassVar

from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import name_of, picture_of
from kiosk.customer.widgets.shopper_screen import LIVE, ShopperScreen
from kiosk.home import product_parts as parts
from kiosk.home.studio_picture import StudioPicture
from kiosk.recommend import tables as recommend
from kiosk.recommend.exposure import Exposure
from kiosk.recommend.widgets import offers
from kiosk.stock import tables as stock
from kiosk.till import actions as till
from kiosk.till import priced
from kiosk.till import tables as baskets
from kiosk.till.model import Basket
from kiosk.till.reasons import reasons
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Sheet
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

HERO = 744
"""Design pixels of the picture, top bar included."""

HERO_LARGE = 600
"""The same where large text needs the room."""

OVERLAP = 48
"""The sheet's round corners lie on the picture."""


class ProductPage(ShopperScreen):
    """Shows the product `self.args["gtin"]`, or says that this shop does not sell it."""

    topics = frozenset({"catalogue", "stock", "near", "basket", "member", "store", "pictures"})
    bleeds: ClassVar[bool] = True

    def content(self) -> Widget:
        """A picture behind the top bar, and a sheet that rises over it."""
        self.hero = _Hero(self.top_bar)
        self.sheet = _LongSheet(gap=36)
        self._scroll = Scroll(Column(self.hero, self.sheet, gap=-OVERLAP))
        for widget in (self._scroll, self.hero):
            widget.bind(height=self._fill)
        self.exposure = Exposure(self.device.worker, self.device.new_id, "product")
        self.product: Product | None = None
        self._link_pill: Pill | None = None
        return self._scroll

    def buttons(self) -> tuple[Button, ...]:
        """The bag, and into the bag."""
        self.bag = Button("product.open_bag", icon="bag", action=self._open_bag)
        self.add = Button("product.add", kind="primary", icon="plus", action=self._add)
        self.find = Button("product.find_another", icon="search", action=lambda: navigation.go("search.find"))
        self.scan = Button(
            "product.scan_another", kind="primary", icon="scan", action=lambda: navigation.go("home.scan")
        )
        return (self.bag, self.add)

    @property
    def gtin(self) -> str:
        """The product that is shown."""
        return str(self.args.get("gtin", ""))

    def arrived(self) -> None:
        """Begin at the top, and remember what was looked at."""
        super().arrived()
        self._scroll.scroll_y = 1
        self.device.session.saw(self.gtin)

    def left(self) -> None:
        """What is shown next time is another showing."""
        super().left()
        self.exposure.forget()

    def refresh(self) -> None:
        """Read the product as it stands now."""
        self.show_who()
        store, now = self.device, self.device.clock()
        db = store.db
        self.product = product = catalogue.find(db, self.gtin, store.currency)
        if product is None:
            self._not_here()
            return
        basket = baskets.load_basket(db, store.session.basket_id)
        self.bottom.hold(self.bag, self.add)
        units = basket.units if basket is not None else 0
        if units:
            self.bag.label.say_key("product.open_bag_n", n=units)
        else:
            self.bag.label.say_key("product.open_bag")
        self.hero.show(picture_of(store, product), product.gtin, *self._pills())
        sections: list[Widget | None] = [
            parts.heading(product, *self._tag(product), self._price_note()),
            parts.variants(product, catalogue.variants(db, product, store.currency), self._choose),
            parts.availability(product, stock.level(db, product.gtin), stock.near_levels(db, product.gtin), now),
            self._goes_with(product, basket),
            parts.facts(product),
        ]
        self.sheet.replace(*(section for section in sections if section is not None))

    def show_notice(self, pill: Pill | None) -> None:
        """The pill stands on the picture."""
        self._link_pill = pill

    def _pills(self) -> list[Pill]:
        return [parts.found_pill(self.gtin), *([self._link_pill] if self._link_pill is not None else [])]

    def _not_here(self) -> None:
        """The code was read well; this shop has no such product."""
        self.hero.show("", "", *self._pills())
        self.sheet.replace(
            Text(key="product.not_here_title", role="h1", bold=True),
            Text(key="product.not_here_body", role="body", colour="ink2"),
        )
        self.bottom.hold(self.find, self.scan)

    def _goes_with(self, product: Product, basket: Basket | None) -> Widget | None:
        """What goes with it: this product counts most, then what was looked at before."""
        usual = self.member.usual if self.member is not None else ()
        anchors = [product.gtin, *(gtin for gtin in self.device.session.viewed if gtin != product.gtin)]
        variants = catalogue.variants(self.device.db, product, self.device.currency)
        held = [line.gtin for line in basket.lines] if basket is not None else []
        found = recommend.offers(
            self.device.db,
            anchors,
            usual,
            self.device.currency,
            without=[*held, *(one.gtin for one in variants)],
        )
        self.exposure.show(found)
        if not found:
            return None
        return offers(self.device, found, self._choose, self._add_offer, near=product)

    def _tag(self, product: Product) -> tuple[priced.Tag, list[str]]:
        """What one unit costs whoever stands here, and why."""
        store, member = self.device, self.member
        who = (member.member_id, member.tier) if member is not None else ("", "")
        found = priced.tag(store.db, store.clock(), store.register, product, *who)
        told = reasons(store.db, store.clock(), store.register, found.reductions, found.book_version, self.tr)
        return found, told

    def _price_note(self) -> str:
        """When the price was last known to be right, unless that is now."""
        at = self.prices_as_of()
        if at is None or not self.offline or self.device.clock() - at < LIVE:
            return ""
        day, time = self.moment(at)
        return (
            self.tr.text("product.as_of_date", date=day, time=time) if day else self.tr.text("product.as_of", time=time)
        )

    def _choose(self, gtin: str) -> None:
        navigation.go("product.page", gtin=gtin)

    def _add(self) -> None:
        self._put(self.gtin, "here")

    def _add_offer(self, gtin: str) -> None:
        self.exposure.added(gtin)
        self._put(gtin, "recommended")

    def _put(self, gtin: str, origin: str) -> None:
        store = self.device
        self.submit(
            till.add_product, store.register, store.session.basket_id, gtin, 1, origin, done=lambda _: self._added(gtin)
        )

    def _added(self, gtin: str) -> None:
        play("ok")
        product = catalogue.find(self.device.db, gtin, self.device.currency)
        if product is not None:
            navigation.say("product.added", state="ok", name=name_of(product))

    def _open_bag(self) -> None:
        navigation.go("basket.show")

    def _fill(self, *_: object) -> None:
        self.sheet.least = max(0.0, self._scroll.height - self.hero.height + theme.px(OVERLAP))


class _LongSheet(Sheet):
    """A sheet that reaches the lower edge even when it has little to say."""

    least = NumericProperty(dp(0))

    def __init__(self, **named: object) -> None:
        super().__init__(**named)
        self.bind(least=self._hug)

    def _hug(self, *_: object) -> None:
        self.height = max(self.minimum_height, self.least)


class _Hero(Styled, FloatLayout):
    """The picture, with the bar, the way back and the pills on it."""

    def __init__(self, top: Widget) -> None:
        super().__init__(size_hint=(1, None))
        self._picture = StudioPicture(below=OVERLAP, pos_hint={"x": 0, "y": 0})
        self._icon = Icon("barcode", 260, colour="ink3", fixed=True, pos_hint={"center_x": 0.5, "center_y": 0.48})
        self._pills = Flow(gap=12, pad=(56, 0))
        back = RoundButton("back", name_key="ui.back", action=navigation.back, shadow="e2")
        bars = Column(top, Row(back, Gap(), pad=(56, 0)), pos_hint={"x": 0, "top": 1}, gap=12)
        for part in (self._picture, self._icon, bars, self._pills):
            self.add_widget(part)
        self.bind(pos=self._place, size=self._place)

    def restyle(self) -> None:
        """Take sizes anew."""
        self.height = theme.px(HERO if theme.text_scale < 1.25 and not theme.low else HERO_LARGE)
        self._place()

    def show(self, path: str, seed: str, *pills: Pill) -> None:
        """Show a product's picture; without a seed there is none to be had."""
        self._picture.opacity = 1 if seed else 0
        self._icon.opacity = 0 if seed else 1
        if seed:
            self._picture.show(path, seed)
        self._pills.replace(*pills)

    def _place(self, *_: object) -> None:
        self._pills.pos = (self.x, self.y + theme.px(OVERLAP + 32))
