"""What a sale does to points, gift cards, store credit, vouchers and customer accounts: once, and never refused."""

from __future__ import annotations

from sync.headoffice import flags, leases, members, stored_value
from sync.headoffice.applying import Arrival
from sync.headoffice.change import Change
from sync.headoffice.stored_value import KINDS, Account, describe
from sync.messages import DeviceStarted, LeaseReturned, LeaseWanted, SaleCompleted, SaleTender, ValueKind


def sale_booked(change: Change, arrival: Arrival, sale: SaleCompleted) -> None:
    """A sale was booked for the first time: its tenders spend and refund, its gift cards are loaded, points earned."""
    touched: set[str] = set()
    # Loads first: a card that is sold and spent in one sale has its money before it is spent.
    for line in sale.lines:
        # A card is worth what stands on it, whatever was taken off its price.
        worth = line.unit_price_minor * line.quantity
        if line.kind == "gift_card" and line.reference and worth:
            _move(change, arrival, sale, "gift_card", line.reference, worth, "load" if worth > 0 else "reverse")
    for tender in sale.tenders:
        if tender.kind in KINDS and tender.reference:
            kind = tender.kind
            amount = -_units(tender)
            if amount:
                _move(change, arrival, sale, kind, tender.reference, amount, "refund" if amount > 0 else "spend")
            if kind == "points":
                touched.add(tender.reference)
    if sale.points_earned and sale.customer:
        _earn(change, arrival, sale)
        touched.add(sale.customer)
    for member in sorted(touched):
        account = stored_value.find(change.db, "points", member)
        members.points_are(change, member, 0 if account is None else max(0, account.balance))


def lease_wanted(change: Change, arrival: Arrival, wish: LeaseWanted) -> None:
    """A device asks for more; what it asked in a former life of its database is nothing to it any more."""
    if not arrival.repeated and wish.epoch == arrival.event.epoch:
        leases.wanted(change, arrival.store, arrival.device, wish)


def lease_returned(change: Change, arrival: Arrival, message: LeaseReturned) -> None:
    """A device gave up a part of its lease."""
    leases.came_back(change, arrival.store, arrival.device, message)


def device_started(change: Change, arrival: Arrival, event: DeviceStarted) -> None:
    """A device begins: under the epoch of the envelope, which is the one it lives in now."""
    if event.epoch == arrival.event.epoch:
        leases.device_began(change, arrival.store, arrival.device, event.role, event.epoch)


def _units(tender: SaleTender) -> int:
    """What the tender took, in the account's own unit; less than zero for a refund."""
    if tender.kind != "points" or not tender.units:
        return tender.amount_minor
    return -abs(tender.units) if tender.amount_minor < 0 else tender.units


def _move(
    change: Change, arrival: Arrival, sale: SaleCompleted, kind: ValueKind, number: str, amount: int, what: str
) -> None:
    """Book what one tender or line did, against the device's lease."""
    account = stored_value.find(change.db, kind, number)
    if account is None:
        # A card or a credit may begin its life at a till; anything else should be known here.
        if amount < 0 or kind not in ("gift_card", "store_credit"):
            _flag(change, arrival, sale, "unknown_account", describe(kind, number))
        account = stored_value.open_account(change, kind, number, currency=sale.currency, store=arrival.store)
    if account.currency and account.currency != sale.currency:
        _flag(change, arrival, sale, "wrong_currency", f"{describe(kind, number)} is in {account.currency}")
    beyond = leases.used(change, account, arrival.store, arrival.device, arrival.event.epoch, -amount)
    if beyond and not account.bearer:
        _flag(change, arrival, sale, "beyond_lease", f"{describe(kind, number)}: {beyond} more than it held")
    balance = _book(change, arrival, sale, account, what, amount)
    if kind == "voucher" and amount < 0 and balance > 0:
        # A voucher is spent whole: what it was worth beyond the sale is gone.
        leases.used(change, account, arrival.store, arrival.device, arrival.event.epoch, balance)
        _book(change, arrival, sale, account, "forfeit", -balance)


def _earn(change: Change, arrival: Arrival, sale: SaleCompleted) -> None:
    """Points earned are free at head office first: nobody buys, spends what that earned, and brings the goods back."""
    account = stored_value.find(change.db, "points", sale.customer)
    if account is None:
        _flag(change, arrival, sale, "unknown_account", describe("points", sale.customer))
        account = stored_value.open_account(change, "points", sale.customer, store=arrival.store)
    _book(change, arrival, sale, account, "earn" if sale.points_earned > 0 else "reverse", sale.points_earned)


def _book(change: Change, arrival: Arrival, sale: SaleCompleted, account: Account, what: str, amount: int) -> int:
    balance = stored_value.book(
        change,
        account.kind,
        account.account,
        what,
        amount,
        store=arrival.store,
        device=arrival.device,
        reference=sale.sale_id,
    )
    if balance < 0 and amount < 0:
        _flag(change, arrival, sale, "overdrawn", f"{describe(account.kind, account.account)}: {balance}")
    return balance


def _flag(change: Change, arrival: Arrival, sale: SaleCompleted, kind: str, detail: str) -> None:
    flags.raise_flag(change, kind, arrival.store, arrival.device, sale.sale_id, detail)
