"""Commands about people who work in the stores: operator, roles, audit, checks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sync.formats.staff_roster import OperatorEntry, RoleEntry
from sync.headoffice import assists, operator_acts, operators, self_checkout
from sync.headoffice.change import Invalid
from sync.headoffice.office import Office

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


class _Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: tuple[RoleEntry, ...] = ()


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    operator = commands.add_parser("operator", help="people who work in the stores")
    does = operator.add_subparsers(dest="does", required=True, metavar="WHAT")
    new = does.add_parser("add", help="somebody begins to work here")
    new.add_argument("operator")
    new.add_argument("name")
    new.add_argument("--store", action="append", required=True, metavar="GLN", help="may be given several times")
    new.add_argument("--role", default="cashier", help="default %(default)s")
    new.add_argument("--language", default="", help="zh_CN, zh_TW or en; default: the shop's")
    new.add_argument("--pin-stdin", action="store_true", help="read the first PIN from standard input")
    role = does.add_parser("role", help="give another role")
    role.add_argument("operator")
    role.add_argument("role")
    pin = does.add_parser("pin", help="set a PIN anew, read from standard input")
    pin.add_argument("operator")
    for name, about in (("revoke-badges", "take back all badges"), ("remove", "somebody does not work here any more")):
        does.add_parser(name, help=about).add_argument("operator")
    does.add_parser("list", help="list them")
    roles = commands.add_parser("roles", help="the chain's own roles: a TOML file of [[role]] role, may")
    roles.add_argument("file", type=Path)
    audit = commands.add_parser("audit", help="what operators did, newest first")
    for name in ("operator", "store", "act"):
        audit.add_argument(f"--{name}", default="")
    audit.add_argument("--day", default="", metavar="YYYY-MM-DD", help="UTC")
    audit.add_argument("--limit", type=int, default=500)
    checks = commands.add_parser(
        "checks", help="how often baskets of self-checkouts were looked into, and what was found"
    )
    checks.add_argument("--store", default="", metavar="GLN")
    checks.add_argument("--day", default="", metavar="YYYY-MM-DD", help="UTC")
    calls = commands.add_parser("assists", help="how long the shoppers of a store waited for a colleague")
    calls.add_argument("--store", required=True, metavar="GLN")
    calls.add_argument("--day", default="", metavar="YYYY-MM-DD", help="UTC")


def _operator(office: Office, options: argparse.Namespace) -> int:
    keys = office.keys
    if options.does == "list":
        for one in office.read(operators.everyone):
            print(one.entry.operator_id, one.entry.role, ",".join(one.stores), one.entry.name, sep="\t")
        return 0
    if options.does == "add":
        entry = OperatorEntry(
            operator_id=options.operator, name=options.name, role=options.role, language=options.language
        )
        pin = sys.stdin.readline().strip() if options.pin_stdin else ""
        if options.pin_stdin and not pin:
            raise Invalid("pin", "nothing came on standard input")
        office.change(lambda change: operators.add(change, keys, entry, pin, options.store))
    elif options.does == "role":
        office.change(lambda change: operators.set_role(change, keys, options.operator, options.role))
    elif options.does == "pin":
        pin = sys.stdin.readline().strip()
        office.change(lambda change: operators.set_pin(change, keys, options.operator, pin))
    else:
        act = {"remove": operators.remove, "revoke-badges": operators.revoke_badges}[options.does]
        office.change(lambda change: act(change, keys, options.operator))
    print(f"{options.operator}: done")
    return 0


def _roles(office: Office, options: argparse.Namespace) -> int:
    try:
        found = msgspec.toml.decode(options.file.read_bytes(), type=_Roles)
    except msgspec.DecodeError as fault:
        raise Invalid("roles", str(fault)) from fault
    office.change(lambda change: operators.set_roles(change, office.keys, found.role))
    print(f"{len(found.role)} roles of the chain's own")
    return 0


def _audit(office: Office, options: argparse.Namespace) -> int:
    wanted = {name: getattr(options, name) for name in ("operator", "store", "act", "day", "limit")}
    for one in office.read(lambda db: operator_acts.search(db, **wanted)):
        print(one.at, one.store, one.device, one.act, one.operator, one.approver, one.about, one.detail, sep="\t")
    return 0


def _checks(office: Office, options: argparse.Namespace) -> int:
    for one in office.read(lambda db: self_checkout.rates(db, store=options.store, day=options.day)):
        found = f"{one.differences} with differences ({one.missing} missing, {one.extra} not scanned)"
        print(one.store, one.device, f"{one.looks} of {one.decided} baskets", found, f"{one.waived} waived", sep="\t")
    return 0


def _assists(office: Office, options: argparse.Namespace) -> int:
    found = office.read(lambda db: assists.waited(db, options.store, options.day))
    came = f"{found.answered} answered after {found.median_s:.0f} s (median)"
    print(f"{found.calls} calls, {came}, {found.taken_back} taken back")
    return 0


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "operator": _operator,
    "roles": _roles,
    "audit": _audit,
    "checks": _checks,
    "assists": _assists,
}
