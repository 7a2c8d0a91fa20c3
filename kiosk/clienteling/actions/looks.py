"""Lists for a customer: begun, named, filled; as a code to take along, at a till, or in their own basket."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kiosk.clienteling import tables
from kiosk.clienteling.actions.permission import about, name_of
from kiosk.clienteling.model import (
    ENDED,
    ITEM,
    LONGEST_TITLE,
    LOOK,
    MOST_LOOK,
    OPEN,
    Look,
    Purpose,
    look_of,
)
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.store import BasketCode
from kiosk.till import actions as till
from kiosk.till.actions import Held
from kiosk.till.model import Basket
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault


def begin_look(
    tx: Transaction,
    vault: Vault,
    register: Register,
    member: str,
    purpose: Purpose,
    *,
    title: str = "",
    gtins: Sequence[str] = (),
    look_id: str = "",
) -> Look:
    """A list of its own, with a name if somebody gave it one.

    Raises:
        Refused: ``client.no_consent_now``, ``client.look_full``, ``staff.*``.
    """
    operator = about(tx, vault, register, member)
    chosen = list(dict.fromkeys(gtins))
    if len(chosen) > MOST_LOOK:
        raise Refused("client.look_full", most=MOST_LOOK)
    values: dict[str, Value] = {ITEM + gtin: "1" for gtin in chosen}
    values |= {
        "member": member,
        "state": OPEN,
        "purpose": purpose,
        "title": title.strip()[:LONGEST_TITLE],
        "author": operator,
        "name": name_of(tx, operator),
        "at": clock.stamp(tx.now),
    }
    look = look_of(records.new_record(tx, vault, register, LOOK, values, look_id))
    assert look is not None
    return look


def put_on_look(
    tx: Transaction,
    vault: Vault,
    register: Register,
    member: str,
    gtins: Sequence[str],
    *,
    look_id: str = "",
    purpose: Purpose = "private",
) -> Look:
    """Lay products on a list for the customer; without `look_id` on the newest own one of this purpose, or a new one.

    Raises:
        Refused: ``client.no_consent_now``, ``client.look_full``, ``staff.*``.
    """
    operator = about(tx, vault, register, member)
    known = tables.look(tx.db, vault, look_id) if look_id else None
    if known is None and not look_id:
        own = [one for one in tables.looks(tx.db, vault, member) if (one.author, one.purpose) == (operator, purpose)]
        known = own[0] if own else None
    on_it = known.gtins if known is not None else ()
    fresh = [gtin for gtin in dict.fromkeys(gtins) if gtin not in on_it]
    if len(on_it) + len(fresh) > MOST_LOOK:
        raise Refused("client.look_full", most=MOST_LOOK)
    if known is None:
        return begin_look(tx, vault, register, member, purpose, gtins=fresh, look_id=look_id)
    items: dict[str, Value] = {ITEM + gtin: "1" for gtin in fresh}
    look = look_of(records.set_fields(tx, vault, register, LOOK, known.look_id, items))
    assert look is not None
    return look


def name_look(tx: Transaction, vault: Vault, register: Register, look_id: str, title: str) -> Look:
    """The list is called so from now on.

    Raises:
        Refused: ``client.look_gone``, ``client.no_consent_now``, ``client.empty``, ``staff.*``.
    """
    known = _known(tx, vault, register, look_id)
    said = title.strip()[:LONGEST_TITLE]
    if not said:
        raise Refused("client.empty")
    look = look_of(records.set_fields(tx, vault, register, LOOK, known.look_id, {"title": said}))
    assert look is not None
    return look


def put_away_look(tx: Transaction, vault: Vault, register: Register, look_id: str) -> None:
    """Nobody needs the list any more; a code that was made of it still works as long as it lives.

    Raises:
        Refused: ``client.no_consent_now``, ``staff.*``.
    """
    known = tables.look(tx.db, vault, look_id)
    if known is None:
        return
    about(tx, vault, register, known.member)
    records.set_fields(tx, vault, register, LOOK, look_id, {"state": ENDED})


def take_off_look(tx: Transaction, vault: Vault, register: Register, look_id: str, gtin: str) -> None:
    """A product comes off a list; of the last one the list goes, too.

    Raises:
        Refused: ``client.no_consent_now``, ``staff.*``.
    """
    known = tables.look(tx.db, vault, look_id)
    if known is None or gtin not in known.gtins:
        return
    about(tx, vault, register, known.member)
    values: dict[str, Value] = {ITEM + gtin: ""}
    if known.gtins == (gtin,):
        values["state"] = ENDED
    records.set_fields(tx, vault, register, LOOK, look_id, values)


def hand_look(
    tx: Transaction,
    vault: Vault,
    register: Register,
    look_id: str,
    sign: BasketCode,
    *,
    only: Collection[str] = (),
) -> tuple[Held, tuple[str, ...]]:
    """The list as a basket that waits behind a code: any kiosk or till, or the shopper's phone, takes it over.

    `only`: those that the customer chose; none named means all. Gives what is held, and the products that this store
    does not sell now and that are not in it.

    Raises:
        Refused: ``client.look_gone``, ``client.no_consent_now``, ``client.look_not_sold``, ``staff.*``, ``till.*``.
    """
    known = _known(tx, vault, register, look_id)
    basket_id, left = _basket(tx, register, known, only)
    held = till.hold_basket(tx, register, basket_id, sign)
    _handed(tx, vault, register, look_id)
    return held, left


def look_to_till(
    tx: Transaction, vault: Vault, register: Register, look_id: str, *, only: Collection[str] = ()
) -> tuple[Basket, tuple[str, ...]]:
    """The list as the customer's basket among the parked ones of the store: any till goes on with it. As `hand_look`.

    Raises:
        Refused: ``client.look_gone``, ``client.no_consent_now``, ``client.look_not_sold``, ``staff.*``, ``till.*``.
    """
    known = _known(tx, vault, register, look_id)
    basket_id, left = _basket(tx, register, known, only)
    till.attach_customer(tx, register, vault, basket_id, known.member)
    parked = till.park(tx, register, basket_id, known.title or register.workstation)
    _handed(tx, vault, register, look_id)
    return parked, left


def send_look(tx: Transaction, vault: Vault, register: Register, look_id: str) -> Look:
    """The list goes into the member's own basket: head office puts it there as soon as it hears of it, and every kiosk
    and the web shop have it then.

    Raises:
        Refused: ``client.look_gone``, ``client.no_consent_now``, ``staff.*``.
    """
    _known(tx, vault, register, look_id)
    look = look_of(records.set_fields(tx, vault, register, LOOK, look_id, {"send_at": clock.stamp(tx.now)}))
    assert look is not None
    return look


def _known(tx: Transaction, vault: Vault, register: Register, look_id: str) -> Look:
    known = tables.look(tx.db, vault, look_id)
    if known is None:
        raise Refused("client.look_gone")
    about(tx, vault, register, known.member)
    return known


def _basket(tx: Transaction, register: Register, look: Look, only: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """A new basket of the list, and what this store does not sell now."""
    wanted = [gtin for gtin in look.gtins if not only or gtin in only]
    basket_id, left = tx.new_id(), []
    for gtin in wanted:
        try:
            till.add_product(tx, register, basket_id, gtin)
        except Refused:
            left.append(gtin)
    if len(left) == len(wanted):
        raise Refused("client.look_not_sold")
    return basket_id, tuple(left)


def _handed(tx: Transaction, vault: Vault, register: Register, look_id: str) -> None:
    records.set_fields(tx, vault, register, LOOK, look_id, {"handed_at": clock.stamp(tx.now)})
