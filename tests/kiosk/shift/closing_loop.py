"""python -m tests.kiosk.shift.closing_loop FOLDER: a till that sells and closes shifts until its plug is pulled."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.shift import actions
from kiosk.till import day
from tests.devices import TEA, WATER, open_device
from tests.kiosk.shift.days import expected, put_in, sell


def main(folder: Path) -> None:
    """Say the name of each Z once it is on disk."""
    with open_device(folder, name="till-1", role="till") as device:
        register = device.store.register
        while True:
            sell(device, WATER)
            device.do(actions.move, register, "drop", 100, "full_drawer")
            sell(device, TEA)
            put_in(device, TEA)
            device.do(day.count, register, expected(device))
            report = device.do(day.close, register, seal=device.store.receipt_code)
            print(report.z_name, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
