"""The client book: who looks after whom, when to write next, and whether the customer agreed to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.clienteling import tables
from kiosk.clienteling.actions.permission import about, name_of
from kiosk.clienteling.model import CLIENT, OPEN, SEE, WITH, client_id
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.worker import Transaction
from sync.messages.records import Value
from sync.security import Vault


def join_book(tx: Transaction, vault: Vault, register: Register, member: str) -> None:
    """Whoever is signed in looks after this customer from now on; many may.

    Raises:
        Refused: ``client.no_consent_now``, ``client.nobody`` where nobody is signed in, ``staff.*``.
    """
    operator = about(tx, vault, register, member)
    if not operator:
        raise Refused("client.nobody")
    _set_client(tx, vault, register, member, {WITH + operator: name_of(tx, operator) or operator})


def reassign(
    tx: Transaction, vault: Vault, register: Register, member: str, *, leaves: str = "", comes: str = ""
) -> None:
    """A customer changes hands: `leaves` looks after them no more, `comes` from now on (operator ids).

    Raises:
        Refused: ``client.not_yours`` if somebody else's client is moved by who may not, ``client.nobody`` if `comes`
            does not work here, ``staff.*``.
    """
    staff.require(tx, register, SEE)
    operator, role = tables.who(tx.db)
    known = tables.client(tx.db, vault, member)
    if known is None:
        return
    if not (known.looked_after_by(operator) or role.permits("client_all")):
        raise Refused("client.not_yours", name="、".join(name for _, name in known.associates))
    values: dict[str, Value] = {}
    if leaves:
        values[WITH + leaves] = ""
    if comes:
        name = name_of(tx, comes)
        if not name:
            raise Refused("client.nobody")
        values[WITH + comes] = name
    _set_client(tx, vault, register, member, values)


def set_dates(
    tx: Transaction,
    vault: Vault,
    register: Register,
    member: str,
    *,
    birthday: str | None = None,
    next_contact: date | str | None = "",
) -> None:
    """When to write next, and the birthday (MM-DD, empty: none); what is not given stays.

    Raises:
        Refused: ``staff.*``.
    """
    staff.require(tx, register, SEE)
    values: dict[str, Value] = {}
    if birthday is not None:
        values["birthday"] = birthday
    if not isinstance(next_contact, str):
        values["due"] = next_contact.isoformat() if next_contact is not None else ""
    _set_client(tx, vault, register, member, values)


def allow_writing(tx: Transaction, vault: Vault, register: Register, member: str, may: bool) -> None:
    """The shopper, who stands here with their card open, says whether we may write to them.

    Raises:
        Refused: ``client.no_consent_now``, ``staff.*``.
    """
    operator = about(tx, vault, register, member)
    _set_client(tx, vault, register, member, {"may_write": may, "may_write_by": operator})


def _set_client(tx: Transaction, vault: Vault, register: Register, member: str, values: Mapping[str, Value]) -> None:
    if values:
        found = {"member": member, "state": OPEN, **values}
        records.set_fields(tx, vault, register, CLIENT, client_id(member), found)
