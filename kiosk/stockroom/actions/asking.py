"""What is not on the shelf: a request that head office answers, or a word when it is back. Nothing is promised here."""

from __future__ import annotations

from kiosk.catalogue import tables as catalogue
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.stock import tables as levels
from kiosk.stockroom import tables
from kiosk.stockroom.model import REQUEST, WISH, How, Request, Wish
from kiosk.stockroom.model.request import ASKED, ENDED, GIVEN_UP, WAITING, wish_of
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault


def request(
    tx: Transaction,
    vault: Vault,
    register: Register,
    gtin: str,
    how: How,
    store: str = "",
    *,
    units: int = 1,
    member: str = "",
    channel: str = "kiosk",
) -> Request:
    """Write down what a shopper asks for. Head office answers when it hears of it: confirmed, or refused with a reason
    and what it can do instead.

    Raises:
        Refused: ``till.not_for_sale``, ``stockroom.no_such_store``, ``stockroom.same_store``, and
            ``till.sign_in_to_ship`` where nobody knows whom to send it to.
    """
    if not catalogue.known(tx.db, gtin):
        raise Refused("till.not_for_sale", gtin=gtin)
    if how == "ship" and not member:
        raise Refused("till.sign_in_to_ship")
    if how == "store" and store == register.store_gln:
        raise Refused("stockroom.same_store")
    if how == "store" and levels.store_names(tx.db, store) is None:
        raise Refused("stockroom.no_such_store")
    values: dict[str, Value] = {
        "state": ASKED,
        "gtin": gtin,
        "units": units,
        "how": how,
        "store": store,
        "asked_at": clock.stamp(tx.now),
        "channel": channel,
        **({"member": member} if member else {}),
    }
    made = records.new_record(tx, vault, register, REQUEST, values)
    return _loaded(tx, vault, made.record_id)


def withdraw(tx: Transaction, vault: Vault, register: Register, request_id: str) -> Request:
    """The shopper does not want it any more; what became an order already is taken back by head office.

    Raises:
        Refused: ``stockroom.gone``.
    """
    _loaded(tx, vault, request_id)
    records.set_fields(tx, vault, register, REQUEST, request_id, {"withdrawn": True, "state": GIVEN_UP})
    return _loaded(tx, vault, request_id)


def answer_seen(tx: Transaction, vault: Vault, register: Register, request_id: str) -> None:
    """Somebody told the shopper."""
    records.set_fields(tx, vault, register, REQUEST, request_id, {"told_at": clock.stamp(tx.now)})


def wish(tx: Transaction, vault: Vault, register: Register, gtin: str, member: str) -> Wish:
    """A member wants to hear when a product is back; asked twice it is one wish.

    Raises:
        Refused: ``till.not_for_sale``, ``stockroom.sign_in_to_hear`` while nobody knows whom to tell.
    """
    if not member:
        raise Refused("stockroom.sign_in_to_hear")
    if not catalogue.known(tx.db, gtin):
        raise Refused("till.not_for_sale", gtin=gtin)
    for known in tables.wishes(tx.db, vault, member):
        if known.gtin == gtin and known.state == WAITING:
            return known
    values: dict[str, Value] = {
        "state": WAITING,
        "gtin": gtin,
        "member": member,
        "store": register.store_gln,
        "asked_at": clock.stamp(tx.now),
    }
    made = wish_of(records.new_record(tx, vault, register, WISH, values))
    if made is None:
        raise Refused("stockroom.gone")
    return made


def end_wish(tx: Transaction, vault: Vault, register: Register, wish_id: str) -> None:
    """They bought it, or do not want to hear of it any more."""
    records.set_fields(tx, vault, register, WISH, wish_id, {"state": ENDED})


def _loaded(tx: Transaction, vault: Vault, request_id: str) -> Request:
    found = tables.request(tx.db, vault, request_id)
    if found is None:
        raise Refused("stockroom.gone")
    return found
