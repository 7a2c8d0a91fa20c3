"""What is in the bag, how many of each, and what it comes to."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.catalogue.widgets import detail_of, name_of, picture_of, short_gtin
from kiosk.codes import ProductCode
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.recommend import tables as recommend
from kiosk.recommend.exposure import Exposure
from kiosk.recommend.widgets import offers
from kiosk.till import actions, tables
from kiosk.till.model import Basket, Line
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.boxes import Column, Flow, Gap, Row
from kiosk.ui.widgets.button import Button, RoundButton
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.pill import Pill
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.stepper import Stepper
from kiosk.ui.widgets.text import Icon, Text

UNDO_S = 8.0
"""How long a removed line can be taken back with one tap."""


class BasketScreen(ShopperScreen):
    """Lines with steppers; a scanned product goes straight in."""

    topics = frozenset({"basket", "catalogue", "stock", "member", "payment", "store", "pictures"})

    def content(self) -> Widget:
        """A page that scrolls."""
        self._page = Column(gap=28, pad=(56, 16, 56, 40))
        self.exposure = Exposure(self.device.worker, self.device.new_id, "basket")
        self._removed: tuple[Line, str] | None = None
        self._undo_clock = Clock.create_trigger(self._forget_removed, UNDO_S)
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Go on, or pay."""
        self.more = Button("basket.scan_more", icon="scan", action=lambda: navigation.go("home.scan"))
        self.begin = Button("basket.scan_more", icon="scan", kind="primary", action=lambda: navigation.go("home.scan"))
        self.pay = Button("basket.pay", kind="primary", action=lambda: navigation.go("pay.choose"))
        return (self.more, self.pay)

    def left(self) -> None:
        """What was removed stays removed."""
        super().left()
        self._undo_clock.cancel()
        self._removed = None
        self.exposure.forget()

    def refresh(self) -> None:
        """Show the basket as it is stored."""
        self.show_who()
        db, session = self.device.db, self.device.session
        basket = tables.load_basket(db, session.basket_id) or Basket(session.basket_id, self.device.currency)
        locked = tables.open_intent(db, session.basket_id) is not None
        title = Text(key="basket.title", role="h1", bold=True)
        count = Text(self.tr.text("basket.units", n=basket.units), role="second", colour="ink2", hug=True)
        parts: list[Widget] = [Row(title, count, gap=16)]
        if locked:
            parts.append(_locked())
        if self._removed is not None:
            parts.append(self._undo_row(self._removed[1]))
        parts.append(self._lines(basket, locked) if basket.lines else _empty())
        if basket.lines:
            parts.append(self._total(basket))
        parts += self._goes_with(basket)
        self._page.replace(*parts)
        self.pay.label.say_key("basket.pay", amount=self.tr.money(basket.total))
        self.bottom.hold(*((self.more, self.pay) if basket.lines else (self.begin,)))

    def on_product(self, code: ProductCode) -> None:
        """A product was held before the scanner: one more of it."""
        store = self.device
        if catalogue.find(store.db, code.gtin, store.currency) is None:
            super().on_product(code)
            return
        store.session.saw(code.gtin)
        self._put(code.gtin, "here")

    def _lines(self, basket: Basket, locked: bool) -> Card:
        rows: list[Widget] = []
        for line in basket.lines:
            product = catalogue.find(self.device.db, line.gtin, self.device.currency)
            rows.append(self._line(line, product, locked))
        return Card(*rows, pad=(32, 12), gap=0)

    def _line(self, line: Line, product: Product | None, locked: bool) -> Widget:
        name = name_of(product) if product is not None else short_gtin(line.gtin)
        detail = detail_of(product) if product is not None else ""
        each = self.tr.text("basket.each", amount=self.tr.money(line.unit_price))
        notes: list[Widget] = [Text("·".join(part for part in (detail, each) if part), role="caption", colour="ink2")]
        pills: list[Widget] = []
        if line.origin in ("online", "recommended"):
            icon = "phone" if line.origin == "online" else "spark"
            pills.append(Pill(key=f"basket.origin_{line.origin}", state="accent", icon=icon, tight=True))
        if product is not None and product.price != line.unit_price:
            words = self.tr.text("basket.price_now", amount=self.tr.money(product.price))
            pills.append(Pill(words, "info", tight=True))
        if pills:
            notes.append(_Pills(*pills, gap=8))
        picture = Picture(
            picture_of(self.device, product) if product is not None else "", seed=line.gtin, width_px=132, height_px=132
        )
        stepper = Stepper(line.quantity, change=lambda wanted: self._change(line, wanted), small=True)
        remove = RoundButton(
            "close", name_key="basket.remove", size=64, kind="quiet", action=lambda: self._remove(line, name)
        )
        stepper.disabled = remove.disabled = locked
        amount = Text(self.tr.money(line.amount, "receipt"), role="body", bold=True, hug=True)
        words = Column(
            Text(name, role="body", bold=True),
            *notes,
            Row(stepper, Gap(), amount, gap=16, pad=(0, 8, 0, 0)),
            gap=4,
        )
        return Row(picture, words, remove, gap=24, pad=(0, 20), align="top")

    def _total(self, basket: Basket) -> Panel:
        units = Text(self.tr.text("basket.units", n=basket.units), role="second", colour="ink2")
        return Panel(
            Row(
                Column(Text(key="basket.total", role="h2", bold=True), units, gap=0),
                Text(self.tr.money(basket.total, "receipt"), role="price", bold=True, hug=True),
                gap=16,
            ),
            pad=36,
        )

    def _goes_with(self, basket: Basket) -> list[Widget]:
        """What goes with what was scanned last counts most; each scan ranks anew."""
        viewed = self.device.session.viewed
        held = [line.gtin for line in reversed(basket.lines)]
        anchors = sorted(held, key=lambda gtin: viewed.index(gtin) if gtin in viewed else len(viewed))
        usual = self.member.usual if self.member is not None else ()
        found = recommend.offers(self.device.db, anchors, usual, self.device.currency, without=held)
        self.exposure.show(found)
        return [offers(self.device, found, self._open, self._add_offer)] if found else []

    def _undo_row(self, name: str) -> Panel:
        words = Text(self.tr.text("basket.removed", name=name), role="second")
        return Panel(
            Row(words, Button("basket.undo", icon="undo", size="small", hug=True, action=self._undo), gap=16),
            pad=(32, 12),
        )

    def _change(self, line: Line, wanted: int) -> None:
        store = self.device
        self.submit(actions.set_quantity, store.register, store.session.basket_id, line.line_id, wanted)

    def _remove(self, line: Line, name: str) -> None:
        def removed(_: object) -> None:
            self._removed = (line, name)
            self._undo_clock.cancel()
            self._undo_clock()
            if self.shown:
                self.refresh()

        store = self.device
        self.submit(actions.set_quantity, store.register, store.session.basket_id, line.line_id, 0, done=removed)

    def _undo(self) -> None:
        if self._removed is None:
            return
        line, _ = self._removed
        self._forget_removed()
        store = self.device
        self.submit(actions.add_product, store.register, store.session.basket_id, line.gtin, line.quantity, line.origin)

    def _forget_removed(self, *_: object) -> None:
        self._removed = None
        if self.shown:
            self.refresh()

    def _open(self, gtin: str) -> None:
        navigation.go("product.page", gtin=gtin)

    def _add_offer(self, gtin: str) -> None:
        self.exposure.added(gtin)
        self._put(gtin, "recommended")

    def _put(self, gtin: str, origin: str) -> None:
        store = self.device
        self.submit(
            actions.add_product,
            store.register,
            store.session.basket_id,
            gtin,
            1,
            origin,
            done=lambda _: play("ok"),
        )


class _Pills(Flow):
    """Pills that wrap their words where the line is too narrow for them."""

    def __init__(self, *pills: Widget, gap: float) -> None:
        super().__init__(*pills, gap=gap)
        self.bind(width=self._narrow)

    def _narrow(self, *_: object) -> None:
        for pill in self.children:
            pill.max_width = self.width
            pill.restyle()


def _locked() -> Panel:
    """A payment of this basket is not settled."""
    return Panel(
        Row(
            Icon("lock", 48, colour="warn"),
            Column(
                Text(key="basket.locked", role="body", bold=True, colour="warn"),
                Text(key="basket.locked_more", role="second"),
                gap=2,
            ),
            gap=20,
        ),
        tone="warn_soft",
        pad=28,
    )


def _empty() -> Card:
    icon = Icon("bag", 120, colour="ink3")
    icon.pos_hint = {"center_x": 0.5}
    return Card(
        Gap(8),
        Column(icon, pad=0),
        Text(key="basket.empty", role="h2", bold=True, align="center"),
        Text(key="basket.empty_more", role="body", colour="ink2", align="center"),
        Gap(8),
        pad=56,
        gap=16,
    )
