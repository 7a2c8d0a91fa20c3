"""Commands about price books: publish one, mint what goes with it, list what shoppers were told elsewhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sync.clock import stamp
from sync.formats import gtin as gtins
from sync.headoffice import price_books, products, stores
from sync.headoffice.change import Invalid
from sync.headoffice.office import Office

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    book = commands.add_parser("prices", help="check, sign and send a price book (JSON): all of it or nothing")
    book.add_argument("file", type=Path)
    book.add_argument("--store", required=True, metavar="GLN")
    book.add_argument(
        "--from", dest="begins", metavar="TIME", help="2026-12-01T00:00+08:00; default: the file's, or now"
    )
    coupon = commands.add_parser("mint-coupon", help="print the text of a coupon's QR code; COUPON is its rules' name")
    coupon.add_argument("coupon", metavar="COUPON")
    coupon.add_argument("--uses", type=int, default=1, help="how often; 0: without limit (default %(default)s)")
    label = commands.add_parser("mint-label", help="print the text of a signed shelf label with today's price")
    label.add_argument("gtin")
    label.add_argument("--store", required=True, metavar="GLN")
    for one in (coupon, label):
        one.add_argument("--days", type=int, help="how long it is valid")
        one.add_argument("--png", type=Path, metavar="FILE", help="draw it, too")
    told = commands.add_parser("price-conflicts", help="list prices that shoppers were told elsewhere, newest first")
    told.add_argument("--store", default="", metavar="GLN")


def _prices(office: Office, options: argparse.Namespace) -> int:
    begins = price_books.parse_moment(options.begins) if options.begins else None
    text = options.file.read_bytes()
    book = office.change(
        lambda change: price_books.publish(change, office.keys, office.tenant, options.store, text, begins)
    )
    print(f"version {book.version}, {len(book.rules)} rules, from {stamp(book.valid_from)}")
    return 0


def _mint_coupon(office: Office, options: argparse.Namespace) -> int:
    if not 0 <= options.uses <= 99_999:
        raise Invalid("uses", "0 to 99999")
    code = office.keys.mint("coupon", options.coupon, office.clock(), _life(options), (str(options.uses),))
    return _print(code, options)


def _mint_label(office: Office, options: argparse.Namespace) -> int:
    gtin = gtins.any_form(options.gtin)
    if gtin is None:
        raise Invalid("gtin", f"{options.gtin!r} is no GTIN")
    row = office.read(lambda db: products.require(db, options.store, gtin))
    currency = office.read(lambda db: stores.get(db, options.store)).currency
    detail = (str(row["price_minor"]), currency)
    return _print(office.keys.mint("label", gtin, office.clock(), _life(options), detail), options)


def _price_conflicts(office: Office, options: argparse.Namespace) -> int:
    found = office.read(lambda db: price_books.conflicts(db, options.store))
    for one in found:
        who = f" by {one.operator}" if one.operator else ""
        where = f"{one.source} {one.reference}".strip()
        print(f"{one.at} {one.store}/{one.device} {one.gtin} x{one.units}: {where} said {one.claimed_minor},", end=" ")
        print(f"ours {one.ours_minor}: {one.decision}{who} ({one.reason})")
    print(f"{len(found)} conflicts")
    return 0


def _life(options: argparse.Namespace) -> timedelta | None:
    return None if options.days is None else timedelta(days=options.days)


def _print(text: str, options: argparse.Namespace) -> int:
    print(text)
    if options.png is not None:
        import segno  # only pictures need it

        segno.make_qr(text, error="m").save(str(options.png), kind="png", scale=8, border=4)
    return 0


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "prices": _prices,
    "mint-coupon": _mint_coupon,
    "mint-label": _mint_label,
    "price-conflicts": _price_conflicts,
}
