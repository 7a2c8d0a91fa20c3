"""Learns what a read of each pass is worth from photographs with known truth, and writes weights.json.

    python -m scripts.learn_scan_weights ../shared/data/scan

Every pass looks at every photograph, none stops early. The weight of a pass and class of read is the natural
logarithm of (right + 1) / (wrong + 1). The photographs stay where they are; only the numbers are kept.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from pathlib import Path

import cv2

from hardware.decoding import stills
from hardware.decoding.passes import Passes
from hardware.decoding.reads import ERROR_CORRECTED, Read
from hardware.decoding.scene import Scene
from hardware.decoding.votes import bucket
from scripts.scan_photos import NoPhotos, Photo, load

WEIGHTS = Path(__file__).parent.parent / "hardware" / "decoding" / "weights.json"

Counts = Counter[tuple[str, str, bool]]
"""(pass, class of read, right) -> number of photographs."""


def right(photo: Photo, read: Read) -> bool:
    """Whether a read says what the photograph shows."""
    if photo.retail:
        return read.gtin in photo.gtins
    return photo.symbology == read.symbology and read.text == photo.truth


def count(photos: list[Photo]) -> Counts:
    """How often each pass was right and wrong, each code once a photograph."""
    passes = Passes()
    if passes.missing:
        raise SystemExit(passes.missing)
    counts: Counts = Counter()
    for number, photo in enumerate(photos):
        if number % 100 == 0:
            print(f"{number} of {len(photos)} photographs", file=sys.stderr)
        scene = Scene(stills.load(photo.path))
        for item in passes.all:
            if item.needs_region and not scene.regions:
                continue
            once = {read.key: read for read in item.run(scene) if read.symbology not in ERROR_CORRECTED}
            for read in once.values():
                counts[read.by, bucket(read), right(photo, read)] += 1
    return counts


def weigh(counts: Counts) -> dict[str, dict[str, float]]:
    """Log-odds by pass and class, both sorted, with two decimals."""
    weights: dict[str, dict[str, float]] = {}
    for name, kind in sorted({(name, kind) for name, kind, _ in counts}):
        odds = (counts[name, kind, True] + 1) / (counts[name, kind, False] + 1)
        weights.setdefault(name, {})[kind] = round(math.log(odds), 2)
    return weights


def main() -> int:
    """Learn and write. Exit status 1 when there are no photographs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="photographs with their truth.csv")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    try:
        # One-dimensional codes and pictures without any; QR and DataMatrix correct their own errors and need no votes.
        photos = [photo for photo in load(arguments.folder) if photo.symbology not in ERROR_CORRECTED]
    except NoPhotos as error:
        print(error, file=sys.stderr)
        return 1
    weights = weigh(count(photos))
    note = "Log-odds by pass and class of read, learnt by scripts/learn_scan_weights.py"
    text = json.dumps({"note": note, "photographs": len(photos), "weights": weights}, indent=1) + "\n"
    arguments.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
