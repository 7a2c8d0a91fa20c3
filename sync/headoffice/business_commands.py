"""Commands about business customers and the quotations that they were given."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync.headoffice import businesses, quotes, stored_value
from sync.headoffice.businesses import Business
from sync.headoffice.office import Office

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    business = commands.add_parser("business", help="business customers; their credit limit is set with `account`")
    acts = business.add_subparsers(dest="act", required=True)
    one = acts.add_parser("add", help="add one, or say anew what they are")
    one.add_argument("account", metavar="ACCOUNT")
    one.add_argument("name", metavar="NAME", help="as it stands on an invoice")
    one.add_argument("--store", required=True, action="append", metavar="GLN", help="a store that they shop in; again")
    one.add_argument("--tax-id", default="", help="checked: CN social credit code, TW business number, EU VAT number")
    one.add_argument("--price-list", default="", metavar="NAME", help="a price list of the stores' price books")
    one.add_argument("--order-needed", action="store_true", help="nothing goes on account without their order number")
    one.add_argument("--due", type=int, default=0, metavar="DAYS", help="until when they pay")
    acts.add_parser("list", help="list them with what is left of their limits")
    gone = acts.add_parser("remove", help="erase one here and in the stores; what they owe stays")
    gone.add_argument("account", metavar="ACCOUNT")
    given = commands.add_parser("quotes", help="list quotations, newest first, with the sale that each became")
    given.add_argument("--store", default="", metavar="GLN")


def _business(office: Office, options: argparse.Namespace) -> int:
    if options.act == "add":
        wanted = Business(
            *(options.account, options.name, options.tax_id, options.price_list, options.order_needed, options.due)
        )
        made = office.change(lambda change: businesses.save(change, wanted, options.store))
        print(f"{made.account}: {made.name}")
    elif options.act == "remove":
        office.change(lambda change: businesses.remove(change, options.account))
        print(f"{options.account} is erased")
    else:
        _list(office)
    return 0


def _list(office: Office) -> None:
    found = office.read(businesses.everyone)
    for one, shops in found:
        account = one.account
        value = office.read(lambda db, name=account: stored_value.find(db, "account", name))  # type: ignore[misc]  # each its own
        left = "no account" if value is None else f"{value.balance} of {value.credit_limit} {value.currency} left"
        terms = (one.tax_id, one.price_list, "order number needed" if one.purchase_order_needed else "")
        due = f"due in {one.due_days} days" if one.due_days else ""
        print(" · ".join(part for part in (account, one.name, *terms, due, left, " ".join(shops)) if part))
    print(f"{len(found)} business customers")


def _quotes(office: Office, options: argparse.Namespace) -> int:
    found = office.read(lambda db: quotes.newest(db, options.store))
    for one in found:
        became = f"sale {', '.join(one.sales)}" if one.sales else "open"
        print(f"{one.store} {one.number} {one.business} {one.total_minor} {one.currency} until {one.until}: {became}")
    print(f"{len(found)} quotations")
    return 0


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {"business": _business, "quotes": _quotes}
