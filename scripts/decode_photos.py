"""Reads the codes on pictures and prints them, one line a picture: scripts/decode [--json] PATH..."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2

from hardware.decoding import stills
from hardware.decoding.process import DecoderDied, DecoderProcess
from hardware.decoding.stills import PICTURE_SUFFIXES, Still, Unreadable

STILL_S = 10.0
"""A large picture through the whole ladder on a slow machine; a live frame gets 2 s."""


def pictures(paths: list[Path]) -> Iterator[Path]:
    """The named files, and the pictures in the named folders and below, in order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in PICTURE_SUFFIXES)
        else:
            yield path


def as_json(path: Path, still: Still) -> str:
    """One line: file, codes, ms."""
    codes = [
        {
            "text": code.read.text,
            "symbology": code.read.symbology,
            "gtin": code.read.gtin,
            "engines": list(code.engines),
        }
        for code in still.codes
    ]
    return json.dumps({"file": str(path), "codes": codes, "ms": round(still.ms, 2)}, ensure_ascii=False)


def as_text(path: Path, still: Still) -> str:
    """One line for people: the file, what it shows and which engines say so."""
    if not still.codes:
        return f"{path}: no code ({still.ms:.0f} ms)"
    codes = "; ".join(
        f"{code.read.symbology} {code.read.text}"
        + (f" = GTIN {code.read.gtin}" if code.read.gtin and code.read.gtin != code.read.text else "")
        + f" ({', '.join(code.engines)})"
        for code in still.codes
    )
    return f"{path}: {codes} ({still.ms:.0f} ms)"


def main() -> int:
    """Read all pictures. Exit status 1 when one could not be read as a picture, 2 when there was none."""
    parser = argparse.ArgumentParser(prog="scripts/decode", description="Reads the codes on pictures.")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of text")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a picture, or a folder of pictures")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    decoder = DecoderProcess(capacity=stills.LARGEST[0] * stills.LARGEST[0], job_s=STILL_S)
    seen = bad = 0
    try:
        for path in pictures(arguments.paths):
            seen += 1
            try:
                still = stills.read(stills.load(path), decoder)
            except (Unreadable, DecoderDied) as error:
                bad += 1
                print(f"{path}: {error}", file=sys.stderr)
                continue
            print(as_json(path, still) if arguments.json else as_text(path, still), flush=True)
    finally:
        decoder.close()
    if not seen:
        print(f"no pictures in {', '.join(map(str, arguments.paths))}", file=sys.stderr)
        return 2
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        sys.stderr.close()
        sys.exit(0)
