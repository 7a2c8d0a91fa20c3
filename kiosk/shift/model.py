"""A shift and the cash that moves in it: rules, with no clock and no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, get_args

from msgspec import Struct, field

from kiosk.errors import Refused

MOST_MINOR = 10_000_000_00
"""No drawer holds more; a longer number is a slip of the finger or a barcode in the wrong field."""
MOST_TRIES = 2
"""A drawer is counted, and once more if it does not fit. A third try would be guessing at the expected sum."""

ShiftState = Literal["open", "closed"]
MovementKind = Literal["float", "paid_in", "paid_out", "drop", "pickup", "no_sale"]
MOVEMENT_KINDS: frozenset[str] = frozenset(get_args(MovementKind))

SIGN: dict[MovementKind, int] = {"float": 1, "paid_in": 1, "paid_out": -1, "drop": -1, "pickup": -1, "no_sale": 0}
"""What a movement does to the cash in the drawer."""

REASONS: dict[MovementKind, tuple[str, ...]] = {
    "float": ("counted",),
    "paid_in": ("change_fund", "found", "deposit", "other"),
    "paid_out": ("supplies", "courier", "cleaning", "advance", "other"),
    "drop": ("full_drawer", "large_notes", "end_of_shift"),
    "pickup": ("bank", "other_till", "end_of_shift"),
    "no_sale": ("give_change", "wrong_change", "check_drawer", "other"),
}
"""Why cash may move; the words are `shift.reason_<reason>`."""

COUNTING = "counting"
"""Reason of an opening that nobody chooses: the drawer is counted."""

VARIANCE_REASONS = ("change_error", "missing_slip", "false_note", "float_wrong", "unknown")
"""Why a drawer may not fit; the words are `shift.variance_<reason>`."""


class Shift(Struct, frozen=True):
    """One drawer from its opening to its Z."""

    shift_id: str
    place: int
    """1, 2, 3, ... in the order of opening on this device; a clock that is set back does not change it."""
    store_gln: str
    workstation: str
    business_date: date
    """The day the shift counts towards, however long it lasts."""
    currency: str
    opened_at: datetime
    opened_by: str
    """Operator id; empty where nobody signs in."""
    float_minor: int
    by_itself: bool
    """Nobody opened it: a sale came first, and a sale does not wait for a count."""
    state: ShiftState = "open"


class CashMovement(Struct, frozen=True):
    """Cash that came or went without a sale; or the drawer was opened without either."""

    movement_id: str
    shift_id: str
    place: int
    kind: MovementKind
    amount_minor: int
    """Never negative; `kind` tells its direction."""
    reason: str
    note: str
    operator: str
    at: datetime

    @property
    def effect_minor(self) -> int:
        """What it does to the drawer."""
        return SIGN[self.kind] * self.amount_minor


class Count(Struct, frozen=True):
    """What somebody found in the drawer, before he was told what should be there."""

    count_id: str
    shift_id: str
    place: int
    counted_minor: int
    expected_minor: int
    mark: str
    """Which state of the books it was compared with: a sale or a movement later makes it a count of yesterday."""
    operator: str
    at: datetime
    pieces: Mapping[str, int] = field(default_factory=dict)
    """Key of a denomination -> how many; empty if the sum was typed as a whole."""

    @property
    def variance_minor(self) -> int:
        """More than zero: too much lies in the drawer."""
        return self.counted_minor - self.expected_minor


class Counted(Struct, frozen=True):
    """What the one who counted is told."""

    count: Count
    tries: int
    """How often this state of the drawer was counted."""

    @property
    def fits(self) -> bool:
        return self.count.variance_minor == 0

    @property
    def again(self) -> bool:
        """Whether he is asked to count once more, and not yet told the difference."""
        return not self.fits and self.tries < MOST_TRIES


class Cash(Struct, frozen=True):
    """Where the cash in the drawer comes from, in minor units. Every part but the last two is zero or more."""

    float_minor: int = 0
    """At the opening, and change money that was added later."""
    paid_in_minor: int = 0
    paid_out_minor: int = 0
    dropped_minor: int = 0
    """Into the safe."""
    picked_up_minor: int = 0
    """Fetched by a manager."""
    sales_minor: int = 0
    refunds_minor: int = 0
    held_minor: int = 0
    """Cash that was taken for baskets that are not paid in full yet; it is no sale, but it lies in the drawer."""
    held_before_minor: int = 0
    """The same when the shift began: it was counted into the shift before."""

    @property
    def expected_minor(self) -> int:
        """What should lie in the drawer."""
        came = self.float_minor + self.paid_in_minor + self.sales_minor + self.held_minor
        went = self.paid_out_minor + self.dropped_minor + self.picked_up_minor + self.refunds_minor
        return came - went - self.held_before_minor


def moved(shift: Shift, movements: Iterable[CashMovement]) -> Cash:
    """The part of the drawer that does not come from sales."""
    sums = dict.fromkeys(SIGN, 0)
    for one in movements:
        sums[one.kind] += one.amount_minor
    return Cash(
        float_minor=shift.float_minor + sums["float"],
        paid_in_minor=sums["paid_in"],
        paid_out_minor=sums["paid_out"],
        dropped_minor=sums["drop"],
        picked_up_minor=sums["pickup"],
    )


def check_movement(kind: MovementKind, amount_minor: int, reason: str) -> None:
    """Refuse what cannot be meant.

    Raises:
        Refused: ``shift.bad_amount``, ``shift.no_reason``.
    """
    least = 0 if kind in ("float", "no_sale") else 1
    most = 0 if kind == "no_sale" else MOST_MINOR
    if not least <= amount_minor <= most:
        raise Refused("shift.bad_amount")
    if reason not in REASONS[kind]:
        raise Refused("shift.no_reason")
