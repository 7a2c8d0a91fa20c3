"""The cashier's book against the till's Z, its disk, and head office."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from kiosk.shift import tables as shifts
from kiosk.shift.report import Report
from scripts.cashier.ledger import Ledger
from scripts.cashier.shop import CARD_MINOR, ON_HAND, POINTS, TENANT, Shop


def last_z(data: Path) -> Report:
    """The Z that the till wrote last."""
    with closing(sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return shifts.recent_z(db)[0]


def report(ledger: Ledger, made: Report) -> list[str]:
    """In what an X or a Z does not say what the cashier's book says."""
    turnover, cash = made.turnover, made.cash
    pairs: dict[str, tuple[object, object]] = {
        "sales": (turnover.sales, ledger.numbers),
        "gross": (turnover.gross_minor, ledger.gross),
        "reductions": (turnover.reductions_minor, ledger.reductions),
        "returns": (turnover.returns, ledger.returns),
        "returned money": (turnover.returns_minor, ledger.returns_minor),
        "exchanges": (turnover.exchanges, ledger.exchanges),
        "voids": (turnover.voids, ledger.voids),
        "voided money": (turnover.voids_minor, ledger.voids_minor),
        "no-sales": (turnover.no_sales, ledger.no_sales),
        "total": (turnover.total_minor, ledger.total),
        "points given": (turnover.points_issued, ledger.earned),
        "points spent": (turnover.points_redeemed, ledger.redeemed),
        "float": (cash.float_minor, ledger.float_minor),
        "paid in": (cash.paid_in_minor, ledger.paid_in),
        "paid out": (cash.paid_out_minor, ledger.paid_out),
        "dropped": (cash.dropped_minor, ledger.dropped),
        "cash of sales": (cash.sales_minor, ledger.cash_in),
        "cash refunds": (cash.refunds_minor, ledger.cash_out),
        "drawer": (cash.expected_minor, ledger.drawer),
        "variance": (made.variance_minor, 0),
        "missing numbers": (made.missing, 0),
        "left over": (tuple(one.kind for one in made.leftovers), ()),
    }
    pairs |= _sums("tender", {one.kind: one.amount_minor for one in made.tenders}, ledger.tenders)
    pairs |= _sums("tax", {one.code: one.tax_minor for one in made.taxes}, ledger.tax)
    pairs |= _sums("net", {one.code: one.net_minor for one in made.taxes}, ledger.net)
    return _differences("Z", pairs)


def verified(data: Path) -> list[str]:
    """Whether the till's disk proves itself."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "verify", str(data)], capture_output=True, text=True, check=False
    )
    return [] if done.returncode == 0 else [f"verify: {(done.stdout + done.stderr).strip()}"]


def head_office(ledger: Ledger, shop: Shop) -> list[str]:
    """In what head office has booked something else."""
    with closing(sqlite3.connect(f"file:{shop.office / 'headoffice.db'}?mode=ro", uri=True)) as db:
        sales, total = db.execute("SELECT count(*), coalesce(sum(total_minor), 0) FROM sale").fetchone()
        tenders = dict(db.execute("SELECT kind, sum(amount_minor) FROM sale_tender GROUP BY 1").fetchall())
        pairs: dict[str, tuple[object, object]] = {"sales": (sales, ledger.numbers), "total": (total, ledger.total)}
        pairs |= _sums("tender", tenders, ledger.tenders)
        for good in shop.goods:
            row = db.execute("SELECT on_hand FROM stock WHERE store = ? AND gtin = ?", (shop.store, good.gtin))
            pairs[f"stock of {good.gtin}"] = (row.fetchone()[0], ON_HAND - ledger.units[good.gtin])
        balances = dict(db.execute("SELECT kind || account, balance FROM value_account").fetchall())
        card = balances.get(f"gift_card{shop.gift_card}")
        points = balances.get(f"points{shop.member}")
        pairs["gift card"] = (card, CARD_MINOR - ledger.tenders["gift_card"])
        pairs["points"] = (points, POINTS + ledger.earned - ledger.redeemed)
        flags = [" ".join(map(str, row)) for row in db.execute("SELECT kind, subject, detail FROM flag")]
    return _differences("head office", pairs) + [f"head office flagged: {one}" for one in flags] + list(_shifts(shop))


def _shifts(shop: Shop) -> Iterator[str]:
    """What head office's own comparison of the Z with its sales says."""
    command = [sys.executable, "-m", "sync.headoffice", "--data", str(shop.office), "--tenant", TENANT, "shifts"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    if "as booked" not in said or "DIFFERS" in said or "open since" in said:
        yield f"head office on the Z: {said.strip() or 'it has none'}"


def _sums(name: str, theirs: Mapping[str, int], ours: Mapping[str, int]) -> dict[str, tuple[object, object]]:
    return {f"{name} {key}": (theirs.get(key, 0), ours.get(key, 0)) for key in sorted(theirs.keys() | ours.keys())}


def _differences(who: str, pairs: Mapping[str, tuple[object, object]]) -> list[str]:
    return [f"{who}: {name} is {one}, the cashier has {two}" for name, (one, two) in pairs.items() if one != two]
