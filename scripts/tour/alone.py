"""The demo store in one process, for machines without a broker: head office, the in-process link and one kiosk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from hardware.frame_sources import PushedFrames
from hardware.scanner_camera import CameraScanner
from kiosk import app, settings
from kiosk.ui import boot
from scripts.demo_store import products, scenes
from scripts.tour.driver import Driver
from scripts.tour.shop import TENANT, Shop
from sync.headoffice.office import Office
from sync.headoffice.server import Server
from sync.link_loopback import Hub, LoopbackLink

SETTINGS = """[device]
tenant = "{tenant}"
store = "{store}"
name = "kiosk-1"
role = "shopper"
data = "kiosk-1"

[link]
kind = "none"

[head_office]
http = "{http}"
key_file = "head-office.key"

[display]
width = {width}
height = {height}
sound = false
"""

HELD_S = 3.0
BETWEEN_S = 4.0
FRAME_S = 0.02


def run(shop: Shop, folder: Path, say: Callable[[str], None], out: Path | None = None) -> int:
    """Show products to the kiosk's camera in turn; with `out`, leave pictures there and end."""
    (folder / "head-office.key").write_text(shop.command("key") + "\n", "ascii")
    hub = Hub()
    hub.start()
    office = Office(shop.office, TENANT)
    office.start()
    server = Server(office, LoopbackLink(hub))
    server.start()
    try:
        say(f"order from a browser on this machine: {server.address}/shop/{shop.store}")
        width, height = (1080, 1920) if out else (540, 960)
        text = SETTINGS.format(tenant=TENANT, store=shop.store, http=server.address, width=width, height=height)
        path = folder / "kiosk-1.toml"
        path.write_text(text, "utf-8")
        return _show(settings.load(path), hub, say, out)
    finally:
        server.close()
        office.close()
        hub.close()


def _show(found: settings.Settings, hub: Hub, say: Callable[[str], None], out: Path | None) -> int:
    boot.prepare(boot.WindowPlan(found.display.width, found.display.height, title="kiosk-1", left=10, top=40))
    tray = PushedFrames(name="the demo's tray")

    def camera(known: Callable[[str], bool]) -> CameraScanner:
        return CameraScanner(lambda: tray, known_gtin=known)

    with app.open_app(found, camera=camera, link=LoopbackLink(hub)) as kiosk:
        driver = Driver()
        driver.pump(3)
        kiosk.go_live()
        store = kiosk.store
        assert store is not None
        sql = "SELECT count(*) FROM catalogue.product"
        driver.until(lambda: store.db.execute(sql).fetchone()[0] > 0, "the catalogue", 60)
        say("the kiosk has the catalogue, over the in-process link")
        shelf = list(products.generate(12 if out else 200))
        for number, product in enumerate(shelf, 1):
            say(f"before the camera: {product.name.zh_hans} {product.size}")
            frame = scenes.held_pack(product.gtin, product)
            _hold(driver, lambda frame=frame: tray.push(frame), HELD_S)  # type: ignore[misc] # the frame is bound
            _hold(driver, lambda: tray.push(scenes.shelf()), 0.2 if out else BETWEEN_S)
            if out:
                driver.shot(out / f"{number:02d}-kiosk.png")
    if out:
        say(f"{len(shelf)} pictures are in {out}")
    return 0


def _hold(driver: Driver, lay: Callable[[], None], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        lay()
        driver.pump()
        time.sleep(FRAME_S)
