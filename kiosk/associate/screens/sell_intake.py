"""How things come into a basket: scanned, typed, searched, weighed; and codes that change whose it is or its prices."""

from __future__ import annotations

from functools import partial
from typing import Any

from kiosk import codes
from kiosk.associate.screens.sell_acts import SellActs
from kiosk.associate.widgets.sell_search import SearchSheet
from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.codes import OwnCode, ProductCode, WeighedCode
from kiosk.customer import actions as customer
from kiosk.customer.model import Member
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.pricing import actions as pricing
from kiosk.pricing import guard
from kiosk.pricing.guard import Claim, Verdict
from kiosk.stock import tables as stock
from kiosk.till import actions, priced
from kiosk.till.actions import weighing
from kiosk.till.gathering import Gathering
from kiosk.till.model import Basket, Line
from kiosk.till.widgets.carrier_sheet import CarrierSheet, save_carrier
from kiosk.till.widgets.kept_bag import offer_kept_bag
from kiosk.ui import navigation
from kiosk.ui.sounds import play
from kiosk.ui.widgets.dialog import Dialog
from sync.formats import gtin as gtins


class SellIntake(SellActs):
    """Nothing is lost and nothing waits: each scan is one action, and the screen is told once a frame."""

    def __init__(self, *args: Any, **named: Any) -> None:  # as the screen is made
        self._gathered = Gathering()
        super().__init__(*args, **named)

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return ""

    def clear(self) -> None:
        """Empty the field."""

    def pay(self, at_once: str = "") -> None:
        """To the page that takes money."""

    def show_soon(self) -> None:
        """Show the basket with the next frame."""

    def on_product(self, code: ProductCode) -> None:
        """One more unit; or a pack with a label of the shop's own scale."""
        pack = codes.weighed(code, self.store.settings.weighed_rules)
        if pack is not None:
            self.put_in_weighed(pack)
        else:
            self.put_in(code.gtin, 1)

    def on_loyalty(self, code: OwnCode) -> None:
        """The basket is this member's; what they put in online comes along."""

        def attached(member: Member) -> None:
            play("ok")
            store = self.store
            store.session.member_id = member.member_id

            def is_theirs(_basket: Basket) -> None:
                offer_kept_bag(self, member.member_id, self.show_soon)

            self.submit(
                actions.attach_customer,
                store.register,
                store.vault,
                store.session.basket_id,
                member.member_id,
                done=is_theirs,
            )

        self.submit(customer.identify, self.store.vault, code, done=attached)

    def on_basket(self, code: OwnCode) -> None:
        """A shopper's bag by its code, or one of its codes: it is gone on with here."""
        if not self._gathered.add(code):
            play("ok")
            missing = ", ".join(map(str, self._gathered.missing))
            navigation.say("receive.next", done=len(self._gathered.codes), pages=self._gathered.pages, missing=missing)
            return
        scanned = self._gathered.all()
        self._gathered = Gathering()
        self.submit(actions.take_basket, self.store.register, scanned, self.basket_id, done=self.taken_up)

    def on_coupon(self, code: OwnCode) -> None:
        """The basket is priced with it."""

        def laid(_basket: Basket) -> None:
            play("ok")
            navigation.say("sell.coupon_laid", state="ok")

        self.submit(actions.lay_coupon, self.store.register, self.basket_id, code.token, done=laid)

    def on_label(self, code: OwnCode) -> None:
        """A shelf label: another product, or what one that lies in the basket is said to cost."""
        gtin = gtins.normal(code.token.body.subject) or ""
        if self._claimed_line(gtin) is None:
            super().on_label(code)
            return

        def read(claim: Claim) -> None:
            self.claim(claim)

        self.submit(pricing.label_claim, code.token, done=read)

    def on_unknown(self, code: codes.UnknownCode) -> None:
        """Nobody's code, unless it is a label without a signature."""
        claim = guard.parse_plain(code.text)
        if claim is not None and self._claimed_line(claim.gtin) is not None:
            self.claim(claim)
        else:
            super().on_unknown(code)

    def claim(self, claim: Claim) -> None:
        """The shopper was told a price: the book decides, or a colleague."""
        line = self._claimed_line(claim.gtin)
        if line is None:
            return

        def told(verdict: Verdict) -> None:
            if verdict.decision == "asked":
                self._ask_claim(line, claim, verdict)
            else:
                honoured = verdict.decision == "honoured"
                play("ok" if honoured else "no")
                navigation.say(verdict.reason, state="ok" if honoured else "info")

        self.submit(actions.claim_price, self.store.register, self.basket_id, line.line_id, claim, done=told)

    def _ask_claim(self, line: Line, claim: Claim, verdict: Verdict) -> None:
        def done(after: Verdict) -> None:
            play("ok")
            navigation.say(after.reason, state="ok")

        def yes() -> None:
            navigation.hide(dialog)
            self.act(actions.honour_claim, self.basket_id, line.line_id, claim, done=done)

        amount = self.tr.money(Money(claim.price_minor, self.store.currency), "receipt")
        dialog = Dialog(
            "sell.claim_title",
            verdict.reason,
            args={"amount": amount},
            primary=("sell.claim_yes", yes),
            secondary=("sell.claim_no", lambda: navigation.hide(dialog)),
            icon="tag",
        )
        navigation.show(dialog)

    def _claimed_line(self, gtin: str) -> Line | None:
        lines = [line for line in self.basket().lines if line.gtin == gtin and not line.fixed]
        return next((line for line in lines if line.line_id == self.line_id), lines[-1] if lines else None)

    def on_gift_card(self, code: OwnCode) -> None:
        """Something to pay with."""
        self._to_pay_with(code)

    def on_voucher(self, code: OwnCode) -> None:
        """Something to pay with."""
        self._to_pay_with(code)

    def on_payer_code(self, code: codes.PayerCode) -> None:
        """Something to pay with."""
        self._to_pay_with(code)

    def on_carrier(self, code: codes.CarrierCode) -> None:
        """Where the shopper's invoice goes."""
        save_carrier(self, code.text)

    def ask_carrier(self) -> None:
        """The carrier is typed, or the invoice given away."""
        CarrierSheet(self).show()

    def put_in(self, gtin: str, quantity: int) -> None:
        """Units of a product go into the basket."""

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.key == "till.card_number_needed":
                self.ask_gift_card(gtin)
            else:
                self.explain(error)

        self.store.worker.submit(
            actions.add_product,
            self.store.register,
            self.basket_id,
            gtin,
            quantity,
            done=partial(self._is_in, gtin),
            failed=failed,
        )

    def put_in_weighed(self, pack: WeighedCode) -> None:
        """A weighed pack goes into the basket."""
        self.submit(
            weighing.add_weighed, self.store.register, self.basket_id, pack, done=partial(self._is_in, pack.gtin)
        )

    def add_typed(self) -> None:
        """What was typed is a barcode or a number of the retailer's own."""
        typed = self.typed
        if not typed:
            return
        gtin = gtins.normal(typed)
        if gtin is None:
            product = catalogue.find_sku(self.store.db, typed, self.store.currency)
            gtin = product.gtin if product else None
        if gtin is None:
            self.refuse("sell.no_such_number", number=typed)
        else:
            self.clear()
            self.on_product(ProductCode(gtin))

    def open_search(self) -> SearchSheet:
        """Find a product by its name."""

        def price(product: Product) -> str:
            return self.tr.money(priced.shelf_price(self.store.db, self.store.clock(), product))

        sheet = SearchSheet(self.store, price, lambda gtin: self.put_in(gtin, 1))
        sheet.show()
        return sheet

    def _is_in(self, gtin: str, basket: Basket) -> None:
        play("ok")
        before = self.line_id
        self.line_id = next((line.line_id for line in reversed(basket.lines) if line.gtin == gtin), before)
        self.clear()
        self.show_soon()
        if self.line_id != before and self.shown:
            self.ask_need(self.line_id)
        if stock.waited_for(self.store.db, gtin, basket.units_of(gtin)):
            # What is in a hand is sold; whoever sells it should know whose it was.
            navigation.say("goods.waited_for", state="warn")

    def _to_pay_with(self, code: Any) -> None:  # Any: whatever a shopper pays with
        if not self.basket().lines:
            self.refuse("refused.till.empty")
            return
        self.pay()
        if navigation.front() == "till.pay":
            navigation.current().screen.scanned(code)
