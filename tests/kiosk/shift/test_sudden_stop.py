"""The plug is pulled while shifts are closed: a Z that was said to be made is there, once, and none is half made."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from kiosk.shift import tables
from kiosk.till import day
from kiosk.till.tables import shifts as sums
from sync import journal
from tests.devices import open_device

STOPS = 4


def run_until_killed(folder: Path, luck: random.Random) -> list[str]:
    """Let the till close a few shifts, then kill it in the middle of something; gives the Zs that it said it made."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kiosk.shift.closing_loop", str(folder)], stdout=subprocess.PIPE, text=True
    ) as till:
        assert till.stdout is not None
        said = [till.stdout.readline().strip() for _ in range(luck.randint(1, 4))]
        time.sleep(luck.uniform(0, 0.03))  # the moment of the stop is what is being varied
        till.kill()
        said += [line.strip() for line in till.stdout.read().splitlines() if line.strip()]
    return said


def test_no_stop_loses_or_halves_a_z(tmp_path: Path) -> None:
    luck = random.Random(11)
    said = [name for _ in range(STOPS) for name in run_until_killed(tmp_path, luck)]

    with open_device(tmp_path, name="till-1", role="till") as device:
        db = device.db
        closed = tables.recent_z(db, 10_000)[::-1]
        names = [one.z_name for one in closed]
        told = [
            json.loads(row[0])
            for row in db.execute(
                "SELECT json_extract(body, '$.data') FROM journal WHERE type = 'kx.shift.closed.v1' ORDER BY n"
            )
        ]
        open_shifts = db.execute("SELECT count(*) FROM shift WHERE state = 'open'").fetchone()[0]

        assert len(said) >= STOPS
        assert set(said) <= set(names)
        assert names == [f"A{number:04d}" for number in range(1, len(names) + 1)]
        assert [one["number"] for one in told] == [one.number for one in closed]
        assert [one["digest"] for one in told] == [sums.sales_digest(db, one.shift_id) for one in closed]
        assert open_shifts <= 1
        assert db.execute("SELECT count(*) FROM shift").fetchone()[0] == len(closed) + open_shifts
        assert all(one.missing == 0 for one in closed)
        total = db.execute("SELECT count(*) FROM sale").fetchone()[0]
        shift = tables.current(db)
        rest = day.report(db, device.store.register, shift, device.clock()).turnover.sales if shift else 0
        assert sum(one.turnover.sales for one in closed) + rest == total
        epoch = journal.current_epoch(db)
        assert epoch is not None
        assert journal.broken_link(db, "money", epoch.epoch) is None
