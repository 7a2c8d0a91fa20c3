"""The checks, each one a walk over facts that names what disagrees."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from kiosk.shift import tables as shifts
from kiosk.till import tables as till
from kiosk.till.actions.selling import as_message
from kiosk.till.model import Sale, SaleLine
from kiosk.till.tables import shifts as sums
from kiosk.verify import tables
from kiosk.verify.model import Checked, Finding
from sync import frames, messages
from sync.clock import stamp
from sync.messages import LANES


def run(db: sqlite3.Connection) -> tuple[Checked, list[Finding]]:
    """Everything; findings in the order of the checks, those of one check in the order of the rows."""
    problem = tables.file_problem(db)
    if problem:
        return Checked(), [Finding("file", "journal.db", problem)]
    facts, findings = _chains(db)
    sales, total, found = _sales(db)
    findings += found
    findings += [*_untold(db), *_returns(db), *_stock(db)]
    days, found = _days(db)
    return Checked(facts, sales, total, tables.movements(db), days), findings + found


def _chains(db: sqlite3.Connection) -> tuple[int, list[Finding]]:
    """Each lane of each epoch: numbers without gaps, bytes as they were written, each naming the one before."""
    count, findings = 0, []
    for epoch in tables.epochs(db):
        for lane in LANES:
            prev, expected = "", 1
            for row in tables.facts(db, epoch, lane):
                problem = _link_problem(row, prev, expected)
                if problem:
                    findings.append(Finding("chain", f"journal row {row['n']} ({lane} {row['seq']})", problem))
                    break
                prev, expected, count = row["hash"], expected + 1, count + 1
            else:
                findings += _end(db, lane, epoch, prev, expected)
    return count, findings


def _link_problem(row: sqlite3.Row, prev: str, expected: int) -> str:
    if row["seq"] != expected:
        return f"fact {expected} is missing before it"
    if frames.digest(row["body"]) != row["hash"]:
        return "its bytes are not those that were written"
    event = frames.read(row["body"])
    if (event.id, event.type, event.lane, event.epoch, event.seq) != (
        row["id"], row["type"], row["lane"], row["epoch"], row["seq"],
    ):  # fmt: skip
        return "its columns do not say what its bytes say"
    return "" if event.prev == prev else "it does not name the fact before it"


def _end(db: sqlite3.Connection, lane: str, epoch: str, head: str, expected: int) -> Iterator[Finding]:
    end = tables.stream(db, lane)
    if end is not None and end["epoch"] == epoch and (end["next_seq"], end["head"]) != (expected, head):
        yield Finding("chain", f"stream {lane}", f"it ends at {end['next_seq'] - 1}, the journal at {expected - 1}")


def _sales(db: sqlite3.Connection) -> tuple[int, int, list[Finding]]:
    count, total, findings = 0, 0, []
    day, expected = ("", ""), 1
    for row in tables.sales(db):
        name = f"sale {row['sale_id']} ({row['business_date']} {row['series']}{row['sequence']:04d})"
        if (row["business_date"], row["series"]) != day:
            day, expected = (row["business_date"], row["series"]), 1
        if row["sequence"] != expected:
            findings.append(Finding("numbers", name, f"number {expected} is missing before it"))
        expected = row["sequence"] + 1
        sale = till.load_sale(db, row["sale_id"])
        if sale is None:
            continue
        count, total = count + 1, total + sale.total.minor
        findings += [Finding("sums", name, problem) for problem in _sum_problems(sale)]
        problem = _fact_problem(sale, row["body"])
        if problem:
            findings.append(Finding("facts", name, problem))
    return count, total, findings


def _sum_problems(sale: Sale) -> Iterator[str]:
    for place, line in enumerate(sale.lines, start=1):
        if line.amount.minor != _due(line):
            yield f"line {place} costs {line.amount.minor}, its parts say {_due(line)}"
    lines = sum(line.amount.minor for line in sale.lines)
    if lines != sale.total.minor:
        yield f"the lines are {lines}, the total says {sale.total.minor}"
    tenders = sum(one.amount.minor for one in sale.tenders)
    if tenders != sale.total.minor:
        yield f"the tenders are {tenders}, the total says {sale.total.minor}"


def _due(line: SaleLine) -> int:
    """A line's amount from its parts."""
    off = sum(one.amount_minor for one in line.reductions)
    return line.listed.minor - off + (line.tax_minor if line.tax_added else 0)


def _fact_problem(sale: Sale, body: bytes | None) -> str:
    """Whether head office is told what is on disk."""
    if body is None:
        return "no fact in the journal tells of it"
    event = frames.read(body)
    told = messages.decode(event.type, event.data)
    if not isinstance(told, messages.SaleCompleted):
        return f"its fact is a {event.type}"
    stored = msgspec.structs.replace(as_message(sale), at=told.at)
    if stamp(told.at) != stamp(sale.at):
        return "its fact tells another time"
    # Tenders lie on disk in the order of their ids.
    told = msgspec.structs.replace(told, tenders=tuple(sorted(told.tenders, key=lambda one: one.tender_id)))
    for field in stored.__struct_fields__:
        if getattr(stored, field) != getattr(told, field):
            return f"its fact tells another {field}"
    return ""


def _untold(db: sqlite3.Connection) -> Iterator[Finding]:
    for sale_id in tables.facts_without_sale(db, messages.SaleCompleted.TYPE):
        yield Finding("facts", f"sale {sale_id}", "the journal tells of it, but it is not on disk")


def _returns(db: sqlite3.Connection) -> Iterator[Finding]:
    for row in tables.returned_beyond_sold(db):
        where = f"sale {row['sale_id']}, line {row['line_id']}"
        yield Finding("returns", where, f"{row['sold']} were sold, {row['back']} came back")


def _stock(db: sqlite3.Connection) -> Iterator[Finding]:
    for row in tables.movements_off(db):
        where = f"sale {row['sale_id']}, product {row['gtin']}"
        yield Finding("stock", where, f"its lines move {row['should']}, the ledger moved {row['moved']}")
    for row in tables.counters_off(db):
        where = f"stock_moved {row['gtin']} of epoch {row['epoch']}"
        yield Finding("stock", where, f"the ledger says {row['should']}, the counter {row['total']}")


def _days(db: sqlite3.Connection) -> tuple[int, list[Finding]]:
    """Every Z once more from its sales, and its numbers without gaps."""
    count, findings = 0, []
    series, expected = "", 1
    for row in tables.day_ends(db):
        name = f"z_report {row['series']}{row['number']}"
        if row["series"] != series:
            series, expected = row["series"], 1
        if row["number"] != expected:
            findings.append(Finding("days", name, f"number {expected} is missing before it"))
        expected, count = row["number"] + 1, count + 1
        closed = shifts.load_z(db, row["shift_id"])
        if closed is None:
            continue
        now = {
            "tenders": sums.tenders(db, row["shift_id"]),
            "taxes": sums.taxes(db, row["shift_id"]),
            "numbers": sums.numbers(db, row["shift_id"]),
            "digest": sums.sales_digest(db, row["shift_id"]),
        }
        for part, derived in now.items():
            if getattr(closed, part) != derived:
                findings.append(Finding("days", name, f"its {part} are not those of its sales"))
                break
    return count, findings
