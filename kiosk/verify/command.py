"""``python -m kiosk verify DIR``: says what was proven, or names the first bad row."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kiosk.verify import checks, tables


def main(arguments: Sequence[str]) -> int:
    """Verify one data folder. Exit status 0 if all is well, 1 if a row is bad, 2 if there is nothing to read."""
    parser = argparse.ArgumentParser(prog="python -m kiosk verify", description="Prove a device's journal.")
    parser.add_argument("folder", type=Path, help="the device's data folder; its device may be running")
    parser.add_argument("--all", action="store_true", help="name every bad row, not only the first")
    options = parser.parse_args(arguments)
    try:
        db = tables.open_read_only(options.folder)
    except sqlite3.OperationalError as error:
        print(f"{options.folder}: {error}", file=sys.stderr)
        return 2
    except sqlite3.DatabaseError as error:
        # A torn page may be one that even opening reads.
        print(f"{options.folder}: cannot be read whole: {error}", file=sys.stderr)
        return 1
    try:
        checked, findings = checks.run(db)
    except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
        print(f"{options.folder}: cannot be read whole: {error}", file=sys.stderr)
        return 1
    finally:
        db.close()
    for finding in findings if options.all else findings[:1]:
        print(finding)
    if findings:
        print(f"{len(findings)} bad rows in {options.folder}")
        return 1
    print(
        f"{options.folder}: {checked.facts} facts in an unbroken chain, {checked.sales} sales without a gap"
        f" ({checked.total_minor} minor units), {checked.movements} movements of stock, {checked.days} day ends: fine"
    )
    return 0
