"""Who is here: badges, PINs, locking, and what a wrong PIN costs.

No answer reaches the screen before its transaction is on disk. So pulling the plug after a wrong PIN saves no try.
"""

from __future__ import annotations

from kiosk import trust
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.staff import tables
from kiosk.staff.actions.auditing import audit
from kiosk.staff.model import Denied, Operator
from kiosk.worker import Transaction
from sync import sealing
from sync.formats import pin_hash
from sync.messages import PinChanged
from sync.security import Vault


def begin(tx: Transaction) -> None:
    """At the start: whoever was signed in still answers for the device, behind a locked screen; approvals are void."""
    tables.drop_approvals(tx.db)
    found = tables.session(tx.db)
    if found is not None and not found.locked:
        tables.save_session(tx.db, found.operator.operator_id, found.since, locked=True)
        audit(tx, "lock", reason="restart")


def time_passed(tx: Transaction, seconds: int) -> None:
    """So many seconds of running time have passed: waits and approvals grow shorter."""
    if tables.counts_time(tx.db) and tables.time_passed(tx.db, seconds):
        tx.touch("staff")


def recognise(tx: Transaction, code: OwnCode) -> Operator | Denied:
    """Say whose badge this is. It names a person and proves nothing about who holds it: that takes the PIN.

    Where head office never named an operator, a badge that it signed is enough, as there is no list to be on.
    """
    try:
        trust.check(tx, code.token)
    except Refused as refusal:
        audit(tx, "badge_refused", reason=refusal.key)
        return Denied(refusal.key, refusal.details)
    badge = code.token
    found = tables.find(tx.db, badge.body.subject)
    if found is None:
        if not tables.any_known(tx.db) and tables.roster_version(tx.db) < 0:
            return Operator(badge.body.subject, "", "", "")
        audit(tx, "badge_refused", badge.body.subject, reason="staff.unknown_badge")
        return Denied("staff.unknown_badge")
    if badge.body.issued < tables.badges_from(tx.db, found.operator_id):
        audit(tx, "badge_refused", badge.body.subject, reason="staff.badge_revoked")
        return Denied("staff.badge_revoked")
    return found


def verify(tx: Transaction, vault: Vault, operator_id: str, pin: str) -> Operator | Denied:
    """Believe that this operator is here, or count a wrong PIN."""
    found = tables.find(tx.db, operator_id)
    if found is None:
        return Denied("staff.unknown")
    tries = tables.tries(tx.db, operator_id)
    if tries.locked:
        return Denied("staff.locked_out", {"n": minutes(tries.wait_s)})
    kept = tables.pin(tx.db, vault, operator_id)
    if not kept:
        return Denied("staff.no_pin")
    if pin_hash.fits(kept, pin):
        tables.save_tries(tx.db, operator_id, type(tries)())
        return found
    tries = tries.failed()
    tables.save_tries(tx.db, operator_id, tries)
    tx.touch("staff")
    audit(tx, "wrong_pin", operator_id, operator=operator_id, wrong=tries.wrong)
    if tries.locked:
        audit(tx, "locked_out", operator_id, operator=operator_id, wait_s=tries.wait_s)
        return Denied("staff.locked_out", {"n": minutes(tries.wait_s)})
    return Denied("staff.wrong_pin", {"n": tries.left})


def sign_in(tx: Transaction, vault: Vault, operator_id: str, pin: str) -> Operator | Denied:
    """Sign in, or unlock one's own screen; whoever was signed in before is signed out, their basket stays."""
    found = verify(tx, vault, operator_id, pin)
    if isinstance(found, Denied):
        return found
    before = tables.session(tx.db)
    mine = before is not None and before.operator.operator_id == operator_id
    if before is not None and not mine:
        audit(tx, "sign_out", operator=before.operator.operator_id, reason="switch")
    since = before.since if before is not None and mine else tx.now
    tables.save_session(tx.db, operator_id, since)
    tables.seen(tx.db, operator_id, tx.now)
    audit(tx, "unlock_screen" if mine else "sign_in", operator=operator_id)
    tx.touch("staff")
    return found


def lock(tx: Transaction, reason: str = "asked") -> None:
    """Lock the screen; everything else stays as it is. `reason`: asked, idle."""
    found = tables.session(tx.db)
    if found is not None and not found.locked:
        tables.save_session(tx.db, found.operator.operator_id, found.since, locked=True)
        audit(tx, "lock", reason=reason)
        tx.touch("staff")


def sign_out(tx: Transaction) -> None:
    """Nobody is signed in any more; approvals that this operator was given are void."""
    if tables.session(tx.db) is not None:
        audit(tx, "sign_out")
        tables.end_session(tx.db)
        tables.drop_approvals(tx.db)
        tx.touch("staff")


def change_pin(
    tx: Transaction, vault: Vault, operator_id: str, old: str, new: str, cost: pin_hash.Cost = pin_hash.TILL
) -> Operator | Denied:
    """Change one's own PIN; head office hears of it when it can. A wrong old one counts as a try."""
    weakness = pin_hash.weakness(new)
    if weakness:
        return Denied(f"staff.pin_{weakness}", {"n": pin_hash.LEAST})
    found = verify(tx, vault, operator_id, old)
    if isinstance(found, Denied):
        return found
    if old == new:
        return Denied("staff.pin_same")
    kept, version = pin_hash.hash_of(new, cost), tables.pin_version(tx.db, operator_id)
    tables.set_pin(tx.db, vault, operator_id, kept, version + 1)
    box = sealing.seal(tables.sealing_key(tx.db), f"pin/{operator_id}", kept.encode("ascii"))
    tx.post(PinChanged(operator=operator_id, sealed=box, base_version=version, at=tx.now))
    audit(tx, "pin_changed", operator_id, operator=operator_id)
    return found


def minutes(seconds: int) -> int:
    """Whole minutes of a wait, as people are told: never less than one."""
    return max(1, -(-seconds // 60))
