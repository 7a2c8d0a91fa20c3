"""``python -m scripts.cashier``: a day at a till on a virtual screen, its sums compared with a book kept beside it."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from msgspec import Struct

from scripts.cashier import checks, shop
from scripts.cashier.counter import HEIGHT, WIDTH, Counter
from scripts.cashier.day import Day, Say
from scripts.cashier.hands import Cashier
from scripts.person import display
from scripts.person.backroom import mosquitto
from scripts.person.device import Trouble
from scripts.person.display import Display

HOUR_S = 3600


class Outcome(Struct, frozen=True):
    """What came of a day."""

    findings: list[str]
    """Everything that was not as it should be; empty for a good day."""
    sales: int
    seconds_each: float
    """Median, from the first scan of a sale to the next shopper."""
    taps: int
    scans: int


def main() -> int:
    """Exit status 0 if the till, its disk and head office all say what the cashier's book says."""
    parser = argparse.ArgumentParser(prog="python -m scripts.cashier", description=__doc__)
    parser.add_argument("--sales", type=int, default=60, help="before anything comes back (default %(default)s)")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="a picture of each screen goes there")
    parser.add_argument("--seed", type=int, default=1, help="who buys what (default %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder for databases and logs, kept afterwards")
    options = parser.parse_args()
    if lacking():
        print(f"not installed: {', '.join(lacking())}", file=sys.stderr)
        return 2
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:6.1f} s] {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="cashier-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        outcome = run(folder.resolve(), options.sales, options.seed, say, pictures=options.pictures)
    each = outcome.seconds_each
    pace = HOUR_S / each if each else 0
    say(f"{outcome.sales} sales, {each:.1f} s each (median): {pace:.0f} an hour")
    say(f"{outcome.taps} taps, {outcome.scans} scans")
    for finding in outcome.findings:
        say(f"FINDING: {finding}")
    say(f"{len(outcome.findings)} findings")
    return 1 if outcome.findings else 0


def lacking() -> list[str]:
    """Programs of the machine that this takes and that are not installed."""
    return [*display.lacking(), *([] if mosquitto() else ["mosquitto"])]


def run(folder: Path, sales: int, seed: int, say: Say, *, back: bool = True, pictures: Path | None = None) -> Outcome:
    """One day in `folder`, which is empty; every program that it starts is ended again."""
    place = shop.make(folder, drawn=pictures is not None)
    screen = Display(folder / "display.log", WIDTH, HEIGHT)
    screen.open()
    counter = Counter(place, folder, screen)
    counter.pictures = pictures
    day = Day(Cashier(counter, place), place, random.Random(seed), say)
    findings: list[str] = []
    try:
        counter.open()
        say("the till is open")
        day.run(sales, back=back)
        counter.synced()
    except (Trouble, ValueError) as trouble:
        findings.append(str(trouble))
        screen.shot((pictures or folder) / "trouble.png")
    finally:
        counter.stop()
        if not findings:
            # Head office still runs: it compares what it booked.
            findings += checks.report(day.ledger, checks.last_z(counter.data))
            findings += checks.verified(counter.data)
            findings += checks.head_office(day.ledger, place)
        findings += counter.complaints()
        counter.close()
        screen.close()
    each = statistics.median(day.took) if day.took else 0.0
    return Outcome(findings, len(day.ledger.sold), each, counter.taps, counter.scans)


if __name__ == "__main__":
    sys.exit(main())
