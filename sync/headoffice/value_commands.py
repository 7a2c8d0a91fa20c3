"""Commands about points, gift cards, store credit, vouchers and customer accounts."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sync.formats import card_number
from sync.headoffice import leases, stored_value, stores
from sync.headoffice.change import Change, Invalid
from sync.headoffice.office import Office
from sync.headoffice.stored_value import Account, describe
from sync.messages import ValueKind

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name

NEW = "new"
"""Stands for a number that nobody can guess."""

VOUCHER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I: people read numbers to one another."""


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    for name, about in (
        ("mint-gift-card", "give out a gift card and print the text of its QR code; NUMBER may be `new`"),
        ("mint-voucher", "give out a voucher and print the text of its QR code; NUMBER may be `new`"),
        ("issue-credit", "give somebody store credit; NUMBER is a member or a number, or `new`"),
    ):
        one = commands.add_parser(name, help=about)
        one.add_argument("number", metavar="NUMBER")
        one.add_argument("amount", metavar="AMOUNT", type=int, help="in minor units")
        one.add_argument("--store", default="", metavar="GLN", help="whose devices can use it at once, offline too")
        one.add_argument("--currency", default="", help="default: the store's, or that of all stores")
        if name != "issue-credit":
            one.add_argument("--days", type=int, help="how long the code is valid")
            one.add_argument("--png", type=Path, metavar="FILE", help="draw it, too")
        if name == "mint-voucher":
            one.add_argument(
                "--leased", action="store_true", help="one device at a time may take it; needs the network"
            )
    account = commands.add_parser("account", help="set a business customer's credit limit, or book what they paid")
    account.add_argument("customer", metavar="CUSTOMER")
    account.add_argument("limit", metavar="LIMIT", type=int, help="in minor units")
    account.add_argument("--store", default="", metavar="GLN", help="whose devices can charge it at once, offline too")
    account.add_argument("--currency", default="", help="default: the store's, or that of all stores")
    account.add_argument("--paid", type=int, default=0, metavar="AMOUNT", help="book a payment")
    value = commands.add_parser("value", help="show an account's balance, who may spend of it, and its ledger")
    value.add_argument("kind", choices=sorted(stored_value.KINDS))
    value.add_argument("number", metavar="NUMBER")
    reclaim = commands.add_parser("reclaim", help="a device's lost disk is gone for good: free what it held")
    reclaim.add_argument("device", metavar="DEVICE")
    reclaim.add_argument("--store", required=True, metavar="GLN")


def _mint_gift_card(office: Office, options: argparse.Namespace) -> int:
    number = card_number.new(secrets.randbelow) if options.number == NEW else card_number.normal(options.number)
    if number is None:
        raise Invalid("number", "is no number of 16 to 19 digits with a right check digit")
    office.change(lambda change: _issue(change, "gift_card", number, options))
    print(number)
    return _print_code(office.keys.mint("gift_card", number, office.clock(), _life(options)), options)


def _mint_voucher(office: Office, options: argparse.Namespace) -> int:
    number = _new_number() if options.number == NEW else options.number
    made = office.change(lambda change: _issue(change, "voucher", number, options, bearer=not options.leased))
    detail = (str(options.amount), made.currency, "leased" if options.leased else "bearer")
    print(number)
    return _print_code(office.keys.mint("voucher", number, office.clock(), _life(options), detail), options)


def _issue_credit(office: Office, options: argparse.Namespace) -> int:
    number = _new_number() if options.number == NEW else options.number
    made = office.change(lambda change: _issue(change, "store_credit", number, options))
    print(f"{number}: {made.balance}")
    return 0


def _account(office: Office, options: argparse.Namespace) -> int:
    def act(change: Change) -> Account:
        currency = _currency(change, options)
        made = stored_value.set_limit(change, options.customer, options.limit, currency=currency, store=options.store)
        return stored_value.paid(change, made, options.paid) if options.paid else made

    made = office.change(act)
    print(f"limit {made.credit_limit}, spent {made.credit_limit - made.balance}, left {made.balance}")
    return 0


def _value(office: Office, options: argparse.Namespace) -> int:
    found = office.read(lambda db: stored_value.find(db, options.kind, options.number))
    if found is None:
        raise Invalid("number", "there is no such account")
    held = office.read(lambda db: stored_value.held(db, found.kind, found.account))
    print(f"{describe(found.kind, found.account)}: balance {found.balance} {found.currency}, held by devices {held}")
    for entry in office.read(lambda db: stored_value.ledger(db, found.kind, found.account)):
        print(
            f"{entry.what} {entry.amount:+} = {entry.balance} {entry.store} {entry.device} {entry.reference}".rstrip()
        )
    return 0


def _reclaim(office: Office, options: argparse.Namespace) -> int:
    count = office.change(lambda change: leases.reclaim(change, options.store, options.device))
    print(f"{count} leases of former lives of {options.device} are free again")
    return 0


def _issue(
    change: Change, kind: ValueKind, number: str, options: argparse.Namespace, *, bearer: bool = False
) -> Account:
    currency = _currency(change, options)
    if not 1 <= len(number) <= 64:
        raise Invalid("number", "must have 1 to 64 characters")
    return stored_value.issue(
        change, kind, number, options.amount, currency=currency, store=options.store, bearer=bearer
    )


def _currency(change: Change, options: argparse.Namespace) -> str:
    """The currency that was named, or the store's, or the one that all stores share."""
    if options.store:
        shop = stores.get(change.db, options.store)
        if options.currency not in ("", shop.currency):
            raise Invalid("currency", f"the store's is {shop.currency}")
        return shop.currency
    if options.currency:
        return str(options.currency)
    found = {shop.currency for shop in stores.everyone(change.db)}
    if len(found) != 1:
        raise Invalid("currency", "name one with --currency: the stores have several, or there are none")
    return found.pop()


def _new_number() -> str:
    return "".join(secrets.choice(VOUCHER_ALPHABET) for _ in range(16))


def _life(options: argparse.Namespace) -> timedelta | None:
    return None if options.days is None else timedelta(days=options.days)


def _print_code(text: str, options: argparse.Namespace) -> int:
    print(text)
    if options.png is not None:
        import segno

        segno.make_qr(text, error="m").save(str(options.png), kind="png", scale=8, border=4)
    return 0


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "mint-gift-card": _mint_gift_card,
    "mint-voucher": _mint_voucher,
    "issue-credit": _issue_credit,
    "account": _account,
    "value": _value,
    "reclaim": _reclaim,
}
