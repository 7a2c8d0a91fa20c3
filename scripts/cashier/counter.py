"""Broker, head office and one till on a virtual screen; and what a cashier can do and see at it."""

from __future__ import annotations

from pathlib import Path

from scripts.cashier.shop import TENANT, Shop
from scripts.person.backroom import Backroom
from scripts.person.device import Device
from scripts.person.display import Display

NAME = "till-1"
WIDTH, HEIGHT = 1280, 800

SETTINGS = """[device]
tenant = "{tenant}"
store = "{store}"
name = "{name}"
role = "till"
data = "{name}"

[link]
port = {broker}

[head_office]
http = "http://127.0.0.1:{http}"
key_file = "head-office.key"

[terminal]
kind = "simulated"
delay_s = 0.3

[staff]
sign_in = "required"
lock_after_min = 0

[display]
width = {width}
height = {height}
sound = false

[[printer]]
name = "receipt"
kind = "simulated"
address = "paper"
width_mm = 80

[drawer]
kind = "simulated"

[line_display]
kind = "simulated"
"""


class Counter(Device):
    """Where the cashier stands."""

    def __init__(self, shop: Shop, folder: Path, display: Display) -> None:
        self._backroom = Backroom(shop.office, TENANT, folder, shop.root_key)
        settings = SETTINGS.format(
            tenant=TENANT,
            store=shop.store,
            name=NAME,
            broker=self._backroom.broker_port,
            http=self._backroom.http_port,
            width=WIDTH,
            height=HEIGHT,
        )
        super().__init__(NAME, folder, settings, display)

    def open(self) -> None:
        """Start everything and wait until the till stands.

        Raises:
            Trouble: if it does not come up.
        """
        self._backroom.open()
        self.start()

    def close(self) -> None:
        """End what was started here. May be called twice."""
        self.stop()
        self._backroom.close()

    def synced(self) -> None:
        """Wait until head office has everything."""
        self.until(lambda: self.sees(self.words("desk.linked", n=0)), "the last acknowledgement")
