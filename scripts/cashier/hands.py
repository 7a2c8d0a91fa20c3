"""What a cashier does at the till, act by act: sign in, count, scan, take money. Each waits for the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scripts.cashier.counter import NAME, Counter
from scripts.cashier.ledger import Sold
from scripts.cashier.rules import Good, Reckoned
from scripts.cashier.shop import CASHIER, PINS, SUPERVISOR, Shop

PIECES = (
    (10000, "¥100"), (5000, "¥50"), (2000, "¥20"), (1000, "¥10"), (500, "¥5"), (100, "¥1"), (50, "¥0.50"), (10, "¥0.10")
)  # fmt: skip
"""Notes and coins that lie in this drawer, as the screen names them. Of the two ¥1 the coin comes last."""

NUMBER = re.compile(rf"{NAME}-[A-Z]+\d+")
"""A sale's number, as people read it."""


def money(minor: int) -> str:
    """As the screen writes it."""
    return f"¥{minor / 100:,.2f}"


def pieces(minor: int) -> list[tuple[str, int]]:
    """An amount in the largest notes and coins."""
    found = []
    for worth, name in PIECES:
        number, minor = divmod(minor, worth)
        if number:
            found.append((name, number))
    if minor:
        raise ValueError(f"no coin pays {minor}")
    return found


class Cashier:
    """Whoever stands at the counter."""

    def __init__(self, counter: Counter, shop: Shop) -> None:
        self.at = counter
        self.shop = shop

    # People.

    def sign_in(self) -> None:
        """The badge first, then the PIN on the keyboard."""
        at = self.at
        at.at("staff.sign_in")
        at.wait_for(self.shop.names[CASHIER], 30)
        at.shot("sign-in")
        at.scan(self.shop.badges[CASHIER])
        at.wait_for(at.words("staff.type_pin"))
        at.shot("sign-in-badge")
        at.write(PINS[CASHIER])
        at.at("till.sell")

    def approve(self, name: str) -> None:
        """The supervisor comes with badge, and types the PIN on the screen."""
        at = self.at
        at.wait_for(at.words("staff.approve_title"))
        at.scan(self.shop.badges[SUPERVISOR])
        at.digits(PINS[SUPERVISOR])
        at.shot(name)
        at.tap("staff.approve")
        at.until(lambda: not at.sees(at.words("staff.approve_title")), "the end of the approval")

    # The drawer.

    def open_shift(self, minor: int) -> None:
        """Count the float."""
        at = self.at
        at.tap("rail.shift")
        at.at("shift.home")
        at.shot("shift-closed")
        at.tap("shift.open_now")
        self._count(minor)
        at.shot("shift-float")
        at.tap("shift.open_with")
        at.at("shift.home")
        at.shot("shift-open")
        at.tap("rail.sell")

    def move(self, kind: str, minor: int, reason: str, *, approved: bool = False) -> None:
        """Cash moves, or the drawer is opened."""
        at = self.at
        at.tap("rail.shift")
        at.at("shift.home")
        at.tap(f"shift.act_{kind}")
        at.at("shift.move")
        at.tap(f"shift.reason_{reason}")
        if minor:
            at.digits(str(minor))
            at.wait_for(money(minor))
        at.shot(f"shift-{kind}")
        at.tap("shift.confirm" if minor else "shift.open_drawer")
        if approved:
            self.approve("approve-cash")
        at.at("shift.home")
        at.tap("rail.sell")
        at.at("till.sell")

    def read_x(self) -> None:
        """The X, on screen and on paper."""
        at = self.at
        at.tap("rail.shift")
        at.at("shift.home")
        at.tap("shift.act_x")
        at.at("shift.report")
        at.shot("x-report")
        at.tap("shift.print")
        at.wait_for(at.words("shift.printed"))
        at.tap("shift.done")
        at.at("shift.home")
        at.tap("rail.sell")
        at.at("till.sell")

    def close_shift(self, minor: int) -> None:
        """Count the drawer without knowing what should be in it; then the Z."""
        at = self.at
        at.tap("rail.shift")
        at.at("shift.home")
        at.shot("shift-before-close")
        at.tap("shift.act_close")
        at.at("shift.close")
        at.shot("close-checklist")
        at.tap("shift.count")
        at.at("shift.count")
        self._count(minor)
        at.shot("blind-count")
        at.tap("shift.count_done")
        at.at("shift.close")
        at.wait_for(at.words("shift.step_fits", amount=money(minor)))
        at.wait_for(at.words("shift.step_sent"))
        at.shot("close-ready")
        at.tap("shift.close_now")
        at.at("shift.report")
        at.shot("z-report")

    def _count(self, minor: int) -> None:
        self.at.at("shift.count")
        for name, number in pieces(minor):
            self.at.tap(text=name)
            self.at.digits(str(number))
        self.at.wait_for(money(minor))

    # Goods.

    def ring(self, goods: Sequence[Good], price: Reckoned) -> None:
        """Scan, one right after the other, and read the total."""
        self.at.scan(*[good.typed for good in goods])
        self.reads(price.total_minor)

    def reads(self, minor: int) -> None:
        """The total on screen must be what the cashier reckons."""
        wanted = money(minor)
        self.at.until(lambda: wanted in self.at.texts(), f"the total {wanted}")

    def member(self) -> None:
        """The shopper holds out a member's code."""
        self.at.scan(self.shop.member_code)
        self.at.wait_for(self.shop.surname)

    def set_quantity(self, number: int) -> None:
        """The last line has so many units."""
        self.at.digits(str(number))
        self.at.tap("sell.times")

    def one_more(self, times: int) -> None:
        """The plus of the keyboard."""
        self.at.keys(*["plus"] * times)

    def remove_line(self, *, by_key: bool) -> None:
        """The last line was a mistake."""
        if by_key:
            self.at.keys("Delete")
        else:
            self.at.tap("sell.remove")

    def note(self, key: str) -> None:
        """Ready words beside the last line."""
        at = self.at
        at.tap("sell.note")
        at.tap(key)
        at.shot("note")
        at.tap("sell.save")
        at.until(lambda: not at.has("sell.save"), "the end of the sheet")

    def discount(self, percent: int, reason: str, *, approved: bool) -> None:
        """So much off the last line."""
        at = self.at
        at.tap("sell.price")
        at.tap("sell.how_percent")
        at.digits(str(percent))
        at.tap(f"sell.reason_{reason}")
        at.shot("price")
        at.tap("sell.price_save")
        if approved:
            self.approve("price-approve")

    def park(self) -> None:
        """Somebody forgot the milk."""
        at = self.at
        at.keys("F6")
        at.tap("sell.label_back")
        at.shot("park")
        at.tap("sell.park_save")
        at.until(lambda: at.has("sell.recall"), "an empty basket")

    def recall(self, label_key: str) -> None:
        """And is back."""
        at = self.at
        at.keys("F7")
        at.wait_for(at.words("sell.recall_title"))
        at.shot("recall")
        at.tap(label_key)

    # Money.

    def pay_cash(self, given: int) -> None:
        """The shopper hands over so much, in full yuan; nothing is just what is due."""
        at = self.at
        if not given:
            at.keys("F9")
            return
        at.tap("sell.pay_amount", amount="")
        at.at("till.pay")
        at.digits(str(given // 100))
        at.shot("pay")
        at.tap("tender.cash")

    def pay_part(self, kind: str, minor: int, rest: int) -> None:
        """A part of it, in full yuan; `rest` is what is left then."""
        at = self.at
        at.keys("F12")
        at.at("till.pay")
        at.digits(str(minor // 100))
        at.tap(f"tender.{kind}")
        at.wait_for(money(rest))
        at.shot(f"pay-part-{kind}")

    def pay_card(self) -> None:
        """The terminal takes it all."""
        self.at.tap("sell.card")

    def pay_rest(self, kind: str) -> None:
        """All that is left."""
        self.at.tap(f"tender.{kind}")

    def pay_gift_card(self, minor: int) -> None:
        """The shopper holds out a gift card over the goods."""
        self.at.scan(self.shop.gift_code)
        self.at.at("till.pay")
        self.at.wait_for(self.at.words("tender.uses", amount=money(minor)))
        self.at.shot("gift-card")
        self.at.tap("tender.use")

    def pay_points(self, minor: int) -> None:
        """The member pays with points."""
        at = self.at
        at.keys("F12")
        at.at("till.pay")
        at.tap("tender.points")
        at.wait_for(at.words("tender.uses", amount=money(minor)))
        at.shot("points")
        at.tap("tender.use")

    def pay_wallet(self, code: str) -> None:
        """The shopper shows the code of a wallet."""
        self.at.scan(code)
        self.at.at("till.pay")

    def finish(
        self, units: Mapping[Good, int], price: Reckoned, tenders: Mapping[str, int], *, shot: str = "sold",
        change: int = 0, member: bool = False, points: int = 0,
    ) -> Sold:  # fmt: skip
        """The sale is made: number, code, change; then the next shopper."""
        at = self.at
        at.until(lambda: at.has("sell.next") and at.ask("codes"), "the end of the sale")
        said = at.texts()
        if change and money(change) not in said:
            raise ValueError(f"the change should be {money(change)}: {said}")
        at.shot(shot)
        number = next(text for text in said if NUMBER.fullmatch(text))
        sold = Sold(dict(units), price, dict(tenders), number, at.code(), member, points)
        at.tap("sell.next")
        at.until(lambda: not at.has("sell.next") and at.ask("front") == "till.sell", "the next shopper")
        return sold

    # Goods come back.

    def find_by_code(self, sold: Sold) -> None:
        """The shopper's receipt is scanned."""
        self._returns()
        self.at.shot("return-start")
        self.at.scan(sold.code)
        self.at.until(lambda: self.at.sees(sold.number), f"the sale {sold.number}")

    def find_by_number(self, sold: Sold) -> None:
        """The digits of its number are typed."""
        at = self.at
        self._returns()
        number = sold.number.rpartition("-")[2]
        at.digits(str(int(number[1:])))
        at.shot("return-by-number")
        at.tap("return.find")
        at.until(lambda: at.has("return.void") or at.sees(at.words("return.choose")), f"the sale {sold.number}")

    def find_by_member(self, sold: Sold) -> None:
        """The member's code is scanned, and the sale chosen."""
        at = self.at
        self._returns()
        at.scan(self.shop.member_code)
        at.until(lambda: at.has(text=sold.number), f"the member's sale {sold.number}")
        at.shot("return-by-member")
        at.tap(text=sold.number)
        at.wait_for(at.words("return.choose"))

    def choose_line(self, amount: int, units: int, reason: str) -> None:
        """The line that costs so much comes back, all of it."""
        at = self.at
        at.tap(text=money(amount), nth=0)
        at.until(lambda: at.has("return.yes"), "the way to take it back")
        for more in range(2, units + 1):
            at.tap("ui.more")
            at.wait_for(str(more))
        at.tap(f"return.reason_{reason}")
        at.shot("return-line")

    def give_back(self, minor: int, *, shot: str, approved: str = "") -> None:
        """The money goes back; then the next shopper."""
        at = self.at
        if approved:
            self.approve(approved)
        at.at("return.pay")
        at.wait_for(money(minor))
        at.shot(f"{shot}-pay")
        at.tap("return.give")
        at.until(lambda: at.has("sell.next"), "the end of the refund")
        at.shot(shot)
        at.tap("sell.next")
        at.until(lambda: not at.has("sell.next"), "the next shopper")
        at.tap("rail.sell")
        at.at("till.sell")

    def void(self) -> None:
        """The whole sale on screen was a mistake."""
        self.at.tap("return.void")
        self.at.shot("void-sure")
        self.at.tap("return.void_yes")

    def _returns(self) -> None:
        self.at.tap("rail.return")
        self.at.at("return.start")
