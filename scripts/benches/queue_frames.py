"""A tablet whose frames are counted while its queue holds many orders: opened, scrolled, and changed by other devices.

``python -m scripts.benches.queue_frames FOLDER ORDERS`` runs the real program in its own window, plays these scenes and
writes one JSON object to standard output. Times are the main thread's own processor milliseconds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk import database
from kiosk.schema import SCHEMA
from kiosk.settings import load
from kiosk.ui import boot
from scripts.benches.ui_frames import Shop
from sync import messages

WIDTH, HEIGHT = 1280, 800
SCROLL_PX = 60
"""A frame: a flick that goes by a row in two frames."""

EVERY_FRAMES = 6
"""Ten changes a second: a busy store has one in some seconds."""

SETTINGS = """[device]
tenant = "demo"
store = "{gln}"
name = "tablet-1"
role = "associate"
data = "data"
[link]
kind = "none"
[display]
width = 1280
height = 800
sound = false
"""

SEED = 7
PRODUCTS = 400


def main() -> int:
    """Play all scenes in one window."""
    folder, orders = Path(sys.argv[1]), int(sys.argv[2])
    gtins = prepare(folder)
    settings = load(folder / "tablet.toml")
    boot.prepare(boot.WindowPlan(WIDTH, HEIGHT))
    from kiosk.app import open_app

    with open_app(settings) as app:
        from kivy.base import EventLoop

        EventLoop.start()
        shop = Shop(app, gtins)
        shop.rest(1.0)
        ids = place(app, gtins, orders)
        shop.rest(2.0)
        found: dict[str, Any] = {"queue_rows": [shop.screen.queue.count]}
        for name, play in (("open", opened), ("scroll", scrolled), ("told", told)):
            shop.rest(0.5)
            found |= play(shop, ids)
            print(name, file=sys.stderr, flush=True)
    json.dump(found, sys.stdout)
    return 0


def prepare(folder: Path) -> list[str]:
    """Make the device's folder if it is not there; gives the GTINs of its products."""
    from scripts.demo_store import products as goods
    from scripts.demo_store import stores
    from scripts.screenshots.world import write_catalogue

    shop = stores.generate()[0]
    some = list(islice(goods.generate(PRODUCTS), PRODUCTS))
    if not (folder / "tablet.toml").exists():
        data = folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        database.migrate(data, SCHEMA)
        database.use_catalogue(data, write_catalogue(data, some, shop))
        (folder / "tablet.toml").write_text(SETTINGS.format(gln=shop.gln), "utf-8")
    return [one.gtin for one in some]


def place(app: Any, gtins: list[str], count: int) -> list[str]:  # Any: kiosk.app.App
    """So many orders come down, promised over the next hours; a third of them is ready."""
    from kiosk.pickup import actions, tables

    store, chance = app.store, random.Random(SEED)
    known = {entry.order_id for entry in tables.queue(store.db)}
    now = datetime.now(UTC)
    ids = [f"order-{number:04d}" for number in range(count)]
    on_placed = actions.on_placed(store.vault, store.device)
    for number, order_id in enumerate(ids):
        if order_id in known:
            continue
        lines = tuple(
            messages.OrderLine(
                line_id=f"{order_id}/{place}",
                gtin=chance.choice(gtins),
                quantity=chance.randint(1, 3),
                price_minor=9900,
            )
            for place in range(chance.randint(1, 5))
        )
        placed = messages.OrderPlaced(
            order_id=order_id,
            number=f"B-{number:04d}",
            store=store.settings.device.store,
            home=store.device,
            surname=chance.choice("林陈王李张刘赵周吴郑"),
            title=chance.choice(("ms", "mr")),
            lines=lines,
            total_minor=sum(line.quantity * 9900 for line in lines),
            currency="CNY",
            promised_at=now + timedelta(minutes=chance.randint(-20, 600)),
            version=number + 1,
            at=now,
        )
        store.worker.call(on_placed, placed)
        if number % 3 == 0:
            for line in lines:
                store.worker.call(actions.pick, store.vault, store.device, order_id, line.gtin, units=line.quantity)
            store.worker.call(actions.stage, store.vault, store.device, order_id, f"A-{number % 99 + 1:02d}")
    return ids


def opened(shop: Shop, _ids: list[str]) -> dict[str, Any]:
    """From another page to the queue, and the frames after it."""
    from kiosk.ui import navigation

    frames, first = [], []
    for _ in range(8):
        navigation.go("stock.lookup")
        shop.rest(0.3)
        began = time.thread_time()
        navigation.go("associate.orders")
        first.append((time.thread_time() - began) * 1e3)
        frames += [shop.frame() for _ in range(20)]
    return {"queue_open_ms": first, "queue_after_ms": frames}


def scrolled(shop: Shop, _ids: list[str]) -> dict[str, Any]:
    """A finger flicks down the whole queue."""
    from kiosk.ui.theme import theme

    queue = shop.screen.queue
    queue.scroll_y = 1
    frames = []
    for _ in range(600):
        hidden = max(1.0, queue.field.height - queue.height)
        queue.scroll_y = max(0.0, queue.scroll_y - theme.px(SCROLL_PX) / hidden)
        frames.append(shop.frame())
        if queue.scroll_y <= 0:
            queue.scroll_y = 1
    return {"queue_scroll_ms": frames}


def told(shop: Shop, ids: list[str]) -> dict[str, Any]:
    """Other devices work on orders: each of their steps is on screen a moment later."""
    from kiosk.pickup import actions

    store, chance = shop.app.store, random.Random(SEED)
    frames = []
    until = datetime.now(UTC) + timedelta(days=9)
    for number in range(400):
        if number % EVERY_FRAMES == 0:
            until += timedelta(minutes=1)
            store.worker.submit(actions.extend, store.vault, store.device, chance.choice(ids), until)
        frames.append(shop.frame())
    return {"queue_told_ms": frames}


if __name__ == "__main__":
    sys.exit(main())
