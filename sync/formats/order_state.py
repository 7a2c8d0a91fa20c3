"""An order as its steps leave it: lines, ends, what contradicts itself, and the one word for all of it."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct, field
from msgspec.structs import replace

State = Literal[
    "placed",
    "accepted",
    "picking",
    "picked",
    "ready",
    "arrived",
    "partly_collected",
    "collected",
    "cancelled",
    "expired",
    "converted",
    "returned_to_shelf",
]
STATES: tuple[State, ...] = get_args(State)

End = Literal["cancelled", "expired", "converted"]

TERMINAL: frozenset[State] = frozenset({"collected", "cancelled", "expired", "converted", "returned_to_shelf"})
"""Nothing but goods moves after these: a hand-over that was not known of, or things that go back to their shelf."""

HANDED_FROM: frozenset[State] = frozenset({"ready", "arrived", "partly_collected"})

Trouble = Literal["handed_after_end", "handed_twice", "picked_after_end", "picked_too_many", "stale_claim"]


class Line(Struct):
    """How far one line is; units."""

    wanted: int
    gtin: str = ""
    """Of a line that came in for another; the order's own lines are known from the order."""
    instead_of: str = ""
    """The line that it came in for."""
    picked: int = 0
    short: int = 0
    """Given up: not to be found."""
    replaced: int = 0
    """Of `short`: units that another line came in for."""
    handed: int = 0
    reason: str = ""
    """Why units are short."""
    choice: str = ""
    """What the shopper said about what is short: wait, refund, substitute, store:GLN, ship."""
    token: int = 0
    holder: str = ""
    """The device that holds the claim."""
    until: str = ""
    """When the claim's lease ends (ISO 8601, UTC)."""

    @property
    def open(self) -> int:
        """Neither picked nor given up."""
        return self.wanted - self.picked - self.short

    @property
    def lacking(self) -> int:
        """Given up, and nothing came instead."""
        return self.short - self.replaced

    def take(self, units: int) -> None:
        """So many more are in a hand: who has a thing is right against who could not find it."""
        self.picked += units
        self.short = min(self.short, self.wanted - self.picked)
        self.replaced = min(self.replaced, self.short)


class Issue(Struct, frozen=True):
    """What the steps contradict each other in; somebody has to settle it."""

    trouble: Trouble
    step_id: str
    line_id: str = ""
    units: int = 0


class Order(Struct):
    """An order as its steps leave it."""

    lines: dict[str, Line]
    accepted: bool = False
    packed: bool = False
    bags: int = 0
    slot: str = ""
    here: str = ""
    """How the shopper said that they are here: kiosk, car, foot."""
    here_more: dict[str, str] = field(default_factory=dict)
    delegate: str = ""
    """Who else may fetch it."""
    paid_by: str = ""
    """The sale with which it was paid on collection."""
    end: End | None = None
    reason: str = ""
    going_to: str = ""
    """Of an order that was converted: store:GLN or ship."""
    restocked: bool = False
    nonces: set[str] = field(default_factory=set)
    until: str = ""
    """To when somebody extended its time; empty: nobody did."""
    issues: list[Issue] = field(default_factory=list)
    void: list[str] = field(default_factory=list)
    """Ids of the steps that had become impossible."""
    reached: dict[State, str] = field(default_factory=dict)
    """Reading of the clock at which each state was last come to."""

    @property
    def state(self) -> State:
        """The one word for it."""
        if self.handed and not self.in_store and not any(line.open for line in self.lines.values()):
            return "collected"
        if self.end is not None:
            return "returned_to_shelf" if self.restocked and not self.in_store else self.end
        return "partly_collected" if self.handed else self._before()

    @property
    def handed(self) -> int:
        """Units that left the store."""
        return sum(line.handed for line in self.lines.values())

    @property
    def in_store(self) -> int:
        """Units that were picked and have not left."""
        return sum(line.picked - line.handed for line in self.lines.values())

    @property
    def ended(self) -> bool:
        """Whether nothing but goods can still move."""
        return self.end is not None or self.state == "collected"

    @property
    def waiting(self) -> bool:
        """Whether units are short and the shopper has not said what shall become of them."""
        return not self.ended and any(line.lacking and not line.choice for line in self.lines.values())

    def kept(self, line_id: str) -> int:
        """Units of a line that the store keeps back and promises to nobody else; 0 of a line that there is not.

        What stands in a bag after the end is on no shelf until somebody puts it there: nobody else would find it.
        """
        line = self.lines.get(line_id)
        if line is None:
            return 0
        if self.ended:
            return line.picked - line.handed
        return line.wanted - line.short - line.handed

    def copy(self) -> Order:
        """Another one that can be changed."""
        return replace(
            self,
            lines={line_id: replace(line) for line_id, line in self.lines.items()},
            here_more=dict(self.here_more),
            nonces=set(self.nonces),
            issues=list(self.issues),
            void=list(self.void),
            reached=dict(self.reached),
        )

    def _before(self) -> State:
        if self.slot:
            return "arrived" if self.here else "ready"
        if self.packed:
            return "picked"
        if any(line.token or line.picked or line.short for line in self.lines.values()):
            return "picking"
        return "accepted" if self.accepted else "placed"
