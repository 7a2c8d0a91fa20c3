"""May this be done? By whoever is signed in, or with the word of somebody else who may."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.errors import Refused
from kiosk.register import Register
from kiosk.staff import tables
from kiosk.staff.actions.auditing import audit
from kiosk.staff.actions.signing import verify
from kiosk.staff.model import AUDITED, ORDINARY, Approval, Denied, Operator, Role
from kiosk.staff.model.people import APPROVAL_S
from kiosk.worker import Transaction
from sync.security import Vault

GOES_ON = frozenset({"sell"})
"""What a locked screen does not stop: a payment that was under way is completed when its answer comes."""


def require(
    tx: Transaction,
    register: Register,
    permission: str,
    *,
    about: str = "",
    amount_minor: int = 0,
    percent_bp: int = 0,
    approval: str = "",
) -> str:
    """Let an act happen, or say what it takes; gives the id of who does it (empty where nobody signs in).

    What is audited is written down here, in the act's own transaction. Where signing in is off and nobody is signed in,
    everything that a cashier may is free; more takes an approval as soon as the store has operators who could give one.

    Args:
        about: id of what it is done to; an approval holds for this alone.
        amount_minor, percent_bp: how much; for roles with limits.
        approval: id that `approve` gave.

    Raises:
        Refused: ``staff.sign_in_first``; ``staff.approval_needed`` with permission, about, amount_minor, percent_bp;
            ``staff.approval_void`` if this approval is used up, too old, or was given for something else.
    """
    doer = (tables.answering if permission in GOES_ON else tables.signed_in)(tx.db)
    if doer is None and register.sign_in == "required":
        raise Refused("staff.sign_in_first")
    doer_id = "" if doer is None else doer.operator_id
    approver = ""
    if approval:
        approver = _use(tx, approval, permission, about, (abs(amount_minor), abs(percent_bp)), doer_id)
    elif not _may(tx, doer, permission, amount_minor, percent_bp):
        raise Refused(
            "staff.approval_needed",
            permission=permission,
            about=about,
            amount_minor=amount_minor,
            percent_bp=percent_bp,
        )
    if (doer_id or approver) and (approver or permission in AUDITED):
        size = {"amount_minor": amount_minor, "percent_bp": percent_bp}
        audit(
            tx,
            permission,
            about,
            operator=doer_id or approver,
            approver=approver,
            **{name: value for name, value in size.items() if value},
        )
    return doer_id or approver


def approve(
    tx: Transaction,
    vault: Vault,
    permission: str,
    *,
    approver: str,
    pin: str,
    about: str = "",
    amount_minor: int = 0,
    percent_bp: int = 0,
) -> str | Denied:
    """Give one's word for one act of somebody else; gives the id of the approval. It holds once, for ten minutes.

    `approver` was named by a badge or a tap; the PIN proves that they are here. An approval dies with a restart, and
    when whoever asked signs out.
    """
    found = tables.find(tx.db, approver)
    asker = tables.answering(tx.db)
    asker_id = "" if asker is None else asker.operator_id
    if permission == "unlock":  # whoever is locked out asks, and not whose screen it happens to be
        asker_id = about
    if found is None:
        return Denied("staff.unknown")
    if found.operator_id == asker_id:
        audit(tx, "approval_refused", about, operator=asker_id, approver=approver, reason="staff.same_person")
        return Denied("staff.same_person")
    if not tables.role(tx.db, found.role).permits(permission, amount_minor, percent_bp):
        audit(tx, "approval_refused", about, operator=asker_id, approver=approver, reason="staff.may_not_approve")
        return Denied("staff.may_not_approve", {"name": found.name})
    proven = verify(tx, vault, approver, pin)
    if isinstance(proven, Denied):
        return proven
    given = Approval(
        *(tx.new_id(), permission, about, abs(amount_minor), abs(percent_bp), asker_id, approver, tx.now, APPROVAL_S)
    )
    tables.save_approval(tx.db, given)
    audit(tx, "approval", about, operator=asker_id, approver=approver, permission=permission)
    return given.approval_id


def unlock(tx: Transaction, operator_id: str, approval: str) -> None:
    """Take a lock-out back; always with somebody else's word.

    Raises:
        Refused: ``staff.approval_void``.
    """
    approver = _use(tx, approval, "unlock", operator_id, (0, 0), operator_id)
    tables.save_tries(tx.db, operator_id, type(tables.tries(tx.db, operator_id))())
    audit(tx, "unlock", operator_id, operator=operator_id, approver=approver)
    tx.touch("staff")


def _may(tx: Transaction, doer: Operator | None, permission: str, amount_minor: int, percent_bp: int) -> bool:
    if doer is None and not tables.any_known(tx.db):
        return True
    role: Role = ORDINARY if doer is None else tables.role(tx.db, doer.role)
    return role.permits(permission, amount_minor, percent_bp)


def _use(tx: Transaction, approval_id: str, permission: str, about: str, size: tuple[int, int], doer: str) -> str:
    """Use an approval up; gives who gave it."""
    found = tables.approval(tx.db, approval_id)
    if found is None or not (found.covers(permission, about, *size, doer) and found.alive(tx.now)):
        raise Refused("staff.approval_void")
    approver = tables.find(tx.db, found.approver)
    if approver is None or not tables.role(tx.db, approver.role).permits(permission, *size):
        raise Refused("staff.approval_void")  # whoever gave it does not work here any more, or may not any more
    tables.save_approval(tx.db, replace(found, used=True))
    return found.approver
