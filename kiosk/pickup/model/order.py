"""A pickup order as screens and actions see it: what was ordered, and how far everybody's steps have brought it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from kiosk.errors import Refused
from sync import clock
from sync.formats import order_state
from sync.formats.order_state import TERMINAL, End, Issue, State
from sync.hybrid_clock import Reading
from sync.messages import OrderMethod, OrderPlaced, OrderStep

OPEN_STATES: tuple[State, ...] = tuple(state for state in order_state.STATES if state not in TERMINAL)
"""What is still to be done."""

READY: frozenset[State] = order_state.HANDED_FROM
"""What a shopper can be given."""


class OrderLine(Struct, frozen=True):
    """One product of an order, and how far it is; units."""

    line_id: str
    gtin: str
    quantity: int
    """How many are wanted now: the order may have been changed."""
    price_minor: int
    picked: int = 0
    short: int = 0
    """Units that were not to be found."""
    replaced: int = 0
    """Of `short`: units that another line came in for."""
    handed: int = 0
    reason: str = ""
    """Why units are short."""
    choice: str = ""
    """What the shopper said about what is short: wait, refund, substitute, store:GLN, ship."""
    instead_of: str = ""
    """The line that it came in for; its goods were not ordered, they stand in."""
    substitute: bool = True
    """Whether the shopper takes something like it without being asked."""
    token: int = 0
    """Of the newest claim on it; 0: none yet."""
    holder: str = ""
    """The device that holds the claim, or held it last; whether it still does is for `tables.claims` to say."""
    until: str = ""
    """When that claim's lease ends by the arbiter's clock; ISO 8601, UTC."""

    @property
    def open(self) -> int:
        """Units that are neither picked nor given up."""
        return self.quantity - self.picked - self.short

    @property
    def lacking(self) -> int:
        """Units given up that nothing came in for."""
        return self.short - self.replaced

    @property
    def in_store(self) -> int:
        """Units that were picked and have not left."""
        return self.picked - self.handed


class Order(Struct, frozen=True):
    """An order. Nobody sets its state: it follows from the steps that all devices took (`sync.formats`)."""

    placed: OrderPlaced
    """As it was ordered; what was changed since is in the lines here."""
    now: order_state.Order
    """As the steps leave it. Not to be changed."""
    lines: tuple[OrderLine, ...]
    revision: int
    """How many steps this device knows."""

    @classmethod
    def of(cls, placed: OrderPlaced, now: order_state.Order, prices: Mapping[str, int], steps: int) -> Order:
        """`prices`: what units of lines cost that came in for others, in minor units."""
        ordered = {line.line_id: line for line in placed.lines}
        lines = []
        for line_id, line in now.lines.items():
            own = ordered.get(line_id)
            instead_of = ordered.get(line.instead_of)
            lines.append(
                OrderLine(
                    line_id,
                    own.gtin if own else line.gtin,
                    line.wanted,
                    own.price_minor if own else prices.get(line_id, instead_of.price_minor if instead_of else 0),
                    line.picked,
                    line.short,
                    line.replaced,
                    line.handed,
                    line.reason,
                    line.choice,
                    line.instead_of,
                    own.substitute if own else False,
                    line.token,
                    line.holder,
                    line.until,
                )
            )
        return cls(placed, now, tuple(lines), steps)

    # What was ordered.

    @property
    def order_id(self) -> str:
        return self.placed.order_id

    @property
    def number(self) -> str:
        return self.placed.number

    @property
    def home(self) -> str:
        return self.placed.home

    @property
    def arbiter(self) -> str:
        """The device that decides who works on what."""
        return self.placed.arbiter or self.placed.home

    @property
    def member(self) -> str:
        return self.placed.member

    @property
    def surname(self) -> str:
        return self.placed.surname

    @property
    def title(self) -> str:
        return self.placed.title

    @property
    def total_minor(self) -> int:
        return self.placed.total_minor

    @property
    def currency(self) -> str:
        return self.placed.currency

    @property
    def method(self) -> OrderMethod:
        """How the goods reach their shopper."""
        return self.placed.method

    @property
    def age(self) -> int:
        """Years that whoever fetches it must show; 0: none."""
        return self.placed.age

    @property
    def placed_at(self) -> datetime:
        return self.placed.at

    @property
    def promised_at(self) -> datetime | None:
        return self.placed.promised_at

    # How far it is.

    @property
    def state(self) -> State:
        return self.now.state

    @property
    def ended(self) -> bool:
        """Whether nothing but goods can still move."""
        return self.now.ended

    @property
    def ready(self) -> bool:
        """Whether there is something to be handed over."""
        return self.state in READY

    @property
    def slot(self) -> str:
        """Where the packed order stands, once it is ready."""
        return self.now.slot

    @property
    def bags(self) -> int:
        return self.now.bags

    @property
    def paid(self) -> bool:
        """Whether nothing is to be paid any more."""
        return self.placed.paid or bool(self.now.paid_by)

    @property
    def units(self) -> int:
        """Units that are wanted, without those that others stand in for."""
        return sum(line.quantity - line.replaced for line in self.lines)

    @property
    def picked(self) -> int:
        return self.now.handed + self.now.in_store

    @property
    def handed(self) -> int:
        return self.now.handed

    @property
    def in_store(self) -> int:
        """Units that were picked and have not left: to be handed over, or after an end to be put back."""
        return self.now.in_store

    @property
    def short(self) -> int:
        """Units that were given up and nothing came in for."""
        return sum(line.lacking for line in self.lines)

    @property
    def done(self) -> bool:
        """Whether every unit is picked or given up."""
        return all(line.open == 0 for line in self.lines)

    @property
    def waiting(self) -> bool:
        """Whether the shopper must say what becomes of units that are short."""
        return self.now.waiting

    @property
    def here(self) -> str:
        """How the shopper said that they are here: kiosk, car, foot; empty: they did not."""
        return self.now.here

    @property
    def put_back(self) -> int:
        """Units of an order that has ended, to be put on their shelf again."""
        return self.now.in_store if self.now.end is not None else 0

    @property
    def here_more(self) -> Mapping[str, str]:
        """What people read about it: a car's colour, the spot, minutes to go."""
        return self.now.here_more

    @property
    def delegate(self) -> str:
        """Who else may fetch it."""
        return self.now.delegate

    @property
    def end(self) -> End | None:
        """How it ended without being fetched, whatever became of its goods."""
        return self.now.end

    @property
    def expires_at(self) -> datetime | None:
        """When what is not fetched goes back to the shelf, with every extension; None: never by itself."""
        own = self.placed.expires_at
        if not self.now.until:
            return own
        extended = clock.parse(self.now.until)
        return extended if own is None else max(own, extended)

    @property
    def to_pay_minor(self) -> int:
        """What is to be paid when it is fetched: the goods that were found, at the price that was told."""
        return 0 if self.paid else self.worth_minor

    @property
    def worth_minor(self) -> int:
        """What the goods cost that were picked or may still be, and that they are sent or brought."""
        return self.fee_minor + sum(line.price_minor * (line.quantity - line.short) for line in self.lines)

    @property
    def fee_minor(self) -> int:
        """What it costs that the goods are sent or brought; 0 of what is fetched."""
        return self.placed.fee_minor

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What the steps contradict each other in; somebody has to settle it."""
        return tuple(self.now.issues)

    def since(self, state: State) -> datetime | None:
        """When it came to a state last; None if it never was in it."""
        reached = self.now.reached.get(state)
        return None if reached is None else moment(reached)

    def line(self, line_id: str) -> OrderLine:
        """One line.

        Raises:
            Refused: ``pickup.no_such_line``.
        """
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise Refused("pickup.no_such_line")

    def line_to_pick(self, gtin: str, device: str) -> OrderLine:
        """The line that a scanned unit goes to: one that this device holds before the others.

        Raises:
            Refused: ``pickup.wrong_product`` if nobody ordered it, ``pickup.enough`` if all of it is there already.
        """
        mine = [line for line in self.lines if line.gtin == gtin]
        if not mine:
            raise Refused("pickup.wrong_product", gtin=gtin)
        wanted = sorted((line for line in mine if line.open > 0), key=lambda line: line.holder != device)
        if not wanted:
            raise Refused("pickup.enough", gtin=gtin)
        return wanted[0]

    def to_hand(self) -> dict[str, int]:
        """Line -> units that can be handed over."""
        return {line.line_id: line.in_store for line in self.lines if line.in_store > 0}


def prices_of(steps: Iterable[OrderStep]) -> dict[str, int]:
    """What units of lines cost that came in for others: line id -> minor units."""
    found = {}
    for step in steps:
        if step.kind == "substitute" and step.more.get("price_minor", "").isdecimal():
            found[step.text] = int(step.more["price_minor"])
    return found


def moment(reading: str) -> datetime:
    """The hour that a reading of the hybrid clock shows."""
    return datetime.fromtimestamp(Reading.parse(reading).ms / 1000, UTC)
