"""The manager's screens by name, and where the desk begins."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.status.screens.dead import DeadScreen
from kiosk.status.screens.devices import DevicesScreen
from kiosk.status.screens.sales import SalesScreen
from kiosk.status.screens.sync import SyncScreen
from kiosk.status.watch import Watch
from kiosk.store import Store
from kiosk.till.screens.hardware import HardwareScreen
from kiosk.ui.desk import DeskPlace
from kiosk.ui.screen import StoreScreen

HOME = "status.sync"

PLACES = (
    DeskPlace("status.sync", "sync", "rail.sync"),
    DeskPlace("status.sales", "receipt", "rail.sales"),
    DeskPlace("status.devices", "tablet", "rail.devices"),
    DeskPlace("status.dead", "receive", "rail.dead"),
    DeskPlace("till.hardware", "printer", "rail.hardware"),
)


def screens(store: Store) -> dict[str, Callable[[], StoreScreen]]:
    """How each screen of the manager's desk is made. They share one watch: the curves go on from screen to screen."""
    watch = Watch(store)
    return {
        "status.sync": lambda: SyncScreen(store, watch, places=PLACES),
        "status.sales": lambda: SalesScreen(store, watch, places=PLACES),
        "status.devices": lambda: DevicesScreen(store, watch, places=PLACES),
        "status.dead": lambda: DeadScreen(store, watch, places=PLACES),
        "till.hardware": lambda: HardwareScreen(store, places=PLACES),
    }
