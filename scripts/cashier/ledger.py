"""The cashier's own book of the day: what was sold, paid, taken back and moved, added up by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from scripts.cashier.rules import EARN_PER_MINOR, Good, Reckoned, cash_rounding, tax_inside


class Sold(Struct, frozen=True):
    """One sale as the cashier made it."""

    units: Mapping[Good, int]
    price: Reckoned
    tenders: Mapping[str, int]
    """Minor units by kind; `rounding` among them, what it added taken from the price."""
    number: str
    """As the screen says it."""
    code: str
    """Text of its receipt's QR code."""
    member: bool = False
    points: int = 0
    """Points that were spent."""

    @property
    def earned(self) -> int:
        """Points for a member: whatever points did not pay."""
        paid = self.price.total_minor - self.tenders.get("points", 0)
        return max(0, paid) // EARN_PER_MINOR if self.member else 0


class Ledger(Struct):
    """Sums of the day; minor units where not said otherwise."""

    numbers: int = 0
    gross: int = 0
    reductions: int = 0
    returns: int = 0
    returns_minor: int = 0
    exchanges: int = 0
    voids: int = 0
    voids_minor: int = 0
    no_sales: int = 0
    total: int = 0
    earned: int = 0
    """Points given, those taken back off."""
    redeemed: int = 0
    """Points spent, those given back off."""
    float_minor: int = 0
    paid_in: int = 0
    paid_out: int = 0
    dropped: int = 0
    cash_in: int = 0
    cash_out: int = 0
    tenders: Counter[str] = field(default_factory=Counter)
    net: Counter[str] = field(default_factory=Counter)
    """By tax code, without the tax."""
    tax: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    """Sold less taken back, by GTIN."""
    sold: list[Sold] = field(default_factory=list)

    @property
    def drawer(self) -> int:
        """What must lie in the drawer."""
        return self.float_minor + self.paid_in - self.paid_out - self.dropped + self.cash_in - self.cash_out

    def sell(self, one: Sold) -> None:
        """A sale."""
        self.sold.append(one)
        self._goods_out(one.units, one.price)
        self._tax(by_code(one.units, one.price))
        self._tenders(one.tenders)
        self._close(one.price.total_minor)
        self.earned += one.earned
        self.redeemed += one.points

    def take_back(self, one: Sold, good: Good, kind: str) -> int:
        """All units of a product come back, the only one of its tax code in its sale; gives what is refunded."""
        back = one.price.amounts[good.gtin]
        self._goods_in(one, good, back)
        rounding = cash_rounding(back) if kind == "cash" else 0
        self._tenders({kind: -back - rounding, "rounding": rounding} if rounding else {kind: -back})
        self._close(-back)
        self.returns += 1
        return back + rounding

    def exchange(self, one: Sold, good: Good, units: Mapping[Good, int], price: Reckoned, kind: str) -> int:
        """A product comes back and others go; gives what the shopper pays (or gets, below zero)."""
        back = one.price.amounts[good.gtin]
        self._goods_in(one, good, back)
        self._goods_out(units, price)
        self._tax(by_code(units, price))
        due = price.total_minor - back
        rounding = (cash_rounding(due) if due > 0 else -cash_rounding(-due)) if kind == "cash" else 0
        self._tenders({kind: due + rounding, "rounding": -rounding} if rounding else {kind: due})
        self._close(due)
        self.returns += 1
        self.exchanges += 1
        return due + rounding

    def void(self, one: Sold) -> None:
        """The whole sale is undone."""
        for good, number in one.units.items():
            self.units[good.gtin] -= number
        self._tax(by_code(one.units, one.price), -1)
        self._tenders({kind: -amount for kind, amount in one.tenders.items()})
        self.numbers += 1
        self.total -= one.price.total_minor
        self.voids += 1
        self.voids_minor -= one.price.total_minor
        self.earned -= one.earned
        self.redeemed -= one.points

    def _goods_out(self, units: Mapping[Good, int], price: Reckoned) -> None:
        self.gross += price.list_minor
        self.reductions += price.list_minor - price.total_minor
        for good, number in units.items():
            self.units[good.gtin] += number

    def _goods_in(self, one: Sold, good: Good, back: int) -> None:
        self.units[good.gtin] -= one.units[good]
        self.returns_minor -= back
        self._tax({good.tax_code: back}, -1)
        if one.member:
            kept = max(0, one.price.total_minor - back - one.tenders.get("points", 0))
            self.earned -= one.earned - kept // EARN_PER_MINOR

    def _tax(self, amounts: Mapping[str, int], sign: int = 1) -> None:
        for code, amount in amounts.items():
            tax = tax_inside(amount, code)
            self.tax[code] += sign * tax
            self.net[code] += sign * (amount - tax)

    def _tenders(self, tenders: Mapping[str, int]) -> None:
        for kind, amount in tenders.items():
            self.tenders[kind] += amount
        cash = tenders.get("cash", 0)
        if cash > 0:
            self.cash_in += cash
        else:
            self.cash_out -= cash

    def _close(self, total: int) -> None:
        self.numbers += 1
        self.total += total


def by_code(units: Mapping[Good, int], price: Reckoned) -> dict[str, int]:
    """What is paid for the goods of each tax code."""
    found: Counter[str] = Counter()
    for good in units:
        found[good.tax_code] += price.amounts[good.gtin]
    return dict(found)
