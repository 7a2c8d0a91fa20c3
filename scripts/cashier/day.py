"""One day at the till: who comes, what they buy, how they pay; and the cashier's book of it."""

from __future__ import annotations

import random
import time
from collections import Counter as Many
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from scripts.cashier.hands import Cashier
from scripts.cashier.ledger import Ledger, Sold
from scripts.cashier.rules import DRINKS, MASKS, Good, Reckoned, cash_rounding, reckon
from scripts.cashier.shop import CARD_MINOR, POINTS, Shop

FLOAT_MINOR = 50_000
PAID_OUT_MINOR = 3_850
SAFE_MINOR = 100_000
"""More cash than this in the drawer goes into the safe."""
BURST = 30
"""Scans in one go, faster than a hand can scan."""
FEW = {"skincare.mask": MASKS, "drinks.cold": DRINKS}
"""So many at most in a basket: the naive reckoning knows one group."""

Say = Callable[[str], None]


class Day(Struct):
    """What happens, in order. Raises `counter.Trouble` where the till does not do its part."""

    cashier: Cashier
    shop: Shop
    random: random.Random
    say: Say
    ledger: Ledger = field(default_factory=Ledger)
    took: list[float] = field(default_factory=list)
    """Seconds of each sale, from the first scan to the next shopper."""

    def run(self, sales: int, *, back: bool) -> None:
        """Sign in, open, sell, close; with `back` goods come back, and the drawer moves in every way."""
        self.cashier.sign_in()
        self.ledger.float_minor = FLOAT_MINOR
        self.cashier.open_shift(FLOAT_MINOR)
        kinds = self._kinds()
        for number in range(sales):
            kind = kinds[number % len(kinds)]
            began = time.monotonic()
            sold = kind()
            self.took.append(time.monotonic() - began)
            self.ledger.sell(sold)
            name = kind.__name__.strip("_").replace("_", " ")
            self.say(f"{sold.number}  {sold.price.total_minor / 100:8.2f}  {self.took[-1]:4.1f} s  {name}")
            if self.ledger.drawer > SAFE_MINOR + FLOAT_MINOR:
                self._safe(SAFE_MINOR)
        if back:
            self._come_back()
            self._drawer()
        if not self.ledger.dropped:
            self._safe(20_000)
        self.cashier.read_x()
        self.cashier.close_shift(self.ledger.drawer)

    def _kinds(self) -> Sequence[Callable[[], Sold]]:
        return (
            self._cash_with_change,
            self._card,
            self._split,
            self._discount_approved,
            self._cash_exact,
            self._gift_card,
            self._member_by_points,
            self._wallet,
            self._parked,
            self._several_of_one,
            self._one_more_by_key,
            self._one_line_less,
            self._note,
            self._member_by_card,
            self._burst,
        )

    # Sales.

    def _cash_with_change(self) -> Sold:
        units, price = self._ring(self._pick(2, 6))
        return self._pay_cash(units, price, 10_000)

    def _cash_exact(self) -> Sold:
        units, price = self._ring(self._pick(1, 4))
        return self._pay_cash(units, price, 0)

    def _card(self) -> Sold:
        units, price = self._ring(self._pick(1, 5))
        return self._pay_card(units, price)

    def _split(self) -> Sold:
        units, price = self._ring(self._dear(2, 4, 3_000))
        part = price.total_minor // 2_000 * 1_000
        self.cashier.pay_part("cash", part, price.total_minor - part)
        self.cashier.pay_rest("card")
        tenders = {"cash": part, "card": price.total_minor - part}
        return self.cashier.finish(units, price, tenders, shot="sold-split")

    def _discount_approved(self) -> Sold:
        """A fifth off a dented tube is more than she may give herself."""
        good = self._one("body.hair")
        self.cashier.ring([good], reckon({good: 1}))
        self.cashier.discount(20, "damaged", approved=True)
        price = reckon({good: 1}, manual={good: good.price_minor // 5})
        self.cashier.reads(price.total_minor)
        self.cashier.at.shot("discount")
        return self._pay_card({good: 1}, price)

    def _gift_card(self) -> Sold:
        """As long as there is enough on it; then by card."""
        units, price = self._ring(self._pick(1, 3))
        if price.total_minor > CARD_MINOR - self.ledger.tenders["gift_card"]:
            return self._pay_card(units, price)
        self.cashier.pay_gift_card(price.total_minor)
        return self.cashier.finish(units, price, {"gift_card": price.total_minor}, shot="sold-gift-card")

    def _member_by_points(self) -> Sold:
        self.cashier.member()
        units, price = self._ring(self._pick(1, 2), member=True)
        if not 100 <= price.total_minor <= POINTS // 2 - self.ledger.redeemed:
            return self._pay_card(units, price, member=True)
        self.cashier.pay_points(price.total_minor)
        tenders = {"points": price.total_minor}
        return self.cashier.finish(units, price, tenders, shot="sold-points", member=True, points=price.total_minor)

    def _wallet(self) -> Sold:
        units, price = self._ring(self._pick(1, 5))
        self.cashier.pay_wallet(f"13{self.random.randrange(10**16):016}")
        return self.cashier.finish(units, price, {"wallet": price.total_minor}, shot="sold-wallet")

    def _parked(self) -> Sold:
        """A shopper forgot something; the next one is served, and then the first comes back."""
        units, price = self._ring(self._pick(2, 4))
        self.cashier.park()
        self.ledger.sell(self._cash_exact())
        self.cashier.recall("sell.label_back")
        self.cashier.reads(price.total_minor)
        return self._pay_card(units, price)

    def _several_of_one(self) -> Sold:
        good = self._pick(1, 1)[0]
        number = self.random.randint(2, FEW.get(good.category, 9))
        self.cashier.ring([good], reckon({good: 1}))
        self.cashier.set_quantity(number)
        units = {good: number}
        price = reckon(units)
        self.cashier.reads(price.total_minor)
        self.cashier.at.shot("quantity")
        return self._pay_card(units, price)

    def _one_more_by_key(self) -> Sold:
        good = self._one("home.paper")
        self.cashier.ring([good], reckon({good: 1}))
        self.cashier.one_more(3)
        price = reckon({good: 4})
        self.cashier.reads(price.total_minor)
        return self._pay_cash({good: 4}, price, 0)

    def _one_line_less(self) -> Sold:
        kept = self._pick(2, 3, distinct=True)
        less = self.random.choice([good for good in self.shop.goods if good not in kept])
        units, _ = self._ring([*kept, less])
        self.cashier.remove_line(by_key=self.random.random() < 0.5)
        del units[less]
        price = reckon(units)
        self.cashier.reads(price.total_minor)
        self.cashier.at.shot("removed")
        return self._pay_cash(units, price, 10_000)

    def _note(self) -> Sold:
        units, price = self._ring(self._pick(1, 3))
        self.cashier.note("sell.note_gift")
        return self._pay_card(units, price)

    def _member_by_card(self) -> Sold:
        self.cashier.member()
        units, price = self._ring(self._pick(2, 4), member=True)
        self.cashier.at.shot("member")
        return self._pay_card(units, price, member=True)

    def _burst(self) -> Sold:
        """Thirty scans in a second: none is lost."""
        units, price = self._ring(self._pick(BURST, BURST))
        self.cashier.at.shot("burst")
        return self._pay_card(units, price)

    def _ring(self, goods: Sequence[Good], *, member: bool = False) -> tuple[dict[Good, int], Reckoned]:
        units = dict(Many(goods))
        price = reckon(units, member=member)
        self.cashier.ring(goods, price)
        self.cashier.at.shot("basket")
        return units, price

    def _pay_cash(self, units: Mapping[Good, int], price: Reckoned, step: int) -> Sold:
        """The shopper hands over full notes of `step`, or just what is due."""
        rounding = cash_rounding(price.total_minor)
        due = price.total_minor + rounding
        given = (due // step + 1) * step if step else due
        self.cashier.pay_cash(given if step else 0)
        tenders = {"cash": due, "rounding": -rounding} if rounding else {"cash": due}
        return self.cashier.finish(units, price, tenders, shot="sold-cash", change=given - due)

    def _pay_card(self, units: Mapping[Good, int], price: Reckoned, *, member: bool = False) -> Sold:
        self.cashier.pay_card()
        return self.cashier.finish(units, price, {"card": price.total_minor}, shot="sold-card", member=member)

    def _pick(self, least: int, most: int, *, distinct: bool = False) -> list[Good]:
        number, found = self.random.randint(least, most), list[Good]()
        while len(found) < number:
            good = self.random.choice(self.shop.goods)
            same = sum(one.category == good.category for one in found)
            if same < FEW.get(good.category, number) and not (distinct and good in found):
                found.append(good)
        return found

    def _dear(self, least: int, most: int, minor: int) -> list[Good]:
        """Goods worth at least so much."""
        while True:
            found = self._pick(least, most)
            if reckon(dict(Many(found))).total_minor >= minor:
                return found

    # Goods come back.

    def _come_back(self) -> None:
        """Three returns, each found in another way; an exchange; a sale that was a mistake."""
        self._return(self._simple("cash"), "cash", self.cashier.find_by_code, "return-cash")
        self._return(self._simple("card"), "card", self.cashier.find_by_number, "return-card")
        self._return(self._simple("card", member=True), "card", self.cashier.find_by_member, "return-member")
        self._exchange(self._simple("cash"))
        self._void(self._simple("cash"))

    def _simple(self, kind: str, *, member: bool = False) -> Sold:
        """A sale of two goods that are taxed apart, below the threshold: what each is worth is plain."""
        serum, milk = self._one("skincare.cleanse"), self._one("food.dairy")
        if member:
            self.cashier.member()
        units, price = self._ring([serum, milk], member=member)
        sold = self._pay_cash(units, price, 10_000) if kind == "cash" else self._pay_card(units, price, member=member)
        self.ledger.sell(sold)
        return sold

    def _return(self, sold: Sold, kind: str, find: Callable[[Sold], None], shot: str) -> None:
        good = next(iter(sold.units))
        began = time.monotonic()
        find(sold)
        self.cashier.choose_line(sold.price.amounts[good.gtin], sold.units[good], "not_as_shown")
        self.cashier.at.tap("return.yes")
        self.cashier.give_back(self.ledger.take_back(sold, good, kind), shot=shot)
        self.say(f"{sold.number}  {shot}: {good.name}  {time.monotonic() - began:4.1f} s")

    def _exchange(self, sold: Sold) -> None:
        good = next(iter(sold.units))
        other = self._one("skincare.serum")
        self.cashier.find_by_code(sold)
        self.cashier.choose_line(sold.price.amounts[good.gtin], 1, "wrong_size")
        self.cashier.at.tap("return.exchange")
        self.cashier.at.at("till.sell")
        units = {other: 1}
        price = reckon(units)
        due = self.ledger.exchange(sold, good, units, price, "cash")
        self.cashier.at.scan(other.typed)
        self.cashier.reads(price.total_minor - sold.price.amounts[good.gtin])
        self.cashier.at.shot("exchange")
        self.cashier.pay_cash(0)
        self.cashier.finish(units, price, {"cash": due}, shot="exchange-done")
        self.say(f"{sold.number}  exchange: {good.name} for {other.name}")

    def _void(self, sold: Sold) -> None:
        self.cashier.find_by_code(sold)
        self.cashier.void()
        self.ledger.void(sold)
        self.cashier.give_back(sold.tenders["cash"], shot="void", approved="void-approve")
        self.say(f"{sold.number}  voided")

    def _one(self, category: str) -> Good:
        return next(good for good in self.shop.goods if good.category == category)

    # The drawer.

    def _safe(self, minor: int) -> None:
        self.cashier.move("drop", minor, "full_drawer")
        self.ledger.dropped += minor

    def _drawer(self) -> None:
        self.cashier.move("paid_out", PAID_OUT_MINOR, "courier")
        self.ledger.paid_out += PAID_OUT_MINOR
        self.cashier.move("no_sale", 0, "give_change")
        self.ledger.no_sales += 1
