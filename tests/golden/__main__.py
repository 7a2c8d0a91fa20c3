"""Approves the papers as they are drawn now: ``python -m tests.golden``. Look at them before you commit them."""

from __future__ import annotations

from pathlib import Path

from kiosk.paper import faces, raster
from tests.golden.samples import papers

FOLDER = Path(__file__).with_name("papers")


def main() -> None:
    """Draw every sample anew, and take away what is none any more."""
    FOLDER.mkdir(exist_ok=True)
    names = set()
    for name, width, paper in papers():
        raster.draw(paper, width).save(FOLDER / f"{name}.png", optimize=True)
        names.add(f"{name}.png")
    for old in FOLDER.glob("*.png"):
        if old.name not in names:
            old.unlink()
    (FOLDER / "fonts.txt").write_text(faces.fingerprint() + "\n", "ascii")
    print(f"{len(names)} papers in {FOLDER}")


if __name__ == "__main__":
    main()
