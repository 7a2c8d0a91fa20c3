"""Where a product lies and how many there are: here, and in the stores near by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from kiosk.associate.widgets.ask_transfer import AskTransferDialog
from kiosk.associate.widgets.order_card import empty
from kiosk.associate.widgets.stock_hub import hub
from kiosk.associate.widgets.stock_places import places
from kiosk.catalogue import searcher
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.clienteling import tables as clienteling
from kiosk.clienteling.widgets import look_sheet
from kiosk.codes import ProductCode
from kiosk.stock import tables as stock
from kiosk.stock.model import Level, NearLevel
from kiosk.stockroom import actions as goods
from kiosk.stockroom import tables as stockroom
from kiosk.stockroom.model import Hold, Transfer
from kiosk.ui import navigation
from kiosk.ui.desk import DeskScreen
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.list_row import ListRow
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Text
from kiosk.ui.widgets.touch_pad import Field, TouchPad

LONGEST = 24
MOST_ROWS = 12


class LookupScreen(DeskScreen):
    """Typed or scanned. `args`: gtin, if a product was scanned elsewhere."""

    topics: ClassVar[frozenset[str]] = frozenset(
        {
            "catalogue", "stock", "near", "pictures", "orders",
            "record.delivery", "record.count", "record.transfer", "record.hold", "record.request",
        }
    )  # fmt: skip
    place = "stock.lookup"

    gtin = ""
    _lists: look_sheet.LookSheet | None = None
    missing = ""
    """GTIN that was scanned and that the store does not sell."""

    def content(self) -> Widget:
        """What was typed and found at the left, the product at the right."""
        self.field = Field("lookup.field", clear=self.clear)
        self.results = Column(gap=0)
        self.found = Scroll(self.results)
        pages = ("letters", "digits")
        pad = TouchPad(self.type, self.erase, pages=pages, key_tall=54)
        left = Column(self.field, Card(self.found, pad=(20, 8), grow=True), pad, gap=12, grow=True)
        self.detail = Card(pad=24, gap=16, grow=True, size_hint=(0.62, 1))
        return Row(left, self.detail, gap=24, align="stretch", grow=True)

    def arrived(self) -> None:
        """A product may have been named."""
        gtin = str(self.args.get("gtin", ""))
        if gtin:
            self._open(gtin)

    def on_product(self, code: ProductCode) -> None:
        """A product was held before the scanner."""
        play("ok" if catalogue.known(self.store.db, code.gtin) else "no")
        self._open(code.gtin)
        self.refresh()

    def tick(self) -> None:
        """A customer's card closes by itself, and with it the choice of their lists."""
        if self._lists is not None:
            self._lists.look_again()

    def type(self, letter: str) -> None:
        """A key of the pad."""
        if len(self.field.text) < LONGEST:
            self.field.text += letter
        self.refresh()

    def erase(self) -> None:
        """The pad's eraser."""
        self.field.text = self.field.text[:-1]
        self.refresh()

    def clear(self) -> None:
        """The field's cross."""
        self.field.text = ""
        self.refresh()

    def choose(self, gtin: str) -> None:
        """Show a product of the list."""
        self._open(gtin)
        self.refresh()

    def refresh(self) -> None:
        """Search, read, and show."""
        tr = self.tr
        self.header.title.say_key("lookup.title")
        self.header.sub.say_key("lookup.sub")
        found = searcher.look_up(self.store.db, self.field.text, self.store.currency)
        self._show_results(found.products[:MOST_ROWS], found.near)
        product = catalogue.find(self.store.db, self.gtin, self.store.currency) if self.gtin else None
        if product is not None:
            self._show(product)
        elif self.missing:
            words = Text(
                tr.text("lookup.not_here", gtin=self.missing.lstrip("0")), role="body", colour="ink2", align="center"
            )
            self.detail.replace(empty("help", "lookup.not_sold", "lookup.not_sold_more"), words)
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        """Nothing is asked for: what there is to do."""
        if navigation.knows("stock.receive"):
            self.detail.replace(Scroll(hub(self.store, self.tr, self._count)))
        else:
            self.detail.replace(empty("barcode", "lookup.empty", "lookup.empty_more"))

    def _open(self, gtin: str) -> None:
        known = catalogue.known(self.store.db, gtin)
        self.gtin, self.missing = (gtin, "") if known else ("", gtin)

    def _show_results(self, products: Sequence[Product], near: str) -> None:
        tr = self.tr
        if not products:
            self.results.replace(Text(key="lookup.none", role="body", colour="ink2"))
            return
        rows: list[Widget] = []
        if near:
            rows.append(Text(tr.text("lookup.near", near=near), role="second", colour="ink2"))
        for product in products:
            level = stock.level(self.store.db, product.gtin)
            count = tr.text("pick.count", n=level.on_hand) if level else tr.text("pick.stock_unknown")
            note = "·".join(part for part in (product.size or product.colour, product.location, count) if part)
            rows.append(
                ListRow(
                    product.names.text(tr.language),
                    note,
                    lead=Picture(self._picture(product), seed=product.gtin, width_px=56, height_px=56, radius="chip"),
                    trail=(Text(tr.money(product.price), role="body", bold=True, hug=True),),
                    line=product is not products[-1],
                    action=partial(self.choose, product.gtin),
                    pad=(0, 8),
                )
            )
        self.results.replace(*rows)

    def _show(self, product: Product) -> None:
        tr, store, now = self.tr, self.store, self.store.clock()
        level = stock.level(store.db, product.gtin)
        # Beside the picture there is room for one number a line, and none of them may be broken.
        kinds = (product.size or product.colour, f"SKU\u00a0{product.sku}" if product.sku else "")
        facts = Column(
            Text(product.brand, role="second", colour="ink2", bold=True),
            Text(product.names.text(tr.language), role="h2", bold=True),
            Text("·".join(part.replace(" ", "\u00a0") for part in kinds if part), role="second", colour="ink2"),
            Text(product.gtin.lstrip("0"), role="second", colour="ink2", shrink=True),
            Text(tr.money(product.price), role="price", bold=True),
            gap=0,
        )  # fmt: skip
        side = 132 / theme.text_scale**2
        picture = Picture(self._picture(product), seed=product.gtin, width_px=side, height_px=side)
        top = Row(picture, facts, gap=20, align="top")
        near = stock.near_levels(store.db, product.gtin)
        rows: list[Widget] = [Text(key="lookup.near_stores", role="h2", bold=True)]
        if not near:
            rows.append(Text(key="lookup.nowhere", role="body", colour="ink2"))
        rows += [self._near_row(one, now, one is near[-1]) for one in near]
        parcels = stockroom.in_parcels(store.db, store.vault, [product.gtin])[product.gtin] if level else 0
        here = places(tr, product.location, level, parcels, now)
        found = self._answers(product, level, near)
        # Two beside one another; an odd one, the one that matters most, has a line of its own.
        alone = found[: len(found) % 2]
        answers = Column(*alone, Grid(*found[len(alone) :], columns=2, large=1, gap=10), gap=10)
        page = (top, here, Column(*rows, gap=4))
        if theme.text_scale > 1:
            # In large text the buttons would leave no room for what they are about.
            self.detail.replace(Scroll(Column(*page, answers, gap=18)))
        else:
            self.detail.replace(Scroll(Column(*page, gap=18)), answers)

    def _answers(self, product: Product, level: Level | None, near: Sequence[NearLevel]) -> list[Button]:
        """What can be done about it: lay it aside, have it sent here, count it."""
        found: list[Button] = []
        if level is not None and level.available > 0 and navigation.knows("stock.holds"):
            lay = partial(self._lay, product.gtin)
            found.append(Button("goods.lay_aside", icon="clock_line", kind="accent", size="small", action=lay))
        if near and navigation.knows("stock.transfer"):
            found.append(Button("goods.transfer_here", icon="swap", size="small", action=self.ask_for_transfer))
        if navigation.knows("client.look") and clienteling.mask(self.store.db).keeps:
            put = partial(self.put_into, product.gtin)
            found.append(Button("client.put_into", icon="together", size="small", action=put))
        if navigation.knows("stock.count"):
            count = partial(self._count, product.gtin)
            found.append(Button("goods.count_this", icon="checked_list", size="small", action=count))
        return found

    def put_into(self, gtin: str) -> None:
        """Onto a list of the customer whose card is open; with none open their code is asked for first."""
        self._lists = look_sheet.put_into(self, gtin)
        if self._lists is None:
            navigation.go("client.card", gtin=gtin)

    def _write(self, action: Callable[..., Any], *args: object, done: Callable[[Any], None]) -> None:
        self.submit(action, self.store.vault, self.store.register, *args, done=done)

    def _count(self, gtin: str) -> None:
        navigation.go("stock.count", gtins=(gtin,))

    def _lay(self, gtin: str) -> None:
        self._write(goods.lay_aside, gtin, done=self._laid)

    def _laid(self, hold: Hold) -> None:
        play("ok")
        navigation.go("stock.holds", hold_id=hold.hold_id)

    def _ask(self, product: Product, near: Sequence[NearLevel]) -> None:
        now = self.store.clock()
        ages = [self.tr.age((now - one.as_of).total_seconds()) for one in near]
        asked = partial(self._asked, product.gtin)
        navigation.show(AskTransferDialog(self.tr, product.names.text(self.tr.language), near, asked, ages))

    def ask_for_transfer(self) -> None:
        """Ask another store for the product that is shown."""
        product = catalogue.find(self.store.db, self.gtin, self.store.currency) if self.gtin else None
        near = stock.near_levels(self.store.db, self.gtin)
        if product is not None and near:
            self._ask(product, near)

    def _asked(self, gtin: str, from_store: str, units: int) -> None:
        self._write(goods.ask_transfer, from_store, ((gtin, units),), done=self._transfer_asked)

    def _transfer_asked(self, transfer: Transfer) -> None:
        play("ok")
        navigation.go("stock.transfer", transfer_id=transfer.transfer_id)

    def _near_row(self, near: NearLevel, now: datetime, last: bool) -> Widget:
        tr = self.tr
        metres = near.distance_m
        far = tr.text("lookup.km", km=f"{metres / 1000:.1f}") if metres >= 1000 else tr.text("lookup.metres", m=metres)
        hours = f"{near.opens}-{near.closes}" if near.opens else ""
        told = tr.text("pick.told", age=tr.age((now - near.as_of).total_seconds()))
        return ListRow(
            near.names.text(tr.language),
            "·".join(part for part in (far, hours) if part),
            more=(Text(told, role="second", colour="ink2"),),
            lead="store_line",
            trail=(Text(tr.text("pick.count", n=near.on_hand), role="h2", bold=True, hug=True),),
            line=not last,
            pad=(0, 8),
        )

    def _picture(self, product: Product) -> str:
        path = self.store.image(product.image)
        return str(path) if path else ""
