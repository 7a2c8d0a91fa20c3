"""The till's screens by name, and where it begins."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.associate.screens.hand_over import HandOverScreen
from kiosk.associate.screens.lookup import LookupScreen
from kiosk.associate.screens.sell import SellScreen
from kiosk.associate.screens.take_back import TakeBackScreen
from kiosk.store import Store
from kiosk.ui.desk import DeskPlace
from kiosk.ui.screen import StoreScreen

HOME = "till.sell"

PLACES = (
    DeskPlace("till.sell", "till", "rail.sell"),
    DeskPlace("return.start", "undo", "rail.return"),
    DeskPlace("pickup.collect", "parcel", "rail.collect"),
    DeskPlace("stock.lookup", "search", "rail.lookup"),
)


def screens(store: Store) -> dict[str, Callable[[], StoreScreen]]:
    """How each screen of a till is made."""
    return {
        "till.sell": lambda: SellScreen(store, places=PLACES),
        "return.start": lambda: TakeBackScreen(store, places=PLACES),
        "pickup.collect": lambda: HandOverScreen(store, places=PLACES),
        "stock.lookup": lambda: LookupScreen(store, places=PLACES),
    }
