"""The commands of head office's command line. They work on the same database as the running server, at any time."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sync.formats import gtin as gtins
from sync.headoffice import (
    bundles,
    business_commands,
    campaign_commands,
    cards,
    imports,
    letter_commands,
    members,
    operator_commands,
    order_commands,
    price_commands,
    prices,
    sales,
    service_commands,
    shifts,
    stockroom_commands,
    stores,
    task_commands,
    value_commands,
)
from sync.headoffice.change import Conflict, Invalid, Unknown
from sync.headoffice.csv_rows import BadFile
from sync.headoffice.import_ground import import_deliveries, import_plans, import_ratings, import_reviews
from sync.headoffice.import_products import import_products
from sync.headoffice.imports import Imported
from sync.headoffice.office import Office
from sync.link import Link
from sync.link_mqtt import Broker, MqttLink

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name

MOST_LISTED = 100
"""Bad rows that are printed; the rest is counted."""


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    load = commands.add_parser("import", help="load a CSV file: good rows are loaded, bad ones are listed")
    load.add_argument("what", choices=sorted(_IMPORTS))
    load.add_argument("file", type=Path)
    load.add_argument("--currency", default="CNY", help="of stores, where the file names none (default %(default)s)")
    build = commands.add_parser("release", help="build and release catalogue snapshots")
    build.add_argument("--store", metavar="GLN", help="only this store")
    price = commands.add_parser("price", help="set a store's price")
    price.add_argument("gtin")
    price.add_argument("minor", type=int, help="in minor units")
    price.add_argument("--store", required=True, metavar="GLN")
    stock = commands.add_parser("stock", help="set what a store has on hand")
    stock.add_argument("gtin")
    stock.add_argument("number", type=int)
    stock.add_argument("--store", required=True, metavar="GLN")
    for name, about in (
        ("mint-member", "print the text of a member's QR code"),
        ("mint-pickup", "print the text of an order's QR code; ORDER is its id or its number"),
        ("mint-staff", "print the text of an associate's QR code"),
    ):
        mint = commands.add_parser(name, help=about)
        mint.add_argument("subject", metavar=name.partition("-")[2].upper())
        mint.add_argument("--days", type=int, help="how long it is valid")
        mint.add_argument("--png", type=Path, metavar="FILE", help="draw it, too")
    operator_commands.add(commands)
    order_commands.add(commands)
    letter_commands.add(commands)
    value_commands.add(commands)
    price_commands.add(commands)
    business_commands.add(commands)
    campaign_commands.add(commands)
    stockroom_commands.add(commands)
    task_commands.add(commands)
    service_commands.add(commands)
    commands.add_parser("key", help="print the public root key, which devices pin")
    commands.add_parser("missing", help="list receipt numbers that have not arrived")
    days = commands.add_parser("shifts", help="compare every Z with the sales that have arrived; list open shifts")
    days.add_argument("--store", metavar="GLN", default="", help="only this store")


def run(office: Office, options: argparse.Namespace) -> int:
    """Do one command; exit status 0 if it was done, 1 if not."""
    try:
        return _COMMANDS[options.command](office, options)
    except (Unknown, Conflict, Invalid, BadFile, OSError, ValueError) as fault:
        print(f"{options.command}: {fault}", file=sys.stderr)
        return 1


def link_to(broker: str, tenant: str) -> Link | None:
    """The link to a broker such as ``mqtt://127.0.0.1:1883``; None for ``none``.

    Raises:
        ValueError: if it is no such address.
    """
    if broker == "none":
        return None
    address = urlsplit(broker)
    if address.scheme != "mqtt" or not address.hostname:
        raise ValueError(f"{broker!r} is no broker; mqtt://HOST:PORT is one")
    name = f"{tenant}/hq"
    return MqttLink(Broker(host=address.hostname, port=address.port or 1883, client_id=name, username=name))


_IMPORTS: dict[str, Callable[[Office, argparse.Namespace], Imported]] = {
    "products": lambda office, options: office.change(
        lambda change: import_products(change, options.file, office.image_folder)
    ),
    "stores": lambda office, options: office.change(
        lambda change: imports.import_stores(change, options.file, options.currency)
    ),
    "categories": lambda office, options: office.change(lambda change: imports.import_categories(change, options.file)),
    "members": lambda office, options: office.change(lambda change: imports.import_members(change, options.file)),
    "ratings": lambda office, options: office.change(lambda change: import_ratings(change, options.file)),
    "reviews": lambda office, options: office.change(lambda change: import_reviews(change, options.file)),
    "plans": lambda office, options: office.change(lambda change: import_plans(change, options.file)),
    "cards": lambda office, options: office.change(lambda change: cards.import_cards(change, options.file)),
    "components": lambda office, options: office.change(lambda change: bundles.import_components(change, options.file)),
    "deliveries": lambda office, options: office.change(lambda change: import_deliveries(change, options.file)),
    "history": lambda office, options: _import_history(office, options.file),
}


def _import_history(office: Office, path: Path) -> Imported:
    purchases, bad = imports.read_history(path)
    return office.change(lambda change: imports.load_history(change, purchases, bad))


def _import(office: Office, options: argparse.Namespace) -> int:
    done = _IMPORTS[options.what](office, options)
    for bad in done.bad[:MOST_LISTED]:
        print(bad, file=sys.stderr)
    if len(done.bad) > MOST_LISTED:
        print(f"and {len(done.bad) - MOST_LISTED} further bad rows", file=sys.stderr)
    for note in done.notes:
        print(note, file=sys.stderr)
    print(f"{done.loaded} rows loaded, {len(done.bad)} bad rows left out")
    return 0 if done.loaded or not done.bad else 1


def _release(office: Office, options: argparse.Namespace) -> int:
    names = [options.store] if options.store else [shop.store for shop in office.read(stores.everyone)]
    for one in office.release(*names):
        made = one.manifest
        print(f"store {made.store}: version {made.version}, {made.size} bytes ({made.raw_size} unpacked)")
    return 0


def _price(office: Office, options: argparse.Namespace) -> int:
    gtin = _gtin(options.gtin)
    version = office.change(lambda change: prices.change_price(change, options.store, gtin, options.minor))
    print(f"version {version}")
    return 0


def _stock(office: Office, options: argparse.Namespace) -> int:
    gtin = _gtin(options.gtin)
    version = office.change(lambda change: prices.change_stock(change, options.store, gtin, options.number))
    print(f"version {version}")
    return 0


def _mint_member(office: Office, options: argparse.Namespace) -> int:
    member = office.read(lambda db: members.get(db, options.subject))
    return _print_code(office.keys.mint("loyalty", member.member, office.clock(), _life(options)), options)


def _mint_pickup(office: Office, options: argparse.Namespace) -> int:
    order = order_commands.find(office, options.subject)
    return _print_code(office.keys.mint("pickup", order.order_id, office.clock(), _life(options)), options)


def _mint_staff(office: Office, options: argparse.Namespace) -> int:
    return _print_code(office.keys.mint("staff", options.subject, office.clock(), _life(options)), options)


def _life(options: argparse.Namespace) -> timedelta | None:
    return None if options.days is None else timedelta(days=options.days)


def _print_code(text: str, options: argparse.Namespace) -> int:
    print(text)
    if options.png is not None:
        import segno

        segno.make_qr(text, error="m").save(str(options.png), kind="png", scale=8, border=4)
    return 0


def _key(office: Office, _options: argparse.Namespace) -> int:
    print(office.keys.root_public)
    return 0


def _missing(office: Office, _options: argparse.Namespace) -> int:
    gaps = office.read(sales.missing)
    for gap in gaps:
        numbers = str(gap.first) if gap.first == gap.last else f"{gap.first} to {gap.last}"
        print(f"store {gap.store}, {gap.workstation}, {gap.business_date}, series {gap.series}: {numbers}")
    print(f"{len(gaps)} gaps")
    return 0


def _shifts(office: Office, options: argparse.Namespace) -> int:
    found = office.read(lambda db: list(shifts.checked(db, options.store)))
    for one in found:
        z = one.z
        drawer = "not counted" if z.variance_minor is None else f"drawer {z.variance_minor:+d}"
        print(
            f"{z.store} {z.workstation} {z.business_date} Z {z.series}{z.number:04d}: {z.sales} sales, "
            f"{z.total_minor} {z.currency}, {drawer}, {'as booked' if not one.differences else 'DIFFERS'}"
        )
        for difference in one.differences:
            print(f"  {difference}")
        for left in z.leftovers:
            print(f"  left over: {left.kind} {left.what} {left.count}".rstrip())
    for still in office.read(lambda db: shifts.still_open(db, options.store)):
        print(f"{still.store} {still.workstation} {still.business_date}: open since {still.since}")
    for gap in office.read(lambda db: shifts.missing(db, options.store)):
        print(f"{gap.store} {gap.workstation}: no Z {gap.series}{gap.first:04d} to {gap.series}{gap.last:04d}")
    print(f"{len(found)} Z reports, {sum(bool(one.differences) for one in found)} differ")
    return 0


def _gtin(text: str) -> str:
    found = gtins.any_form(text)
    if found is None:
        raise Invalid("gtin", f"{text!r} is no GTIN")
    return found


_COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "import": _import,
    "release": _release,
    "price": _price,
    "stock": _stock,
    "mint-member": _mint_member,
    "mint-pickup": _mint_pickup,
    "mint-staff": _mint_staff,
    **operator_commands.COMMANDS,
    **order_commands.COMMANDS,
    **letter_commands.COMMANDS,
    **value_commands.COMMANDS,
    **price_commands.COMMANDS,
    **business_commands.COMMANDS,
    **campaign_commands.COMMANDS,
    **stockroom_commands.COMMANDS,
    **task_commands.COMMANDS,
    **service_commands.COMMANDS,
    "key": _key,
    "missing": _missing,
    "shifts": _shifts,
}
