"""python -m scripts.demo_store OUT: writes the demo store's files, and as many pictures as asked for."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter

from scripts.demo_store import campaigns, export, history, pictures, products

LEADERS = 400
"""Campaigns are about what sells best."""


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(prog="python -m scripts.demo_store", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--products", "--size", type=int, default=3000, metavar="N", help=f"up to {products.MOST:,}")
    parser.add_argument("--stores", type=int, default=5, metavar="N", help="only the first N stores")
    parser.add_argument("--members", type=int, default=2000, metavar="N")
    parser.add_argument("--baskets", type=int, default=history.BASKETS, metavar="N", help="0 for no history")
    parser.add_argument("--until", type=date.fromisoformat, default=history.LAST_DAY, metavar="DATE", help="last sale")
    parser.add_argument("--pictures", type=int, default=0, metavar="N", help="pictures of the N best sellers")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    began = perf_counter()
    written = export.write(
        given.out,
        count=given.products,
        member_count=given.members,
        store_count=given.stores,
        baskets=given.baskets,
        last_day=given.until,
        seed=given.seed,
    )
    for path in written:
        print(f"{path}  {path.stat().st_size:,} bytes")
    if given.pictures:
        folder = given.out / "pictures"
        folder.mkdir(exist_ok=True)
        for product in islice(products.generate(given.products, given.seed), given.pictures):
            (folder / product.image).write_bytes(pictures.webp(product))
        print(f"{folder}  {given.pictures:,} pictures")
        print(campaigns.write(given.out, list(islice(products.generate(given.products, given.seed), LEADERS))))
    print(f"done in {perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
