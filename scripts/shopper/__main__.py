"""``python -m scripts.shopper --pictures DIR``: a visit to a kiosk in a real window, by touch and scanner alone."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from msgspec import Struct

from scripts.person import display
from scripts.person.backroom import mosquitto
from scripts.person.device import Trouble
from scripts.shopper import shop
from scripts.shopper.floor import Floor
from scripts.shopper.steps import Say, Steps

PATIENT_S = 75.0
"""Half a minute until the question, 20 s of its ring, and some for a slow machine."""

QUICK_S = 25.0


class Outcome(Struct, frozen=True):
    """What came of a visit."""

    findings: list[str]
    """Everything that was not as it should be; empty for a good visit."""
    pictures: list[Path]
    taps: int
    scans: int


def main() -> int:
    """Exit status 0 if every step did what it should."""
    parser = argparse.ArgumentParser(prog="python -m scripts.shopper", description=__doc__)
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="a picture of each step goes there")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder for databases and logs, kept afterwards")
    parser.add_argument("--quick", action="store_true", help="a small kiosk without pictures of goods")
    options = parser.parse_args()
    if lacking():
        print(f"not installed: {', '.join(lacking())}", file=sys.stderr)
        return 2
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:6.1f} s] {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="shopper-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        out = options.pictures.resolve() if options.pictures else None
        outcome = run(folder.resolve(), say, quick=options.quick, pictures=out)
    say(f"{outcome.taps} taps, {outcome.scans} scans, {len(outcome.pictures)} pictures")
    for finding in outcome.findings:
        say(f"FINDING: {finding}")
    say(f"{len(outcome.findings)} findings")
    return 1 if outcome.findings else 0


def lacking() -> list[str]:
    """Programs of the machine that this takes and that are not installed."""
    return [*display.lacking(), *([] if mosquitto() else ["mosquitto"])]


def run(folder: Path, say: Say, *, quick: bool = False, pictures: Path | None = None) -> Outcome:
    """One visit in `folder`, which is empty; every program that it starts is ended again."""
    place = shop.make(folder, drawn=not quick)
    say(f"the shop has {len(place.goods)} goods")
    floor = Floor(place, folder, quick=quick)
    steps = Steps(floor, place, pictures, say, QUICK_S if quick else PATIENT_S)
    findings: list[str] = []
    try:
        floor.open()
        say("kiosk and tablet are open")
        steps.run()
    except Trouble as trouble:
        findings.append(str(trouble))
        for device in (floor.kiosk, floor.tablet):
            device.display.shot((pictures or folder) / f"trouble-{device.name}.png")
    finally:
        floor.close()
        findings += floor.findings()
    taps = floor.kiosk.taps + floor.tablet.taps
    return Outcome(findings, steps.shots, taps, floor.kiosk.scans + floor.tablet.scans)


if __name__ == "__main__":
    sys.exit(main())
