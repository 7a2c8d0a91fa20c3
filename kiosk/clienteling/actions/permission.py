"""Who may write about a customer now, and what stands in everything that they write."""

from __future__ import annotations

from kiosk.clienteling import tables
from kiosk.clienteling.model import LONGEST, OPEN, SEE
from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault


def about(tx: Transaction, vault: Vault, register: Register, member: str) -> str:
    """Who writes about a member: somebody who may, while their card is open; gives the operator's id.

    Raises:
        Refused: ``client.no_consent_now``, ``staff.*``.
    """
    operator = staff.require(tx, register, SEE)
    consent = tables.consent_now(tx.db, vault, register.workstation, tx.now)
    if consent is None or consent.member != member:
        raise Refused("client.no_consent_now")
    return operator


def name_of(tx: Transaction, operator: str) -> str:
    """The operator's name; empty where nobody signs in."""
    found = staff_tables.find(tx.db, operator) if operator else None
    return "" if found is None else found.name


def texts(tx: Transaction, member: str, operator: str, text: str) -> dict[str, Value]:
    """The fields of something that somebody wrote.

    Raises:
        Refused: ``client.empty``.
    """
    said = text.strip()[:LONGEST]
    if not said:
        raise Refused("client.empty")
    return {
        "member": member,
        "state": OPEN,
        "author": operator,
        "name": name_of(tx, operator),
        "text": said,
        "at": clock.stamp(tx.now),
    }
