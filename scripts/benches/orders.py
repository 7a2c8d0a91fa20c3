"""How soon an order from a browser is on the tablets, and how soon the browser shows that it is ready.

Everything is real: Chromium taps "place order" on the page that head office serves; Mosquitto carries it to two tablets
(whole devices without a window, in this process); one of them picks and stages it, and the page says so by itself.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.pickup import actions, tables
from kiosk.settings import Device, HeadOffice, Link, Settings
from kiosk.store import Store
from kiosk.wiring import open_store
from scripts import chromium
from scripts.benches.report import Bench, Context, Goal, percentile
from scripts.benches.sync_parts import ROOT, TENANT, broker
from scripts.chromium import BrowserTrouble, Page
from scripts.processes import free_port
from sync.formats import gtin as gtins

STORE = "9521000000018"
ROUNDS = 40
PRODUCTS = 60
PATIENCE_S = 60.0

_NOW = "performance.timeOrigin + performance.now()"


def run(context: Context) -> Bench:
    """Rounds of: a shopper orders, both tablets have it; one prepares it, the shopper sees it."""
    bench = Bench("orders")
    if chromium.find() is None:
        bench.skipped = "chromium is not installed"
        return bench
    try:
        with tempfile.TemporaryDirectory(dir=context.work) as scratch, broker() as port:
            ordered, told = _measure(Path(scratch), port, 3 if context.quick else ROUNDS)
    except FileNotFoundError:
        bench.skipped = "mosquitto is not installed"
        return bench
    bench.figures["orders"] = len(ordered)
    for name, times in (
        ("order in the browser to both tablets", ordered),
        ("ready on the tablet to the browser", told),
    ):
        bench.figures[f"{name}, p50 ms"] = percentile(times, 0.5) * 1000
        bench.figures[f"{name}, p95 ms"] = percentile(times, 0.95) * 1000
        bench.figures[f"{name}, worst ms"] = max(times) * 1000
        bench.goals.append(Goal(f"{name}, p95 s", "floor", percentile(times, 0.95), "<=", 1.0))
    return bench


def _measure(folder: Path, port: int, rounds: int) -> tuple[list[float], list[float]]:
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(_head_office(folder, port))
        tablets = [stack.enter_context(_tablet(folder, port, address, f"tablet-{n}")) for n in (1, 2)]
        _until(tablets, lambda: all(one.linked for one in tablets))
        page = stack.enter_context(chromium.open_browser()).page()
        times = [_round(page, address, tablets) for _ in range(rounds)]
    return [first for first, _ in times], [second for _, second in times]


def _round(page: Page, address: str, tablets: list[_Tablet]) -> tuple[float, float]:
    """Seconds from the tap to the slower tablet, and from staging to the words on the page."""
    page.open(f"{address}/shop/{STORE}?lang=en")
    page.tap(".tile .add:not(:disabled)")
    page.tap('[data-key="bag"]')
    page.until("document.querySelector('[data-key=place]:not([aria-disabled])')")
    if not page.js("document.querySelector('[data-key=\"field-name\"]').value"):
        page.tap('[data-key="field-name"]')
        page.type("Lin")
    page.js(f"addEventListener('click', () => sessionStorage.setItem('tapped', {_NOW}), true)")
    known = {order_id for tablet in tablets for order_id in tablet.seen}
    page.tap('[data-key="place"]')
    _until(tablets, lambda: all(set(tablet.seen) - known for tablet in tablets))
    (order_id,) = set(tablets[0].seen) - known
    page.until("location.pathname.startsWith('/order/') && document.querySelector('.headline')")
    ordered = (
        max(tablet.seen[order_id] for tablet in tablets) - float(page.js("sessionStorage.getItem('tapped')")) / 1e3
    )

    tablet = tablets[0]
    _until(tablets, lambda: tablet.state(order_id) == "accepted")
    for line in tables_lines(tablet.store, order_id):
        tablet.do(actions.pick, order_id, line)
    page.js(
        "new MutationObserver(() => { if (!window.ready && document.body.innerText.includes('Your order is ready'))"
        f" window.ready = {_NOW}; }}).observe(document.body, {{childList: true, subtree: true, characterData: true}})"
    )
    began = time.time()
    tablet.do(actions.stage, order_id, "B-07")
    end = time.monotonic() + PATIENCE_S
    while not (shown := page.js("window.ready ?? 0")):
        if time.monotonic() > end:
            raise BrowserTrouble(f"the page never said that it is ready: {page.words()[:300]}")
        _drain(tablets)
    return ordered, float(shown) / 1e3 - began


def tables_lines(store: Store, order_id: str) -> list[str]:
    """GTINs of all units of an order."""
    order = tables.load(store.db, store.vault, order_id)
    return [] if order is None else [line.gtin for line in order.lines for _ in range(line.quantity)]


# ---------------------------------------------------------------- a tablet


@dataclass
class _Tablet:
    """A whole device without a window, and when it first could show each order (seconds since 1970)."""

    store: Store
    calls: queue.SimpleQueue[partial[object]]
    seen: dict[str, float]

    @property
    def linked(self) -> bool:
        """Whether head office has welcomed it, and it has its catalogue."""
        return self.store.link is not None and self.store.link.health().state == "linked"

    def state(self, order_id: str) -> str:
        """Where an order stands here."""
        order = tables.load(self.store.db, self.store.vault, order_id)
        return "" if order is None else order.state

    def do(self, action: Callable[..., object], order_id: str, *args: object) -> None:
        """An associate does something."""
        self.store.worker.call(action, self.store.vault, self.store.device, order_id, *args)
        _drain([self])

    def look(self) -> None:
        """What its screen of orders would read now."""
        for entry in tables.queue(self.store.db):
            self.seen.setdefault(entry.order_id, time.time())


@contextlib.contextmanager
def _tablet(folder: Path, port: int, address: str, name: str) -> Iterator[_Tablet]:
    settings = Settings(
        device=Device(TENANT, STORE, name, "associate", name),
        link=Link(port=port),
        head_office=HeadOffice(address, "head-office.key"),
        folder=str(folder),
    )
    calls: queue.SimpleQueue[partial[object]] = queue.SimpleQueue()
    holder: list[_Tablet] = []

    def changed(topics: frozenset[str]) -> None:
        if "orders" in topics and holder:
            holder[0].look()

    def post(function: Callable[..., object], *args: object) -> None:
        calls.put(partial(function, *args))

    with open_store(settings, post=post, changed=changed) as store:
        holder.append(_Tablet(store, calls, {}))
        yield holder[0]


def _drain(tablets: list[_Tablet]) -> None:
    """What the main loops of these devices would do now; waits a moment where there is nothing."""
    for tablet in tablets:
        with contextlib.suppress(queue.Empty):
            while True:
                tablet.calls.get_nowait()()
    time.sleep(0.002)


def _until(tablets: list[_Tablet], condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("the devices did not get there")
        _drain(tablets)


# ---------------------------------------------------------------- head office


@contextlib.contextmanager
def _head_office(folder: Path, port: int) -> Iterator[str]:
    """The real one in a process of its own, with a small range; gives its address."""
    data = folder / "office"
    (folder / "stores.csv").write_text(
        "gln,name_zh_hans,name_en,opens,closes,time_zone\n" + f"{STORE},静安店,Jing'an,00:00,23:59,Asia/Shanghai\n",
        "utf-8",
    )
    rows = (
        f"{_gtin(n)},测试商品 {n},Product {n},{1000 + n},CNY,{STORE},100000,A1-{n:02d}" for n in range(1, PRODUCTS + 1)
    )
    head = "gtin,name_zh_hans,name_en,price_minor,currency,store,on_hand,location"
    (folder / "products.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    command = [sys.executable, "-m", "sync.headoffice", "--data", str(data), "--tenant", TENANT]
    for words in (
        ("import", "stores", str(folder / "stores.csv")),
        ("import", "products", str(folder / "products.csv")),
        ("release", "--store", STORE),
    ):
        subprocess.run([*command, *words], cwd=ROOT, check=True, capture_output=True)
    key = subprocess.run([*command, "key"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (folder / "head-office.key").write_text(key, "ascii")
    serve = [*command, "--broker", f"mqtt://127.0.0.1:{port}", "--http", f"127.0.0.1:{free_port()}"]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready: dict[str, Any] = dict(word.split("=", 1) for word in process.stdout.readline().split()[1:])
            yield ready["http"]
        finally:
            process.terminate()
            process.wait()


def _gtin(number: int) -> str:
    body = f"952{number:09d}"
    return f"{body}{gtins.check_digit(body)}"
