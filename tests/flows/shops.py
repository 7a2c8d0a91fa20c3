"""A whole shop for flow tests: broker, head office, and devices without a window, each of which may go away."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import requests

from kiosk.catalogue import tables as catalogue
from kiosk.catalogue.model import Product
from kiosk.settings import Device, HeadOffice, Link, Role, Settings, Terminal
from kiosk.stock import tables as stock
from kiosk.store import Store
from kiosk.till import actions as till
from kiosk.till.model import Sale
from kiosk.wiring import open_store
from sync import inbox, journal
from sync.clock import new_id, utc_now
from sync.headoffice import outbox
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.health import Health
from sync.link import Link as AnyLink
from sync.link_mqtt import Backoff, Broker, MqttLink
from sync.messages import PriceChanged, SaleCompleted
from tests.brokers import MosquittoBroker, free_port
from tests.headoffice.offices import STORE

TENANT = "acme"
QUICK = Backoff(0.1, 0.5)
"""Tests do not wait for half a minute."""

PATIENCE_S = 60.0
"""A machine that runs all tests at once is slow; how quick things are is measured apart."""


def mqtt(port: int, name: str) -> MqttLink:
    """A link to a broker on this machine."""
    client = f"{TENANT}/hq" if name == "hq" else f"{TENANT}/{STORE}/{name}"
    return MqttLink(Broker("127.0.0.1", port, client, will_delay_s=1), backoff=QUICK)


class HeadOfficeHere:
    """The real head office in this process; it may go and come back at the same address."""

    def __init__(self, folder: Path, broker_port: int) -> None:
        self.folder = folder
        self.http = free_port()
        self._broker_port = broker_port
        self.office = Office(folder, TENANT)
        self.server: Server | None = None

    @property
    def address(self) -> str:
        """Where its HTTP answers while it is open."""
        return f"http://127.0.0.1:{self.http}"

    def open(self) -> None:
        """Come (back) to work."""
        self.office = Office(self.folder, TENANT)
        self.office.start()
        self.server = Server(self.office, mqtt(self._broker_port, "hq"), port=self.http)
        self.server.start()

    def close(self) -> None:
        """Go. May be called twice."""
        if self.server is not None:
            self.server.close()
            self.server = None
            self.office.close()

    def post(self, path: str, key: str = "", **body: object) -> dict[str, Any]:  # plain JSON
        """What a web shop or the back office asks for."""
        answer = requests.post(self.address + path, json=body, headers={"Idempotency-Key": key}, timeout=20)
        assert answer.status_code < 300, answer.text
        found: dict[str, Any] = answer.json()  # the same
        return found

    def get(self, path: str) -> dict[str, Any]:  # plain JSON
        """What it answers."""
        answer = requests.get(self.address + path, timeout=20)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()  # the same
        return found

    def tell(self, type_name: str, data: bytes) -> None:
        """Tell the store something that no head office would: any content, in its place in the stream."""

        def put(db: sqlite3.Connection) -> None:
            now = utc_now()
            price = PriceChanged(gtin=new_id(), price_minor=1, currency="CNY", version=1, at=now)
            outbox.post(db, STORE, price, now, new_id)
            newest = "(SELECT max(seq) FROM down WHERE store = ?)"
            db.execute(f"UPDATE down SET type = ?, data = ? WHERE seq = {newest}", (type_name, data, STORE))

        self.office.database.call(put)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:  # whatever the columns hold
        """Rows of its database."""
        return self.office.read(lambda db: [tuple(row) for row in db.execute(sql, values)])

    def sales(self) -> list[tuple[str, str, int, int]]:
        """(workstation, series, sequence, total) of what is booked, in order."""
        found = self.query("SELECT workstation, series, sequence, total_minor FROM sale ORDER BY 1, 2, 3")
        return [(row[0], row[1], row[2], row[3]) for row in found]


class ShopDevice:
    """One device of the store as `kiosk.wiring` opens it; `drain` does what its main loop would."""

    def __init__(self, settings: Settings, link: Callable[[], AnyLink]) -> None:
        self.settings = settings
        self.changed: list[frozenset[str]] = []
        self._link = link
        self._calls: queue.SimpleQueue[partial[object]] = queue.SimpleQueue()
        self._parts = contextlib.ExitStack()
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        assert self._store is not None, "this device is closed"
        return self._store

    @property
    def name(self) -> str:
        return self.settings.device.name

    @property
    def journal(self) -> Path:
        """The file that must never be lost."""
        return self.settings.data / "journal.db"

    @property
    def health(self) -> Health:
        assert self.store.link is not None
        return self.store.link.health()

    def open(self) -> None:
        """Start the device, without a window."""
        post: Callable[..., None] = lambda function, *args: self._calls.put(partial(function, *args))  # noqa: E731
        opened = open_store(self.settings, post=post, changed=self.changed.append, link=self._link())
        self._store = self._parts.enter_context(opened)

    def close(self) -> None:
        """Stop it in good order. May be called twice."""
        self._store = None
        self._parts.close()

    def drain(self) -> None:
        """Run what was posted to the main loop so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()()

    def until(self, condition: Callable[[], object], what: str = "", seconds: float = PATIENCE_S) -> float:
        """Let things happen until the condition holds; gives the seconds that it took."""
        began = time.monotonic()
        while not condition():
            assert time.monotonic() - began < seconds, f"{what or 'the condition'} did not come within {seconds} s"
            self.drain()
            time.sleep(0.004)
        return time.monotonic() - began

    def do(self, action: Callable[..., Any], *args: Any, **named: Any) -> Any:  # actions differ
        """Run an action and wait for its result."""
        result = self.store.worker.call(action, *args, **named)
        self.drain()
        return result

    def put(self, *gtins: str) -> str:
        """Products into a fresh basket; gives its id."""
        basket_id = self.store.new_id()
        for gtin in gtins:
            self.do(till.add_product, self.store.register, basket_id, gtin)
        return basket_id

    def sell(self, *gtins: str) -> Sale:
        """A whole sale, paid in cash."""
        sale: Sale = self.do(till.pay_cash, self.store.register, self.put(*gtins), 10**9)
        return sale

    def find(self, gtin: str) -> Product | None:
        """The product as the shopper sees it here."""
        return catalogue.find(self.store.db, gtin, self.store.currency)

    def price(self, gtin: str) -> int:
        """Its price here, in minor units; -1 if it is not sold here."""
        product = self.find(gtin)
        return -1 if product is None else product.price.minor

    def on_hand(self, gtin: str) -> int | None:
        """Its stock by all that this device knows."""
        level = stock.level(self.store.db, gtin)
        return None if level is None else level.on_hand

    def catalogue_version(self) -> int:
        """Version of the snapshot in force."""
        return catalogue.snapshot(self.store.db).version

    def waiting(self) -> int:
        """Facts that head office has not confirmed."""
        return sum(lane.waiting for lane in journal.status(self.store.db).values())

    def reasons(self) -> list[str]:
        """Why things became dead letters here, in order."""
        return [letter.reason for letter in sorted(inbox.dead_letters(self.store.db), key=lambda one: one.n)]

    def facts(self) -> int:
        """Sales that stand in the journal, each id once."""
        sql = "SELECT count(DISTINCT id) FROM journal WHERE type = ?"
        found: int = self.store.db.execute(sql, (SaleCompleted.TYPE,)).fetchone()[0]
        return found

    def numbers(self) -> list[tuple[str, int]]:
        """(series, sequence) of every sale on disk, in order."""
        rows = self.store.db.execute("SELECT series, sequence FROM sale ORDER BY series, sequence")
        return [(row[0], row[1]) for row in rows]


class Shop:
    """One store with everything that it has."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self.broker = MosquittoBroker()
        stack.callback(self.broker.close)
        self.head_office = HeadOfficeHere(folder / "hq", self.broker.port)
        stack.callback(self.head_office.close)

    def open(self) -> None:
        """Broker and head office begin to work."""
        self.broker.start()
        self.head_office.open()

    def device(
        self,
        name: str = "till-1",
        role: Role = "till",
        *,
        http: str | None = None,
        key_file: str = "head-office.key",
        opened: bool = True,
    ) -> ShopDevice:
        """A device of the store; `http` leads elsewhere than to head office (empty: nowhere)."""
        (self.folder / "head-office.key").write_text(self.head_office.office.keys.root_public + "\n", "ascii")
        settings = Settings(
            device=Device(TENANT, STORE, name, role, name),
            link=Link(port=self.broker.port),
            head_office=HeadOffice(self.head_office.address if http is None else http, key_file),
            terminal=Terminal(delay_s=0.0),
            folder=str(self.folder),
        )
        device = ShopDevice(settings, lambda: mqtt(self.broker.port, name))
        self._stack.callback(device.close)
        if opened:
            device.open()
        return device

    def stocked(self, name: str = "till-1", role: Role = "till", *, http: str | None = None) -> ShopDevice:
        """A device that has its catalogue and stands in contact with head office."""
        device = self.device(name, role, http=http)
        device.until(lambda: device.catalogue_version() > 0, f"the catalogue of {name}")
        device.until(lambda: device.health.state == "linked", f"head office's welcome to {name}")
        device.until(lambda: device.waiting() == 0, "the first facts")
        return device


def booked(head_office: HeadOfficeHere, device: ShopDevice, count: int) -> list[tuple[str, str, int, int]]:
    """Wait until head office has booked so many sales, and confirmed everything; gives them."""
    device.until(lambda: device.waiting() == 0, "confirmation of every fact")
    device.until(lambda: len(head_office.sales()) >= count, f"{count} booked sales")
    return head_office.sales()
