"""Fetching an order from the shelves: unit by unit, with what is not to be found and what comes instead."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.pickup import tables
from kiosk.pickup.actions import claims
from kiosk.pickup.actions.course import Course
from kiosk.pickup.model import Order
from kiosk.stock.actions import FindFail
from kiosk.worker import Transaction
from sync.security import Vault


def start_picking(tx: Transaction, vault: Vault, device: str, order_id: str, *, operator: str = "") -> Order:
    """Somebody goes to fetch the order, on the device that decides about it; elsewhere ask with `claim`.

    Raises:
        Refused: ``pickup.unknown``, ``pickup.not_now``, ``pickup.claimed``, ``pickup.not_claimed``.
    """
    course = Course(tx, vault, device, order_id, operator)
    _workable(course)
    line = next((line for line in course.order.lines if line.open), course.order.lines[0])
    claims.hold(tx, vault, course, line.line_id)
    return course.told()


def pick(
    tx: Transaction, vault: Vault, device: str, order_id: str, gtin: str, *, units: int = 1, operator: str = ""
) -> Order:
    """A unit was scanned into the tray.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.wrong_product``, ``pickup.enough``, and those of `claims.hold`.
    """
    course = Course(tx, vault, device, order_id, operator)
    _workable(course)
    line = course.order.line_to_pick(gtin, device)
    token = claims.hold(tx, vault, course, line.line_id)
    if units > line.open:
        raise Refused("pickup.enough", gtin=gtin)
    course.step("pick", line_id=line.line_id, units=units, token=token)
    return course.told()


def unpick(tx: Transaction, vault: Vault, device: str, order_id: str, gtin: str, *, operator: str = "") -> Order:
    """A unit goes back from the tray to its shelf.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.wrong_product`` if none of it is in the tray, those of `claims.hold`.
    """
    course = Course(tx, vault, device, order_id, operator)
    _workable(course)
    line = next((line for line in reversed(course.order.lines) if line.gtin == gtin and line.in_store), None)
    if line is None:
        raise Refused("pickup.wrong_product", gtin=gtin)
    token = claims.hold(tx, vault, course, line.line_id)
    course.step("unpick", line_id=line.line_id, units=1, token=token)
    return course.told()


def give_up(
    tx: Transaction,
    vault: Vault,
    device: str,
    order_id: str,
    line_id: str,
    *,
    reason: FindFail = "not_there",
    units: int = 0,
    operator: str = "",
) -> Order:
    """Units of a line (0: all that are open) are not to be found: a variance that head office hears of.

    `reason`: not_there, damaged, mismatch (label and goods differ), worn (only the display piece is left).

    Raises:
        Refused: ``pickup.not_now``, ``pickup.no_such_line``, and those of `claims.hold`.
    """
    course = Course(tx, vault, device, order_id, operator)
    _workable(course)
    line = course.order.line(line_id)
    token = claims.hold(tx, vault, course, line_id)
    lost = units or line.open
    if lost:
        course.step("short", line_id=line_id, units=lost, token=token, text=reason)
    return course.told()


def find(
    tx: Transaction, vault: Vault, device: str, order_id: str, line_id: str, *, units: int = 1, operator: str = ""
) -> Order:
    """Units that were given up have turned up after all; they are still to be picked.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.no_such_line``, and those of `claims.hold`.
    """
    course = Course(tx, vault, device, order_id, operator)
    _workable(course)
    course.order.line(line_id)
    token = claims.hold(tx, vault, course, line_id)
    course.step("find", line_id=line_id, units=units, token=token)
    return course.told()


def substitute(
    tx: Transaction,
    vault: Vault,
    device: str,
    order_id: str,
    line_id: str,
    gtin: str,
    *,
    units: int = 0,
    consent: bool = False,
    currency: str = "",
    operator: str = "",
) -> Order:
    """Another product comes in for units that are short (0: for all of them), at the lower of both prices.

    It is a line of its own from now on, to be picked by the same device. `consent`: the shopper was asked and agreed.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.no_such_line``, ``pickup.not_short``, ``pickup.consent`` if the shopper
            must be asked first, ``pickup.not_for_sale`` if the store does not sell it, and those of `claims.hold`.
    """
    course = Course(tx, vault, device, order_id, operator)
    _workable(course)
    line = course.order.line(line_id)
    if not line.lacking or units > line.lacking:
        raise Refused("pickup.not_short")
    if not (line.substitute or consent or line.choice == "substitute"):
        raise Refused("pickup.consent", number=course.order.number)
    product = catalogue.find(tx.db, gtin, currency or course.order.currency)
    if product is None or gtin == line.gtin:
        raise Refused("pickup.not_for_sale", gtin=gtin)
    token = claims.hold(tx, vault, course, line_id)
    new_line = tx.new_id()
    price = min(line.price_minor, product.price.minor) if line.price_minor else product.price.minor
    course.step(
        "substitute",
        line_id=line_id,
        units=units or line.lacking,
        token=token,
        gtin=gtin,
        text=new_line,
        more={"price_minor": str(price)},
    )
    held = tables.claims_of(tx.db, order_id).get(line_id)
    if held is not None:
        tables.keep_claims(tx.db, order_id, [replace(held, line_id=new_line)])
    return course.told()


def choose(
    tx: Transaction, vault: Vault, device: str, order_id: str, line_id: str, choice: str, *, operator: str = ""
) -> Order:
    """The shopper says what becomes of what is short: wait, refund, substitute, store:GLN or ship.

    Raises:
        Refused: ``pickup.not_now``, ``pickup.no_such_line``.
    """
    course = Course(tx, vault, device, order_id, operator)
    course.order.line(line_id)
    course.step("choose", line_id=line_id, text=choice)
    return course.told()


def _workable(course: Course) -> None:
    order = course.order
    if order.ended or order.now.packed:
        raise Refused("pickup.not_now", state=order.state, number=order.number)
