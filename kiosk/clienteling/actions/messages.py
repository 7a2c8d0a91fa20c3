"""Messages to a customer are drafted here; head office sends them."""

from __future__ import annotations

from kiosk.clienteling import tables
from kiosk.clienteling.actions.permission import about, texts
from kiosk.clienteling.model import OUTREACH, QUEUED, Outreach, outreach_of
from kiosk.errors import Refused
from kiosk.record import actions as records
from kiosk.register import Register
from kiosk.worker import Transaction
from sync import clock
from sync.formats import outreach_cap
from sync.security import Vault


def write_to(tx: Transaction, vault: Vault, register: Register, member: str, text: str) -> Outreach:
    """Draft a message; head office sends it as soon as it hears of it, if nobody else has used up the week's.

    Raises:
        Refused: ``client.may_not_write`` if the member has not agreed to it, ``client.cap`` with `most`, `day`,
            ``client.no_consent_now``, ``client.empty``, ``staff.*``.
    """
    operator = about(tx, vault, register, member)
    known = tables.client(tx.db, vault, member)
    if known is None or not known.may_write:
        raise Refused("client.may_not_write")
    free = outreach_cap.free_at(tables.written(tx.db, vault, member), tx.now)
    if free is not None:
        raise Refused("client.cap", most=outreach_cap.MOST, day=register.business_date(free).isoformat())
    values = {**texts(tx, member, operator, text), "state": QUEUED, "due": clock.stamp(tx.now)}
    outreach = outreach_of(records.new_record(tx, vault, register, OUTREACH, values))
    assert outreach is not None
    return outreach
