"""``python -m scripts.torture.printing``: a till that sells and prints is killed at random moments, again and again.

The printer is a witness of its own: its paper is read with a barcode reader, and every receipt that came out whole must
name a sale that is on disk. Each time the disk is proven as `python -m kiosk verify` does it: numbers without gaps, an
unbroken chain, sums to the unit. At the end everything that was sold has its paper.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import zxingcpp
from PIL import Image, UnidentifiedImageError

from kiosk.verify import checks, tables
from scripts.processes import Process
from scripts.torture.__main__ import STORE
from sync.formats import tokens

SETTINGS = """[device]
tenant = "torture"
store = "{store}"
name = "till-1"
role = "till"
data = "till"
[link]
kind = "none"
[[printer]]
name = "receipt"
kind = "simulated"
"""
FIRST_S, LONGEST_S = 0.05, 2.5
"""After the till can sell it lives so long: from the middle of its first sale to a queue of papers."""


def run(folder: Path, points: int, seed: int) -> dict[str, object]:
    """Kill so many times; the result has `wrong`, a list that must be empty."""
    chance = random.Random(seed)
    (folder / "till.toml").write_text(SETTINGS.format(store=STORE), "utf-8")
    command = [sys.executable, "-m", "scripts.torture.seller", str(folder / "till.toml"), "1000000"]
    till = Process(command, folder / "till.log")
    witnessed: set[str] = set()
    wrong: list[str] = []
    for point in range(points):
        till.start()
        try:
            _wait(folder, point + 1)
            time.sleep(chance.uniform(FIRST_S, LONGEST_S))
        finally:
            till.kill()
        wrong += [f"point {point}: {one}" for one in _findings(folder, witnessed)]
    till.start()
    try:
        unprinted = _drain(folder)
    finally:
        till.kill()
    wrong += [f"at the end: {one}" for one in _findings(folder, witnessed)]
    if unprinted:
        wrong.append(f"{unprinted} papers were not printed")
    return {"points": points, "sales": len(_sales(folder)), "receipts read": len(witnessed), "wrong": wrong}


def _wait(folder: Path, starts: int) -> None:
    """Until the till has said READY so many times."""
    end = time.monotonic() + 60
    log = folder / "till.log"
    while not log.exists() or log.read_bytes().count(b"READY") < starts:
        if time.monotonic() > end:
            raise TimeoutError(f"the till did not start: {log.read_text('utf-8', 'replace')[-2000:]}")
        time.sleep(0.01)


def _findings(folder: Path, witnessed: set[str]) -> list[str]:
    """What is wrong after one life. Papers that were read are put away."""
    db = tables.open_read_only(folder / "till")
    try:
        found = [str(one) for one in checks.run(db)[1]]
    finally:
        db.close()
    sales = _sales(folder)
    for picture in sorted((folder / "till" / "paper" / "receipt").glob("*.png")):
        named = _read(picture)
        picture.unlink()
        witnessed |= named
        found += [f"{picture.name} is a receipt of {sale}, which is not on disk" for sale in named - sales]
    return found


def _read(picture: Path) -> set[str]:
    """The sales that a piece of paper names; none if the till died while the file was written."""
    try:
        read = zxingcpp.read_barcodes(
            Image.open(picture).convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    except (UnidentifiedImageError, OSError):
        return set()
    codes = [tokens.parse(one.text) for one in read]
    return {code.subject for code in codes if code is not None and code.kind == "receipt"}


def _sales(folder: Path) -> set[str]:
    db = tables.open_read_only(folder / "till")
    try:
        return {row[0] for row in db.execute("SELECT sale_id FROM sale")}
    finally:
        db.close()


def _drain(folder: Path) -> int:
    """Give the till time for its queue; how many papers of finished sales are then left."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        db = tables.open_read_only(folder / "till")
        try:
            (left,) = db.execute(
                "SELECT count(*) FROM print_job WHERE state NOT IN ('printed') AND made_at < "
                "(SELECT max(made_at) FROM print_job WHERE state = 'printed')"
            ).fetchone()
        finally:
            db.close()
        if not left:
            return 0
        time.sleep(0.2)
    return int(left)


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m scripts.torture.printing", description=__doc__)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for databases and logs, kept afterwards")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(folder, options.points, options.seed)
    print(json.dumps(result, indent=1))
    return 1 if result["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
