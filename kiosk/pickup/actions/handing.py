"""The hand-over: a code or six digits, what goes out, and the proof of it. Nothing leaves twice for one code."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta

from kiosk import trust
from kiosk.codes import PickupCode
from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.pickup.actions.course import Course, loaded
from kiosk.pickup.model import Order
from kiosk.stock import actions as stock
from kiosk.worker import Transaction
from sync.security import Vault

TRIES = 5
TRIES_WITHIN = timedelta(minutes=10)
"""Wrong digits that a device takes: of a million numbers and some hundred orders nobody guesses one in time."""

FETCHED = ("pickup", "try_on")
"""Methods whose goods their shopper comes for."""


COLLECTED_BY_CARRIER = "ship"
"""A carrier takes the money with the parcel's label; head office hears from the carrier that it was paid."""


def look_up(tx: Transaction, vault: Vault, code: PickupCode) -> Order:
    """Whose order a code is for, to show how far it is; takes nothing in.

    Raises:
        Refused: ``code.*``, ``pickup.unknown``.
    """
    trust.check(tx, code.token)
    return loaded(tx, vault, code.token.subject)


def find_by_digits(tx: Transaction, vault: Vault, digits: str) -> Order | None:
    """The open order that these six digits stand for; None if there is none, and that is counted.

    Raises:
        Refused: ``pickup.too_many_tries`` with the minutes to wait.
    """
    check_tries(tx)
    found = [
        order
        for order in tables.open_orders(tx.db, vault)
        if order.placed.pickup_code and hmac.compare_digest(order.placed.pickup_code.encode(), digits.encode())
    ]
    if not found:
        tables.remember_try(tx.db, tx.now)
        return None
    return found[0]


def check_tries(tx: Transaction) -> None:
    """Whether digits may be tried on this device now.

    Raises:
        Refused: ``pickup.too_many_tries`` with the minutes to wait.
    """
    tries = tables.tries_since(tx.db, tx.now - TRIES_WITHIN)
    if len(tries) >= TRIES:
        raise Refused("pickup.too_many_tries", minutes=_minutes(tries[-TRIES] + TRIES_WITHIN - tx.now))


def hand_over(
    tx: Transaction,
    vault: Vault,
    device: str,
    code: PickupCode,
    *,
    lines: Mapping[str, int] | None = None,
    proof: Mapping[str, str] | None = None,
    operator: str = "",
) -> Order:
    """The shopper showed the code: goods leave the store (all that are there, or so many units of these lines), and the
    code is used up.

    `proof` is kept with the step: name, relation, id_last4, age (years that were checked), signature (hash, see
    `pickup.proofs`), and whatever else people should read.

    Raises:
        Refused: ``code.*``, ``pickup.unknown``, ``pickup.used`` for a second time, ``pickup.not_now`` if the order is
            not ready, ``pickup.unpaid`` with what is to be paid, ``pickup.age`` with the years to be shown,
            ``pickup.not_there`` for units that are not there.
    """
    trust.check(tx, code.token)
    course = Course(tx, vault, device, code.token.subject, operator)
    if course.order.state == "collected":
        raise Refused("pickup.used", number=course.order.number)
    nonce = code.token.body.nonce
    if nonce in course.order.now.nonces:
        raise Refused("pickup.used", number=course.order.number)
    return _hand(course, nonce, lines, proof, "collected")


def hand_over_by_digits(
    tx: Transaction,
    vault: Vault,
    device: str,
    order_id: str,
    digits: str,
    *,
    lines: Mapping[str, int] | None = None,
    proof: Mapping[str, str] | None = None,
    operator: str = "",
) -> Order:
    """The same for a shopper who says or types six digits, also for the rest of an order of which a part has gone.

    Raises:
        Refused: as `hand_over`; ``pickup.wrong_digits``.
    """
    check_tries(tx)
    course = Course(tx, vault, device, order_id, operator)
    own = course.order.placed.pickup_code
    if not own or not hmac.compare_digest(own.encode(), digits.encode()):
        raise Refused("pickup.wrong_digits")
    return _hand(course, _next_nonce(course.order, "digits"), lines, proof, "collected")


def send_off(
    tx: Transaction,
    vault: Vault,
    device: str,
    order_id: str,
    *,
    proof: Mapping[str, str] | None = None,
    operator: str = "",
) -> Order:
    """A parcel that nobody fetches here goes to its carrier, to another store, or into its shopper's hands at the door.

    What the store brings is paid at the door like what is fetched: a colleague takes the tablet along. A carrier has
    its own way to collect: the label says what is to be paid, and the proof that it was not.

    Raises:
        Refused: ``pickup.unknown``, ``pickup.not_now``, ``pickup.fetched_here`` for orders that need a code,
            ``pickup.unpaid`` with what is to be paid at the door.
    """
    course = Course(tx, vault, device, order_id, operator)
    if course.order.placed.method in FETCHED:
        raise Refused("pickup.fetched_here", number=course.order.number)
    return _hand(course, _next_nonce(course.order, "sent"), None, proof, "sent")


def pay(tx: Transaction, vault: Vault, device: str, order_id: str, sale_id: str, *, operator: str = "") -> Order:
    """It was paid with this sale when it was fetched. Paid twice is told, not refused: the money was taken.

    Raises:
        Refused: ``pickup.unknown``, ``pickup.paid`` if it was paid by another sale.
    """
    course = Course(tx, vault, device, order_id, operator)
    if course.order.paid and course.order.now.paid_by != sale_id:
        raise Refused("pickup.paid", number=course.order.number)
    if not course.order.paid:
        course.step("pay", text=sale_id)
    return course.told()


def unpay(tx: Transaction, vault: Vault, device: str, order_id: str, sale_id: str, *, operator: str = "") -> Order:
    """The sale that it was paid with was voided: it is to be paid again.

    Raises:
        Refused: ``pickup.unknown``.
    """
    course = Course(tx, vault, device, order_id, operator)
    if course.order.now.paid_by == sale_id:
        course.step("pay", more={"voids": sale_id})
    return course.told()


def _hand(
    course: Course, nonce: str, lines: Mapping[str, int] | None, proof: Mapping[str, str] | None, reason: str
) -> Order:
    order, tx = course.order, course.tx
    more = dict(proof or {})
    if not order.paid:
        more["collect_minor"] = str(order.to_pay_minor)
    if not order.ready:
        raise Refused("pickup.not_now", state=order.state, number=order.number)
    if not order.paid and order.method != COLLECTED_BY_CARRIER:
        raise Refused("pickup.unpaid", number=order.number, amount_minor=order.to_pay_minor, currency=order.currency)
    if order.placed.age and int(more.get("age") or 0) < order.placed.age:
        raise Refused("pickup.age", years=order.placed.age)
    there = order.to_hand()
    handed = {line_id: units for line_id, units in (there if lines is None else lines).items() if units > 0}
    if not handed or any(units > there.get(line_id, 0) for line_id, units in handed.items()):
        raise Refused("pickup.not_there", number=order.number)
    if not tables.use_code(tx.db, nonce, order.order_id, tx.now):
        raise Refused("pickup.used", number=order.number)
    gone: dict[str, int] = {}
    for line_id, units in handed.items():
        gtin = order.line(line_id).gtin
        gone[gtin] = gone.get(gtin, 0) + units
    course.step("hand", text=nonce, handed=tuple(handed.items()), more=more)
    for gtin, units in gone.items():
        stock.move_and_tell(tx, course.device, gtin, -units, reason, order.order_id)
    return course.told()


def _next_nonce(order: Order, way: str) -> str:
    """What takes the place of a code's nonce: of two devices apart that hand out the same part, one is right."""
    return f"{order.order_id}/{way}/{len(order.now.nonces) + 1}"


def _minutes(left: timedelta) -> int:
    return max(1, -(-int(left.total_seconds()) // 60))
