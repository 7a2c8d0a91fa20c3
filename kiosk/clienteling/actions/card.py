"""The card opens with the shopper's code and closes again; notes are written while it is open."""

from __future__ import annotations

from kiosk.clienteling import tables
from kiosk.clienteling.actions.permission import about, texts
from kiosk.clienteling.model import CONSENT, CONSENT_LASTS, ENDED, NOTE, OPEN, SEE, Consent, Note, consent_of, note_of
from kiosk.codes import OwnCode
from kiosk.customer import actions as customers
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record import tables as record_tables
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.worker import Transaction
from sync import clock
from sync.messages.records import Value
from sync.security import Vault


def open_card(tx: Transaction, vault: Vault, register: Register, code: OwnCode) -> Consent:
    """The shopper held out their code: their card may be seen here for ten minutes, by whoever is signed in.

    Who looked at whose card, and when, is a record and a row of the audit.

    Raises:
        Refused: ``code.*``, ``customer.unknown``; ``staff.sign_in_first`` where people must sign in.
    """
    operator, _ = tables.who(tx.db)
    if not operator and register.sign_in == "required":
        raise Refused("staff.sign_in_first")
    member = customers.identify(tx, vault, code)
    _end_all(tx, vault, register)
    known = staff_tables.signed_in(tx.db)
    record = records.new_record(
        tx,
        vault,
        register,
        CONSENT,
        {
            "member": member.member_id,
            "state": OPEN,
            "operator": operator,
            "name": "" if known is None else known.name,
            "device": register.workstation,
            "at": clock.stamp(tx.now),
            "due": clock.stamp(tx.now + CONSENT_LASTS),
        },
    )
    staff.audit(tx, "client_opened", record.record_id)
    consent = consent_of(record)
    assert consent is not None
    return consent


def close_card(tx: Transaction, vault: Vault, register: Register) -> None:
    """Nobody looks any more: the next look takes the shopper's code again."""
    _end_all(tx, vault, register)


def _end_all(tx: Transaction, vault: Vault, register: Register) -> None:
    for one in tables.open_consents(tx.db, vault, register.workstation):
        values: dict[str, Value] = {"state": ENDED, "ended_at": clock.stamp(min(tx.now, one.until))}
        records.set_fields(tx, vault, register, CONSENT, one.consent_id, values)


def add_note(tx: Transaction, vault: Vault, register: Register, member: str, text: str, *, shared: bool = True) -> Note:
    """Write down what the next colleague should know, or only oneself.

    Raises:
        Refused: ``client.no_consent_now``, ``client.empty``, ``staff.*``.
    """
    operator = about(tx, vault, register, member)
    values = {"shared": shared, **texts(tx, member, operator, text)}
    note = note_of(records.new_record(tx, vault, register, NOTE, values))
    assert note is not None
    return note


def take_back_note(tx: Transaction, vault: Vault, register: Register, note_id: str) -> None:
    """A note goes; whoever wrote it may take it back, and who reads all of them.

    Raises:
        Refused: ``client.not_yours``, ``staff.*``.
    """
    staff.require(tx, register, SEE)
    operator, role = tables.who(tx.db)
    record = record_tables.load(tx.db, vault, NOTE, note_id)
    note = None if record is None else note_of(record)
    if note is None:
        return
    if note.author != operator and not role.permits("client_all"):
        raise Refused("client.not_yours", name=note.name)
    # The words themselves go, too: what was taken back is to be read nowhere.
    records.set_fields(tx, vault, register, NOTE, note_id, {"state": ENDED, "text": ""})
