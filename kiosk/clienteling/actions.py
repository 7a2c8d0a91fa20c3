"""What a colleague does for a customer: opens their card, writes a note, keeps a list, drafts a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.clienteling import tables
from kiosk.clienteling.model import (
    CLIENT,
    CONSENT,
    CONSENT_LASTS,
    ENDED,
    ITEM,
    LONGEST,
    LOOK,
    MOST_LOOK,
    NOTE,
    OPEN,
    OUTREACH,
    QUEUED,
    SEE,
    WITH,
    Consent,
    Look,
    Note,
    Outreach,
    Purpose,
    client_id,
    consent_of,
    look_of,
    note_of,
    outreach_of,
)
from kiosk.codes import OwnCode
from kiosk.customer import actions as customers
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.record import tables as record_tables
from kiosk.register import Register
from kiosk.staff import actions as staff
from kiosk.staff import tables as staff_tables
from kiosk.store import BasketCode
from kiosk.till import actions as till
from kiosk.till.actions import Held
from kiosk.worker import Transaction
from sync import clock
from sync.formats import outreach_cap
from sync.messages.records import Value
from sync.security import Vault

TOPICS = frozenset(records.topic(kind) for kind in (CONSENT, CLIENT, NOTE, LOOK, OUTREACH))
"""What a screen of this feature shows."""


# ---------------------------------------------------------------- the card


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


def _about(tx: Transaction, vault: Vault, register: Register, member: str) -> str:
    """Who writes about a member: somebody who may, while their card is open; gives the operator's id.

    Raises:
        Refused: ``client.no_consent_now``, ``staff.*``.
    """
    operator = staff.require(tx, register, SEE)
    consent = tables.consent_now(tx.db, vault, register.workstation, tx.now)
    if consent is None or consent.member != member:
        raise Refused("client.no_consent_now")
    return operator


def _name(tx: Transaction, operator: str) -> str:
    found = staff_tables.find(tx.db, operator) if operator else None
    return "" if found is None else found.name


# ---------------------------------------------------------------- notes


def add_note(tx: Transaction, vault: Vault, register: Register, member: str, text: str, *, shared: bool = True) -> Note:
    """Write down what the next colleague should know, or only oneself.

    Raises:
        Refused: ``client.no_consent_now``, ``client.empty``, ``staff.*``.
    """
    operator = _about(tx, vault, register, member)
    values = {"shared": shared, **_texts(tx, member, operator, text)}
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


def _texts(tx: Transaction, member: str, operator: str, text: str) -> dict[str, Value]:
    said = text.strip()[:LONGEST]
    if not said:
        raise Refused("client.empty")
    return {
        "member": member,
        "state": OPEN,
        "author": operator,
        "name": _name(tx, operator),
        "text": said,
        "at": clock.stamp(tx.now),
    }


# ---------------------------------------------------------------- the book


def join_book(tx: Transaction, vault: Vault, register: Register, member: str) -> None:
    """Whoever is signed in looks after this customer from now on; many may.

    Raises:
        Refused: ``client.no_consent_now``, ``client.nobody`` where nobody is signed in, ``staff.*``.
    """
    operator = _about(tx, vault, register, member)
    if not operator:
        raise Refused("client.nobody")
    _set_client(tx, vault, register, member, {WITH + operator: _name(tx, operator) or operator})


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
        name = _name(tx, comes)
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
    operator = _about(tx, vault, register, member)
    _set_client(tx, vault, register, member, {"may_write": may, "may_write_by": operator})


def _set_client(tx: Transaction, vault: Vault, register: Register, member: str, values: Mapping[str, Value]) -> None:
    if values:
        found = {"member": member, "state": OPEN, **values}
        records.set_fields(tx, vault, register, CLIENT, client_id(member), found)


# ---------------------------------------------------------------- lists


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
    operator = _about(tx, vault, register, member)
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
            "name": _name(tx, operator),
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
    _about(tx, vault, register, known.member)
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
    _about(tx, vault, register, known.member)
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
    _about(tx, vault, register, known.member)
    look = look_of(records.set_fields(tx, vault, register, LOOK, look_id, {"send_at": clock.stamp(tx.now)}))
    assert look is not None
    return look


# ---------------------------------------------------------------- messages


def write_to(tx: Transaction, vault: Vault, register: Register, member: str, text: str) -> Outreach:
    """Draft a message; head office sends it as soon as it hears of it, if nobody else has used up the week's.

    Raises:
        Refused: ``client.may_not_write`` if the member has not agreed to it, ``client.cap`` with `most`, `day`,
            ``client.no_consent_now``, ``client.empty``, ``staff.*``.
    """
    operator = _about(tx, vault, register, member)
    known = tables.client(tx.db, vault, member)
    if known is None or not known.may_write:
        raise Refused("client.may_not_write")
    free = outreach_cap.free_at(tables.written(tx.db, vault, member), tx.now)
    if free is not None:
        raise Refused("client.cap", most=outreach_cap.MOST, day=register.business_date(free).isoformat())
    values = {**_texts(tx, member, operator, text), "state": QUEUED, "due": clock.stamp(tx.now)}
    outreach = outreach_of(records.new_record(tx, vault, register, OUTREACH, values))
    assert outreach is not None
    return outreach
