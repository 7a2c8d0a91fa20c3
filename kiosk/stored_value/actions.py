"""Spending, giving back, selling cards, asking for more: each inside the transaction of the sale it belongs to.

The facts for head office travel in the sale itself (tenders, lines of kind ``gift_card``, points earned), so a lease
and the sale that used it can never part.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from kiosk import trust
from kiosk.codes import OwnCode
from kiosk.errors import Refused
from kiosk.money import Money
from kiosk.register import Register
from kiosk.stored_value import tables
from kiosk.stored_value.model import Account, Lease, Spendable, VoucherTerms, kind_of, usable
from kiosk.worker import Transaction
from sync import journal
from sync.formats import card_number
from sync.messages import LeaseGranted, LeaseReturned, LeaseWanted, ValueKind

TOPIC = "stored_value"


# ---------------------------------------------------------------- paying


def spend(tx: Transaction, register: Register, kind: str, account: str, amount: int) -> Spendable:
    """Take `amount` (points or minor units) out of this device's lease; gives what is left.

    A voucher is spent once, for any amount up to what it is worth. A tender that is taken off again is put back with
    `give_back`.

    Raises:
        Refused: ``stored_value.not_known_here``, ``.unknown``, ``.other_currency``, ``.empty``,
            ``.too_little`` with `available`, or ``.beyond_lease`` with `available` and `balance`, if there is more
            elsewhere. Of points the last two end in ``_points``; else the figures are `Money`.
    """
    value = kind_of(kind)
    if amount <= 0:
        raise Refused("stored_value.bad_amount")
    found = _usable(tx, register, value, account)
    epoch = tables.epoch_of(tx.db)
    lease = tables.load_lease(tx.db, kind, account, epoch)
    available = usable(found, lease)
    if amount > available:
        raise _too_much(found, available)
    tables.save_lease(tx.db, kind, account, epoch, lease.spend(amount))
    tables.change_balance(tx.db, kind, account, -amount)
    return _left(tx, kind, account)


def give_back(tx: Transaction, register: Register, kind: str, account: str, amount: int) -> Spendable:
    """Put `amount` back where it was spent from: a tender taken off again, or a refund. At once spendable here.

    What was paid by voucher is refunded as store credit: a voucher lives once.

    Raises:
        Refused: ``stored_value.bad_amount``, ``.other_currency``.
    """
    return credit(tx, register, kind, account, amount)


def credit(tx: Transaction, register: Register, kind: str, account: str, amount: int) -> Spendable:
    """Put `amount` into an account from here, such as a refund as store credit; a new account begins.

    Raises:
        Refused: ``stored_value.bad_amount``, ``.other_currency``.
    """
    value = kind_of(kind)
    if amount <= 0:
        raise Refused("stored_value.bad_amount")
    currency = "" if value == "points" else register.currency
    tables.begin_account(tx.db, kind, account, currency, tx.now)
    found = tables.load_account(tx.db, kind, account)
    assert found is not None
    _check_currency(register, found)
    epoch = tables.epoch_of(tx.db)
    lease = tables.load_lease(tx.db, kind, account, epoch)
    tables.save_lease(tx.db, kind, account, epoch, lease.put_in(amount))
    tables.change_balance(tx.db, kind, account, amount)
    return _left(tx, kind, account)


def activate(tx: Transaction, register: Register, number: str, amount_minor: int) -> Spendable:
    """A gift card was sold here, or loaded again: it can be spent here at once, elsewhere when head office knows.

    Raises:
        Refused: ``stored_value.bad_number``, ``.bad_amount``, ``.other_currency``.
    """
    return credit(tx, register, "gift_card", read_number(number), amount_minor)


def deactivate(tx: Transaction, register: Register, number: str, amount_minor: int) -> Spendable:
    """A gift card that was sold comes back, or its sale is voided: its money is taken off it again.

    Raises:
        Refused: as of `spend`, if a part of it was spent, or cannot be reached from here and now.
    """
    return spend(tx, register, "gift_card", number, amount_minor)


# ---------------------------------------------------------------- cards and vouchers


def read_number(text: str) -> str:
    """The number of a gift card as somebody typed it.

    Raises:
        Refused: ``stored_value.bad_number`` if a digit is wrong or missing.
    """
    number = card_number.normal(text)
    if number is None:
        raise Refused("stored_value.bad_number")
    return number


def read_card(tx: Transaction, code: OwnCode) -> str:
    """The number on a gift card's signed code.

    Raises:
        Refused: ``code.*`` if the code may not be believed.
    """
    trust.check(tx, code.token)
    return code.token.subject


def take_voucher(tx: Transaction, register: Register, code: OwnCode) -> VoucherTerms:
    """Believe a voucher's code. Afterwards `spend` takes it; one that needs a lease is asked for.

    Raises:
        Refused: ``code.*`` if it may not be believed, ``stored_value.bad_voucher``, ``.other_currency``, or
            ``.voucher_used`` if it was taken in here, or head office says that it was spent.
    """
    trust.check(tx, code.token)
    terms = VoucherTerms.of(code.token.subject, code.token.body.detail)
    if terms.currency != register.currency:
        raise Refused("stored_value.other_currency", currency=terms.currency)
    number, epoch = terms.number, tables.epoch_of(tx.db)
    found = tables.load_account(tx.db, "voucher", number)
    if found is not None and found.told and found.balance == 0:
        raise Refused("stored_value.voucher_used")
    tables.begin_account(tx.db, "voucher", number, terms.currency, tx.now)
    tables.set_face(tx.db, number, terms.amount_minor, bearer=terms.bearer)
    lease = tables.load_lease(tx.db, "voucher", number, epoch)
    if lease.available >= terms.amount_minor:
        return terms
    if tables.ever_spent(tx.db, "voucher", number):
        raise Refused("stored_value.voucher_used")
    if terms.bearer:
        tables.save_lease(tx.db, "voucher", number, epoch, lease.put_in(terms.amount_minor))
        tables.change_balance(tx.db, "voucher", number, terms.amount_minor)
        tx.touch(TOPIC)
    else:
        wanted(tx, "voucher", number)
    return terms


# ---------------------------------------------------------------- asking for more, and giving back what is left


def wanted(tx: Transaction, kind: str, account: str, amount: int = 0) -> None:
    """Somebody who may spend of this account stands here: keep what is here, and ask for more.

    `amount` is what is lacking (then other devices are asked to give back); 0 asks for all that is free. The answer
    comes when there is a connection, and the topic ``stored_value`` is touched.
    """
    value = kind_of(kind)
    epoch = tables.epoch_of(tx.db)
    lease = tables.load_lease(tx.db, kind, account, epoch)
    tables.save_lease(tx.db, kind, account, epoch, replace(lease, in_use=True))
    found = tables.load_account(tx.db, kind, account)
    if amount == 0 and found is not None and found.told and found.known and lease.available >= found.balance:
        return  # all there is is here
    tx.post(
        LeaseWanted(kind=value, account=account, epoch=epoch, granted=lease.granted, amount=max(0, amount), at=tx.now)
    )


def done_with(tx: Transaction, kind: str, account: str) -> None:
    """Whoever may spend of this account has gone: what was asked for goes back."""
    epoch = tables.epoch_of(tx.db)
    lease = tables.load_lease(tx.db, kind, account, epoch)
    if lease.in_use:
        tables.save_lease(tx.db, kind, account, epoch, replace(lease, in_use=False))
    tidy(tx)


def all_done(tx: Transaction) -> None:
    """Nobody stands here any more: the session ended, or the device begins its day."""
    tables.end_all_use(tx.db)
    tidy(tx)


def tidy(tx: Transaction) -> None:
    """Give back what lies idle beyond the standing shares. Called after a session, and every few seconds.

    Only while head office has every sale of ours: with no connection nobody else could use it, and here somebody can.
    """
    epoch = tables.epoch_of(tx.db)
    idle = tables.unsettled(tx.db, epoch)
    if not idle or journal.waiting(tx.db, "money"):
        return
    for kind, account in idle:
        found = tables.load_account(tx.db, kind, account)
        # What head office never spoke of it may not know yet, and a bearer's voucher is no lease of its own.
        if found is not None and found.told and not found.bearer:
            _return_spare(tx, found, epoch)
        tables.settle(tx.db, kind, account, epoch)


def _return_spare(tx: Transaction, account: Account, epoch: str) -> None:
    lease = tables.load_lease(tx.db, account.kind, account.account, epoch)
    spare = lease.spare(account.standing)
    if spare <= 0:
        return
    lease = lease.give_back(spare)
    tables.save_lease(tx.db, account.kind, account.account, epoch, lease)
    tx.post(
        LeaseReturned(
            kind=account.kind,
            account=account.account,
            epoch=epoch,
            granted=lease.granted,
            returned=lease.returned,
            at=tx.now,
        )
    )
    tx.touch(TOPIC)


def on_granted(device: str) -> Callable[[Transaction, LeaseGranted], None]:
    """The handler of head office's word about an account, given this device's name."""

    def lease_granted(tx: Transaction, message: LeaseGranted) -> None:
        epoch = tables.epoch_of(tx.db)
        mine = [one for one in message.grants if one.device == device and one.epoch == epoch]
        news = tables.save_told(tx.db, message, max((one.standing for one in mine), default=0))
        before = tables.load_lease(tx.db, message.kind, message.account, epoch)
        lease = before
        for one in mine:
            lease = lease.grant(one.granted)
        if lease != before or (news and before != Lease()):
            tables.save_lease(tx.db, message.kind, message.account, epoch, lease)
        if news or lease != before:
            tx.touch(TOPIC)

    return lease_granted


# ---------------------------------------------------------------- what is refused, and why


def _usable(tx: Transaction, register: Register, kind: ValueKind, account: str) -> Account:
    found = tables.load_account(tx.db, kind, account)
    if found is None:
        raise Refused("stored_value.not_known_here")
    if not found.known:
        raise Refused("stored_value.unknown")
    _check_currency(register, found)
    return found


def _check_currency(register: Register, account: Account) -> None:
    if account.currency and account.currency != register.currency:
        raise Refused("stored_value.other_currency", currency=account.currency)


def _too_much(account: Account, available: int) -> Refused:
    """Say what is there, and whether waiting for the connection would help."""
    if account.kind == "voucher":
        return Refused("stored_value.voucher_whole" if available else "stored_value.voucher_not_here")
    if account.told and account.balance <= 0 and available <= 0:
        return Refused("stored_value.empty")
    balance = max(available, account.balance)
    points = account.kind == "points"
    show = (lambda minor: minor) if points else (lambda minor: Money(minor, account.currency))
    if balance <= available:
        key = "stored_value.too_little_points" if points else "stored_value.too_little"
        return Refused(key, available=show(available))
    key = "stored_value.beyond_lease_points" if points else "stored_value.beyond_lease"
    return Refused(key, available=show(available), balance=show(balance))


def _left(tx: Transaction, kind: str, account: str) -> Spendable:
    tx.touch(TOPIC)
    left = tables.spendable(tx.db, kind, account)
    assert left is not None
    return left
