"""How to pay: a wallet's code that is simply shown, a code of ours, a card, a balance, cash; in parts if need be."""

from __future__ import annotations

from functools import partial

from kivy.uix.widget import Widget

from hardware.payment_terminal import PaymentKind
from kiosk import codes
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.widgets import name_of, short_gtin
from kiosk.customer.widgets.shopper_screen import ShopperScreen
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.payment.desk import PaymentDesk
from kiosk.stored_value import actions as stored_value
from kiosk.stored_value import tables as value_tables
from kiosk.stored_value.model import Spendable, VoucherTerms
from kiosk.till import actions, needs, tables
from kiosk.till.model import Basket, Sale, Tender
from kiosk.till.tables.spot_checks import Check
from kiosk.till.widgets.carrier_sheet import save_carrier
from kiosk.till.widgets.paying import amount_panel, goods_card, paid_card
from kiosk.ui import navigation
from kiosk.ui.screen import Idle
from kiosk.ui.sounds import play
from kiosk.ui.theme import theme
from kiosk.ui.widgets.boxes import Column, Grid, Row
from kiosk.ui.widgets.button import Button
from kiosk.ui.widgets.card import Card, Panel
from kiosk.ui.widgets.choice import Tile
from kiosk.ui.widgets.scroll import Scroll
from kiosk.ui.widgets.text import Icon, Text

MOST_LINES = 6
"""More than this are counted and not listed; they can be seen in the bag."""

SMALL = ("points", "gift_card", "cash")
"""Ways that stand below the others."""

FIRST_LOOKS = frozenset({"till.check_first", "till.age_needed"})
"""Refusals that a colleague can do something about, on a page of its own."""


class PayScreen(ShopperScreen):
    """Base of the ways to pay: reads the basket, and says what can be paid with here and now."""

    topics = frozenset({"basket", "member", "store"})

    def basket(self) -> Basket:
        """The basket that is to be paid."""
        session = self.device.session
        return tables.load_basket(self.device.db, session.basket_id) or Basket(session.basket_id, self.device.currency)

    @property
    def express(self) -> bool:
        """Whether nobody takes cash here."""
        return bool(self.device.settings.shop.express)

    def takes(self) -> frozenset[PaymentKind]:
        """What can be paid with now, other than cash and balances: what is there, and what the shop allows offline."""
        parts = self.device.parts
        kinds: frozenset[PaymentKind] = self.device.part(PaymentDesk).kinds if PaymentDesk in parts else frozenset()
        if not self.offline:
            return kinds
        allowed: dict[str, frozenset[PaymentKind]] = {"card": frozenset({"card"}), "cash": frozenset()}
        return kinds & allowed.get(self.device.settings.payment.offline, kinds)

    def amount_card(self, basket: Basket, amount: Money | None = None) -> Panel:
        """What is to be paid, large."""
        key = "pay.rest" if basket.tenders else "pay.to_pay"
        return amount_panel(self.tr, basket.rest if amount is None else amount, basket.units, basket.reduced, key)

    def goods(self, basket: Basket) -> Column:
        """What is paid for, once more, before it is."""
        rows = []
        for line in basket.lines[:MOST_LINES]:
            product = catalogue.find(self.device.db, line.gtin, self.device.currency)
            name = name_of(product) if product is not None else short_gtin(line.gtin)
            rows.append((name, line.quantity, line.amount))
        return goods_card(self.tr, rows, max(0, len(basket.lines) - MOST_LINES))

    def done(self, sale: Sale) -> None:
        """The money is in: show the receipt."""
        navigation.go("pay.done", sale_id=sale.sale_id)

    def explain(self, error: Exception) -> None:
        """A colleague is wanted first: to their page."""
        if isinstance(error, Refused) and error.key in FIRST_LOOKS and navigation.knows("pay.check"):
            navigation.go("pay.check")
        else:
            super().explain(error)


class ChooseScreen(PayScreen):
    """The ways to pay. A wallet's code, a gift card or a voucher may simply be shown to the scanner."""

    topics = frozenset({"basket", "member", "store", "stored_value"})

    def content(self) -> Widget:
        """Amount above, ways below."""
        self._page = Column(gap=32, pad=(56, 16, 56, 40))
        return Scroll(self._page)

    def buttons(self) -> tuple[Button, ...]:
        """Back to the bag; where nothing is left to pay, the end."""
        self.bag = Button("pay.back", icon="back", action=lambda: navigation.go("basket.show"))
        self.even = Button("pay.finish_even", kind="primary", icon="tick", action=self._finish_even)
        return (self.bag,)

    def arrived(self) -> None:
        """Before money is spoken of: whether a colleague is to look into the bag."""
        super().arrived()
        basket = self.basket()
        if tables.open_intent(self.device.db, basket.basket_id) is not None:
            navigation.go("pay.card")
        elif ages_wanted(self, basket):
            navigation.go("pay.check")
        else:
            self.submit(actions.look_into, self.device.register, basket.basket_id, done=self._decided)

    def refresh(self) -> None:
        """Show what is to be paid, and how it can be."""
        self.show_who()
        basket = self.basket()
        if basket.state == "paid" and self.shown:
            # A payment ended while nobody looked.
            sale = tables.load_sale(self.device.db, basket.basket_id)
            if sale is not None:
                self.done(sale)
                return
        self.idle = idle_with(basket)
        parts: list[Widget] = [Text(key="pay.title", role="h1", bold=True), self.amount_card(basket)]
        if basket.tenders:
            parts.append(paid_card(self.tr, basket, self._take_back))
        if not basket.rest.minor and basket.lines:
            self.bottom.hold(self.bag, self.even)
            self._page.replace(*parts, self.goods(basket))
            return
        self.bottom.hold(self.bag)
        takes = self.takes()
        if self.offline and takes != self.device_kinds():
            parts.append(self._policy())
        if "wallet" in takes:
            parts.append(_wallet_card())
        parts += self._ways(basket, takes)
        self._page.replace(*parts, self.goods(basket))

    def device_kinds(self) -> frozenset[PaymentKind]:
        """What this device could take with a link."""
        return self.device.part(PaymentDesk).kinds if PaymentDesk in self.device.parts else frozenset()

    def on_payer_code(self, code: codes.PayerCode) -> None:
        """The shopper shows their wallet: that is both the choice and the payment."""
        if "wallet" in self.takes() and self.basket().lines:
            navigation.go("pay.card", kind="wallet", code=code)
        elif "wallet" in self.device_kinds():
            self.refuse("pay.wallet_offline")
        else:
            super().on_payer_code(code)

    def on_gift_card(self, code: codes.OwnCode) -> None:
        """A gift card is held out."""

        def read(number: str) -> None:
            navigation.go("pay.balance", kind="gift_card", account=number)

        self.submit(stored_value.read_card, code, done=read)

    def on_voucher(self, code: codes.OwnCode) -> None:
        """A voucher is taken in whole, or as much of it as is due."""

        def read(terms: VoucherTerms) -> None:
            minor = min(terms.amount_minor, self.basket().rest.minor)
            self.submit(
                actions.tender_value,
                self.device.register,
                self.device.session.basket_id,
                "voucher",
                terms.number,
                minor,
                self.tr.language,
                done=self._settled,
            )

        self.submit(stored_value.take_voucher, self.device.register, code, done=read)

    def on_coupon(self, code: codes.OwnCode) -> None:
        """A coupon that was thought of late: what is to be paid is less at once."""
        before = self.basket().rest

        def laid(basket: Basket) -> None:
            play("ok")
            navigation.say("coupons.laid" if basket.rest.minor < before.minor else "coupons.waits", state="ok")

        self.submit(actions.lay_coupon, self.device.register, self.device.session.basket_id, code.token, done=laid)

    def on_carrier(self, code: codes.CarrierCode) -> None:
        """Where the shopper's invoice goes."""
        save_carrier(self, code.text)

    def _decided(self, check: Check | None) -> None:
        if check is not None and check.due and self.shown and navigation.knows("pay.check"):
            navigation.go("pay.check")

    def _settled(self, settled: actions.Settlement) -> None:
        play("ok")
        if settled.sale is not None:
            self.done(settled.sale)
        elif self.shown:
            self.refresh()

    def _take_back(self, tender: Tender) -> None:
        store = self.device
        self.submit(actions.take_off, store.register, store.session.basket_id, tender.tender_id)

    def _finish_even(self) -> None:
        store = self.device
        self.even.busy = True

        def failed(error: Exception) -> None:
            self.even.busy = False
            self.explain(error)

        def made(sale: Sale) -> None:
            self.even.busy = False
            self.done(sale)

        store.worker.submit(
            actions.finish_even, store.register, store.session.basket_id, self.tr.language, done=made, failed=failed
        )

    def _ways(self, basket: Basket, takes: frozenset[PaymentKind]) -> list[Widget]:
        tiles: list[Tile] = []
        if "qr" in takes:
            scan = partial(navigation.go, "pay.card", kind="qr")
            tiles.append(Tile("qr_scan", key="payment.qr", note_key="payment.qr_note", action=scan, pad=40))
        if "card" in takes:
            card = partial(navigation.go, "pay.card", kind="card")
            tiles.append(Tile("card", key="pay.card", note_key="pay.card_note", action=card, pad=40))
        points = self._points(basket)
        if points is not None:
            worth = self.tr.text("pay.points_note", n=points.available, points=self.tr.number(points.available))
            spend = partial(navigation.go, "pay.balance", kind="points", account=points.account)
            tiles.append(Tile("star", key="tender.points", note=worth, action=spend, pad=40))
        gift = partial(navigation.go, "pay.balance", kind="gift_card")
        tiles.append(Tile("gift", key="pay.gift_card", note_key="pay.gift_card_note", action=gift, pad=40))
        if not self.express:
            cash = partial(navigation.go, "pay.cash")
            tiles.append(Tile("cash", key="pay.cash", note_key="pay.cash_note", action=cash, pad=40))
        elif not takes and navigation.knows("basket.hold"):
            hold = partial(navigation.go, "basket.hold")
            tiles.append(Tile("till", key="pay.at_till", note_key="pay.at_till_note", action=hold, pad=40))
        even = len(tiles) // 2 * 2
        ways: list[Widget] = [Grid(*tiles[:even], columns=2, large=1, gap=24)] if even else []
        return [Column(*ways, *tiles[even:], gap=24)]

    def _points(self, basket: Basket) -> Spendable | None:
        """The member's points, where points pay here and there are any."""
        db = self.device.db
        if not basket.customer or not actions.point_worth(db, self.device.clock()):
            return None
        found = value_tables.spendable(db, "points", basket.customer)
        return found if found is not None and found.available > 0 else None

    def _policy(self) -> Panel:
        """What is not taken while the link is away, and what is."""
        key = f"pay.offline_{self.device.settings.payment.offline}"
        if key == "pay.offline_cash" and self.express:
            key = "pay.offline_till"
        words = Text(key=key, role="body", colour="warn")
        return Panel(Row(Icon("offline", 44, colour="warn"), words, gap=20), tone="warn_soft", pad=(32, 24))


def ages_wanted(screen: PayScreen, basket: Basket) -> dict[str, int]:
    """Line id -> years, for goods that a colleague must see a proof of age for."""
    store = screen.device
    wanted = needs.of_lines(store.db, store.clock(), basket)
    return {
        line_id: one.age for line_id, one in wanted.items() if one.age > basket.line(line_id).particulars.age_checked
    }


def idle_with(basket: Basket) -> Idle:
    """Money that cannot simply go back keeps the page until the rest is in. A balance goes back by itself when the
    session ends, so whoever walked off is asked for as anywhere."""
    return "question" if all(one.kind in actions.VALUE_TENDERS for one in basket.tenders) else "never"


def _wallet_card() -> Card:
    """Nothing to tap: the scanner listens all the time."""
    mark = Icon("phone", 120 if theme.text_scale < 1.5 else 90, colour="on_accent")
    words = Column(
        Text(key="payment.wallet", role="h1", bold=True, colour="on_accent"),
        Text(key="payment.wallet_note", role="body", colour="on_accent2"),
        gap=6,
    )
    return Card(Row(mark, words, Icon("scan", 72, colour="on_accent2"), gap=28), tone="accent", radius="panel", pad=48)
