"""The commands about stock between the door and the shelf: expect deliveries, ask for counts, rule what online gets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sync.clock import stamp
from sync.formats import gtin as gtins
from sync.headoffice import allocation_tables, allocations, stockroom
from sync.headoffice.allocation_tables import Rule
from sync.headoffice.change import Change, Invalid
from sync.headoffice.csv_rows import BadCell, Row
from sync.headoffice.imports import gln, gtin_of, rows_of
from sync.headoffice.office import Office
from sync.headoffice.stockroom import Announced

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives no public name


class _Line(Struct, frozen=True):
    store: str
    number: str
    source: str
    due: str
    gtin: str
    units: int


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    expect = commands.add_parser(
        "expect", help="announce deliveries: CSV with delivery, store, gtin, units; optional source, due"
    )
    expect.add_argument("file", type=Path)
    count = commands.add_parser("count", help="ask a store to count products")
    count.add_argument("gtin", nargs="+")
    count.add_argument("--store", required=True, metavar="GLN")
    count.add_argument("--title", default="", help="what the count is called, such as a shelf")
    rule = commands.add_parser("allot", help="rule how much of a store's stock is kept for online orders")
    rule.add_argument("percent", type=int)
    rule.add_argument("--store", required=True, metavar="GLN")
    rule.add_argument("--gtin", default="", help="of this product alone")
    rule.add_argument("--most", type=int, help="never more units of one product")
    rule.add_argument("--safety", type=int, default=0, help="units that are promised to nobody (default %(default)s)")
    taken = commands.add_parser("takings", help="what a store sold of what was kept for online, and why")
    taken.add_argument("--store", required=True, metavar="GLN")


def _expect(office: Office, options: argparse.Namespace) -> int:
    def parse(row: Row) -> _Line:
        return _Line(
            store=gln(row, "store"),
            number=row.wanted("delivery"),
            source=row.text("source"),
            due=_due(row.text("due")),
            gtin=gtin_of(row, "gtin"),
            units=row.integer("units", least=1, most=9999),
        )

    good, bad = rows_of(
        options.file, ("delivery", "store", "gtin", "units"), parse, lambda one: f"{one.store}/{one.number}/{one.gtin}"
    )
    papers: dict[tuple[str, str], list[_Line]] = {}
    for line in good:
        papers.setdefault((line.store, line.number), []).append(line)
    for one in bad:
        print(one, file=sys.stderr)

    def announce(change: Change) -> None:
        for (store, number), lines in papers.items():
            first = lines[0]
            stockroom.announce(
                change,
                Announced(
                    store=store,
                    number=number,
                    source=first.source,
                    due=first.due,
                    lines=tuple((line.gtin, line.units) for line in lines),
                ),
            )

    office.change(announce)
    print(f"{len(papers)} deliveries announced, {len(bad)} bad rows left out")
    return 0 if papers or not bad else 1


def _count(office: Office, options: argparse.Namespace) -> int:
    wanted = [_gtin(text) for text in options.gtin]
    print(office.change(lambda change: stockroom.ask_count(change, options.store, wanted, options.title)))
    return 0


def _allot(office: Office, options: argparse.Namespace) -> int:
    rule = Rule(options.percent, options.most, options.safety)
    gtin = _gtin(options.gtin) if options.gtin else ""
    office.change(lambda change: allocations.set_rule(change, options.store, gtin, rule))
    print(f"store {options.store}: {options.percent} % kept for online, {options.safety} units for nobody")
    return 0


def _takings(office: Office, options: argparse.Namespace) -> int:
    rows = office.read(lambda db: allocation_tables.takings(db, options.store))
    for row in rows:
        promised = f", {row['promised']} promised" if row["promised"] else ""
        print(f"{row['at']} {row['device']} {row['gtin']}: {row['units']} kept for online{promised} ({row['reason']})")
    for one in office.read(lambda db: allocations.endangered(db, options.store)):
        print(f"order {one.order_id} waits for {one.units} x {one.gtin} that are not there")
    print(f"{len(rows)} takings")
    return 0


def _due(text: str) -> str:
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell("due", f"{text!r} is no ISO 8601 time") from None
    if moment.tzinfo is None:
        raise BadCell("due", "has no offset from UTC")
    return stamp(moment)


def _gtin(text: str) -> str:
    found = gtins.any_form(text)
    if found is None:
        raise Invalid("gtin", f"{text!r} is no GTIN")
    return found


COMMANDS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "expect": _expect,
    "count": _count,
    "allot": _allot,
    "takings": _takings,
}
