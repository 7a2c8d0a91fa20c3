"""A sheet that searches the catalogue while somebody types, on its keys or on a keyboard; a tap adds the product."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kivy.uix.widget import Widget

from kiosk.associate.widgets.sell_sheet import TillSheet, typed_into
from kiosk.catalogue import searcher
from kiosk.catalogue.model import Product
from kiosk.catalogue.searcher import Found, Searcher
from kiosk.store import Store
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Row
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 24
MOST_ROWS = 12


class SearchSheet(TillSheet):
    """Stays open until a product is chosen.

    Args:
        price: what a product costs here and now, in words.
        choose: told the article number.
    """

    def __init__(self, store: Store, price: Callable[[Product], str], choose: Callable[[str], object]) -> None:
        self._store, self._price, self._choose = store, price, choose
        self._found: tuple[Product, ...] = ()
        self.field = Field("sell.search_field", clear=self.clear)
        self.rows = Column(gap=0)
        self._list = Scroll(self.rows)
        pad = TouchPad(self.type, self.erase, pages=("letters", "digits"), key_tall=54)
        left = Column(self.field, pad, gap=14, size_hint=(1.45, None))
        body = Row(left, self._list, gap=28, align="top", grow=True)
        super().__init__("sell.search_title", body, wide=1200, tall=560)
        self.search()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if typed_into(self.field, letter, LONGEST):
            self.search()

    def erase(self) -> None:
        """The pad's eraser."""
        self.type("backspace")

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self.search()

    def key_pressed(self, name: str) -> bool:
        """Letters search; Enter takes the first product found."""
        if name == "enter" and self._found and self.field.text:
            self.take(self._found[0].gtin)
        elif name == "backspace" or len(name) == 1:
            self.type(name if name == "backspace" else name.upper())
        else:
            super().key_pressed(name)
        return True

    def search(self) -> None:
        """Ask for what fits; the newest question alone is answered."""
        if Searcher in self._store.parts:
            self._store.part(Searcher).find(self.field.text, self._show)
        else:
            self._show(searcher.look_up(self._store.db, self.field.text, self._store.currency))

    def take(self, gtin: str) -> None:
        """This one it is."""
        self.close()
        self._choose(gtin)

    def restyle(self) -> None:
        """Names and prices follow the language."""
        super().restyle()
        if self.get_parent_window() is not None:
            self._show(Found(self.field.text, self._found))

    def _show(self, found: Found) -> None:
        self._found = found.products
        shown = found.products[:MOST_ROWS]
        rows: list[Widget] = []
        if not self.field.text:
            rows.append(Text(key="sell.often", role="second", colour="ink2"))
        elif found.near:
            rows.append(Text(tr.text("lookup.near", near=found.near), role="second", colour="ink2"))
        rows += [self._row(product, product is shown[-1]) for product in shown]
        if not shown:
            rows = [Text(key="lookup.none", role="body", colour="ink2")]
        self.rows.replace(*rows)
        self._list.scroll_y = 1

    def _row(self, product: Product, last: bool) -> Widget:
        path = self._store.image(product.image)
        note = "·".join(part for part in (product.size or product.colour, product.sku) if part)
        return ListRow(
            product.names.text(tr.language),
            note,
            lead=Picture(str(path) if path else "", seed=product.gtin, width_px=52, height_px=52, radius="chip"),
            trail=(Text(self._price(product), role="body", bold=True, hug=True),),
            line=not last,
            action=partial(self.take, product.gtin),
            pad=(0, 8),
        )
