"""``python -m scripts.torture``: a till sells while till, broker and head office are killed in turn.

At the end head office must have exactly the till's sales, with equal amounts and receipt numbers without gaps.
Everything runs on this machine's loopback and stops by itself. Exit status 0 only if nothing was lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.processes import Process, free_port

STORE = "9521000000018"
BROKER = """listener {port} 127.0.0.1
allow_anonymous true
persistence false
user root
max_packet_size 262144
"""
SETTINGS = """[device]
tenant = "torture"
store = "{store}"
name = "till-1"
role = "edge"
data = "till"
[link]
port = {port}
keepalive_s = 2
"""


@dataclass
class Run:
    """One store under torture."""

    folder: Path
    sales: int
    seconds: float
    seed: int
    kills: dict[str, int] = field(default_factory=lambda: {"till": 0, "broker": 0, "head office": 0})

    def start(self) -> dict[str, Process]:
        """Start all three."""
        port = free_port()
        (self.folder / "broker.conf").write_text(BROKER.format(port=port), "utf-8")
        (self.folder / "till.toml").write_text(SETTINGS.format(store=STORE, port=port), "utf-8")
        office = [sys.executable, "-m", "sync.headoffice", "--data", str(self.folder / "office")]
        office += ["--broker", f"mqtt://127.0.0.1:{port}", "--http", f"127.0.0.1:{free_port()}", "--tenant", "torture"]
        till = [sys.executable, "-m", "scripts.torture.seller", str(self.folder / "till.toml"), str(self.sales)]
        broker = [shutil.which("mosquitto") or "/usr/sbin/mosquitto", "-c", str(self.folder / "broker.conf")]
        parts = {
            "broker": Process(broker, self.folder / "broker.log"),
            "head office": Process(office, self.folder / "office.log"),
            "till": Process(till, self.folder / "till.log"),
        }
        for part in parts.values():
            part.start()
        return parts

    def torture(self, parts: dict[str, Process]) -> float:
        """Kill one after the other until all sales are made, then wait for calm; gives the seconds that this took."""
        chance = random.Random(self.seed)
        end = time.monotonic() + self.seconds
        victims: Sequence[str] = ("till", "broker", "head office")
        turn = 0
        while time.monotonic() < end and (not self._sold() or turn < 2 * len(victims)):
            time.sleep(chance.uniform(0.4, 1.6))
            victim = victims[turn % len(victims)]
            turn += 1
            parts[victim].kill()
            self.kills[victim] += 1
            time.sleep(chance.uniform(0, 0.4))
            parts[victim].start()
        healed = time.monotonic()
        while not (self._sold() and self._drained()):
            if time.monotonic() > end:
                raise TimeoutError(f"not drained after {self.seconds:.0f} s; see the logs in {self.folder}")
            time.sleep(0.05)
        return time.monotonic() - healed

    def _sold(self) -> bool:
        return len(self._till("SELECT sale_id FROM sale")) >= self.sales

    def _drained(self) -> bool:
        waiting = self._till("SELECT next_seq - 1 - acked FROM stream WHERE lane = 'money'")
        booked = self._office("SELECT count(*) FROM sale")
        return waiting == [(0,)] and booked[0][0] >= self.sales

    def _till(self, sql: str) -> list[tuple[object, ...]]:
        return _read(self.folder / "till" / "journal.db", sql)

    def _office(self, sql: str) -> list[tuple[int, ...]]:
        return _read(self.folder / "office" / "headoffice.db", sql) or [(0,)]  # type: ignore[return-value] # counts

    def findings(self) -> list[str]:
        """What is wrong at the end; empty if nothing is."""
        sales = "SELECT sale_id, workstation, business_date, series, sequence, total_minor FROM sale"
        here = set(self._till(sales))
        there_rows = self._office(sales)
        there = set(there_rows)
        wrong = []
        if here != there:
            wrong.append(
                f"{len(here - there)} sales are missing at head office, {len(there - here)} are not the till's"
            )
        if len(there_rows) != len(there):
            wrong.append(f"{len(there_rows) - len(there)} sales are doubled")
        for (date, series), numbers in _numbers(self._till("SELECT business_date, series, sequence FROM sale")).items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                wrong.append(f"numbers of {date} {series} have gaps or doubles")
        lines = "SELECT sale_id, gtin, quantity FROM sale_line ORDER BY sale_id, line_id"
        if self._till(lines) != self._office(lines):
            wrong.append("lines differ")
        return wrong


def _numbers(rows: list[tuple[object, ...]]) -> dict[tuple[object, object], list[int]]:
    found: dict[tuple[object, object], list[int]] = {}
    for date, series, sequence in rows:
        assert isinstance(sequence, int)
        found.setdefault((date, series), []).append(sequence)
    return found


def _read(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows, or nothing while the file is not there yet."""
    if not path.exists():
        return []
    db = sqlite3.connect(path, timeout=10)
    try:
        return db.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        db.close()


def run(folder: Path, sales: int, seconds: float, seed: int) -> dict[str, object]:
    """One whole run; the result has `wrong`, a list that must be empty."""
    one = Run(folder, sales, seconds, seed)
    parts = one.start()
    try:
        drained_s = one.torture(parts)
    finally:
        for part in parts.values():
            part.kill()
    return {"sales": sales, "kills": one.kills, "drained_s": round(drained_s, 2), "wrong": one.findings()}


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m scripts.torture", description=__doc__)
    parser.add_argument("--sales", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=180, help="give up after this time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for databases and logs, kept afterwards")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture-") as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(folder, options.sales, options.seconds, options.seed)
    print(json.dumps(result, indent=1))
    return 1 if result["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
