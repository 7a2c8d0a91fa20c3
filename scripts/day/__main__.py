"""``scripts/simulate-day``: hundreds of orders, several devices, people, broken cables; and then everything is counted.

Exit status 0 only if every order ended in one true state everywhere, all stock agrees with what really happened, and no
promise was broken without somebody being told.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.settings import Role
from scripts.day import counting, plan, world
from scripts.day.play import Play

OPENS = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai."""


def run(
    folder: Path,
    orders: int,
    devices: int,
    seed: int,
    hours: int = 12,
    spoil: Callable[[Play], None] = lambda _play: None,
) -> dict[str, object]:
    """Play one day; what came of it, and under ``wrong`` what must not be.

    `spoil` is done to the day before it is counted: a count that finds nothing wrong then would be worth nothing.
    """
    roles: dict[str, Role] = {"tablet-1": "associate", "edge-1": "edge", "kiosk-1": "shopper"}
    roles |= {f"tablet-{number}": "associate" for number in range(2, devices - 1)}
    pickers = [name for name, role in roles.items() if role == "associate"]
    day = plan.draw(seed, orders, list(roles), pickers, OPENS, timedelta(hours=hours))
    began = time.monotonic()
    with world.opened(folder, world.Clock(OPENS), roles, day.stock, home="tablet-1") as shop:
        play = Play(shop, day, pickers, seed)
        play.run()
        for who in (*roles, "hq"):
            shop.cut(who, False)
        spoil(play)
        found = counting.count(play)
    return found | {"seconds": round(time.monotonic() - began, 1)}


def main() -> int:
    """Play, say what came of it, and whether it is as it must be."""
    parser = argparse.ArgumentParser(prog="scripts/simulate-day", description=__doc__)
    parser.add_argument("--orders", type=int, default=400)
    parser.add_argument(
        "--devices", type=int, default=5, help="at least 3: a tablet, the till beside the broker, a kiosk"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures alone, for a program")
    options = parser.parse_args()
    if options.devices < 3:
        parser.error("a store has at least a tablet, a till and a kiosk")
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), options.orders, options.devices, options.seed)
    if options.json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        for name, value in found.items():
            print(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
