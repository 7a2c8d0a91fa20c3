"""The shop floor: a kiosk and a colleague's tablet on virtual screens of their own, and a back room behind them."""

from __future__ import annotations

from pathlib import Path

from scripts.person.backroom import Backroom
from scripts.person.device import Device, Trouble
from scripts.person.display import Display
from scripts.shopper.shop import TENANT, Shop

SETTINGS = """[device]
tenant = "{tenant}"
store = "{store}"
name = "{name}"
role = "{role}"
data = "{name}"

[link]
port = {broker}

[head_office]
http = "http://127.0.0.1:{http}"
key_file = "head-office.key"

[terminal]
kind = "simulated"
delay_s = 0.3

[display]
width = {width}
height = {height}
sound = false
"""

KIOSK = (1080, 1920)
SMALL = (540, 960)
"""The same layout with a quarter of the pixels."""

TABLET = (1280, 800)


class Floor:
    """Everything that stands in the shop. `quick`: a small kiosk that asks soon whether somebody is still there."""

    def __init__(self, shop: Shop, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.backroom = Backroom(shop.office, TENANT, folder, shop.root_key)
        size = SMALL if quick else KIOSK
        self.displays = (Display(folder / "kiosk-display.log", *size), Display(folder / "tablet-display.log", *TABLET))
        idle = ("7", "2") if quick else ()
        self.kiosk = self._device(shop, "kiosk-1", "shopper", self.displays[0], idle)
        self.tablet = self._device(shop, "tablet-1", "associate", self.displays[1])

    def open(self) -> None:
        """Start everything, and wait until both devices have the catalogue and one another.

        Raises:
            Trouble: if one does not come up.
        """
        self.backroom.open()
        for display in self.displays:
            display.open()
        for device in (self.kiosk, self.tablet):
            device.begin()
        for device in (self.kiosk, self.tablet):
            device.ready()

    def findings(self) -> list[str]:
        """What the devices complained of in their logs."""
        return [*self.kiosk.complaints(), *self.tablet.complaints()]

    def close(self) -> None:
        """End everything that was started here. May be called twice."""
        for device in (self.kiosk, self.tablet):
            device.stop()
        self.backroom.close()
        for display in self.displays:
            display.close()

    def _device(self, shop: Shop, name: str, role: str, display: Display, options: tuple[str, ...] = ()) -> Device:
        settings = SETTINGS.format(
            tenant=TENANT,
            store=shop.store,
            name=name,
            role=role,
            broker=self.backroom.broker_port,
            http=self.backroom.http_port,
            width=display.width,
            height=display.height,
        )
        return Device(name, self.folder, settings, display, options)


__all__ = ["Floor", "Trouble"]
