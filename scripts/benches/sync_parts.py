"""The processes of the sync bench: a device with a backlog, head office, a plain publisher, and a broker.

``python -m scripts.benches.sync_parts device|headoffice|raw ...``: each says READY when prepared, waits for a line on
its standard input, works, and says one line of JSON.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from sqlite_utils import Database as UtilsDatabase

from sync import journal
from sync.agent import Agent
from sync.clock import new_id, utc_now
from sync.headoffice import inbox as headoffice_inbox
from sync.headoffice.effects import Effects
from sync.headoffice.ingest import Ingest
from sync.headoffice.office import Office
from sync.inbox import Applied
from sync.link_mqtt import Broker, MqttLink
from sync.messages import Event, Message, SaleCompleted, SaleLine, SaleTender
from sync.steps import About
from sync.topics import Identity

TENANT, STORE = "bench", "9521000000018"
ROOT = Path(__file__).resolve().parents[2]
LINES = 1
"""Lines a sale: makes its event about 1 KiB, as large as the plain publisher's messages."""

RAW_BYTES = 1024


def sale(number: int, workstation: str, at: datetime) -> SaleCompleted:
    """A believable sale; no two are alike."""
    lines = tuple(
        SaleLine(
            line_id=new_id(),
            gtin=f"0952{(number * LINES + place) % 3000:09d}0",
            name=f"矿泉水 {(number + place) % 97} 号 {place}",
            quantity=1 + (number + place) % 3,
            unit_price_minor=199 + (number * 7 + place) % 900,
            amount_minor=(1 + (number + place) % 3) * (199 + (number * 7 + place) % 900),
        )
        for place in range(LINES)
    )
    total = sum(line.amount_minor for line in lines)
    return SaleCompleted(
        sale_id=new_id(),
        store=STORE,
        workstation=workstation,
        business_date=at.date(),
        series="A",
        sequence=number,
        at=at,
        currency="CNY",
        total_minor=total,
        lines=lines,
        tenders=(SaleTender(tender_id=new_id(), kind="cash", amount_minor=total),),
    )


# ---------------------------------------------------------------- the device


class Host:
    """What the agent needs of an app: one writing thread at a time over one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.db = self.reader()

    def reader(self) -> sqlite3.Connection:
        """A connection with the settings of a device."""
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
            db.execute(f"PRAGMA {pragma}")
        return db

    def transaction(self, job: Callable[[sqlite3.Connection], None]) -> None:
        """Run a job and commit."""
        with self._lock:
            self.db.execute("BEGIN IMMEDIATE")
            job(self.db)
            self.db.execute("COMMIT")

    def write(self, job: Callable[[sqlite3.Connection, datetime], None], done: Callable[[], None]) -> None:
        """Run the agent's job."""
        self.transaction(lambda db: job(db, utc_now()))
        done()

    def receive(self, _events: Sequence[Event], done: Callable[[Applied | None], None]) -> None:
        """Nothing comes down here that matters."""
        done(None)

    def new_epoch(self, _reason: str, done: Callable[[bool], None]) -> None:
        """Never asked for."""
        done(False)

    def live(self, _sender: Identity, _message: Message) -> None:
        """Nobody speaks."""

    def health_changed(self) -> None:
        """Nobody looks."""


def device(folder: Path, port: int, name: str, backlog: int, live: int) -> dict[str, Any]:
    """Drain a backlog, then send single sales on an idle link."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.db"
    host = Host(path)
    journal.MIGRATIONS.apply(UtilsDatabase(host.db))
    identity = Identity(TENANT, STORE, name)

    def prepare(db: sqlite3.Connection) -> None:
        journal.open_epoch(db, new_id=new_id, now=utc_now(), disk_mark=journal.disk_mark(path))
        for number in range(1, backlog + 1):
            _post(name, identity.source, number, db)

    host.transaction(prepare)
    link = MqttLink(Broker("127.0.0.1", port, identity.client_id))
    agent = Agent(About(identity, "till", "bench"), link, host)
    _ready()
    began = time.perf_counter()
    agent.start()
    _wait(agent, backlog)
    drained = time.perf_counter() - began
    times = []
    for number in range(backlog + 1, backlog + live + 1):
        begin = time.perf_counter()
        host.transaction(partial(_post, name, identity.source, number))
        agent.wake()
        _wait(agent, number)
        times.append(time.perf_counter() - begin)
        time.sleep(0.01)
    agent.close()
    body_bytes = host.db.execute("SELECT avg(length(body)) FROM journal").fetchone()[0]
    return {"seconds": drained, "live": times, "event_bytes": body_bytes}


def _post(name: str, source: str, number: int, db: sqlite3.Connection) -> None:
    now = utc_now()
    journal.post(db, sale(number, name, now), source=source, event_id=new_id(), now=now)


def _wait(agent: Agent, seq: int) -> None:
    while agent.acked("money") < seq:
        time.sleep(0.001)


# ---------------------------------------------------------------- head office


def headoffice(folder: Path, port: int) -> dict[str, Any]:
    """Head office as it runs: real database, real ingest, real effects; until it is told to stop."""
    office = Office(folder, TENANT)
    office.start()
    effects = Effects(TENANT, office.keys, clock=office.clock, new_id=office.new_id)
    link = MqttLink(Broker("127.0.0.1", port, f"{TENANT}/hq"))
    ingest = Ingest(TENANT, office.database, link, effects.apply)
    ingest.start()
    while not ingest.connected():
        time.sleep(0.01)
    lags: list[float] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.25):
            lags.append(ingest.lag().seconds)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _ready()
    until = time.monotonic() + 120
    while ingest.lag().events and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    watcher.join()
    figures = office.read(_count)
    ingest.close()
    office.close()
    return figures | {"lag_s": max(lags, default=0.0)}


def _count(db: sqlite3.Connection) -> dict[str, Any]:
    return {
        "events": db.execute("SELECT count(*) FROM inbox").fetchone()[0],
        "sales": db.execute("SELECT count(*) FROM sale").fetchone()[0],
        "payload_bytes": db.execute("SELECT sum(length(payload)) FROM frame").fetchone()[0],
        "dead": len(headoffice_inbox.dead_letters(db)),
    }


# ---------------------------------------------------------------- the peer


def raw(port: int, count: int) -> dict[str, Any]:
    """Publish `count` messages of 1 KiB with QoS 1, 100 of them under way, as fast as paho can."""
    payload = bytes(range(256)) * (RAW_BYTES // 256)
    connected, done = threading.Event(), threading.Event()
    left = [count]

    def on_publish(*_: Any) -> None:  # whatever paho hands over
        left[0] -= 1
        if not left[0]:
            done.set()

    client = Client(CallbackAPIVersion.VERSION2, client_id="raw", protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(100)
    client.on_connect = lambda *_: connected.set()
    client.on_publish = on_publish
    client.connect("127.0.0.1", port)
    client.loop_start()
    connected.wait(10)
    _ready()
    began = time.perf_counter()
    for _ in range(count):
        client.publish("raw/topic", payload, qos=1)
    done.wait(120)
    seconds = time.perf_counter() - began
    client.disconnect()
    client.loop_stop()
    return {"rate": count / seconds}


# ---------------------------------------------------------------- processes


def _ready() -> None:
    print("READY", flush=True)
    sys.stdin.readline()


class Part:
    """One of the processes, as the bench holds it."""

    def __init__(self, *arguments: object, module: str = "scripts.benches.sync_parts", elsewhere: bool = False) -> None:
        """`elsewhere`: it stands for another machine, so it takes only what this one's processors have to spare."""
        command = [*(("nice", "-n", "19") if elsewhere else ()), sys.executable, "-m", module, *map(str, arguments)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def ready(self) -> None:
        """Wait until it is prepared."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if line.strip() != "READY":
            raise RuntimeError(f"a part of the bench failed: {line or self._process.wait()}")

    def go(self) -> None:
        """Let it work (or stop, if it is head office)."""
        assert self._process.stdin is not None
        self._process.stdin.write("GO\n")
        self._process.stdin.flush()

    def result(self) -> dict[str, Any]:
        """Its figures."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self._process.wait()
        if not line:
            raise RuntimeError("a part of the bench failed")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def broker() -> Iterator[int]:
    """A Mosquitto with our configuration; its port.

    Raises:
        FileNotFoundError: if it is not installed.
    """
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise FileNotFoundError("mosquitto")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = ROOT / "config" / "mosquitto" / "demo.conf"
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([program, "-c", str(config), "-p", str(port)], stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Run one part."""
    part, *rest = sys.argv[1:]
    if part == "device":
        figures = device(Path(rest[0]), int(rest[1]), rest[2], int(rest[3]), int(rest[4]))
    elif part == "headoffice":
        figures = headoffice(Path(rest[0]), int(rest[1]))
    else:
        figures = raw(int(rest[0]), int(rest[1]))
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
