"""K7: two or three products side by side, fact by fact; what is best of each row is said in a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product, Rating
from kiosk.catalogue.widgets import detail_of, label, labels, name_of, picture_of
from kiosk.codes import ProductCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home.comparing import best_rated, cheapest_each, per_unit
from kiosk.home.product_reach import here
from kiosk.session import MOST_COMPARED
from kiosk.stock import tables as stock
from kiosk.stock.model import Level
from kiosk.till import actions as till
from kiosk.till import priced
from kiosk.till import tables as baskets
from kiosk.till.priced import Tag
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.tr import tr
from kiosk.ui.widgets.base import Styled
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Grid
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.price import Price
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text

GAP, PAD, HIGH = 20, 24, 280
"""Design pixels between the columns, inside one, and of a picture's height."""


class Compared(Struct, frozen=True):
    """What is known of one product."""

    product: Product
    tag: Tag
    rating: Rating | None
    level: Level | None


def compare(screen: ShopperScreen, gtin: str) -> None:
    """Put a product beside those that were chosen before, the oldest makes room; and show them."""
    screen.device.session.put_beside(gtin)
    navigation.go("product.compare")


class CompareScreen(ShopperScreen):
    """The products of `session.compare`. A scan adds one more."""

    topics = frozenset({"catalogue", "stock", "basket", "member", "store", "pictures", "prices"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=24, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """One more, by name or by scanning it; and the bag, as soon as there is something in it."""
        self.find = Button("compare.find", icon="search", action=lambda: navigation.go("search.find"))
        self.scan = Button("compare.scan", icon="scan", kind="primary", action=lambda: navigation.go("home.scan"))
        self.bag = Button("product.open_bag", icon="bag", kind="primary", action=lambda: navigation.go("basket.show"))
        return (self.find, self.scan, self.bag)

    def arrived(self) -> None:
        """Products may be named on the way here."""
        super().arrived()
        named = tuple(self.args.pop("gtins", ()))
        if named:
            self.device.session.compare = list(dict.fromkeys(named))[-MOST_COMPARED:]

    def on_product(self, code: ProductCode) -> None:
        """One more to compare with."""
        if catalogue.find(self.device.db, code.gtin, self.device.currency) is None:
            super().on_product(code)
            return
        play("ok")
        compare(self, code.gtin)

    def refresh(self) -> None:
        """Read what there is to know of each."""
        self.show_who()
        self._lay_buttons()
        columns = self._columns()
        parts: list[Widget] = [Text(key="compare.title", role="h1", bold=True)]
        if len(columns) < 2:
            parts.append(Text(key="compare.one_more", role="body", colour="ink2"))
        if columns:
            parts.append(self._heads(columns))
            parts.append(Card(*self._facts(columns), pad=(PAD, 12), gap=0))
        self._page.replace(*parts)

    def _lay_buttons(self) -> None:
        basket = baskets.load_basket(self.device.db, self.device.session.basket_id)
        units = basket.units if basket is not None else 0
        if units:
            self.bag.label.say_key("product.open_bag_n", n=units)
        self.bottom.hold(self.find, self.bag if units else self.scan)

    def _columns(self) -> list[Compared]:
        store = self.device
        db, now = store.db, store.clock()
        member = self.member
        who = (member.member_id, member.tier) if member is not None else ("", "")
        found = []
        for gtin in store.session.compare:
            product = catalogue.find(db, gtin, store.currency)
            if product is not None:
                tag = priced.tag(db, now, store.register, product, *who)
                found.append(Compared(product, tag, catalogue.rating(db, gtin), stock.level(db, gtin)))
        return found

    def _heads(self, columns: Sequence[Compared]) -> Grid:
        cheap = cheapest_each(
            [(one.product.size, one.tag.amount.minor) for one in columns], [one.product.category for one in columns]
        )
        heads = [self._head(one, best=place == cheap and len(columns) > 1) for place, one in enumerate(columns)]
        return Grid(*heads, columns=max(2, len(heads)), gap=GAP)

    def _head(self, one: Compared, *, best: bool) -> Card:
        product = one.product
        picture = Picture(
            picture_of(self.device, product), seed=product.gtin, height_px=HIGH, extend=1.0, pos_hint={"x": 0, "y": 0}
        )
        remove = RoundButton(
            "close",
            name_key="compare.remove",
            size=72,
            kind="secondary",
            action=partial(self._remove, product.gtin),
            pos_hint={"right": 1, "top": 1},
        )
        add = Button("compare.add", size="small", icon="plus", action=partial(self._add, product.gtin))
        tag = one.tag
        parts: list[Widget] = [
            _Stage(picture, remove),
            Text(name_of(product), role="body", bold=True),
            Text(detail_of(product), role="caption", colour="ink2"),
            Price(tag.amount, tag.listed if tag.amount < tag.listed else None, role="h2"),
        ]
        if best:
            parts.append(Pill(key="compare.cheapest", state="ok", tight=True))
        look = partial(navigation.go, "product.page", gtin=product.gtin)
        return Card(*parts, Gap(), add, pad=PAD, gap=10, outlined=True, shadow=None, action=look)

    def _facts(self, columns: Sequence[Compared]) -> list[Widget]:
        tr = self.tr
        rated = best_rated([one.rating.tenths if one.rating is not None else None for one in columns])

        def each(one: Compared) -> str:
            minor, unit = per_unit(one.product.size, one.tag.amount.minor)
            if not unit:
                return ""
            return tr.text(f"compare.per_{unit}", amount=tr.money(type(one.tag.amount)(minor, one.tag.amount.currency)))

        rows: list[tuple[str, Callable[[Compared], str], int | None]] = [
            ("compare.rating", lambda one: _stars(one.rating), rated),
            ("compare.each", each, None),
            ("compare.stock", self._stock, None),
            ("product.allergens", lambda one: labels("allergen", one.product.allergens), None),
            ("product.care", lambda one: labels("care", one.product.care), None),
            ("product.origin", lambda one: label("origin", one.product.origin) if one.product.origin else "", None),
        ]
        found: list[Widget] = []
        for key, words, best in rows:
            told = [words(one) for one in columns]
            if any(told):
                cells = [_cell(text or "–", best=place == best) for place, text in enumerate(told)]
                found.append(
                    Column(
                        Text(key=key, role="caption", colour="ink2"),
                        Grid(*cells, columns=max(2, len(cells)), gap=GAP + 2 * PAD),
                        gap=6,
                        pad=(0, 18),
                    )
                )
        return found

    def _stock(self, one: Compared) -> str:
        level = one.level
        if level is None:
            return self.tr.text("search.unknown_here")
        if level.available < 1:
            return self.tr.text("search.none_here")
        # A line each: a column is narrow, and a line that begins with a dot looks like a mistake.
        words = (here(level, self.device.clock()), one.product.location)
        return "\n".join(part for part in words if part)

    def _remove(self, gtin: str) -> None:
        session = self.device.session
        session.compare = [one for one in session.compare if one != gtin]
        if session.compare:
            self.refresh()
        else:
            navigation.back()

    def _add(self, gtin: str) -> None:
        store = self.device
        self.submit(till.add_product, store.register, store.session.basket_id, gtin, done=lambda _: self._added(gtin))

    def _added(self, gtin: str) -> None:
        play("ok")
        product = catalogue.find(self.device.db, gtin, self.device.currency)
        if product is not None:
            navigation.say("product.added", state="ok", name=name_of(product))


class _Stage(Styled, FloatLayout):
    """A picture with a button on its corner."""

    def __init__(self, *parts: Widget) -> None:
        super().__init__(size_hint=(1, None))
        for part in parts:
            self.add_widget(part)

    def restyle(self) -> None:
        """Take the height anew."""
        self.height = theme.px(HIGH)


def _stars(rating: Rating | None) -> str:
    if rating is None:
        return ""
    return tr.text("compare.rating_n", mean=f"{rating.tenths / 10:.1f}", n=tr.number(rating.count))


def _cell(text: str, *, best: bool) -> Widget:
    words = Text(text, role="second", bold=best)
    if not best:
        return Column(words)
    return Column(words, Flow(Pill(key="compare.best", state="ok", tight=True)), gap=6)
