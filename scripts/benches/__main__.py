"""Runs benches by name: ``scripts/bench sync sale --json``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path

from scripts.benches.report import Bench, Context, machine

NAMES = ("catalogue", "lookup", "search", "sale", "sync", "scan", "ui", "pricing", "orders", "queue")
"""Each is a module beside this one with ``run(context) -> Bench``."""


def main() -> int:
    """Exit status 0 only if every floor of every bench that was asked for holds."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--work", type=Path, help="folder for large files that are kept between runs")
    parser.add_argument("--data", type=Path, help="folder of photographs with truth.csv (scan)")
    parser.add_argument("--quick", action="store_true", help="small numbers: shows that it runs, proves nothing")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in NAMES]
    if unknown:
        parser.error(f"no such bench: {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        work = options.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        context = Context(work, options.data, options.quick)
        benches = [_run(name, context, quiet=options.json) for name in options.names or NAMES]
    if options.json:
        print(json.dumps({"machine": machine(), "benches": [bench.as_json() for bench in benches]}, indent=1))
    return 0 if all(bench.fine for bench in benches) else 1


def _run(name: str, context: Context, *, quiet: bool) -> Bench:
    print(f"{name} ...", file=sys.stderr, flush=True)
    bench: Bench = importlib.import_module(f"scripts.benches.{name}").run(context)
    if not quiet:
        _show(bench)
    return bench


def _show(bench: Bench) -> None:
    if bench.skipped:
        print(f"{bench.name}: skipped: {bench.skipped}")
    for key, value in bench.figures.items():
        print(f"  {key:44} {value if isinstance(value, str) else f'{value:.6g}'}")
    for goal in bench.goals:
        verdict = "PASS" if goal.reached else "FALLS SHORT"
        print(f"  {verdict:12} {goal.kind:6} {goal.name}: {goal.value:.4g} {goal.op} {goal.goal:g}")


if __name__ == "__main__":
    sys.exit(main())
