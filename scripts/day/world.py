"""The store that the day is played in: head office, its store's devices and the cables between them, all real."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kiosk.settings import Device, HeadOffice, Link, Role, Settings, Terminal
from kiosk.store import Store
from kiosk.wiring import open_store
from scripts.day.plan import AISLES
from sync import journal
from sync.headoffice import imports
from sync.headoffice.import_products import import_products
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.link_loopback import Hub, LoopbackLink

TENANT = "day"
STORE, OTHER = "9521000000018", "9521000000025"

STORES = """gln,name_zh_hans,name_en,opens,closes,time_zone,currency,latitude,longitude,home_device
9521000000018,静安店,Jing'an,09:00,21:00,Asia/Shanghai,CNY,31.2283,121.4480,{home}
9521000000025,徐汇店,Xuhui,09:00,21:00,Asia/Shanghai,CNY,31.2041,121.4412,
"""

QUIET_S = 0.012
"""Nothing has moved for so long: everybody knows what can be known now."""
PATIENCE_S = 30.0

T = TypeVar("T")


class Clock:
    """The store's time. It stands still until somebody moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, by: timedelta) -> Callable[[], datetime]:
        """The clock of a device that goes wrong by so much."""
        return lambda: self.now + by


@dataclass
class OneDevice:
    """One device of the store, with its cable."""

    name: str
    store: Store
    link: LoopbackLink
    calls: queue.SimpleQueue[partial[object]] = field(default_factory=queue.SimpleQueue)
    connected: bool = True

    def do(self, action: Callable[..., T], *args: object, **named: object) -> T:
        """One action on its worker."""
        return self.store.worker.call(action, *args, **named)

    def cut(self, cut: bool) -> None:
        """Pull its cable, or put it back."""
        self.connected = not cut
        self.link.cut(cut)

    def quiet(self) -> bool:
        """Whether it has told all that it has to tell."""
        self.store.worker.call(_nothing)
        return not self.connected or not any(lane.waiting for lane in journal.status(self.store.db).values())


@dataclass
class World:
    """Everything that is there."""

    clock: Clock
    office: Office
    server: Server
    office_link: LoopbackLink
    devices: dict[str, OneDevice]
    gtins: list[str]
    online: bool = True

    def cut(self, who: str, cut: bool) -> None:
        """Pull somebody's cable, or put it back."""
        if who == "hq":
            self.online = not cut
            self.office_link.cut(cut)
        else:
            self.devices[who].cut(cut)

    def settle(self, patience_s: float = 2.0) -> None:
        """Let everybody hear what can reach them."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            asked = [one.quiet() for one in self.devices.values()]
            quiet = all(asked) or not self.online
            before = self._state()
            time.sleep(QUIET_S)
            if quiet and before == self._state():
                return

    def _state(self) -> tuple[object, ...]:
        lag = self.server.lag()
        told = self.office.read(lambda db: db.execute("SELECT coalesce(max(seq), 0) FROM down").fetchone()[0])
        heard = [
            one.store.db.execute("SELECT coalesce(max(seq), 0) FROM down_cursor").fetchone()[0]
            for one in self.devices.values()
        ]
        return (lag.events, told, *heard)


@contextmanager
def opened(folder: Path, clock: Clock, roles: dict[str, Role], stock: tuple[int, ...], home: str) -> Iterator[World]:
    """The store on its first morning. `stock`: units by product, as the books say."""
    gtins = [gtin(number) for number in range(len(stock))]
    with ExitStack() as parts:
        hub = Hub()
        hub.start()
        parts.callback(hub.close)
        office = Office(folder / "hq", TENANT, clock=clock)
        office.start()
        parts.callback(office.close)
        _fill(office, folder, gtins, stock, home)
        office_link = LoopbackLink(hub, clock)
        server = Server(office, office_link)
        server.start()
        parts.callback(server.close)
        (folder / "head-office.key").write_text(office.keys.root_public + "\n", "ascii")
        devices = {}
        for place, (name, role) in enumerate(roles.items()):
            settings = Settings(
                device=Device(TENANT, STORE, name, role, name),
                link=Link(kind="none"),
                head_office=HeadOffice(server.address, "head-office.key"),
                terminal=Terminal(delay_s=0.0),
                folder=str(folder),
            )
            link = LoopbackLink(hub, clock)
            calls: queue.SimpleQueue[partial[object]] = queue.SimpleQueue()
            # No two clocks of a shop agree to the second.
            own_clock = clock.ahead(timedelta(seconds=7 * (place - 2)))
            store = parts.enter_context(
                open_store(settings, post=_poster(calls), changed=_ignore, clock=own_clock, link=link)
            )
            devices[name] = OneDevice(name, store, link, calls)
        world = World(clock, office, server, office_link, devices, gtins)
        _until(lambda: all(_knows(one, gtins[-1]) for one in devices.values()), "the catalogue")
        world.settle()
        yield world


def gtin(number: int) -> str:
    """The GTIN-14 of a product of the day, with its check digit (GS1 General Specifications, 7.9)."""
    body = f"095210{number:07d}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _fill(office: Office, folder: Path, gtins: list[str], stock: tuple[int, ...], home: str) -> None:
    shops = folder / "stores.csv"
    shops.write_text(STORES.format(home=home), "utf-8")
    office.change(lambda change: imports.import_stores(change, shops))
    goods = folder / "products.csv"
    rows = ["gtin,name_zh_hans,name_en,price_minor,currency,store,on_hand,location"]
    for number, (code, units) in enumerate(zip(gtins, stock, strict=True)):
        aisle = f"{chr(ord('A') + number % AISLES)}1"
        price = 500 + 37 * number
        rows.append(f"{code},商品{number},Product {number},{price},CNY,{STORE},{units},{aisle}-{number % 9 + 1:02d}")
        rows.append(f"{code},商品{number},Product {number},{price},CNY,{OTHER},{units},{aisle}-{number % 9 + 1:02d}")
    goods.write_text("\n".join(rows) + "\n", "utf-8")
    done = office.change(lambda change: import_products(change, goods, office.image_folder))
    assert not done.bad, done.bad
    office.release(STORE, OTHER)


def _knows(device: OneDevice, code: str) -> bool:
    while not device.calls.empty():
        device.calls.get()()
    return device.store.db.execute("SELECT 1 FROM catalogue.product WHERE gtin = ?", (code,)).fetchone() is not None


def _poster(calls: queue.SimpleQueue[partial[object]]) -> Callable[..., None]:
    return lambda function, *args: calls.put(partial(function, *args))


def _until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come within {PATIENCE_S} s")
        time.sleep(0.01)


def _nothing(_tx: Any) -> None:  # a transaction
    """Comes after everything that was asked of the worker before."""


def _ignore(_topics: frozenset[str]) -> None:
    """Nobody looks at a screen."""
