"""Finds a product by letters: pinyin, initials, Chinese words, Latin words, numbers; results come as one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Category, Product
from kiosk.catalogue.searcher import MOST_FOUND, Found, Searcher
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.home.product_parts import stock_pill
from kiosk.stock import tables as stock
from kiosk.ui import navigation
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Flow, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.pill import Chip
from kiosk.ui.widgets.product_grid import ProductGrid, ProductView
from kiosk.ui.widgets.text import Icon, Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 40
LOW_KEY = 84
"""Design pixels of a key in low mode."""

CHIPS = 4
"""Categories among what was found; more than one line of them pushes the cards away."""


class SearchScreen(ShopperScreen):
    """A field, what fits it, and our own keys. No text field of the toolkit: the hand scanner stays alive."""

    topics = frozenset({"catalogue", "stock", "member", "store", "pictures"})

    def content(self) -> Widget:
        """Field and chips above, cards in the middle, keys below."""
        self.field = Field("search.field", clear=self._clear)
        self.title = Text(key="search.title", role="h1", bold=True)
        self.hint = Text(role="second", colour="ink2")
        self.chips = Flow(gap=12)
        self.grid = ProductGrid(self._open, pad=56)
        self.rescue = _Rescue()
        self._middle = Column(self.grid, grow=True)
        self._keys = Card(radius="sheet", pad=(56, 28, 56, 20), shadow="e3")
        self._pad_for: tuple[str, bool] = ("", False)
        self._head = Column(gap=12, pad=(56, 0, 56, 8))
        self._found: Found | None = None
        self._category = ""
        self._categories: dict[str, Category] = {}
        return Column(self._head, self._middle, self._keys, grow=True)

    def buttons(self) -> tuple[Button, ...]:
        """Scanning is quicker, where one has the thing in hand."""
        scan = Button("search.scan_instead", icon="scan", kind="accent", action=lambda: navigation.go("home.scan"))
        return (scan,)

    def arrived(self) -> None:
        """An empty field; or what `self.args["text"]` begins with."""
        super().arrived()
        self.field.text = str(self.args.get("text", self.field.text if self.args.get("keep") else ""))
        self._category = ""

    def refresh(self) -> None:
        """Ask anew: prices and stock may have moved."""
        self.show_who()
        self._lay_out()
        self._categories = {one.id: one for one in catalogue.categories(self.device.db)}
        self._ask()

    def on_typed(self, text: str) -> None:
        """A keyboard of the shop's own typed something."""
        for letter in text:
            self._typed(letter)

    def _lay_out(self) -> None:
        """Taiwan has its own letters. In low mode half the height is gone, so words go and keys are flatter."""
        wanted = (self.tr.language, theme.low)
        if wanted == self._pad_for:
            return
        self._pad_for = wanted
        pages = ("letters", "bopomofo", "digits") if self.tr.language == "zh_TW" else ("letters", "digits")
        self.pad = TouchPad(self._typed, self._erased, pages=pages, key_tall=LOW_KEY if theme.low else 0)
        self._keys.replace(self.pad)
        self._head.replace(*((self.field,) if theme.low else (self.title, self.hint, self.field, self.chips)))

    def _ask(self) -> None:
        self.device.part(Searcher).find(self.field.text, self._answered)

    def _answered(self, found: Found) -> None:
        if not self.shown or found.text != self.field.text:
            return
        self._found = found
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        names = self._names_of(found.products)
        if self._category not in names:
            self._category = ""
        chosen = [one for one in found.products if self._category in ("", self._shelf(one))]
        self._say(found)
        chips = []
        if len(names) > 1:
            chips = [Chip(key="search.all", selected=not self._category, action=lambda: self._filter(""))]
            for key, name in list(names.items())[:CHIPS]:
                chips.append(Chip(name, selected=key == self._category, action=partial(self._filter, key)))
        self.chips.replace(*chips)
        if chosen:
            self.grid.show([self._view(product) for product in chosen])
            self._middle.replace(self.grid)
        else:
            self.rescue.show(found.text)
            self._middle.replace(self.rescue)

    def _say(self, found: Found) -> None:
        if found.near:
            self.hint.say_key("search.near", text=found.text.strip(), near=found.near)
        elif not found.text.strip():
            self.hint.say_key("search.hint")
        elif len(found.products) >= MOST_FOUND:
            self.hint.say_key("search.many", n=MOST_FOUND)
        elif found.products:
            self.hint.say_key("search.results", n=len(found.products))
        else:
            self.hint.say_key("search.hint")

    def _names_of(self, products: Sequence[Product]) -> dict[str, str]:
        """The shelves that the products found stand on, the fullest first."""
        counted: dict[str, int] = {}
        for product in products:
            shelf = self._shelf(product)
            if shelf:
                counted[shelf] = counted.get(shelf, 0) + 1
        order = sorted(counted, key=lambda key: -counted[key])
        return {key: self._categories[key].names.text(self.tr.language) for key in order}

    def _shelf(self, product: Product) -> str:
        """The product's category, if the snapshot names it."""
        return product.category if product.category in self._categories else ""

    def _view(self, product: Product) -> ProductView:
        words, state = stock_pill(stock.level(self.device.db, product.gtin))
        return ProductView(
            gtin=product.gtin,
            name=name_of(product),
            detail=detail_of(product),
            price=self.tr.money(product.price),
            state=state,
            stock=words,
            picture=picture_of(self.device, product),
        )

    def _filter(self, category: str) -> None:
        self._category = category
        self._show()

    def _open(self, gtin: str) -> None:
        navigation.go("product.page", gtin=gtin)

    def _typed(self, letter: str) -> None:
        if len(self.field.text) < LONGEST:
            self._change(self.field.text + letter)

    def _erased(self) -> None:
        self._change(self.field.text[:-1])

    def _clear(self) -> None:
        self._change("")

    def _change(self, text: str) -> None:
        self.field.text = text
        self.args["text"] = text
        self._category = ""
        self._ask()


class _Rescue(Column):
    """Nothing was found, and what to do now: never a blank."""

    def __init__(self) -> None:
        self._title = Text(role="h2", bold=True, align="center")
        super().__init__(
            Row(Icon("search", 96, colour="ink3"), align="middle", hug=True),
            self._title,
            Text(key="search.none_body", role="body", colour="ink2", align="center"),
            gap=16,
            pad=(56, 24),
            grow=True,
        )

    def show(self, text: str) -> None:
        """Name what was looked for."""
        self._title.say_key("search.none", text=text.strip())

    def restyle(self) -> None:
        super().restyle()
        for child in self.children:
            if isinstance(child, Row):
                child.pos_hint = {"center_x": 0.5}
        self.spacing = theme.px(self.gap)
