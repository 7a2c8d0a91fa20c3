"""Lists for a customer, as a code to take along or in their own basket."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.clienteling import tables
from kiosk.clienteling.actions.permission import about, name_of
from kiosk.clienteling.model import ENDED, ITEM, LOOK, MOST_LOOK, OPEN, Look, Purpose, look_of
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.store import BasketCode
from kiosk.till import actions as till
from kiosk.till.actions import Held
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault


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
    items: dict[str, Value] = {ITEM + gtin: "1" for gtin in fresh}
    if known is None:
        items |= {
            "member": member,
            "state": OPEN,
            "purpose": purpose,
            "author": operator,
            "name": name_of(tx, operator),
            "at": clock.stamp(tx.now),
        }
        record = records.new_record(tx, vault, register, LOOK, items, look_id)
    else:
        record = records.set_fields(tx, vault, register, LOOK, known.look_id, items)
    look = look_of(record)
    assert look is not None
    return look


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
    tx: Transaction, vault: Vault, register: Register, look_id: str, sign: BasketCode
) -> tuple[Held, tuple[str, ...]]:
    """The list as a basket that waits behind a code: any kiosk or till, or the shopper's phone, takes it over.

    Gives what is held, and the products that this store does not sell now and that are not in it.

    Raises:
        Refused: ``client.look_gone``, ``client.no_consent_now``, ``client.look_not_sold``, ``staff.*``, ``till.*``.
    """
    known = tables.look(tx.db, vault, look_id)
    if known is None:
        raise Refused("client.look_gone")
    about(tx, vault, register, known.member)
    basket_id, left = tx.new_id(), []
    for gtin in known.gtins:
        try:
            till.add_product(tx, register, basket_id, gtin)
        except Refused:
            left.append(gtin)
    if len(left) == len(known.gtins):
        raise Refused("client.look_not_sold")
    held = till.hold_basket(tx, register, basket_id, sign)
    records.set_fields(tx, vault, register, LOOK, look_id, {"handed_at": clock.stamp(tx.now)})
    return held, tuple(left)


def send_look(tx: Transaction, vault: Vault, register: Register, look_id: str) -> Look:
    """The list goes into the member's own basket: head office puts it there as soon as it hears of it, and every kiosk
    and the web shop have it then.

    Raises:
        Refused: ``client.look_gone``, ``client.no_consent_now``, ``staff.*``.
    """
    known = tables.look(tx.db, vault, look_id)
    if known is None:
        raise Refused("client.look_gone")
    about(tx, vault, register, known.member)
    look = look_of(records.set_fields(tx, vault, register, LOOK, look_id, {"send_at": clock.stamp(tx.now)}))
    assert look is not None
    return look
