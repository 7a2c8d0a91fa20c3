"""The shopper's screens by name: what a kiosk on the shop floor can show."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.home.attract import AttractScreen
from kiosk.home.member import MemberPage, SignInScreen
from kiosk.home.product import ProductPage
from kiosk.home.scan import ScanScreen
from kiosk.home.search import SearchScreen
from kiosk.pickup.screens.collect import CollectScreen
from kiosk.store import Store
from kiosk.till.screens.basket import BasketScreen
from kiosk.till.screens.card import CardScreen
from kiosk.till.screens.done import DoneScreen
from kiosk.till.screens.pay import CashScreen, ChooseScreen
from kiosk.till.screens.take_back import ReturnScreen
from kiosk.ui.screen import StoreScreen

HOME = "home.attract"

SCREENS: dict[str, Callable[[Store], StoreScreen]] = {
    "home.attract": AttractScreen,
    "home.scan": ScanScreen,
    "product.page": ProductPage,
    "search.find": SearchScreen,
    "basket.show": BasketScreen,
    "pay.choose": ChooseScreen,
    "pay.card": CardScreen,
    "pay.cash": CashScreen,
    "pay.done": DoneScreen,
    "member.sign_in": SignInScreen,
    "member.page": MemberPage,
    "pickup.collect": CollectScreen,
    "return.start": ReturnScreen,
}


def screens(store: Store) -> dict[str, Callable[[], StoreScreen]]:
    """How each screen of this device is made; nothing is made before it is first shown."""
    return {name: (lambda make=make: make(store)) for name, make in SCREENS.items()}
