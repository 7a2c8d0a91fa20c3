"""One product, as large and quiet as it deserves; opened by a scan from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product, Rating
from kiosk.catalogue.widgets import name_of, picture_of
from kiosk.codes import ProductCode
from kiosk.customer.widgets.shopper_screen import LIVE, ShopperScreen
from kiosk.home import product_parts as parts
from kiosk.home import product_reach as reach
from kiosk.home.aisle_parts import AISLE, aisle_tool
from kiosk.home.favourites import favour, is_favourite
from kiosk.home.product_hero import OVERLAP, Hero, LongSheet
from kiosk.home.product_voices import voices
from kiosk.home.several import open_several
from kiosk.home.to_phone import PhoneSheet, words_of
from kiosk.home.unwanted import open_why
from kiosk.money import Money
from kiosk.recommend import tables as recommend
from kiosk.recommend.exposure import Exposure
from kiosk.recommend.tables import Recommendation
from kiosk.recommend.unwanted import unwanted
from kiosk.recommend.widgets import offers
from kiosk.stock import tables as stock
from kiosk.stock.model import Level, doubt
from kiosk.stock.soonest import soonest
from kiosk.till import actions as till
from kiosk.till import needs
from kiosk.till import tables as baskets
from kiosk.till.model import Basket
from kiosk.till.price_tag import Buyer, PriceTag, amounts, tag_of
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.sections import Section, Sections
from kiosk.ui.widgets.text import Text

REVIEWS = 12
"""So many are looked through for those in the reader's language."""

CALL = "service.call"
FULFIL = "basket.fulfil"
MAP = "product.map"


class ProductPage(ShopperScreen):
    """Shows the product `self.args["gtin"]`, or says that this shop does not sell it."""

    topics = frozenset(
        {"catalogue", "stock", "near", "basket", "member", "store", "pictures", "prices", "favourite", "offer"}
    )
    bleeds: ClassVar[bool] = True

    def content(self) -> Widget:
        """A picture behind the top bar, and a sheet that rises over it."""
        self.hero = Hero(self.top_bar, favour=self._favour, compare=self._compare)
        self.sheet = LongSheet(gap=32)
        self._scroll = Scroll(Column(self.hero, self.sheet, gap=-OVERLAP))
        for widget in (self._scroll, self.hero):
            widget.bind(height=self._fill)
        self.sections = Sections(self.sheet)
        self.exposure = Exposure(self.device.worker, self.device.new_id, "product")
        self.product: Product | None = None
        self._link_pill: Pill | None = None
        return self._scroll

    def buttons(self) -> tuple[Button, ...]:
        """The bag, and into the bag; where there is none, the other ways to get it."""
        self.bag = Button("product.open_bag", icon="bag", action=lambda: navigation.go("basket.show"))
        self.add = Button("product.add", kind="primary", icon="plus", action=self._add)
        self.ways = Button("product.ways", kind="primary", icon="truck", action=self._other_ways)
        self.find = Button("product.find_another", icon="search", action=lambda: navigation.go("search.find"))
        self.scan = Button(
            "product.scan_another", kind="primary", icon="scan", action=lambda: navigation.go("home.scan")
        )
        self._held: tuple[Button, ...] = (self.bag, self.add)
        return self._held

    @property
    def gtin(self) -> str:
        """The product that is shown."""
        return str(self.args.get("gtin", ""))

    def arrived(self) -> None:
        """Begin at the top, and remember what was looked at."""
        super().arrived()
        self._scroll.scroll_y = 1
        self.device.session.saw(self.gtin)
        if self.product is None or self.product.gtin != self.gtin:
            self.sections.clear()

    def left(self) -> None:
        """What is shown next time is another showing."""
        super().left()
        self.sections.rest()
        self.exposure.forget()

    def refresh(self) -> None:
        """Read the product as it stands now. Only what changed is made anew."""
        self.show_who()
        store = self.device
        db = store.db
        self.product = product = catalogue.find(db, self.gtin, store.currency)
        self.hero.tell(*self._pills())
        if product is None:
            self._not_here()
            return
        basket = baskets.load_basket(db, store.session.basket_id)
        self._say_bag(basket)
        self.hero.show(picture_of(store, product), product.gtin)
        compared = [gtin for gtin in store.session.compare if gtin != product.gtin]
        self.hero.mark(is_favourite(store, product.gtin), len(compared))
        first, later = self._sections(product, basket)
        self.sections.show(first, later)

    def show_notice(self, pill: Pill | None) -> None:
        """The pill stands on the picture."""
        self._link_pill = pill

    # What the page is made of.

    def _sections(self, product: Product, basket: Basket | None) -> tuple[list[Section], list[Section]]:
        """What stands first, and what lies below the fold."""
        store, now, gtin = self.device, self.device.clock(), product.gtin
        db, currency = store.db, store.currency
        family = catalogue.variants(db, product, currency)
        levels = stock.levels(db, [gtin, *(one.gtin for one in family)])
        level = levels.get(gtin)
        shops = soonest(stock.near_levels(db, gtin), now)
        rule = catalogue.deliveries(db).get("ship")
        tag = self._tag(product, basket)
        sent = None
        if rule is not None:
            hours = stock.hours(db, store.register.store_gln)
            opens = hours.opens if hours is not None else "00:00"
            sent = reach.sent(rule, now, store.register.zone, opens, tag.amount.minor)
        wants = needs.of_product(db, now, gtin)
        none_here = level is not None and level.available < 1
        elsewhere = bool(shops) or sent is not None
        self._dress(none_here and elsewhere)
        ways = self._other_ways if navigation.knows(FULFIL) else None
        placed = navigation.knows(MAP) and level is not None and level.available > 0 and self._on_plan(product)
        minute = now.replace(second=0, microsecond=0)
        rating, note, plan = catalogue.rating(db, gtin), self._price_note(), self._open_map if placed else None
        found = self._offered(product, basket, [one.gtin for one in family])
        pictures = tuple(picture_of(store, one.product) for one in found)
        stars = catalogue.ratings(db, [one.product.gtin for one in found])
        prices = amounts(db, now, store.register, [*family, *(one.product for one in found)], self._buyer(now))
        prices[gtin] = tag.amount
        said = tuple(catalogue.reviews(db, gtin, REVIEWS))
        no_offers = store.session.no_offers
        first = [
            Section(
                "heading",
                (product, tag, rating, note),
                lambda: parts.heading(product, tag, rating, note, lambda: navigation.go("member.sign_in")),
            ),
            Section(
                "variants",
                (gtin, tuple(family), levels if family else None, prices if family else None),
                lambda: parts.variants(product, family, levels, prices, self._choose),
            ),
            Section("nudge", tag.nudge, lambda: parts.nudge(tag.nudge)),
            Section("notices", wants, lambda: parts.notices(wants, self._money)),
            Section("none", none_here, lambda: parts.none_here(self._add) if none_here else None),
            Section(
                "reach",
                (product, level, tuple(shops[:2]), sent, minute, plan is not None),
                lambda: reach.strip(
                    product, level, shops, sent, now, self._money, show_map=plan, ways=ways if elsewhere else None
                ),
            ),
        ]
        later = [
            Section(
                "offers",
                (gtin, tuple((one.product, one.offer) for one in found), pictures, stars, prices, no_offers),
                lambda: self._goes_with(product, found, stars, prices),
            ),
            Section("tools", (gtin, navigation.knows(CALL), none_here), partial(self._tools, level)),
            Section("others", (tuple(shops), minute), lambda: reach.others(shops, now, ways)),
            Section("voices", (rating, said), lambda: voices(rating, said)),
            Section("facts", (product, wants), lambda: parts.facts(product, wants)),
        ]
        if theme.simple:
            # Large and simple: what it is, what it costs, where it is; and what one must know of it.
            later = [section for section in later if section.name in ("tools", "facts")]
        return first, later

    def _tag(self, product: Product, basket: Basket | None) -> PriceTag:
        """What one unit costs whoever stands here, and why."""
        store, now = self.device, self.device.clock()
        held = sum(line.quantity for line in basket.lines if line.gtin == product.gtin) if basket is not None else 0
        return tag_of(store.db, now, store.register, product, self._buyer(now), self.tr, max(0, held))

    def _buyer(self, now: datetime) -> Buyer:
        member = self.member
        return Buyer() if member is None else Buyer(member.member_id, member.tier, member.segments_at(now))

    def _offered(self, product: Product, basket: Basket | None, family: list[str]) -> list[Recommendation]:
        """What goes with it: this product counts most, then what was looked at before."""
        usual = self.member.usual if self.member is not None else ()
        anchors = [product.gtin, *(gtin for gtin in self.device.session.viewed if gtin != product.gtin)]
        held = [line.gtin for line in basket.lines] if basket is not None else []
        found = recommend.offers(
            self.device.db,
            anchors,
            usual,
            self.device.currency,
            without=[*held, *family],
            unwanted=unwanted(self.device),
        )
        self.exposure.show(found)
        return found

    def _goes_with(
        self,
        product: Product,
        found: list[Recommendation],
        stars: Mapping[str, Rating],
        prices: Mapping[str, Money],
    ) -> Widget | None:
        if self.device.session.no_offers:
            again = Button("why.on_again", size="small", hug=True, kind="quiet", action=self._offers_again)
            return Row(Text(key="why.is_off", role="second", colour="ink2"), again, gap=20)
        if not found:
            return None
        return offers(
            self.device,
            found,
            self._choose,
            self._add_offer,
            near=product,
            why_not=lambda one: open_why(self.device, one, self.exposure, self.refresh),
            ratings=stars,
            prices=prices,
        )

    def _tools(self, level: Level | None) -> Widget:
        """What else can be done with it."""
        buttons = [Button("product.to_phone", icon="phone", size="small", kind="quiet", action=self.to_phone)]
        if level is not None and navigation.knows(AISLE):
            buttons.append(aisle_tool(self.gtin, level))
        if navigation.knows(CALL):
            buttons.append(Button("product.call", icon="bell", size="small", kind="quiet", action=self._call))
        return Actions(*buttons, gap=24, stack=True)

    def _not_here(self) -> None:
        """The code was read well; this shop has no such product, or no more."""
        was = catalogue.known(self.device.db, self.gtin)
        names = catalogue.names(self.device.db, [self.gtin]) if was else {}
        name = names[self.gtin].text(self.tr.language) if self.gtin in names else ""
        self.hero.show("", "")
        self.sections.show([Section("nothing", (self.gtin, was, name), lambda: self._nothing(was, name))])
        self._hold(self.find, self.scan)

    def _nothing(self, was: bool, name: str) -> Widget:
        title = "product.off_sale_title" if was else "product.not_here_title"
        words: list[Widget] = [
            Text(key=title, role="h1", bold=True),
            Text(key="product.off_sale_body" if was else "product.not_here_body", role="body", colour="ink2"),
        ]
        if name:
            words.insert(0, Text(name, role="second", bold=True, colour="ink2"))
        if navigation.knows(CALL):
            words += [Gap(12), Row(Button("product.call", icon="bell", hug=True, action=self._call), Gap())]
        return Column(*words, gap=12)

    def _pills(self) -> list[Pill]:
        return [parts.found_pill(self.gtin), *([self._link_pill] if self._link_pill is not None else [])]

    def _price_note(self) -> str:
        """When the price was last known to be right, unless that is now."""
        at = self.prices_as_of()
        if at is None or not self.offline or self.device.clock() - at < LIVE:
            return ""
        day, time = self.moment(at)
        return (
            self.tr.text("product.as_of_date", date=day, time=time) if day else self.tr.text("product.as_of", time=time)
        )

    def _on_plan(self, product: Product) -> bool:
        plan = catalogue.plan(self.device.db)
        return plan is not None and plan.spot(product) is not None

    # The buttons below.

    def _say_bag(self, basket: Basket | None) -> None:
        units = basket.units if basket is not None else 0
        if units:
            self.bag.label.say_key("product.open_bag_n", n=units)
        else:
            self.bag.label.say_key("product.open_bag")

    def _dress(self, elsewhere: bool) -> None:
        """One black button: into the bag, or how else to get it."""
        self._hold(self.bag, self.ways if elsewhere and navigation.knows(FULFIL) else self.add)

    def _hold(self, *buttons: Button) -> None:
        if buttons != self._held:
            self._held = buttons
            self.bottom.hold(*buttons)

    def on_product(self, code: ProductCode) -> None:
        """Another product; where several were held there at once, all that were seen."""
        if not open_several(self, code, self._choose):
            super().on_product(code)

    # What a finger does.

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
        basket = baskets.load_basket(self.device.db, self.device.session.basket_id)
        doubted = doubt(stock.level(self.device.db, gtin), basket.units_of(gtin) if basket is not None else 0)
        if doubted is not None and gtin == self.gtin:
            # What is in a hand is sold, whatever the count says; and the shop says so.
            navigation.say(f"aisle.in_hand_{doubted}", state="warn")
        elif product is not None:
            navigation.say("product.added", state="ok", name=name_of(product))

    def _favour(self) -> None:
        favour(self.device, self.gtin, not is_favourite(self.device, self.gtin))
        if self.shown:
            self.refresh()

    def _compare(self) -> None:
        """Put it beside the others; as soon as there are two they are shown."""
        session = self.device.session
        session.put_beside(self.gtin)
        if len(session.compare) > 1:
            navigation.go("product.compare")
        else:
            navigation.say("product.compare_one", state="ok")
            self.refresh()

    def to_phone(self) -> None:
        """Show the code that a phone reads."""
        shown, store = self.product, self.device
        if shown is None:
            return
        amount = self._tag(shown, baskets.load_basket(store.db, store.session.basket_id)).amount
        names = stock.store_names(store.db, store.register.store_gln)

        def words() -> str:
            shop = f"{store.settings.shop.brand} {names.text(self.tr.language) if names is not None else ''}".strip()
            return words_of(shown, self.tr.money(amount), shop, store.settings.shop.product_link)

        sheet = PhoneSheet(words, lambda: navigation.hide(sheet))
        navigation.show(sheet)

    def _offers_again(self) -> None:
        self.device.session.no_offers = False
        self.refresh()

    def _call(self) -> None:
        navigation.go(CALL, about="product", gtin=self.gtin)

    def _other_ways(self) -> None:
        navigation.go(FULFIL, gtin=self.gtin)

    def _open_map(self) -> None:
        navigation.go(MAP, gtin=self.gtin)

    def _money(self, minor: int) -> str:
        return self.tr.money(Money(minor, self.device.currency))

    def _fill(self, *_: object) -> None:
        self.sheet.least = max(0.0, self._scroll.height - self.hero.height + theme.px(OVERLAP))
