"""Several products were held before the camera at once: what was seen, how many of each, and all of it into the bag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of
from kiosk.codes import ProductCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.money import Money
from kiosk.store import Store
from kiosk.till import actions as till
from kiosk.till.price_tag import Buyer, amounts
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.tr import tr
from kiosk.ui.widgets.boxes import Column, Gap, Row
from kiosk.ui.widgets.button import Actions, Button, RoundButton
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.dialog import SheetLayer
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.press import Action
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Text

Chosen = Sequence[tuple[str, int]]
"""(GTIN, units), in the order in which they were seen; none of no units."""


class SeveralSheet(SheetLayer):
    """Each product once, however long it was seen. What is scanned while it is open comes to it.

    Args:
        gtins: what was seen; what the shop does not sell is left out.
        price: what one unit costs whoever stands here.
        put: takes what was chosen.
        look: opens the page of one.
    """

    def __init__(
        self,
        store: Store,
        gtins: Sequence[str],
        price: Callable[[Product], Money],
        put: Callable[[Chosen], object],
        look: Callable[[str], object],
        close: Action,
    ) -> None:
        self._store, self._price, self._look = store, price, look
        self._units: dict[str, int] = {}
        self._seen: dict[str, tuple[Product, Money]] = {}
        for gtin in gtins:
            self._take(gtin)
        self._rows = Card(pad=(32, 8), gap=0, outlined=True, shadow=None)
        self._title = Text(role="h1", bold=True)
        shut = RoundButton("close", name_key="together.close", action=close, size=96, kind="quiet")
        self.put = Button("together.put", kind="primary", icon="plus", action=lambda: put(self.chosen))
        self.first = self.put
        super().__init__(
            Row(self._title, shut, gap=16),
            Text(key="together.more", role="body", colour="ink2"),
            self._rows,
            close=close,
            foot=Actions(self.put),
            gap=24,
        )

    @property
    def chosen(self) -> Chosen:
        """What goes into the bag."""
        return [(gtin, units) for gtin, units in self._units.items() if units]

    def on_product(self, code: ProductCode) -> None:
        """One more product, or one more of a product."""
        play("ok" if self._take(code.gtin) else "no")
        self._show()

    def restyle(self) -> None:
        """Take sizes and words anew."""
        super().restyle()
        self._show()

    def _take(self, gtin: str) -> bool:
        """One more of a product, if the shop sells it. Read once: a sheet that was closed may be dressed again."""
        product = catalogue.find(self._store.db, gtin, self._store.currency)
        if product is None:
            return False
        self._seen[gtin] = (product, self._price(product))
        self._units[gtin] = self._units.get(gtin, 0) + 1
        return True

    def _show(self) -> None:
        seen = list(self._seen.values())
        self._rows.replace(*(self._row(one, price, last=one is seen[-1][0]) for one, price in seen))
        count = sum(self._units.values())
        self._title.say_key("together.title", n=len(seen))
        self.put.label.say_key("together.put_n", n=count)
        self.put.disabled = not count
        self.put.reason = "" if count else tr.text("together.none")

    def _row(self, one: Product, each: Money, *, last: bool) -> Widget:
        units = Stepper(self._units[one.gtin], change=partial(self._change, one.gtin), least=0)
        price = Text(tr.money(each), role="body", bold=True, hug=True)
        return ListRow(
            name_of(one),
            detail_of(one),
            lead=Picture(picture_of(self._store, one), seed=one.gtin, width_px=120, height_px=120),
            more=(Column(Row(price, Gap(), units, gap=16), pad=(0, 8, 0, 0)),),
            action=partial(self._look, one.gtin),
            line=not last,
        )

    def _change(self, gtin: str, units: int) -> None:
        self._units[gtin] = units
        self._show()


def open_several(screen: ShopperScreen, code: ProductCode, look: Callable[[str], object]) -> bool:
    """Show what was held there with this product; False where it was alone, or the only one that the shop sells."""
    store, now, member = screen.device, screen.device.clock(), screen.member
    together = (*code.beside, code.gtin)
    if sum(catalogue.find(store.db, gtin, store.currency) is not None for gtin in together) < 2:
        return False
    buyer = Buyer() if member is None else Buyer(member.member_id, member.tier, member.segments_at(now))

    def price(one: Product) -> Money:
        return amounts(store.db, now, store.register, [one], buyer)[one.gtin]

    def put(chosen: Chosen) -> None:
        for gtin, units in chosen:
            done = shown if gtin == chosen[-1][0] else None
            screen.submit(till.add_product, store.register, store.session.basket_id, gtin, units, done=done)

    def shown(_: object) -> None:
        play("ok")
        if screen.shown:
            navigation.go("basket.show")

    play("ok")
    sheet = SeveralSheet(store, together, price, put, look, lambda: navigation.hide(sheet))
    navigation.show(sheet)
    return True
